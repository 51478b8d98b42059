"""The verbs after a decision: hand over, make known, cancel, give rights back, end its effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.spine.access import Conflict, Invalid, said
from liem.spine.ledger.transaction import atomic

from . import events, law
from .models import Notification
from .steps import (
    add_file,
    check_days,
    demand,
    locked,
    move,
    tell_subject,
    write,
)

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.ledger.append import Receipt
    from liem.spine.vault.models import Blob


def notify(
    *,
    actor: Actor,
    at: datetime,
    discipline_id: UUID,
    to: str,
    how: str,
    on: date,
    blob: Blob | None = None,
    file_name: str = "",
) -> tuple[Notification, Receipt]:
    """Announce or hand over the decision; ``how`` and the file are the proof. The person is told in the
    product."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "notify", at=at)
        to = said(to, field="to", why=_("Ghi người nhận quyết định."))
        how = said(how, field="how", why=_("Ghi cách giao và bằng chứng: ký nhận, biên bản, số bưu gửi."))
        check_days(case, at=at, notified=on)
        if case.notifications.filter(to=to[:200], how=how[:120], on=on).exists():
            raise Conflict(_("Lần giao này đã được ghi."), next_step=_("Tải lại trang để xem."))
        move(case, "notify")
        case.notified_on = case.notified_on or on
        row = Notification.objects.create(
            discipline=case,
            to=to[:200],
            how=how[:120],
            on=on,
            blob=blob,
            file_name=nfc(file_name)[:255],
            at=at,
            by_id=actor.person_id,
        )
        event = events.DecisionNotified(state=case.state, how=how, on=on, sha256=blob.pk if blob else "")
        receipt = write(actor, at, case, event)
        Notification.objects.filter(pk=row.pk).update(entry_seq=receipt.seq)
        tell_subject(case, at=at, key="notified", what=_lazy("Có văn bản gửi đồng chí trong hồ sơ của mình."))
        return row, receipt


def publish(*, actor: Actor, at: datetime, discipline_id: UUID, where: str, on: date, basis: str) -> Receipt:
    """Record where the decision was made known; only after it was handed over, and with the rule that
    allows it."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "publish", at=at)
        where = said(where, field="where", why=_("Ghi nơi công khai, ví dụ hội nghị chi bộ."))
        basis = said(basis, field="basis", why=_("Ghi quy định cho phép công khai và phạm vi công khai."))
        check_days(case, at=at, published=on)
        move(case, "publish")
        case.published_on, case.published_where = on, where[:300]
        event = events.DecisionPublished(state=case.state, where=where, on=on, basis=basis)
        return write(actor, at, case, event)


def cancel(*, actor: Actor, at: datetime, discipline_id: UUID, reason: str, on: date) -> Receipt:
    """Cancel a decision found wrong, without waiting for a complaint."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "cancel", at=at)
        reason = said(reason, field="reason", why=_("Ghi vì sao quyết định sai."))
        if on > local_day(at) or (case.decided_on and on < case.decided_on):
            raise Invalid(_("Ngày hủy không được trước ngày quyết định hoặc ở tương lai."), field="on")
        move(case, "cancel")
        receipt = write(actor, at, case, events.DisciplineCancelled(state=case.state, reason=reason, on=on))
        tell_subject(
            case, at=at, key="cancelled", what=_lazy("Có văn bản gửi đồng chí trong hồ sơ của mình.")
        )
        return receipt


def restore_rights(
    *,
    actor: Actor,
    at: datetime,
    discipline_id: UUID,
    words_given: str,
    on: date,
    blob: Blob | None = None,
    file_name: str = "",
) -> Receipt:
    """Record the apology and the rights given back (Quy định 117-QĐ/TW năm 2023)."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "restore_rights", at=at)
        clean = said(words_given, field="words", why=_("Ghi việc xin lỗi, quyền lợi đã phục hồi."))
        if on > local_day(at):
            raise Invalid(_("Ngày phục hồi quyền lợi không được ở tương lai."), field="on")
        move(case, "restore_rights")
        case.closed_at = case.case.closed_at = at
        case.case.save()
        add_file(
            actor=actor, at=at, case=case, kind="restoration", title=clean[:300], blob=blob, name=file_name
        )
        receipt = write(actor, at, case, events.RightsRestored(state=case.state, words=clean, on=on))
        tell_subject(
            case,
            at=at,
            key=f"restored:{receipt.seq}",
            what=_lazy("Có văn bản gửi đồng chí trong hồ sơ của mình."),
        )
        return receipt


def end_effect(*, actor: Actor, at: datetime, discipline_id: UUID, basis: str = "") -> Receipt:
    """End the effect of a decision: by schedule where the law gives a term, else by a person who names the
    rule."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "end_effect", at=at)
        today = local_day(at)
        if case.effect_ends_on is not None:
            if today <= case.effect_ends_on:
                raise Conflict(
                    _("Quyết định còn hiệu lực đến %(day)s.") % {"day": f"{case.effect_ends_on:%d/%m/%Y}"}
                )
            basis = str(law.ask("state.discipline.expiry", case.effective_on or today, case.unit).basis)
        else:
            basis = said(basis, field="basis", why=_("Ghi quy định, điều, khoản làm căn cứ hết hiệu lực."))
        move(case, "end_effect")
        case.effect_ends_on = case.effect_ends_on or today
        case.closed_at = case.case.closed_at = at
        case.case.save()
        event = events.EffectEnded(state=case.state, on=case.effect_ends_on, basis=basis)
        receipt = write(actor, at, case, event)
        tell_subject(case, at=at, key="ended", what=_lazy("Có văn bản gửi đồng chí trong hồ sơ của mình."))
        return receipt
