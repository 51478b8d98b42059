"""What `law.citation` promises about document names."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from liem.law import default_book
from liem.law.citation import Citation, Symbol, format_article, format_basis, parse, parse_symbol

SYMBOLS = [
    ("1248-CV/TU", "party", "1248", "CV", "TU", None),
    ("144-QĐ/TW", "party", "144", "QĐ", "TW", None),
    ("12-KL/TW", "party", "12", "KL", "TW", None),
    ("28-KH/TU", "party", "28", "KH", "TU", None),
    ("34-CT/TU", "party", "34", "CT", "TU", None),
    ("677-QĐ/QU", "party", "677", "QĐ", "QU", None),
    ("01-HD/UBKTHU", "party", "01", "HD", "UBKTHU", None),
    ("11-QĐi/TW", "party", "11", "QĐi", "TW", None),
    ("215-KL/TW", "party", "215", "KL", "TW", None),
    ("05-CTr/ĐU", "party", "05", "CTr", "ĐU", None),
    ("07-TTr/UBKTĐU", "party", "07", "TTr", "UBKTĐU", None),
    ("158/2007/NĐ-CP", "state", "158", "NĐ", "CP", 2007),
    ("36/2018/QH14", "state", "36", "QH14", None, 2018),
    ("01/2024/TT-TTCP", "state", "01", "TT", "TTCP", 2024),
    ("43/2015/TTLT-BNNPTNT-BKHĐT", "state", "43", "TTLT", "BNNPTNT-BKHĐT", 2015),
    ("19/2025/QĐ-TTg", "state", "19", "QĐ", "TTg", 2025),
    ("10/CT-TTg", "state", "10", "CT", "TTg", None),
    ("12/KH-UBND", "state", "12", "KH", "UBND", None),
    ("123/UBND-VP", "state", "123", "", "UBND-VP", None),
]


class TestSymbols:
    @pytest.mark.parametrize(("text", "side", "number", "kind", "body", "year"), SYMBOLS)
    def test_are_read_and_written_back(
        self, text: str, side: str, number: str, kind: str, body: str | None, year: int | None
    ) -> None:
        found = parse_symbol(f"Thực hiện văn bản số {text}, ngày 05/9/2026 của cơ quan")
        assert found == Symbol(side, number, kind, body, year)  # type: ignore[arg-type]
        assert str(found) == text

    @pytest.mark.parametrize(
        "text", ["144 – QĐ/TW", "144-QÐ/TW", "144 - QĐ / TW", unicodedata.normalize("NFD", "144-QĐ/TW")]
    )
    def test_are_read_as_scanners_and_keyboards_spoil_them(self, text: str) -> None:
        assert str(parse_symbol(text)) == "144-QĐ/TW"

    @pytest.mark.parametrize("text", ["", "ngày 05/9/2026", "giai đoạn 2021-2025", "3/4 số hộ", "lúc 14/7"])
    def test_are_not_seen_where_there_are_none(self, text: str) -> None:
        assert parse_symbol(text) is None


class TestCitations:
    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("Nghị định 30/2020/NĐ-CP, Điều 15", ("15", None, None)),
            ("điểm b khoản 1 Điều 35 Luật số 36/2018/QH14", ("35", "1", "b")),
            ("Điều 23, khoản 1, Nghị định 30/2020/NĐ-CP", ("23", "1", None)),
            ("Quy định 399-QĐ/TW", (None, None, None)),
        ],
    )
    def test_are_read_with_their_place(
        self, text: str, place: tuple[str | None, str | None, str | None]
    ) -> None:
        found = parse(text)
        assert found is not None
        assert (found.article, found.clause, found.point) == place

    def test_are_written_as_a_clerk_would(self) -> None:
        symbol = Symbol("state", "30", "NĐ", "CP", 2020)
        assert str(Citation(symbol, "23", "1")) == "khoản 1 Điều 23 Nghị định 30/2020/NĐ-CP"
        assert parse(str(Citation(symbol, "35", "1", "b"))) == Citation(symbol, "35", "1", "b")

    def test_without_a_document_are_none(self) -> None:
        assert parse("theo Điều 15") is None


class TestArticles:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("15", "Điều 15"),
            ("23.1", "khoản 1 Điều 23"),
            ("35.1b", "điểm b khoản 1 Điều 35"),
            ("3a", "Điều 3a"),
            ("Phụ lục I", "Phụ lục I"),
        ],
    )
    def test_are_written_out(self, written: str, shown: str) -> None:
        assert format_article(written) == shown

    def test_leave_a_named_document_as_it_is(self) -> None:
        assert format_basis("quy chế làm việc của cơ quan", None) == "quy chế làm việc của cơ quan"


def test_article_35_on_the_forms_is_cited_as_the_charters() -> None:
    basis = default_book().in_force("party.discipline.member.forms", date(2026, 11, 23)).basis
    assert str(basis).startswith("Điều 35 Điều lệ Đảng;")
    assert "21-QĐ/TW" in str(basis)
    for subject in ("probationary", "org"):
        other = default_book().in_force(f"party.discipline.{subject}.forms", date(2026, 11, 23)).basis
        assert "Điều 35" not in str(other)
