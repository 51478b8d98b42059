"""A fresh log of 70,000 entries is believed by verifiers of other people, and each damaged copy refused.

Go's checksum database code (golang.org/x/mod/sumdb), aics-tlog (Python, of others), and the two files we hand
out (verify.mjs, liem_verify.py). Each gets twenty copies of the log with one thing wrong in each.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from kernel.log.signing import LOG, WITNESSES, policy_text, signed
from liem.desks.console import packages
from liem.kernel.canon import leaf
from liem.kernel.log import ENTRIES, Folder, Proof, Tile, TileNodes, append
from liem.kernel.log.tiles import fetch, split_bundle
from verifiers import broken
from verifiers.conftest import HERE, SHIPPED, needed

pytestmark = [pytest.mark.slow]
SIZE, STEP = 70_000, 10_000
QUORUM = 2
SECONDS = 30
RECEIPTS = (0, 4242, 65_535, 65_536, 69_888, 69_999)
AT = datetime(2026, 9, 14, 2, tzinfo=UTC)
Damage = Callable[[Path], object]
# Only this one process sees that package.
AICS = """
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
sys.argv.pop(0)
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def entry(index: int) -> bytes:
    mark = sha256(b"muc %d" % index).hexdigest()
    return leaf("task", hour=AT, tag=mark[:32], commitment=mark)


class Quick(Folder):
    """A log that need not survive a power cut: without fsync it is written in a second."""

    @staticmethod
    def _put(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("log")
    folder = Quick(root)
    for old in range(0, SIZE, STEP):
        entries = [entry(at) for at in range(old, old + STEP)]
        head = append(folder.read, folder.write, old=old, entries=entries)
    note = signed(head).encode()
    folder.publish(note)
    nodes = TileNodes(folder.read, SIZE)
    (root / "receipts").mkdir()
    for index in RECEIPTS:
        bundle = Tile(ENTRIES, index // 256, min(256, SIZE - index // 256 * 256))
        held = split_bundle(bundle, fetch(folder.read, bundle))[index % 256]
        proof = Proof.make(nodes, index=index, checkpoint=note, entry=held)
        (root / f"receipts/{index}.tlog-proof").write_bytes(proof.encode())
        (root / f"receipts/{index}.leaf").write_bytes(held)
    return root


# --- twenty things that go wrong ----------------------------------------------------------


def changed(root: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Put other bytes into one file; copies share their files, so the name gets a new one."""
    path = root / name
    data = path.read_bytes()
    assert change(data) != data
    path.unlink()
    path.write_bytes(change(data))


def flip(name: str, at: int) -> Damage:
    def change(data: bytes) -> bytes:
        place = at % len(data)
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    return lambda root: changed(root, name, change)


def put(name: str, old: bytes, new: bytes) -> Damage:
    return lambda root: changed(root, name, lambda data: data.replace(old, new, 1))


def swap(one: str, other: str) -> Damage:
    def change(root: Path) -> None:
        first, second = (root / one).read_bytes(), (root / other).read_bytes()
        changed(root, one, lambda _: second)
        changed(root, other, lambda _: first)

    return change


def line(number: int, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def of(data: bytes) -> bytes:
        lines = data.split(b"\n")
        lines[number] = change(lines[number])
        return b"\n".join(lines)

    return of


def other_letter(text: bytes) -> bytes:
    """The last letter but six, another one: still base64."""
    return text[:-7] + (b"A" if text[-7:-6] != b"A" else b"B") + text[-6:]


LAST_BUNDLE, LAST_TILE = "tile/entries/273.p/112", "tile/0/273.p/112"
RECEIPT = "receipts/4242"
DAMAGES: dict[str, Damage] = {
    "a bit of the first bundle": flip("tile/entries/000", 100),
    "a bit of a bundle in the middle": flip("tile/entries/130", 20_000),
    "a bit of the last bundle": flip(LAST_BUNDLE, -1),
    "a length in a bundle": flip("tile/entries/007", 1),
    "a bundle cut": lambda root: changed(root, "tile/entries/200", lambda data: data[:-10]),
    "a bundle with something behind": lambda root: changed(root, LAST_BUNDLE, lambda data: data + b"\0"),
    "a bundle missing": lambda root: (root / "tile/entries/099").unlink(),
    "two bundles changed over": swap("tile/entries/010", "tile/entries/011"),
    "a bit of the first tile": flip("tile/0/000", 5),
    "a bit of the last tile": flip(LAST_TILE, -5),
    "a bit of a tile above": flip("tile/1/000", 4_000),
    "a bit of the topmost tile": flip("tile/2/000.p/1", 3),
    "a tile missing": lambda root: (root / "tile/1/001.p/17").unlink(),
    "a tile cut": lambda root: changed(root, "tile/0/100", lambda data: data[:-32]),
    "another root in the head": lambda root: changed(root, "checkpoint", line(2, other_letter)),
    "another size in the head": put("checkpoint", b"\n70000\n", b"\n69999\n"),
    "another signature of the log": lambda root: changed(root, "checkpoint", line(4, other_letter)),
    "another signature of a witness": lambda root: changed(root, "checkpoint", line(5, other_letter)),
    "too few witnesses": lambda root: changed(
        root, "checkpoint", lambda data: b"\n".join(data.split(b"\n")[:6]) + b"\n"
    ),
    "a hash in a receipt": lambda root: changed(root, f"{RECEIPT}.tlog-proof", line(5, other_letter)),
    "another place in a receipt": put(f"{RECEIPT}.tlog-proof", b"index 4242\n", b"index 4243\n"),
    "another entry beside a receipt": flip(f"{RECEIPT}.leaf", 60),
}


# --- who looks ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Verifier:
    """Words of a command that checks a log; `before` and `behind` the folder."""

    before: list[str]
    behind: list[str]

    def says(self, root: Path) -> tuple[int, str]:
        done = subprocess.run(
            [*self.before, str(root), *self.behind],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        return done.returncode, done.stdout + done.stderr


KEYS = [str(LOG.key), str(QUORUM), *(str(one.key) for one in WITNESSES)]


@pytest.fixture(scope="session")
def policy(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("policy") / "policy.txt"
    path.write_bytes(policy_text(QUORUM))
    return str(path)


@pytest.fixture(scope="session")
def go(tmp_path_factory: pytest.TempPathFactory) -> Verifier:
    program = needed("go", "golang-go")
    if not packages.GO_MODULE.is_dir():
        pytest.fail("apt-get install golang-golang-x-mod-dev (./liem test does it)", pytrace=False)
    made = tmp_path_factory.mktemp("go")
    source = made / "source"
    shutil.copytree(HERE / "go", source)  # building writes go.sum
    environment = {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOSUMDB": "off", "GOTOOLCHAIN": "local"}
    done = subprocess.run(
        [program, "build", "-o", str(made / "verify"), "."],
        cwd=source,
        env={**os.environ, **environment, "GOCACHE": str(made / "cache")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return Verifier([str(made / "verify")], KEYS)


@pytest.fixture(scope="session")
def aics() -> Verifier:
    if not packages.outside():
        pytest.fail("aics-tlog is missing: ./liem test installs it, with the network", pytrace=False)
    return Verifier([sys.executable, "-c", AICS, str(packages.OUTSIDE), str(HERE / "aics.py")], KEYS)


@pytest.fixture(scope="session")
def javascript(policy: str) -> Verifier:
    return Verifier([needed("node", "nodejs"), "--no-warnings", str(HERE / "log.mjs")], [policy])


@pytest.fixture(scope="session")
def verifier(request: pytest.FixtureRequest) -> Verifier:
    found: Verifier = request.getfixturevalue(request.param)
    return found


def copy_of(log: Path, to: Path) -> Path:
    """A copy that shares the bytes: 563 names, no 11 MB."""
    shutil.copytree(log, to, copy_function=os.link)
    return to


@pytest.mark.timeout(300)
@pytest.mark.parametrize("verifier", ["go", "aics", "javascript"], indirect=True)
class TestEachVerifier:
    def test_believes_the_log_and_its_receipts(self, verifier: Verifier, log: Path) -> None:
        code, told = verifier.says(log)
        assert (code, "ok" in told) == (0, True), told

    def test_refuses_each_damaged_copy(self, verifier: Verifier, log: Path, tmp_path: Path) -> None:
        assert len(DAMAGES) >= 20
        believed = {}
        for at, (what, damage) in enumerate(DAMAGES.items()):
            copy = copy_of(log, tmp_path / str(at))
            damage(copy)
            code, told = verifier.says(copy)
            shutil.rmtree(copy)
            # 1 is a refusal; anything else would be a verifier that broke down.
            if code != 1:
                believed[what] = code, told[-500:]
        assert believed == {}


class TestGo:
    def test_refuses_every_change_of_one_character_of_a_receipt(self, go: Verifier) -> None:
        text = broken.PROOF.encode().decode()
        changed = [text[:at] + chr(ord(char) ^ 1) + text[at + 1 :] for at, char in enumerate(text)]
        changed += [text[:at] + text[at + 1 :] for at in range(len(text))]
        keys = [str(LOG.key), "2", *(str(one.key) for one in WITNESSES[:2])]
        done = subprocess.run(
            [*go.before, "-changed", b64encode(broken.LEAF).decode(), *keys],
            input="".join(b64encode(one.encode()).decode() + "\n" for one in [text, *changed]),
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS,
        )
        assert len(changed) > 1_078
        assert done.stdout.splitlines() == ["0", f"read {len(changed) + 1}"]


class TestTheSingleFile:
    """`liem_verify.py log`: the same damage, and the first thing that is wrong is named."""

    NAMED = {
        "a bit of the first bundle": "Entry 0 ",
        "a bit of a bundle in the middle": "Entry 33409 ",
        "a bit of the last bundle": "Entry 69999 ",
        "a bit of the first tile": "Entry 0 ",
        "a bit of the last tile": "Entry 69999 ",
        "a bundle missing": "tile/entries/099 of the log is missing",
        "a bit of a tile above": "tile/1/000, hash 125",
        "two bundles changed over": "Entry 2560 ",
    }

    @pytest.fixture
    def python(self, policy: str) -> Verifier:
        return Verifier([sys.executable, "-I", str(SHIPPED / "liem_verify.py"), "log"], ["--policy", policy])

    def test_believes_the_log(self, python: Verifier, log: Path) -> None:
        code, told = python.says(log)
        assert (code, "PROVEN" in told) == (0, True), told

    def test_names_what_is_wrong(self, python: Verifier, log: Path, tmp_path: Path) -> None:
        for at, (what, words) in enumerate(self.NAMED.items()):
            copy = copy_of(log, tmp_path / str(at))
            DAMAGES[what](copy)
            code, told = python.says(copy)
            shutil.rmtree(copy)
            assert (code, words in told) == (1, True), (what, told)
