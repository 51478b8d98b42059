"""What the events of lists of readers say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

from .models import Change

register(
    {
        "roster.key.enrolled": Sentence(
            _("Ghi khóa đọc thư niêm phong"),
            _("%(name)s (%(post)s) ghi khóa đọc thư niêm phong, mã đối chiếu %(fingerprint)s"),
        ),
        "roster.key.withdrawn": Sentence(
            _("Rút khóa chưa dùng"), _("Rút khóa chưa dùng của %(name)s. Lý do: %(reason)s")
        ),
        "roster.list.signed": Sentence(
            _("Ký danh sách người đọc"),
            _(
                "Ký danh sách người đọc số %(place)s (%(change)s: %(name)s), mã SHA-256 %(sha256)s. "
                "Đủ chữ ký, đã công bố: %(published)s. Lý do: %(reason)s"
            ),
            {"change": Change},
        ),
        "roster.list.begun_again": Sentence(
            _("Lập lại danh sách người đọc từ đầu"),
            _("Lập lại danh sách người đọc từ đầu, lần thứ %(generation)s. Lý do: %(reason)s"),
        ),
    }
)
