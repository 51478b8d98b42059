"""A procedure file with a fault is refused whole, with file, line and what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from liem.law import BadLaw
from liem.law.procedures import load_procedures, read_procedure

GOOD = """\
id: thematic_supervision
title: Giám sát chuyên đề
activity: thematic_supervision
side: party
letters: GS
jurisdiction: province:tal
valid: [2026-01-01, null]
basis: {doc: Quy định 9-QĐ/TU}
confidence: S
source: ours
subjects: [organisation]
bodies: [commission]
steps:
- key: decide
  title: Quyết định
  phase: prepare
  who: [decider]
- key: conclude
  title: Kết luận
  phase: conclude
  who: [decider]
  concludes: true
- key: archive
  title: Lưu
  phase: conclude
  who: [head]
  closes: true
"""


def read(tmp_path: Path, text: str) -> BadLaw:
    file = tmp_path / "quy-trinh.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadLaw) as refused:
        read_procedure(file)
    assert refused.value.vi.startswith(f"quy-trinh.yaml, dòng {refused.value.line}: ")
    return refused.value


class TestReading:
    def test_takes_a_whole_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
        (made,) = load_procedures(tmp_path).all
        assert [each.key for each in made.steps] == ["decide", "conclude", "archive"]
        assert made.title_en == ""

    @pytest.mark.parametrize(
        ("old", "new", "code", "line"),
        [
            ("id: thematic_supervision\n", "", "missing_id", 1),
            ("title: Giám sát chuyên đề", "title: 5", "missing_title", 2),
            ("activity: thematic_supervision", "activity: raid", "bad_activity", 3),
            ("jurisdiction: province:tal", "jurisdiction: tal", "bad_jurisdiction", 6),
            ("valid: [2026-01-01, null]", "valid: [2026-01-01, 2025-01-01]", "bad_dates", 7),
            ("valid: [2026-01-01, null]", "valid: 2026-01-01", "missing_dates", 7),
            ("valid: [2026-01-01, null]", "valid: [2026-13-01, null]", "unreadable", 1),
            ("basis: {doc: Quy định 9-QĐ/TU}", "basis: {doc: a, nay là b}", "unknown_key", 8),
            ("confidence: S", "confidence: M", "bad_status", 9),
            ("source: ours", "source: ours\ncolour: red", "unknown_key", 1),
            ("subjects: [organisation]", "subjects: [citizen]", "bad_subjects", 11),
            ("subjects: [organisation]", "subjects: [organisation]\nrefers_to: raid", "bad_refers_to", 12),
            ("bodies: [commission]", "bodies: [commission, commission]", "bad_bodies", 12),
            ("  who: [decider]\n- key: conclude", "  who: [chief]\n- key: conclude", "bad_who", 14),
            ("- key: conclude", "- key: decide", "steps", 18),
            ("- key: conclude", "- key: stop", "steps", 18),
            ("- key: conclude", "- key: kết-luận", "steps", 18),
            ("  concludes: true", "  concludes: 'có'", "bad_concludes", 18),
            ("  closes: true\n", "  closes: true\n  concludes: true\n", "concludes", 14),
            ("  closes: true\n", "", "closes", 14),
            ("  concludes: true", "  closes: true", "closes", 14),
            ("  concludes: true", "  limit: insp.team.max", "limit", 18),
            ("  concludes: true", "  limit: a.b\n  from: archive", "from", 18),
            ("  phase: prepare", "  phase: conclude", "", 0),
            ("  phase: conclude\n  who: [head]", "  phase: prepare\n  who: [head]", "phase", 23),
            ("side: party", "side: party\nside: state", "twice", 5),
            ("  title: Lưu", "  title: Lưu\n  title: Lại", "twice", 25),
            ("side: party", "side: [party", "yaml", 5),
        ],
    )
    def test_refuses_a_fault_with_its_line(
        self, tmp_path: Path, old: str, new: str, code: str, line: int
    ) -> None:
        assert old in GOOD
        text = GOOD.replace(old, new, 1)
        if not code:  # no step needs to stand in the first stage
            (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
            assert read_procedure(tmp_path / "a.yaml").steps[0].phase == "conclude"
            return
        refused = read(tmp_path, text)
        assert (refused.code, refused.line) == (code, line)

    @pytest.mark.parametrize("text", ["", "- a\n- b\n", "chỉ có chữ"])
    def test_refuses_what_is_no_procedure(self, tmp_path: Path, text: str) -> None:
        assert read(tmp_path, text).code == "shape"

    def test_refuses_bytes_that_are_no_text(self, tmp_path: Path) -> None:
        file = tmp_path / "a.yaml"
        file.write_bytes(b"title: \xff\xfe\xfa\n")
        with pytest.raises(BadLaw, match=r"a\.yaml"):
            read_procedure(file)

    def test_refuses_two_of_one_body_on_one_day(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
        (tmp_path / "b.yaml").write_text(GOOD.replace("2026-01-01", "2026-07-01"), encoding="utf-8")
        with pytest.raises(BadLaw) as refused:
            load_procedures(tmp_path)
        assert refused.value.code == "overlap"

    def test_refuses_a_way_to_a_procedure_nobody_wrote(self, tmp_path: Path) -> None:
        text = GOOD.replace("bodies:", "refers_to: [raid]\nbodies:")
        (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(BadLaw) as refused:
            load_procedures(tmp_path)
        assert refused.value.code == "refers_to"
