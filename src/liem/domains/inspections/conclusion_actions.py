"""The verbs of a draft conclusion: save, mend, ask, answer; the issue is in :mod:`conclusion_issuing`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Invalid, NotFound
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.notices.steps import kept, tell_step

from . import policy
from .conclusion import Content, fingerprint, from_json, tidied, to_json
from .conclusion_events import AuthorAnswered, AuthorAsked, DraftMended, DraftSaved
from .conclusion_form import changes_of_content
from .conclusion_issuing import NotComplete, issue_conclusion
from .conclusion_readers import heads_of
from .conclusion_versions import AUTHORS, MENDED, refuse_issued, version_of
from .models import AuthorQuestion, Draft, Inspection
from .parts import conflicts_of
from .steps import locked, path_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


__all__ = [
    "AUTHORS",
    "MENDED",
    "NotComplete",
    "answer_author",
    "ask_author",
    "issue_conclusion",
    "mend_form",
    "save_draft",
]


def save_draft(
    *,
    actor: Actor,
    at: datetime,
    inspection_id: UUID,
    parent: UUID | None,
    content: Content,
    merges: UUID | None = None,
    note: str = "",
) -> tuple[Draft, Receipt | None]:
    """Save a version that follows the version its writer saw; nothing saved before is ever overwritten.

    A version beside another with the same parent is kept: both stand until a version names both (``parent``
    and ``merges``). The same words sent again give the version that exists and no receipt. Raises
    ``NotPermitted``, ``Conflict`` (issued), ``NotFound`` (no such version).
    """
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may(actor, inspection, AUTHORS, at=at), inspection)
        refuse_issued(inspection)
        follows = version_of(inspection, parent) if parent else None
        merged = version_of(inspection, merges) if merges else None
        content = tidied(content)
        known = _already(inspection, actor, follows, merged, content)
        if known is not None:
            return known, None
        draft = _next(inspection, actor, at=at, parent=follows, merges=merged, content=content, note=note)
        event = DraftSaved(
            number=draft.number,
            follows=follows.number if follows else None,
            merges=merged.number if merged else None,
            content_sha256=fingerprint(content),
            note=draft.note,
        )
        return draft, append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)


def _already(
    inspection: Inspection, actor: Actor, parent: Draft | None, merges: Draft | None, content: Content
) -> Draft | None:
    """Return the version that says this already: the parent itself, or the same form sent twice."""
    kept = to_json(content)
    if parent is not None and merges is None and parent.content == kept:
        return parent
    beside = inspection.drafts.filter(parent=parent, merges=merges, by_id=actor.person_id)
    return next((one for one in beside if one.content == kept), None)


def _next(
    inspection: Inspection,
    actor: Actor,
    *,
    at: datetime,
    parent: Draft | None,
    merges: Draft | None,
    content: Content,
    note: str,
) -> Draft:
    last = inspection.drafts.order_by("-number").values_list("number", flat=True).first() or 0
    return Draft.objects.create(
        inspection=inspection,
        number=last + 1,
        parent=parent,
        merges=merges,
        content=to_json(content),
        note=nfc(note).strip()[:300],
        at=at,
        by_id=actor.person_id,
    )


def mend_form(
    *, actor: Actor, at: datetime, inspection_id: UUID, parent: UUID, content: Content
) -> tuple[Draft, Receipt | None]:
    """Mend blanks, marks and misspellings: a version of its own, marked "sửa hình thức".

    Raises ``Invalid`` naming the first place whose figures or content would change: those are asked, never
    mended. ``Conflict`` when somebody saved meanwhile.
    """
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may_write(actor, inspection, at=at), inspection)
        refuse_issued(inspection)
        follows = version_of(inspection, parent)
        if follows not in heads_of(inspection):
            raise Conflict(
                _("Đã có bản mới hơn bản %(number)s.") % {"number": follows.number},
                next_step=_("Mở bản mới nhất rồi sửa hình thức."),
            )
        content = tidied(content)
        changed = changes_of_content(tidied(from_json(follows.content)), content)
        if changed:
            raise Invalid(
                _("Chỗ sửa này đổi nội dung hoặc số liệu, không chỉ hình thức."),
                next_step=_("Đặt câu hỏi cho người dự thảo thay vì sửa."),
                field=changed[0],
            )
        if follows.content == to_json(content):
            return follows, None
        draft = _next(inspection, actor, at=at, parent=follows, merges=None, content=content, note=MENDED)
        event = DraftMended(number=draft.number, follows=follows.number, content_sha256=fingerprint(content))
        return draft, append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)


def ask_author(
    *, actor: Actor, at: datetime, inspection_id: UUID, place: str, words: str
) -> tuple[AuthorQuestion, Receipt]:
    """Ask who drafted about content or a figure; the author of the newest version is told."""
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may_write(actor, inspection, at=at), inspection)
        refuse_issued(inspection)
        newest = inspection.drafts.exclude(note=MENDED).order_by("-number").first()
        if newest is None:
            raise Conflict(_("Chưa có dự thảo nào để hỏi."))
        words = nfc(words).strip()
        if not words:
            raise Invalid(_("Ghi điều cần người dự thảo làm rõ."), field="words")
        question = AuthorQuestion.objects.create(
            inspection=inspection, place=place[:60], words=words, at=at, by_id=actor.person_id
        )
        if newest.by_id is not None and not conflicts_of(newest.by_id, inspection, at=at):
            tell_step(
                at=at,
                persons=[newest.by_id],
                key=f"inspections.author:{question.pk}",
                kind="inspections.author",
                words=kept(
                    _lazy("%(case)s: văn phòng hỏi về dự thảo kết luận."), case=inspection.case.dossier
                ),
                path=path_of(inspection.pk),
            )
        event = AuthorAsked(question=question.pk, place=question.place, words=words)
        return question, append(
            actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id
        )


def answer_author(*, actor: Actor, at: datetime, question_id: UUID, answer: str) -> Receipt:
    """Answer a question of the office, as head or member of the team or as who decides."""
    with atomic():
        found = AuthorQuestion.objects.filter(pk=question_id).first()
        if found is None:
            raise NotFound(_("Không có câu hỏi này."))
        inspection = locked(found.inspection_id)
        question = AuthorQuestion.objects.select_for_update().get(pk=question_id)
        policy.demand(policy.may(actor, inspection, AUTHORS, at=at), inspection)
        refuse_issued(inspection)
        if question.answered_at is not None:
            raise Conflict(_("Câu hỏi này đã được trả lời."))
        answer = nfc(answer).strip()
        if not answer:
            raise Invalid(_("Ghi câu trả lời."), field="answer")
        question.answer, question.answered_at, question.answered_by_id = answer, at, actor.person_id
        question.save(update_fields=["answer", "answered_at", "answered_by_id"])
        event = AuthorAnswered(question=question.pk, answer=answer)
        return append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
