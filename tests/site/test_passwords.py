"""Which passwords are taken and which are not, and what is said."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cast import Cast
from liem.site.passwords import StrongPassword, common_words
from liem.spine.people.actions import new_password


def refused(password: str, user: object = None) -> str:
    """The code of the refusal, or "" when the password is taken."""
    try:
        StrongPassword().validate(password, user)  # type: ignore[arg-type]
    except ValidationError as fault:
        return str(fault.code)
    return ""


class TestTaken:
    @pytest.mark.parametrize(
        "password",
        [
            "nước suối chảy qua bản vắng",
            "nuoc suoi chay qua ban vang",
            "lua-nep-nuong-2026",
            "con trâu đi trước cái cày",
            "bốn mùa hoa ban nở",
            "Hà Nội mùa này vắng những cơn mưa phùn",
            "correct horse battery staple",
            "x7#kQ!vd92mL",
            "tôi ăn ba bát phở mỗi sáng thứ hai",
        ],
    )
    def test_are_passphrases_and_random_ones(self, password: str) -> None:
        assert refused(password) == ""
        validate_password(password)

    def test_are_all_first_passwords_we_make(self) -> None:
        assert [word for word in (new_password() for _ in range(300)) if refused(word)] == []


class TestRefused:
    @pytest.mark.parametrize("password", ["", "ngắn quá", "elevenchars"])
    def test_are_short_ones(self, password: str) -> None:
        assert refused(password) == "short"

    @pytest.mark.parametrize(
        "password",
        [
            "matkhau123456",
            "Matkhau@123456",
            "M@tkh4u123456",
            "mật khẩu 123456",
            "123456a@123456",
            "anhyeuem123456",
            "Anh Yêu Em 2026",
            "iloveyou123456",
            "qwertyuiop123",
            "Qwerty@123456",
            "asdfghjkl;1234",
            "abcdefghijklmn",
            "password123456",
            "P@ssw0rd123456",
            "vietnam123456@",
            "Caobang@2026@2026",
            "hanoi2025hanoi",
            "Thanh Hóa 2026!",
            "UBND xã 123456",
            "admin@123456789",
            "Abc123456789@",
        ],
    )
    def test_are_those_many_people_use(self, password: str) -> None:
        assert refused(password) == "common"

    @pytest.mark.parametrize("password", ["1945020919304", "0912345678901", "12 34 56 78 90 12"])
    def test_are_mere_digits(self, password: str) -> None:
        assert refused(password) == "digits"

    @pytest.mark.parametrize("password", ["aaaaaaaaaaaaa", "abababababab", "!!!!!!!!!!!!1"])
    def test_are_a_few_signs_over_and_over(self, password: str) -> None:
        assert refused(password) == "repeated"

    def test_is_one_that_is_too_long_to_be_meant(self) -> None:
        assert refused("một câu rất dài " * 20) == "long"

    @pytest.mark.parametrize(
        "password",
        [
            "Lò Thị Mai 2026",
            "lothimai@2026!",
            "cuarung@2026cuarung",
            "Đảng ủy xã Cửa Rừng",
            "clerk.clerk.clerk",
        ],
    )
    def test_are_ones_own_name_and_place(self, cast: Cast, password: str) -> None:
        assert refused(password, cast.account("clerk")) in {"personal", "common"}

    def test_says_what_to_do(self) -> None:
        with pytest.raises(ValidationError) as said:
            StrongPassword().validate("ngắn quá")
        assert said.value.messages == ["Mật khẩu mới có 8 ký tự, cần ít nhất 12. Thêm một hai từ nữa."]


class TestList:
    def test_names_every_province_of_today_by_its_bare_name(self) -> None:
        for name in ("caobang", "thanhhoa", "hochiminh", "danang", "camau"):
            assert name in common_words()
