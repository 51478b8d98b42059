"""What the events of opening a sealed name say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

register(
    {
        "identity.asked": Sentence(
            _("Xin mở danh tính niêm phong"),
            _("%(name)s xin %(custodian)s mở danh tính, hạn %(ends_at)s. Lý do: %(reason)s"),
        ),
        "identity.approved": Sentence(
            _("Đồng ý mở danh tính niêm phong"), _("%(name)s đồng ý mở danh tính. Lý do: %(words)s")
        ),
        "identity.refused": Sentence(
            _("Không đồng ý mở danh tính niêm phong"),
            _("%(name)s không đồng ý mở danh tính. Lý do: %(words)s"),
        ),
        "identity.handed_over": Sentence(
            _("Gỡ lớp ngoài, chuyển danh tính cho người xin"),
            _("%(name)s gỡ lớp niêm phong ngoài và chuyển phần còn niêm phong, mã SHA-256 %(sha256)s"),
        ),
        "identity.ended": Sentence(
            _("Kết thúc yêu cầu mở danh tính"),
            _("Kết thúc yêu cầu mở danh tính; do hết hạn: %(by_clock)s"),
        ),
    }
)
