"""Whoever signed for a sheet of a divided key, or led its assembly, stays named: the sheet lies with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from liem.kernel.text import fold
from liem.spine.custody.archives import archive_law
from liem.spine.custody.rooms import keeps
from liem.spine.people.models import Person

from .models import Assembly, Sheet

if TYPE_CHECKING:
    from uuid import UUID


def _named(key: UUID) -> bool:
    """The sheets name people in words only: one of the same name is taken for the same person."""
    person = Person.objects.filter(pk=key).first()
    if person is None:
        return False
    holders = Sheet.objects.filter(~Q(holder="")).values_list("holder", flat=True).distinct()
    leaders = Assembly.objects.filter(~Q(leader="")).values_list("leader", flat=True).distinct()
    return fold(person.name) in {fold(name) for name in (*holders, *leaders)}


keeps(
    "escrow",
    owns=_named,
    why=lambda: _("Người này đứng tên giữ mảnh khóa chia; tài liệu đó phải lưu đến hết thời hạn."),
    citation=archive_law,
)
