"""Who holds the key of a case finds its events and sees a gap; who kept an old head sees a past rewritten."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kernel.log.signing import policy_text, signed
from liem.kernel.canon import case_tag, leaf
from liem.kernel.log import Folder, append
from verifiers.broken import LEAF
from verifiers.conftest import SHIPPED
from verifiers.test_outsiders import AT, entry

KEY = bytes(range(32))
PLACES = {1: 3, 2: 255, 3: 256, 5: 599}  # number → place; 4 was never entered
SIZE = 600


def entries(places: dict[int, int]) -> list[bytes]:
    found = [entry(at) for at in range(SIZE)]
    for n, at in places.items():
        found[at] = leaf("task", hour=AT, tag=case_tag(KEY, n), commitment="a" * 64)
    found[7] = b"no leaf of ours"
    return found


def published(root: Path, given: list[bytes]) -> Path:
    folder = Folder(root)
    folder.publish(signed(append(folder.read, folder.write, old=0, entries=given)).encode())
    (root / "policy.txt").write_bytes(policy_text(2))
    return root


def run(*words: object) -> tuple[int, str]:
    line = [sys.executable, "-I", str(SHIPPED / "liem_verify.py"), *map(str, words)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return published(tmp_path / "log", entries(PLACES))


@pytest.fixture
def address(log: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(log))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


class TestCase:
    @pytest.mark.parametrize(
        ("places", "missing", "twice"),
        [(PLACES, [4], []), ({1: 3, 2: 9}, [], []), ({}, [], []), ({2: 3}, [1], [])],
    )
    def test_is_found_with_its_gaps_by_both(
        self,
        single: ModuleType,
        node: Callable[..., Any],
        places: dict[int, int],
        missing: list[int],
        twice: list[int],
    ) -> None:
        given = entries(places)
        found = single.find_case(KEY, given)
        expected = {
            "found": [*map(list, sorted(places.items()))],
            "missing": missing,
            "twice": twice,
            "entries": SIZE,
        }
        assert {**found._asdict(), "found": [[one.n, one.place] for one in found.found]} == expected
        parts = [(at, given[at : at + 256]) for at in (512, 0, 256)]
        bundles = [
            {"first": at, "data": b"".join(len(one).to_bytes(2, "big") + one for one in part).hex()}
            for at, part in parts
        ]
        assert node("case.mjs", lines=json.dumps({"key": KEY.hex(), "bundles": bundles})) == expected

    def test_goes_on_in_a_log_that_began_again(
        self, node: Callable[..., Any], log: Path, tmp_path: Path
    ) -> None:
        given = [entries({}), entries({4: 3, 6: 2})]
        given[0] = entries(PLACES)
        again = published(tmp_path / "again", given[1])
        code, told = run("case", KEY.hex(), log, again, "--events", 6)
        assert (code, "MISSING" in told, "  6. mục số / entry 2 (" in told) == (0, False, True), told
        bundles = [
            {
                "first": 0,
                "log": at,
                "data": b"".join(len(one).to_bytes(2, "big") + one for one in each[:256]).hex(),
            }
            for at, each in enumerate(given)
        ]
        said = node("case.mjs", lines=json.dumps({"key": KEY.hex(), "bundles": bundles}))
        assert said["found"] == [[1, 3], [2, 255], [4, 1, 3], [6, 1, 2]]
        assert (said["missing"], said["twice"]) == ([3, 5], [])

    def test_is_nobody_elses_to_find(self, single: ModuleType) -> None:
        assert single.find_case(bytes(32), entries(PLACES)).found == []

    def test_shows_a_number_that_stands_twice(self, single: ModuleType) -> None:
        given = entries(PLACES)
        given[20] = given[3]
        assert single.find_case(KEY, given).twice == [1]

    def test_is_told_by_the_command(self, log: Path) -> None:
        code, told = run("case", KEY.hex(), log)
        assert (code, "MISSING: 4\n" in told, "5. mục số / entry 599: task" in told) == (1, True, True), told


class TestWholeLog:
    def test_is_read_from_a_web_address(self, log: Path, address: str) -> None:
        code, told = run("log", address, "--policy", log / "policy.txt")
        assert (code, "PROVEN" in told) == (0, True), told

    @pytest.mark.parametrize("old", [1, 255, 256, 300, 512, 600])
    def test_continues_a_head_kept_from_before(self, log: Path, tmp_path: Path, old: int) -> None:
        kept = published(tmp_path / "old", entries(PLACES)[:old]) / "checkpoint"
        assert run("log", log, "--policy", log / "policy.txt", "--since", kept)[0] == 0

    @pytest.mark.parametrize("at", [0, 254])
    def test_with_another_past_is_refused(self, log: Path, tmp_path: Path, at: int) -> None:
        given = entries(PLACES)[:300]
        given[at] = LEAF
        kept = published(tmp_path / "old", given) / "checkpoint"
        code, told = run("log", log, "--policy", log / "policy.txt", "--since", kept)
        assert (code, "bad_past" in told) == (1, True), told
