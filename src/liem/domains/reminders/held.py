"""What the verbs of a reminder share: lock, move, words, entry, telling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.flow import NotNow
from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Invalid, NotFound, NotPermitted
from liem.spine.ledger.append import Event, Receipt, append

from . import policy, readers, steps
from .flow import REMINDER_FLOW, State
from .models import Reminder

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Answer


def row(reminder_id: UUID) -> Reminder:
    """Lock one reminder with what the verbs need of it; raises ``NotFound``."""
    reminder = (
        Reminder.objects.select_for_update(of=("self",))
        .select_related("case", "unit", "subject_unit", "subject_person")
        .filter(pk=reminder_id)
        .first()
    )
    if reminder is None:
        raise NotFound(_("Không có nhắc nhở này."))
    return reminder


def locked(
    actor: Actor,
    reminder_id: UUID,
    *,
    at: datetime,
    may: Callable[[Actor, Reminder, frozenset[str]], Answer],
) -> Reminder:
    """Lock a reminder the actor sees and may act on; raises ``NotFound``, ``NotPermitted``."""
    reminder = row(reminder_id)
    parts = readers.parts_of(actor, reminder, at=at)
    if not parts:
        raise NotFound(_("Không có nhắc nhở này."))
    answered = may(actor, reminder, parts)
    if not answered:
        raise NotPermitted(answered.reason, citation=policy.CONFLICT if "subject" in parts else "")
    return reminder


def allowed(reminder: Reminder, verb: str) -> str:
    """Return the state a verb leads to; raises ``Conflict`` where the state does not allow it."""
    try:
        return REMINDER_FLOW.move(reminder.state, verb)
    except NotNow:
        raise Conflict(
            _("Nhắc nhở đang ở trạng thái “%(state)s” nên không làm được bước này.")
            % {"state": State(reminder.state).label},
            next_step=_("Tải lại trang để xem bước tiếp theo."),
        ) from None


def move(reminder: Reminder, verb: str) -> None:
    """Move a reminder by a verb; raises ``Conflict``."""
    reminder.state = allowed(reminder, verb)
    reminder.revision += 1


def words(text: str, field: str, missing: str) -> str:
    """Return the words given; raises ``Invalid`` with the sentence ``missing`` where there are none."""
    text = nfc(text).strip()
    if not text:
        raise Invalid(missing, field=field)
    return text


def close(reminder: Reminder, *, at: datetime) -> None:
    """Close the dossier of a reminder that ended."""
    reminder.case.closed_at = at
    reminder.case.save(update_fields=["closed_at"])


def entry(reminder: Reminder, event: Event, *, actor: Actor, at: datetime) -> Receipt:
    """Append the entry of a verb."""
    return append(actor=actor, at=at, event=event, subject=reminder.pk, case=reminder.case_id)


def tell_subject(reminder: Reminder, words: str, *, at: datetime) -> None:
    """Tell the person or unit concerned what has just happened."""
    steps.tell(reminder, policy.concerned(reminder, day=local_day(at)), words, at=at)


def tell_body(reminder: Reminder, words: str, *, at: datetime) -> None:
    """Tell the body that gave it, and who can review it."""
    steps.tell(reminder, policy.body_of(reminder, day=local_day(at)), words, at=at)
