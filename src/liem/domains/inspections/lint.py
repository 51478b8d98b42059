"""What is still missing or wrong in a conclusion, each fault with its place: pure rules over plain values.

A blocking fault keeps the conclusion from being issued. Faults of ``form`` (blanks, abbreviations, lost
marks) may be mended by the office; those of ``content`` are for the author alone
(:mod:`conclusion_form` decides which change is which).
The faults are those an appraising office finds again and again in drafts of communes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.kernel.text import search_key

from .conclusion import FAULTY, texts
from .lint_words import NOTHING_WRONG, named_in, of_another_kind, praise_in, wording, words_of_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .conclusion import Content, FindingDraft, RequirementDraft

FORM: Final = "form"
CONTENT: Final = "content"
BASE_WORDS: Final = {
    "decision": gettext_lazy("quyết định kiểm tra, thành lập đoàn"),
    "plan": gettext_lazy("kế hoạch kiểm tra"),
    "team_report": gettext_lazy("báo cáo kết quả của đoàn"),
    "session": gettext_lazy("phiên họp, hội nghị đã xem xét kết luận"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``place`` is "findings-2-text" (from 1) or a part ("bases"); ``words`` a sentence.

    ``blocking`` keeps the conclusion from being issued; ``basis`` is the ground, where there is one;
    ``kind`` is :data:`FORM` or :data:`CONTENT`.
    """

    place: str
    words: str
    blocking: bool = True
    basis: str = ""
    kind: str = CONTENT

    @property
    def part(self) -> str:
        """Return the part of the page: "findings-2", "bases"."""
        head, _dash, rest = self.place.partition("-")
        number = rest.partition("-")[0]
        return f"{head}-{number}" if number.isdigit() else head


@dataclass(frozen=True, slots=True)
class Recipient:
    """A body that must receive the conclusion: any of ``names`` counts, ``words`` says it to a person."""

    words: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the rules must know of the case, taken from rows by the caller.

    ``day`` is the day of issue; ``bases`` the kinds that the procedure wants; ``areas`` the content areas by
    key; ``evidence`` the numbers at hand; ``own_names`` the units the conclusion is about or by;
    ``other_names`` all other known units; ``subject_kind`` the kind of the unit inspected;
    ``latest`` the last day a remedy may have by ``latest_basis``, which refuses only when
    ``latest_binds``; ``questions`` the places of questions nobody answered yet; ``may_discipline``
    whether the procedure may end in discipline (supervision does not); ``basis`` the procedure's ground.
    """

    day: date
    bases: tuple[str, ...] = ("decision", "plan", "team_report", "session")
    areas: Mapping[str, str] = field(default_factory=dict)
    evidence: frozenset[int] = frozenset()
    own_names: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    subject_kind: str = ""
    recipients: tuple[Recipient, ...] = ()
    recipients_basis: str = ""
    recipients_bind: bool = True
    latest: date | None = None
    latest_basis: str = ""
    latest_binds: bool = False
    questions: tuple[str, ...] = ()
    may_discipline: bool = True
    basis: str = ""


def faults(content: Content, known: Known) -> tuple[Fault, ...]:
    """Return every fault in the order of the page, the blocking ones of a place first."""
    found = [
        *_bases(content, known),
        *_findings(content, known),
        *_praise(content),
        *_requirements(content, known),
        *_organisation(content),
        *_recipients(content, known),
        *_outcome(content, known),
        *_names(content, known),
        *_wording(content),
        *(
            Fault(place, _("Câu hỏi của văn phòng chưa được người dự thảo trả lời."))
            for place in known.questions
        ),
    ]
    order = ("bases", "strengths", "findings", "requirements", "organisation", "recipients", "outcome")
    ranks = {name: rank for rank, name in enumerate(order)}
    return tuple(sorted(found, key=lambda one: (ranks.get(one.place.split("-")[0], 9), not one.blocking)))


def blocking(found: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Return the faults that keep the conclusion from being issued."""
    return tuple(one for one in found if one.blocking)


def _bases(content: Content, known: Known) -> Iterator[Fault]:
    given = {each.kind for each in content.bases if each.words.strip()}
    for kind in known.bases:
        if kind not in given:
            yield Fault("bases", _("Thiếu căn cứ: %(what)s.") % {"what": BASE_WORDS[kind]}, basis=known.basis)


def _findings(content: Content, known: Known) -> Iterator[Fault]:
    required = {number for each in content.requirements for number in each.findings}
    for number, each in enumerate(content.findings, start=1):
        place = f"findings-{number}"
        yield from _one_finding(place, each, known)
        if number not in required and each.grade in FAULTY:
            yield Fault(
                place, _("Nội dung %(number)s chưa có yêu cầu khắc phục tương ứng.") % {"number": number}
            )
        elif number not in required:
            yield Fault(
                place,
                _("Hạn chế %(number)s chưa có yêu cầu nào; cân nhắc nêu yêu cầu.") % {"number": number},
                blocking=False,
            )


def _one_finding(place: str, each: FindingDraft, known: Known) -> Iterator[Fault]:
    number = place.split("-")[1]
    if not each.text.strip():
        yield Fault(f"{place}-text", _("Nội dung %(number)s chưa có lời.") % {"number": number})
    if each.content not in known.areas:
        yield Fault(
            f"{place}-content", _("Nội dung %(number)s chưa chọn lĩnh vực kiểm tra.") % {"number": number}
        )
    unknown = [one for one in each.evidence if one not in known.evidence]
    if unknown:
        shown = ", ".join(f"CC{one:02d}" for one in unknown)
        yield Fault(f"{place}-evidence", _("Chứng cứ %(shown)s không có trong hồ sơ.") % {"shown": shown})
    if each.grade in FAULTY and not each.evidence:
        is_violation = each.grade == "violation"
        words = (
            _("Vi phạm %(number)s chưa dẫn chứng cứ.")
            if is_violation
            else _("Khuyết điểm %(number)s chưa dẫn chứng cứ.")
        )
        yield Fault(f"{place}-evidence", words % {"number": number}, blocking=is_violation)
    if each.grade == "violation" and not each.gravity:
        words = _("Vi phạm %(number)s chưa xếp mức độ.")
        yield Fault(f"{place}-gravity", words % {"number": number}, blocking=False)


def _praise(content: Content) -> Iterator[Fault]:
    bad = {each.content for each in content.findings if each.grade in FAULTY}
    violated = any(each.grade == "violation" for each in content.findings)
    for number, each in enumerate(content.strengths, start=1):
        praise = praise_in(each.text)
        same = each.content in bad
        sweeping = praise in NOTHING_WRONG and (same or not each.content) and bool(bad)
        if praise and (same or sweeping or (violated and not each.content)):
            words = _("Ưu điểm %(number)s khen trái với nội dung đã nêu là khuyết điểm, vi phạm.")
            yield Fault(f"strengths-{number}", words % {"number": number})
        elif same:
            words = _("Ưu điểm %(number)s cùng lĩnh vực với một khuyết điểm, vi phạm; kiểm tra lại lời khen.")
            yield Fault(f"strengths-{number}", words % {"number": number}, blocking=False)


def _requirements(content: Content, known: Known) -> Iterator[Fault]:
    for number, each in enumerate(content.requirements, start=1):
        place, named = f"requirements-{number}", {"number": number}
        if not each.text.strip():
            yield Fault(f"{place}-text", _("Yêu cầu %(number)s chưa có lời.") % named)
        if not each.findings:
            yield Fault(f"{place}-findings", _("Yêu cầu %(number)s không gắn với nội dung nào.") % named)
        elif max(each.findings) > len(content.findings) or min(each.findings) < 1:
            yield Fault(f"{place}-findings", _("Yêu cầu %(number)s gắn với nội dung không còn.") % named)
        if each.owner_unit is None:
            yield Fault(f"{place}-owner_unit", _("Yêu cầu %(number)s chưa giao cho đơn vị nào.") % named)
        yield from _due(place, each, known)
    dates = [each.due_on for each in content.requirements]
    if len(dates) > 2 and len(set(dates)) == 1 and content.organisation.report_on is None:
        words = _("Các yêu cầu chung một hạn và không có ngày báo cáo giữa kỳ; chia mốc để theo dõi.")
        yield Fault("organisation-report_on", words, blocking=False)


def _due(place: str, each: RequirementDraft, known: Known) -> Iterator[Fault]:
    named = {"number": place.split("-")[1]}
    if each.due_on is None:
        yield Fault(f"{place}-due_on", _("Yêu cầu %(number)s chưa có thời hạn.") % named)
    elif each.due_on < known.day:
        yield Fault(f"{place}-due_on", _("Thời hạn của yêu cầu %(number)s đã qua.") % named)
    elif known.latest is not None and each.due_on > known.latest:
        words = _("Thời hạn của yêu cầu %(number)s sau ngày %(latest)s.")
        yield Fault(
            f"{place}-due_on",
            words % {**named, "latest": f"{known.latest:%d/%m/%Y}"},
            blocking=known.latest_binds,
            basis=known.latest_basis,
        )


def _organisation(content: Content) -> Iterator[Fault]:
    if content.requirements and content.organisation.follower is None:
        yield Fault("organisation-follower", _("Chưa phân công người theo dõi, đôn đốc khắc phục."))


def _recipients(content: Content, known: Known) -> Iterator[Fault]:
    given = [search_key(one) for one in content.recipients]
    for wanted in known.recipients:
        keys = [search_key(one) for one in wanted.names]
        if not any(key and key in one for key in keys for one in given):
            words = _("Nơi nhận thiếu: %(what)s.") % {"what": wanted.words}
            yield Fault("recipients", words, blocking=known.recipients_bind, basis=known.recipients_basis)


def _outcome(content: Content, known: Known) -> Iterator[Fault]:
    grades = {each.grade for each in content.findings}
    if not content.outcome:
        yield Fault("outcome", _("Chưa chọn kết quả chung của kết luận."))
    elif content.outcome == "clean" and grades & FAULTY:
        yield Fault("outcome", _("Kết quả “không có vi phạm” trái với khuyết điểm, vi phạm đã nêu."))
    elif content.outcome == "faulty" and not grades & FAULTY:
        yield Fault("outcome", _("Kết quả “có khuyết điểm, vi phạm” nhưng không nêu nội dung nào."))
    elif content.outcome == "discipline_due" and not known.may_discipline:
        words = _("Giám sát không kết luận đến mức kỷ luật; chuyển sang kiểm tra khi có dấu hiệu vi phạm.")
        yield Fault("outcome", words, basis=known.basis)
    elif content.outcome == "discipline_due" and "violation" not in grades:
        yield Fault("outcome", _("Kết quả “đến mức phải thi hành kỷ luật” nhưng không nêu vi phạm nào."))


def _names(content: Content, known: Known) -> Iterator[Fault]:
    """Find units that have no part in the case: who is told of the conclusion may be named in it."""
    others = {words_of_name(name): (name, False) for name in known.other_names if name.strip()}
    own = {words_of_name(name): (name, True) for name in known.own_names if name.strip()}
    told = {
        words_of_name(name): (name, True) for line in content.recipients for name in named_in(line, others)
    }
    book = {**others, **own, **told}
    for place, text in texts(content):
        if place == "recipients":
            continue
        for name in named_in(text, book):
            words = _("Nhắc đến %(name)s, không phải đối tượng, nơi nhận hay đơn vị thực hiện.")
            # a base may cite the paper of any body
            yield Fault(place, words % {"name": name}, blocking=not place.startswith("bases"))
        for phrase in of_another_kind(text, known.subject_kind):
            words = _("Cụm từ “%(words)s” thường chỉ có ở loại đơn vị khác; kiểm tra xem có chép nhầm không.")
            yield Fault(place, words % {"words": phrase}, blocking=False)


def _wording(content: Content) -> Iterator[Fault]:
    for place, text in texts(content):
        for words in wording(text):
            yield Fault(place, words, blocking=False, kind=FORM)
