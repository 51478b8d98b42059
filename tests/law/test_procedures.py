"""Every procedure file: each (state, verb, part) is decided, nothing dead-ends, every limit is known or said
not to be regulated, every override of a province loads and differs from ours only where it says so."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.flow import NotNow
from liem.law import NoLawInForce, default_book
from liem.law.book import HERE, NATIONAL
from liem.law.procedures import (
    ACTIVITIES,
    OPENED,
    ROLES,
    STOP,
    STOPPED,
    Procedure,
    default_procedures,
)

FILES = sorted((HERE / "vn" / "procedures").rglob("*.yaml"))
ALL = default_procedures().all
IDS = [f"{each.jurisdiction}-{each.id}" for each in ALL]
each_procedure = pytest.mark.parametrize("procedure", ALL, ids=IDS)
TODAY = date(2026, 11, 25)

# Limits that procedures name and that nobody we know of regulates: no number is shown, none is assumed. Take
# a line away when a province's rule is entered.
NOT_REGULATED = {
    "insp.administrative.duration",
    "insp.administrative.lookback",
    "insp.administrative.team.max",
    "insp.compliance.duration",
    "insp.compliance.lookback",
    "insp.denunciation.lookback",
    "insp.duty.duration",
    "insp.duty.lookback",
    "insp.finance.duration",
    "insp.finance.lookback",
    "insp.sign.lookback",
    "insp.unannounced.duration",
    "insp.unannounced.lookback",
    "sup.thematic.lookback",
}


def states(procedure: Procedure) -> list[str]:
    return [OPENED, *(each.key for each in procedure.steps), STOPPED]


def expected(procedure: Procedure, state: str, verb: str) -> frozenset[str]:
    """Which parts may do a verb in a state, told from the file alone: the oracle of the exhaustive test."""
    keys = [each.key for each in procedure.steps]
    place = {OPENED: -1, STOPPED: len(keys)}.get(state, keys.index(state) if state in keys else -2)
    if verb == STOP:
        concluding = next(n for n, each in enumerate(procedure.steps) if each.concludes)
        return frozenset({"decider"}) if place < concluding else frozenset()
    wanted = keys.index(verb)
    passed_over = procedure.steps[place + 1 : wanted]
    if state == STOPPED or wanted <= place or not all(each.optional for each in passed_over):
        return frozenset()
    return frozenset(procedure.steps[wanted].who)


@each_procedure
class TestEveryProcedure:
    def test_decides_each_state_verb_and_part(self, procedure: Procedure) -> None:
        flow = procedure.flow()
        for state in states(procedure):
            for verb in (*(each.key for each in procedure.steps), STOP):
                try:
                    allowed = frozenset(flow.step(state, verb).who.split(","))
                except NotNow:
                    allowed = frozenset()
                for part in ROLES:
                    assert (part in allowed) is (part in expected(procedure, state, verb)), (
                        state,
                        verb,
                        part,
                    )

    def test_leads_from_every_state_to_an_end(self, procedure: Procedure) -> None:
        flow = procedure.flow()
        assert set(flow.states) == set(states(procedure))
        last = procedure.steps[-1].key
        for state in flow.states:
            here, steps = state, 0
            while flow.verbs(here):
                required = procedure.next_required(here)
                assert required is not None, here
                here, steps = flow.move(here, required.key), steps + 1
                assert steps <= len(procedure.steps)
            assert here in {last, STOPPED}

    def test_lets_nobody_stop_what_has_been_concluded(self, procedure: Procedure) -> None:
        flow = procedure.flow()
        after = [each.key for each in procedure.steps]
        for state in after[next(n for n, each in enumerate(procedure.steps) if each.concludes) :]:
            assert STOP not in flow.verbs(state)

    def test_concludes_once_after_the_subject_was_heard_in_it(self, procedure: Procedure) -> None:
        (concluding,) = [each for each in procedure.steps if each.concludes]
        assert not concluding.optional
        assert concluding.who == ("decider",)
        assert "conclusion" in concluding.papers
        before = procedure.steps[: procedure.steps.index(concluding)]
        if procedure.activity != "regular_supervision":  # there the subject answers reminders, if any
            heard = [each for each in before if "hearing_minutes" in each.papers]
            reported = [each for each in before if "subject" in each.who]
            assert heard
            assert reported
            assert not any(each.optional for each in (*heard, *reported))

    def test_gives_nobody_who_is_inspected_any_step_but_their_own_words(self, procedure: Procedure) -> None:
        assert {each.key for each in procedure.steps if "subject" in each.who} <= {"self_report"}

    def test_asks_only_limits_that_exist_or_are_listed_as_not_regulated(self, procedure: Procedure) -> None:
        for key in procedure.limits:
            assert (key in default_book()) is not (key in NOT_REGULATED), key

    def test_reads_as_a_page_in_both_languages(self, procedure: Procedure) -> None:
        assert all((procedure.title, procedure.title_en, procedure.about, procedure.about_en))
        for each in procedure.steps:
            assert all((each.title, each.title_en)), each.key
            assert bool(each.note) is bool(each.note_en), each.key
        assert len({each.title for each in procedure.steps}) == len(procedure.steps)
        assert {each.phase for each in procedure.steps} == {"prepare", "conduct", "conclude"}

    def test_is_in_force_on_its_days_only(self, procedure: Procedure) -> None:
        whose = (procedure.jurisdiction, *NATIONAL)
        first = default_procedures().in_force(procedure.id, procedure.valid_from, jurisdictions=whose)
        assert first == procedure
        earlier = procedure.valid_from - timedelta(days=1)
        assert not procedure.covers(earlier)
        if procedure.valid_to is not None:
            assert not procedure.covers(procedure.valid_to)

    def test_never_binds_when_nobody_checked_it(self, procedure: Procedure) -> None:
        assert procedure.binding is (procedure.confidence != "M")
        if procedure.source == "MEM":
            assert not procedure.binding
        if procedure.side == "party":
            assert procedure.confidence != "V"  # no full text of a Party rule has been read

    def test_disciplines_nobody_by_supervision_but_hands_signs_on(self, procedure: Procedure) -> None:
        supervises = "supervision" in procedure.activity
        assert procedure.leads_to_discipline is not supervises
        assert procedure.refers_to == (("sign_based_inspection",) if supervises else ())

    @given(data=st.data())
    def test_takes_steps_in_their_order_whatever_is_left_out(
        self, procedure: Procedure, data: st.DataObject
    ) -> None:
        flow, state, taken = procedure.flow(), OPENED, list[str]()
        while verbs := [verb for verb in flow.verbs(state) if verb != STOP]:
            state = flow.move(state, data.draw(st.sampled_from(verbs)))
            taken.append(state)
        order = [each.key for each in procedure.steps]
        places = [order.index(key) for key in taken]
        assert all(earlier < later for earlier, later in pairwise(places))
        left_out = set(order) - set(taken)
        assert all(procedure.step(key).optional for key in left_out)


class TestTheWhole:
    def test_has_one_procedure_for_each_activity(self) -> None:
        general = [each for each in ALL if each.jurisdiction in NATIONAL]
        assert sorted(each.activity for each in general) == sorted(ACTIVITIES)

    def test_numbers_each_activity_with_letters_of_its_own(self) -> None:
        letters = {each.id: each.letters for each in ALL}
        assert len(set(letters.values())) == len(letters)

    def test_names_only_sources_that_are_described(self) -> None:
        described = yaml.safe_load((HERE / "vn" / "sources.yaml").read_text(encoding="utf-8"))
        assert {one for each in ALL for one in each.source.split()} <= set(described)

    def test_lists_as_not_regulated_only_what_procedures_ask(self) -> None:
        assert {key for each in ALL for key in each.limits} >= NOT_REGULATED

    def test_assumes_no_number_of_days_for_the_whole_country(self) -> None:
        # Durations, periods and team sizes are provincial; the only general ones are the unverified terms of
        # denunciations and complaints, and the archive's.
        general = {"party.denunciation.time", "party.complaint.time", "insp.file.after_close"}
        for each in ALL:
            for key in set(each.limits) - general:
                with pytest.raises(NoLawInForce):
                    default_book().in_force(key, TODAY)
        assert not any(default_book().in_force(key, TODAY).binding for key in general)

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(HERE / "vn").as_posix())
    def test_keeps_each_file_under_the_name_of_its_procedure(self, file: Path) -> None:
        given_ = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert given_["id"] == file.stem
        if file.parent.name != "procedures":
            assert given_["jurisdiction"] == f"province:{file.parent.name}"


class TestLaoCai:
    WHOSE = ("body:XCR", "province:lao-cai", *NATIONAL)

    def test_has_its_own_cell_inspection_from_its_day(self) -> None:
        book = default_procedures()
        before = book.in_force("cell_inspection", date(2025, 8, 25), jurisdictions=self.WHOSE)
        since = book.in_force("cell_inspection", date(2025, 8, 26), jurisdictions=self.WHOSE)
        elsewhere = book.in_force("cell_inspection", date(2025, 8, 26))
        assert before == elsewhere
        assert since.jurisdiction == "province:lao-cai"
        assert (since.step("notify").limit, elsewhere.step("notify").limit) == (
            "insp.announce_after_sign",
            None,
        )

    @pytest.mark.parametrize(
        ("key", "value", "unit"),
        [
            ("insp.announce_after_sign", 5, "wd"),
            ("insp.sign.duration", 45, "d"),
            ("sup.thematic.duration", 30, "d"),
            ("insp.cell.duration", 30, "d"),
            ("insp.team.max", 5, "count"),
        ],
    )
    def test_sets_limits_that_others_do_not_have(self, key: str, value: int, unit: str) -> None:
        found = default_book().in_force(key, TODAY, jurisdictions=self.WHOSE)
        assert (found.value, found.unit) == (value, unit)
        with pytest.raises(NoLawInForce):
            default_book().in_force(key, TODAY, jurisdictions=("province:tal", *NATIONAL))

    def test_looks_back_less_far_for_a_cell_under_a_base_committee(self) -> None:
        procedure = default_procedures().in_force("cell_inspection", TODAY, jurisdictions=self.WHOSE)
        months = {}
        for kind in ("base_cell", "party_cell"):
            key = procedure.lookback_for(kind)
            assert key is not None
            months[kind] = default_book().in_force(key, TODAY, jurisdictions=self.WHOSE).number()
        assert months == {"base_cell": 24, "party_cell": 18}


class TestWhatABodySetsItself:
    @pytest.mark.parametrize(
        "key",
        [
            one.id
            for one in default_book()
            if Path(one.file).name == "inspection.yaml" and one.jurisdiction == "body:*"
        ],
    )
    def test_is_a_proposal_any_body_may_replace(self, key: str) -> None:
        found = default_book().in_force(key, TODAY, jurisdictions=NATIONAL)
        assert found.jurisdiction == "body:*"
        assert found.bound != "at_most"  # nobody is late or at fault by it

    def test_names_content_areas_by_plain_keys(self) -> None:
        areas = default_book().in_force("inspection.content_areas", TODAY).mapping()
        assert len(areas) >= 12
        assert all(key.isascii() and key.isidentifier() and len(key) <= 48 for key in areas)
        assert len(set(areas.values())) == len(areas)
        assert {"land", "finance", "construction", "beneficiary_choice", "conclusion_remedy"} <= set(areas)
