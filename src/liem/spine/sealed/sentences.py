"""What the events of sealed letters say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

register(
    {
        "sealed.report.deposited": Sentence(
            _("Nhận thư niêm phong"),
            _(
                "Nhận thư niêm phong gửi %(units)s, mã SHA-256 %(sha256)s; danh tính niêm phong riêng: "
                "%(identity_sha256)s"
            ),
        ),
        "sealed.message.left": Sentence(
            _("Thêm thư vào hộp niêm phong"),
            _(
                "Thêm thư thứ %(number)s vào hộp niêm phong, do người đọc gửi: %(by_reader)s, "
                "mã SHA-256 %(sha256)s"
            ),
        ),
        "sealed.report.rewrapped": Sentence(
            _("Niêm phong lại cho người đọc hiện nay"),
            _(
                "Niêm phong lại cho người đọc hiện nay, mã SHA-256 cũ %(before_sha256)s, mới %(sha256)s. "
                "Lý do: %(reason)s"
            ),
        ),
    }
)
