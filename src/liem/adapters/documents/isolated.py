"""Reading in a child process: a file that crashes, swells or hangs the reader ends the child, not the
house.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from liem.adapters.documents.refusal import DEFAULT_LIMITS, DocumentRefused, Limits
from liem.adapters.documents.wire import WireError, unpack
from liem.analysis.reading.source import Source

Progress = Callable[[int, int], None]


def open_document_isolated(
    path: Path, *, limits: Limits = DEFAULT_LIMITS, ocr: bool = True, progress: Progress | None = None
) -> Source:
    """Read a document as ``open_document`` does, in a child process with limits on time and memory.

    Costs about a fifth of a second more. Raises the same :class:`DocumentRefused`; a child that dies is
    refused as ``corrupt``, one that takes longer than ``limits.seconds`` as ``too_large``. ``OSError`` when
    the file cannot be opened. An exception in ``progress`` stops the child and is passed on: raise there to
    cancel.
    """
    answer = _ask({"do": "open", "path": str(path.resolve()), "ocr": ocr}, limits=limits, progress=progress)
    try:
        return unpack(answer["source"])
    except (KeyError, WireError) as error:
        raise _died() from error


def render_page_isolated(
    path: Path, number: int, *, width: int, limits: Limits = DEFAULT_LIMITS
) -> bytes | None:
    """Draw a page as ``render_page`` does, in a child process. Keep the result: a child per view is slow."""
    if not 16 <= width <= 4000:
        raise ValueError(f"width {width} is outside 16…4000")
    answer = _ask(
        {"do": "render", "path": str(path.resolve()), "number": number, "width": width},
        limits=limits,
        progress=None,
    )
    if "image" not in answer:
        raise _died()
    return None if answer["image"] is None else base64.b64decode(answer["image"])


def _ask(order: dict[str, Any], *, limits: Limits, progress: Progress | None) -> dict[str, Any]:
    # Fewer memory arenas: with a limit on address space, unused ones would count.
    environment = {**os.environ, "MALLOC_ARENA_MAX": "2", "PYTHONIOENCODING": "utf-8"}
    # -P: a folder of documents may hold a json.py; it must not be imported from there.
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "liem.adapters.documents.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    late = threading.Event()

    def expire() -> None:
        late.set()
        _end(child)

    clock = threading.Timer(limits.seconds, expire)
    clock.start()
    try:
        return _talk(child, {**order, "limits": asdict(limits)}, progress)
    except _Died as died:
        if late.is_set():
            raise DocumentRefused(
                "too_large",
                f"Đọc tệp quá {limits.seconds:.0f} giây nên đã dừng.",
                "Hãy tách tệp thành nhiều phần nhỏ hơn rồi gửi lại.",
            ) from died
        raise _died() from died
    finally:
        clock.cancel()
        _end(child)
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()


class _Died(Exception):
    """The child ended without an answer."""


def _talk(child: subprocess.Popen[bytes], order: dict[str, Any], progress: Progress | None) -> dict[str, Any]:
    if child.stdin is None or child.stdout is None:
        raise _Died
    try:
        child.stdin.write(json.dumps(order).encode() + b"\n")
        child.stdin.close()
    except BrokenPipeError as broken:
        raise _Died from broken
    for line in child.stdout:
        try:
            answer = json.loads(line)
        except ValueError as garbled:
            raise _Died from garbled
        if "progress" in answer:
            if progress:
                done, total = answer["progress"]
                progress(int(done), int(total))
            continue
        if "refused" in answer:
            raise DocumentRefused(*answer["refused"])
        if "no_page" in answer:
            raise IndexError(answer["no_page"])
        if "unreadable" in answer:
            raise OSError(*answer["unreadable"])
        return dict(answer)
    raise _Died


def _died() -> DocumentRefused:
    return DocumentRefused(
        "corrupt",
        "Tệp làm chương trình đọc phải dừng giữa chừng (tệp hỏng, hoặc cần quá nhiều bộ nhớ).",
        "Hãy mở tệp bằng Word hoặc trình đọc PDF, lưu lại bản mới rồi gửi lại.",
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started: it leads a process group of its own."""
    if os.name == "nt" and child.poll() is not None:
        return
    try:
        if os.name == "posix":
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    except (ProcessLookupError, PermissionError):
        return
