"""Make a reminder blank by law, once it has ended: whose fault, what was said, the papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.spine.custody import files
from liem.spine.custody.rooms import Blanked, Found, Held, erases

from .flow import ENDED
from .models import Reminder

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

TITLE: Final = "Nhắc nhở đã được xóa theo luật"
_WORDS: Final = (
    "text", "wanted", "place", "file_name", "answer", "answer_file_name", "contest", "review_words",
    "mended_words", "mended_file_name", "ended_reason",
)  # fmt: skip
_FILES: Final = ("blob", "answer_blob", "mended_blob")


class RemindersRoom:
    """How a reminder is erased."""

    name = "reminders"

    def find(self, key: UUID) -> Found | None:
        """Say which reminder it is, without whom it is about."""
        reminder = Reminder.objects.select_related("case", "unit").filter(case_id=key).first()
        return _found(reminder) if reminder else None

    def look_up(self, text: str) -> list[Found]:
        """Find by the number of the dossier."""
        found = Reminder.objects.select_related("case", "unit").filter(case__dossier__iexact=text.strip())
        return [_found(reminder) for reminder in found]

    def check(self, key: UUID, *, at: datetime) -> None:
        """Raise ``Held`` while the reminder still counts."""
        del at
        reminder = Reminder.objects.get(case_id=key)
        if reminder.state not in ENDED:
            raise Held(
                _("Nhắc nhở này chưa hết hiệu lực."),
                next_step=_("Chờ hết thời gian theo dõi, hoặc rút nhắc nhở kèm lý do."),
            )

    def blank(self, key: UUID, *, at: datetime) -> Blanked:
        """Overwrite words, names and papers; state, body and days stay for the count."""
        reminder = Reminder.objects.select_related("case").get(case_id=key)
        dropped = {getattr(reminder, f"{name}_id") for name in _FILES} - {None}
        for name in _WORDS:
            setattr(reminder, name, "")
        instead = files.instead(at=at)
        for name in _FILES:
            if getattr(reminder, f"{name}_id") is not None:
                setattr(reminder, name, instead)
        reminder.subject_person, reminder.sheet = None, None
        reminder.revision += 1
        reminder.save()
        reminder.case.title = TITLE
        reminder.case.save()
        return Blanked(("reminders_reminder", "cases_case"), tuple(dropped - {instead.pk}))


def _found(reminder: Reminder) -> Found:
    words = _("Nhắc nhở sớm %(dossier)s") % {"dossier": reminder.case.dossier}
    return Found(reminder.case_id, "reminders", words, (reminder.unit.path,))


erases(RemindersRoom())
