"""What `law.book` promises: what was in force on a day, and no file with a fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from liem.law import BadLaw, Book, NoLawInForce, Provision, WrongUnit, default_book, load
from liem.law.book import HERE

GOOD = """\
defaults: {jurisdiction: VN, basis: {doc: 02/2011/QH13}, confidence: V, source: PD-kn}
provisions:
- id: complaint.accept
  title: Thụ lý khiếu nại
  value: 10
  unit: d
  bound: at_most
  count_from: receipt
  valid: [2012-07-01, 2026-07-01]
  basis: {article: "27"}
- id: complaint.accept
  title: Thụ lý khiếu nại
  value: 7
  unit: wd
  bound: at_most
  count_from: receipt
  valid: [2026-07-01, null]
  basis: {doc: 124/2020/NĐ-CP, article: "16.1"}
transitions:
- id: complaint.accept.open
  title: Đơn nhận trước 01/7/2026
  covers: [complaint.accept]
  event: receipt
  before: 2026-07-01
  applies: old
"""

Law = Callable[[str], Book]


@pytest.fixture
def law(tmp_path: Path) -> Law:
    def written(text: str) -> Book:
        (tmp_path / "law.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path)

    return written


class TestInForce:
    def test_gives_the_version_of_the_day(self, law: Law) -> None:
        book = law(GOOD)
        old = book.in_force("complaint.accept", date(2026, 6, 30))
        new = book.in_force("complaint.accept", date(2026, 7, 1))
        assert (old.value, old.unit, new.value, new.unit) == (10, "d", 7, "wd")
        assert str(old.basis) == "Điều 27 Luật 02/2011/QH13"
        assert str(new.basis) == "khoản 1 Điều 16 Nghị định 124/2020/NĐ-CP"

    @pytest.mark.parametrize(
        ("key", "day"), [("complaint.accept", date(2012, 6, 30)), ("nothing", date(2026, 1, 1))]
    )
    def test_refuses_where_the_law_is_silent(self, law: Law, key: str, day: date) -> None:
        with pytest.raises(NoLawInForce) as refused:
            law(GOOD).in_force(key, day)
        assert (refused.value.key, refused.value.day) == (key, day)

    def test_says_whether_it_knows_a_provision_at_all(self, law: Law) -> None:
        book = law(GOOD)
        assert "complaint.accept" in book
        assert "complaint" not in book
        assert len(book) == len(book.versions("complaint.accept")) == 2

    def test_takes_the_most_specific_jurisdiction(self, law: Law) -> None:
        rows = "".join(
            f"- {{id: task.urge.grace, title: t, value: {n}, unit: wd, jurisdiction: '{where}',"
            " valid: [2020-01-01, null], basis: {doc: quy chế}, confidence: S, source: ours}\n"
            for n, where in enumerate(["body:*", "party", "province:x", "body:dang-uy-a"], start=1)
        )
        book = law(f"provisions:\n{rows}")
        day = date(2026, 1, 1)
        all_of = ("body:*", "party", "province:x", "body:dang-uy-a")
        found = [book.in_force("task.urge.grace", day, jurisdictions=all_of[:n]).value for n in (1, 2, 3, 4)]
        assert found == [1, 2, 3, 4]
        assert book.in_force("task.urge.grace", day).value == 2

    def test_never_shows_another_province_its_rule(self, law: Law) -> None:
        book = law(GOOD.replace("jurisdiction: VN", "jurisdiction: 'province:x'"))
        with pytest.raises(NoLawInForce):
            book.in_force("complaint.accept", date(2026, 1, 1))

    def test_tells_which_transition_clause_speaks(self, law: Law) -> None:
        book = law(GOOD)
        clauses = book.transitions_for("complaint.accept", event="receipt", day=date(2026, 6, 30))
        assert [clause.applies for clause in clauses] == ["old"]
        assert book.transitions_for("complaint.accept", event="receipt", day=date(2026, 7, 1)) == ()
        assert book.transitions_for("complaint.acceptance", event="receipt", day=date(2026, 6, 30)) == ()


class TestConfidence:
    def test_of_memory_never_binds_and_says_so(self, law: Law) -> None:
        book = law(GOOD.replace("confidence: V", "confidence: M, status: unverified"))
        provision = book.in_force("complaint.accept", date(2026, 1, 1))
        assert not provision.binding
        assert provision.badge == "tham khảo, chưa kiểm chứng"

    def test_of_a_read_text_binds(self, law: Law) -> None:
        assert law(GOOD).in_force("complaint.accept", date(2026, 1, 1)).binding


FAULTS = [
    ("basis: {doc: 02/2011/QH13}, ", "", "missing_basis"),
    ("doc: 02/2011/QH13", "doc: 2011", "missing_basis"),
    ('article: "27"', "article: 27", "bad_basis"),
    ("basis: {article", "basis: {artikel", "unknown_key"),
    ("  unit: d\n", "", "missing_unit"),
    ("unit: d\n", "unit: days\n", "bad_unit"),
    ("  value: 10\n", "", "missing_value"),
    ("value: 10", "value: -1", "bad_value"),
    ("value: 10", "value: 10.5", "bad_value"),
    ("value: 10", "value: mười", "bad_value"),
    ("value: 10", "value: true", "bad_value"),
    ("value: 10", "value: {min: 10, max: 5}", "bad_value"),
    ("confidence: V, ", "", "missing_confidence"),
    ("confidence: V", "confidence: X", "bad_confidence"),
    ("confidence: V", "confidence: M", "bad_status"),
    ("confidence: V", "confidence: M, status: active", "bad_status"),
    ("confidence: V", "confidence: V, status: unverified", "bad_status"),
    (", source: PD-kn", "", "missing_source"),
    ("  title: Thụ lý khiếu nại\n", "", "missing_title"),
    ("- id: complaint.accept\n  title", "- title", "missing_id"),
    ("jurisdiction: VN, ", "", "missing_jurisdiction"),
    ("jurisdiction: VN", "jurisdiction: district", "bad_jurisdiction"),
    ("  valid: [2012-07-01, 2026-07-01]\n", "", "missing_dates"),
    ("[2012-07-01, 2026-07-01]", "[2012-07-01]", "missing_dates"),
    ("[2012-07-01, 2026-07-01]", "['2012-07-01', null]", "missing_dates"),
    ("[2012-07-01, 2026-07-01]", "[2012-07-01, 2012-07-01]", "bad_dates"),
    ("[2012-07-01, 2026-07-01]", "[2012-07-01, 2026-07-02]", "overlap"),
    ("[2012-07-01, 2026-07-01]", "[2012-07-01, null]", "overlap"),
    ("bound: at_most", "bound: most", "bad_bound"),
    ("count_from: receipt", "before: maybe", "bad_before"),
    ("count_from: receipt", "from: receipt", "unknown_key"),
    ("  unit: d\n", "  unit: d\n  unit: wd\n", "twice"),
    ("applies: old", "applies: maybe", "bad_applies"),
    ("  covers: [complaint.accept]\n", "", "missing_covers"),
    ("  before: 2026-07-01\n", "", "missing_before"),
    ("provisions:", "provision:", "unknown_key"),
    ("defaults: {", "defaults: {colour: red, ", "unknown_key"),
    ("- id: complaint.accept\n  title", "- complaint.accept\n- title", "shape"),
    ("{article: ", "{article: [", "yaml"),
]


class TestLoading:
    @pytest.mark.parametrize(("good", "bad", "fault"), FAULTS)
    def test_refuses_a_file_with_a_fault_and_says_where(
        self, law: Law, good: str, bad: str, fault: str
    ) -> None:
        assert good in GOOD
        with pytest.raises(BadLaw) as refused:
            law(GOOD.replace(good, bad, 1))
        assert refused.value.code == fault
        assert refused.value.file == "law.yaml"
        assert f"dòng {refused.value.line}:" in str(refused.value)

    def test_names_the_line_of_the_record(self, law: Law) -> None:
        with pytest.raises(BadLaw) as refused:
            law(GOOD.replace("value: 7", "value: bảy"))
        assert refused.value.line == 1 + GOOD[: GOOD.index("- id: complaint.accept\n", 200)].count("\n")

    def test_refuses_a_file_that_is_no_table(self, law: Law) -> None:
        with pytest.raises(BadLaw):
            law("- just\n- a list\n")


class TestValues:
    @pytest.mark.parametrize(
        ("unit", "written", "read"),
        [
            ("ratio", "'2/3'", Fraction(2, 3)),
            ("ratio", "'0.2'", Fraction(1, 5)),
            ("bool", "false", False),
            ("month_day", "'12-31'", "12-31"),
            ("time", "'17:00'", "17:00"),
            ("enum", "[a, b]", ("a", "b")),
            ("VND", "150000000", 150_000_000),
        ],
    )
    def test_are_read_exactly(self, law: Law, unit: str, written: str, read: object) -> None:
        text = GOOD.replace("value: 10\n  unit: d\n", f"value: {written}\n  unit: {unit}\n")
        assert law(text).in_force("complaint.accept", date(2020, 1, 1)).value == read

    @pytest.mark.parametrize(
        ("unit", "written"),
        [("ratio", "0.2"), ("ratio", "'1/0'"), ("month_day", "'02-30'"), ("month_day", "1231"),
         ("time", "17:00"), ("time", "'24:00'"), ("enum", "[a, a]"), ("enum", "[]"), ("map", "{a: 0.5}"),
         ("table", "[{a: 1}, {b: 2}]"), ("date", "'2026-01-01'"), ("text", "''"), ("bool", "1")],
    )  # fmt: skip
    def test_that_do_not_fit_their_unit_are_refused(self, law: Law, unit: str, written: str) -> None:
        with pytest.raises(BadLaw) as refused:
            law(GOOD.replace("value: 10\n  unit: d\n", f"value: {written}\n  unit: {unit}\n"))
        assert refused.value.code == "bad_value"

    def test_cannot_be_asked_for_what_they_are_not(self, law: Law) -> None:
        provision = law(GOOD).in_force("complaint.accept", date(2020, 1, 1))
        for ask in (provision.flag, provision.share, provision.rows, provision.mapping):
            with pytest.raises(WrongUnit):
                ask()

    def test_cannot_be_changed_after_loading(self, law: Law) -> None:
        text = GOOD.replace("value: 10\n  unit: d\n", "value: {a: {b: 1}}\n  unit: map\n")
        inner = law(text).in_force("complaint.accept", date(2020, 1, 1)).mapping()["a"]
        with pytest.raises(TypeError):
            inner["b"] = 2  # type: ignore[index, call-overload]


def _versions() -> list[list[Provision]]:
    same: dict[tuple[str, str], list[Provision]] = defaultdict(list)
    for provision in default_book():
        same[provision.id, provision.jurisdiction].append(provision)
    return list(same.values())


class TestTheShippedBook:
    @given(st.dates(date(2000, 1, 1), date(2040, 1, 1)))
    def test_has_never_two_answers_on_one_day(self, day: date) -> None:
        for versions in _versions():
            assert sum(one.covers(day) for one in versions) <= 1

    def test_begins_and_ends_each_version_on_the_exact_day(self) -> None:
        for provision in default_book():
            assert provision.covers(provision.valid_from)
            assert not provision.covers(provision.valid_from - timedelta(days=1))
            if provision.valid_to:
                assert provision.covers(provision.valid_to - timedelta(days=1))
                assert not provision.covers(provision.valid_to)

    def test_names_only_sources_that_are_described(self) -> None:
        described = yaml.safe_load((HERE / "vn" / "sources.yaml").read_text(encoding="utf-8"))
        used = {one for provision in default_book() for one in provision.source.split()}
        used |= {one for clause in default_book().transitions for one in clause.source.split()}
        assert used - set(described) == set()

    def test_calls_nothing_verified_that_came_from_memory_or_from_us(self) -> None:
        for provision in default_book():
            if provision.source in {"MEM", "ours"}:
                assert provision.confidence != "V", provision.id
            if provision.source == "MEM":
                assert not provision.binding, provision.id

    def test_puts_no_party_rule_above_secondary_source(self) -> None:
        # No full text of a Party rule has been read by anyone who wrote this data.
        assert {one.confidence for one in default_book() if one.jurisdiction == "party"} <= {"S", "M"}

    def test_covers_only_ids_that_exist_in_its_transitions(self) -> None:
        ids = {provision.id for provision in default_book()}
        for clause in default_book().transitions:
            for prefix in clause.covers:
                assert any(one == prefix or one.startswith(f"{prefix}.") for one in ids), (clause.id, prefix)
