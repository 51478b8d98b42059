"""What the events of notices say in the ledger."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

SENTENCES: Final = {
    "notices.feed.opened": Sentence(
        _("Tạo địa chỉ lịch riêng"), _("Tạo địa chỉ lịch riêng của chức danh; địa chỉ cũ hết hiệu lực")
    ),
    "notices.feed.revoked": Sentence(
        _("Thu hồi địa chỉ lịch riêng"), _("Thu hồi địa chỉ lịch riêng của chức danh")
    ),
}
register(SENTENCES)
