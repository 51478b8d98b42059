"""What `kernel.text` promises about Vietnamese letters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.text import fold, name_sort_key, nfc, search_key, sort_key

BASE = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = [
    unicodedata.normalize("NFC", letter + tone)
    for letter in BASE
    for tone in (TONES if letter in "aăâeêioôơuưy" else TONES[:1])
]
vietnamese = st.text(alphabet=[*LETTERS, *(x.upper() for x in LETTERS), *" .,-/0123456789"], max_size=60)


class TestFold:
    @pytest.mark.parametrize(
        ("written", "folded"),
        [
            ("Đảng ủy xã", "dang uy xa"),
            ("QÐ-UBND", "qd-ubnd"),  # the Icelandic letter that text recognition gives
            ("ƯỚC NGUYỆN", "uoc nguyen"),
            ("Nghị quyết số 05-NQ/ĐU", "nghi quyet so 05-nq/du"),
        ],
    )
    def test_takes_off_marks_case_and_the_bar_of_d(self, written: str, folded: str) -> None:
        assert fold(written) == folded

    @given(vietnamese)
    def test_gives_the_same_for_both_ways_of_writing_a_letter(self, text: str) -> None:
        assert fold(unicodedata.normalize("NFD", text)) == fold(text)

    @given(vietnamese)
    def test_leaves_only_ascii_and_folding_again_changes_nothing(self, text: str) -> None:
        assert fold(text).isascii()
        assert fold(fold(text)) == fold(text)


class TestSearchKey:
    def test_lets_a_clerk_leave_out_the_signs(self) -> None:
        assert search_key("Số 1248-CV/TU,  ngày 5/9") == "so 1248 cv tu ngay 5 9"

    def test_is_empty_when_nothing_can_be_searched(self) -> None:
        assert search_key(" …—/ ") == ""


class TestSortKey:
    def test_follows_the_vietnamese_alphabet(self) -> None:
        order = ["a", "ă", "â", "b", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư", "x"]
        assert sorted(order[1::2] + order[::2], key=sort_key) == order

    def test_lets_the_tone_decide_only_between_equal_letters(self) -> None:
        order = ["ma", "mà", "mả", "mã", "má", "mạ", "mac", "măng", "mấy"]
        assert sorted(order[1::2] + order[::2], key=sort_key) == order

    def test_compares_syllable_by_syllable(self) -> None:
        order = ["bà ba", "bá ao", "ba toa"]
        assert sorted(order, key=sort_key) == ["ba toa", "bà ba", "bá ao"]

    def test_puts_the_shorter_before_the_longer_and_numbers_before_letters(self) -> None:
        order = ["thôn", "thôn 1", "thôn 9", "thôn a", "thôn an", "thông"]
        assert sorted(order[1::2] + order[::2], key=sort_key) == order

    @given(vietnamese)
    def test_needs_no_collation_of_the_database(self, text: str) -> None:
        assert all(char in "0123456789abcdefghijklmnopqrstuvwxyz" for char in sort_key(text))
        assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)

    @given(vietnamese, vietnamese)
    def test_gives_equal_keys_only_to_equal_letters(self, left: str, right: str) -> None:
        def letters(text: str) -> list[str]:
            return "".join(c if c.isalnum() else " " for c in nfc(text).casefold()).split()

        assert (sort_key(left) == sort_key(right)) == (letters(left) == letters(right))


class TestNameSortKey:
    def test_sorts_people_by_given_name_then_family_name(self) -> None:
        people = ["Trần Thị Bình", "Phạm Đức", "Lê Văn Ân", "Nguyễn Thị An", "Bùi Văn An", "Phạm Dung"]
        assert sorted(people, key=name_sort_key) == [
            "Bùi Văn An",
            "Nguyễn Thị An",
            "Lê Văn Ân",
            "Trần Thị Bình",
            "Phạm Dung",
            "Phạm Đức",
        ]
