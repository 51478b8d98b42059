"""What `kernel.draw` promises: one form of the list, one selection for a seed, a leader where one is due."""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import sys
import unicodedata
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import liem
from liem.kernel.draw import (
    BadFrame,
    BadSeed,
    BadTerms,
    Frame,
    NoLeader,
    Terms,
    commitment,
    draw,
    new_seed,
    require_seed,
    ticket,
)

SEED = "BT-03/47201983355120946817"
TENTH = Fraction(1, 10)

words = st.text("abcĐđếẠ019-_%\\'\" $", min_size=1, max_size=6).filter(lambda text: text == text.strip(" "))
rows = st.lists(
    st.tuples(words, st.sampled_from("HDN"), words),
    min_size=1,
    max_size=30,
    unique_by=lambda row: (row[0], row[2]),
)
rates = st.fractions(Fraction(1, 50), 1, max_denominator=50)
seeds = st.text("0123456789", min_size=20, max_size=30).map(lambda digits: f"BT/{digits}")


def unit(name: str, *, size: int, leaders: int = 0) -> list[tuple[str, str, str]]:
    return [(name, "HD"[at % 2] if at < leaders else "N", f"{name}-{at:03}") for at in range(size)]


class TestFrame:
    def test_is_the_sorted_lines_and_their_hash(self) -> None:
        frame = Frame.of([("b", "N", "1"), ("Đ", "H", "x"), ("b", "D", "2"), ("a b", "N", "3")])
        assert frame.text() == "a b\tN\t3\nb\tD\t2\nb\tN\t1\nĐ\tH\tx\n".encode()
        assert frame.sha256 == hashlib.sha256(frame.text()).hexdigest()
        assert frame.size == 4
        assert Frame.of(frame.rows()) == Frame.parse(frame.text()) == frame

    @given(rows, st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_it_was_told_in(self, lines: list[Any], chance: Any) -> None:
        other = lines.copy()
        chance.shuffle(other)
        assert Frame.of(other) == Frame.of(lines)

    @given(rows, st.data())
    def test_one_byte_changed_is_another_list_or_none(self, lines: list[Any], data: st.DataObject) -> None:
        frame = Frame.of(lines)
        text = bytearray(frame.text())
        at = data.draw(st.integers(0, len(text) - 1))
        text[at] ^= data.draw(st.integers(1, 255))
        with contextlib.suppress(BadFrame):
            assert Frame.parse(bytes(text)).sha256 != frame.sha256

    def test_of_names_has_one_unit_and_no_leader(self) -> None:
        assert Frame.plain(["Lò Thị Mai", "An"]).text() == "-\tN\tAn\n-\tN\tLò Thị Mai\n".encode()

    @pytest.mark.parametrize(
        ("code", "line"),
        [
            ("empty_text", ("", "N", "a")),
            ("empty_text", ("U", "N", "")),
            ("empty_text", ("U", "N", "  ")),
            ("unprintable", ("U", "N", "a\tb")),
            ("unprintable", ("U\n", "N", "a")),
            ("unprintable", ("U", "N", "a\r")),
            ("unprintable", ("U", "N", "a\x00")),
            ("unprintable", ("U", "N", "a\u200b")),
            ("unprintable", ("U", "N", "a\u00a0b")),
            ("unprintable", ("\ufeffU", "N", "a")),
            ("unprintable", ("U", "N", "\ud800")),
            ("unprintable", ("U", "N", "\u202eab")),
            ("stray_blank", ("U", "N", " a")),
            ("stray_blank", ("U ", "N", "a")),
            ("not_nfc", ("U", "N", unicodedata.normalize("NFD", "Lò"))),
            ("not_nfc", (unicodedata.normalize("NFD", "Xã"), "N", "a")),
            ("unknown_kind", ("U", "X", "a")),
            ("unknown_kind", ("U", "", "a")),
            ("unknown_kind", ("U", "n", "a")),
        ],
    )
    def test_refuses_a_line_and_says_which(self, code: str, line: tuple[str, str, str]) -> None:
        with pytest.raises(BadFrame) as refused:
            Frame.of([("U", "N", "good"), line])
        assert (refused.value.code, refused.value.line) == (code, 2)
        assert refused.value.vi.startswith("Dòng 2: ")
        assert refused.value.en.startswith("Line 2: ")

    @pytest.mark.parametrize("kinds", ["NN", "HN", "DN", "HD", "HH"])
    def test_refuses_one_id_twice_in_a_unit_whatever_its_kind(self, kinds: str) -> None:
        twice = [("U", kind, "a") for kind in kinds]
        with pytest.raises(BadFrame, match="hai lần"):
            Frame.of([*twice, ("U", "N", "b")])
        assert Frame.of([("U", kinds[0], "a"), ("V", kinds[1], "a")]).size == 2

    def test_refuses_an_empty_list(self) -> None:
        for make in (lambda: Frame.of([]), lambda: Frame.plain([]), lambda: Frame.parse(b"")):
            with pytest.raises(BadFrame, match="trống"):
                make()

    @pytest.mark.parametrize(
        ("code", "line", "data"),
        [
            ("not_sorted", 2, b"U\tN\tb\nU\tN\ta\n"),
            ("not_sorted", 2, "Đ\tN\ta\nZ\tN\ta\n".encode()),
            ("duplicate_line", 0, b"U\tN\ta\nU\tN\ta\n"),
            ("not_lf", 2, b"U\tN\ta\nU\tN\tb\r\n"),
            ("not_lf", 1, b"U\tN\ta"),
            ("bad_columns", 2, b"U\tN\ta\nU\tN\n"),
            ("bad_columns", 1, b"U\tN\ta\tb\n"),
            ("bad_columns", 2, b"U\tN\ta\n\n"),
            ("not_utf8", 2, b"U\tN\ta\nU\tN\t\xff\n"),
            ("unprintable", 1, "\ufeffU\tN\ta\n".encode()),
            ("empty_text", 1, b"\tN\ta\n"),
        ],
    )
    def test_refuses_a_published_list_that_is_not_in_form(self, code: str, line: int, data: bytes) -> None:
        with pytest.raises(BadFrame) as refused:
            Frame.parse(data)
        assert (refused.value.code, refused.value.line) == (code, line)


class TestSeed:
    @pytest.mark.parametrize("ceremony", ["BT-03", "12/KH-UBKT", "Đợt_1.2026", "a/b/c"])
    def test_is_the_ceremony_and_the_digits_read_aloud(self, ceremony: str) -> None:
        assert new_seed(ceremony, "47201 98335 51209 46817") == f"{ceremony}/47201983355120946817"

    @pytest.mark.parametrize(
        "seed",
        [
            "",
            "/" + "1" * 20,
            "1" * 20,
            "BT/" + "1" * 19,
            "BT/" + "1" * 201,
            "BT/" + "1" * 19 + "a",
            "BT/" + "١" * 20,
            "B T/" + "1" * 20,
            "BT//" + "1" * 20,
            "BT\n/" + "1" * 20,
            "BT/" + "1" * 20 + "\n",
            "BT'/" + "1" * 20,
            unicodedata.normalize("NFD", "Đợt") + "/" + "1" * 20,
        ],
    )
    def test_of_another_shape_is_refused(self, seed: str) -> None:
        with pytest.raises(BadSeed):
            require_seed(seed)
        with pytest.raises(BadSeed):
            draw(Frame.plain("abc"), seed=seed, count=1)

    def test_is_committed_to_as_the_page_says(self) -> None:
        nonce = bytes(range(32))
        assert commitment("0472", nonce) == hashlib.sha256(b"0472" + nonce).hexdigest()
        for digits, salt in (("", nonce), ("12a", nonce), ("١", nonce), ("12", nonce[:31])):
            with pytest.raises(BadSeed):
                commitment(digits, salt)


class TestTerms:
    @pytest.mark.parametrize(
        "terms",
        [
            {},
            {"rate": TENTH, "count": 1},
            {"rate": Fraction(0)},
            {"rate": Fraction(11, 10)},
            {"rate": Fraction(-1, 10)},
            {"rate": 0.1},
            {"rate": Fraction(1, 1_000_001)},
            {"count": 0},
            {"count": -1},
            {"count": 1, "reserves": -1},
        ],
        ids=str,
    )
    def test_that_do_not_say_how_many_are_refused(self, terms: dict[str, Any]) -> None:
        with pytest.raises(BadTerms):
            draw(Frame.plain("abc"), seed=SEED, **terms)

    @given(st.integers(1, 10**9), rates)
    def test_of_a_rate_round_up_and_take_at_least_one_and_at_most_all(
        self, size: int, rate: Fraction
    ) -> None:
        many = Terms(rate).places(size)
        assert max(1, size * rate) <= many <= size
        assert many - 1 < size * rate

    def test_are_told_in_words(self) -> None:
        assert Terms(TENTH, leaders=True, reserves=2).vi(units=3) == (
            "Mỗi đơn vị chọn 10% danh sách, làm tròn lên, ít nhất 1; "
            "trong đó ít nhất một cấp trưởng hoặc cấp phó; dự bị 2."
        )
        assert Terms(Fraction(1, 8)).vi() == "Chọn 12,5% danh sách, làm tròn lên, ít nhất 1."
        assert Terms(Fraction(1, 3)).en() == "Take 1/3 of the list, rounded up, at least 1."
        assert Terms(count=30).en(units=2) == "Of each unit take 30."


class TestDraw:
    @given(rows, seeds, rates, st.integers(0, 4))
    def test_takes_the_smallest_tickets_of_each_unit_from_the_list(
        self, lines: list[Any], seed: str, rate: Fraction, reserves: int
    ) -> None:
        frame = Frame.of(lines)
        result = draw(frame, seed=seed, rate=rate, reserves=reserves)
        assert {one[:3] for one in result.chosen} <= {*lines}
        for name in {line[0] for line in lines}:
            tickets = sorted(ticket(frame.sha256, seed, *line[::2]) for line in lines if line[0] == name)
            n = Terms(rate).places(len(tickets))
            assert [one.ticket for one in result.chosen if one.unit == name] == tickets[:n]
            assert [one.ticket for one in result.reserves if one.unit == name] == tickets[n : n + reserves]

    @given(rows, seeds, rates, st.integers(0, 4))
    def test_with_the_leader_rule_swaps_at_most_the_last_for_the_best_leader(
        self, lines: list[Any], seed: str, rate: Fraction, reserves: int
    ) -> None:
        units = {line[0] for line in lines}
        frame = Frame.of([*lines, *((name, "D", "the deputy") for name in units)])
        plain = draw(frame, seed=seed, rate=rate)
        result = draw(frame, seed=seed, rate=rate, leaders=True, reserves=reserves)
        assert [done.chosen for done in result.units] == [done.chosen for done in plain.units]
        for name in units:
            mine = [one for one in result.chosen if one.unit == name]
            before = [one for one in plain.chosen if one.unit == name]
            best = min(
                ticket(frame.sha256, seed, name, row.id)
                for row in frame.rows()
                if row.unit == name and row.kind != "N"
            )
            assert mine[0].ticket == best
            if any(one.kind != "N" for one in before):
                assert {*mine} == {*before}
            else:
                assert {*mine} == {mine[0], *before[:-1]}
        assert {*result.chosen}.isdisjoint(result.reserves)
        assert len({*result.reserves}) == len(result.reserves)

    @given(rows, seeds)
    def test_does_not_depend_on_the_order_of_the_list(self, lines: list[Any], seed: str) -> None:
        assert draw(Frame.of(lines[::-1]), seed=seed, count=2) == draw(Frame.of(lines), seed=seed, count=2)

    def test_refuses_a_unit_without_the_leader_it_must_give(self) -> None:
        frame = Frame.of([*unit("A", size=3, leaders=1), *unit("B", size=3)])
        with pytest.raises(NoLeader) as refused:
            draw(frame, seed=SEED, rate=TENTH, leaders=True)
        assert refused.value.unit == "B"
        assert draw(frame, seed=SEED, rate=TENTH).units == (("A", 3, 1, 1), ("B", 3, 0, 1))

    def test_takes_all_of_a_unit_shorter_than_the_count_and_says_so(self) -> None:
        frame = Frame.of([*unit("A", size=3), *unit("B", size=9)])
        result = draw(frame, seed=SEED, count=5, reserves=9)
        assert [done.chosen for done in result.units] == [3, 5]
        assert [one.unit for one in result.reserves] == ["B"] * 4
        assert result.short == ("A",)
        assert "ngắn hơn ở 1 đơn vị: lấy tất cả" in result.rule
        assert "shorter in 1 units: all were taken" in result.rule_en

    def test_gives_a_person_of_two_units_two_lots(self) -> None:
        frame = Frame.of([("A", "N", "x"), ("B", "N", "x")])
        first, second = draw(frame, seed=SEED, count=1).chosen
        assert first.ticket != second.ticket


class TestAlone:
    def test_needs_nothing_but_the_standard_library(self) -> None:
        source = Path(liem.__file__).parents[1]
        code = (
            f"import sys; sys.path.insert(0, {str(source)!r})\nimport liem.kernel.draw\n"
            "loaded = {name.split('.')[0] for name in sys.modules} - {'liem', '__main__'}\n"
            "print(sorted(loaded - set(sys.stdlib_module_names)))"
        )
        ran = subprocess.run(
            [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False
        )
        assert (ran.stdout.strip(), ran.stderr) == ("[]", "")
