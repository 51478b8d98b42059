"""Proposals: every subject with the parts of its score, what is due by a rule, in constant queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import AT, SETUP, Cast, assigned_task
from liem.domains.programmes import actions, proposals, readers, sources, terms
from liem.domains.programmes.models import Programme
from liem.spine.questions.models import Question
from liem.spine.units import actions as units
from planned import LATER, approved, drafted


def questions(cast: Cast, code: str, number: int) -> None:
    for one in range(number):
        Question.objects.create(
            kind="repeat",
            key=f"{code}-{one}",
            title="Lặp lại",
            to_unit=cast.units["UBKT"],
            about_unit=cast.units[code],
            basis="quy chế",
            raised_at=AT,
        )


class TestScores:
    def test_show_their_parts_and_order_the_list(self, cast: Cast) -> None:
        assigned_task(cast, unit="CB01", due=date(2026, 11, 30))
        questions(cast, "CB02", 2)
        programme = drafted(cast)
        found = proposals.proposals(programme, at=LATER)
        weights = terms.weights(programme.unit, day=date(2027, 1, 2))
        by_code = {one.unit.code: one for one in found}
        assert by_code["CB01"].score.points == weights["overdue_task"]
        assert by_code["CB02"].score.points == 2 * weights["open_question"]
        assert [part["points"] for part in by_code["CB02"].parts] == [2 * weights["open_question"]]
        assert "câu hỏi" in by_code["CB02"].parts[0]["words"]
        assert [one.unit.code for one in found][:2] == ["CB02", "CB01"]
        assert set(by_code) == {"CB01", "CB02", "VP"}

    def test_take_what_the_desk_registers_through_the_same_door(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def letters(path: str, *, at: object) -> list[tuple[str, int]]:
            assert path == "/TAL/XCR/"
            return [("/TAL/XCR/CB01/", 3), ("/TAL/XCR/CB01/THON/", 1), ("/TAL/XST/ST01/", 9)]

        monkeypatch.setitem(sources._risks, "letter", ("đơn, thư", letters))
        found = {one.unit.code: one for one in proposals.proposals(drafted(cast), at=AT)}
        assert [(part.key, part.count) for part in found["CB01"].score.parts] == [("letter", 4)]
        assert found["CB02"].score.points == 0


class TestDue:
    def test_is_said_with_its_day_and_ground(self, cast: Cast) -> None:
        programme = drafted(cast)
        found = {one.unit.code: one for one in proposals.proposals(programme, at=AT)}
        assert found["CB01"].due == date(2027, 7, 1)
        assert found["CB01"].is_due
        assert "chưa kiểm tra lần nào" in found["CB01"].reason()["words"]
        assert found["CB01"].citation

    def test_counts_from_the_last_inspection_done(self, cast: Cast) -> None:
        programme, item = approved(cast)
        actor = cast.actor("inspector")
        _item, case, _ = actions.start_item(actor=actor, at=LATER, item_id=item.pk)
        actions.finish_item(actor=actor, at=LATER, case_id=case.pk)
        found = {one.unit.code: one for one in proposals.proposals(programme, at=LATER)}
        assert found["CB01"].last == date(2027, 1, 2)
        assert not found["CB01"].is_due
        assert found["CB02"].is_due


class TestProvince:
    def test_asks_the_same_number_of_queries_for_120_communes(self, cast: Cast) -> None:
        programme = drafted(cast)
        province = Programme(unit=cast.units["TAL"], first=programme.first, last=programme.last)

        def queries() -> int:
            with CaptureQueriesContext(connection) as asked:
                proposals.proposals(province, at=AT)
            return len(asked)

        few = queries()
        for number in range(118):
            new = units.NewUnit(
                code=f"X{number:03d}", name=f"Đảng ủy xã Số {number}", kind="commune_committee",
                level="commune", side="party", valid_from=date(2025, 7, 1), parent_code="TAL",
            )  # fmt: skip
            units.open_unit(actor=SETUP, at=AT, new=new)
        assert queries() == few
        assert len(proposals.proposals(province, at=AT)) == 121


class TestCandidates:
    def test_show_workload_and_the_conflict_of_each(self, cast: Cast) -> None:
        programme, item = approved(cast)
        found = {one.name: one for one in readers.candidates(programme, at=AT)}
        assert {"Lò Văn Inh", "Hoàng Thị Piệng", "Quàng Văn Ún", "Vi Văn Thắng"} == set(found)
        assert (found["Hoàng Thị Piệng"].led, found["Hoàng Thị Piệng"].at_once) == (1, 1)
        register = readers.register_of(programme, [item], [one.person_id for one in found.values()], at=AT)
        kin = cast.account("inspector_two").person_id
        member = cast.account("member").person_id
        assert register.reasons(kin, unit=None, subject=None) == []
        assert register.kin_of(kin) == {member}
