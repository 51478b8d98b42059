"""What the events of the log say to a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

register(
    {
        "log.log.counted": Sentence(_("Đếm mục của sổ"), _("Sổ có %(size)s mục; theo lớp: %(classes)s.")),
        "log.policy.set": Sentence(
            _("Đặt chính sách chứng kiến"), _("Chính sách chứng kiến mới; lý do: %(reason)s.")
        ),
        "log.incident.closed": Sentence(
            _("Giải quyết sự cố của sổ"),
            _("Giải quyết sự cố %(incident)s: %(outcome)s. Sổ có %(size)s mục, %(lost)s mục mất nội dung."),
        ),
        "log.log.begun": Sentence(
            _("Mở sổ mới"), _("Mở sổ %(origin)s vì không nối tiếp được sổ trước; lý do: %(reason)s.")
        ),
    }
)
