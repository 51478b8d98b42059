"""What the events of directives say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

from .models import DocumentKind

register(
    {
        "directives.directive.received": Sentence(
            _("Tiếp nhận văn bản"), _("Tiếp nhận tệp “%(file_name)s”, hồ sơ %(dossier)s")
        ),
        "directives.reading.recorded": Sentence(
            _("Đọc văn bản"),
            _("Đọc xong %(pages)s trang, thấy %(tasks)s nhiệm vụ; chưa rõ: %(unknown)s"),
        ),
        "directives.reading.failed": Sentence(
            _("Không đọc được văn bản"), _("Không đọc được tệp (%(code)s): %(message)s")
        ),
        "directives.reading.wanted": Sentence(_("Yêu cầu đọc lại"), _("Yêu cầu đọc lại tệp gốc")),
        "directives.directive.confirmed": Sentence(
            _("Xác nhận văn bản"),
            _(
                "Xác nhận %(kind)s số %(number)s, ký hiệu %(symbol)s của %(issuer)s ngày %(issued_on)s: "
                "“%(subject)s”, %(tasks)s nhiệm vụ"
            ),
            {"kind": DocumentKind},
        ),
        "directives.directive.corrected": Sentence(
            _("Đính chính văn bản"),
            _("Đính chính. Trước: %(before)s. Sau: %(after)s. Lý do: %(reason)s"),
        ),
        "directives.tasks.assigned": Sentence(
            _("Giao các nhiệm vụ của văn bản"), _("Giao các nhiệm vụ: %(tasks)s")
        ),
        "directives.letter.issued": Sentence(
            _("Ban hành văn bản giao việc"),
            _("Ban hành văn bản giao việc số %(number)s, ký hiệu %(symbol)s, ngày %(issued_on)s"),
        ),
        "directives.directive.closed": Sentence(
            _("Kết thúc văn bản"), _("Kết thúc theo dõi văn bản. Ghi chú: %(note)s")
        ),
        "directives.directive.set_aside": Sentence(
            _("Để riêng văn bản"), _("Văn bản không cần xử lý. Lý do: %(reason)s")
        ),
    }
)
