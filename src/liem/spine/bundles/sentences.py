"""What the events of bundles say to a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

from .models import Role

register(
    {
        "bundles.peer.trusted": Sentence(
            _("Nhận thẻ khóa của cơ quan khác"),
            _("Nhận thẻ khóa của %(name)s (%(office)s, %(role)s), vân tay %(fingerprint)s."),
            {"role": Role},
        ),
        "bundles.bundle.sent": Sentence(
            _("Lập gói gửi"), _("Lập gói số %(number)s gửi %(office)s, %(files)s tệp, mã %(bundle)s.")
        ),
        "bundles.bundle.taken": Sentence(
            _("Nhận gói gửi"), _("Nhận gói số %(number)s của %(office)s, %(files)s tệp, mã %(bundle)s.")
        ),
        "bundles.bundle.refused": Sentence(
            _("Không nhận được nội dung gói"),
            _("Gói số %(number)s của %(office)s không nhận được: %(reason)s"),
        ),
        "bundles.sent.arrived": Sentence(
            _("Nơi nhận báo gói đã đến"),
            _("%(office)s báo đã nhận các gói đến số %(number)s, mã %(bundle)s."),
        ),
        "bundles.sealed.delivered": Sentence(
            _("Chuyển tệp niêm phong vào kho"),
            _("Chuyển tệp niêm phong %(name)s từ %(office)s vào kho, chưa ai mở."),
        ),
    }
)
