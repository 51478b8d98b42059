"""Print, paper and scanning must not change what was ordered: the same tasks come out of a disturbed page."""

from __future__ import annotations

import random
import textwrap
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liem.analysis.reading import Reading, read, source_from_text
from liem.analysis.reading.spelling import shadow

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.txt"))
# Pages drawn by hand or spoiled on purpose are disturbed enough.
PLAIN = [
    path for path in DOCUMENTS if path.stem not in {"guidance_paged", "stamped", "ocr_noise", "column_blocks"}
]
CALM = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

documents = st.sampled_from(PLAIN).map(lambda path: path.read_text(encoding="utf-8"))


def outline(reading: Reading) -> list[tuple[object, ...]]:
    """What must survive: which items, by whom, by when."""
    return [
        (task.no, task.is_task, task.assignee and task.assignee.value, task.deadline and task.deadline.value)
        for task in reading.tasks
    ]


def head(reading: Reading) -> tuple[object, ...]:
    values = (reading.number, reading.symbol, reading.issuer, reading.date, reading.kind, reading.subject)
    return tuple(value.value if value else None for value in values)


def wrapped(text: str, width: int) -> str:
    """Each long line broken as a printer does; lines drawn in two columns and tables stay."""
    lines: list[str] = []
    for line in text.splitlines():
        drawn = "   " in line.strip() or line.count("|") > 1
        lines.extend(
            [line] if drawn or len(line) <= width else textwrap.wrap(line, width, break_on_hyphens=False)
        )
    return "\n".join(lines)


def read_text(text: str) -> Reading:
    return read(source_from_text(text))


class TestTheSameTasks:
    @CALM
    @given(documents, st.integers(60, 120))
    def test_come_out_at_any_width_of_the_print(self, text: str, width: int) -> None:
        assert outline(read_text(wrapped(text, width))) == outline(read_text(text))

    @CALM
    @given(documents, st.integers(60, 120))
    def test_have_the_same_head_at_any_width(self, text: str, width: int) -> None:
        assert head(read_text(wrapped(text, width))) == head(read_text(text))

    @CALM
    @given(documents, st.integers(70, 110), st.data())
    def test_come_out_when_pages_end_anywhere(self, text: str, width: int, data: st.DataObject) -> None:
        lines = wrapped(text, width).splitlines()
        first = data.draw(st.integers(14, max(14, len(lines) - 1)))
        second = data.draw(st.integers(first, len(lines)))
        paged = "\n".join(
            [*lines[:first], "\f" + "\n".join(lines[first:second]), "\f" + "\n".join(lines[second:])]
        )
        assert outline(read_text(paged)) == outline(read_text(text))

    @CALM
    @given(documents, st.integers(70, 110), st.integers(18, 40))
    def test_come_out_under_running_headers_and_page_numbers(self, text: str, width: int, size: int) -> None:
        lines = wrapped(text, width).splitlines()
        pages = [lines[at : at + size] for at in range(0, len(lines), size)]
        framed = [
            "\n".join(
                [f"Công báo xã An Liêm - số 12/2026, trang {number}", *page, f"Trang {number}"]
                if number > 1
                else page
            )
            for number, page in enumerate(pages, start=1)
        ]
        assert outline(read_text("\f".join(framed))) == outline(read_text(text))

    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
    def test_come_out_of_decomposed_letters(self, document: Path) -> None:
        text = document.read_text(encoding="utf-8")
        found, wanted = read_text(unicodedata.normalize("NFD", text)), read_text(text)
        assert (outline(found), head(found)) == (outline(wanted), head(wanted))

    @CALM
    @given(documents, st.randoms(use_true_random=False))
    def test_come_out_when_blanks_are_lost_after_accents(self, text: str, chance: random.Random) -> None:
        spoiled = "".join(
            ""
            if char == " "
            and 0 < at < len(text) - 1
            and chance.random() < 0.02
            and not text[at - 1].isascii()
            and text[at + 1].islower()
            else char
            for at, char in enumerate(text)
        )
        found, wanted = read_text(spoiled), read_text(text)
        assert [task.no for task in found.tasks] == [task.no for task in wanted.tasks]
        assert head(found)[:4] == head(wanted)[:4]

    @CALM
    @given(documents, st.randoms(use_true_random=False))
    def test_are_neither_lost_nor_invented_by_misread_letters(self, text: str, chance: random.Random) -> None:
        found, wanted = read_text(misread(text, chance)), read_text(text)
        assert [shadow(task.no or "") for task in found.tasks] == [
            shadow(task.no or "") for task in wanted.tasks
        ]


SWAPS = {
    "Đ": "Ð",
    "ố": "ô",
    "ủ": "ù",
    "ả": "ã",
    "ệ": "ê",
    "ấ": "â",
    "ư": "u",
    "ơ": "o",
    "ẩ": "â",
    "ỷ": "y",
    "ĩ": "i",
}


def misread(text: str, chance: random.Random) -> str:
    """One letter in fifty takes the look of its neighbour, as a scanner reads it; the case stays."""
    return "".join(SWAPS[char] if char in SWAPS and chance.random() < 0.02 else char for char in text)


class TestTheDateOfIssue:
    CITED = st.dates(
        min_value=__import__("datetime").date(2000, 1, 1), max_value=__import__("datetime").date(2026, 12, 31)
    )

    @CALM
    @given(CITED, st.sampled_from(["ngày {:%d/%m/%Y}", "ngày {:%d} tháng {:%m} năm {:%Y}"]))
    def test_is_never_the_date_of_a_cited_document(self, cited: object, form: str) -> None:
        day = form.format(cited, cited, cited)
        reading = read_text(LETTER_WITHOUT_DAY.format(day=day))
        assert reading.date is None
        assert "date" in reading.unknown

    def test_is_never_the_day_of_the_meeting(self) -> None:
        reading = read_text(LETTER_WITHOUT_DAY.format(day="ngày 01/9/2026"))
        assert reading.date is None


LETTER_WITHOUT_DAY = """ĐẢNG BỘ TỈNH THANH SƠN          ĐẢNG CỘNG SẢN VIỆT NAM
ĐẢNG ỦY XÃ AN LIÊM
*                              An Liêm, ngày      tháng      năm 2026
Số      -CV/ĐU
V/v thực hiện kết luận kiểm tra

Kính gửi: Các chi bộ trực thuộc

Ngày 03 tháng 9 năm 2026, Ban Thường vụ Đảng ủy họp.
Thực hiện Kết luận số 15-KL/TU, {day} của Ban Thường vụ Tỉnh ủy, Ban Thường vụ Đảng ủy yêu cầu:
1. Chi bộ thôn Suối Vàng công khai quỹ.

Nơi nhận:
- Như trên.
"""
