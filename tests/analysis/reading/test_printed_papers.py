"""Papers printed by this house are read again without loss: both sides, Word and PDF, the layouts of three
years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from liem.adapters.documents import open_document
from liem.analysis.reading import Reading, read
from liem.kernel.paper import Paper
from liem.site.demo import papers
from liem.site.demo.papers import PARTY, STATE, TOPICS, Topic

DAYS = (date(2024, 3, 5), date(2025, 11, 20), date(2026, 11, 2))
KINDS = {
    "CV": "official_letter",
    "CT": "instruction",
    "KH": "plan",
    "KL": "conclusion_document",
    "TB": "notice",
}
ISSUERS = {
    PARTY: (("ĐẢNG BỘ TỈNH AN LIÊM", "TỈNH ỦY"), "TỈNH ỦY AN LIÊM"),
    STATE: (("ỦY BAN NHÂN DÂN", "TỈNH AN LIÊM"), "ỦY BAN NHÂN DÂN TỈNH AN LIÊM"),
}
DEADLINES = {"date": "date", "wd10": "relative", "monthly": "recurring", "ongoing": "ongoing"}
# Rhythms the topics hold inside the words of the item.
RHYTHMS = ("hằng quý", "hằng ngày")


def on_side(topic: Topic, side: str) -> Topic:
    """The same topic as the other side would print it; the State knows no "kết luận" of its own."""
    kind = "TB" if side == STATE and topic.kind == "KL" else topic.kind
    return replace(topic, side=side, kind=kind)


def symbol_of(topic: Topic) -> str:
    if topic.side == PARTY:
        return f"{topic.kind}/TU"
    return "UBND-NC" if topic.kind == "CV" else f"{topic.kind}-UBND"


def days_of(topic: Topic, day: date) -> list[date]:
    return [day + timedelta(days=20 + step) for step in range(len(topic.items))]


def printed(topic: Topic, day: date) -> Paper:
    return papers.paper(
        topic,
        issuer=ISSUERS[topic.side][0],
        number=7 if day.year == 2025 else 1248,
        symbol=symbol_of(topic),
        place="An Liêm",
        day=day,
        deadlines=days_of(topic, day),
        signer="Trần Văn Mẫu",
    )


def head(reading: Reading) -> dict[str, object]:
    names = ("number", "symbol", "issuer", "date", "kind", "subject")
    return {name: found.value if (found := getattr(reading, name)) else None for name in names}


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("side", [PARTY, STATE])
@pytest.mark.parametrize("original", TOPICS, ids=lambda topic: f"{topic.kind}-{topic.subject[:20]}")
class TestAPaperOfThisHouse:
    @pytest.mark.parametrize("form", ["docx", "pdf"])
    def test_is_read_without_loss(
        self, original: Topic, side: str, day: date, form: str, tmp_path: Path
    ) -> None:
        topic = on_side(original, side)
        path = tmp_path / f"paper.{form}"
        make = papers.as_docx if form == "docx" else papers.as_pdf
        path.write_bytes(make(printed(topic, day)))
        reading = read(open_document(path))
        letter = topic.kind == "CV"
        assert head(reading) == {
            "number": "07" if day.year == 2025 else "1248",
            "symbol": symbol_of(topic),
            "issuer": ISSUERS[side][1],
            "date": day,
            "kind": KINDS[topic.kind],
            "subject": topic.subject if letter else topic.subject[0].upper() + topic.subject[1:],
        }
        assert (reading.unknown, reading.warnings) == ((), ())
        dues = days_of(topic, day)
        tasks, closing = reading.tasks[: len(topic.items)], reading.tasks[len(topic.items) :]
        assert [task.text for task in tasks] == [
            item.printed(papers.deadline_words(item.deadline, due))
            for item, due in zip(topic.items, dues, strict=True)
        ]
        for task, item, due in zip(tasks, topic.items, dues, strict=True):
            assert task.assignee is not None
            assert task.text.startswith(task.assignee.value)
            rhythm = any(words in item.text for words in RHYTHMS)
            assert task.deadline_kind == ("recurring" if rhythm else DEADLINES.get(item.deadline, "none"))
            if item.deadline == "date":
                assert task.deadline is not None
                assert task.deadline.value == due.isoformat()
        ordered = topic.closing if topic.closing.startswith("Giao ") else None
        assert [task.text for task in closing] == ([ordered] if ordered else [])
