"""Which rows are one person: what is written differently is brought together, what differs is kept apart."""

from __future__ import annotations

import random
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liem.analysis.matching import (
    LEVELS,
    Birth,
    Match,
    Matcher,
    Number,
    Person,
    birth,
    groups,
    name_keys,
    number,
    phone,
    place_key,
)
from liem.analysis.matching.comparing import (
    compare_births,
    compare_names,
    compare_numbers,
    near_names,
    one_edit,
)

WORDS = [
    "Nguyễn",
    "Ng.",
    "Trần",
    "Thị",
    "T.",
    "Văn",
    "Hoà",
    "Hòa",
    "Quý",
    "Quí",
    "Mai",
    "May",
    "Đức",
    "An",
    "Lò",
]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
LETTERS = st.text("abc", max_size=6)


def level(field: str, at: int) -> str:
    return LEVELS[field][at]


class TestName:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Nguyễn Thị Hoà", "nguyễn thị HÒA"),
            ("Cầm Bá Quý", "Cầm Bá Quí"),
            ("Lê Thị Mỹ", "Lê Thị Mĩ"),
            ("Vi Văn Thuỷ", "Vi  Văn Thủy"),
        ],
    )
    def test_of_two_spellings_is_the_same(self, one: str, other: str) -> None:
        assert level("name", compare_names(name_keys(one), name_keys(other))) == "exact"

    @pytest.mark.parametrize(
        ("one", "other", "said"),
        [
            ("Nguyễn Văn Đức", "nguyen van duc", "plain"),
            ("Ng. T. Hoa", "Nguyễn Thị Hoa", "plain"),
            ("Trần Thị Hoa", "Hoa Trần Thị", "near"),
            ("Trần Thị Kim Hoa", "Trần Hoa", "near"),
            ("Trần K. Hoa", "Trần Kim Hoa", "near"),
            ("Trần Thị Hoan", "Trần Thị Hoa", "near"),
            ("Trần Thị Mai", "Trần Thị May", "near"),
            ("Trần Thị Hoa", "Trần Văn Nam", "differ"),
            ("Trần Thị Hoa", "Lê Thị Hoa", "differ"),
        ],
    )
    def test_has_the_level_a_clerk_would_give_it(self, one: str, other: str, said: str) -> None:
        assert level("name", compare_names(name_keys(one), name_keys(other))) == said
        assert level("name", compare_names(name_keys(other), name_keys(one))) == said

    @given(NAMES)
    def test_does_not_change_with_its_form_and_has_one_key(self, name: str) -> None:
        keys = name_keys(name)
        for form in ("NFC", "NFD", "NFKC"):
            assert name_keys(unicodedata.normalize(form, name)) == keys  # type: ignore[arg-type]
        assert name_keys(keys.plain).plain == keys.plain
        assert sorted(keys.plain.split()) == keys.ordered.split()

    def test_of_digits_and_signs_says_nothing(self) -> None:
        assert name_keys(" 12 - ?").plain == ""


class TestNumber:
    def test_gets_back_the_zero_that_a_table_dropped(self) -> None:
        assert number("38075012345") == number("038 075 012 345") == Number("cccd", "038075012345")

    @pytest.mark.parametrize("text", ["", "không", "12345", "000000000000", "111111111"])
    def test_that_somebody_typed_to_fill_the_field_is_none(self, text: str) -> None:
        assert number(text) is None

    def test_old_and_new_are_of_two_kinds(self) -> None:
        old = number("171234567")
        assert old is not None
        assert old.kind == "cmnd"

    def test_with_one_digit_wrong_is_near(self) -> None:
        assert level("number", compare_numbers("038075012345", "038075012354")) == "near"
        assert level("number", compare_numbers("038075012345", "038075019999")) == "differ"


class TestPhone:
    def test_has_ten_digits_however_it_is_written(self) -> None:
        assert {phone(text) for text in ("0912 345 678", "+84 912 345 678", "912345678")} == {"0912345678"}

    @pytest.mark.parametrize(
        ("before", "today"),
        [
            ("0168 123 4567", "0381234567"),
            ("+84 123 4567 890", "0834567890"),
            ("1201234567", "0701234567"),
            ("0237 3123 456", "02373123456"),  # a landline has eleven digits to this day
        ],
    )
    def test_of_before_2018_is_the_one_of_today(self, before: str, today: str) -> None:
        assert phone(before) == today

    def test_that_cannot_be_one_is_empty(self) -> None:
        assert [phone(text) for text in ("", "0", "0000000000", "113")] == ["", "", "", ""]


class TestBirth:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("17/03/1979", Birth(1979, 3, 17)),
            ("1979-03-17", Birth(1979, 3, 17)),
            ("19790317", Birth(1979, 3, 17)),
            ("17-3-1979", Birth(1979, 3, 17)),
            ("1979", Birth(1979, 0, 0)),
            ("01/01/1979", Birth(1979, 0, 0)),
            ("00/00/1979", Birth(1979, 0, 0)),
            ("03/1979", Birth(1979, 0, 0)),
            ("năm 1979", Birth(1979, 0, 0)),
            ("17031979", Birth(1979, 3, 17)),
            ("1979-03-17 00:00:00", Birth(1979, 3, 17)),
            ("", None),
            ("17/03", None),
            ("17/03/79", None),
            ("tuổi: 65", None),
            ("45/03/1979", None),
            ("9" * 5000, None),
        ],
    )
    def test_is_read_as_offices_write_it(self, text: str, said: Birth | None) -> None:
        assert birth(text) == said

    @pytest.mark.parametrize(
        ("one", "other", "said"),
        [
            ("17/03/1979", "17/03/1979", "day"),
            ("05/03/1979", "03/05/1979", "swapped"),
            ("17/03/1979", "1979", "year"),
            ("01/01/1979", "1979", "year"),
            ("17/03/1979", "18/03/1979", "near"),
            ("17/03/1979", "17/03/1978", "near"),
            ("17/03/1979", "18/04/1979", "differ"),
            ("17/03/1979", "17/03/1952", "differ"),
            ("1979", "1952", "differ"),
        ],
    )
    def test_has_the_level_a_clerk_would_give_it(self, one: str, other: str, said: str) -> None:
        first, second = birth(one), birth(other)
        assert first is not None
        assert second is not None
        assert level("birth", compare_births(first, second)) == said
        assert level("birth", compare_births(second, first)) == said


class TestPlace:
    def test_is_the_same_with_and_without_the_word_for_village(self) -> None:
        assert {place_key(text) for text in ("Thôn Vịn", "vin", "Bản Vịn", "thôn, bản Vịn")} == {"vin"}
        assert place_key("Tổ dân phố số 4") == place_key("TDP 4") == "4"
        assert place_key("Thôn") == "thon"


class TestCell:
    @given(st.text() | st.text("0123456789/-. nămNĂM+", max_size=14))
    def test_may_hold_anything(self, text: str) -> None:
        day, card, call = birth(text), number(text), phone(text)
        assert day is None or 1880 <= day.year <= 2100
        assert card is None or number(card.digits) == card
        assert phone(call) == call
        assert place_key(place_key(text)) == place_key(text)
        plain = name_keys(text).plain
        assert name_keys(plain).plain == plain


class TestOneEdit:
    @given(LETTERS, LETTERS)
    def test_is_what_the_definition_says(self, a: str, b: str) -> None:
        made = {a}
        for at in range(len(a) + 1):
            made |= {a[:at] + letter + a[at:] for letter in "abc"}
            made |= {a[:at] + letter + a[at + 1 :] for letter in "abc"}
            made.add(a[:at] + a[at + 1 :])
            made.add(a[:at] + a[at : at + 2][::-1] + a[at + 2 :])
        assert one_edit(a, b) is (b in made)


HOA = Person("", "Nguyễn Thị Hoà", "12/03/1975", "038075012345", "0912345678", "Thôn Vịn")
CROWD = [
    Person("", f"{family} {middle} {given}", f"{day:02}/{month:02}/{1950 + 3 * day}", "", "", f"Thôn {place}")
    for place, family in enumerate(["Trần", "Lê", "Phạm", "Vi", "Lò"])
    for month, middle in enumerate(["Văn", "Thị", "Hữu"], start=2)
    for day, given in enumerate(["Nam", "Lan", "Bình", "Chi", "Dũng", "Giang", "Khánh"], start=3)
]


def found(rows: list[Person], **how: int) -> list[tuple[int, int]]:
    return sorted((match.a, match.b) for match in Matcher(rows, **how).matches())


def likelihoods(rows: list[Person], **how: int) -> dict[frozenset[Person], float]:
    return {
        frozenset((rows[match.a], rows[match.b])): match.probability
        for match in Matcher(rows, **how).matches(likely=1e-6)
    }


class TestPairs:
    @pytest.mark.parametrize(
        "again",
        [
            Person("", "NGUYEN THI HOA", "12/3/1975", "38075012345"),
            Person("", "Ng. T. Hoà", "1975", "038075012345", "", "Vịn"),
            Person("", "Nguyễn Thị Hoà", "03/12/1975", "", "+84912345678", "Vịn"),
            Person("", "Nguyễn Thị Hoà", "12/03/1975", "171234567", "", "Vịn"),  # her old card
            Person("", "Nguyễn Hoà", "12/03/1975", "038075012354", "", "Vịn"),  # two digits swapped
        ],
    )
    def test_are_found_under_other_spellings_and_missing_cells(self, again: Person) -> None:
        assert found([HOA, *CROWD, again]) == [(0, len(CROWD) + 1)]

    @pytest.mark.parametrize(
        "other",
        [
            Person("", "Nguyễn Thị Hoà", "12/03/1975", "038075999999", "0987654321", "Thôn Đục"),
            Person("", "Nguyễn Thị Hoà", "1951", "", "", "Thôn Vịn"),
            Person("", "Nguyễn Văn Nam", "20/08/1973", "", "0912345678", "Thôn Vịn"),  # a spouse's telephone
            Person("", "Lê Văn Nam", "30/09/1991", "", "", "Thôn Vịn"),
            Person("", "Nguyễn Thị Hoà"),
        ],
    )
    def test_of_two_people_are_not(self, other: Person) -> None:
        assert found([HOA, *CROWD, other]) == []

    def test_of_a_common_name_say_less_than_of_a_rare_one(self) -> None:
        common = [Person("", "Nguyễn Thị Hoa", f"{1930 + at % 70}") for at in range(4000)]
        rare = Person("", "Quàng Tuyết Nhung", "1975")
        matcher = Matcher([*common, rare, rare])
        (match,) = [one for one in matcher.matches(likely=0.01) if one.a >= len(common)]
        assert match.parts[0].weight > matcher.weights.of_name(0, 0.99) + 5

    def test_of_one_village_among_many_say_more_than_of_one_among_few(self) -> None:
        few = Matcher(CROWD)
        many = Matcher(
            [Person("", one.name, one.birth, "", "", f"Bản {at}") for at, one in enumerate(CROWD * 9)]
        )
        assert many.weights.bits["place"][0] > few.weights.bits["place"][0] + 3

    def test_are_the_same_in_every_order_of_the_rows(self) -> None:
        again = Person("", "Ng. T. Hoà", "1975", "038075012345", "", "Vịn")
        rows = [HOA, *CROWD, again, Person("", "Lò Hữu Nam", "03/04/1959", "", "", "Thôn 4")]
        expected = {frozenset((rows[a], rows[b])) for a, b in found(rows)}
        assert len(expected) == 2
        for seed in range(10):
            mixed = random.Random(seed).sample(rows, len(rows))
            assert {frozenset((mixed[a], mixed[b])) for a, b in found(mixed)} == expected

    def test_have_the_same_weights_in_every_order_of_the_rows(self) -> None:
        chance = random.Random(7)
        rows = CROWD * 3 + [
            Person("", one.name, f"{chance.randint(1, 28)}/2/{chance.randint(1940, 2009)}", one.number)
            for one in CROWD * 4
        ]
        expected = likelihoods(rows)
        assert expected
        for seed in range(5):
            assert likelihoods(random.Random(seed).sample(rows, len(rows))) == expected

    def test_are_the_same_whichever_list_comes_first(self) -> None:
        first, second = [HOA, *CROWD[:60]], [*CROWD[40:], Person("", "Ng. T. Hoà", "1975", "38075012345")]
        expected = likelihoods(first + second, split=len(first))
        assert len(expected) == 21
        assert likelihoods(second + first, split=len(second)) == expected

    def test_of_two_lists_cross_from_one_to_the_other(self) -> None:
        again = Person("", "NGUYEN THI HOA", "12/3/1975", "38075012345")
        rows = [HOA, again, *CROWD, HOA]
        assert found(rows, split=2) == [(0, len(rows) - 1), (1, len(rows) - 1)]
        assert found(rows, split=len(rows)) == []

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.builds(
                Person,
                st.just(""),
                NAMES,
                st.sampled_from(["", "1975", "12/03/1975", "03/12/1975", "x"]),
                st.sampled_from(["", "038075012345", "38075012345", "171234567", "1"]),
                st.sampled_from(["", "0912345678", "912345678"]),
                st.sampled_from(["", "Vịn", "Thôn Vịn", "Đục"]),
            ),
            max_size=12,
        )
    )
    def test_have_a_probability_and_a_weight_for_each_field(self, rows: list[Person]) -> None:
        seen: set[tuple[int, int]] = set()
        for match in Matcher(rows).matches(likely=1e-6):
            assert 0 <= match.a < match.b < len(rows)
            assert (match.a, match.b) not in seen
            seen.add((match.a, match.b))
            assert 0 <= match.probability <= 1
            assert match.weight == pytest.approx(
                Matcher(rows).weights.prior + sum(p.weight for p in match.parts)
            )
            assert all(part.level in (*LEVELS[part.field], "") for part in match.parts)

    def test_of_what_half_a_commune_shares_are_not_looked_at_by_that_alone(self) -> None:
        rows = [Person("", one.name, one.birth, "", "0999111222", one.place) for one in CROWD * 2]
        assert found(rows) == [(at, at + len(CROWD)) for at in range(len(CROWD))]

    def test_of_no_rows_are_none(self) -> None:
        assert found([]) == []
        assert found([HOA]) == []
        assert found([Person("", ""), Person("", "")]) == []


class TestHouseholds:
    SPOUSE = Person("", "Vi Văn Nam", "20/08/1973", "", "+84912345678", "Vịn")

    def test_share_telephone_and_place(self) -> None:
        assert Matcher([HOA, *CROWD, self.SPOUSE]).households() == [[0, len(CROWD) + 1]]

    def test_share_more_than_one_of_them(self) -> None:
        elsewhere = Person("", "Vi Văn Nam", "", "", "0912345678", "Đục")
        assert Matcher([HOA, *CROWD, elsewhere]).households() == []

    def test_are_not_all_who_give_the_telephone_of_an_office(self) -> None:
        assert Matcher([HOA, *[self.SPOUSE] * 11]).households() == [list(range(12))]
        assert Matcher([HOA, *[self.SPOUSE] * 12]).households() == []

    def test_of_two_lists_have_somebody_on_each(self) -> None:
        assert Matcher([HOA, self.SPOUSE, *CROWD], split=1).households() == [[0, 1]]
        assert Matcher([HOA, self.SPOUSE, *CROWD], split=2).households() == []


class TestGroups:
    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda one: one[0] != one[1])))
    def test_hold_what_hangs_together(self, pairs: list[tuple[int, int]]) -> None:
        made = groups(10, [Match(min(pair), max(pair), 1.0, 9.0, ()) for pair in pairs])
        where = {at: place for place, members in enumerate(made) for at in members}
        assert all(where[a] == where[b] for a, b in pairs)
        assert set(where) == {at for pair in pairs for at in pair}
        for members in made:
            assert members == sorted(set(members))
            reached, edges = {members[0]}, [set(pair) for pair in pairs]
            for _step in members:
                reached |= {at for edge in edges if edge & reached for at in edge}
            assert reached == set(members)
        assert all(first < second for (first, *_), (second, *_) in pairwise(made))


def test_near_names_ask_for_both_ends_where_a_word_is_missing() -> None:
    assert not near_names(name_keys("Trần Thị Hoa"), name_keys("Trần Thị"))
    assert not near_names(name_keys("Trần Thị Hoa"), name_keys("Hoa"))
