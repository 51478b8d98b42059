"""What a password must be: long, not guessable from the person or the place. No rules of signs and capitals.

Length and a list of bad ones are what helps (NIST SP 800-63B, section 5.1.1.2); forced signs make people
write "Matkhau@123". A passphrase of a few words, with or without marks, is welcome, and so is pasting.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from liem.kernel.text import fold

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

LEAST: Final = 12
MOST: Final = 200
LEAST_KINDS: Final = 5  # different letters: "aaaaaaaaaaaa" and "121212121212" are no passwords
LEAST_LEFT: Final = 6  # letters left when names, years and rows of keys are taken away
_ROWS: Final = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_LOOKALIKE: Final = str.maketrans("@40135$7", "aaoiesst")


def rules() -> Any:
    """Give the rules in plain words, for the page on which a password is chosen (lazy text)."""
    return _(
        "Ít nhất 12 ký tự. Dễ nhớ nhất là một câu của riêng mình; dấu và khoảng trắng đều được. "
        "Không lấy tên mình, tên cơ quan, tên tỉnh kèm năm, dãy phím liền nhau. "
        "Không bắt buộc chữ hoa hay ký hiệu; dán vào cũng được."
    )


@cache
def common_words() -> tuple[str, ...]:
    """Give the shipped words that make no password, folded, the longest first."""
    text = files("liem.site").joinpath("common_passwords.txt").read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    words = {_bare(line) for line in lines if line and not line.startswith("#")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


class StrongPassword:
    """Django's validator of passwords for this office; ``user`` gives the name, ``LIEM.office`` the place."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ``ValidationError`` with the sentence that says what is wrong and what to do."""
        if len(password) < LEAST:
            raise ValidationError(
                _("Mật khẩu mới có %(given)d ký tự, cần ít nhất %(least)d. Thêm một hai từ nữa."),
                code="short",
                params={"given": len(password), "least": LEAST},
            )
        if len(password) > MOST:
            raise ValidationError(
                _("Mật khẩu dài quá %(most)d ký tự. Rút ngắn lại."), code="long", params={"most": MOST}
            )
        bare = _bare(password)
        if len(set(password)) < LEAST_KINDS:
            raise ValidationError(
                _("Mật khẩu lặp đi lặp lại vài ký tự. Dùng một câu của riêng mình."), code="repeated"
            )
        if bare.isdigit():
            raise ValidationError(_("Mật khẩu toàn chữ số. Thêm vài từ."), code="digits")
        own = self._own_words(user)
        if self._left(bare, own) < LEAST_LEFT and self._left(bare, ()) >= LEAST_LEFT:
            raise ValidationError(
                _("Mật khẩu chỉ gồm tên mình hoặc tên cơ quan. Thêm vài từ người khác không đoán được."),
                code="personal",
            )
        for shape in {bare, _bare(password.lower().translate(_LOOKALIKE))}:
            if self._left(shape, own) < LEAST_LEFT:
                raise ValidationError(
                    _("Mật khẩu này dễ đoán vì nhiều người dùng. Dùng một câu của riêng mình."),
                    code="common",
                )

    def get_help_text(self) -> str:
        """Give the rules."""
        return str(rules())

    @staticmethod
    def _own_words(user: AbstractBaseUser | None) -> tuple[str, ...]:
        told = [str(settings.LIEM.office)]
        if user is not None:
            told.append(user.get_username())
            person = getattr(user, "person", None)
            if person is not None:
                told += [person.name, *person.name.split()]
                for mandate in person.mandates.select_related("unit"):
                    # "Đảng ủy xã Cửa Rừng": the whole, and "Cửa Rừng", by which people call the place
                    told += [mandate.unit.name, " ".join(mandate.unit.name.split()[-2:])]
        words = {_bare(word) for word in told}
        return tuple(sorted((word for word in words if len(word) > 1), key=len, reverse=True))

    @staticmethod
    def _left(bare: str, own: tuple[str, ...]) -> int:
        """Count the letters left without what is guessable: known words, one's own, years, rows of keys."""
        for word in (*own, *common_words()):
            bare = bare.replace(word, " ")
        bare = re.sub(r"(19|20)\d\d", " ", bare)
        kept: list[str] = []
        for sign in bare.replace(" ", ""):
            follows = kept and any(kept[-1] + sign in row or sign + kept[-1] in row for row in _ROWS)
            if not follows and not (kept and kept[-1] == sign):
                kept.append(sign)
            else:
                kept[-1:] = [sign]
        return len(kept)
