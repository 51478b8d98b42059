"""Announcing a public draw: list, exclusions and terms are fixed and their hashes published.

Each fault is told by line or field, and nothing is kept of an announcement that is refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.draw import OTHER, PLAIN_UNIT, Frame, Terms, blinded, new_opening, percent
from liem.kernel.errors import KernelError
from liem.kernel.ids import new_id
from liem.kernel.text import nfc
from liem.spine.access import Conflict, Invalid, NotFound, sentence_of
from liem.spine.cases.steps import open_case
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.units.models import Unit

from . import readers, rules
from .events import DrawAnnounced
from .models import Ceremony, Method, Purpose, State, Throw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from fractions import Fraction
    from uuid import UUID

    from liem.spine.access import Actor

MOST_LINES: Final = 20_000


class Line(NamedTuple):
    """One line of the list: ``kind`` H head, D deputy, N neither; ``unit`` is "-" in a list without units."""

    unit: str
    kind: str
    name: str


class Left(NamedTuple):
    """One line that stays out, and why."""

    unit: str
    name: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is fixed before anything is thrown. Exactly one of ``rate`` and ``count``."""

    purpose: str
    title: str
    lines: Sequence[Line]
    excluded: Sequence[Left] = ()
    rate: Fraction | None = None
    count: int | None = None
    reserves: int = 0
    method: str = Method.DICE
    bodies: Sequence[str] = ()
    beacon: str = ""
    place: str = ""
    held_at: datetime
    drawn_from: UUID | None = None
    repeats: UUID | None = None


def announce(*, actor: Actor, at: datetime, unit_id: UUID, new: Announcement) -> tuple[Ceremony, Receipt]:
    """Fix list, exclusions and terms, and publish their hashes.

    Lists of people are blinded: everybody reads ids, each person holds the opening of her own. Raises
    ``NotPermitted``, ``NotFound``, ``Invalid`` (with the line or field), ``Conflict``.
    """
    with atomic():
        unit = Unit.objects.select_for_update(of=("self",)).filter(pk=unit_id).first()
        if unit is None:
            raise NotFound(_("Không có đơn vị này."))
        rules.demand_holder(actor, unit, new.purpose)
        day = local_day(at)
        terms = _terms(new, unit, day=day)
        bodies = _bodies(new)
        _words(new, at=at)
        drawn_from, repeats = _earlier(new, unit)
        frame, openings = _frame(new)
        excluded = _excluded(new, unit, openings, day=day)
        if drawn_from is not None:
            _only_drawn_bodies(frame, drawn_from)
        case = open_case(unit=unit, kind="draw", letters="BT", title=nfc(new.title).strip(), at=at)
        ceremony = Ceremony(
            id=new_id(),
            case=case,
            unit=unit,
            purpose=new.purpose,
            title=nfc(new.title).strip(),
            drawn_from=drawn_from,
            repeats=repeats,
            rate=f"{terms.rate.numerator}/{terms.rate.denominator}" if terms.rate else "",
            count=terms.count,
            leaders=terms.leaders,
            reserves=terms.reserves,
            method=new.method,
            beacon=nfc(new.beacon).strip(),
            place=nfc(new.place).strip(),
            held_at=new.held_at,
            frame=frame.text().decode(),
            frame_sha256=frame.sha256,
            size=frame.size,
            excluded=excluded,
            excluded_sha256=hashlib.sha256(excluded.encode()).hexdigest(),
            openings=openings,
            announced_at=at,
            announced_by_id=actor.person_id,
        )
        receipt = append(
            actor=actor, at=at, event=_announced(ceremony, bodies), subject=ceremony.pk, case=case.pk
        )
        ceremony.announced_seq, ceremony.announced_entry = receipt.seq, receipt.entry_id
        ceremony.save(force_insert=True)
        Throw.objects.bulk_create(
            Throw(ceremony=ceremony, turn=turn, body=body) for turn, body in enumerate(bodies, start=1)
        )
        return ceremony, receipt


def _announced(ceremony: Ceremony, bodies: Sequence[str]) -> DrawAnnounced:
    return DrawAnnounced(
        ceremony=ceremony.case.dossier,
        purpose=ceremony.purpose,
        frame_sha256=ceremony.frame_sha256,
        size=ceremony.size,
        excluded_sha256=ceremony.excluded_sha256,
        excluded=ceremony.excluded.count("\n"),
        rate=ceremony.rate,
        count=ceremony.count or 0,
        leaders=ceremony.leaders,
        reserves=ceremony.reserves,
        method=ceremony.method,
        beacon=ceremony.beacon,
        bodies=tuple(bodies),
        place=ceremony.place,
        held_at=ceremony.held_at.isoformat(),
        drawn_from=ceremony.drawn_from.case.dossier if ceremony.drawn_from else "",
        repeats=ceremony.repeats.case.dossier if ceremony.repeats else "",
    )


def _terms(new: Announcement, unit: Unit, *, day: date) -> Terms:
    leaders = new.purpose == Purpose.DECLARANTS
    try:
        terms = Terms(new.rate, new.count, leaders, new.reserves)
    except KernelError as fault:
        raise Invalid(sentence_of(fault), field="rate") from fault
    law = rules.least(new.purpose, unit, day=day)
    if law is not None and law.binding and (terms.rate is None or terms.rate < law.share()):
        raise Invalid(
            _("Luật đòi ít nhất %(share)s của danh sách, ghi bằng tỷ lệ.")
            % {"share": percent(law.share(), ",")},
            citation=str(law.basis),
            field="rate",
        )
    return terms


def _bodies(new: Announcement) -> list[str]:
    if new.method not in Method.values:
        raise Invalid(_("Chọn cách lấy chữ số."), field="method")
    if new.method == Method.BEACON:
        if not nfc(new.beacon).strip():
            raise Invalid(_("Ghi trước nguồn số ngẫu nhiên và số vòng sẽ dùng."), field="beacon")
        return [nfc(new.beacon).strip()[:200]]
    bodies = [nfc(one).strip()[:200] for one in new.bodies if nfc(one).strip()]
    if len(bodies) < rules.FEWEST_BODIES or len(set(bodies)) != len(bodies):
        raise Invalid(
            _("Cần ít nhất %(few)s bên khác nhau cùng gieo, để không ai một mình chọn được chữ số.")
            % {"few": rules.FEWEST_BODIES},
            field="bodies",
        )
    return bodies


def _words(new: Announcement, *, at: datetime) -> None:
    if not nfc(new.title).strip():
        raise Invalid(_("Ghi tên buổi bốc thăm."), field="title")
    if not nfc(new.place).strip():
        raise Invalid(_("Ghi nơi bốc thăm."), field="place")
    if new.held_at < at:
        raise Invalid(_("Giờ bốc thăm phải ở sau lúc công bố."), field="held_at")


def _earlier(new: Announcement, unit: Unit) -> tuple[Ceremony | None, Ceremony | None]:
    drawn_from = repeats = None
    if new.drawn_from is not None:
        drawn_from = Ceremony.objects.select_related("case").filter(pk=new.drawn_from).first()
        if drawn_from is None or drawn_from.purpose != Purpose.BODIES or drawn_from.state != State.HELD:
            raise Invalid(_("Buổi chọn cơ quan này chưa có kết quả."), field="drawn_from")
    if new.repeats is not None:
        repeats = Ceremony.objects.select_related("case").filter(pk=new.repeats, unit=unit).first()
        if repeats is None or repeats.state != State.GIVEN_UP:
            raise Invalid(_("Chỉ làm lại một buổi đã ghi là không thực hiện."), field="repeats")
        if Ceremony.objects.filter(repeats=repeats).exists():
            raise Conflict(_("Buổi này đã được làm lại."), next_step=_("Mở buổi làm lại ở trang của nó."))
    return drawn_from, repeats


def _frame(new: Announcement) -> tuple[Frame, dict[str, list[str]]]:
    """Return the list in its one form, and for people id → name and opening."""
    if len(new.lines) > MOST_LINES:
        raise Invalid(_("Danh sách nhiều nhất %(most)s dòng.") % {"most": MOST_LINES}, field="lines")
    lines = [Line(*(nfc(part).strip() for part in line)) for line in new.lines]
    openings: dict[str, list[str]] = {}
    try:
        frame = Frame.of(lines)
        if new.purpose in rules.OF_PEOPLE:
            frame = Frame.of([(line.unit, line.kind, _hidden(line.name, openings)) for line in lines])
    except KernelError as fault:
        raise Invalid(sentence_of(fault), field="lines") from fault
    if new.purpose == Purpose.DECLARANTS:
        _refuse_without_leader(lines)
    return frame, openings


def _hidden(name: str, openings: dict[str, list[str]]) -> str:
    opening = new_opening()
    blind = blinded(name, opening)
    openings[blind] = [name, opening]
    return blind


def _refuse_without_leader(lines: Sequence[Line]) -> None:
    led = {line.unit for line in lines if line.kind != OTHER}
    for line in lines:
        if line.unit not in led:
            raise Invalid(
                _("“%(unit)s” không có cấp trưởng, cấp phó nào trong danh sách.") % {"unit": line.unit},
                next_step=_("Thêm người đứng đầu hoặc cấp phó, hoặc ghi căn cứ để ngoài."),
                field="lines",
            )


def _excluded(new: Announcement, unit: Unit, openings: dict[str, list[str]], *, day: date) -> str:
    """Return the file of who stays out; people in it are blinded as in the list."""
    inside = {(nfc(line.unit).strip(), nfc(line.name).strip()) for line in new.lines}
    allowed = rules.grounds(new.purpose, unit, day=day)
    rows = []
    for number, left in enumerate(new.excluded, start=1):
        where, name, ground = (" ".join(nfc(part).split()) for part in left)
        if not name or not ground:
            raise Invalid(
                _("Dòng %(line)s: ghi tên và căn cứ để ngoài danh sách.") % {"line": number}, field="excluded"
            )
        if allowed and ground not in allowed:
            law = rules.provision(rules.EXCLUDE, unit, day=day)
            raise Invalid(
                _("Dòng %(line)s: “%(ground)s” không phải căn cứ luật cho phép.")
                % {"line": number, "ground": ground},
                citation=str(law.basis) if law else "",
                next_step=_("Dùng một trong các căn cứ: %(all)s.") % {"all": "; ".join(allowed)},
                field="excluded",
            )
        if (where or PLAIN_UNIT, name) in inside:
            raise Invalid(
                _("Dòng %(line)s: “%(name)s” vừa ở trong vừa ở ngoài danh sách.")
                % {"line": number, "name": name},
                field="excluded",
            )
        who = _hidden(name, openings) if new.purpose in rules.OF_PEOPLE else name
        rows.append(f"{where or PLAIN_UNIT}\t{who}\t{ground}\n")
    return "".join(sorted(rows))


def _only_drawn_bodies(frame: Frame, drawn_from: Ceremony) -> None:
    drawn = {place.id for place in readers.places(drawn_from, readers.recomputed(drawn_from))}
    units = {row.unit for row in frame.rows()}
    for unit in sorted(units - drawn):
        raise Invalid(
            _("“%(unit)s” không phải cơ quan được chọn ở buổi %(earlier)s.")
            % {"unit": unit, "earlier": drawn_from.case.dossier},
            field="lines",
        )
    if missing := sorted(drawn - units):
        raise Invalid(
            _("Danh sách thiếu cơ quan đã được chọn: %(units)s.") % {"units": "; ".join(missing)},
            field="lines",
        )
