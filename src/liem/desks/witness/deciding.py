"""One request, one decision, one transaction: checked, kept, and only then answered."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from liem.kernel.log import EMPTY_ROOT, Head, cosign
from liem.kernel.log.witness import Rejected, Request, judge

from .book import Watched, last

if TYPE_CHECKING:
    from collections.abc import Callable

    from liem.kernel.log import Signer

    from .book import Book

MOST_EVIDENCE: Final = 100  # a log; whoever repeats itself must not fill the disk
START: Final = Head(0, EMPTY_ROOT)
PLAIN: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status as in HTTP, the body, its media type."""

    status: int
    body: bytes
    kind: str = PLAIN


def decide(book: Book, signer: Signer, body: bytes, *, now: Callable[[], int]) -> Answer:
    """Answer the body of a request; the same bytes over HTTP, from a memory stick or from paper."""
    try:
        request = Request.parse(body)
        return _decide(book, signer, request, now)
    except sqlite3.Error:  # nothing was kept, so nothing is signed
        return Answer(503, b"")
    except Rejected as refused:
        if refused.status == 409:
            return Answer(409, f"{refused.size}\n".encode(), SIZE)
        return Answer(refused.status, f"{refused.vi}\n{refused.en}\n".encode())


def _decide(book: Book, signer: Signer, request: Request, now: Callable[[], int]) -> Answer:
    origin = request.checkpoint.origin
    trusted = book.keys(origin)
    refusal: Rejected | None = None
    with book.writing() as db:
        held = last(db, origin) or Watched(origin, "", START, "", 0, START, "")
        try:
            head = judge(request, trusted=trusted, last=held.head)
        except Rejected as refused:
            if refused.evidence:
                _keep_evidence(db, held, request, refused, now())
            refusal = refused
        else:
            # The clock may go back; the statement "as of this second" may not.
            time = max(now(), held.time)
            line = cosign(request.note.text, time=time, signer=signer)
            db.execute(
                "UPDATE log SET size = ?, root = ?, note = ?, time = ? WHERE origin = ?",
                (head.size, head.root, str(request.note.signed(line)), time, origin),
            )
    # The transaction has ended: what is said from here on has been kept.
    if refusal is not None:
        raise refusal
    return Answer(200, line.line.encode())


def _keep_evidence(
    db: sqlite3.Connection, held: Watched, request: Request, refused: Rejected, time: int
) -> None:
    # A head counts once, whatever proof came with it, and doubts cannot crowd out what is proven: anybody can
    # send a published head with a broken proof, only the log can sign two heads of one size.
    proven = refused.code == "other_root"
    rows = db.execute("SELECT shown FROM incident WHERE origin = ? AND proven = ?", (held.origin, proven))
    known = [Request.parse(shown.encode()).note.text for (shown,) in rows.fetchall()]
    if len(known) < MOST_EVIDENCE and request.note.text not in known:
        db.execute(
            "INSERT INTO incident (origin, time, why, held, shown, proven) VALUES (?, ?, ?, ?, ?, ?)",
            (held.origin, time, refused.vi, held.note, request.encode().decode(), proven),
        )
