"""Lists of readers: one spelling, one chain, two signatures of those entitled."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from holders import Holder
from liem.kernel.log.note import Note, parse_signature
from liem.kernel.seal import roster
from liem.kernel.seal.roster import NONE, BadRoster, Roster

HOLDERS = [Holder(name) for name in ("one", "two", "three", "four")]
READERS = [holder.reader(number) for number, holder in enumerate(HOLDERS, 1)]
FIRST = roster.first(
    origin="xa.example/so", unit="UBKT", name="Ủy ban kiểm tra", since="2026-11-23", readers=READERS[:2]
)
SECOND = FIRST.next(READERS[:3], since="2026-11-24")


def signed(made: Roster, *holders: int, text: str = "") -> Note:
    whole = text or str(made)
    lines = [HOLDERS[at].line(whole, f"reader-{READERS[at].id}") for at in holders]
    return Note(whole, tuple(parse_signature(line[:-1]) for line in lines))


class TestForm:
    def test_reads_what_it_writes(self) -> None:
        assert roster.parse(str(SECOND)) == SECOND

    def test_is_sorted_however_it_is_given(self) -> None:
        assert str(FIRST.next(READERS[2::-1], since="2026-11-24")) == str(SECOND)

    def test_has_one_spelling(self) -> None:
        text = str(FIRST)
        for other in (
            text[:-1],
            text + "\n",
            text.replace("\n\n", "\n \n"),
            text.replace("list 1.1", "list 1.01"),
            text.replace("list 1.1", "list 0.1"),
            text.replace("name Ủy", "name  Ủy"),
            text.replace("Ủy ban", unicodedata.normalize("NFD", "Ủy ban")),
            text.replace("since 2026-11-23", "since 23/11/2026"),
            text.replace("age1pq1", "AGE1PQ1", 1),
            text.replace("origin xa.example/so", "origin xa.example/so "),
            text.replace("\n", "\r\n"),
        ):
            assert other != text
            with pytest.raises(BadRoster):
                roster.parse(other)

    def test_refuses_one_reader_alone_and_a_key_that_stands_twice(self) -> None:
        for readers in (
            READERS[:1],
            [READERS[0], READERS[0]],
            [READERS[0], replace(READERS[1], device=READERS[0].device)],
            [READERS[0], replace(READERS[1], recovery=READERS[1].device)],
            [READERS[0], replace(READERS[1], sign=READERS[0].sign)],
        ):
            with pytest.raises(BadRoster):
                roster.parse(str(replace(FIRST, readers=tuple(readers))))

    def test_refuses_every_single_changed_character(self) -> None:
        text = str(FIRST)
        good = signed(FIRST, 0, 1)
        for at in range(0, len(text), 53):
            changed = text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]
            with pytest.raises(BadRoster):
                roster.check(Note(changed, good.signatures), after=None)


class TestChain:
    def test_takes_a_first_list_by_two_of_its_own(self) -> None:
        assert roster.check(signed(FIRST, 0, 1), after=None) == FIRST

    def test_takes_a_next_list_by_two_of_the_list_before(self) -> None:
        assert roster.check(signed(SECOND, 0, 1), after=FIRST) == SECOND

    @pytest.mark.parametrize("holders", [(0,), (0, 0), (0, 2), (2, 3), (3,)])
    def test_refuses_fewer_than_two_of_those_entitled(self, holders: tuple[int, ...]) -> None:
        with pytest.raises(BadRoster):
            roster.check(signed(SECOND, *holders), after=FIRST)

    def test_refuses_signatures_made_under_another_text(self) -> None:
        with pytest.raises(BadRoster):
            roster.check(Note(str(SECOND), signed(FIRST, 0, 1).signatures), after=FIRST)

    @pytest.mark.parametrize(
        "other",
        [
            replace(SECOND, number=3),
            replace(SECOND, previous=NONE),
            replace(SECOND, unit="XCR"),
            replace(SECOND, origin="khac.example/so"),
            replace(SECOND, generation=2),
        ],
    )
    def test_refuses_what_does_not_follow(self, other: Roster) -> None:
        with pytest.raises(BadRoster):
            roster.check(signed(other, 0, 1), after=FIRST)

    def test_takes_a_further_generation_by_two_of_its_own(self) -> None:
        again = roster.first(
            origin="xa.example/so",
            unit="UBKT",
            name="Ủy ban kiểm tra",
            since="2026-12-01",
            readers=READERS[2:],
            generation=2,
            previous=SECOND.sha256,
        )
        assert roster.check(signed(again, 2, 3), after=SECOND).place == (2, 1)
        with pytest.raises(BadRoster):
            roster.check(signed(again, 0, 1), after=SECOND)
        with pytest.raises(BadRoster):
            roster.check(signed(again, 2, 3), after=FIRST)


class TestFile:
    def test_holds_every_list_and_nothing_else(self) -> None:
        whole = roster.handed_out([signed(FIRST, 0, 1), signed(SECOND, 0, 1)]).encode()
        assert roster.check_all(whole) == SECOND
        cut = whole.index(b"=== ", 10)
        assert roster.check_all(whole[:cut]) == FIRST
        for wrong in (b"", whole[:-1], whole + b"x", whole[1:], whole[cut:], whole[:cut] + whole):
            with pytest.raises(BadRoster):
                roster.check_all(wrong)


class TestSignature:
    def test_is_one_line_in_its_only_form(self) -> None:
        text, reader = str(FIRST), READERS[0]
        line = HOLDERS[0].line(text, f"reader-{reader.id}")
        assert roster.signed_by(text, line, reader)
        other = HOLDERS[1].line(text, f"reader-{READERS[1].id}")
        for wrong in ("", line[:-1], line + other, other + line, line + line, f" {line}", other, f"\n{line}"):
            assert not roster.signed_by(text, wrong, reader)


class TestClaim:
    def test_holds_only_for_what_it_names(self) -> None:
        one, other = HOLDERS[0], HOLDERS[1]
        roster.require_claim(one.claim("UBKT"), unit="UBKT", **one.keys)
        for unit, keys in (
            ("XCR", one.keys),
            ("UBKT", other.keys),
            ("UBKT", one.keys | {"device": other.keys["device"]}),
            ("UBKT", one.keys | {"recovery": one.keys["device"]}),
            ("UBKT", one.keys | {"sign": other.keys["sign"]}),
            ("UBKT", one.keys | {"sign": "not base64"}),
        ):
            with pytest.raises(BadRoster):
                roster.require_claim(one.claim("UBKT"), unit=unit, **keys)
