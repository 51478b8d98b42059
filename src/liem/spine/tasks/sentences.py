"""What the events of tasks say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

from .flow import Outcome

register(
    {
        "tasks.task.planned": Sentence(
            _("Tách nhiệm vụ"),
            _("Tách nhiệm vụ %(number)s “%(heading)s”, hạn ghi trong văn bản: %(due_words)s"),
        ),
        "tasks.task.assigned": Sentence(
            _("Giao nhiệm vụ"),
            _("%(giver_unit)s giao %(lead_unit)s: “%(text)s”. Hạn: %(due_at)s. Sản phẩm: %(product)s"),
        ),
        "tasks.task.acknowledged": Sentence(_("Nhận việc"), _("Đơn vị chủ trì đã nhận việc")),
        "tasks.task.progress_reported": Sentence(
            _("Báo cáo tiến độ"), _("Báo cáo tiến độ %(percent)s %%: %(text)s")
        ),
        "tasks.extension.requested": Sentence(
            _("Xin gia hạn"), _("Xin gia hạn từ %(old_due_at)s đến %(new_due_at)s. Lý do: %(reason)s")
        ),
        "tasks.extension.decided": Sentence(
            _("Trả lời gia hạn"), _("Đồng ý gia hạn: %(granted)s. Hạn: %(due_at)s. Trả lời: %(answer)s")
        ),
        "tasks.task.finished": Sentence(
            _("Báo cáo hoàn thành"), _("Báo cáo hoàn thành (%(outcome)s): %(text)s"), {"outcome": Outcome}
        ),
        "tasks.task.accepted": Sentence(_("Nghiệm thu"), _("Nghiệm thu. Ghi chú: %(note)s")),
        "tasks.task.returned": Sentence(_("Trả lại nhiệm vụ"), _("Trả lại để bổ sung. Lý do: %(reason)s")),
        "tasks.task.urged": Sentence(
            _("Đôn đốc"), _("Đôn đốc %(to_unit)s, mức %(level)s. Nội dung: %(note)s")
        ),
        "tasks.task.withdrawn": Sentence(_("Thôi giao"), _("Thôi giao nhiệm vụ. Lý do: %(reason)s")),
        "tasks.task.handed_over": Sentence(
            _("Bàn giao nhiệm vụ"), _("Bàn giao từ %(old_unit)s sang %(new_unit)s. Căn cứ: %(basis)s")
        ),
        "tasks.deadline.recomputed": Sentence(
            _("Tính lại hạn"), _("Tính lại hạn theo lịch nghỉ: từ %(old_due_at)s thành %(due_at)s")
        ),
    }
)
