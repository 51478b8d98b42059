"""What the events of discipline say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

from .models import Body, DisciplineAppeal, Form, SubjectKind

register(
    {
        "discipline.case.proposed": Sentence(
            _("Đề nghị kỷ luật"),
            _(
                "Lập hồ sơ %(dossier)s đề nghị kỷ luật %(subject_kind)s, %(acts)s hành vi, ngày "
                "%(proposed_on)s"
            ),
            {"subject_kind": SubjectKind, "proposed_form": Form},
        ),
        "discipline.case.examined": Sentence(_("Xem xét kỷ luật"), _("Bắt đầu xem xét đề nghị kỷ luật")),
        "discipline.paper.added": Sentence(
            _("Thêm giấy tờ kỷ luật"), _("Thêm giấy tờ vào hồ sơ. Không cho đối tượng xem vì: %(withheld)s")
        ),
        "discipline.paper.released": Sentence(
            _("Cho đối tượng xem giấy tờ"),
            _("Cho đối tượng xem một giấy tờ trước đây giữ lại vì: %(withheld)s. Lý do: %(reason)s"),
        ),
        "discipline.subject.heard": Sentence(
            _("Nghe đối tượng trình bày"),
            _("Nghe đối tượng trình bày ngày %(said_on)s; từ chối phát biểu: %(refused)s"),
        ),
        "discipline.subject.answered": Sentence(
            _("Đối tượng gửi ý kiến"), _("Đối tượng gửi ý kiến vào hồ sơ của mình")
        ),
        "discipline.vote.recorded": Sentence(
            _("Biểu quyết kỷ luật"),
            _(
                "Bỏ phiếu kín ngày %(held_on)s: %(entitled)s người có quyền, %(present)s có mặt, "
                "phát %(issued)s, "
                "thu %(collected)s, không hợp lệ %(invalid)s; kết quả: %(result)s; có giá trị quyết "
                "định: %(decides)s"
            ),
            {"result": Form},
        ),
        "discipline.vote.read": Sentence(
            _("Kết luận kết quả phiếu"),
            _("Kết luận kết quả phiếu theo văn bản: %(result)s. Căn cứ: %(basis)s"),
            {"result": Form},
        ),
        "discipline.case.referred": Sentence(
            _("Đề nghị cấp có thẩm quyền"),
            _("Chuyển hồ sơ từ %(from_unit)s đến %(to_unit)s, đề nghị %(proposed_form)s"),
            {"proposed_form": Form},
        ),
        "discipline.case.decided": Sentence(
            _("Quyết định kỷ luật"),
            _(
                "%(body)s quyết định số %(number)s ngày %(decided_on)s: %(form)s; hiệu lực từ "
                "%(effective_on)s"
            ),
            {"form": Form, "body": Body},
        ),
        "discipline.case.refused": Sentence(
            _("Không thi hành kỷ luật"), _("Không thi hành kỷ luật. Lý do: %(reason)s")
        ),
        "discipline.decision.notified": Sentence(
            _("Giao quyết định kỷ luật"), _("Công bố, giao quyết định ngày %(on)s, cách giao: %(how)s")
        ),
        "discipline.decision.published": Sentence(
            _("Công khai quyết định kỷ luật"),
            _("Công khai ngày %(on)s tại %(where)s. Căn cứ: %(basis)s"),
        ),
        "discipline.appeal.filed": Sentence(
            _("Khiếu nại kỷ luật"), _("Nhận khiếu nại kỷ luật ngày %(filed_on)s")
        ),
        "discipline.appeal.accepted": Sentence(
            _("Thụ lý khiếu nại kỷ luật"), _("Thụ lý khiếu nại ngày %(accepted_on)s")
        ),
        "discipline.appeal.ended": Sentence(
            _("Kết thúc khiếu nại kỷ luật"),
            _("Kết thúc khiếu nại ngày %(settled_on)s: %(outcome)s. Hình thức hiện hành: %(form)s"),
            {"outcome": DisciplineAppeal.Outcome, "form": Form},
        ),
        "discipline.case.cancelled": Sentence(
            _("Hủy quyết định kỷ luật"), _("Hủy quyết định kỷ luật ngày %(on)s. Lý do: %(reason)s")
        ),
        "discipline.rights.restored": Sentence(
            _("Phục hồi quyền lợi"), _("Xin lỗi, phục hồi quyền lợi ngày %(on)s: %(words)s")
        ),
        "discipline.case.deferred": Sentence(
            _("Tạm dừng xem xét kỷ luật"), _("Chưa xem xét kỷ luật. Căn cứ: %(ground)s")
        ),
        "discipline.case.resumed": Sentence(_("Xem xét kỷ luật trở lại"), _("Tiếp tục xem xét kỷ luật")),
        "discipline.suspension.set": Sentence(
            _("Đình chỉ sinh hoạt"),
            _("Đình chỉ từ %(since)s đến %(until)s; chấm dứt ngày: %(lifted_on)s. Lý do: %(reason)s"),
        ),
        "discipline.effect.ended": Sentence(
            _("Quyết định hết hiệu lực"), _("Quyết định kỷ luật hết hiệu lực ngày %(on)s. Căn cứ: %(basis)s")
        ),
    }
)
