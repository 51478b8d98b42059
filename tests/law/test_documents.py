"""What `law.documents` promises about kinds, numbers and layouts on a day."""

from __future__ import annotations

from datetime import date

import pytest

from liem.law import NoLawInForce, kinds, layout, numbering
from liem.law.citation import parse_symbol

TODAY = date(2026, 11, 25)


class TestKinds:
    def test_of_the_state_are_the_29_of_the_decree(self) -> None:
        found = {kind.name: kind.abbreviation for kind in kinds("state", TODAY)}
        assert len(found) == 29
        assert found["tờ trình"] == "TTr"
        assert found["công văn"] is None

    def test_of_the_party_call_a_letter_cv(self) -> None:
        assert {kind.code: kind.abbreviation for kind in kinds("party", TODAY)}["official_letter"] == "CV"

    def test_of_the_party_wrote_a_regulation_otherwise_before_2026(self) -> None:
        before, after = (
            {kind.code: kind.abbreviation for kind in kinds("party", day)}
            for day in (date(2026, 1, 8), date(2026, 1, 9))
        )
        assert (before["regulation"], after["regulation"]) == ("QĐi", "QĐ")

    def test_have_unique_codes(self) -> None:
        for side in ("party", "state"):
            codes = [kind.code for kind in kinds(side, TODAY)]  # type: ignore[arg-type]
            assert len(set(codes)) == len(codes)

    def test_are_refused_for_a_day_before_the_data(self) -> None:
        with pytest.raises(NoLawInForce):
            kinds("state", date(2019, 1, 1))


class TestNumbering:
    def test_of_the_party_runs_by_kind_and_term(self) -> None:
        rule = numbering("party", TODAY)
        assert (rule.scope, rule.per_kind) == ("term", True)
        assert rule.symbol_form.format(number="05", kind="NQ", body="ĐU") == "05-NQ/ĐU"

    def test_of_the_state_runs_by_year(self) -> None:
        rule = numbering("state", TODAY)
        assert rule.scope == "year"
        symbol = parse_symbol(rule.symbol_form.format(number="12", kind="KH", body="UBND"))
        assert symbol is not None
        assert (symbol.side, symbol.kind, symbol.body) == ("state", "KH", "UBND")


class TestLayout:
    def test_of_the_state_stays_within_annex_one(self) -> None:
        found = layout("state", TODAY)
        assert (found.page_width_mm, found.page_height_mm) == (210, 297)
        assert 20 <= found.margin_top_mm <= 25
        assert 20 <= found.margin_bottom_mm <= 25
        assert 30 <= found.margin_left_mm <= 35
        assert 15 <= found.margin_right_mm <= 20
        assert 13 <= found.faces["body"].size <= 14
        assert found.number_line("5", "KH-UBND") == "Số: 05/KH-UBND"
        assert found.ending_mark == "./."
        assert found.authority("on_behalf", "Ủy ban nhân dân") == "TM. ỦY BAN NHÂN DÂN"

    def test_of_the_party_has_its_own_head_number_and_no_ending_mark(self) -> None:
        found = layout("party", TODAY)
        assert found.motto == ("ĐẢNG CỘNG SẢN VIỆT NAM",)
        assert found.number_line("5", "NQ/ĐU") == "Số 05-NQ/ĐU"
        assert found.ending_mark == ""
        assert found.date_line("An Liêm", date(2026, 2, 5)) == "An Liêm, ngày 05 tháng 02 năm 2026"
        assert found.authority("on_behalf", "Đảng ủy") == "T/M ĐẢNG ỦY"

    @pytest.mark.parametrize(
        ("day", "basis"),
        [
            (date(2026, 5, 26), "Phụ lục 3 Hướng dẫn 36-HD/VPTW năm 2018"),
            (date(2026, 5, 27), "Hướng dẫn 05-HD/VPTW năm 2026"),
        ],
    )
    def test_of_the_party_names_the_guidance_of_its_day(self, day: date, basis: str) -> None:
        assert layout("party", day).basis == basis

    def test_is_refused_where_no_rule_is_known(self) -> None:
        with pytest.raises(NoLawInForce):
            layout("party", date(2018, 4, 2))
