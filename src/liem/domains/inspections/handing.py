"""Hand over a case or a part of it to another body: it counts only when both ends have signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Duty, Invalid, NotFound, duties_of
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.notices.steps import kept, tell_step
from liem.spine.people.readers import in_force
from liem.spine.units.models import Unit

from . import policy
from .events import HandOverReceived, HandOverRefused, HandOverSent
from .models import HandOver
from .parts import is_close
from .steps import locked, path_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.utils.functional import _StrOrPromise

    from liem.spine.vault.models import Blob

    from .models import Inspection


def hand_over(
    *,
    actor: Actor,
    at: datetime,
    inspection_id: UUID,
    reason: str,
    papers: Sequence[str],
    to_unit_id: UUID | None = None,
    to_name: str = "",
) -> tuple[HandOver, Receipt]:
    """Send the case, or the papers named, to a body in the product or (by name) to one outside it.

    Raises ``Invalid`` (no receiver, oneself, no reason, nothing listed, a body that no longer exists) and
    ``Conflict`` while an earlier one waits for the other end.
    """
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may_decide(actor, inspection, at=at), inspection)
        to_unit = _receiver(to_unit_id, own=inspection.unit_id, at=at)
        name = to_unit.name if to_unit else nfc(to_name).strip()
        listed = [nfc(each).strip() for each in papers if each.strip()]
        for is_missing, field, words in (
            (not name, "to_name", _("Chọn hoặc ghi nơi nhận.")),
            (not reason.strip(), "reason", _("Ghi lý do chuyển giao.")),
            (not listed, "papers", _("Ghi hồ sơ, giấy tờ chuyển giao, mỗi dòng một mục.")),
        ):
            if is_missing:
                raise Invalid(words, field=field)
        if inspection.hand_overs.filter(received_at__isnull=True, refused_reason="").exists():
            raise Conflict(
                _("Còn một lần chuyển giao đang chờ nơi nhận ký."),
                next_step=_("Chờ nơi nhận ký nhận hoặc từ chối."),
            )
        sent = HandOver.objects.create(
            inspection=inspection,
            to_unit=to_unit,
            to_name=name[:200],
            reason=nfc(reason).strip(),
            papers=listed,
            sent_at=at,
            sent_by_id=actor.person_id,
        )
        event = HandOverSent(
            hand_over=sent.pk,
            to_unit=to_unit.pk if to_unit else None,
            to_name=sent.to_name,
            reason=sent.reason,
            papers=tuple(listed),
        )
        receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
        if to_unit is not None:
            tell_step(
                at=at,
                persons=_who_takes_in(to_unit.pk, inspection, at=at),
                key=f"inspections.handed:{sent.pk}",
                kind="inspections.handed",
                words=kept(
                    _lazy("%(unit)s chuyển giao hồ sơ %(dossier)s, chờ ký nhận."),
                    unit=inspection.unit.name,
                    dossier=inspection.case.dossier,
                ),
                path=_path(sent.pk),
            )
        return sent, receipt


def receive_hand_over(
    *,
    actor: Actor,
    at: datetime,
    hand_over_id: UUID,
    received_by: str = "",
    proof: Blob | None = None,
) -> Receipt:
    """Sign for what was handed over.

    A body in the product signs by itself. For one outside it the sender records who signed, with the signed
    receipt as proof: without it the hand-over does not count.
    """
    with atomic():
        sent, outside = _waiting(hand_over_id, actor, at=at)
        if outside:
            policy.demand(policy.may_decide(actor, sent.inspection, at=at), sent.inspection)
            if not received_by.strip():
                raise Invalid(_("Ghi họ tên, chức vụ người ký nhận."), field="received_by")
            if proof is None:
                raise Invalid(_("Kèm bản ký nhận của nơi nhận."), field="file")
            name = nfc(received_by).strip()
        else:
            policy.demand(policy.may_take_in(actor, sent.to_unit_id))
            name = f"{actor.name}, {actor.unit_name}"
        sent.received_at, sent.received_by, sent.proof = at, name[:160], proof
        sent.save(update_fields=["received_at", "received_by", "proof"])
        event = HandOverReceived(
            hand_over=sent.pk, received_by=sent.received_by, file_sha256=proof.pk if proof else ""
        )
        return _recorded(sent, event, actor=actor, at=at, words=_lazy("%(dossier)s: nơi nhận đã ký nhận."))


def refuse_hand_over(*, actor: Actor, at: datetime, hand_over_id: UUID, reason: str) -> Receipt:
    """Refuse what was handed over, with the reason: the case stays where it was."""
    with atomic():
        sent, outside = _waiting(hand_over_id, actor, at=at)
        policy.demand(
            policy.may_decide(actor, sent.inspection, at=at)
            if outside
            else policy.may_take_in(actor, sent.to_unit_id)
        )
        if not reason.strip():
            raise Invalid(_("Ghi lý do không nhận."), field="reason")
        sent.refused_reason = nfc(reason).strip()
        sent.save(update_fields=["refused_reason"])
        event = HandOverRefused(hand_over=sent.pk, refused_by=actor.name, reason=sent.refused_reason)
        return _recorded(
            sent, event, actor=actor, at=at, words=_lazy("%(dossier)s: nơi nhận không nhận hồ sơ.")
        )


def _recorded(
    sent: HandOver,
    event: HandOverReceived | HandOverRefused,
    *,
    actor: Actor,
    at: datetime,
    words: _StrOrPromise,
) -> Receipt:
    inspection = sent.inspection
    receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
    tell_step(
        at=at,
        persons=[each for each in (sent.sent_by_id,) if each is not None and each != actor.person_id],
        key=f"inspections.answered:{sent.pk}",
        kind="inspections.answered",
        words=kept(words, dossier=inspection.case.dossier),
        path=path_of(inspection.pk),
    )
    return receipt


def _waiting(hand_over_id: UUID, actor: Actor, *, at: datetime) -> tuple[HandOver, bool]:
    sent = (
        HandOver.objects.select_for_update(of=("self",))
        .select_related("inspection", "inspection__case", "inspection__unit", "inspection__unit__parent")
        .filter(pk=hand_over_id)
        .first()
    )
    if sent is None or is_close(actor.person_id, sent.inspection, at=at):
        raise NotFound(_("Không có việc chuyển giao này."))
    if sent.received_at is not None or sent.refused_reason:
        raise Conflict(_("Nơi nhận đã trả lời việc chuyển giao này."))
    return sent, sent.to_unit_id is None


def _receiver(unit_id: UUID | None, *, own: UUID, at: datetime) -> Unit | None:
    if unit_id is None:
        return None
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not unit.is_open(local_day(at)):
        raise Invalid(_("Nơi nhận không còn hoạt động."), field="to_unit")
    if unit.pk == own:
        raise Invalid(_("Nơi nhận phải là cơ quan khác."), field="to_unit")
    return unit


def _who_takes_in(unit_id: UUID, inspection: Inspection, *, at: datetime) -> list[UUID]:
    duties = {Duty.INSPECT, Duty.DECIDE_INSPECTIONS, Duty.RECEIVE_DOCUMENTS}
    held = in_force(local_day(at)).filter(unit_id=unit_id).values_list("person_id", "post")
    takers = dict.fromkeys(person for person, post in held if duties & duties_of(post))
    return [person for person in takers if not is_close(person, inspection, at=at)]


def _path(hand_over_id: UUID) -> str:
    try:
        return reverse("oversight:inspections_handed", args=[hand_over_id])
    except NoReverseMatch:
        return ""
