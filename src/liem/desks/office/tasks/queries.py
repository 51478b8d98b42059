"""Addresses of lists of tasks: from a query to the rows it means, and back: figures open to their rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from liem.domains.directives.models import DocumentKind
from liem.domains.directives.rows import Origin, Period, Rows
from liem.spine.tasks.flow import State
from liem.spine.tasks.lists import Role, Sieve, Standing, Term
from liem.ui.formatting import vn_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.http import QueryDict

# the letters of the address: they are printed on paper and kept in bookmarks, so they never change
WORDS, STATE, STANDING, TERM, ROLE, UNIT = "q", "tt", "kq", "han", "vai", "dv"
DIRECTIVE, FROM, TO, ISSUER, KIND = "vb", "tu", "den", "cq", "loai"
LEAVES, REPORT, FIRST, LAST = "phan", "bc", "ky_tu", "ky_den"
PAGE = "trang"


def id_of(text: str | None) -> UUID | None:
    """Return an id of an address or form, ``None`` for nothing or for what is no id."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def day_of(text: str | None) -> date | None:
    """Return an ISO day of an address, ``None`` for nothing or for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _one_of(text: str | None, known: Iterable[str]) -> str:
    return text if text and text in known else ""


def rows_of(query: QueryDict) -> Rows:
    """Return the rows an address means; a value that is none of the known ones narrows nothing."""
    first, last = day_of(query.get(FIRST)), day_of(query.get(LAST))
    return Rows(
        sieve=Sieve(
            words=query.get(WORDS, "")[:200],
            states=tuple(each for each in dict.fromkeys(query.getlist(STATE)) if each in State.values),
            standing=_one_of(query.get(STANDING), Standing.values),
            term=_one_of(query.get(TERM), Term.values),
            role=_one_of(query.get(ROLE), Role.values),
            lead_unit=id_of(query.get(UNIT)),
            leaves=query.get(LEAVES) == "1",
        ),
        origin=Origin(
            directive=id_of(query.get(DIRECTIVE)),
            issued_from=day_of(query.get(FROM)),
            issued_to=day_of(query.get(TO)),
            issuer=query.get(ISSUER, "")[:200],
            kind=_one_of(query.get(KIND), DocumentKind.values),
        ),
        period=Period(first, last) if first and last and first <= last else None,
        report=query.get(REPORT) == "1",
    )


def pairs_of(rows: Rows) -> list[tuple[str, str]]:
    """Return the query of rows as pairs, only what narrows."""
    sieve, origin = rows.sieve, rows.origin
    pairs: list[tuple[str, Any]] = [
        (WORDS, sieve.words),
        *((STATE, state) for state in sieve.states),
        (STANDING, sieve.standing),
        (TERM, sieve.term),
        (ROLE, sieve.role),
        (UNIT, sieve.lead_unit),
        (LEAVES, "1" if sieve.leaves else ""),
        (DIRECTIVE, origin.directive),
        (FROM, origin.issued_from),
        (TO, origin.issued_to),
        (ISSUER, origin.issuer),
        (KIND, origin.kind),
        (FIRST, rows.period.first if rows.period else None),
        (LAST, rows.period.last if rows.period else None),
        (REPORT, "1" if rows.report else ""),
    ]
    return [(name, str(value)) for name, value in pairs if value]


def address(rows: Rows, *, to: str = "office:tasks") -> str:
    """Return the address of the list of rows, without the host."""
    query = urlencode(pairs_of(rows))
    return f"{reverse(to)}?{query}" if query else reverse(to)


def absolute(path: str) -> str:
    """Return the full address of a page, for paper and files: the configured host, never that of a header."""
    return f"{settings.LIEM.public_url.rstrip('/')}{path}"


def with_standing(rows: Rows, standing: str) -> Rows:
    """Return the rows narrowed to one standing; an empty one narrows nothing."""
    return replace(rows, sieve=replace(rows.sieve, standing=standing))


def chips(rows: Rows, names: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """Return what the list is narrowed to: the words of each filter, and the address without it.

    ``names`` gives the names of units and directives by id.
    """
    made = [*_of_sieve(rows, names), *_of_origin(rows, names)]
    if rows.period:
        told = _("đang làm trong kỳ %(first)s-%(last)s") % {
            "first": vn_date(rows.period.first),
            "last": vn_date(rows.period.last),
        }
        made.append((told, replace(rows, period=None)))
    if rows.report:
        made.append((_("chỉ các dòng của báo cáo"), replace(rows, report=False)))
    return [(told, address(rest)) for told, rest in made]


def _of_sieve(rows: Rows, names: Mapping[UUID, str]) -> Iterator[tuple[str, Rows]]:
    sieve = rows.sieve
    if sieve.words:
        told = _("từ khóa “%(words)s”") % {"words": sieve.words}
        yield told, replace(rows, sieve=replace(sieve, words=""))
    for state in sieve.states:
        rest = tuple(each for each in sieve.states if each != state)
        yield str(State(state).label), replace(rows, sieve=replace(sieve, states=rest))
    if sieve.standing:
        yield str(Standing(sieve.standing).label), replace(rows, sieve=replace(sieve, standing=""))
    if sieve.term:
        yield str(Term(sieve.term).label), replace(rows, sieve=replace(sieve, term=""))
    if sieve.role:
        yield str(Role(sieve.role).label), replace(rows, sieve=replace(sieve, role=""))
    if sieve.lead_unit:
        told = names.get(sieve.lead_unit, _("đơn vị khác"))
        yield told, replace(rows, sieve=replace(sieve, lead_unit=None))
    if sieve.leaves:
        yield _("không kể việc đã chia nhỏ"), replace(rows, sieve=replace(sieve, leaves=False))


def _of_origin(rows: Rows, names: Mapping[UUID, str]) -> Iterator[tuple[str, Rows]]:
    origin = rows.origin
    if origin.directive:
        told = names.get(origin.directive, _("một văn bản"))
        yield told, replace(rows, origin=replace(origin, directive=None))
    if origin.issued_from or origin.issued_to:
        told = _("văn bản ban hành %(first)s-%(last)s") % {
            "first": vn_date(origin.issued_from) or "…",
            "last": vn_date(origin.issued_to) or "…",
        }
        yield told, replace(rows, origin=replace(origin, issued_from=None, issued_to=None))
    if origin.issuer:
        yield origin.issuer, replace(rows, origin=replace(origin, issuer=""))
    if origin.kind:
        told = str(DocumentKind(origin.kind).label)
        yield told, replace(rows, origin=replace(origin, kind=""))


def carried(rows: Rows, shown: Iterable[str]) -> list[tuple[str, str]]:
    """Return the parts of an address a filter form does not show, to be carried along hidden."""
    left = set(shown)
    return [(name, value) for name, value in pairs_of(rows) if name not in left]
