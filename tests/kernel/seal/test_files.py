"""Sealed files: only the named keys open them, nothing can be changed, and size costs no memory."""

from __future__ import annotations

import io
import itertools
import random
import tracemalloc
from collections.abc import Callable

import pytest

from liem.kernel import seal
from liem.kernel.seal.stream import PIECE, sealed_size

KINDS = (seal.X25519Identity, seal.HybridIdentity)
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7)
kinds = pytest.mark.parametrize("kind", KINDS)


class Trickle(io.BytesIO):
    """A source that gives a few bytes at a time, as sockets do."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 999) if size and size > 0 else size)


class Endless(io.RawIOBase):
    """A source of zeros that is never in memory."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1, /) -> bytes:
        given = min(size, self.left)
        self.left -= given
        return bytes(given)


class Sink(io.RawIOBase):
    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self.size += len(data)
        return len(data)


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(seal.Invalid) as caught:
        work()
    return caught.value.code


@kinds
class TestSealing:
    @pytest.mark.parametrize("size", SIZES)
    def test_gives_back_what_was_sealed(self, kind: type[seal.HybridIdentity], size: int) -> None:
        key, content = kind.generate(), random.Random(size).randbytes(size)
        sealed = seal.encrypt_bytes(content, [key.recipient])
        assert seal.decrypt_bytes(sealed, [key]) == content
        head = io.BytesIO(sealed)
        seal.Header.read(head)
        assert len(sealed) == head.tell() + sealed_size(size)

    def test_is_for_each_of_several_and_nobody_else(self, kind: type[seal.HybridIdentity]) -> None:
        readers = [kind.generate() for _ in range(5)]
        sealed = seal.encrypt_bytes(b"thu", [each.recipient for each in readers])
        assert all(seal.decrypt_bytes(sealed, [kind.generate(), each]) == b"thu" for each in readers)
        assert refusal(lambda: seal.decrypt_bytes(sealed, [kind.generate()])) == "no_key_fits"
        assert refusal(lambda: seal.decrypt_bytes(sealed, [])) == "no_key_fits"

    def test_twice_gives_two_different_files(self, kind: type[seal.HybridIdentity]) -> None:
        key = kind.generate().recipient
        assert seal.encrypt_bytes(b"x", [key]) != seal.encrypt_bytes(b"x", [key])

    def test_leaves_no_byte_that_can_be_changed(self, kind: type[seal.HybridIdentity]) -> None:
        key = kind.generate()
        sealed = seal.encrypt_bytes("Đơn".encode(), [key.recipient])
        for at, byte in enumerate(sealed):
            changed = bytearray(sealed)
            changed[at] = byte ^ 1
            refusal(lambda data=bytes(changed): seal.decrypt_bytes(data, [key]))

    def test_leaves_no_place_to_cut_or_add(self, kind: type[seal.HybridIdentity]) -> None:
        key = kind.generate()
        sealed = seal.encrypt_bytes("Đơn".encode(), [key.recipient])
        for at in range(len(sealed)):
            refusal(lambda data=sealed[:at]: seal.decrypt_bytes(data, [key]))
            refusal(lambda data=sealed[:at] + b"\n" + sealed[at:]: seal.decrypt_bytes(data, [key]))
        refusal(lambda: seal.decrypt_bytes(sealed + b"\0", [key]))

    def test_reads_sources_that_give_little_at_a_time(self, kind: type[seal.HybridIdentity]) -> None:
        key, content = kind.generate(), bytes(2 * PIECE + 5)
        sealed, opened = io.BytesIO(), io.BytesIO()
        seal.encrypt(Trickle(content), sealed, [key.recipient])
        seal.decrypt(Trickle(sealed.getvalue()), opened, [key])
        assert opened.getvalue() == content


class TestMemory:
    def test_does_not_grow_with_the_file(self) -> None:
        key, size = seal.X25519Identity.generate(), 48 << 20
        tracemalloc.start()
        try:
            sink = Sink()
            seal.encrypt(Endless(size), sink, [key.recipient])  # type: ignore[arg-type]
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert sink.size > size
        assert peak < 1 << 20


class TestReaders:
    def test_of_one_file_have_keys_of_one_kind(self) -> None:
        old, new = (kind.generate().recipient for kind in KINDS)
        words = seal.Passphrase("lời", 10)
        for wrong in ([], [old, new], [words, old], [words, words]):
            assert refusal(lambda many=wrong: seal.encrypt_bytes(b"", many)) == "mixed_readers"

    def test_with_a_passphrase_need_no_key(self) -> None:
        sealed = seal.encrypt_bytes(b"thu", [seal.Passphrase("lời dài", 10)])
        assert seal.decrypt_bytes(sealed, [seal.Passphrase("lời dài", 12)]) == b"thu"
        assert refusal(lambda: seal.decrypt_bytes(sealed, [seal.Passphrase("lời", 12)])) == "no_key_fits"
        assert refusal(lambda: seal.decrypt_bytes(sealed, [seal.Passphrase("lời dài", 9)])) == "too_much_work"


class TestTwoSeals:
    def test_open_only_with_one_of_each(self) -> None:
        leads = [seal.HybridIdentity.generate() for _ in range(2)]
        custodians = [seal.HybridIdentity.generate() for _ in range(2)]
        sealed = seal.encrypt_twice(
            b"ai", inner=[one.recipient for one in leads], outer=[one.recipient for one in custodians]
        )
        for lead, custodian in itertools.product(leads, custodians):
            assert seal.decrypt_bytes(seal.decrypt_bytes(sealed, [custodian]), [lead]) == b"ai"
        assert refusal(lambda: seal.decrypt_bytes(sealed, leads)) == "no_key_fits"
        between = seal.decrypt_bytes(sealed, custodians)
        assert refusal(lambda: seal.decrypt_bytes(between, custodians)) == "no_key_fits"


class TestPadding:
    def test_comes_in_the_sizes_told(self) -> None:
        first = [4096, 5120, 6400, 8000, 10000, 12500, 15625, 19532]
        assert sorted({seal.bucket(size) for size in range(19_000)}) == first
        for size in range(1, 99_999, 7):
            assert size <= seal.bucket(size) <= max(4096, size + size // 4 + 1)

    def test_is_taken_off_again(self) -> None:
        for size in (0, 1, 4087, 4088, 4089, 50_000):
            padded = seal.pad(b"x" * size)
            assert len(padded) == seal.bucket(size + 8)
            assert seal.unpad(padded) == b"x" * size

    def test_is_read_in_one_form_only(self) -> None:
        padded = seal.pad(b"abc")
        altered = (padded[:-1], padded + b"\0", padded[:-1] + b"x")
        for wrong in (b"", *altered, b"\xff" * 4096, seal.pad(b"")[:8]):
            assert refusal(lambda data=wrong: seal.unpad(data)) == "bad_padding"
