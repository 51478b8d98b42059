"""Ed25519 checked by our own arithmetic: RFC 8032's vectors, `cryptography`'s signatures, and forgeries."""

from __future__ import annotations

import hashlib
import random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from liem.kernel.log.ed25519 import usable_key, verify

ORDER = 2**252 + 27742317777372353535851937790883648493
PRIME = 2**255 - 19
# RFC 8032, 7.1: tests 1, 2, 3 and SHA(abc).
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
]
# The eight points of small order, as bytes; with any of them as key, many messages share a signature.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]


def theirs(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def compare(rounds: int, seed: int) -> None:
    """A true signature, one with a flipped bit in key, signature or message, and random bytes."""
    chance = random.Random(seed)
    for _ in range(rounds):
        private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        key, message = private.public_key().public_bytes_raw(), chance.randbytes(chance.randrange(200))
        parts = [key, private.sign(message), message]
        assert verify(*parts)
        at = chance.randrange(3 if message else 2)
        bit = chance.randrange(len(parts[at]) * 8)
        changed = bytearray(parts[at])
        changed[bit // 8] ^= 1 << bit % 8
        parts[at] = bytes(changed)
        assert verify(*parts) is theirs(*parts) is False
        noise = [chance.randbytes(32), chance.randbytes(63) + b"\x00", message]
        assert verify(*noise) is theirs(*noise) is False


class TestSignatures:
    @pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
    def test_of_the_rfc_hold(self, key: str, message: str, signature: str) -> None:
        given = bytes.fromhex(key), bytes.fromhex(signature), bytes.fromhex(message)
        assert verify(*given)
        assert not verify(given[0], given[1], given[2] + b"\x00")

    def test_hold_exactly_when_cryptography_says_so(self) -> None:
        compare(120, seed=8032)

    @pytest.mark.slow
    def test_hold_exactly_when_cryptography_says_so_many_times(self) -> None:
        compare(600, seed=25519)

    def test_with_s_above_the_order_are_refused(self) -> None:
        key, message, signature = (bytes.fromhex(part) for part in VECTORS[1])
        s = int.from_bytes(signature[32:], "little")
        for again in (s + ORDER, s + 2 * ORDER, s + 7 * ORDER):
            twin = signature[:32] + again.to_bytes(32, "little")
            # (s + n·order)·B is the same point: without the check there would be a second signature.
            assert not verify(key, twin, message)

    @pytest.mark.parametrize("point", SMALL_ORDER)
    def test_by_a_key_of_small_order_are_refused(self, point: str) -> None:
        key = bytes.fromhex(point)
        assert not usable_key(key)
        assert not any(verify(key, bytes.fromhex(one) + bytes(32), b"any") for one in SMALL_ORDER)

    def test_with_an_r_of_small_order_are_refused(self) -> None:
        # Who has the secret can sign with R = 0·B, which tells his key to anybody; others let it pass.
        seed, message, nothing = bytes(32), b"any", bytes.fromhex(SMALL_ORDER[0])
        key = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        secret = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
        secret = secret & ((1 << 254) - 8) | 1 << 254
        challenge = int.from_bytes(hashlib.sha512(nothing + key + message).digest(), "little")
        signature = nothing + (challenge * secret % ORDER).to_bytes(32, "little")
        assert theirs(key, signature, message)
        assert not verify(key, signature, message)

    @pytest.mark.parametrize(
        "key",
        [
            (PRIME + 3).to_bytes(32, "little"),  # 3 written past the prime
            (PRIME).to_bytes(32, "little"),
            (2 | 0).to_bytes(32, "little"),  # no x belongs to y = 2
            b"",
            bytes(31),
            bytes(33),
        ],
    )
    def test_by_what_is_no_point_are_refused(self, key: bytes) -> None:
        assert not usable_key(key)
        assert not verify(key, bytes.fromhex(VECTORS[0][2]), b"")

    @pytest.mark.parametrize("length", [0, 63, 65])
    def test_of_another_length_are_refused(self, length: int) -> None:
        assert not verify(bytes.fromhex(VECTORS[0][0]), bytes(length), b"")
