"""`liem bundle` between two installations, each a process and a data folder of its own."""

from __future__ import annotations

import io
import json
import os
import random
import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from liem.kernel import seal
from liem.kernel.bundle import PART, container
from nightly import seconds, times
from running import LIEM, Server

KILLS = times("kills while bundles are taken")  # each needs two starts of the product
pytestmark = [pytest.mark.slow, pytest.mark.timeout(seconds(240))]

SEED = """
from datetime import UTC, date, datetime
from liem.spine.access import Actor, Duty
from liem.spine.units import actions as units
actor = Actor.of_schedule("set-up", Duty.MANAGE_UNITS)
for code, name, kind, level, parent in (
    ("TAL", "Tỉnh ủy An Liêm", "provincial_committee", "province", ""),
    ("XCR", "Đảng ủy xã Cửa Rừng", "commune_committee", "commune", "TAL"),
):
    new = units.NewUnit(code=code, name=name, kind=kind, level=level, side="party",
        valid_from=date(2025, 7, 1), parent_code=parent, document_symbol="ĐU")
    units.open_unit(actor=actor, at=datetime.now(UTC), new=new)
"""
COUNTS = """
import json
from liem.spine.bundles.models import Delivered, Received, Sent
from liem.spine.ledger import replay
from liem.spine.ledger.models import Entry
kinds = Entry.objects.filter(kind__startswith="bundles.bundle").values_list("kind", flat=True)
print(json.dumps({"sent": Sent.objects.count(), "received": Received.objects.count(),
    "delivered": Delivered.objects.count(), "entries": len(kinds), "agrees": replay.check().agrees}))
"""


@dataclass
class Side:
    """One installation."""

    code: str
    server: Server

    def bundle(self, *words: str | Path, code: int = 0) -> str:
        """Run `liem bundle`; gives what it printed, and fails unless it ended as it should."""
        done = self.server.run("bundle", *map(str, words))
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def counts(self) -> dict[str, int | bool]:
        """Rows and entries of bundles, and whether the ledger agrees with the rows."""
        found: dict[str, int | bool] = json.loads(self.server.python(COUNTS))
        return found

    def killed(self, seconds: float, *words: str | Path) -> None:
        """Run `liem bundle` and pull the plug after that time."""
        process = subprocess.Popen(
            [*LIEM, "bundle", *map(str, words)],
            env=self.server.environ,
            cwd=self.server.data_dir,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def two(serve: Callable[..., Server], tmp_path: Path) -> tuple[Side, Side]:
    """The province and the commune, each with the other's card."""
    sides = Side("TAL", serve(LIEM_OFFICE="TAL")), Side("XCR", serve(LIEM_OFFICE="XCR"))
    for side, other, role in ((*sides, "below"), (*sides[::-1], "above")):
        for each in (side, other):
            if not (tmp_path / f"{each.code}.card").exists():
                each.server.python(SEED)
                told = each.bundle("keys", "--out", tmp_path / f"{each.code}.card")
                (tmp_path / f"{each.code}.told").write_text(told)
        told = (tmp_path / f"{other.code}.told").read_text()
        fingerprint = re.search(r"fingerprint: ([0-9a-f ]{49})", told)
        assert fingerprint is not None
        side.bundle("trust", tmp_path / f"{other.code}.card", "--as", role, "--fingerprint", fingerprint[1])
    return sides


def sealed(folder: Path, size: int, name: str = "thu.age") -> Path:
    key = seal.X25519Identity.generate().recipient
    (folder / name).write_bytes(seal.encrypt_bytes(random.Random(size).randbytes(size), [key]))
    return folder / name


def only(folder: Path) -> Path:
    (found,) = folder.glob("*.liem")
    return found


class TestExchange:
    def test_goes_by_stick_by_wire_and_by_codes_each_once(
        self, two: tuple[Side, Side], tmp_path: Path
    ) -> None:
        province, commune = two
        stick = tmp_path / "usb"
        province.bundle("export", "--to", "XCR", "--sealed", sealed(tmp_path, 900), "--out", stick)
        first = only(stick)

        assert "Đã nhận gói số 1" in commune.bundle("import", stick)
        assert "đã nhận từ trước" in commune.bundle("import", stick)

        # by QR codes, misread and out of order
        wide = tmp_path / "codes"
        province.bundle(
            "export", "--to", "XCR", "--sealed", sealed(tmp_path, 1200, "hai.age"), "--out", tmp_path / "b"
        )
        printed = province.bundle("qr", only(tmp_path / "b"), "--out", wide)
        frames = (wide / "frames.txt").read_text("utf-8").splitlines()
        assert f"{len(frames)} mã QR" in printed
        assert len(list(wide.glob("*.svg"))) == len(frames) > 5
        random.Random(1).shuffle(frames)
        (tmp_path / "quet.txt").write_text("\n".join([*frames[1:], *frames[2:4]]))
        assert "Còn thiếu các mã QR số" in commune.bundle("import", tmp_path / "quet.txt", code=1)
        (tmp_path / "quet.txt").write_text("\n".join([*frames, *frames[2:4]]))
        assert "Đã nhận gói số 2" in commune.bundle("import", tmp_path / "quet.txt")

        # by wire: what came by a stick that was pulled out is not sent again
        big = sealed(tmp_path, 3 * PART, "ba.age")
        province.bundle("export", "--to", "XCR", "--sealed", big, "--out", tmp_path / "c")
        third = only(tmp_path / "c")
        parts = len(container.read(io.BytesIO(third.read_bytes())).slip.parts)
        (tmp_path / "cut.liem").write_bytes(third.read_bytes()[: 2 * PART])
        assert "còn thiếu" in commune.bundle("import", tmp_path / "cut.liem", code=3)
        told = province.bundle("send", third, commune.server.url)
        assert "Đã nhận gói số 3" in told
        assert f"({parts - 1} phần" in told
        assert "(0 phần" in province.bundle("send", third, commune.server.url)

        # what is wrong is refused in words, by file as by wire
        altered = bytearray(first.read_bytes())
        altered[-100] ^= 1
        (tmp_path / "altered.liem").write_bytes(altered)
        province.bundle(
            "export", "--to", "XCR", "--sealed", sealed(tmp_path, 700, "bon.age"), "--out", tmp_path / "d"
        )
        forged = only(tmp_path / "d").read_bytes().replace(b"number 4", b"number 5", 1)
        (tmp_path / "forged.liem").write_bytes(forged)
        assert "giả mạo" in commune.bundle("import", tmp_path / "forged.liem", code=1)
        assert "giả mạo" in province.bundle("send", tmp_path / "forged.liem", commune.server.url, code=1)
        assert "không phải cho" in province.bundle("import", only(tmp_path / "d"), code=1)

        status = commune.bundle("status")
        assert "đã nhận / received 3" in status
        assert "sealed files in the vault: 3" in status
        assert "đã gửi / sent 4" in province.bundle("status")
        assert commune.counts() == {"sent": 0, "received": 3, "delivered": 3, "entries": 3, "agrees": True}

    def test_refuses_an_address_that_is_not_safe(self, two: tuple[Side, Side], tmp_path: Path) -> None:
        province, _ = two
        province.bundle("export", "--to", "XCR", "--sealed", sealed(tmp_path, 900), "--out", tmp_path / "a")
        assert "https" in province.bundle("send", only(tmp_path / "a"), "http://xa.example", code=1)


class TestKilled:
    def test_while_taking_ends_with_each_bundle_once(self, two: tuple[Side, Side], tmp_path: Path) -> None:
        province, commune = two
        stick = tmp_path / "usb"
        for number in range(3):
            big = sealed(tmp_path, 4 * PART, f"{number}.age")
            province.bundle("export", "--to", "XCR", "--sealed", big, "--out", stick)
        began = time.monotonic()
        commune.bundle("status")
        starting = time.monotonic() - began
        chance = random.Random(7)
        for _ in range(KILLS):
            commune.killed(starting * chance.uniform(0.5, 2.0), "import", stick)
        told = commune.bundle("import", stick)
        assert len(told.splitlines()) >= 3
        assert commune.counts() == {"sent": 0, "received": 3, "delivered": 3, "entries": 3, "agrees": True}
        assert "waiting" not in commune.bundle("status")

    def test_while_making_gives_each_number_one_bundle(self, two: tuple[Side, Side], tmp_path: Path) -> None:
        province, commune = two
        stick, big = tmp_path / "usb", sealed(tmp_path, 4 * PART)
        began = time.monotonic()
        province.bundle("status")
        starting = time.monotonic() - began
        chance = random.Random(8)
        for _ in range(KILLS):
            words = ("export", "--to", "XCR", "--sealed", big, "--out", stick)
            province.killed(starting * chance.uniform(0.7, 1.6), *words)
        province.bundle("export", "--to", "XCR", "--sealed", big, "--out", stick)
        made = province.counts()
        assert made["sent"] == made["entries"]
        assert made["agrees"]
        # what stands on the stick and what is copied again for each number must be the same bundles
        for number in range(1, int(made["sent"]) + 1):
            province.bundle("export", "--to", "XCR", "--again", str(number), "--out", tmp_path / "again")
        commune.bundle("import", stick, code=0 if len(list(stick.glob("*.liem"))) == made["sent"] else 3)
        commune.bundle("import", tmp_path / "again")
        assert commune.counts()["received"] == made["sent"]
        for path in stick.glob("*.liem"):
            assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
