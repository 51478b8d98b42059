"""Which faults of a conclusion are named, where, and which of them keep it from being issued."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liem.domains.inspections.conclusion import (
    GRADES,
    Base,
    Content,
    FindingDraft,
    Organisation,
    RequirementDraft,
    Strength,
    fingerprint,
    from_json,
    tidied,
    to_json,
    without_finding,
)
from liem.domains.inspections.conclusion_form import changes_of_content, same_but_for_form
from liem.domains.inspections.lint import FORM, Known, Recipient, blocking, faults
from liem.domains.inspections.lint_words import wording

DAY = date(2026, 11, 23)
UNIT, PERSON = UUID(int=1), UUID(int=2)
KNOWN = Known(
    day=DAY,
    areas={"finance": "tài chính đảng", "dues": "thu nộp đảng phí"},
    evidence=frozenset({1, 2}),
    own_names=("Chi bộ thôn Ghềnh", "Ủy ban kiểm tra Đảng ủy xã Cửa Rừng", "Đảng ủy xã Cửa Rừng"),
    other_names=("Chi bộ thôn Nà Lành", "Đảng ủy xã Suối Trong", "Đảng ủy"),
    subject_kind="party_cell",
    recipients=(Recipient("Ủy ban kiểm tra Tỉnh ủy", ("UBKT Tỉnh ủy", "Ủy ban kiểm tra Tỉnh ủy")),),
    latest=date(2027, 5, 23),
    latest_basis="Quy định thử",
)
WHOLE = Content(
    bases=tuple(Base(kind, f"căn cứ {kind}") for kind in ("decision", "plan", "team_report", "session")),
    strengths=(Strength("dues", "Chi bộ thu nộp đảng phí đúng hạn."),),
    findings=(FindingDraft("violation", "finance", "Chi sai 12.000.000 đồng.", "minor", (1,), 12_000_000),),
    requirements=(RequirementDraft("Nộp lại số tiền chi sai.", (1,), UNIT, None, date(2026, 12, 31)),),
    organisation=Organisation(follower=PERSON),
    recipients=("Ủy ban kiểm tra Tỉnh ủy", "Chi bộ thôn Ghềnh"),
    outcome="faulty",
)


def places(content: Content, known: Known = KNOWN, *, form: bool = False) -> set[str]:
    return {one.place for one in faults(content, known) if one.blocking or form}


class TestAWholeConclusion:
    def test_has_no_fault_at_all(self) -> None:
        assert faults(WHOLE, KNOWN) == ()

    def test_comes_back_from_its_kept_map(self) -> None:
        assert from_json(to_json(WHOLE)) == WHOLE
        assert fingerprint(WHOLE) != fingerprint(replace(WHOLE, outcome="clean"))


class TestWhatIsMissing:
    @pytest.mark.parametrize("kind", ["decision", "plan", "team_report", "session"])
    def test_names_the_base_that_is_not_cited(self, kind: str) -> None:
        without = replace(WHOLE, bases=tuple(each for each in WHOLE.bases if each.kind != kind))
        assert places(without) == {"bases"}
        wanted = tuple(one for one in KNOWN.bases if one != kind)
        assert not places(without, replace(KNOWN, bases=wanted))

    def test_names_a_finding_without_requirement(self) -> None:
        assert "findings-1" in places(replace(WHOLE, requirements=()))

    def test_only_remarks_a_limitation_without_requirement(self) -> None:
        limited = replace(
            WHOLE,
            findings=(FindingDraft("limitation", "finance", "Sổ quỹ còn tẩy xóa."),),
            requirements=(),
            outcome="clean",
        )
        assert not places(limited)
        assert places(limited, form=True) == {"findings-1"}

    @pytest.mark.parametrize(
        ("change", "place"),
        [
            ({"findings": ()}, "requirements-1-findings"),
            ({"findings": (2,)}, "requirements-1-findings"),
            ({"owner_unit": None}, "requirements-1-owner_unit"),
            ({"due_on": None}, "requirements-1-due_on"),
            ({"due_on": DAY - timedelta(days=1)}, "requirements-1-due_on"),
            ({"text": ""}, "requirements-1-text"),
        ],
    )
    def test_names_what_a_requirement_lacks(self, change: dict[str, object], place: str) -> None:
        broken = replace(WHOLE, requirements=(replace(WHOLE.requirements[0], **change),))
        assert place in places(broken)

    def test_refuses_a_day_after_the_limit_only_by_a_verified_rule(self) -> None:
        late = replace(WHOLE, requirements=(replace(WHOLE.requirements[0], due_on=date(2028, 1, 1)),))
        assert not places(late)
        assert places(late, replace(KNOWN, latest_binds=True)) == {"requirements-1-due_on"}

    def test_names_a_conclusion_that_nobody_follows_up(self) -> None:
        assert places(replace(WHOLE, organisation=Organisation())) == {"organisation-follower"}

    def test_names_the_recipient_that_is_missing(self) -> None:
        assert places(replace(WHOLE, recipients=("Lưu",))) == {"recipients"}
        assert not places(replace(WHOLE, recipients=("UBKT Tỉnh ủy (báo cáo)",)))

    def test_names_a_question_nobody_answered(self) -> None:
        assert places(WHOLE, replace(KNOWN, questions=("findings-1-text",))) == {"findings-1-text"}


class TestWhatContradicts:
    @pytest.mark.parametrize(
        ("area", "praise", "refused"),
        [
            ("finance", "Chi bộ thực hiện tốt công tác tài chính.", True),
            ("finance", "KHÔNG CÓ  VI PHẠM trong thu chi.", True),
            ("", "Qua kiểm tra không có vi phạm.", True),
            ("dues", "Chi bộ thực hiện tốt việc thu đảng phí.", False),
            ("finance", "Chi bộ chưa thực hiện tốt công tác tài chính.", False),
        ],
    )
    def test_tells_praise_from_what_was_found(self, area: str, praise: str, refused: bool) -> None:
        praised = replace(WHOLE, strengths=(Strength(area, praise),))
        assert ("strengths-1" in places(praised)) is refused

    @pytest.mark.parametrize(
        ("outcome", "grade", "refused"),
        [
            ("", "violation", True),
            ("clean", "violation", True),
            ("clean", "shortcoming", True),
            ("clean", "limitation", False),
            ("faulty", "limitation", True),
            ("faulty", "shortcoming", False),
            ("discipline_due", "shortcoming", True),
            ("discipline_due", "violation", False),
        ],
    )
    def test_holds_the_outcome_against_the_findings(self, outcome: str, grade: str, refused: bool) -> None:
        told = replace(WHOLE, findings=(replace(WHOLE.findings[0], grade=grade),), outcome=outcome)
        assert ("outcome" in places(told)) is refused

    def test_lets_supervision_end_in_no_discipline(self) -> None:
        told = replace(WHOLE, outcome="discipline_due")
        assert places(told, replace(KNOWN, may_discipline=False)) == {"outcome"}

    def test_wants_evidence_for_a_violation_and_evidence_that_exists(self) -> None:
        bare = replace(WHOLE, findings=(replace(WHOLE.findings[0], evidence=()),))
        unknown = replace(WHOLE, findings=(replace(WHOLE.findings[0], evidence=(7,)),))
        assert places(bare) == places(unknown) == {"findings-1-evidence"}


class TestNamesOfOthers:
    def test_finds_the_name_of_another_unit_in_any_spelling(self) -> None:
        copied = replace(WHOLE, strengths=(Strength("dues", "CHI BO THON NA LANH nộp đủ."),))
        assert places(copied) == {"strengths-1-text"}

    def test_lets_who_is_told_of_the_conclusion_be_named_and_any_body_be_cited(self) -> None:
        named = replace(WHOLE, strengths=(Strength("dues", "Chi bộ thôn Nà Lành nộp đủ."),))
        told = replace(named, recipients=(*WHOLE.recipients, "Chi bộ thôn Nà Lành (để biết)"))
        assert not places(told)
        cited = replace(WHOLE, bases=(*WHOLE.bases, Base("other", "Báo cáo của Đảng ủy xã Suối Trong")))
        assert not places(cited)
        assert places(cited, form=True) == {"bases-5-words"}

    def test_lets_the_longest_name_win(self) -> None:
        told = replace(WHOLE, organisation=replace(WHOLE.organisation, words="Báo cáo Đảng ủy xã Cửa Rừng."))
        assert not places(told)

    def test_remarks_words_of_another_kind_of_unit(self) -> None:
        copied = replace(WHOLE, strengths=(Strength("dues", "Ban giám hiệu nộp đủ."),))
        assert not places(copied)
        assert places(copied, form=True) == {"strengths-1-text"}


class TestForm:
    @pytest.mark.parametrize(
        "text",
        [
            "Chi  bộ nộp đủ.",
            "Chi bộ nộp đủ .",
            "V/v nộp đảng phí",
            "chi bo nop du dang phi",
            unicodedata.normalize("NFD", "Chi bộ nộp đủ."),
        ],
    )
    def test_is_remarked_and_never_blocks(self, text: str) -> None:
        found = faults(replace(WHOLE, strengths=(Strength("dues", text),)), KNOWN)
        assert found
        assert {one.kind for one in found} == {FORM}
        assert not blocking(found)

    def test_finds_nothing_in_a_plain_sentence(self) -> None:
        assert wording("Chi bộ nộp đủ, đúng hạn; không nợ.") == []

    @pytest.mark.parametrize(
        ("before", "after", "same"),
        [
            ("Chi  bộ nộp đủ .", "Chi bộ nộp đủ.", True),
            ("chi bo chua nop du", "Chi bộ chưa nộp đủ", True),
            ("V/v thu, nộp", "Về việc thu, nộp", True),
            ("khắc phụ xong", "khắc phục xong", True),
            ("Chi sai 12.000.000 đồng", "Chi sai 12.00.000 đồng", False),
            ("Chi sai 1,5 tỷ", "Chi sai 1.5 tỷ", False),
            ("Chưa nộp đủ", "Đã nộp đủ", False),
            ("Không nộp", "Khống nộp", False),
            ("Có ba đảng viên", "Có bà đảng viên", False),
            ("Nộp trước tháng", "Nộp sau tháng", False),
            ("Chi bộ nộp đủ", "Chi bộ chưa nộp đủ", False),
        ],
    )
    def test_is_told_from_content(self, before: str, after: str, same: bool) -> None:
        assert same_but_for_form(before, after) is same

    def test_names_the_rows_and_figures_that_were_changed(self) -> None:
        finding = WHOLE.findings[0]
        assert changes_of_content(WHOLE, WHOLE) == []
        assert changes_of_content(WHOLE, replace(WHOLE, findings=(replace(finding, amount=1),))) == [
            "findings"
        ]
        assert changes_of_content(WHOLE, replace(WHOLE, outcome="clean")) == ["outcome"]
        louder = replace(finding, text="Chi sai 21.000.000 đồng.")
        assert changes_of_content(WHOLE, replace(WHOLE, findings=(louder,))) == ["findings-1-text"]


WORDS = st.lists(
    st.sampled_from("chi bộ thôn nộp đảng phí chưa đủ không có sổ 12 3.500.000 30/11/2026".split()),
    min_size=1,
)
FINDINGS = st.lists(
    st.builds(
        FindingDraft,
        st.sampled_from(GRADES),
        st.sampled_from(["finance", "dues", ""]),
        st.sampled_from(["Chi sai.", ""]),
        st.sampled_from(["", "minor"]),
        st.sampled_from([(), (1,), (2, 9)]),
        st.sampled_from([None, 0, 5_000_000]),
    ),
    max_size=4,
).map(tuple)
REQUIREMENTS = st.lists(
    st.builds(
        RequirementDraft,
        st.sampled_from(["Nộp lại.", ""]),
        st.lists(st.integers(1, 5), max_size=3).map(lambda found: tuple(sorted(set(found)))),
        st.sampled_from([None, UNIT]),
        st.just(None),
        st.sampled_from([None, DAY, date(2020, 1, 1)]),
    ),
    max_size=4,
).map(tuple)
DRAFTS = st.builds(
    lambda findings, requirements, outcome: replace(
        WHOLE, findings=findings, requirements=requirements, outcome=outcome
    ),
    FINDINGS,
    REQUIREMENTS,
    st.sampled_from(["", "clean", "faulty", "discipline_due"]),
)


@settings(max_examples=60, deadline=None)
@given(DRAFTS)
def test_a_draft_without_blocking_fault_ties_every_violation_to_work_owner_and_day(content: Content) -> None:
    if blocking(faults(content, KNOWN)):
        return
    tied = {number for each in content.requirements for number in each.findings}
    assert all(
        number in tied and each.text and (each.evidence or each.grade == "shortcoming")
        for number, each in enumerate(content.findings, start=1)
        if each.grade != "limitation"
    )
    assert all(each.owner_unit and each.due_on and each.due_on >= DAY for each in content.requirements)
    assert tied <= set(range(1, len(content.findings) + 1))


@settings(max_examples=60, deadline=None)
@given(DRAFTS)
def test_any_draft_is_kept_and_read_back_alike(content: Content) -> None:
    assert from_json(to_json(content)) == content
    assert tidied(tidied(content)) == tidied(content)


@settings(max_examples=60, deadline=None)
@given(DRAFTS, st.integers(1, 4))
def test_taking_a_finding_away_leaves_every_requirement_on_the_finding_it_meant(
    content: Content, number: int
) -> None:
    left = without_finding(content, number)
    for before, after in zip(content.requirements, left.requirements, strict=True):
        meant = [
            content.findings[n - 1] for n in before.findings if n <= len(content.findings) and n != number
        ]
        kept = [left.findings[n - 1] for n in after.findings if n <= len(left.findings)]
        assert kept == meant or number > len(content.findings)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.randoms(use_true_random=False))
def test_blanks_and_capitals_are_form_and_another_figure_never_is(words: list[str], chance: object) -> None:
    text = " ".join(words)
    assert same_but_for_form(text, "  ".join(words).upper().lower())
    assert same_but_for_form(unicodedata.normalize("NFD", text), text)
    assert not same_but_for_form(text, f"{text} 7")
    for place, word in enumerate(words):
        if word.isdigit():
            assert not same_but_for_form(text, " ".join([*words[:place], "13", *words[place + 1 :]]))
