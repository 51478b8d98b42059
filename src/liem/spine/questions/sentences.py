"""What the events of questions say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

register(
    {
        "questions.question.raised": Sentence(
            _("Nêu câu hỏi cần xem xét"), _("Nêu câu hỏi “%(title)s” với %(to_unit)s. Căn cứ: %(basis)s")
        ),
        "questions.evidence.grew": Sentence(_("Bổ sung căn cứ của câu hỏi"), _("Bổ sung căn cứ: %(added)s")),
        "questions.question.climbed": Sentence(
            _("Chuyển câu hỏi lên cấp trên"),
            _("Chuyển câu hỏi từ %(from_unit)s lên %(to_unit)s. Lý do: %(reason)s"),
        ),
        "questions.question.asked": Sentence(_("Hỏi đơn vị, người liên quan"), _("Hỏi: %(text)s")),
        "questions.question.answered": Sentence(_("Trả lời câu hỏi"), _("Trả lời: %(text)s")),
        "questions.question.dismissed": Sentence(
            _("Khép câu hỏi, không có vấn đề"), _("Khép câu hỏi, không có vấn đề. Lý do: %(reason)s")
        ),
        "questions.question.followed": Sentence(
            _("Mở việc từ câu hỏi"), _("Mở việc tiếp theo từ câu hỏi. Lý do: %(reason)s")
        ),
        "questions.question.merged": Sentence(
            _("Gộp câu hỏi trùng"), _("Gộp vào câu hỏi khác cùng nội dung. Lý do: %(reason)s")
        ),
    }
)
