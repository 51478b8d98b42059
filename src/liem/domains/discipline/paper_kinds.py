"""The kinds of paper of a discipline file, and which of them name who denounced, told or witnessed."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.text import fold


class Paper(models.TextChoices):
    """What a paper is; those below "other" come with a verb of their own."""

    EVIDENCE = "evidence", _("chứng cứ, tài liệu")
    DENUNCIATION = "denunciation", _("đơn tố cáo, phản ánh, kiến nghị")
    WITNESS = "witness", _("lời khai, biên bản làm việc với người cung cấp thông tin, người làm chứng")
    OTHER = "other", _("giấy tờ khác")
    BALLOTS = "ballots", _("biên bản kiểm phiếu")
    DECISION = "decision", _("quyết định kỷ luật")
    RESTORATION = "restoration", _("văn bản phục hồi quyền lợi")


TO_ADD: Final = (Paper.EVIDENCE, Paper.DENUNCIATION, Paper.WITNESS, Paper.OTHER)
NAMING: Final = frozenset({Paper.DENUNCIATION, Paper.WITNESS})
# Words of a title by which such a paper is known, whatever kind was chosen.
_WORDS: Final = (
    "to cao",
    "don phan anh",
    "don kien nghi",
    "don to giac",
    "nguoi phan anh",
    "nguoi to giac",
    "nhan chung",
    "lam chung",
    "nguoi cung cap thong tin",
)


def names_informants(kind: str, title: str) -> bool:
    """Say whether a paper names who denounced, told or witnessed, by its kind or its title."""
    plain = fold(title)
    return kind in NAMING or any(words in plain for words in _WORDS)
