"""Public draws for everybody: all of them, also those that came to nothing; each with its files and proof.

Nobody is named here: lists of people are blinded, who stays out is counted by ground.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.kernel.draw import PLAIN_UNIT, DrawMismatch
from liem.spine.access import sentence_of
from liem.spine.draws import readers
from liem.spine.draws.models import State
from liem.spine.ledger.opening import opening_of
from liem.spine.log import receipts

from .log import download, moment_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from liem.spine.draws.models import Ceremony

SEEN: Final = 500
MOST_SHOWN: Final = 300
LIST: Final = "danh-sach.tsv"
LEVELS: Final = {State.ANNOUNCED: "info", State.HELD: "ok", State.GIVEN_UP: "warn"}
_OPENED: Final = (
    "ceremony", "purpose", "frame_sha256", "size", "excluded_sha256", "excluded", "rate", "count",
    "leaders", "reserves", "method", "beacon", "bodies", "place", "held_at", "drawn_from", "repeats",
)  # fmt: skip
"""Nothing in the announcement is about a person, so all of it is opened to everybody."""


def sheet(ceremony: Ceremony) -> dict[str, Any]:
    """Return the list, and for a draw that was held the result drawn again here and now."""
    rows = list(readers.frame_of(ceremony).rows())
    units = len({row.unit for row in rows})
    terms = readers.terms_of(ceremony)
    shown: dict[str, Any] = {
        "lines": rows[:MOST_SHOWN],
        "size": len(rows),
        "more": max(0, len(rows) - MOST_SHOWN),
        "with_units": any(row.unit != PLAIN_UNIT for row in rows),
        "rule": {"vi": terms.vi(units=units), "en": terms.en(units=units)},
        "grounds": readers.grounds_of(ceremony),
    }
    if not ceremony.result:
        return shown
    try:
        result = readers.recomputed(ceremony)
    except DrawMismatch as fault:
        return shown | {"mismatch": sentence_of(fault)}
    return shown | {
        "places": readers.places(ceremony, result),
        "reserves": result.reserves,
        "shell": result.shell_line(LIST),
    }


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show every draw, newest first; what was announced never leaves this page."""
    rows = [(each, LEVELS[State(each.state)]) for each in readers.announced()[:SEEN]]
    crumbs = [(_("Sổ minh bạch"), reverse("public:log"))]
    return render(request, "public/draws.html", {"rows": rows, "crumbs": crumbs})


def _found(ceremony_id: UUID) -> Ceremony:
    return get_object_or_404(readers.announced(), pk=ceremony_id)


@require_safe
def one(request: HttpRequest, ceremony_id: UUID) -> HttpResponse:
    """Show one draw: what was fixed before, the digits, the result drawn again, how to recompute it."""
    ceremony = _found(ceremony_id)
    entry = readers.announcement(ceremony)
    proven = receipts.proven(entry, at=moment_of(request)) if entry else None
    stands = receipts.place_of(entry) if entry else None
    context = {
        **sheet(ceremony),
        "ceremony": ceremony,
        "level": LEVELS[State(ceremony.state)],
        "throws": ceremony.throws.all(),
        "replacements": ceremony.replacements.all(),
        "repeated": getattr(ceremony, "repeated_by", None),
        "proven": proven,
        "stands": stands,
        "crumbs": [(_("Sổ minh bạch"), reverse("public:log")), (_("Bốc thăm"), reverse("public:draws"))],
    }
    return render(request, "public/draw.html", context)


@require_safe
def list_file(request: HttpRequest, ceremony_id: UUID) -> HttpResponse:
    """Give the published list: the very bytes that were hashed."""
    del request
    return download(_found(ceremony_id).frame.encode(), LIST, "text/tab-separated-values; charset=utf-8")


@require_safe
def result_file(request: HttpRequest, ceremony_id: UUID) -> HttpResponse:
    """Give the result as ``liem draw --check`` reads it."""
    del request
    ceremony = _found(ceremony_id)
    if not ceremony.result:
        raise Http404
    return download(ceremony.result.encode(), "ket-qua.json", "application/json")


@require_safe
def opening_file(request: HttpRequest, ceremony_id: UUID) -> HttpResponse:
    """Give the opening of the announcement: what the leaf in the log says, for everybody to check."""
    del request
    entry = readers.announcement(_found(ceremony_id))
    if entry is None:
        raise Http404
    return download(opening_of(entry, _OPENED), "cong-bo.json", "application/json")


_ONE = "boc-tham/<uuid:ceremony_id>/"
urlpatterns = [
    path("boc-tham/", listing, name="draws"),
    path(_ONE, one, name="draw"),
    path(f"{_ONE}danh-sach.tsv", list_file, name="draw_list"),
    path(f"{_ONE}ket-qua.json", result_file, name="draw_result"),
    path(f"{_ONE}cong-bo.json", opening_file, name="draw_opening"),
]
