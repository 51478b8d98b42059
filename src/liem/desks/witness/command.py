"""The words of `liem witness`."""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from liem.kernel.errors import KernelError
from liem.kernel.log import VerifierKey
from liem.kernel.log.note import COSIGNATURE, ED25519
from liem.kernel.log.signing import SeedSigner, make_seed, read_seed

from .book import Book, Watched
from .deciding import decide
from .mirror import export, mirror, published
from .server import WitnessServer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KEY: Final = "witness.key"
NAME: Final = "name"


def main(words: Sequence[str]) -> int:
    """Run one verb. 0 done, 1 refused or wrong, 2 not understood."""
    options = _parser().parse_args(words)
    verbs: dict[str, Callable[[argparse.Namespace], int]] = {
        "init": _init,
        "trust": _trust,
        "serve": _serve,
        "check": _check,
        "mirror": _mirror,
        "status": _status,
        "export": _export,
    }
    try:
        return verbs[options.verb](options)
    except KernelError as fault:
        _say(fault.vi, fault.en)
    except (OSError, sqlite3.Error) as fault:
        _say(f"Không đọc hoặc ghi được: {fault}", f"Cannot read or write: {fault}")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem witness",
        description="Chứng kiến một sổ minh bạch, trên bất cứ máy nào. / Witness a log, on any machine.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, vi: str, en: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=f"{vi} / {en}")
        made.add_argument("folder", type=Path, help="thư mục của bên chứng kiến / folder of this witness")
        return made

    verb("init", "tạo khóa", "make the key").add_argument(
        "--name", required=True, help="tên trên chữ ký, như mttq.xa.example / name on signatures"
    )
    trust = verb("trust", "nhận chứng kiến một sổ", "watch a log")
    trust.add_argument("vkey", help="khóa công khai của sổ / public key of the log")
    trust.add_argument("--url", default="", help="nơi sổ công bố, để sao lại / where it is published")
    serve = verb("serve", "chạy và trả lời qua mạng", "run and answer on the network")
    serve.add_argument("--bind", default="127.0.0.1:8100", help="địa chỉ:cổng / address:port")
    check = verb("check", "ký một yêu cầu mang tới bằng tệp", "cosign a request brought as a file")
    check.add_argument("file", type=Path, help="tệp yêu cầu / file with the request")
    check.add_argument("--out", type=Path, help="ghi chữ ký vào tệp / write the signature to a file")
    verb("mirror", "sao các tệp của sổ về", "copy the files of the logs").add_argument(
        "--from", dest="source", default="", help="thư mục hay địa chỉ khác / another folder or address"
    )
    verb("status", "xem đã thấy gì, có sự cố gì", "show what was seen and caught").add_argument(
        "--evidence", action="store_true", help="in cả chứng cứ / print the evidence too"
    )
    out = verb("export", "xuất bản sao, để khôi phục sổ", "write the copy out, to recover a log")
    out.add_argument("origin", help="tên sổ / name of the log")
    out.add_argument("target", type=Path, help="thư mục đích / target folder")
    return parser


def _signer(folder: Path) -> SeedSigner:
    name = (folder / NAME).read_text("utf-8").strip()
    return read_seed(folder / KEY, name=name, type=COSIGNATURE)


def _init(options: argparse.Namespace) -> int:
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = folder / NAME
    if kept.exists() and kept.read_text("utf-8").strip() != options.name:
        _say(
            f"Thư mục này đã là của {kept.read_text('utf-8').strip()}.",
            f"This folder belongs to {kept.read_text('utf-8').strip()}.",
        )
        return 1
    signer = make_seed(folder / KEY, name=options.name, type=COSIGNATURE)
    kept.write_text(options.name + "\n", "utf-8")
    Book(folder)
    print(signer.key)
    _say("Đưa dòng trên cho nơi vận hành sổ.", "Hand the line above to who runs the log.")
    return 0


def _trust(options: argparse.Namespace) -> int:
    key = VerifierKey.parse(options.vkey)
    if key.type != ED25519:
        _say("Đây là khóa của bên chứng kiến, không phải của sổ.", "This is a witness's key, not a log's.")
        return 1
    Book(options.folder).trust(key, url=options.url)
    _say(f"Từ nay chứng kiến sổ {key.name}.", f"The log {key.name} is watched from now on.")
    return 0


def _serve(options: argparse.Namespace) -> int:
    host, _, port = options.bind.rpartition(":")
    if not port.isdigit():
        _say("--bind cần dạng địa-chỉ:cổng.", "--bind is address:port.")
        return 2
    signer = _signer(options.folder)
    with WitnessServer((host.strip("[]"), int(port)), Book(options.folder), signer) as server:
        server.keep_mirroring()
        _say(f"{signer.key.name}: http://{options.bind}", "Ctrl+C ends it.")
        server.serve_forever()
    return 0


def _check(options: argparse.Namespace) -> int:
    # A mail program changes line ends and adds some; neither can stand in a signed head.
    body = options.file.read_bytes().replace(b"\r\n", b"\n").strip(b"\n") + b"\n"
    answer = decide(Book(options.folder), _signer(options.folder), body, now=lambda: int(time.time()))
    text = answer.body.decode()
    if answer.status != 200:
        if answer.status == 409:
            size = text.strip()
            _say(
                f"Bên chứng kiến đã thấy {size} mục. Xin lại yêu cầu với --old {size}; nếu sổ ngắn hơn "
                "số ấy, đó là sự cố: giữ tệp này lại.",
                f"This witness has seen {size} entries. Ask for a request with --old {size}; if the log is "
                "shorter, that is an incident: keep this file.",
            )
        else:
            _say(f"KHÔNG ký ({answer.status}). {text.strip()}", "NOT cosigned.")
        return 1
    if options.out is None:
        sys.stdout.write(text)
    else:
        options.out.write_text(text, "utf-8")
        _say(f"Đã ký, ghi vào {options.out}.", "Cosigned.")
    return 0


def _mirror(options: argparse.Namespace) -> int:
    book = Book(options.folder)
    worst = 0
    for log in book.watched():
        where = options.source or log.url
        if not where:
            _say(f"{log.origin}: chưa có địa chỉ (--url hoặc --from).", f"{log.origin}: no address.")
            continue
        try:
            added = mirror(book, log, read=published(where), tell=_progress)
        except (KernelError, OSError) as fault:
            words = fault.vi if isinstance(fault, KernelError) else str(fault)
            book.note_fault(log.origin, words)
            _say(f"{log.origin}: {words}", "The copy did not hold; nothing of it counts.")
            worst = 1
        else:
            _say(f"{log.origin}: thêm {added} mục, đều khớp.", f"{added} entries added, all rehashed.")
    return worst


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{of} tệp / files", end="" if done < of else "\n", file=sys.stderr)


def _status(options: argparse.Namespace) -> int:
    book = Book(options.folder)
    print(_signer(options.folder).key)
    for log in book.watched():
        print(_line(log))
    caught = book.incidents()
    for one in caught:
        word = "SỰ CỐ / INCIDENT" if one.proven else "CHƯA RÕ / NOT SETTLED"
        print(f"{word} {one.number} {_moment(one.time)} {one.origin}: {one.why}")
        if options.evidence:
            print(f"--- đã ký trước / held\n{one.held}\n--- được đưa cho / shown\n{one.shown}\n---")
    return 1 if any(one.proven for one in caught) else 0


def _line(log: Watched) -> str:
    fault = f"; {log.fault}" if log.fault else ""
    when = _moment(log.time) if log.time else "–"
    return (
        f"{log.origin}: {log.head.size} mục / entries, ký / cosigned {when}, "
        f"bản sao / copy {log.mirrored.size}{fault}"
    )


def _export(options: argparse.Namespace) -> int:
    book = Book(options.folder)
    log = book.one(options.origin)
    if log is None:
        _say(f"Không chứng kiến sổ {options.origin}.", f"The log {options.origin} is not watched.")
        return 1
    count = export(book, log, options.target)
    _say(f"{options.target}: {count} mục.", f"{count} entries.")
    return 0


def _moment(seconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime(seconds))


def _say(vi: str, en: str) -> None:
    print(f"liem witness: {vi}\nliem witness: {en}", file=sys.stderr)
