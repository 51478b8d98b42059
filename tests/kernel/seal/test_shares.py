"""A key divided among five bodies: three sheets give it back, two tell nothing, a slip of the pen is seen."""

from __future__ import annotations

import hashlib
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.seal import HybridIdentity, Invalid, decrypt_bytes, encrypt_bytes
from liem.kernel.seal.shares import Share, _at, _times, join, split

SECRET = hashlib.sha256(b"key").digest()


def chance(size: int) -> bytes:
    """The same bytes each time: vectors do not change."""
    return hashlib.shake_256(b"chance").digest(size)


SHEETS = split(SECRET, random=chance)
# SHA-256 of the five sheets, one after the other: their form is for ever
VECTOR = "79318bbf6209f351bb97be952a3e035ed190bac74da17fc13432bd0b7d76c66d"


def code_of(shares: list[Share]) -> str:
    with pytest.raises(Invalid) as refused:
        join(shares)
    return refused.value.code


class TestField:
    def test_is_that_of_aes(self) -> None:
        # FIPS 197, sections 4.2 and 4.2.1
        assert (_times(0x57, 0x83), _times(0x57, 0x13), _times(0x53, 0xCA)) == (0xC1, 0xFE, 1)

    def test_multiplies_as_polynomials_do(self) -> None:
        def slowly(one: int, other: int) -> int:
            found = 0
            for bit in range(8):
                found ^= (one << bit) if other >> bit & 1 else 0
            for bit in range(14, 7, -1):
                found ^= 0x11B << (bit - 8) if found >> bit & 1 else 0
            return found

        assert all(_times(one, other) == slowly(one, other) for one, other in product(range(256), repeat=2))


class TestSheets:
    @pytest.mark.parametrize("chosen", list(combinations(range(5), 3)))
    def test_give_the_key_back_three_at_a_time_in_any_order(self, chosen: tuple[int, ...]) -> None:
        assert join([SHEETS[at] for at in chosen]) == SECRET
        assert join([SHEETS[at] for at in reversed(chosen)]) == SECRET

    def test_open_what_was_sealed_to_the_key(self) -> None:
        sealed = encrypt_bytes(b"name", [HybridIdentity(SECRET).recipient])
        typed = [Share.parse(share.text().lower()) for share in SHEETS[2:]]
        assert decrypt_bytes(sealed, [HybridIdentity(join(typed))]) == b"name"

    @given(st.binary(min_size=32, max_size=32))
    def test_carry_any_key(self, secret: bytes) -> None:
        assert join(split(secret)[1:4]) == secret

    def test_give_nothing_with_one_or_two(self) -> None:
        for size in (1, 2):
            for chosen in combinations(SHEETS, size):
                assert code_of(list(chosen)) == "too_few_shares"

    @pytest.mark.parametrize("byte", [0, 90, 255])
    def test_leave_every_key_as_likely_to_who_has_two(self, byte: int) -> None:
        # whatever the byte of the key is, the values of two sheets are any pair, each in exactly one way
        seen = {(_at(2, (byte, a, b)), _at(5, (byte, a, b))) for a, b in product(range(256), repeat=2)}
        assert len(seen) == 65_536

    def test_are_refused_twice_the_same_of_another_set_or_altered(self) -> None:
        assert code_of([SHEETS[0], SHEETS[1], SHEETS[1]]) == "bad_share"
        assert code_of([*SHEETS[:2], split(b"\1" * 32)[2]]) == "bad_share"
        third = SHEETS[2]
        false = Share(third.number, third.needed, third.set_name, bytes(32))
        assert code_of([*SHEETS[:2], false]) == "bad_share"

    def test_show_every_wrong_sign_and_every_swap_of_neighbours(self) -> None:
        text = SHEETS[0].text()
        start = text.index("1") + 1
        wrong = [text[:at] + ("Q" if text[at] != "Q" else "P") + text[at + 1 :] for at in range(len(text))]
        pairs = [at for at in range(start, len(text) - 1) if text[at] != text[at + 1]]
        wrong += [text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in pairs]
        for each in (*wrong, text[:-1], text + "Q", ""):
            with pytest.raises(Invalid):
                Share.parse(each)

    def test_are_written_in_one_form(self) -> None:
        assert Share.parse(" ".join(SHEETS[0].text())) == SHEETS[0]
        assert [len(share.text()) for share in SHEETS] == [81] * 5
        assert SHEETS[0].text().startswith("LIEM-SHARE-1")
        assert hashlib.sha256("".join(share.text() for share in SHEETS).encode()).hexdigest() == VECTOR
        assert "value" not in repr(SHEETS[0])
