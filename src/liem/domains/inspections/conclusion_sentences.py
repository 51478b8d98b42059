"""What the events of the conclusion and its remedies say in the ledger."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

from .models import Outcome
from .remedies import How

SENTENCES: Final = {
    "inspections.draft.saved": Sentence(
        _("Lưu bản dự thảo kết luận"),
        _("Lưu bản %(number)s, tiếp theo bản %(follows)s, gộp bản %(merges)s. Ghi chú: %(note)s"),
    ),
    "inspections.draft.mended": Sentence(
        _("Sửa hình thức dự thảo"),
        _("Sửa hình thức thành bản %(number)s từ bản %(follows)s, nội dung giữ nguyên"),
    ),
    "inspections.author.asked": Sentence(_("Hỏi người dự thảo"), _("Hỏi người dự thảo: %(words)s")),
    "inspections.author.answered": Sentence(
        _("Người dự thảo trả lời"), _("Người dự thảo trả lời: %(answer)s")
    ),
    "inspections.conclusion.issued": Sentence(
        _("Ban hành kết luận"),
        _(
            "Ban hành kết luận số %(number)s, ký hiệu %(symbol)s, ngày %(issued_on)s, người ký %(signer)s; "
            "kết quả: %(outcome)s; theo bản dự thảo %(draft)s"
        ),
        {"outcome": Outcome},
    ),
    "inspections.remedy.confirmed": Sentence(
        _("Xác nhận khắc phục xong"),
        _("Xác nhận yêu cầu %(number)s đã khắc phục (%(how)s): %(words)s"),
        {"how": How},
    ),
    "inspections.remedy.returned": Sentence(
        _("Trả lại việc khắc phục"), _("Trả lại yêu cầu %(number)s. Lý do: %(reason)s")
    ),
    "inspections.requirement.withdrawn": Sentence(
        _("Thôi yêu cầu"), _("Thôi yêu cầu %(number)s. Lý do: %(reason)s")
    ),
    "inspections.recheck.scheduled": Sentence(
        _("Đặt ngày phúc tra"), _("Đặt ngày phúc tra %(on)s. Ghi chú: %(words)s")
    ),
    "inspections.recheck.recorded": Sentence(_("Ghi kết quả phúc tra"), _("Phúc tra ngày %(on)s: %(words)s")),
}
register(SENTENCES)
