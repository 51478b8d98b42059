"""Every layout a commune receives, read whole: beside each `documents/*.txt` stands what it must give, as
JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from liem.analysis.reading import read, source_from_text

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.txt"))
KEYS = ["file", "number", "symbol", "issuer", "date", "kind", "subject", "base_documents", "tasks"]
KEYS += ["findings", "unknown", "warnings"]
TASK_KEYS = ["no", "is_task", "heading", "text", "assignee", "co_assignees", "deadline", "deadline_kind"]
TASK_KEYS += ["product", "cited_documents", "page"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
class TestEveryLayout:
    def test_gives_what_a_clerk_would_write_down(self, document: Path) -> None:
        expected = json.loads(document.with_suffix(".json").read_text(encoding="utf-8"))
        found = read(source_from_text(document.read_text(encoding="utf-8"))).as_json(document.name)
        for field, value in expected.items():
            if field != "tasks":
                assert found[field] == value, field
        tasks = found["tasks"]
        assert isinstance(tasks, list)
        assert [task["no"] for task in tasks] == [task["no"] for task in expected["tasks"]]
        for task, wanted in zip(tasks, expected["tasks"], strict=True):
            assert {key: task[key] for key in wanted} == wanted

    def test_prints_the_agreed_keys_in_the_agreed_order(self, document: Path) -> None:
        found = read(source_from_text(document.read_text(encoding="utf-8"))).as_json(document.name)
        assert list(found) == KEYS
        tasks = found["tasks"]
        assert isinstance(tasks, list)
        assert all(list(task) == TASK_KEYS for task in tasks)

    def test_takes_every_heading_from_the_first_words_of_the_item(self, document: Path) -> None:
        reading = read(source_from_text(document.read_text(encoding="utf-8")))
        for task in reading.tasks:
            assert len(task.heading.split()) <= 12
            assert " ".join(task.text.split()).startswith(task.heading)
            assert task.lines
