"""What `kernel.dong` promises about money."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.dong import NotMoney, group, in_words, parse

amounts = st.integers(min_value=-(10**17), max_value=10**17)


class TestGroup:
    def test_groups_by_thousands_with_dots(self) -> None:
        assert group(1234567) == "1.234.567\u00a0₫"
        assert group(-5000) == "-5.000\u00a0₫"
        assert group(0) == "0\u00a0₫"

    @given(amounts)
    def test_is_read_back_as_the_same_amount(self, amount: int) -> None:
        assert parse(group(amount)) == amount


class TestParse:
    @pytest.mark.parametrize(
        ("typed", "amount"),
        [
            ("1.234.567", 1_234_567),
            ("1,234,567đ", 1_234_567),
            ("850tr", 850_000_000),
            ("0,85 tỷ", 850_000_000),
            ("0.85 tỉ", 850_000_000),
            ("1.500 triệu đồng", 1_500_000_000),
            ("2 tỷ 350 triệu", 2_350_000_000),
            ("2 tỷ 350.000 đ", 2_000_350_000),
            ("500k", 500_000),
            ("12.500 VND", 12_500),
            ("-3 triệu", -3_000_000),
            ("12345678901234567", 12_345_678_901_234_567),
        ],
    )
    def test_reads_what_people_type(self, typed: str, amount: int) -> None:
        assert parse(typed) == amount

    @pytest.mark.parametrize(
        "typed",
        ["", "-", "abc", "12,500", "1,5", "1.5", "1 tỷ 5", "5 triệu 2 tỷ", "1,5 đồng", "12 34",
         "0,0000001 triệu", "1..2", "1.23.456", "12 usd", "3 triệu triệu",
         "3 triệu 2 triệu", "1,0", "1..2 triệu", "٣ triệu", "²"],
    )  # fmt: skip
    def test_refuses_what_is_no_amount_or_could_be_two(self, typed: str) -> None:
        with pytest.raises(NotMoney) as refused:
            parse(typed)
        assert refused.value.code == "not_money"


class TestInWords:
    @pytest.mark.parametrize(
        ("amount", "words"),
        [
            (0, "Không đồng"),
            (10, "Mười đồng"),
            (15, "Mười lăm đồng"),
            (21, "Hai mươi mốt đồng"),
            (24, "Hai mươi tư đồng"),
            (14, "Mười bốn đồng"),
            (105, "Một trăm linh năm đồng"),
            (1_005, "Một nghìn không trăm linh năm đồng"),
            (1_000, "Một nghìn đồng"),
            (1_000_000, "Một triệu đồng"),
            (1_000_000_000, "Một tỷ đồng"),
            (850_000_000, "Tám trăm năm mươi triệu đồng"),
            (1_234_567, "Một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng"),
            (2_000_000_000_000, "Hai nghìn tỷ đồng"),
            (-7, "Âm bảy đồng"),
        ],
    )
    def test_writes_as_an_accountant_would(self, amount: int, words: str) -> None:
        assert in_words(amount) == words

    @given(st.integers(min_value=0, max_value=10**17))
    def test_says_exactly_one_amount(self, amount: int) -> None:
        assert _spoken(in_words(amount).lower().split()[:-1]) == amount

    def test_refuses_an_amount_no_paper_holds(self) -> None:
        with pytest.raises(NotMoney):
            in_words(10**18)


_UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6,
    "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def _spoken(words: list[str]) -> int:
    """Read words back the way a listener adds them up: largest scale first."""
    for scale, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"), (100, "trăm")):
        if name in words:
            at = words.index(name)
            return _spoken(words[:at]) * scale + _spoken(words[at + 1 :])
    words = [word for word in words if word != "linh"]
    if words[:1] == ["mười"]:
        return 10 + sum(_UNITS[word] for word in words[1:])
    if "mươi" in words:
        return _UNITS[words[0]] * 10 + sum(_UNITS[word] for word in words[2:])
    return sum(_UNITS[word] for word in words)
