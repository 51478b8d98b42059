"""`liem seal`: a letter is opened and answered on a machine without network, a list of readers is checked."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from holders import Holder
from liem.desks.console import seal as command
from liem.kernel.log.note import Note, parse_signature
from liem.kernel.seal import HybridIdentity, X25519Identity, decrypt_bytes, encrypt_bytes, roster
from liem.kernel.seal.letter import File, Letter, pack, unpack
from liem.kernel.seal.receipt_code import check_digit, derive
from liem.kernel.seal.shares import split

READER, OTHER, SENDER = (HybridIdentity(bytes([number]) * 32) for number in (1, 2, 3))
WORDS = "Thu quỹ không phiếu"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A sealed report with two files, and the key of its reader beside it."""
    made = Letter(
        "report",
        WORDS,
        reply_to=str(SENDER.recipient),
        readers=(str(READER.recipient),),
        files=(File("../../etc/passwd", "text/plain", b"one"), File("ảnh 1.jpg", "image/jpeg", b"two")),
    )
    (tmp_path / "don.age").write_bytes(encrypt_bytes(pack(made), [READER.recipient]))
    (tmp_path / "key").write_text(f"# của Lò Văn Inh\n{READER.text()}\n", encoding="utf-8")
    return tmp_path / "don.age"


def run(*words: object) -> int:
    return command.main([str(word) for word in words])


class TestOpen:
    def test_prints_the_words_and_writes_files_under_names_of_its_own(
        self, letter: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = letter.parent / "ra"
        assert run("open", letter, "--key", letter.parent / "key", "--to", folder) == 0
        assert WORDS in capsys.readouterr().out
        found = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert found == {"01-_.._etc_passwd": b"one", "02-ảnh 1.jpg": b"two"}

    def test_takes_a_key_typed_with_blanks_and_small_letters(
        self, letter: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        typed = " ".join(READER.text()[at : at + 4] for at in range(0, 80, 4)).lower()
        monkeypatch.setattr("getpass.getpass", lambda _words: typed)
        assert run("open", letter) == 0

    def test_takes_three_sheets_of_a_divided_key(self, letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        sheets = [share.text() for share in split(READER.secret)]
        typed = iter([sheets[4].lower(), sheets[1], sheets[2]])
        monkeypatch.setattr("getpass.getpass", lambda _words: next(typed))
        assert run("open", letter) == 0
        typed = iter([sheets[0], sheets[0], sheets[2]])
        assert run("open", letter) == 1

    def test_takes_the_outer_seal_off_a_name_and_leaves_the_other(self, letter: Path) -> None:
        folder = letter.parent
        inner = encrypt_bytes(pack(Letter("identity", "Lường Thị Ngoan")), [OTHER.recipient])
        (folder / "hai-lop.age").write_bytes(encrypt_bytes(inner, [READER.recipient]))
        assert run("open", folder / "hai-lop.age", "--key", folder / "key") == 1
        assert run("open", folder / "hai-lop.age", "--key", folder / "key", "--to", folder) == 0
        assert (folder / "lop-trong.age").read_bytes() == inner

    def test_refuses_another_key_a_broken_file_and_what_is_no_letter(
        self, letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "other").write_text(OTHER.text())
        assert run("open", letter, "--key", tmp_path / "other") == 1
        assert "niêm phong cho người khác" in capsys.readouterr().err
        broken = tmp_path / "hong.age"
        broken.write_bytes(letter.read_bytes()[:-1])
        assert run("open", broken, "--key", tmp_path / "key") == 1
        broken.write_bytes(encrypt_bytes(b"hello", [READER.recipient]))
        assert run("open", broken, "--key", tmp_path / "key") == 1
        assert run("open", tmp_path / "absent", "--key", tmp_path / "key") == 1

    def test_opens_for_the_sender_by_the_receipt_code(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        digits = "123456789012345678901234"
        code = digits + check_digit(digits)
        own = HybridIdentity(derive(code, mailbox="xa.example/so").reply_seed)
        (tmp_path / "tra-loi.age").write_bytes(encrypt_bytes(pack(Letter("reply", "Đã rõ")), [own.recipient]))
        monkeypatch.setattr("getpass.getpass", lambda _words: code)
        assert run("open", tmp_path / "tra-loi.age", "--receipt", "xa.example/so") == 0
        assert "Đã rõ" in capsys.readouterr().out


class TestReply:
    def test_is_sealed_to_the_sender_and_the_readers(self, letter: Path) -> None:
        folder = letter.parent
        (folder / "loi.txt").write_text("Đã nhận đơn\n", encoding="utf-8")
        told = ("--key", folder / "key", "--words", folder / "loi.txt", "--out", folder / "tra-loi.age")
        assert run("reply", letter, *told) == 0
        sealed = (folder / "tra-loi.age").read_bytes()
        for identity in (SENDER, READER):
            assert unpack(decrypt_bytes(sealed, [identity])).words == "Đã nhận đơn"
        assert run("reply", letter, *told) == 1  # nothing is written over

    def test_is_refused_without_words_or_without_a_key_to_answer_to(self, letter: Path) -> None:
        folder = letter.parent
        (folder / "trong.txt").write_text(" \n")
        told = ("--key", folder / "key", "--out", folder / "ra.age", "--words")
        assert run("reply", letter, *told, folder / "trong.txt") == 1
        letter.write_bytes(encrypt_bytes(pack(Letter("report", WORDS)), [READER.recipient]))
        (folder / "loi.txt").write_text("Đã nhận")
        assert run("reply", letter, *told, folder / "loi.txt") == 1


class TestReaders:
    def test_are_printed_when_every_signature_holds(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        holders = [Holder("one"), Holder("two")]
        people = [holder.reader(number) for number, holder in enumerate(holders, 1)]
        made = roster.first(
            origin="xa.example/so", unit="UBKT", name="UBKT", since="2026-11-23", readers=people
        )
        lines = [
            holder.line(str(made), f"reader-{reader.id}")
            for holder, reader in zip(holders, people, strict=True)
        ]
        note = Note(str(made), tuple(parse_signature(line[:-1]) for line in lines))
        (tmp_path / "lists.txt").write_text(roster.handed_out([note]), encoding="utf-8")
        assert run("readers", tmp_path / "lists.txt") == 0
        told = capsys.readouterr()
        assert roster.fingerprint(**holders[0].keys) in told.out
        assert "compare the codes with paper" in told.err
        (tmp_path / "lists.txt").write_text(roster.handed_out([Note(note.text, note.signatures[:1])]))
        assert run("readers", tmp_path / "lists.txt") == 1


class TestAgeCommand:
    def test_opens_what_is_sealed_for_the_older_kind_of_key(self, tmp_path: Path) -> None:
        assert shutil.which("age"), "apt-get install age (./liem test does it)"
        own = X25519Identity(b"\7" * 32)
        (tmp_path / "key").write_text(own.text() + "\n")
        (tmp_path / "a.age").write_bytes(encrypt_bytes(pack(Letter("report", WORDS)), [own.recipient]))
        line = ["age", "-d", "-i", str(tmp_path / "key"), str(tmp_path / "a.age")]
        assert unpack(subprocess.run(line, capture_output=True, check=True).stdout).words == WORDS
