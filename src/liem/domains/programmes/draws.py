"""The verbs of a draw: announce the list with its hash, finish with a seed thrown in public, or abandon it.

Of a draft, by those who draft; of an approved programme during its year, by those who decide, with a reason:
who is drawn then comes in as a change of what was approved.

The entry of the announcement stands in the ledger before any seed is known; a draw that was announced and not
finished stays visible. The algorithm is ``liem.kernel.draw``.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.kernel.draw import Frame, new_seed, redraw
from liem.kernel.draw import draw as draw_lots
from liem.kernel.text import nfc
from liem.spine.access import Conflict, Invalid, NotFound
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.units.models import Unit

from . import policy
from .deviations import Recorded, record_step
from .events import DrawAbandoned, DrawAnnounced, DrawFinished
from .flow import ItemState, State
from .models import DeviationKind, Draw, Programme, Source
from .proposals import subjects
from .steps import (
    NewItem,
    check_contents,
    check_dates,
    demand,
    locked,
    propose_step,
    refuse_unless_draft,
    told,
    touch,
)
from .terms import procedures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from liem.kernel.draw import Result
    from liem.spine.access import Actor

MOST_DIGITS = 60


def _demand_draw(actor: Actor, programme: Programme) -> bool:
    """Refuse who may not draw for a programme as it stands; say whether it is drawn for during its year."""
    if programme.state == State.APPROVED:
        demand(policy.may_decide(actor, programme.unit))
        return True
    demand(policy.may_draft(actor, programme.unit))
    refuse_unless_draft(programme)
    return False


def line_of(unit: Unit) -> str:
    """Return how a unit stands in the list: its code, a blank, its name; the code alone says which."""
    return nfc(f"{unit.code} {' '.join(unit.name.split())}")


def announce_draw(
    *,
    actor: Actor,
    at: datetime,
    programme_id: UUID,
    procedure: str,
    count: int,
    planned_from: date,
    planned_to: date,
    contents: Sequence[str] = (),
    reserves: int = 0,
    excluded: Mapping[UUID, str] | None = None,
    reason: str = "",
) -> tuple[Draw, Receipt]:
    """Publish the list of a draw and freeze it: every subject but those in the programme and ``excluded``.

    ``excluded`` maps a unit to why it is left out; ``reason`` says why an approved programme is drawn for.
    Raises ``Invalid``, ``Conflict`` (another draw is open, closed already), ``NotPermitted``.
    """
    with atomic():
        programme = locked(programme_id)
        during = _demand_draw(actor, programme)
        reason = nfc(reason).strip()
        if during and not reason:
            raise Invalid(_("Ghi lý do bốc thăm trong năm."), field="reason")
        day = local_day(at)
        if programme.draws.filter(finished_at=None, abandoned_at=None).exists():
            raise Conflict(
                _("Còn một buổi bốc thăm đã công bố danh sách mà chưa xong."),
                next_step=_("Hoàn tất buổi đó, hoặc ghi lý do không thực hiện."),
            )
        if procedure not in {one.id for one in procedures(programme.unit, day=day)}:
            raise Invalid(_("Quy trình này không áp dụng cho cơ quan."), field="procedure")
        check_dates(programme, planned_from, planned_to)
        check_contents(programme.unit, contents, day=day)
        left_out = _left_out(programme, excluded or {}, day=day)
        drawn_from = [unit for unit in subjects(programme.unit, day=day) if unit.pk not in left_out]
        if not 1 <= count <= len(drawn_from):
            raise Invalid(
                _("Danh sách bốc thăm có %(size)s đơn vị; số chọn phải từ 1 đến %(size)s.")
                % {"size": len(drawn_from)},
                field="count",
            )
        if reserves < 0:
            raise Invalid(_("Số dự bị không thể âm."), field="reserves")
        frame = Frame.plain(line_of(unit) for unit in drawn_from)
        number = programme.draws.count() + 1
        draw = Draw.objects.create(
            programme=programme,
            ceremony=f"BT-{number:02d}/{programme.case.dossier}",
            procedure=procedure,
            frame=frame.text().decode(),
            frame_sha256=frame.sha256,
            excluded=[{"unit": words, "why": why} for words, why in left_out.values()],
            rule={
                "count": count,
                "reserves": reserves,
                "planned_from": planned_from.isoformat(),
                "planned_to": planned_to.isoformat(),
                "contents": list(contents),
                **({"reason": reason} if during else {}),
            },
            announced_at=at,
            announced_by_id=actor.person_id,
        )
        event = DrawAnnounced(
            ceremony=draw.ceremony,
            frame_sha256=frame.sha256,
            size=frame.size,
            count=count,
            reserves=reserves,
            excluded=tuple(f"{words}: {why}" for words, why in left_out.values()),
            reason=reason if during else "",
        )
        receipt = append(actor=actor, at=at, event=event, subject=draw.pk, case=programme.case_id)
        draw.announced_seq = receipt.seq
        draw.save(update_fields=["announced_seq"])
        return draw, receipt


@override("vi")
def _left_out(
    programme: Programme, excluded: Mapping[UUID, str], *, day: date
) -> dict[UUID, tuple[str, str]]:
    """Return the units left out: id → (line, why). Those in the draft already are, with that reason."""
    found: dict[UUID, tuple[str, str]] = {}
    here = programme.items.exclude(state=ItemState.DROPPED).filter(subject_unit__isnull=False)
    for item in here.select_related("subject_unit"):
        if item.subject_unit is not None:
            words = _("đã có trong dự thảo chương trình, %(source)s") % {"source": item.get_source_display()}
            found[item.subject_unit.pk] = (line_of(item.subject_unit), words)
    known = {unit.pk: unit for unit in subjects(programme.unit, day=day)}
    for unit_id, given in excluded.items():
        why = nfc(given).strip()
        if unit_id not in known or unit_id in found:
            continue
        if not why:
            raise Invalid(
                _("Ghi lý do để %(unit)s ra ngoài danh sách bốc thăm.") % {"unit": known[unit_id].name},
                field="excluded",
            )
        found[unit_id] = (line_of(known[unit_id]), why)
    return found


def _locked_draw(draw_id: UUID) -> tuple[Programme, Draw]:
    owner = Draw.objects.filter(pk=draw_id).values_list("programme_id", flat=True).first()
    if owner is None:
        raise NotFound(_("Không có buổi bốc thăm này."))
    programme = locked(owner)
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw_id)
    if not draw.is_open:
        raise Conflict(
            _("Buổi bốc thăm này đã kết thúc."),
            next_step=_("Xem kết quả hoặc lý do ở trang của buổi bốc thăm."),
        )
    return programme, draw


def finish_draw(
    *, actor: Actor, at: datetime, draw_id: UUID, digits: str, witnesses: str
) -> tuple[Draw, Receipt]:
    """Draw with the digits thrown in public and put who was drawn into the programme, with source RANDOM;
    into an approved one as changes, each with its own entry.

    The same digits give the same result for ever. Raises ``BadSeed`` (fewer than 20 digits), ``Invalid``
    (no witness), ``Conflict`` (finished or abandoned already), ``NotPermitted``.
    """
    with atomic():
        programme, draw = _locked_draw(draw_id)
        during = _demand_draw(actor, programme)
        digits = "".join(digits.split())
        if len(digits) > MOST_DIGITS:
            raise Invalid(_("Nhiều nhất %(most)s chữ số.") % {"most": MOST_DIGITS}, field="digits")
        if not nfc(witnesses).strip():
            raise Invalid(_("Ghi người chứng kiến buổi bốc thăm."), field="witnesses")
        seed = new_seed(draw.ceremony, digits)
        result = draw_lots(
            Frame.parse(draw.frame.encode()),
            seed=seed,
            count=draw.rule["count"],
            reserves=draw.rule["reserves"],
        )
        draw.seed, draw.result = seed, json.loads(result.to_json())
        draw.witnesses = nfc(witnesses).strip()
        draw.finished_at, draw.finished_by_id = at, actor.person_id
        event = DrawFinished(
            ceremony=draw.ceremony,
            frame_sha256=draw.frame_sha256,
            seed=seed,
            chosen=tuple(one.id for one in result.chosen),
            witnesses=draw.witnesses,
        )
        receipt = append(actor=actor, at=at, event=event, subject=draw.pk, case=programme.case_id)
        draw.finished_seq = receipt.seq
        draw.save()
        _take_in(programme, draw, result, actor=actor, at=at, during=during)
        touch(programme)
        return draw, receipt


@override("vi")
def _take_in(
    programme: Programme, draw: Draw, result: Result, *, actor: Actor, at: datetime, during: bool
) -> None:
    codes = [one.id.split(" ", 1)[0] for one in result.chosen]
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    for place, (code, one) in enumerate(zip(codes, result.chosen, strict=True), start=1):
        words = _("Bốc thăm %(ceremony)s, thăm thứ %(place)s: %(ticket)s") % {
            "ceremony": draw.ceremony,
            "place": place,
            "ticket": one.ticket[:12],
        }
        new = NewItem(
            procedure=draw.procedure,
            subject_unit=units[code].pk,
            contents=tuple(draw.rule["contents"]),
            planned_from=date.fromisoformat(draw.rule["planned_from"]),
            planned_to=date.fromisoformat(draw.rule["planned_to"]),
            source=Source.RANDOM,
            reason={"words": words, "parts": []},
        )
        item, _receipt = propose_step(actor=actor, at=at, programme=programme, new=new)
        item.draw = draw
        item.save(update_fields=["draw"])
        if during:
            added = Recorded(item, DeviationKind.ADDED, f"{words}. {draw.rule['reason']}", {}, told(item))
            record_step(added, actor=actor, at=at)


def abandon_draw(*, actor: Actor, at: datetime, draw_id: UUID, reason: str) -> Receipt:
    """Say that an announced draw did not take place, and why; it stays visible."""
    with atomic():
        programme, draw = _locked_draw(draw_id)
        _demand_abandon(actor, programme)
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi lý do không thực hiện buổi bốc thăm."), field="reason")
        draw.abandoned_at, draw.abandoned_reason = at, reason
        draw.save()
        event = DrawAbandoned(ceremony=draw.ceremony, reason=reason)
        return append(actor=actor, at=at, event=event, subject=draw.pk, case=programme.case_id)


def _demand_abandon(actor: Actor, programme: Programme) -> None:
    during = programme.state in (State.APPROVED, State.CLOSED)
    demand((policy.may_decide if during else policy.may_draft)(actor, programme.unit))


def result_json(draw: Draw) -> str:
    """Return the kept result as the JSON text of ``liem-draw/v1`` that ``liem draw --check`` reads."""
    return json.dumps(draw.result, ensure_ascii=False, indent=1) + "\n"


def recomputed(draw: Draw) -> Result:
    """Draw again from list and seed and compare with what was kept; raises ``DrawMismatch`` when altered."""
    kept: Any = result_json(draw)
    return redraw(kept, Frame.parse(draw.frame.encode()))
