"""Three routes to one selection: this code, the line on the sheet, the page for people in the hall."""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from liem.kernel.draw import BadSeed, BadTerms, Frame, Result, commitment, draw, shell_line

PAGE = (Path(__file__).resolve().parents[2] / "docs/how-to/check-a-draw.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", PAGE, re.DOTALL)
VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors" / "draw.json").read_text("utf-8")
)["cases"]
AWKWARD = "aĐ \\%$'\"`*!#~&|;<>()0123456789+-.eExX"


def block(start: str) -> str:
    """The one block of the page that begins so."""
    (found,) = [text for _, text in BLOCKS if text.startswith(start)]
    return str(found)


def shell(line: str, folder: Path) -> str:
    done = subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, check=False)
    assert done.stderr == b""
    return done.stdout.decode()


def by_the_page(folder: Path, case: dict[str, Any]) -> list[str]:
    """Step 3 of the page with the five lines of this case; printed by ticket, so put by unit and place."""
    top, bottom = (case["rate"] or "0/1").split("/")
    five = (
        f"list=danh-sach.tsv\nseed='{case['seed']}'\ntop={top} bottom={bottom} count={case['count'] or 0}\n"
        f"leaders={int(case['leaders'])}\nreserves={case['reserves']}\n"
    )
    printed = [line.split("\t") for line in shell(five + block("# Mỗi dòng"), folder).splitlines()]
    printed.sort(key=lambda row: (row[1].encode(), row[0][0] == "R", int(row[0].lstrip("R"))))
    return ["\t".join(row) for row in printed]


def drawn(case: dict[str, Any]) -> tuple[Frame, Result]:
    unit_kind_id = [line.split("\t") for line in case["lines"]]
    frame = Frame.of((unit, kind, name) for unit, kind, name in unit_kind_id)
    rate = None if case["rate"] is None else Fraction(case["rate"])
    terms = {"leaders": case["leaders"], "reserves": case["reserves"]}
    return frame, draw(frame, seed=case["seed"], rate=rate, count=case["count"], **terms)


class TestVectors:
    @pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["why"])
    def test_hold(self, case: dict[str, Any]) -> None:
        frame, result = drawn(case)
        assert frame.sha256 == case["frame_sha256"]
        assert [*result.lines()] == case["drawn"]

    def test_are_many_and_each_has_its_reason(self) -> None:
        assert len({case["why"] for case in VECTORS}) == len(VECTORS) >= 20

    def test_are_what_the_page_for_the_hall_prints(self, tmp_path: Path) -> None:
        for case in VECTORS:
            lines = b"".join(sorted(f"{line}\n".encode() for line in case["lines"]))
            assert hashlib.sha256(lines).hexdigest() == case["frame_sha256"]
            (tmp_path / "danh-sach.tsv").write_bytes(lines)
            assert by_the_page(tmp_path, case) == case["drawn"], case["why"]

    def test_are_what_the_line_on_the_sheet_prints(self, tmp_path: Path) -> None:
        for case in VECTORS:
            frame, result = drawn(case)
            (tmp_path / "list.tsv").write_bytes(frame.text())
            assert shell(result.shell_line("list.tsv"), tmp_path).splitlines() == case["drawn"], case["why"]


class TestLine:
    def test_prints_what_this_code_draws_for_forty_lists(self, tmp_path: Path) -> None:
        chance = random.Random(20261125)
        for number in range(40):
            frame = a_frame(chance, lines=chance.randint(1, 25))
            rate = Fraction(chance.randint(1, 20), 20) if number % 2 else None
            result = draw(
                frame,
                seed=f"BT-{number}/{chance.randrange(10**20):020}",
                rate=rate,
                count=None if rate else chance.randint(1, 9),
                leaders=number % 4 < 2,
                reserves=chance.randint(0, 3),
            )
            file = tmp_path / f"danh sách {number}'s.tsv"
            file.write_bytes(frame.text())
            assert shell(result.shell_line(file.name), tmp_path).splitlines() == [*result.lines()], number

    def test_prints_the_same_for_a_commune_of_four_hundred(self, tmp_path: Path) -> None:
        frame = a_frame(random.Random(3), lines=400)
        result = draw(frame, seed="BT/" + "7" * 20, rate=Fraction(1, 10), leaders=True, reserves=2)
        (tmp_path / "x.tsv").write_bytes(frame.text())
        assert shell(result.shell_line("x.tsv"), tmp_path).splitlines() == [*result.lines()]

    def test_runs_nothing_that_stands_in_its_words(self, tmp_path: Path) -> None:
        file = "'; touch pwned; '$(touch pwned).tsv"
        (tmp_path / file).write_bytes(Frame.plain(["$(touch pwned)", "`touch pwned`"]).text())
        line = shell_line(file, seed="BT/" + "1" * 20, count=2)
        assert len(shell(line, tmp_path).splitlines()) == 2
        assert [path.name for path in tmp_path.iterdir()] == [file]

    def test_is_one_line_and_asks_for_the_terms_of_a_draw(self) -> None:
        assert "\n" not in shell_line("x.tsv", seed="BT/" + "1" * 20, rate=Fraction(1, 10), leaders=True)
        with pytest.raises(BadSeed):
            shell_line("x.tsv", seed="$(reboot)", count=1)
        with pytest.raises(BadTerms):
            shell_line("x.tsv", seed="BT/" + "1" * 20)


class TestPage:
    def test_shows_an_example_that_comes_out_as_printed(self, tmp_path: Path) -> None:
        (tsv,) = [text for kind, text in BLOCKS if kind == "tsv"]
        (tmp_path / "danh-sach.tsv").write_text(tsv, "utf-8")
        printed = shell(block("list=") + block("# Mỗi dòng"), tmp_path)
        assert f"```\n{printed}```" in PAGE
        first = shell(block("sha256sum"), tmp_path).splitlines()
        assert first == [f"{Frame.parse(tsv.encode()).sha256}  danh-sach.tsv", str(tsv.count("\n"))]
        assert f"`{first[0][:64]}`" in PAGE

    def test_opens_a_commitment_as_this_code_made_it(self, tmp_path: Path) -> None:
        nonce = bytes(range(200, 232))
        line = block("{ printf").replace("CHU-SO", "0472").replace("HEX", nonce.hex())
        assert shell(line, tmp_path) == f"{commitment('0472', nonce)}  -\n"


def a_frame(chance: random.Random, *, lines: int) -> Frame:
    """A list of awkward words; each of its units has a head."""

    def word() -> str:
        return "".join(chance.choices(AWKWARD, k=chance.randint(1, 5))).strip() or "x"

    units = [word() for _ in range(1 + lines // 8)]
    rows = {(unit, "the head"): "H" for unit in units}
    rows |= {(chance.choice(units), word()): chance.choice("HDNNNN") for _ in range(lines - len(units))}
    return Frame.of((unit, kind, name) for (unit, name), kind in rows.items())
