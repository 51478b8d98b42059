"""What the events of people say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.access import Post
from liem.spine.ledger.sentences import Sentence, register

from .ways import Way

register(
    {
        "people.person.registered": Sentence(
            _("Ghi tên nhân sự"), _("Ghi tên %(name)s vào danh sách, mã số: %(code)s")
        ),
        "people.mandate.given": Sentence(
            _("Giao chức danh"),
            _(
                "Giao chức danh %(post)s tại %(unit)s từ ngày %(valid_from)s, đến ngày: %(valid_to)s. "
                "Căn cứ: %(basis)s"
            ),
            {"post": Post},
        ),
        "people.mandate.ended": Sentence(
            _("Thôi chức danh"), _("Thôi giữ chức danh từ ngày %(valid_to)s. Căn cứ: %(basis)s")
        ),
        "people.account.opened": Sentence(_("Mở tài khoản"), _("Mở tài khoản “%(username)s”")),
        "people.account.closed": Sentence(_("Đóng tài khoản"), _("Đóng tài khoản. Lý do: %(reason)s")),
        "people.account.password_reset": Sentence(
            _("Cấp lại mật khẩu"), _("Cấp lại mật khẩu lần đầu. Lý do: %(reason)s")
        ),
        "people.account.second_factors_removed": Sentence(
            _("Bỏ lớp đăng nhập thứ hai"), _("Bỏ mọi lớp đăng nhập thứ hai của tài khoản. Lý do: %(reason)s")
        ),
        "people.account.signed_in": Sentence(_("Đăng nhập"), _("Đăng nhập bằng %(way)s"), {"way": Way}),
        "people.account.second_factor_refused": Sentence(
            _("Sai lớp đăng nhập thứ hai"),
            _("Mật khẩu đúng nhưng mã hoặc khóa ở lớp đăng nhập thứ hai không đúng"),
        ),
        "people.account.locked_out": Sentence(
            _("Tạm khóa đăng nhập"),
            _("Nhập sai mật khẩu nhiều lần; nơi nhập sai phải chờ đến %(until)s. Nơi khác không bị khóa"),
        ),
        "people.sign_in.guessing_held": Sentence(
            _("Chặn dò mật khẩu"),
            _("Một nơi nhập sai mật khẩu của nhiều tên đăng nhập, phải chờ đến %(until)s"),
        ),
        "people.account.sessions_ended": Sentence(
            _("Kết thúc phiên khác"), _("Tự kết thúc %(sessions)s phiên đăng nhập khác của mình")
        ),
        "people.account.password_changed": Sentence(
            _("Đổi mật khẩu"),
            _("Tự đổi mật khẩu, các phiên khác kết thúc. Thay mật khẩu được cấp: %(first)s"),
        ),
        "people.kinship.declared": Sentence(
            _("Ghi quan hệ thân thích"), _("Ghi quan hệ thân thích với %(other)s: %(relation)s")
        ),
        "people.kinship.ended": Sentence(
            _("Kết thúc quan hệ thân thích"),
            _("Kết thúc quan hệ thân thích với %(other)s từ ngày %(ended_on)s. Lý do: %(reason)s"),
        ),
        "people.table.imported": Sentence(
            _("Nhập bảng nhân sự"),
            _("Nhập %(rows)s dòng nhân sự từ tệp có mã SHA-256 %(file_sha256)s"),
        ),
    }
)
