"""Four ways to one draw: the product, draw.mjs, draw.sh, liem_verify.py agree; a changed list shows."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kernel.test_draw_shell import a_frame
from liem.kernel.draw import Frame, draw
from verifiers.conftest import SHIPPED

VECTORS = Path(__file__).resolve().parents[1] / "kernel/vectors/draw.json"
FRAMES = 200
Case = dict[str, Any]


def cases() -> list[Case]:
    chance = random.Random(20261126)
    found = []
    for number in range(FRAMES):
        frame = a_frame(chance, lines=chance.randint(1, 9))
        rate = f"{chance.randint(1, 20)}/20" if number % 2 else None
        found.append(
            {
                "list": frame.text().hex(),
                "seed": f"BT-{number}/KH/{chance.randrange(10**20):020}",
                "rate": rate,
                "count": None if rate else chance.randint(1, 9),
                "leaders": number % 4 < 2,
                "reserves": chance.randint(0, 3),
            }
        )
    return found


def of_vectors() -> list[Case]:
    found = []
    for case in json.loads(VECTORS.read_text("utf-8"))["cases"]:
        lines = b"".join(sorted(f"{line}\n".encode() for line in case["lines"]))
        terms = {name: case[name] for name in ("seed", "rate", "count", "leaders", "reserves")}
        found.append({"list": lines.hex(), **terms})
    return found


def by_the_product(case: Case) -> list[str]:
    rate = None if case["rate"] is None else Fraction(case["rate"])
    terms = {name: case[name] for name in ("seed", "count", "leaders", "reserves")}
    return [*draw(Frame.parse(bytes.fromhex(case["list"])), rate=rate, **terms).lines()]


def by_shell(case: Case, folder: Path) -> list[str]:
    (folder / "list.tsv").write_bytes(bytes.fromhex(case["list"]))
    words = ["list.tsv", case["seed"], case["rate"] or str(case["count"])]
    words += [*(["leaders"] if case["leaders"] else []), f"reserves={case['reserves']}"]
    done = subprocess.run(
        ["sh", str(SHIPPED / "draw.sh"), *words], cwd=folder, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return done.stdout.decode().splitlines()


def by_single(case: Case, single: ModuleType) -> list[str]:
    top, _, bottom = (case["rate"] or "").partition("/")
    rate = (int(top), int(bottom)) if top else None
    terms = {name: case[name] for name in ("seed", "count", "leaders", "reserves")}
    found = single.draw(single.parse_frame(bytes.fromhex(case["list"])), rate=rate, **terms)
    lines = []
    for unit, *_ in found["units"]:
        for mark, lots in (("", found["chosen"]), ("R", found["reserves"])):
            own = [lot for lot in lots if lot[0] == unit]
            lines += ["\t".join([f"{mark}{at}", *lot]) for at, lot in enumerate(own, start=1)]
    return lines


class TestFourWays:
    @pytest.mark.parametrize("given", [cases, of_vectors], ids=["two hundred lists", "vectors"])
    def test_draw_the_same(
        self, given: Callable[[], list[Case]], node: Callable[..., Any], single: ModuleType, tmp_path: Path
    ) -> None:
        wanted = given()
        expected = [by_the_product(case) for case in wanted]
        in_node = node("draws.mjs", lines="\n".join(json.dumps(case) for case in wanted))
        assert [one["lines"] for one in in_node] == expected
        assert [by_single(case, single) for case in wanted] == expected
        assert [by_shell(case, tmp_path) for case in wanted] == expected

    def test_differ_when_one_byte_of_the_list_differs(self, node: Callable[..., Any], tmp_path: Path) -> None:
        (case,) = [case for case in of_vectors() if len(case["list"]) > 500][:1]
        data = bytes.fromhex(case["list"])
        last = data.rstrip(b"\n")
        other = {**case, "list": (last[:-1] + bytes([last[-1] + 1]) + b"\n").hex()}
        one, two = node("draws.mjs", lines="\n".join(json.dumps(given) for given in (case, other)))
        assert one["sha256"] != two["sha256"]
        tickets = [{line.split("\t")[4] for line in found["lines"]} for found in (one, two)]
        assert not tickets[0] & tickets[1]
        assert by_shell(other, tmp_path) == two["lines"] == by_the_product(other)


class TestShell:
    @pytest.mark.parametrize(
        ("lines", "words", "code"),
        [
            (b"-\tN\ta\n-\tN\tb\n", "BT/11111111111111111111 1", 0),
            (b"-\tN\tb\n-\tN\ta\n", "BT/11111111111111111111 1", 1),
            (b"-\tN\ta\n-\tN\ta\n", "BT/11111111111111111111 1", 1),
            (b"-\tD\ta\n-\tN\ta\n", "BT/11111111111111111111 1", 1),
            (b"-\tN\ta\n-\tN\tb", "BT/11111111111111111111 1", 1),
            (b"-\tN\ta\r\n", "BT/11111111111111111111 1", 1),
            (b"-\tX\ta\n", "BT/11111111111111111111 1", 1),
            (b"", "BT/11111111111111111111 1", 1),
            (b"-\tN\ta\n", "BT/11111111111111111111 1 leaders", 1),
            (b"-\tN\ta\n", "BT/1111 1", 2),
            (b"-\tN\ta\n", "BT/11111111111111111111 3/2", 2),
            (b"-\tN\ta\n", "BT/11111111111111111111 0", 2),
            (b"-\tN\ta\n", "BT/11111111111111111111 1 leader", 2),
        ],
    )
    def test_refuses_what_is_no_list_and_what_it_does_not_understand(
        self, tmp_path: Path, lines: bytes, words: str, code: int
    ) -> None:
        (tmp_path / "a.tsv").write_bytes(lines)
        line = ["sh", str(SHIPPED / "draw.sh"), "a.tsv", *words.split()]
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == code, done.stderr
        assert (done.stdout == b"") is (code != 0)


class TestPublishedVectors:
    @pytest.mark.parametrize("name", ["log.json", "draw.json"])
    def test_are_those_the_product_is_tested_with(self, name: str) -> None:
        kept = {"log.json": VECTORS.parents[1] / "log/vectors/log.json", "draw.json": VECTORS}[name]
        assert (SHIPPED / "vectors" / name).read_bytes() == kept.read_bytes()
