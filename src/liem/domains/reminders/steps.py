"""Inside a running action: the third reminder asks one question; whoever is concerned is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.spine.notices.steps import tell_step
from liem.spine.people.readers import in_force
from liem.spine.questions.steps import raise_step
from liem.spine.units.models import Kind, Side, Unit

from . import readers, rules, terms
from .flow import BASIS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor

    from .models import Reminder


def path_of(reminder: Reminder) -> str:
    """Return the address of a reminder, as notices carry it."""
    return f"/kiem-tra/nhac-nho/{reminder.pk}/"


def tell(reminder: Reminder, persons: Iterable[UUID], words: str, *, at: datetime) -> None:
    """Tell persons once for what has just happened to a reminder."""
    key = f"reminder:{reminder.pk}:{reminder.revision}"
    tell_step(at=at, persons=persons, key=key, kind="reminder", words=words, path=path_of(reminder))


def ask_if_repeated(reminder: Reminder, *, actor: Actor, at: datetime) -> None:
    """Raise one question with its history when enough reminders add up: not a verdict.

    Nothing is raised where no rule in force says when repeats add up, or where no body is there to ask.
    """
    day = local_day(at)
    Unit.objects.select_for_update().get(pk=reminder.subject_unit_id)  # two at once see each other's
    history = readers.history(reminder, day=day)
    if history.threshold is None or len(history.counted) < history.threshold:
        return
    to_unit = body_to_ask(reminder, day=day)
    if to_unit is None:
        return
    counted = [each for each in history.all if str(each.case_id) in history.counted]
    content = terms.contents(reminder.unit.path, day).get(reminder.content, reminder.content)
    with override("vi"):  # kept, and read by others than the one who acts
        title = _("%(name)s: %(count)s lần nhắc nhở về “%(content)s” trong %(window)s tháng") % {
            "name": reminder.subject_name,
            "count": history.threshold,
            "content": content,
            "window": history.window,
        }
        innocent = [
            _("Các lần nhắc nhở có thể cùng nói về một việc chưa kịp khắc phục."),
            _("Người, đơn vị có thể đang gánh nhiều việc hoặc thiếu người, thiếu phương tiện."),
            _("Yêu cầu có thể chưa rõ, hoặc đã đổi giữa chừng."),
        ]
    raise_step(
        actor=actor,
        at=at,
        kind=readers.QUESTION,
        key=readers.key_of(reminder),
        title=title,
        to_unit=to_unit,
        about_unit=reminder.subject_unit,
        about_person=reminder.subject_person,
        evidence=[
            {
                "words": f"{each.case.dossier}: {each.text}",
                "case": each.case_id,
                "seq": None,
                "day": each.happened_on,
            }
            for each in counted
        ],
        innocent=innocent,
        basis=BASIS,
    )


def body_to_ask(reminder: Reminder, *, day: date) -> Unit | None:
    """Return who is asked: the inspection commission nearest above the subject, else the committee above.

    Never a body that the subject is, or works in.
    """
    path = reminder.subject_unit.path
    codes = [code for code in path.split("/") if code]
    line = ["/" + "/".join(codes[: end + 1]) + "/" for end in range(len(codes))]
    away = {reminder.subject_unit_id}
    if reminder.subject_person_id:
        away |= set(
            in_force(day).filter(person_id=reminder.subject_person_id).values_list("unit_id", flat=True)
        )
    here = Unit.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day).exclude(
        pk__in=away
    )
    commissions = here.filter(kind=Kind.INSPECTION_COMMISSION, parent__path__in=line)
    nearest = max(commissions, key=lambda each: len(each.path), default=None)
    if nearest is not None:
        return nearest
    above = here.filter(path__in=line[:-1], side=Side.PARTY)
    return max(above, key=lambda each: len(each.path), default=None)


def lapse_day_of(reminder: Reminder, *, mended_on: date, months: int) -> date:
    """Return the day a mended reminder ends, repeats since taken into account: one query."""
    others = [readers.noted(each) for each in readers.same_matter(reminder).exclude(pk=reminder.pk)]
    return rules.lapse_day(
        mended_on,
        [each.happened_on for each in others if each.counts],
        months=months,
    )
