"""What the events of divided keys say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

register(
    {
        "escrow.key.divided": Sentence(
            _("Chia khóa khôi phục thành nhiều tờ"),
            _("Khóa khôi phục của %(name)s chia thành các tờ %(sheets)s; cần %(needed)s tờ để ghép lại"),
        ),
        "escrow.sheets.assembled": Sentence(
            _("Lễ mở khóa chia mảnh"),
            _(
                "%(leader)s chủ trì ghép khóa của %(name)s, các tờ: %(brought)s. Lý do: %(reason)s. "
                "Để mở: %(purpose)s"
            ),
        ),
    }
)
