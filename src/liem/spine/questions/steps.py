"""What actions of other rooms call inside their transaction: raise a question."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.spine.ledger.append import Receipt, append
from liem.spine.notices.steps import tell_step
from liem.spine.units.models import Kind, Unit

from .events import EvidenceGrew, QuestionClimbed, QuestionRaised
from .flow import UNDECIDED
from .models import Question
from .policy import deciders_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.people.models import Person


def path_of(question: Question) -> str:
    """Return the address of a question, as notices carry it."""
    return f"/kiem-tra/cau-hoi/{question.pk}/"


def raise_step(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    key: str,
    title: str,
    to_unit: Unit,
    about_unit: Unit | None = None,
    about_person: Person | None = None,
    evidence: Sequence[Mapping[str, Any]],
    innocent: Sequence[str],
    basis: str,
) -> tuple[Question, Receipt] | None:
    """Raise one question to ``to_unit`` in the running transaction and tell who handles questions there.

    ``evidence`` holds maps {"words", "case", "seq", "day"} (see the model), ``innocent`` at least one
    explanation that would make it nothing. While a question of this kind and key is undecided nothing new is
    raised: evidence it does not have yet is added with an entry of its own; with nothing to add the answer is
    ``None``.
    """
    if not innocent:
        raise ValueError("a question needs at least one innocent explanation")
    told = [_plain(each) for each in evidence]
    # two that raise the same at once go one after the other; the subject is locked, never the body above it
    Unit.objects.select_for_update().get(pk=about_unit.pk if about_unit else to_unit.pk)
    known = Question.objects.select_for_update().filter(kind=kind, key=key[:200], state__in=UNDECIDED).first()
    if known is not None:
        return _grow(known, told, actor=actor, at=at)
    question = Question.objects.create(
        kind=kind,
        key=key[:200],
        title=nfc(title)[:300],
        to_unit=to_unit,
        about_unit=about_unit,
        about_person=about_person,
        evidence=told,
        innocent=[nfc(each) for each in innocent],
        basis=nfc(basis)[:300],
        raised_at=at,
    )
    event = QuestionRaised(
        kind=kind,
        key=question.key,
        title=question.title,
        to_unit=to_unit.pk,
        about_unit=about_unit.pk if about_unit else None,
        about_person=about_person.pk if about_person else None,
        evidence=tuple(told),
        basis=question.basis,
    )
    receipt = append(actor=actor, at=at, event=event, subject=question.pk)
    persons, climbed = climb_step(question, actor=actor, at=at)
    with override("vi"):  # kept, and read by others than the one who acts
        words = _("Có câu hỏi cần xem xét.")  # a notice outlives the right to see: it names nobody
    tell_step(
        at=at,
        persons=persons,
        key=f"question:{question.pk}",
        kind="question",
        words=climbed or words,
        path=path_of(question),
    )
    return question, receipt


def climb_step(question: Question, *, actor: Actor, at: datetime) -> tuple[list[UUID], str]:
    """Return who handles a question now, and, when it had to go up for that, the words that say so.

    Where everybody in its body is in conflict with it, the next body above in which somebody is not has it
    from then on, with an entry. Where there is none up to the top it stays, and nobody is told.
    """
    day = local_day(at)
    about = {"about_person": question.about_person_id, "about_unit": question.about_unit_id}
    persons = deciders_of(question.to_unit, **about, day=day)
    if persons:
        return persons, ""
    for body in bodies_above(question.to_unit, day=day):
        persons = deciders_of(body, **about, day=day)
        if persons:
            with override("vi"):
                reason = _("Người xem xét câu hỏi của %(unit)s đều có xung đột lợi ích.") % {
                    "unit": question.to_unit.name
                }
                words = _(
                    "Có câu hỏi cần xem xét, chuyển lên từ %(unit)s vì ở đó ai cũng có xung đột lợi ích."
                )
            event = QuestionClimbed(from_unit=question.to_unit_id, to_unit=body.pk, reason=reason)
            words = words % {"unit": question.to_unit.name}
            question.to_unit = body
            question.save(update_fields=["to_unit"])
            append(actor=actor, at=at, event=event, subject=question.pk)
            return persons, words
    return [], ""


def bodies_above(unit: Unit, *, day: date) -> Iterator[Unit]:
    """Give the bodies above a unit, the nearest first: of each committee its commission, then itself."""
    above = unit.parent
    while above is not None:
        beside = Unit.objects.filter(parent=above, kind=Kind.INSPECTION_COMMISSION).exclude(pk=unit.pk)
        yield from (each for each in (*beside, above) if each.is_open(day))
        above = above.parent


def _grow(
    question: Question, told: list[dict[str, Any]], *, actor: Actor, at: datetime
) -> tuple[Question, Receipt] | None:
    added = [each for each in told if each not in question.evidence]
    return (question, grow_step(question, added, actor=actor, at=at)) if added else None


def grow_step(question: Question, added: list[dict[str, Any]], *, actor: Actor, at: datetime) -> Receipt:
    """Add evidence to an undecided question (locked by the caller) with an entry."""
    question.evidence = [*question.evidence, *added]
    question.revision += 1
    question.save(update_fields=["evidence", "revision"])
    return append(actor=actor, at=at, event=EvidenceGrew(added=tuple(added)), subject=question.pk)


def _plain(each: Mapping[str, Any]) -> dict[str, Any]:
    """Return one piece of evidence in the shape that is kept: always the same four names.

    Raises ``ValueError`` for a day that is none: a page that shows it later could only fail.
    """
    case, day = each.get("case"), each.get("day")
    on = date.fromisoformat(day) if isinstance(day, str) and day else day
    return {
        "words": nfc(str(each["words"])),
        "case": str(case) if case else "",
        "seq": each.get("seq"),
        "day": on.isoformat() if isinstance(on, date) else "",
    }
