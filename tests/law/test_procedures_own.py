"""An installation's own law stands beside ours: its province's rules win there, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from liem.law import BadLaw, NoLawInForce, default_book
from liem.law.book import NATIONAL, add_root, own_roots, remove_root
from liem.law.procedures import default_procedures

TODAY = date(2026, 11, 25)
TAL = ("body:XCR", "province:tal", *NATIONAL)
Add = Callable[..., None]

LIMITS = """\
defaults:
  jurisdiction: {jurisdiction}
  valid: [{since}, null]
  basis: {{doc: Quy định 9-QĐ/TU năm 2026 của Tỉnh ủy}}
  confidence: S
  source: ours
provisions:
- {{id: insp.file.after_close, title: Nộp lưu hồ sơ, unit: wd, value: 10, count_from: closed}}
- {{id: insp.sign.duration, title: Thời gian kiểm tra, unit: d, value: 40, count_from: started}}
"""


@pytest.fixture
def add(tmp_path: Path) -> Iterator[Add]:
    """Add a folder of law with the given files to what is read, for one test."""

    def written(**files: str) -> None:
        for name, text in files.items():
            file = tmp_path / f"{name.replace('__', '/')}.yaml"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        add_root(tmp_path)

    yield written
    remove_root(tmp_path)
    assert own_roots() == ()


class TestOwnLimits:
    def test_of_a_province_win_over_central_ones_there_and_nowhere_else(self, add: Add) -> None:
        assert default_book().in_force("insp.file.after_close", TODAY, jurisdictions=TAL).number() == 15
        add(tinh=LIMITS.format(jurisdiction="province:tal", since="2026-01-01"))
        own = default_book().in_force("insp.file.after_close", TODAY, jurisdictions=TAL)
        assert (own.number(), own.binding) == (10, True)
        assert str(own.basis) == "Quy định 9-QĐ/TU năm 2026 của Tỉnh ủy"
        assert default_book().in_force("insp.file.after_close", TODAY).number() == 15
        assert default_book().in_force("insp.sign.duration", TODAY, jurisdictions=TAL).number() == 40
        with pytest.raises(NoLawInForce):
            default_book().in_force("insp.sign.duration", date(2025, 12, 31), jurisdictions=TAL)

    def test_end_ours_of_the_same_province_on_their_first_day(self, add: Add) -> None:
        whose = ("province:lao-cai", *NATIONAL)
        add(tinh=LIMITS.format(jurisdiction="province:lao-cai", since="2026-10-01"))
        book = default_book()
        assert book.in_force("insp.sign.duration", date(2026, 9, 30), jurisdictions=whose).number() == 45
        assert book.in_force("insp.sign.duration", date(2026, 10, 1), jurisdictions=whose).number() == 40

    def test_with_a_fault_are_refused_with_file_and_line(self, add: Add) -> None:
        text = LIMITS.format(jurisdiction="province:tal", since="2026-01-01")
        add(tinh=text.replace("value: 40", "value: bốn mươi"))
        with pytest.raises(BadLaw) as refused:
            default_book()
        assert (refused.value.file, refused.value.line) == ("tinh.yaml", 9)

    def test_are_gone_with_their_folder(self, add: Add, tmp_path: Path) -> None:
        add(tinh=LIMITS.format(jurisdiction="province:tal", since="2026-01-01"))
        assert default_book().in_force("insp.sign.duration", TODAY, jurisdictions=TAL).number() == 40
        remove_root(tmp_path)
        with pytest.raises(NoLawInForce):
            default_book().in_force("insp.sign.duration", TODAY, jurisdictions=TAL)

    def test_of_the_guide_are_read_as_it_says(self, add: Add) -> None:
        guide = (Path(__file__).parents[2] / "docs/how-to/change-a-procedure.md").read_text("utf-8")
        add(tinh=dedent(re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)[0]))
        found = default_book().in_force("insp.sign.duration", TODAY, jurisdictions=TAL)
        assert (found.number(), found.unit, found.confidence) == (40, "d", "V")


class TestOwnProcedure:
    OWN = """\
id: thematic_supervision
title: Giám sát chuyên đề của tỉnh
activity: thematic_supervision
side: party
letters: GSCĐ
jurisdiction: province:tal
valid: [2026-06-01, null]
basis: {doc: Quy định 9-QĐ/TU năm 2026 của Tỉnh ủy}
confidence: S
source: ours
subjects: [organisation]
bodies: [commission]
duration: insp.sign.duration
refers_to: [sign_based_inspection]
steps:
- {key: decide, title: Quyết định, phase: prepare, who: [decider], papers: [decision]}
- {key: self_report, title: Báo cáo, phase: conduct, who: [subject], limit: insp.sign.duration, from: decide}
- {key: conclude, title: Kết luận, phase: conclude, who: [decider], papers: [conclusion], concludes: true}
- {key: archive, title: Lưu, phase: conclude, who: [office], closes: true}
"""

    def test_of_a_province_replaces_ours_there_from_its_day(self, add: Add) -> None:
        add(
            procedures__giam_sat=self.OWN, tinh=LIMITS.format(jurisdiction="province:tal", since="2026-01-01")
        )
        book = default_procedures()
        own = book.in_force("thematic_supervision", TODAY, jurisdictions=TAL)
        assert (own.title, own.file) == ("Giám sát chuyên đề của tỉnh", "procedures/giam_sat.yaml")
        assert len(own.steps) == 4
        assert book.in_force("thematic_supervision", TODAY).title == "Giám sát chuyên đề"
        before = book.in_force("thematic_supervision", date(2026, 5, 31), jurisdictions=TAL)
        assert before.jurisdiction == "party"
        assert [each.id for each in book.available(TODAY, jurisdictions=TAL)] == [
            each.id for each in book.available(TODAY)
        ]

    def test_is_no_provision(self, add: Add) -> None:
        add(procedures__giam_sat=self.OWN)
        assert "thematic_supervision" not in default_book()
