"""`liem seal open|reply|readers`: opens sealed letters, answers them, checks lists of readers; no database.

The key comes from a file (`--key`), or is typed and not shown; it is never an argument of the command,
where other users of the machine could read it.
"""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from liem.kernel.errors import KernelError
from liem.kernel.seal import (
    HybridIdentity,
    decrypt_bytes,
    encrypt_bytes,
    parse_identities,
    parse_identity,
    parse_recipient,
    roster,
)
from liem.kernel.seal.header import VERSION
from liem.kernel.seal.letter import Letter, pack, unpack
from liem.kernel.seal.receipt_code import derive
from liem.kernel.seal.shares import PREFIX, Share, join

if TYPE_CHECKING:
    from liem.kernel.seal import X25519Identity

DONE, REFUSED = 0, 1
_KINDS: Final = {
    "report": "Phản ánh / Report",
    "reply": "Trả lời / Reply",
    "identity": "Danh tính / Identity",
}
_NAME: Final = re.compile(r"[^\w. -]")
_LARGEST: Final = 256 << 20  # bytes; a letter is held in memory whole


def main(argv: Sequence[str]) -> int:
    """Open, answer, or check. 0 done and holding, 1 refused, 2 not understood."""
    options = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    work = {"open": _open, "reply": _reply, "readers": _readers}[options.word]
    try:
        return work(options)
    except KernelError as refused:
        _tell(refused.vi, refused.en)
        return REFUSED
    except UnicodeDecodeError:
        _tell("Tệp không phải UTF-8.", "The file is not UTF-8.")
        return REFUSED
    except OSError as fault:
        where, why = fault.filename or "", fault.strerror or str(fault)
        _tell(f"Không dùng được tệp {where} ({why}).", f"Cannot use {where} ({why}).")
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem seal",
        description="Mở thư niêm phong, trả lời, kiểm tra danh sách người đọc; không cần mạng hay cơ sở "
        "dữ liệu. / Open sealed letters, answer them, check lists of readers; no network, no database.",
    )
    words = parser.add_subparsers(dest="word", required=True, metavar="open|reply|readers")
    for word, told in (
        ("open", "mở một thư / open a letter"),
        ("reply", "niêm phong câu trả lời cho người gửi / seal a reply to the sender"),
    ):
        one = words.add_parser(word, help=told, description=told)
        one.add_argument("file", metavar="FILE.age")
        one.add_argument(
            "--key",
            metavar="FILE",
            help="tệp chứa khóa; không có thì gõ vào, không hiện lên / file with the key; else it is typed",
        )
        one.add_argument(
            "--receipt",
            metavar="MAILBOX",
            help="gõ mã biên nhận thay cho khóa; MAILBOX: tên hộp thư / a receipt code instead of a key",
        )
    words.choices["open"].add_argument(
        "--to", metavar="FOLDER", help="ghi các tệp kèm vào thư mục này / write the files of the letter here"
    )
    reply = words.choices["reply"]
    reply.add_argument(
        "--words", metavar="FILE", required=True, help="nội dung trả lời, UTF-8 / the reply in UTF-8"
    )
    reply.add_argument("--out", metavar="FILE.age", required=True, help="tệp sẽ ghi / file to write")
    told = "kiểm tra mọi danh sách, in ra người đọc / check every list, print the readers"
    readers = words.add_parser("readers", help=told, description=told)
    readers.add_argument("file", metavar="LISTS.txt")
    return parser


def _read(path: str) -> bytes:
    place = Path(path)
    if place.stat().st_size > _LARGEST:
        raise OSError(27, "quá lớn / too large", path)
    return place.read_bytes()


def _identities(options: argparse.Namespace) -> list[HybridIdentity | X25519Identity]:
    """Return the keys to try; typed ones are forgiven blanks and small letters."""
    if options.receipt:
        code = getpass.getpass("Mã biên nhận / receipt code: ")
        return [HybridIdentity(derive(code, mailbox=options.receipt).reply_seed)]
    if options.key:
        return list(parse_identities(_read(options.key).decode()))
    typed = getpass.getpass("Khóa khôi phục / recovery key (AGE-SECRET-KEY-… , LIEM-SHARE-…): ")
    plain = "".join(typed.split()).upper()
    return [_joined(plain) if plain.startswith(PREFIX.upper()) else parse_identity(plain)]


def _joined(first: str) -> HybridIdentity:
    """Ask for the other sheets of a divided key, and give the key."""
    shares = [Share.parse(first)]
    while len(shares) < shares[0].needed:
        asked = f"Tờ mảnh khóa thứ {len(shares) + 1} / sheet {len(shares) + 1} of {shares[0].needed}: "
        shares.append(Share.parse(getpass.getpass(asked)))
    return HybridIdentity(join(shares))


def _letter(options: argparse.Namespace) -> Letter:
    return unpack(decrypt_bytes(_read(options.file), _identities(options)))


def _open(options: argparse.Namespace) -> int:
    inside = decrypt_bytes(_read(options.file), _identities(options))
    if inside.startswith(VERSION):  # a name sealed twice: the seal of the other body is left
        return _left(inside, options.to)
    letter = unpack(inside)
    print(f"{_KINDS[letter.kind]}\n\n{letter.words}\n")
    folder = Path(options.to) if options.to else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    for number, file in enumerate(letter.files, 1):
        # a stranger chose the name: only plain letters of it are kept, behind a number of our own
        name = f"{number:02d}-{_NAME.sub('_', file.name).strip('. ')[-80:]}"
        if folder is not None:
            with (folder / name).open("xb") as target:
                target.write(file.data)
        print(f"{name} · {file.type} · {len(file.data)} byte")
    return DONE


def _left(sealed: bytes, to: str | None) -> int:
    if to is None:
        _tell(
            "Bên trong còn niêm phong cho cơ quan kia: thêm --to THƯ-MỤC để ghi ra.",
            "Inside is a seal of the other body: add --to FOLDER to write it.",
        )
        return REFUSED
    Path(to).mkdir(parents=True, exist_ok=True)
    place = Path(to) / "lop-trong.age"
    with place.open("xb") as target:
        target.write(sealed)
    _tell(f"Đã gỡ lớp ngoài; chuyển {place} cho cơ quan kia.", f"Outer seal off; hand {place} over.")
    return DONE


def _reply(options: argparse.Namespace) -> int:
    letter = _letter(options)
    if not letter.reply_to:
        _tell("Thư này không kèm khóa nhận trả lời.", "This letter carries no key for replies.")
        return REFUSED
    words = _read(options.words).decode().strip()
    if not words:
        _tell("Câu trả lời đang trống.", "The reply is empty.")
        return REFUSED
    answer = Letter("reply", words, readers=letter.readers, roster=letter.roster)
    recipients = [parse_recipient(each) for each in dict.fromkeys((letter.reply_to, *letter.readers))]
    with Path(options.out).open("xb") as target:
        target.write(encrypt_bytes(pack(answer), recipients))
    _tell(f"Đã niêm phong vào {options.out}.", f"Sealed into {options.out}.")
    return DONE


def _readers(options: argparse.Namespace) -> int:
    found = roster.check_all(_read(options.file))
    print(f"{found.name} · {found.unit} · {found.generation}.{found.number} · {found.since}\n{found.sha256}")
    for each in found.readers:
        code = roster.fingerprint(device=each.device, recovery=each.recovery, sign=each.sign)
        print(f"{each.person} · {each.post}\n  {code}")
    _tell(
        "Chữ ký nối tiếp đúng từ danh sách đầu. Ai lập danh sách đầu thì tệp này không chứng minh được: "
        "so mã với bản trên giấy.",
        "Signatures follow from the first list. Who made the first list this file cannot prove: compare the "
        "codes with paper.",
    )
    return DONE


def _tell(vi: str, en: str) -> None:
    print(f"{vi}\n{en}", file=sys.stderr)
