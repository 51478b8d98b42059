"""What the outside of a sealed file tells: how many keys, which size; unusual ones are not taken."""

from __future__ import annotations

import pytest

from liem.kernel.seal import HybridIdentity, Invalid, Passphrase, encrypt_bytes
from liem.kernel.seal.letter import File, Letter, pack
from liem.kernel.seal.shape import Shape, require_bucket, shape

KEYS = [HybridIdentity(bytes([number]) * 32).recipient for number in (1, 2)]


class TestShape:
    @pytest.mark.parametrize("count", [0, 5_000, 60_000, 65_536, 200_000])
    def test_of_a_letter_is_its_bucket_and_its_keys(self, count: int) -> None:
        inside = pack(Letter("report", "x", files=(File("a", "b", bytes(count)),)))
        found = shape(encrypt_bytes(inside, KEYS))
        assert found == Shape(keys=2, inside=len(inside))
        require_bucket(found)

    def test_of_another_size_is_refused(self) -> None:
        for size in (0, 1, 4095, 4097, 70_000):
            with pytest.raises(Invalid):
                require_bucket(shape(encrypt_bytes(bytes(size), KEYS)))

    def test_of_a_passphrase_of_noise_and_of_a_cut_file_is_refused(self) -> None:
        whole = encrypt_bytes(bytes(4096), KEYS)
        end = len(whole) - 4096 - 16
        for wrong in (
            b"",
            b"hello",
            whole[:100],
            whole[: end - 5],
            whole[:end],
            encrypt_bytes(bytes(4096), [Passphrase("một hai ba", work=10)]),
        ):
            with pytest.raises(Invalid):
                shape(wrong)
