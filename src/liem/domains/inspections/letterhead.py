"""How a paper of the body that conducts a case begins and ends: issuer, symbol, series, place, signature.

The Party's papers and the State's follow different rules (``layout.party``, ``layout.state`` of the day).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.law import documents
from liem.spine.access import Invalid, Post
from liem.spine.people.readers import holders
from liem.spine.units.models import Kind, Level, Side

from .steps import Numbering

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from liem.spine.people.models import Mandate
    from liem.spine.units.models import Unit

TERM_YEARS: Final = 5
CELLS: Final = (Kind.PARTY_CELL, Kind.BASE_CELL)
COMMITTEES: Final = (
    Kind.PROVINCIAL_COMMITTEE,
    Kind.DISTRICT_COMMITTEE,
    Kind.COMMUNE_COMMITTEE,
    Kind.BASE_COMMITTEE,
)
SIGNERS: Final = (
    Post.SECRETARY,
    Post.INSPECTION_CHAIR,
    Post.HEAD_OF_BODY,
    Post.DEPUTY_SECRETARY,
    Post.INSPECTION_DEPUTY,
    Post.DEPUTY_HEAD,
)
_PLACE = re.compile(
    r"\b(?:tỉnh|thành phố|thành|xã|phường|đặc khu)\s+(?:ủy\s+)?(?P<name>\S.*)$", re.IGNORECASE
)
_PARTY_LINES = (
    (re.compile(r"^tỉnh ủy\s+", re.IGNORECASE), "ĐẢNG BỘ TỈNH "),
    (re.compile(r"^thành ủy\s+", re.IGNORECASE), "ĐẢNG BỘ THÀNH PHỐ "),
    (re.compile(r"^đảng ủy\s+", re.IGNORECASE), "ĐẢNG BỘ "),
)


def side_of(unit: Unit) -> documents.Side:
    """Return whose rules of form a body's papers follow."""
    return "party" if unit.side == Side.PARTY else "state"


def numbering(unit: Unit, code: str, day: date) -> Numbering:
    """Return symbol, series and period of a body's paper of a kind by the rule of ``day``: "QĐ/UBKTĐU".

    The series are those of the body's other papers, so that no number is given twice. Raises ``Invalid``
    where the body has no document symbol, ``NoLawInForce``.
    """
    body = unit.document_symbol.strip()
    if not body:
        raise Invalid(
            _("%(unit)s chưa có ký hiệu văn bản nên chưa lấy được số.") % {"unit": unit.name},
            next_step=_("Bổ sung ký hiệu ở trang Đơn vị, nhân sự, hoặc kèm tệp văn bản đã có số."),
        )
    side = side_of(unit)
    letters = next((kind.abbreviation for kind in documents.kinds(side, day) if kind.code == code), None)
    rule = documents.numbering(side, day)
    joint = "/" if side == "party" else "-"
    symbol = f"{letters}{joint}{body}" if letters else body
    series = f"letter:{symbol if rule.per_kind else body}"
    return Numbering(symbol=symbol, series=series, period=period_of(rule.scope, day))


def period_of(scope: str, day: date) -> str:
    """Return the run of numbers a day falls in: its year, or the congress term ("2025-2030").

    Congresses are held every fifth year; a paper of that year counts to the new term.
    """
    if scope == "year":
        return str(day.year)
    start = day.year - day.year % TERM_YEARS
    return f"{start}-{start + TERM_YEARS}"


def number_words(unit: Unit, number: int | None, symbol: str, day: date) -> str:
    """Return number and symbol as printed: "05-QĐ/UBKTĐU" (Party), "12/QĐ-UBND" (State)."""
    if number is None:
        return symbol
    layout = documents.layout(side_of(unit), day)
    written = f"{number:02d}" if number < layout.pad_number_below else str(number)
    form = layout.number_form.format(number=written, symbol=symbol)
    return form.removeprefix("Số:").removeprefix("Số").strip()


def issuer_lines(unit: Unit) -> tuple[str, ...]:
    """Return the lines at the top left: the body above, where the rule wants one, then the issuing body."""
    lines = []
    if unit.parent is not None and unit.kind not in (Kind.PEOPLES_COMMITTEE, Kind.PEOPLES_COUNCIL):
        lines.append(_superior(unit.parent) if unit.side == Side.PARTY else unit.parent.name.upper())
    return (*lines, unit.name.upper())


def _superior(above: Unit) -> str:
    for pattern, line in _PARTY_LINES:
        if pattern.match(above.name):
            return f"{line}{pattern.sub('', above.name)}".upper()
    return above.name.upper()


def place_of(unit: Unit) -> str:
    """Return the place of the dateline, from the name of the body or the nearest above that has one."""
    above: Unit | None = unit
    while above is not None:
        if above.level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE):
            found = _PLACE.search(above.name)
            if found:
                return found["name"].strip()
        above = above.parent
    return ""


@override("vi")
def sign_lines(unit: Unit, post: str, day: date) -> tuple[tuple[str, ...], str]:
    """Return the usual lines of authority ("T/M ỦY BAN KIỂM TRA") and the title of a signer's post."""
    forms = documents.layout(side_of(unit), day).sign_forms
    title = _title(unit, post)
    behalf = f"{forms.get('on_behalf', '')} {_collective(unit)}".strip()
    head = _heads(unit)
    if unit.kind in CELLS or unit.kind in COMMITTEES:
        return (behalf,), title
    if post in (Post.DEPUTY_HEAD, Post.INSPECTION_DEPUTY):
        acting = f"{forms.get('for_head', '')} {head}".strip()
        return ((behalf, acting) if _collective(unit) else (acting,)), title
    return ((behalf,) if _collective(unit) else ()), title


def _collective(unit: Unit) -> str:
    if unit.kind in CELLS:
        return "CHI BỘ"
    if unit.kind in COMMITTEES:
        return "BAN THƯỜNG VỤ"
    return {
        Kind.INSPECTION_COMMISSION: "ỦY BAN KIỂM TRA",
        Kind.PEOPLES_COMMITTEE: "ỦY BAN NHÂN DÂN",
        Kind.PEOPLES_COUNCIL: "HỘI ĐỒNG NHÂN DÂN",
    }.get(Kind(unit.kind), "")


def _heads(unit: Unit) -> str:
    return {
        Kind.INSPECTION_COMMISSION: "CHỦ NHIỆM",
        Kind.PEOPLES_COMMITTEE: "CHỦ TỊCH",
        Kind.PEOPLES_COUNCIL: "CHỦ TỊCH",
    }.get(Kind(unit.kind), "THỦ TRƯỞNG")


def _title(unit: Unit, post: str) -> str:
    if post in (Post.HEAD_OF_BODY, Post.INSPECTION_CHAIR):
        return _heads(unit)
    if post in (Post.DEPUTY_HEAD, Post.INSPECTION_DEPUTY):
        return f"PHÓ {_heads(unit)}"
    return str(Post(post).label).upper()


def signers(unit_id: UUID, *, day: date) -> list[Mandate]:
    """Return who may sign for a body on a day, the head first: one query."""
    order = {str(post): place for place, post in enumerate(SIGNERS)}
    found = holders([unit_id], list(order), day=day)
    return sorted(found, key=lambda mandate: (order[mandate.post], mandate.person.sort_name))
