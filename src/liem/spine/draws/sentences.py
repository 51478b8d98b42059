"""What the events of public draws say to a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

register(
    {
        "draws.ceremony.announced": Sentence(
            _("Công bố buổi bốc thăm"),
            _("Buổi %(ceremony)s: danh sách %(size)s dòng, mã băm %(frame_sha256)s; để ngoài %(excluded)s."),
        ),
        "draws.ceremony.committed": Sentence(
            _("Gửi cam kết chữ số"), _("Buổi %(ceremony)s: %(body)s cam kết %(commitment)s.")
        ),
        "draws.ceremony.thrown": Sentence(
            _("Gieo chữ số"), _("Buổi %(ceremony)s: %(body)s gieo %(digits)s.")
        ),
        "draws.ceremony.held": Sentence(
            _("Bốc thăm xong"), _("Buổi %(ceremony)s: hạt giống %(seed)s, chọn %(chosen)s.")
        ),
        "draws.ceremony.replaced": Sentence(
            _("Đôn người dự bị"), _("Buổi %(ceremony)s: %(into)s thay %(out)s; căn cứ: %(ground)s.")
        ),
        "draws.ceremony.given_up": Sentence(
            _("Không thực hiện buổi bốc thăm"), _("Buổi %(ceremony)s không thực hiện; lý do: %(reason)s.")
        ),
    }
)
