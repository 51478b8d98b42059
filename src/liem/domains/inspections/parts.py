"""Which part a person plays in a case, and what in the record takes a part away.

Parts are computed from the case and the mandates of the day, never granted. Quy định 131-QĐ/TW năm 2023,
Điều 4: who is kin of the subject or has an interest in the case does not handle it; on the state side Law
36/2018/QH14, article 23.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.law.citation import format_basis
from liem.spine.access import Actor, Duty, Post, duties_of
from liem.spine.people.kinship import kin_of
from liem.spine.people.models import Kinship, Mandate
from liem.spine.people.readers import in_force
from liem.spine.units.reach import SERVES_ITS_PARENT

from .models import Body, Conflict, Inspection, Subject, TeamMember

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID


DECIDER, HEAD, TEAM, SUBJECT, OFFICE = "decider", "head", "team", "subject", "office"
INSPECTING: Final = frozenset({DECIDER, HEAD, TEAM, OFFICE})
LEADING: Final = (
    Post.SECRETARY,
    Post.DEPUTY_SECRETARY,
    Post.HEAD_OF_BODY,
    Post.DEPUTY_HEAD,
    Post.INSPECTION_CHAIR,
    Post.INSPECTION_DEPUTY,
    Post.VILLAGE_HEAD,
)
# Who opens post and answers for an organisation that is inspected.
ANSWERING: Final = (*LEADING, Post.OFFICE_HEAD, Post.CLERK)
# Grounds that hide a case altogether; any other takes the part away and leaves it readable.
CLOSE: Final = (Conflict.Ground.SUBJECT, Conflict.Ground.KIN)
REVIEWING: Final = frozenset({"discipline_complaint"})
LONGEST_LOOKBACK = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Bar:
    """Why a person must not handle a case: ``kind`` of :class:`Conflict.Ground`, a sentence, its basis."""

    kind: str
    words: str
    basis: str
    declared: bool = False


def basis_of(inspection: Inspection) -> str:
    """Return the rule that bars a person with an interest from handling this case."""
    return rule_on_interest(inspection.body)


def rule_on_interest(body: str) -> str:
    """Return the rule on conflicts of interest for a kind of body."""
    if body == Body.STATE:
        return format_basis("Luật Phòng, chống tham nhũng số 36/2018/QH14", "23")
    return format_basis("Quy định 131-QĐ/TW năm 2023", "4")


def led_units(person_ids: Iterable[UUID], *, day: date) -> frozenset[UUID]:
    """Return the units that any of the persons leads on a day: one query."""
    held = in_force(day).filter(person_id__in=tuple(person_ids), post__in=LEADING)
    return frozenset(held.values_list("unit_id", flat=True))


def is_about_organisation(inspection: Inspection) -> bool:
    """Say whether an organisation answers, not one person."""
    return inspection.subject == Subject.ORGANISATION


def is_subject(actor: Actor, inspection: Inspection) -> bool:
    """Say whether the actor answers for the subject: the person concerned, or who leads the organisation."""
    if inspection.subject_person_id is not None and not is_about_organisation(inspection):
        return actor.person_id == inspection.subject_person_id
    return actor.unit_id == inspection.subject_unit_id and actor.post in ANSWERING


def parts_of(actor: Actor, inspection: Inspection, *, at: datetime) -> frozenset[str]:
    """Return the parts of an actor in a case, of "decider", "head", "team", "subject", "office".

    Whoever answers for the subject has that part only. A conflict of interest leaves no part on the
    inspecting side.
    """
    if is_subject(actor, inspection):
        return frozenset({SUBJECT})
    parts = _inspecting(actor, inspection, at=at)
    if not parts or actor.person_id is None:
        return parts
    return frozenset() if conflicts_of(actor.person_id, inspection, at=at) else parts


def _inspecting(actor: Actor, inspection: Inspection, *, at: datetime) -> frozenset[str]:
    parts = set()
    if actor.unit_id == inspection.unit_id:
        if actor.has(Duty.DECIDE_INSPECTIONS):
            parts.add(DECIDER)
        if actor.has(Duty.INSPECT) or actor.has(Duty.RECEIVE_DOCUMENTS):
            parts.add(OFFICE)
    elif actor.has(Duty.DECIDE_INSPECTIONS) and _decides_instead(actor, inspection, at=at):
        parts.add(DECIDER)
    if actor.person_id is not None:
        roles = TeamMember.objects.filter(
            inspection=inspection, person_id=actor.person_id, until__isnull=True
        ).values_list("role", flat=True)
        for role in roles:
            parts |= {HEAD, TEAM} if role == TeamMember.Role.HEAD else {TEAM}
    return frozenset(parts)


def deciders_of(unit_id: UUID, *, day: date) -> list[UUID]:
    """Return who decides in a body on a day, whatever bars them: one query."""
    held = in_force(day).filter(unit_id=unit_id).values_list("person_id", "post")
    return [person for person, post in held if Duty.DECIDE_INSPECTIONS in duties_of(post)]


def _decides_instead(actor: Actor, inspection: Inspection, *, at: datetime) -> bool:
    """Say whether the body above decides, because everybody who decides in the conducting one is barred."""
    above = inspection.unit.parent_id
    if above is None or actor.unit_id != above:
        return False
    own = deciders_of(inspection.unit_id, day=local_day(at))
    return all(conflicts_of(person, inspection, at=at) for person in own)


def conflicts_of(person_id: UUID, inspection: Inspection, *, at: datetime) -> list[Bar]:
    """Return why a person must not handle a case, by the record of that day and by own declaration.

    At most seven queries; an empty list means nothing is known against it.
    """
    day = local_day(at)
    basis = basis_of(inspection)
    found = [
        Bar(
            each.kind,
            each.words or str(Conflict.Ground(each.kind).label),
            basis,
            declared=each.declared,
        )
        for each in Conflict.objects.filter(inspection=inspection, person_id=person_id)
    ]
    held = list(in_force(day).filter(person_id=person_id).select_related("unit"))
    for kind, words in (
        *_as_subject_or_kin(person_id, inspection, held, day=day),
        *_by_unit(inspection, held, day=day),
        *_earlier(person_id, inspection, day=day),
    ):
        if not any(each.kind == kind for each in found):
            found.append(Bar(kind, words, basis))
    return found


def is_close(person_id: UUID | None, inspection: Inspection, *, at: datetime) -> bool:
    """Say whether a case is about the person or kin, or about what they lead: to them it does not exist."""
    if person_id is None:
        return False
    day = local_day(at)
    if Conflict.objects.filter(inspection=inspection, person_id=person_id, kind__in=CLOSE).exists():
        return True
    held = list(in_force(day).filter(person_id=person_id))
    return bool(_as_subject_or_kin(person_id, inspection, held, day=day))


def _as_subject_or_kin(
    person_id: UUID, inspection: Inspection, held: list[Mandate], *, day: date
) -> list[tuple[str, str]]:
    concerned = inspection.subject_person_id
    if concerned is not None and concerned == person_id:
        return [(Conflict.Ground.SUBJECT, _("Chính là người được kiểm tra, giám sát."))]
    if is_about_organisation(inspection) and any(
        each.unit_id == inspection.subject_unit_id and each.post in LEADING for each in held
    ):
        return [(Conflict.Ground.SUBJECT, _("Đang đứng đầu tổ chức được kiểm tra, giám sát."))]
    kin = kin_of(person_id, day=day)
    if not kin:
        return []
    if concerned is not None and concerned in kin:
        return [(Conflict.Ground.KIN, _relation(person_id, [concerned], _("người được kiểm tra, giám sát")))]
    if is_about_organisation(inspection) and inspection.subject_unit_id is not None:
        leaders = [
            each.person_id
            for each in in_force(day).filter(
                unit_id=inspection.subject_unit_id, person_id__in=kin, post__in=LEADING
            )
        ]
        if leaders:
            words = _relation(person_id, leaders, _("người đứng đầu tổ chức được kiểm tra, giám sát"))
            return [(Conflict.Ground.KIN, words)]
    return []


def _relation(person_id: UUID, others: list[UUID], whom: str) -> str:
    row = Kinship.objects.filter(
        Q(person_id=person_id, other_id__in=others) | Q(other_id=person_id, person_id__in=others)
    ).first()
    relation = row.relation if row else ""
    return _("Có quan hệ thân thích (%(relation)s) với %(whom)s.") % {"relation": relation, "whom": whom}


def _by_unit(inspection: Inspection, held: list[Mandate], *, day: date) -> list[tuple[str, str]]:
    """Find a shared unit, or a leading post over the subject, outside the inspecting body itself."""
    own = {inspection.unit_id}
    if inspection.unit.kind in SERVES_ITS_PARENT:
        own.add(inspection.unit.parent_id)  # type: ignore[arg-type]  # None is in no mandate
    units: dict[UUID, tuple[str, str]] = {}
    if inspection.subject_unit_id is not None and inspection.subject_unit is not None:
        units[inspection.subject_unit_id] = (inspection.subject_unit.name, inspection.subject_unit.path)
    if inspection.subject_person_id is not None:
        for each in in_force(day).filter(person_id=inspection.subject_person_id).select_related("unit"):
            units[each.unit_id] = (each.unit.name, each.unit.path)
    found = []
    for mandate in held:
        if mandate.unit_id in own:
            continue
        if mandate.unit_id in units:
            words = _("Cùng đơn vị với đối tượng: %(unit)s.") % {"unit": units[mandate.unit_id][0]}
            found.append((Conflict.Ground.SAME_UNIT, words))
        elif mandate.post in LEADING and any(
            path.startswith(mandate.unit.path) for _name, path in units.values()
        ):
            words = _("Đang lãnh đạo cấp trên của đối tượng: %(post)s, %(unit)s.") % {
                "post": mandate.get_post_display(),
                "unit": mandate.unit.name,
            }
            found.append((Conflict.Ground.MANDATE, words))
    return [(str(kind), words) for kind, words in found]


def _earlier(person_id: UUID, inspection: Inspection, *, day: date) -> list[tuple[str, str]]:
    """Find an earlier part in what is reviewed: worked in the unit then, or decided what is complained of."""
    if is_about_organisation(inspection) and inspection.subject_unit_id is not None:
        since = inspection.lookback_from or day - LONGEST_LOOKBACK
        then = Mandate.objects.filter(
            person_id=person_id,
            unit_id=inspection.subject_unit_id,
            valid_to__isnull=False,
            valid_to__gt=since,
            valid_to__lte=day,
        ).exclude(unit_id=inspection.unit_id)
        if then.exists():
            words = _("Đã công tác tại đơn vị được kiểm tra trong thời kỳ được xem xét.")
            return [(Conflict.Ground.EARLIER, words)]
    if inspection.procedure not in REVIEWING:
        return []
    if inspection.origin_case_id is not None:
        reviewed = Q(inspection__case_id=inspection.origin_case_id)
    elif inspection.subject_person_id is not None:
        reviewed = Q(inspection__subject_person_id=inspection.subject_person_id)
    else:
        reviewed = Q(inspection__subject_unit_id=inspection.subject_unit_id)
    before = TeamMember.objects.filter(reviewed, person_id=person_id).exclude(inspection=inspection)
    if before.exists():
        return [(Conflict.Ground.EARLIER, _("Đã tham gia cuộc kiểm tra trước đây về chính việc này."))]
    return []
