"""The whole conclusion as forms: from a content, from what was typed, and back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from liem.domains.inspections.conclusion import (
    Base,
    Content,
    FindingDraft,
    Organisation,
    RequirementDraft,
    Strength,
    without_finding,
)
from liem.domains.inspections.conclusion_known import areas_of, followers_for, owners_for, people_for

from .forms import BaseForm, FindingForm, LastForm, OrganisationForm, RequirementForm, StrengthForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django import forms
    from django.http import QueryDict

    from liem.domains.inspections.lint import Fault
    from liem.domains.inspections.models import Inspection

PARTS: Final = ("bases", "strengths", "findings", "requirements")
MOST: Final = 60
_FORMS: Final[Mapping[str, Any]] = {
    "bases": BaseForm,
    "strengths": StrengthForm,
    "findings": FindingForm,
    "requirements": RequirementForm,
}
_EMPTY: Final[Mapping[str, Any]] = {
    "bases": Base("other", ""),
    "strengths": Strength("", ""),
    "findings": FindingDraft("limitation", "", ""),
    "requirements": RequirementDraft(""),
}


@dataclass(slots=True)
class Choices:
    """What the selects offer, read once a page."""

    areas: list[tuple[str, str]]
    evidence: list[tuple[str, str]]
    owners: list[tuple[str, str]]
    people: list[tuple[str, str]]
    followers: list[tuple[str, str]]

    @classmethod
    def of(cls, inspection: Inspection, *, day: date, keep: Iterable[UUID | None] = ()) -> Choices:
        """Read what a case offers; ``keep`` are units chosen before that stay in the list."""
        owners = owners_for(inspection, day=day, keep=keep)
        return cls(
            areas=[("", _("chưa chọn")), *areas_of(inspection).items()],
            evidence=[(str(each.number), str(each)) for each in inspection.evidence.all()],
            owners=[("", _("chưa giao")), *((str(unit.pk), unit.name) for unit in owners)],
            people=[
                ("", _("không chỉ định")),
                *((str(pk), name) for pk, name in people_for(inspection, day=day)),
            ],
            followers=[
                ("", _("chưa phân công")),
                *((str(pk), name) for pk, name in followers_for(inspection, day=day)),
            ],
        )


@dataclass(slots=True)
class Sheet:
    """Forms of every row, by part, and the two single forms."""

    rows: dict[str, list[forms.Form]]
    organisation: forms.Form
    last: forms.Form
    choices: Choices
    faults: tuple[Fault, ...] = field(default_factory=tuple)

    def all_forms(self) -> list[forms.Form]:
        """Return every form in the order of the page."""
        return [*(form for part in PARTS for form in self.rows[part]), self.organisation, self.last]

    def is_valid(self) -> bool:
        """Check every form, not only the first faulty one."""
        return all([form.is_valid() for form in self.all_forms()])  # noqa: C419 - each must be checked

    def content(self) -> Content:
        """Return what was typed; call after :meth:`is_valid`."""
        told = {part: [form.cleaned_data for form in self.rows[part]] for part in PARTS}
        last, organisation = self.last.cleaned_data, self.organisation.cleaned_data
        return Content(
            bases=tuple(Base(one["kind"], one["words"]) for one in told["bases"]),
            strengths=tuple(Strength(one["content"], one["text"]) for one in told["strengths"]),
            findings=tuple(_finding(one) for one in told["findings"]),
            requirements=tuple(_requirement(one) for one in told["requirements"]),
            organisation=Organisation(
                follower=_id(organisation["follower"]),
                report_on=organisation["report_on"],
                words=organisation["words"],
            ),
            recipients=tuple(one.strip() for one in last["recipients"].splitlines() if one.strip()),
            outcome=last["outcome"],
        )


def _finding(told: Mapping[str, Any]) -> FindingDraft:
    return FindingDraft(
        grade=told["grade"],
        content=told["content"],
        text=told["text"],
        gravity=told["gravity"] if told["grade"] == "violation" else "",
        evidence=tuple(sorted(int(one) for one in told["evidence"])),
        amount=told["amount"],
    )


def _requirement(told: Mapping[str, Any]) -> RequirementDraft:
    return RequirementDraft(
        text=told["text"],
        findings=tuple(sorted(int(one) for one in told["findings"])),
        owner_unit=_id(told["owner_unit"]),
        owner_person=_id(told["owner_person"]),
        due_on=told["due_on"],
        product=told["product"],
    )


def _id(written: str) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        return None


def of_content(content: Content, choices: Choices) -> Sheet:
    """Return the forms of a content."""
    rows = {
        part: [
            _FORMS[part](initial=_initial(row), prefix=f"{part}-{number}")
            for number, row in enumerate(getattr(content, part), start=1)
        ]
        for part in PARTS
    }
    organisation = OrganisationForm(initial=_initial(content.organisation), prefix="organisation")
    last = LastForm(
        initial={"recipients": "\n".join(content.recipients), "outcome": content.outcome}, prefix="last"
    )
    return _filled(Sheet(rows, organisation, last, choices), [each.text for each in content.findings])


def of_post(data: QueryDict, choices: Choices) -> Sheet:
    """Return the forms of what was typed, not yet checked."""
    rows = {
        part: [_FORMS[part](data, prefix=f"{part}-{number}") for number in range(1, _count(data, part) + 1)]
        for part in PARTS
    }
    sheet = Sheet(rows, OrganisationForm(data, prefix="organisation"), LastForm(data, prefix="last"), choices)
    texts = [data.get(f"findings-{number}-text", "") for number in range(1, len(rows["findings"]) + 1)]
    return _filled(sheet, texts)


def _count(data: QueryDict, part: str) -> int:
    written = data.get(f"{part}-count", "0")
    return min(int(written), MOST) if written.isascii() and written.isdigit() else 0


def _initial(row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in row.__slots__}
    return {
        name: [str(one) for one in value]
        if isinstance(value, tuple)
        else str(value)
        if isinstance(value, UUID)
        else value
        for name, value in told.items()
    }


def _filled(sheet: Sheet, texts: Sequence[str]) -> Sheet:
    """Give the selects what they offer, and each row its title."""
    titles = {
        "bases": _("Căn cứ %(number)s"),
        "strengths": _("Ưu điểm %(number)s"),
        "findings": _("Nội dung %(number)s"),
        "requirements": _("Yêu cầu %(number)s"),
    }
    chosen = [
        (str(number), f"{number}. {' '.join(text.split()[:10])}")
        for number, text in enumerate(texts, start=1)
    ]
    choices = sheet.choices
    for part in PARTS:
        for number, form in enumerate(sheet.rows[part], start=1):
            form.title = titles[part] % {"number": number}  # type: ignore[attr-defined]
            form.anchor = f"{part}-{number}"  # type: ignore[attr-defined]
            fields: Any = form.fields
            if part == "strengths":
                fields["content"].choices = [("", _("chung")), *choices.areas[1:]]
            if part == "findings":
                fields["content"].choices = choices.areas
                fields["evidence"].choices = choices.evidence
            if part == "requirements":
                fields["findings"].choices = chosen
                fields["owner_unit"].choices = choices.owners
                fields["owner_person"].choices = choices.people
    organisation: Any = sheet.organisation.fields
    organisation["follower"].choices = choices.followers
    return sheet


def changed(content: Content, order: str, *, owner: UUID | None = None) -> Content:
    """Return the content after an order of the page: "add:findings", "remove:findings:2", "require:2" (a
    requirement for finding 2, given to ``owner``); others change nothing."""
    verb, _colon, rest = order.partition(":")
    if verb == "require":
        return _required(content, rest, owner)
    part, _colon, written = rest.partition(":")
    if part not in PARTS:
        return content
    rows = getattr(content, part)
    if verb == "add" and len(rows) < MOST:
        return _with(content, part, (*rows, _EMPTY[part]))
    if verb == "remove" and written.isascii() and written.isdigit() and 0 < int(written) <= len(rows):
        if part == "findings":
            return without_finding(content, int(written))
        kept = tuple(row for number, row in enumerate(rows, start=1) if number != int(written))
        return _with(content, part, kept)
    return content


def _required(content: Content, written: str, owner: UUID | None) -> Content:
    number = int(written) if written.isascii() and written.isdigit() else 0
    if not 0 < number <= len(content.findings) or len(content.requirements) >= MOST:
        return content
    made = RequirementDraft("", findings=(number,), owner_unit=owner)
    return _with(content, "requirements", (*content.requirements, made))


def _with(content: Content, part: str, rows: Any) -> Content:
    made: dict[str, Any] = {part: rows}
    return replace(content, **made)


def anchor(place: str) -> str:
    """Return the id on the page of the place of a fault."""
    head, *rest = place.split("-")
    if head in ("recipients", "outcome"):
        return f"id_last-{head}"
    if head == "organisation":
        return f"id_{place}" if rest else "organisation"
    return f"id_{place}" if len(rest) > 1 else place
