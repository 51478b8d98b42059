"""What a conclusion says, as plain values: bases, strengths, findings, requirements, who follows up,
recipients, outcome.

A draft may be incomplete (no owner yet, no date yet): :mod:`lint` names what is missing. Findings and
requirements are counted from 1 in the order they stand. Nothing here knows a row or a clock.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from liem.kernel.text import nfc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BASES: Final = ("decision", "plan", "team_report", "session", "other")
GRADES: Final = ("limitation", "shortcoming", "violation")
FAULTY: Final = frozenset({"shortcoming", "violation"})
GRAVITIES: Final = ("", "minor", "serious", "very_serious", "extremely_serious")
OUTCOMES: Final = ("", "clean", "faulty", "discipline_due")


@dataclass(frozen=True, slots=True)
class Base:
    """A ground the conclusion stands on: ``kind`` of :data:`BASES`, and its words as they are cited."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Strength:
    """What was done well, in a content area ("" for the whole)."""

    content: str
    text: str


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """A limitation, shortcoming or violation. ``evidence`` are numbers of the case's evidence, ``amount``
    whole đồng."""

    grade: str
    content: str
    text: str
    gravity: str = ""
    evidence: tuple[int, ...] = ()
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class RequirementDraft:
    """What has to be done, for which findings (numbers from 1), by whom, until when, proved by what."""

    text: str
    findings: tuple[int, ...] = ()
    owner_unit: UUID | None = None
    owner_person: UUID | None = None
    due_on: date | None = None
    product: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who follows up, on which day the subject first reports, and further words."""

    follower: UUID | None = None
    report_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """All that a conclusion says."""

    bases: tuple[Base, ...] = ()
    strengths: tuple[Strength, ...] = ()
    findings: tuple[FindingDraft, ...] = ()
    requirements: tuple[RequirementDraft, ...] = ()
    organisation: Organisation = field(default_factory=Organisation)
    recipients: tuple[str, ...] = ()
    outcome: str = ""


def to_json(content: Content) -> dict[str, Any]:
    """Return the content as a map of plain values, as a draft keeps it."""
    return {
        "bases": [{"kind": each.kind, "words": each.words} for each in content.bases],
        "strengths": [{"content": each.content, "text": each.text} for each in content.strengths],
        "findings": [
            {
                "grade": each.grade,
                "content": each.content,
                "text": each.text,
                "gravity": each.gravity,
                "evidence": list(each.evidence),
                "amount": each.amount,
            }
            for each in content.findings
        ],
        "requirements": [
            {
                "text": each.text,
                "findings": list(each.findings),
                "owner_unit": _written(each.owner_unit),
                "owner_person": _written(each.owner_person),
                "due_on": _written(each.due_on),
                "product": each.product,
            }
            for each in content.requirements
        ],
        "organisation": {
            "follower": _written(content.organisation.follower),
            "report_on": _written(content.organisation.report_on),
            "words": content.organisation.words,
        },
        "recipients": list(content.recipients),
        "outcome": content.outcome,
    }


def from_json(kept: Mapping[str, Any]) -> Content:
    """Return the content of a kept map; what is absent is empty, texts are NFC."""
    organisation = kept.get("organisation") or {}
    return Content(
        bases=tuple(Base(str(one["kind"]), nfc(one["words"])) for one in kept.get("bases", ())),
        strengths=tuple(Strength(str(one["content"]), nfc(one["text"])) for one in kept.get("strengths", ())),
        findings=tuple(_finding(one) for one in kept.get("findings", ())),
        requirements=tuple(_requirement(one) for one in kept.get("requirements", ())),
        organisation=Organisation(
            follower=_id(organisation.get("follower")),
            report_on=_day(organisation.get("report_on")),
            words=nfc(organisation.get("words", "")),
        ),
        recipients=tuple(nfc(one) for one in kept.get("recipients", ())),
        outcome=str(kept.get("outcome", "")),
    )


def _finding(kept: Mapping[str, Any]) -> FindingDraft:
    return FindingDraft(
        grade=str(kept["grade"]),
        content=str(kept["content"]),
        text=nfc(kept["text"]),
        gravity=str(kept.get("gravity", "")),
        evidence=_numbers(kept.get("evidence", ())),
        amount=kept.get("amount"),
    )


def _requirement(kept: Mapping[str, Any]) -> RequirementDraft:
    return RequirementDraft(
        text=nfc(kept["text"]),
        findings=_numbers(kept.get("findings", ())),
        owner_unit=_id(kept.get("owner_unit")),
        owner_person=_id(kept.get("owner_person")),
        due_on=_day(kept.get("due_on")),
        product=nfc(kept.get("product", "")),
    )


def _numbers(kept: Iterable[Any]) -> tuple[int, ...]:
    return tuple(sorted({int(one) for one in kept}))


def _written(value: UUID | date | None) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)


def _id(value: Any) -> UUID | None:
    return UUID(value) if value else None


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def fingerprint(content: Content) -> str:
    """Return the SHA-256 (hex) of the content, which the ledger keeps for each version."""
    written = json.dumps(to_json(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def texts(content: Content) -> list[tuple[str, str]]:
    """Return every text that a person wrote, with its place ("findings-2-text")."""
    found = [(f"bases-{n}-words", each.words) for n, each in enumerate(content.bases, start=1)]
    found += [(f"strengths-{n}-text", each.text) for n, each in enumerate(content.strengths, start=1)]
    found += [(f"findings-{n}-text", each.text) for n, each in enumerate(content.findings, start=1)]
    for n, each in enumerate(content.requirements, start=1):
        found += [(f"requirements-{n}-text", each.text), (f"requirements-{n}-product", each.product)]
    found.append(("organisation-words", content.organisation.words))
    return found + [("recipients", one) for one in content.recipients]


def without_finding(content: Content, number: int) -> Content:
    """Return the content without one finding; requirements keep pointing at the findings they meant."""
    left = tuple(each for n, each in enumerate(content.findings, start=1) if n != number)
    moved = tuple(
        replace(each, findings=tuple(n - (n > number) for n in each.findings if n != number))
        for each in content.requirements
    )
    return replace(content, findings=left, requirements=moved)


def tidied(content: Content) -> Content:
    """Return the content without rows nobody wrote in, texts in NFC without blanks around them."""
    kept = content
    for number in range(len(content.findings), 0, -1):
        if not content.findings[number - 1].text.strip() and not content.findings[number - 1].evidence:
            kept = without_finding(kept, number)
    return replace(
        kept,
        bases=tuple(replace(one, words=nfc(one.words).strip()) for one in kept.bases if one.words.strip()),
        strengths=tuple(
            replace(one, text=nfc(one.text).strip()) for one in kept.strengths if one.text.strip()
        ),
        findings=tuple(replace(one, text=nfc(one.text).strip()) for one in kept.findings),
        requirements=tuple(
            replace(one, text=nfc(one.text).strip(), product=nfc(one.product).strip())
            for one in kept.requirements
            if one.text.strip() or one.findings or one.owner_unit or one.due_on
        ),
        organisation=replace(kept.organisation, words=nfc(kept.organisation.words).strip()),
        recipients=tuple(nfc(one).strip() for one in kept.recipients if one.strip()),
    )
