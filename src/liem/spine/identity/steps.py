"""Who is told that a request waits for them. The words name nobody: whoever looks on may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from liem.spine.notices.steps import kept, tell_step
from liem.spine.roster import readers as roster
from liem.spine.roster.models import State as KeyState

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.utils.functional import _StrOrPromise

    from .models import IdentityRequest

WAITS = _("Có yêu cầu mở danh tính chờ cơ quan bạn quyết định.")
READY = _("Lời xin và lời đồng ý đã vào sổ minh bạch: gỡ lớp ngoài được rồi.")
DECIDED = _("Yêu cầu mở danh tính của bạn đã được quyết định.")
HANDED = _("Danh tính bạn xin đã gỡ lớp ngoài, mở được trên trang yêu cầu.")


def tell_deciders_step(request: IdentityRequest, words: _StrOrPromise, *, key: str, at: datetime) -> None:
    """Tell the readers of the custodian who may decide."""
    if request.report.custodian_id is None:
        return
    shut_out = {request.asker_id, *request.about.values_list("pk", flat=True)}
    standing = roster.keys_of(request.report.custodian_id, KeyState.STANDING)
    _tell([each.person_id for each in standing if each.person_id not in shut_out], request, words, key, at)


def tell_asker_step(request: IdentityRequest, words: _StrOrPromise, *, key: str, at: datetime) -> None:
    """Tell who asked."""
    _tell([request.asker_id], request, words, key, at)


def _tell(
    persons: list[UUID], request: IdentityRequest, words: _StrOrPromise, key: str, at: datetime
) -> None:
    tell_step(
        at=at,
        persons=persons,
        key=f"identity:{request.pk}:{key}",
        kind="identity",
        words=kept(words),
        path=f"/khoa/danh-tinh/{request.pk}/",
    )
