"""Reads of inspections for an actor; absent and forbidden answer alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.text import fold
from liem.law.procedures import STOPPED
from liem.spine.access import Actor, Duty, NotFound, NotPermitted
from liem.spine.cases.readers import shown_by
from liem.spine.people.kinship import OF_BOTH, kin_of
from liem.spine.people.models import Kinship
from liem.spine.tasks.readers import keep_back
from liem.spine.tasks.words import keep_words
from liem.spine.units.models import Unit
from liem.spine.units.reach import served_path

from .barred import barred
from .models import Conflict, HandOver, Inspection, Paper, Subject, TeamMember
from .parts import (
    ANSWERING,
    CLOSE,
    SUBJECT,
    basis_of,
    conflicts_of,
    is_close,
    is_subject,
    led_units,
    parts_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

READING: Final = (Duty.INSPECT, Duty.DECIDE_INSPECTIONS)


def inspections_for(actor: Actor, *, at: datetime) -> QuerySet[Inspection]:
    """Return the cases an actor sees, on the inspecting side or as the subject.

    Inspecting: of the own body, of the bodies it oversees, or as a member of the team; never a case about the
    actor or kin, nor about an organisation the actor or kin leads, nor one the record bars the actor from.
    The subject sees a case from the first paper that was handed to it. Five queries to make; one to run.
    """
    if actor.person_id is None:
        return Inspection.objects.all() if actor.schedule else Inspection.objects.none()
    inspecting = _inspecting(actor, actor.person_id, at=at) & ~_barred(actor.person_id, at=at)
    return Inspection.objects.filter(inspecting | _as_subject(actor, actor.person_id))


def inspecting_for(actor: Actor, *, at: datetime) -> QuerySet[Inspection]:
    """Return only the cases an actor sees from the inspecting or overseeing side, never as the subject."""
    if actor.person_id is None:
        return Inspection.objects.all() if actor.schedule else Inspection.objects.none()
    return _from_inside(actor, actor.person_id, at=at).exclude(_barred(actor.person_id, at=at))


def contents_for(actor: Actor, *, at: datetime) -> QuerySet[Inspection]:
    """Return the cases whose papers, evidence and words are open to the actor from the inspecting side: those
    with nothing against the actor in the record, not even the post by which they are overseen."""
    if actor.person_id is None:
        return Inspection.objects.all() if actor.schedule else Inspection.objects.none()
    against = barred(actor.person_id, day=local_day(at), overseeing=False)
    return _from_inside(actor, actor.person_id, at=at).exclude(against)


def _barred(person_id: UUID, *, at: datetime) -> Q:
    return barred(person_id, day=local_day(at), overseeing=True)


def _from_inside(actor: Actor, person_id: UUID, *, at: datetime) -> QuerySet[Inspection]:
    answering = Q(subject_person_id=person_id) & ~Q(subject=Subject.ORGANISATION)
    if actor.unit_id is not None and actor.post in ANSWERING:
        answering |= Q(subject=Subject.ORGANISATION, subject_unit_id=actor.unit_id)
    return Inspection.objects.filter(_inspecting(actor, person_id, at=at)).exclude(answering)


def _inspecting(actor: Actor, person_id: UUID, *, at: datetime) -> Q:
    day = local_day(at)
    reached = Q(
        Exists(TeamMember.objects.filter(inspection=OuterRef("pk"), person_id=person_id, until__isnull=True))
    )
    if actor.unit_id is not None and (
        actor.has(Duty.RECEIVE_DOCUMENTS) or any(actor.has(duty) for duty in READING)
    ):
        reached |= Q(unit_id=actor.unit_id)
    if actor.unit_id is not None and any(actor.has(duty) for duty in READING):
        own = Unit.objects.filter(pk=actor.unit_id).first()
        if own is not None:
            overseen = Unit.objects.filter(path__startswith=served_path(own)).values("pk")
            reached |= Q(unit__in=overseen)
    return reached & ~_close(person_id, day=day)


def _close(person_id: UUID, *, day: date) -> Q:
    """Return the condition on cases about the person or kin, by the record or by the person's own word, or
    about what any of them leads: two queries."""
    near = kin_of(person_id, day=day) | {person_id}
    close = Q(subject_person_id__in=near) & ~Q(subject=Subject.ORGANISATION)
    close |= Q(
        Exists(Conflict.objects.filter(inspection=OuterRef("pk"), person_id=person_id, kind__in=CLOSE))
    )
    led = led_units(near, day=day)
    return close | Q(subject=Subject.ORGANISATION, subject_unit_id__in=led) if led else close


def answered_by(actor: Actor) -> QuerySet[Inspection]:
    """Return the cases an actor answers in, as the person concerned or as who leads the organisation."""
    if actor.person_id is None:
        return Inspection.objects.none()
    return Inspection.objects.filter(_as_subject(actor, actor.person_id))


def _as_subject(actor: Actor, person_id: UUID) -> Q:
    told = Exists(Paper.objects.filter(inspection=OuterRef("pk"), told_at__isnull=False))
    concerned = Q(subject_person_id=person_id) & ~Q(subject=Subject.ORGANISATION)
    if actor.unit_id is not None and actor.post in ANSWERING:
        concerned |= Q(subject=Subject.ORGANISATION, subject_unit_id=actor.unit_id)
    return Q(concerned, told)


def about_kin(actor: Actor) -> QuerySet[Inspection]:
    """Return the cases about the actor or kin as one query that was not run, for the lists of other rooms."""
    if actor.person_id is None:
        return Inspection.objects.none()
    held = Kinship.objects.filter(ended_on__isnull=True)
    near = (
        Q(subject_person_id=actor.person_id)
        | Q(subject_person_id__in=held.filter(person_id=actor.person_id).values("other_id"))
        | Q(subject_person_id__in=held.filter(OF_BOTH, other_id=actor.person_id).values("person_id"))
    )
    return Inspection.objects.filter(near).exclude(subject=Subject.ORGANISATION)


def about_others(actor: Actor, at: datetime) -> QuerySet[Inspection]:
    """Return the cases about a person that the actor may not see, as one query that was not run: of their
    tasks the actor reads no words."""
    seen = inspections_for(actor, at=at).values("pk")
    return Inspection.objects.exclude(subject=Subject.ORGANISATION).exclude(pk__in=seen)


keep_back("inspections", about_kin)
keep_words("inspection", about_others)
shown_by("inspection", lambda actor, at: inspecting_for(actor, at=at))


def get_inspection(actor: Actor, inspection_id: UUID, *, at: datetime) -> Inspection:
    """Return a case the actor may see; raises ``NotFound`` for absent and forbidden alike.

    Whom the record bars without being kin still gets the case itself: its page says why and shows nothing of
    what lies in it (:func:`is_open_to`). No list leads there.
    """
    found = Inspection.objects.filter(pk=inspection_id)
    if actor.person_id is not None:
        found = found.filter(_inspecting(actor, actor.person_id, at=at) | _as_subject(actor, actor.person_id))
    inspection = (
        found.select_related(
            "case", "unit", "unit__parent", "subject_unit", "subject_person", "origin_case"
        ).first()
        if actor.person_id is not None or actor.schedule
        else None
    )
    if inspection is None:
        raise NotFound(_("Không có cuộc kiểm tra, giám sát này."))
    return inspection


def is_open_to(actor: Actor, inspection: Inspection, *, at: datetime) -> bool:
    """Say whether what lies in a case the actor may see is open to the actor: nothing in the record is
    against it. The subject reads what was handed over."""
    if actor.person_id is None or is_subject(actor, inspection):
        return True
    return not conflicts_of(actor.person_id, inspection, at=at)


def get_open(actor: Actor, inspection_id: UUID, *, at: datetime) -> Inspection:
    """Return a case of which the actor may read what lies in it.

    Raises ``NotFound`` as :func:`get_inspection`; ``NotPermitted`` with the grounds and their article where
    the record or the own word is against it: same unit, earlier part, a post over the subject, an interest.
    """
    inspection = get_inspection(actor, inspection_id, at=at)
    if not is_open_to(actor, inspection, at=at):
        raise _closed(actor, inspection, at=at)
    return inspection


def get_listed(actor: Actor, inspection_id: UUID, *, at: datetime) -> Inspection:
    """Return a case that stands in the actor's lists: also for who leads the line in which its body is
    overseen. Raises as :func:`get_open`."""
    inspection = get_inspection(actor, inspection_id, at=at)
    if not inspections_for(actor, at=at).filter(pk=inspection.pk).exists():
        raise _closed(actor, inspection, at=at)
    return inspection


def _closed(actor: Actor, inspection: Inspection, *, at: datetime) -> NotPermitted:
    against = conflicts_of(actor.person_id, inspection, at=at) if actor.person_id is not None else []
    return NotPermitted(
        _("Nội dung hồ sơ này không mở cho người có xung đột lợi ích: %(why)s")
        % {"why": " ".join(bar.words for bar in against)},
        citation=basis_of(inspection),
    )


def seen_as(
    actor: Actor, inspection: Inspection, *, at: datetime
) -> Literal["inspecting", "overseeing", "subject"]:
    """Return from which side the actor sees a case: "subject", "inspecting" with a part in it, else
    "overseeing"."""
    if is_subject(actor, inspection):
        return "subject"
    return "inspecting" if parts_of(actor, inspection, at=at) - {SUBJECT} else "overseeing"


def search(found: QuerySet[Inspection], text: str) -> QuerySet[Inspection]:
    """Narrow to cases whose title or number holds all words, typed with or without marks."""
    for word in fold(text).split():
        found = found.filter(
            Q(case__folded__contains=word)
            | Q(case__dossier__icontains=word)
            | Q(subject_unit__folded__contains=word)
            | Q(subject_person__folded__contains=word)
        )
    return found


def standing(found: QuerySet[Inspection], which: str, *, at: datetime) -> QuerySet[Inspection]:
    """Narrow to "running", "late" (by a checked limit), "concluded" or "ended" cases; any other word: all."""
    if which == "running":
        return found.filter(closed_at__isnull=True, concluded_on__isnull=True).exclude(state=STOPPED)
    if which == "late":
        over = Q(extended_to__isnull=True, due_at__lt=at) | Q(extended_to__lt=at)
        running = found.filter(closed_at__isnull=True, concluded_on__isnull=True).exclude(state=STOPPED)
        return running.filter(over, due_binding=True)
    if which == "concluded":
        return found.filter(concluded_on__isnull=False, closed_at__isnull=True)
    if which == "ended":
        return found.filter(closed_at__isnull=False)
    return found


def in_order(found: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """Order a list: open cases first, the nearest limit first, then the newest."""
    return found.order_by(
        F("closed_at").desc(nulls_first=True),
        F("concluded_on").desc(nulls_first=True),
        F("due_at").asc(nulls_last=True),
        "-opened_at",
    )


def shown(ids: Iterable[UUID]) -> list[Inspection]:
    """Return the cases of one page in the order of ``ids``, with what a line shows: one query."""
    listed = list(ids)
    found = Inspection.objects.select_related("case", "unit", "subject_unit", "subject_person").in_bulk(
        listed
    )
    return [found[pk] for pk in listed if pk in found]


def get_paper(actor: Actor, paper_id: UUID, *, at: datetime) -> Paper:
    """Return a paper of a case the actor may see; the subject sees those handed to it or brought by it."""
    paper = Paper.objects.filter(pk=paper_id).select_related("inspection", "blob").first()
    if paper is not None:
        inspection = get_open(actor, paper.inspection_id, at=at)
        paper.inspection = inspection
        own = paper.told_at is not None or paper.kind == "self_report"
        if seen_as(actor, inspection, at=at) != "subject" or own:
            return paper
    raise NotFound(_("Không có giấy tờ này."))


def get_hand_over(actor: Actor, hand_over_id: UUID, *, at: datetime) -> HandOver:
    """Return a hand-over of a case the actor may see on the inspecting side, or sent to the actor's body."""
    sent = (
        HandOver.objects.filter(pk=hand_over_id)
        .select_related("inspection", "inspection__case", "inspection__unit", "to_unit", "sent_by")
        .first()
    )
    duties = (*READING, Duty.RECEIVE_DOCUMENTS)
    if sent is not None:
        receives = sent.to_unit_id is not None and sent.to_unit_id == actor.unit_id
        if receives and any(actor.has(duty) for duty in duties):
            if not is_close(actor.person_id, sent.inspection, at=at):
                return sent
            raise NotFound(_("Không có việc chuyển giao này."))
        inspection = get_listed(actor, sent.inspection_id, at=at)
        if seen_as(actor, inspection, at=at) != "subject":
            return sent
    raise NotFound(_("Không có việc chuyển giao này."))


def waiting_for(actor: Actor, *, at: datetime) -> QuerySet[HandOver]:
    """Return what was sent to the actor's body and is not yet signed for, oldest first; nothing of a case
    about the actor or kin."""
    if actor.unit_id is None or actor.person_id is None:
        return HandOver.objects.none()
    close = Inspection.objects.filter(_close(actor.person_id, day=local_day(at)))
    return (
        HandOver.objects.filter(to_unit_id=actor.unit_id, received_at__isnull=True, refused_reason="")
        .exclude(inspection__in=close.values("pk"))
        .select_related("inspection__case", "inspection__unit")
        .order_by("sent_at")
    )
