"""The receipt code: never twice, every slip of a finger found, one code one place."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.seal.receipt_code import BadCode, auth_hash, check_digit, derive, new_code, read_code

DIGITS = st.text("0123456789", min_size=24, max_size=24)


class TestCode:
    def test_never_repeats_in_a_hundred_thousand(self) -> None:
        codes = {new_code(secrets.token_bytes) for _ in range(100_000)}
        assert len(codes) == 100_000

    def test_uses_every_digit_about_as_often(self) -> None:
        digits = "".join(read_code(new_code(secrets.token_bytes))[:24] for _ in range(5_000))
        assert all(11_400 < digits.count(str(digit)) < 12_600 for digit in range(10))  # 12,000 ± 5.8 σ

    @given(DIGITS)
    def test_finds_every_single_wrong_digit(self, digits: str) -> None:
        whole = digits + check_digit(digits)
        for at in range(25):
            for digit in "0123456789":
                if digit != whole[at]:
                    with pytest.raises(BadCode):
                        read_code(whole[:at] + digit + whole[at + 1 :])

    @given(DIGITS)
    def test_finds_every_swap_of_neighbours(self, digits: str) -> None:
        whole = digits + check_digit(digits)
        for at in range(24):
            if whole[at] != whole[at + 1]:
                with pytest.raises(BadCode):
                    read_code(whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :])

    def test_forgives_blanks_dots_and_dashes(self) -> None:
        code = new_code(secrets.token_bytes)
        assert read_code(f" {code.replace(' ', '-')} ") == code.replace(" ", "")
        assert read_code(code.replace(" ", ".")) == code.replace(" ", "")

    @pytest.mark.parametrize("typed", ["", "12345", "1" * 26, "a" * 25, "٠" * 25, "0" * 24 + "1"])
    def test_refuses_anything_else(self, typed: str) -> None:
        with pytest.raises(BadCode):
            read_code(typed)


class TestDerive:
    CODE = "12345 67890 12345 67890 1234" + check_digit("123456789012345678901234")

    def test_gives_each_mailbox_other_values(self) -> None:
        one, other = derive(self.CODE, mailbox="xa.example/so"), derive(self.CODE, mailbox="khac.example/so")
        assert not {one.locator, one.auth, one.reply_seed} & {other.locator, other.auth, other.reply_seed}

    def test_gives_the_same_however_the_code_is_typed(self) -> None:
        assert derive(self.CODE, mailbox="x") == derive(self.CODE.replace(" ", ""), mailbox="x")

    def test_is_fixed_by_these_values(self) -> None:
        made = derive(self.CODE, mailbox="xa.example/so")
        assert (len(made.locator), len(made.auth), len(made.reply_seed)) == (16, 32, 32)
        assert auth_hash(made.auth) != made.auth
        assert made.locator.hex() == LOCATOR


LOCATOR = "0044e18ced5c72e14c26d1c104e2efc5"
