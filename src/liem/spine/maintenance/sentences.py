"""What the events of maintenance say to a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

register(
    {
        "maintenance.session.asked": Sentence(
            _("Xin phiên bảo trì"), _("Xin phiên bảo trì %(minutes)s phút; lý do: %(reason)s.")
        ),
        "maintenance.session.opened": Sentence(
            _("Mở phiên bảo trì"), _("Người thứ hai đồng ý; phiên bảo trì mở tới %(ends_at)s.")
        ),
        "maintenance.session.refused": Sentence(
            _("Từ chối phiên bảo trì"), _("Người thứ hai không đồng ý: %(words)s.")
        ),
        "maintenance.session.ended": Sentence(
            _("Đóng phiên bảo trì"),
            _("Phiên bảo trì đã đóng (hết giờ: %(by_clock)s); %(requests)s lần dùng trang."),
        ),
        "maintenance.request.made": Sentence(
            _("Dùng trang trong phiên bảo trì"), _("Trong phiên bảo trì: %(method)s %(page)s.")
        ),
        "maintenance.schema.upgraded": Sentence(
            _("Nâng cấp bảng dữ liệu"), _("Nâng cấp bảng dữ liệu cho bản %(version)s: %(migrations)s.")
        ),
        "maintenance.command.run": Sentence(
            _("Lệnh chạy trực tiếp trên máy chủ"),
            _("Lệnh %(command)s, người dùng %(machine_user)s; lý do: %(reason)s; khẩn cấp: %(emergency)s."),
        ),
        "maintenance.job.settled": Sentence(
            _("Xử lý việc nền bị hỏng"), _("Việc nền %(job_kind)s: bỏ hẳn: %(dropped)s.")
        ),
    }
)
