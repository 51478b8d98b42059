"""`liem log verify FILE`: checks a receipt offline, without database, network or framework.

It says in two languages what holds and, as plainly, what was not looked at. A receipt proves something only
with the policy (whose signatures count) and the entry (what stands in the log); with less the exit code is 3.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from liem.desks.console import log_keep, log_open
from liem.kernel.canon import BadLeaf, parse_leaf
from liem.kernel.clock import local
from liem.kernel.errors import KernelError
from liem.kernel.log import Checkpoint, Invalid, Judged, Policy, Proof

PROVEN, REFUSED, NOT_UNDERSTOOD, INCOMPLETE = 0, 1, 2, 3
# A receipt is some kilobytes, a policy at most a megabyte; nothing larger is read into memory.
_LARGEST: Final = 2_000_000
# The last second of the year 9999, beyond which there is no date to show.
_LAST_SECOND: Final = 253_402_300_799 - 86_400


def main(argv: Sequence[str]) -> int:
    """Check a receipt. 0 proven, 1 refused, 2 not understood, 3 nothing false but not proven either."""
    if argv and argv[0] == log_open.WORD:
        return log_open.main(argv)
    if argv and argv[0] in log_keep.WORDS:
        return log_keep.main(argv)
    options = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        policy = None if options.policy is None else Policy.parse(_read(options.policy))
    except KernelError as fault:
        # A policy with a slip says nothing about the receipt.
        _tell(fault.vi, fault.en)
        return NOT_UNDERSTOOD
    except OSError as fault:
        return _no_file(fault)
    try:
        return _verify(options, policy)
    except KernelError as refused:
        _tell(refused.vi, refused.en)
        _tell("KHÔNG hợp lệ. Đừng dựa vào biên nhận này.", "NOT valid. Do not rely on this receipt.")
        return REFUSED
    except OSError as fault:
        return _no_file(fault)


def _no_file(fault: OSError) -> int:
    where, why = fault.filename or "", fault.strerror or str(fault)
    _tell(f"Không mở được tệp {where} ({why}).", f"Cannot open {where} ({why}).")
    return NOT_UNDERSTOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem log",
        description="Kiểm tra biên nhận của sổ, không cần mạng, không cần tin máy chủ nào. "
        "/ Check a receipt of the log, without network and without trusting any server.",
    )
    words = parser.add_subparsers(
        dest="word", required=True, metavar=f"verify | {log_open.WORD} | {' | '.join(log_keep.WORDS)}"
    )
    verify = words.add_parser(
        "verify",
        help="kiểm tra một biên nhận / check a receipt",
        description="Kiểm tra một biên nhận. Mã thoát: 0 đã chứng minh, 1 bị bác, 2 không hiểu, "
        "3 chưa đủ để chứng minh. / Check a receipt. Exit codes: 0 proven, 1 refused, 2 not understood, "
        "3 not enough to prove it.",
    )
    verify.add_argument(
        "file",
        metavar="FILE",
        help="biên nhận .tlog-proof, hoặc chữ đọc từ mã QR / a .tlog-proof, or the text of its QR code",
    )
    verify.add_argument(
        "--policy",
        metavar="FILE",
        help="chữ ký của sổ nào, của bao nhiêu người chứng kiến thì tin / whose signatures count, how many",
    )
    verify.add_argument(
        "--leaf",
        metavar="FILE",
        help="mục của sổ (152 byte) mà biên nhận nói tới / the entry (152 bytes) the receipt is about",
    )
    return parser


def _verify(options: argparse.Namespace, policy: Policy | None) -> int:
    proof = Proof.read(_read(options.file))
    head = Checkpoint.parse(proof.note.text)
    entry = None if options.leaf is None else _read(options.leaf)
    _say("Sổ / log", head.origin)
    _say("Số mục / entries", str(head.size))
    _say("Biên nhận cho mục số / receipt of entry", f"{proof.index} (đếm từ 0 / counted from 0)")
    judged = None
    if policy is not None:
        judged = policy.judge(proof.note)
        _say_signatures(judged, policy)
    if entry is not None:
        proof.check_entry(entry)
        _say_entry(entry, signed=judged is not None)
    _say_unchecked(proof, judged, entry)
    if judged is not None and entry is not None:
        print("ĐÃ CHỨNG MINH: mục này có trong sổ.\nPROVEN: the entry is in the log.")
        return PROVEN
    print("CHƯA ĐỦ để chứng minh. Không thấy gì sai.\nNOT ENOUGH to prove anything. Nothing false was seen.")
    return INCOMPLETE


def _say_signatures(judged: Judged, policy: Policy) -> None:
    _holds(f"chữ ký của sổ {judged.log.name}", f"signature of the log {judged.log.name}")
    for one in judged.witnesses:
        when = _moment(one.time)
        _holds(
            f"chứng kiến {one.key.name}, tự ghi {when}", f"witness {one.key.name}, by its own clock {when}"
        )
    if policy.quorum is None:
        return
    many = policy.fewest
    _holds(
        f"đủ chứng kiến theo tệp chính sách (ít nhất {many})",
        f"witnesses enough for the policy (at least {many})",
    )


def _say_entry(entry: bytes, *, signed: bool) -> None:
    whose = (
        ("", "") if signed else (" ghi trong biên nhận (chưa biết ai ký)", " written there (signed by whom?)")
    )
    _holds(f"mục dẫn tới đúng mã gốc{whose[0]}", f"the entry leads to the root{whose[1]}")
    try:
        leaf = parse_leaf(entry)
    except BadLeaf:
        _open("tệp mục không phải mục 152 byte của Liêm", "the entry is not a 152-byte leaf of Liêm")
        return
    _say("Lớp, giờ của mục / class, hour", f"{leaf.cls}, {local(leaf.hour):%H giờ %d/%m/%Y}")


def _say_unchecked(proof: Proof, judged: Judged | None, entry: bytes | None) -> None:
    if judged is None:
        _open("ai ký: cần --policy", "who signed: needs --policy")
    else:
        for key in judged.unchecked:
            _open(f"chữ ký ML-DSA của {key.name}: không tính", f"ML-DSA signature of {key.name}: not counted")
        if judged.strangers:
            _open(
                f"{judged.strangers} chữ ký của khóa lạ: không tính",
                f"{judged.strangers} signatures by unknown keys: not counted",
            )
        if not judged.witnesses:
            _open(
                "không có chứng kiến: sổ có thể cho người khác xem một sổ khác",
                "no witness: the log may show others another log",
            )
    if entry is None:
        _open("mục nào: cần --leaf", "which entry: needs --leaf")
    else:
        _open(
            "hồ sơ đằng sau mục: mục chỉ là cam kết, không phải nội dung",
            "the file behind the entry: it is a commitment, not the content",
        )
    if proof.extra is not None:
        _open("phần “extra”: không ai ký", "“extra”: nobody signed it")
    _open(
        "đồng hồ của người ký; họ có độc lập với nhau không",
        "the clocks of those who signed; whether they are independent",
    )


def _moment(seconds: int) -> str:
    if seconds > _LAST_SECOND:
        return f"{seconds} s"
    return f"{local(datetime.fromtimestamp(seconds, UTC)):%H:%M:%S %d/%m/%Y} (UTC+7)"


def _read(name: str) -> bytes:
    with Path(name).open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise Invalid(
            "too_large",
            vi=f"Tệp {name} quá lớn, không phải biên nhận.",
            en=f"{name} is too large for a receipt.",
        )
    return data


def _holds(vi: str, en: str) -> None:
    print(_plain(f"  [đúng / holds] {vi} / {en}"))


def _open(vi: str, en: str) -> None:
    print(_plain(f"  [chưa kiểm / not checked] {vi} / {en}"))


def _say(label: str, text: str) -> None:
    print(_plain(f"  {label}: {text}"))


def _tell(vi: str, en: str) -> None:
    print(f"liem log: {_plain(vi)}\nliem log: {_plain(en)}", file=sys.stderr)


def _plain(text: str) -> str:
    """Names come from the receipt: what would steer a terminal or turn text round is not passed on."""
    return "".join(char if char.isprintable() else "?" for char in text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
