"""Situations in, outcomes out: each example asks one provision on one day. Add one when law data changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from liem.law import NoLawInForce, default_book
from liem.law.book import HERE, NATIONAL
from liem.law.calendar import default_calendar
from liem.law.deadlines import Term, due
from liem.law.units import frozen

EXAMPLES = [
    pytest.param(example, id=f"{file.stem}-{number}-{example['ask']}")
    for file in sorted((Path(__file__).parent / "examples").glob("*.yaml"))
    for number, example in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")), start=1)
]
KNOWN = {
    "ask", "day", "where", "refused", "gives", "unit", "basis", "binding", "before", "has", "lacks", "rows",
    "first", "from", "due",
}  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES)
class TestExamples:
    def test_come_out_as_written(self, example: dict[str, Any]) -> None:
        assert example.keys() <= KNOWN, "an example with a misspelt check proves nothing"
        assert len(example) > 2
        where = (*example.get("where", ()), *NATIONAL)
        if example.get("refused"):
            with pytest.raises(NoLawInForce):
                default_book().in_force(example["ask"], example["day"], jurisdictions=where)
            return
        found = default_book().in_force(example["ask"], example["day"], jurisdictions=where)
        if "gives" in example:
            expected = frozen(example["gives"])
            assert found.value == (Fraction(str(expected)) if found.unit == "ratio" else expected)
        for key, item in example.get("has", {}).items():
            assert found.mapping()[key] == frozen(item)
        if "lacks" in example:
            assert example["lacks"] not in found.mapping()
        if "rows" in example:
            assert len(found.rows()) == example["rows"]
        if "first" in example:
            assert isinstance(found.value, tuple)
            assert found.value[0] == example["first"]
        if "basis" in example:
            assert str(found.basis) == example["basis"]
        for name in ("unit", "binding", "before"):
            if name in example:
                assert getattr(found, name) == example[name]
        if "due" in example:
            start = example["from"]
            start = datetime.fromisoformat(start) if isinstance(start, str) else start
            assert due(Term.of(found), start, default_calendar()).on == example["due"]


class TestProvisionsInUse:
    @pytest.mark.parametrize(
        "file", ["documents_state", "documents_party", "counting", "working_rules", "inspection"]
    )
    def test_have_an_example_each(self, file: str) -> None:
        asked = {param.values[0]["ask"] for param in EXAMPLES if isinstance(param.values[0], Mapping)}
        written = {one.id for one in default_book() if Path(one.file).stem == file}
        assert written, file
        assert written - asked == set()

    def test_are_read_from_files_that_ship(self) -> None:
        assert {Path(one.file).name for one in default_book()} <= {path.name for path in HERE.rglob("*.yaml")}
        assert default_book().in_force("doc.state.incoming", date(2026, 11, 25)).line > 1
