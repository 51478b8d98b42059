"""The child that counts and binds the files of a dossier: a file that crashes it ends the child only.

Started only by :mod:`liem.adapters.dossier.binding`. The order comes as one line of JSON on standard input;
the answers go as lines of JSON to standard output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from liem.adapters.dossier import pages
from liem.adapters.dossier.joining import Part, joined


def main() -> int:
    """Read the order, obey it, answer. A file that is not shown is an answer, not a failure."""
    order = json.loads(sys.stdin.readline())
    _limit(order["memory"])
    if order["do"] == "count":
        for number, path in enumerate(order["paths"]):
            _say(begin=number)
            try:
                _say(count=[number, pages.page_count(Path(path))])
            except pages.NotShown as refused:
                _say(not_shown=[number, refused.code])
        return 0
    out = Path(order["out"])
    with out.open("wb") as stream:
        total = joined(_parts(order), stream, title=order["title"])
    _say(pages=total)
    return 0


def _parts(order: dict[str, Any]) -> Iterator[Part]:
    """Make the parts one after the other: each is on disk only while it is joined."""
    part = Path(order["folder"]) / "part.pdf"
    first = 1
    for number, sheet in enumerate(order["sheets"]):
        _say(begin=number)
        try:
            made = pages.write(Path(sheet["path"]), part, first=first, total=order["total"])
        except pages.NotShown as refused:
            _say(not_shown=[number, refused.code])
            raise SystemExit(0) from refused
        if made != sheet["pages"]:
            _say(not_shown=[number, "corrupt"])
            raise SystemExit(0)
        yield Part(part, made, sheet["title"])
        first += made
        _say(done=number + 1)


def _say(**answer: Any) -> None:
    sys.stdout.write(json.dumps(answer, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit there
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
