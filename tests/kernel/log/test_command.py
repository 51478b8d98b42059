"""`liem log verify`: proven, refused, not enough; offline, without framework, in two languages."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import liem
from kernel.log.signing import WITNESSES, Key, policy_text, receipt
from liem.desks.console.log import INCOMPLETE, NOT_UNDERSTOOD, PROVEN, REFUSED, main
from liem.kernel.canon import leaf
from liem.kernel.log import Proof, cosign
from liem.kernel.log.note import COSIGNATURE
from liem.site.cli import COMMANDS

LEAF = leaf("task", hour=datetime(2025, 11, 24, 15, 40, tzinfo=UTC), tag="0" * 32, commitment="a" * 64)
PROOF = receipt([LEAF, *(b"muc %d" % at for at in range(8))], 0)
Told = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bien-nhan.tlog-proof").write_bytes(PROOF.encode())
    (tmp_path / "qr.txt").write_text(PROOF.encode_qr() + "\n", "utf-8")
    (tmp_path / "chinh-sach.txt").write_bytes(policy_text(2))
    (tmp_path / "khong-chung-kien.txt").write_bytes(policy_text(witnesses=[]))
    (tmp_path / "muc.bin").write_bytes(LEAF)
    (tmp_path / "muc-khac.bin").write_bytes(b"muc 3")
    return tmp_path


def run(folder: Path, told: Told, file: str, *, policy: str = "", leaf: str = "") -> tuple[int, str, str]:
    words = ["verify", str(folder / file)]
    words += ["--policy", str(folder / policy)] if policy else []
    words += ["--leaf", str(folder / leaf)] if leaf else []
    code = main(words)
    out = told.readouterr()
    return code, out.out, out.err


class TestCommand:
    @pytest.mark.parametrize("file", ["bien-nhan.tlog-proof", "qr.txt"])
    def test_proves_a_receipt_with_policy_and_entry(self, folder: Path, capsys: Told, file: str) -> None:
        code, out, err = run(folder, capsys, file, policy="chinh-sach.txt", leaf="muc.bin")
        assert (code, err) == (PROVEN, "")
        assert "ĐÃ CHỨNG MINH" in out
        assert "PROVEN" in out
        assert "chung-kien-2.example" in out
        assert "23:00:01 24/11/2025" in out
        assert "task, 22 giờ 24/11/2025" in out
        # What even a proven receipt does not show.
        assert "cam kết, không phải nội dung" in out
        assert "clocks" in out

    @pytest.mark.parametrize(
        ("policy", "leaf", "says"),
        [
            ("", "", "needs --policy"),
            ("", "muc.bin", "signed by whom?"),
            ("chinh-sach.txt", "", "needs --leaf"),
        ],
    )
    def test_never_calls_half_a_check_a_proof(
        self, folder: Path, capsys: Told, policy: str, leaf: str, says: str
    ) -> None:
        code, out, err = run(folder, capsys, "bien-nhan.tlog-proof", policy=policy, leaf=leaf)
        assert (code, err) == (INCOMPLETE, "")
        assert "CHƯA ĐỦ" in out
        assert says in out
        assert "PROVEN" not in out

    def test_says_when_nobody_watched(self, folder: Path, capsys: Told) -> None:
        code, out, _ = run(folder, capsys, "qr.txt", policy="khong-chung-kien.txt", leaf="muc.bin")
        assert code == PROVEN
        assert "không có chứng kiến" in out
        assert "3 chữ ký của khóa lạ" in out

    def test_refuses_another_entry_a_changed_file_and_another_policy(
        self, folder: Path, capsys: Told
    ) -> None:
        changed = PROOF.encode().replace(b"\n9\n", b"\n8\n")
        (folder / "sua.tlog-proof").write_bytes(changed)
        (folder / "khac.txt").write_bytes(policy_text(2, [Key(f"k{at}", COSIGNATURE) for at in range(3)]))
        for file, policy, entry in (
            ("bien-nhan.tlog-proof", "chinh-sach.txt", "muc-khac.bin"),
            ("sua.tlog-proof", "chinh-sach.txt", "muc.bin"),
            ("bien-nhan.tlog-proof", "khac.txt", "muc.bin"),
            ("muc.bin", "chinh-sach.txt", "muc.bin"),
        ):
            code, out, err = run(folder, capsys, file, policy=policy, leaf=entry)
            assert code == REFUSED
            assert "PROVEN" not in out
            assert "KHÔNG hợp lệ" in err
            assert "Do not rely" in err

    def test_does_not_blame_the_receipt_for_a_missing_file_or_a_slip_in_the_policy(
        self, folder: Path, capsys: Told
    ) -> None:
        (folder / "hong.txt").write_bytes(b"quorum ai-do\n")
        for policy, says in (("hong.txt", "Dòng 1"), ("khong-co.txt", "Không mở được tệp")):
            code, _, err = run(folder, capsys, "qr.txt", policy=policy)
            assert code == NOT_UNDERSTOOD
            assert says in err
            assert "KHÔNG hợp lệ" not in err
        assert run(folder, capsys, "khong-co.txt")[0] == NOT_UNDERSTOOD

    def test_refuses_a_file_larger_than_any_receipt(self, folder: Path, capsys: Told) -> None:
        (folder / "to.bin").write_bytes(bytes(2_000_001))
        code, _, err = run(folder, capsys, "to.bin")
        assert code == REFUSED
        assert "quá lớn" in err

    def test_shows_a_time_no_calendar_has_and_no_control_characters(self, folder: Path, capsys: Told) -> None:
        note = PROOF.note
        late = note.signed(cosign(note.text, time=2**63 - 1, signer=WITNESSES[0]))
        (folder / "muon.tlog-proof").write_bytes(Proof(PROOF.index, PROOF.path, late, b"\x1b[2J").encode())
        code, out, _ = run(folder, capsys, "muon.tlog-proof", policy="chinh-sach.txt", leaf="muc.bin")
        assert code == PROVEN
        assert "9223372036854775807 s" in out
        assert "nobody signed it" in out
        steering = PROOF.encode().replace(b"so.xa-thu", "so\u009b\u202e".encode())
        (folder / "lai.tlog-proof").write_bytes(steering)
        code, out, err = run(folder, capsys, "lai.tlog-proof", policy="chinh-sach.txt")
        assert code == REFUSED
        assert not {"\u009b", "\u202e"} & {*out, *err}

    def test_is_a_word_of_the_product(self) -> None:
        assert next(one.module for one in COMMANDS if one.word == "log") == main.__module__

    def test_needs_nothing_but_the_standard_library(self, folder: Path) -> None:
        source = Path(liem.__file__).parents[1]
        words = ["verify", str(folder / "qr.txt"), "--policy", str(folder / "chinh-sach.txt")]
        words += ["--leaf", str(folder / "muc.bin")]
        code = f"import sys; sys.path.insert(0, {str(source)!r})\n"
        code += f"from liem.desks.console.log import main\nsys.exit(main({words!r}))"
        # -I -S: no site-packages and no environment, so any other import fails here.
        ran = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, check=False)
        assert ran.returncode == PROVEN, ran.stderr.decode()
        assert "ĐÃ CHỨNG MINH" in ran.stdout.decode()


class TestPage:
    def test_shows_three_files_that_prove_and_stop_proving_when_touched(
        self, tmp_path: Path, capsys: Told
    ) -> None:
        page = Path(__file__).parents[3] / "docs" / "how-to" / "check-a-receipt.md"
        shown = re.findall(r"(?ms)^`([\w.-]+)`:\n\n```text\n(.*?)```$", page.read_text("utf-8"))
        for name, text in shown:
            (tmp_path / name).write_text(text, "utf-8")
        names = [name for name, _ in shown]
        assert names == ["bien-nhan.tlog-proof", "chinh-sach.txt", "muc.txt"]
        assert run(tmp_path, capsys, names[0], policy=names[1], leaf=names[2])[0] == PROVEN
        (tmp_path / names[2]).write_text(shown[2][1].replace("task", "tusk"), "utf-8")
        assert run(tmp_path, capsys, names[0], policy=names[1], leaf=names[2])[0] == REFUSED
