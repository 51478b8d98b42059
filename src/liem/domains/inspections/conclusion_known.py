"""What the rules and the editor must know of a case, read from rows: areas, evidence, names, recipients,
and the first content a draft begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import override

from liem.law.procedures import PAPERS
from liem.spine.access import Post
from liem.spine.people.models import Mandate, Person
from liem.spine.people.readers import holders, in_force
from liem.spine.units.models import Kind, Level, Unit
from liem.spine.units.reach import body_of, served_path
from liem.spine.units.readers import open_on

from . import clocks, papers
from .clocks import procedure_of
from .conclusion import Base, Content
from .lint import Known, Recipient
from .models import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from .models import Inspection, Paper

AREAS: Final = "inspection.content_areas"
RECIPIENTS: Final = "inspection.conclusion.recipients"
MOST_OWNERS: Final = 400
_BASE_PAPERS: Final = ("decision", "plan", "team_report")
_FOLLOWS: Final = (
    Post.SECRETARY,
    Post.DEPUTY_SECRETARY,
    Post.INSPECTION_CHAIR,
    Post.INSPECTION_DEPUTY,
    Post.INSPECTOR,
    Post.HEAD_OF_BODY,
    Post.DEPUTY_HEAD,
)


def areas_of(inspection: Inspection) -> Mapping[str, str]:
    """Return the content areas of the case's day, key → title; empty where the law is silent."""
    provision = clocks.rule(inspection, AREAS)
    return {key: str(title) for key, title in provision.mapping().items()} if provision else {}


def known_for(inspection: Inspection, content: Content, *, day: date) -> Known:
    """Return what :func:`lint.faults` needs, for a conclusion issued on ``day``. At most nine queries."""
    recipients = clocks.rule(inspection, RECIPIENTS)
    wanted = recipients_of(inspection)
    own, others = _names(inspection, content, day=day)
    open_questions = inspection.author_questions.filter(answered_at__isnull=True)
    return Known(
        day=day,
        bases=bases_wanted(inspection),
        areas=areas_of(inspection),
        evidence=frozenset(inspection.evidence.values_list("number", flat=True)),
        own_names=own,
        other_names=others,
        subject_kind=inspection.subject_unit.kind if inspection.subject_unit else "",
        recipients=tuple(wanted),
        recipients_basis=str(recipients.basis) if recipients else "",
        recipients_bind=recipients is None or recipients.binding,
        questions=tuple(open_questions.values_list("place", flat=True)),
        may_discipline=procedure_of(inspection).leads_to_discipline,
        basis=str(procedure_of(inspection).basis),
    )


def bases_wanted(inspection: Inspection) -> tuple[str, ...]:
    """Return which bases the procedure gives: those whose paper one of its steps needs, and the session."""
    needed = {kind for step in procedure_of(inspection).steps for kind in step.papers} & PAPERS
    return (*(kind for kind in _BASE_PAPERS if kind in needed), "session")


def _names(inspection: Inspection, content: Content, *, day: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of units the conclusion may speak of, and those of all others within sight."""
    owners = {each.owner_unit for each in content.requirements if each.owner_unit}
    wanted = {pk for pk in (inspection.unit_id, inspection.subject_unit_id, *owners) if pk is not None}
    near = Unit.objects.filter(pk__in=wanted)
    own: dict[str, None] = {}
    paths = set(near.values_list("path", flat=True))
    if inspection.subject_person_id:
        held = inspection.subject_person.mandates.select_related("unit")  # type: ignore[union-attr]
        paths |= {mandate.unit.path for mandate in held}
    codes = {code for path in paths for code in path.split("/") if code}
    subject = inspection.subject_unit.path if inspection.subject_unit else "-"
    others: dict[str, None] = {}
    rows = open_on(day).filter(
        Q(path__startswith=served_path(inspection.unit)) | Q(level__in=(Level.PROVINCE, Level.COMMUNE))
    )
    for code, name, path in rows.values_list("code", "name", "path"):
        (own if code in codes or path.startswith(subject) else others)[name] = None
    own |= dict.fromkeys(Unit.objects.filter(code__in=codes).values_list("name", flat=True))
    return tuple(own), tuple(others)


@override("vi")
def recipients_of(inspection: Inspection) -> list[Recipient]:
    """Return who must receive the conclusion: by the rule in force, else the subject and the archive."""
    provision = clocks.rule(inspection, RECIPIENTS)
    value = provision.value if provision else ("subject", "archive")
    found = []
    for key in value if isinstance(value, tuple) else ():
        made = _recipient(str(key), inspection)
        if made is not None:
            found.append(made)
    return found


def _recipient(key: str, inspection: Inspection) -> Recipient | None:
    if key == "archive":
        return Recipient("Lưu", ("Lưu",))
    if key == "subject":
        if inspection.subject == Subject.ORGANISATION and inspection.subject_unit is not None:
            return _unit(inspection.subject_unit)
        person = inspection.subject_person
        return Recipient(person.name, (person.name,)) if person else None
    body = body_of(inspection.unit_id)
    if key == "above":
        above = body if body.pk != inspection.unit_id else body.parent
        return _unit(above) if above else None
    if key == "above_commission" and inspection.unit.side == "party":
        above = body.parent if inspection.unit.kind == Kind.INSPECTION_COMMISSION else body
        above = above if above and above.pk != inspection.unit_id else body.parent
        return _commission_of(above) if above else None
    return None


def _unit(unit: Unit) -> Recipient:
    return Recipient(unit.name, tuple(filter(None, (unit.name, unit.short_name))))


def _commission_of(committee: Unit) -> Recipient:
    """Return the commission of a committee by its row, and by how people write it."""
    row = committee.children.filter(kind=Kind.INSPECTION_COMMISSION).first()
    short = " ".join(committee.name.split()[:2])
    names = (f"Ủy ban kiểm tra {short}", f"UBKT {short}", *((row.name,) if row else ()))
    return Recipient(row.name if row else f"Ủy ban kiểm tra {committee.name}", names)


def first_content(inspection: Inspection) -> Content:
    """Return what a draft begins with: bases cited from the dossier's papers, and the recipients."""
    rows: dict[str, Paper] = {each.kind: each for each in inspection.papers.order_by("at")}
    wanted = bases_wanted(inspection)
    bases = [Base(kind, cited(rows[kind], inspection)) for kind in wanted if kind in rows]
    if "hearing_minutes" in rows:
        bases.append(Base("session", cited(rows["hearing_minutes"], inspection)))
    return Content(bases=tuple(bases), recipients=tuple(one.words for one in recipients_of(inspection)))


@override("vi")
def cited(paper: Paper, inspection: Inspection) -> str:
    """Return a paper as it is cited: title, number and symbol, day and issuer, what is known of them."""
    paper.inspection = inspection
    symbol = papers.number_words(paper)
    words = f"{paper.title} số {symbol}" if symbol else paper.title
    if paper.issued_on:
        words += f", ngày {paper.issued_on:%d/%m/%Y}"
    return f"{words} của {inspection.unit.name}" if symbol else words


def owners_for(inspection: Inspection, *, day: date, keep: Iterable[UUID | None] = ()) -> list[Unit]:
    """Return the units a requirement may be given to: the subject and below it first, then those of the body.

    At most 400 of either, and always those of ``keep`` (chosen before).
    """
    subject = _home_of(inspection)
    found = list(open_on(day).filter(path__startswith=subject.path)[:MOST_OWNERS]) if subject else []
    found += list(open_on(day).filter(path__startswith=served_path(inspection.unit))[:MOST_OWNERS])
    found += list(Unit.objects.filter(pk__in=[pk for pk in keep if pk is not None]))
    return list({unit.pk: unit for unit in found}.values())


def _home_of(inspection: Inspection) -> Unit | None:
    """Return the unit that is inspected, or where the person inspected belongs."""
    if inspection.subject_unit is not None or inspection.subject_person_id is None:
        return inspection.subject_unit
    mandate = Mandate.objects.filter(person_id=inspection.subject_person_id).select_related("unit").first()
    return mandate.unit if mandate else None


def people_for(inspection: Inspection, *, day: date) -> list[tuple[UUID, str]]:
    """Return who may be named to do what is required: the person inspected, then who holds a post there."""
    found: dict[UUID, str] = {}
    if inspection.subject_person is not None:
        found[inspection.subject_person.pk] = inspection.subject_person.name
    home = _home_of(inspection)
    if home is not None:
        held = in_force(day).filter(unit=home).select_related("person").order_by("person__sort_name")
        for mandate in held[:MOST_OWNERS]:
            found.setdefault(mandate.person_id, mandate.person.name)
    return list(found.items())


def followers_for(inspection: Inspection, *, day: date) -> list[tuple[UUID, str]]:
    """Return who may be named to follow up: the team, then who leads or inspects in the body."""
    found = dict(
        inspection.team.filter(until__isnull=True).values_list("person_id", "person__name").order_by("since")
    )
    held = holders([inspection.unit_id], [str(post) for post in _FOLLOWS], day=day)
    for mandate in held.order_by("person__sort_name"):
        found.setdefault(mandate.person_id, mandate.person.name)
    if inspection.subject_person_id:
        found.pop(inspection.subject_person_id, None)
    return list(found.items())


def names_in(content: Content) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """Return the names of the units and of the persons a content speaks of: two queries."""
    units = {each.owner_unit for each in content.requirements if each.owner_unit}
    persons = {each.owner_person for each in content.requirements if each.owner_person}
    if content.organisation.follower:
        persons.add(content.organisation.follower)
    return (
        dict(Unit.objects.filter(pk__in=units).values_list("pk", "name")),
        dict(Person.objects.filter(pk__in=persons).values_list("pk", "name")),
    )
