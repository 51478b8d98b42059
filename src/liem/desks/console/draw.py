"""`liem draw LIST`: draws from a list by a public seed, or checks a published result; needs no database.

The drawn lines go to standard output and are the very lines the recomputation in a shell prints, so `diff`
compares them; what a person reads beside them goes to the error stream.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from liem.kernel.draw import (
    OTHER,
    PLAIN_UNIT,
    BadFrame,
    BadTerms,
    Frame,
    Result,
    Row,
    draw,
    read_rate,
    redraw,
)
from liem.kernel.errors import KernelError
from liem.kernel.text import fold, nfc

_COLUMNS = {
    "unit": {"unit", "don vi"},
    "kind": {"kind", "loai"},
    "id": {"id", "ma", "ten", "name"},
}


def main(argv: Sequence[str]) -> int:
    """Draw or check. 0 done and holding, 1 refused or not holding, 2 not understood."""
    options = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        return _check(options) if options.check else _draw(options)
    except KernelError as refused:
        _tell(refused.vi, refused.en)
        return 1
    except UnicodeDecodeError:
        _tell("Tệp không phải UTF-8. Lưu lại dưới dạng UTF-8.", "The file is not UTF-8. Save it as UTF-8.")
        return 1
    except csv.Error as fault:
        _tell(f"Tệp CSV hỏng ({fault}).", f"The CSV is broken ({fault}).")
        return 1
    except BrokenPipeError:
        # Whoever read our lines (head, diff) has gone; the interpreter must not complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as fault:
        where, why = fault.filename or "", fault.strerror or str(fault)
        _tell(f"Không mở được tệp {where} ({why}).", f"Cannot open {where} ({why}).")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem draw",
        description="Bốc thăm từ một danh sách bằng hạt giống công khai, ai cũng tính lại được; "
        "hoặc kiểm tra một kết quả đã công bố. / Draw from a list by a public seed, so that anybody can "
        "recompute it; or check a published result.",
    )
    parser.add_argument(
        "list",
        metavar="LIST",
        help="tệp .tsv (đơn vị, loại, mã), .csv có dòng tiêu đề, hoặc mỗi dòng một tên "
        "/ .tsv (unit, kind, id), .csv with a header, or one name a line",
    )
    parser.add_argument(
        "--seed", metavar="SEED", help="BUỔI/CHỮ-SỐ: ít nhất 20 chữ số / CEREMONY/DIGITS, 20 or more"
    )
    many = parser.add_mutually_exclusive_group()
    many.add_argument(
        "--rate", metavar="RATE", help="tỷ lệ mỗi đơn vị: 10%%, 12,5%%, 1/3 / share of each unit"
    )
    many.add_argument("--count", type=int, metavar="N", help="số lượng mỗi đơn vị / number of each unit")
    parser.add_argument(
        "--leaders",
        action="store_true",
        help="mỗi đơn vị ít nhất một cấp trưởng hoặc cấp phó / at least one head or deputy of each unit",
    )
    parser.add_argument(
        "--reserves", type=int, default=0, metavar="N", help="số dự bị mỗi đơn vị / reserves of each unit"
    )
    parser.add_argument(
        "--json", action="store_true", help="in kết quả để công bố / print the result to publish"
    )
    parser.add_argument(
        "--frame", metavar="FILE.tsv", help="ghi danh sách dạng chuẩn để công bố / write the list to publish"
    )
    parser.add_argument(
        "--check",
        metavar="RESULT.json",
        help="kiểm tra kết quả này với danh sách / check this result against the list",
    )
    return parser


def _draw(options: argparse.Namespace) -> int:
    if options.seed is None and options.frame is None:
        raise BadTerms(
            "no_seed",
            vi="Thiếu --seed. Trước buổi bốc thăm, dùng --frame để ghi danh sách sẽ công bố.",
            en="--seed is missing. Before the ceremony, --frame writes the list to publish.",
        )
    frame = _read(Path(options.list), strict=False)
    if options.frame:
        Path(options.frame).write_bytes(frame.text())
    if options.seed is None:
        _about(frame)
        return 0
    result = draw(
        frame,
        seed=options.seed,
        rate=None if options.rate is None else read_rate(options.rate),
        count=options.count,
        leaders=options.leaders,
        reserves=options.reserves,
    )
    _about(frame)
    _explain(result, options.frame or _published(Path(options.list), frame))
    _print(result, as_json=options.json)
    return 0


def _check(options: argparse.Namespace) -> int:
    if options.seed or options.rate or options.count or options.leaders or options.reserves or options.frame:
        raise BadTerms(
            "check_alone",
            vi="--check lấy hạt giống và quy tắc từ kết quả; bỏ các tham số còn lại.",
            en="--check takes seed and rule from the result; leave the other words away.",
        )
    frame = _read(Path(options.list), strict=True)
    result = redraw(Path(options.check).read_bytes(), frame)
    _about(frame)
    _explain(result, _published(Path(options.list), frame))
    _tell(
        "Kết quả KHỚP. Hãy so hạt giống và quy tắc trên với điều đã công bố trước buổi bốc thăm.",
        "The result HOLDS. Compare seed and rule above with what was announced before the ceremony.",
    )
    _print(result, as_json=options.json)
    return 0


def _read(path: Path, *, strict: bool) -> Frame:
    """A .tsv is the list itself, in a check byte for byte; a list is made from other files, in NFC."""
    kind = path.suffix.lower()
    if kind == ".tsv" and strict:
        return Frame.parse(path.read_bytes())
    if kind == ".tsv":
        return Frame.of(Row.read(line, line=at) for at, line in _lines(path))
    if kind == ".csv":
        return Frame.of(_csv(path), first=2)
    return Frame.plain(nfc(line) for _, line in _lines(path))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; empty ones at the end are nothing, inside they stay and are refused."""
    skipped = 0
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        for at, line in enumerate(file, start=1):
            text = line.rstrip("\r\n")
            if not text:
                skipped += 1
                continue
            yield from ((at - skipped + empty, "") for empty in range(skipped))
            skipped = 0
            yield at, text


def _csv(path: Path) -> Iterator[tuple[str, str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        rows = csv.reader(chain([head], file), delimiter=";" if head.count(";") > head.count(",") else ",")
        at = _places(next(rows, []))
        skipped = 0
        for row in rows:
            if not any(row):
                skipped += 1
                continue
            yield from (("", OTHER, "") for _ in range(skipped))
            skipped = 0
            cells = [nfc(row[place].strip()) if place < len(row) else "" for place in at.values()]
            found = dict(zip(at, cells, strict=True))
            yield found.get("unit", PLAIN_UNIT), found.get("kind", OTHER), found["id"]


def _places(head: Iterable[str]) -> dict[str, int]:
    titles = [fold(title.strip()) for title in head]
    at = {
        column: place
        for column, names in _COLUMNS.items()
        for place, title in enumerate(titles)
        if title in names
    }
    if "id" not in at:
        raise BadFrame(
            "no_header",
            vi="tệp CSV cần dòng tiêu đề có cột “mã” (và nếu có: “đơn vị”, “loại”).",
            en="a CSV needs a header with a column “id” (and, if there are any, “unit”, “kind”).",
            line=1,
        )
    return at


def _published(path: Path, frame: Frame) -> str | None:
    """The file a stranger can recompute from: only one that holds the canonical bytes."""
    same = path.suffix.lower() == ".tsv" and path.read_bytes() == frame.text()
    return str(path) if same else None


def _about(frame: Frame) -> None:
    _say("Danh sách / list", f"{frame.size} dòng / lines")
    _say("SHA-256", frame.sha256)


def _explain(result: Result, file: str | None) -> None:
    _say("Hạt giống / seed", result.seed)
    _say("Quy tắc / rule", f"{result.rule} / {result.rule_en}")
    _say("Được chọn / chosen", f"{len(result.chosen)} (dự bị / reserves: {len(result.reserves)})")
    again = result.shell_line(file) if file else "thêm --frame FILE.tsv / add --frame FILE.tsv"
    _say("Tính lại / recompute", again)


def _print(result: Result, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(result.to_json())
    else:
        sys.stdout.writelines(f"{line}\n" for line in result.lines())
    sys.stdout.flush()


def _say(label: str, text: str) -> None:
    print(f"  {label}: {text}", file=sys.stderr)


def _tell(vi: str, en: str) -> None:
    print(f"liem draw: {vi}\nliem draw: {en}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
