"""Reads of a conclusion in writing: versions, conflicts between them, questions, earlier findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Actor, NotFound, Refusal
from liem.spine.tasks.policy import may_work

from .conclusion import Content, from_json
from .models import AuthorQuestion, Draft, Requirement
from .parts import is_about_organisation
from .readers import get_inspection, get_listed, seen_as

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from .models import Inspection


def get_for_following(actor: Actor, inspection_id: UUID, *, at: datetime) -> Inspection:
    """Return a case whose issued conclusion and remedies the actor may read.

    The inspecting side and those who oversee it at any time, the subject once the conclusion was issued;
    nobody whom the record bars: ``NotPermitted``.
    """
    inspection = get_listed(actor, inspection_id, at=at)
    if inspection.concluded_on is None and seen_as(actor, inspection, at=at) == "subject":
        raise NotFound(_("Không có cuộc kiểm tra, giám sát này."))
    return inspection


def get_for_drafting(actor: Actor, inspection_id: UUID, *, at: datetime) -> Inspection:
    """Return a case whose drafts the actor may read: those who play a part in it, not those above."""
    inspection = get_inspection(actor, inspection_id, at=at)
    if seen_as(actor, inspection, at=at) != "inspecting":
        raise NotFound(_("Không có cuộc kiểm tra, giám sát này."))
    return inspection


def drafts_of(inspection: Inspection) -> list[Draft]:
    """Return every version, oldest first."""
    return list(inspection.drafts.select_related("by", "parent", "merges"))


def heads_of(inspection: Inspection) -> list[Draft]:
    """Return the versions that no other version follows or merges: one, or several in conflict."""
    drafts = drafts_of(inspection)
    followed = {each.parent_id for each in drafts} | {each.merges_id for each in drafts}
    return [each for each in drafts if each.pk not in followed]


def content_of(draft: Draft) -> Content:
    """Return what a version says."""
    return from_json(draft.content)


def get_draft(inspection: Inspection, draft_id: UUID) -> Draft:
    """Return a version of this case; raises ``NotFound``."""
    found = inspection.drafts.filter(pk=draft_id).select_related("by").first()
    if found is None:
        raise NotFound(_("Không có bản dự thảo này."))
    return found


def questions_of(inspection: Inspection) -> list[AuthorQuestion]:
    """Return the questions to the author, those without an answer first."""
    asked = inspection.author_questions.select_related("by", "answered_by")
    return sorted(asked, key=lambda one: (one.answered_at is not None, one.at))


def get_question(actor: Actor, question_id: UUID, *, at: datetime) -> AuthorQuestion:
    """Return a question to the author of a case whose drafts the actor may read; raises ``NotFound``."""
    found = AuthorQuestion.objects.filter(pk=question_id).first()
    if found is None:
        raise NotFound(_("Không có câu hỏi này."))
    found.inspection = get_for_drafting(actor, found.inspection_id, at=at)
    return found


def requirements_of(inspection: Inspection) -> list[Requirement]:
    """Return the requirements with task, owner and who confirmed them: one query, and one for findings."""
    return list(
        inspection.requirements.select_related(
            "task", "task__lead_unit", "owner_unit", "owner_person", "confirmed_by", "proof"
        ).prefetch_related("findings")
    )


def get_requirement(actor: Actor, requirement_id: UUID, *, at: datetime) -> Requirement:
    """Return a requirement of an issued conclusion the actor may read, or has to carry out; raises
    ``NotFound``, and as ``readers.get_listed`` for whom the record bars."""
    found = _requirements().filter(pk=requirement_id).first()
    if found is None:
        raise NotFound(_("Không có yêu cầu này."))
    if not carries_out(actor, found):
        found.inspection = get_for_following(actor, found.inspection_id, at=at)
    return found


def requirement_of(actor: Actor, task_id: UUID, *, at: datetime) -> Requirement | None:
    """Return the requirement a task was made for, if the actor may read it."""
    found = _requirements().filter(task_id=task_id).first()
    if found is None:
        return None
    try:
        return found if carries_out(actor, found) else get_requirement(actor, found.pk, at=at)
    except Refusal:
        return None


def _requirements() -> QuerySet[Requirement]:
    return Requirement.objects.select_related(
        "task", "owner_unit", "owner_person", "proof", "inspection__case", "inspection__unit",
        "inspection__unit__parent", "inspection__subject_unit", "inspection__subject_person",
    )  # fmt: skip


def carries_out(actor: Actor, requirement: Requirement) -> bool:
    """Say whether the actor works in the unit that has to carry a requirement out: it reads what is asked of
    it, be the case open to it or not. Of a case about an organisation the task itself says that."""
    task = requirement.task
    about_person = not is_about_organisation(requirement.inspection)
    return about_person and task is not None and bool(may_work(actor, task))


def follows(actor: Actor, inspection: Inspection, *, at: datetime) -> bool:
    """Say whether the actor may read the whole conclusion of a case and not only one requirement."""
    try:
        get_for_following(actor, inspection.pk, at=at)
    except Refusal:
        return False
    return True
