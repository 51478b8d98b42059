"""The child that reads one file under limits and answers in lines of JSON on its standard output.

Started only by :mod:`liem.adapters.documents.isolated`. The order comes as one line of JSON on standard
input.
"""

from __future__ import annotations

import base64
import json
import math
import sys
from pathlib import Path
from typing import Any

from liem.adapters.documents.opening import open_document, render_page
from liem.adapters.documents.refusal import DocumentRefused, Limits
from liem.adapters.documents.wire import pack


def main() -> int:
    """Read the order, obey it under its limits, answer. Returns 0 also for a refusal: that is an answer."""
    order = json.loads(sys.stdin.readline())
    limits = Limits(**order["limits"])
    _bind(limits)
    path = Path(order["path"])
    try:
        if order["do"] == "render":
            image = render_page(path, order["number"], width=order["width"], limits=limits)
            _say(image=None if image is None else base64.b64encode(image).decode("ascii"))
        else:
            source = open_document(path, limits=limits, ocr=order["ocr"], progress=_progress)
            _say(source=pack(source))
    except DocumentRefused as refused:
        _say(refused=[refused.code, refused.message, refused.advice])
    except IndexError as error:
        _say(no_page=str(error))
    except OSError as error:
        _say(unreadable=[error.errno, error.strerror or str(error)])
    return 0


def _progress(done: int, total: int) -> None:
    _say(progress=[done, total])


def _say(**answer: Any) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _bind(limits: Limits) -> None:
    """Put limits of the operating system on this process and its children, where there are such limits."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit there.
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing here writes files; a pipe is not bound by this.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # The parent's clock bites first; this one ends a child whose parent was killed.
    seconds = math.ceil(limits.seconds) * 4
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


if __name__ == "__main__":
    sys.exit(main())
