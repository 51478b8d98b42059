"""Rebuild the questions from their ledger entries and hold them against the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, held_against, rebuilds

from .flow import State
from .models import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry


@dataclass(slots=True)
class _Question:
    """What the entries say of a question."""

    to_unit_id: UUID
    about_unit_id: UUID | None
    about_person_id: UUID | None
    evidence: list[dict[str, Any]]
    state: str = State.OPEN
    answer: str = ""
    decision: str = ""


_STATES = {
    "questions.question.asked": State.ASKED,
    "questions.question.answered": State.ANSWERED,
    "questions.question.dismissed": State.DISMISSED,
    "questions.question.followed": State.FOLLOWED,
    "questions.question.merged": State.MERGED,
}


class RebuiltQuestions:
    """The questions as the ledger tells them."""

    def __init__(self) -> None:
        self.questions: dict[UUID, _Question] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry."""
        if entry.kind == "questions.question.raised":
            self.questions[entry.subject] = _Question(
                to_unit_id=UUID(values["to_unit"]),
                about_unit_id=UUID(values["about_unit"]) if values["about_unit"] else None,
                about_person_id=UUID(values["about_person"]) if values["about_person"] else None,
                evidence=list(values["evidence"]),
            )
            return
        told = self.questions.get(entry.subject)
        if told is None:
            return
        if entry.kind == "questions.evidence.grew":
            told.evidence += values["added"]
            return
        if entry.kind == "questions.question.climbed":
            told.to_unit_id = UUID(values["to_unit"])
            return
        told.state = _STATES[entry.kind]
        if entry.kind == "questions.question.answered":
            told.answer = values["text"]
        told.decision = values.get("reason", told.decision)

    def skip(self, entry: Entry) -> None:
        """Remember a question whose entries were erased by law."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many questions were rebuilt."""
        return len(self.questions)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        names = tuple(_Question.__dataclass_fields__)
        rows = Question.objects.values_list("pk", *names).iterator(chunk_size=2000)
        return held_against(
            ((pk, _Question(*values)) for pk, *values in rows),
            self.questions,
            erased=self.erased,
            differs=_("Câu hỏi %(id)s trong bảng khác với sổ."),
            missing=_("Câu hỏi %(id)s có trong sổ nhưng mất dòng."),
            without=_("Câu hỏi %(id)s không có dòng sổ nào."),
        )


rebuilds("questions.", RebuiltQuestions)
