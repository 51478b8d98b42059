"""Files go both ways between this house and the `age` command of Debian."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from liem.kernel import seal

SIZES = (0, 1, 65_536, 200_000)


def age(*words: str, given: bytes = b"") -> bytes:
    """Run the command; `./liem test` installs it where it is missing."""
    return subprocess.run(["age", *words], input=given, capture_output=True, check=True).stdout


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    subprocess.run(["age-keygen", "-o", str(tmp_path / "key.txt")], capture_output=True, check=True)
    return tmp_path / "key.txt"


class TestAgeCommand:
    @pytest.mark.parametrize("size", SIZES)
    def test_opens_what_was_sealed_here(self, key_file: Path, size: int) -> None:
        (key,) = seal.parse_identities(key_file.read_text())
        content = random.Random(size).randbytes(size)
        sealed = seal.encrypt_bytes(content, [seal.X25519Identity.generate().recipient, key.recipient])
        assert age("--decrypt", "-i", str(key_file), given=sealed) == content

    @pytest.mark.parametrize("size", SIZES)
    def test_seals_what_is_opened_here(self, key_file: Path, size: int) -> None:
        (key,) = seal.parse_identities(key_file.read_text())
        content = random.Random(size).randbytes(size)
        others = [word for _ in range(3) for word in ("-r", str(seal.X25519Identity.generate().recipient))]
        sealed = age("--encrypt", *others, "-r", str(key.recipient), given=content)
        assert seal.decrypt_bytes(sealed, [key]) == content

    def test_reads_the_keys_made_here(self, tmp_path: Path) -> None:
        key = seal.X25519Identity.generate()
        (tmp_path / "key.txt").write_text(f"{key.text()}\n")
        told = subprocess.run(
            ["age-keygen", "-y", str(tmp_path / "key.txt")], capture_output=True, check=True
        )
        assert told.stdout.decode().strip() == str(key.recipient)

    def test_refuses_what_is_refused_here(self, key_file: Path) -> None:
        (key,) = seal.parse_identities(key_file.read_text())
        sealed = seal.encrypt_bytes(b"x" * 70_000, [key.recipient])
        for wrong in (sealed[:-1], sealed + b"\0", sealed[: -70_000 + 65_536 - 16]):
            with pytest.raises(subprocess.CalledProcessError):
                age("--decrypt", "-i", str(key_file), given=wrong)
            with pytest.raises(seal.Invalid):
                seal.decrypt_bytes(wrong, [key])
