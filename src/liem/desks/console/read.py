"""`liem read FILE…`: reads official documents in a terminal, one after another, and prints what they order.

No Django, no database: the command starts fast and works on a machine where nothing else is set up. A file
that cannot be read gets its own answer and the rest goes on.
"""

from __future__ import annotations

import argparse
import glob
import json
import os
import shutil
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from liem.adapters.documents import DocumentRefused, open_document_isolated
from liem.analysis.reading.source import Source

# The keys of one answer in their order; an unreadable file has them all, empty.
_EMPTY: dict[str, Any] = {
    "number": None,
    "symbol": None,
    "issuer": None,
    "date": None,
    "kind": None,
    "subject": None,
    "base_documents": [],
    "tasks": [],
    "findings": [],
    "unknown": [],
    "warnings": [],
}


def main(argv: Sequence[str]) -> int:
    """Read every file named; exit code 0 when all were read, 1 when any failed, 2 when nothing was named."""
    options = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        return _read_all(list(_files(options.files)), options)
    except BrokenPipeError:
        # Whoever read our answers (head, less) has gone; the interpreter must not complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _read_all(files: Sequence[str], options: argparse.Namespace) -> int:
    if not files:
        print("liem read: thư mục không có tệp nào để đọc.", file=sys.stderr)
        return 2
    failed = False
    for index, file in enumerate(files, start=1):
        meter = _Meter(file, index, len(files))
        answer: dict[str, Any] = {}
        refusal: str | None = None
        try:
            answer = _read(file, ocr=not options.no_ocr, meter=meter)
        except DocumentRefused as refused:
            refusal = str(refused)
        except OSError as error:
            refusal = _system_error(error)
        except Exception as fault:  # noqa: BLE001 - a fault of ours on one file must not cost the clerk the batch
            refusal = (
                f"Chương trình lỗi khi đọc tệp này ({type(fault).__name__}: {fault}). Hãy báo lỗi kèm tệp."
            )
        meter.clear()
        if refusal is not None:
            failed = True
            answer = {"file": file, **_EMPTY, "warnings": [refusal]}
            print(f"liem read: {file}: {refusal}", file=sys.stderr)
        if options.json:
            print(json.dumps(answer, ensure_ascii=False), flush=True)
        elif refusal is None:
            print(_summary(answer), flush=True)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem read",
        description="Đọc văn bản chỉ đạo (DOCX, PDF, bản quét, ảnh, văn bản thuần) và in ra các nhiệm vụ. "
        "/ Read directives and print the tasks they give.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="tệp, thư mục, hoặc mẫu như 'den/*.pdf'")
    parser.add_argument(
        "--json", action="store_true", help="mỗi tệp một đối tượng JSON trên một dòng (UTF-8)"
    )
    parser.add_argument("--no-ocr", action="store_true", help="không nhận dạng chữ trên bản quét")
    return parser


def _files(named: Sequence[str]) -> Iterator[str]:
    """Open up folders and patterns, in the order given; a name that matches nothing is kept and fails
    later.
    """
    for name in named:
        path = Path(name)
        if path.is_dir():
            yield from (str(p) for p in sorted(path.rglob("*")) if p.is_file() and not _hidden(p, path))
        elif not path.exists() and glob.has_magic(name):
            found = sorted(p for p in glob.glob(name, recursive=True) if Path(p).is_file())
            yield from found or [name]
        else:
            yield name


def _hidden(path: Path, root: Path) -> bool:
    # "~$…" are the lock files Word leaves beside an open document.
    return any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)


def _read(file: str, *, ocr: bool, meter: _Meter) -> dict[str, Any]:
    from liem.analysis.reading import read

    source: Source = open_document_isolated(Path(file), ocr=ocr, progress=meter.show)
    answer: dict[str, Any] = read(source).as_json(file)
    known = answer["warnings"]
    answer["warnings"] = [*(warning for warning in source.warnings if warning not in known), *known]
    return answer


def _system_error(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "Không tìm thấy tệp. Hãy kiểm tra lại đường dẫn."
    if isinstance(error, PermissionError):
        return "Không có quyền đọc tệp. Hãy xin quyền hoặc chép tệp về thư mục của mình."
    return f"Không mở được tệp ({error.strerror or error})."


class _Meter:
    """Progress on the error stream, only when a person is looking at it."""

    def __init__(self, file: str, index: int, total: int) -> None:
        self._label = f"[{index}/{total}] {Path(file).name}"
        self._live = sys.stderr.isatty()
        self._started = time.monotonic()

    def show(self, done: int, total: int) -> None:
        if self._live:
            seconds = time.monotonic() - self._started
            sys.stderr.write(f"\r\x1b[K{self._label}: trang {done}/{total}, {seconds:.0f} giây")
            sys.stderr.flush()

    def clear(self) -> None:
        if self._live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _summary(answer: dict[str, Any]) -> str:
    """Lay one answer out for the eye: what the document is, then a table of its tasks."""
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))
    out = ["", f"== {answer['file']}"]
    for label, key in (
        ("Số", "number"),
        ("Ký hiệu", "symbol"),
        ("Cơ quan ban hành", "issuer"),
        ("Ngày", "date"),
        ("Trích yếu", "subject"),
    ):
        out += _field(label, answer[key] or "chưa rõ", width)
    out += _field("Căn cứ", "; ".join(answer["base_documents"]) or "không nêu", width)
    tasks = [task for task in answer["tasks"] if task["is_task"]]
    out += [f"  Nhiệm vụ: {len(tasks)}"] + [line for task in tasks for line in _task(task, width)]
    if answer["findings"]:
        out.append(f"  Nhận xét, tồn tại nêu trong văn bản: {len(answer['findings'])}")
    if answer["unknown"]:
        out += _field("Cần hỏi lại", ", ".join(answer["unknown"]), width)
    for warning in answer["warnings"]:
        out += _field("Lưu ý", warning, width)
    return "\n".join(out)


def _field(label: str, value: str, width: int) -> list[str]:
    return textwrap.wrap(value, width, initial_indent=f"  {label}: ", subsequent_indent="      ")


def _task(task: dict[str, Any], width: int) -> list[str]:
    head = textwrap.wrap(
        task["text"],
        width,
        initial_indent=f"    {task['no'] or '–'}  ",
        subsequent_indent="       ",
        max_lines=3,
        placeholder=" …",
    )
    who = task["assignee"] or "chưa rõ"
    if task["co_assignees"]:
        who += f" (phối hợp: {', '.join(task['co_assignees'])})"
    due = task["deadline"] or ("không giao hạn" if task["deadline_kind"] == "none" else "chưa rõ")
    line = f"→ {who} · hạn: {due} · trang {task['page']}"
    return [*head, *textwrap.wrap(line, width, initial_indent="       ", subsequent_indent="         ")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
