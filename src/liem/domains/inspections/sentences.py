"""What the events of a case say in the ledger."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

from .models import Body, Conflict, Evidence, Origin, Statement, Subject, TeamMember

SENTENCES: Final = {
    "inspections.inspection.opened": Sentence(
        _("Mở cuộc kiểm tra, giám sát"),
        _(
            "Mở hồ sơ %(dossier)s theo quy trình “%(title)s”, đối tượng: %(subject)s; đơn vị "
            "%(subject_unit)s, người %(subject_person)s; căn cứ mở: %(origin)s; dấu hiệu: %(sign)s"
        ),
        {"subject": Subject, "body": Body, "origin": Origin},
    ),
    "inspections.slip.given": Sentence(
        _("Giao phiếu theo dõi"), _("Giao phiếu theo dõi cho người gửi đơn. Lý do giao lại: %(reason)s")
    ),
    "inspections.team.appointed": Sentence(
        _("Cử người vào đoàn"), _("Cử %(person)s làm %(role)s"), {"role": TeamMember.Role}
    ),
    "inspections.team.left": Sentence(
        _("Đưa người ra khỏi đoàn"), _("Đưa %(person)s ra khỏi đoàn. Lý do: %(reason)s")
    ),
    "inspections.conflict.declared": Sentence(
        _("Khai xung đột lợi ích và rút"),
        _("%(person)s rút khỏi cuộc, %(ground)s: %(words)s"),
        {"ground": Conflict.Ground},
    ),
    "inspections.step.recorded": Sentence(
        _("Ghi bước của quy trình"),
        _("Ghi bước “%(title)s” ngày %(on)s, hạn của bước: %(due_at)s. Ghi chú: %(note)s"),
    ),
    "inspections.paper.added": Sentence(
        _("Thêm giấy tờ vào hồ sơ"),
        _("Thêm “%(title)s”, số %(number)s, ký hiệu %(symbol)s, ngày %(issued_on)s, người ký %(signer)s"),
    ),
    "inspections.paper.served": Sentence(
        _("Giao giấy tờ cho đối tượng"), _("Giao “%(title)s” cho đối tượng")
    ),
    "inspections.paper.received": Sentence(
        _("Đối tượng xác nhận đã nhận"), _("Đối tượng xác nhận đã nhận “%(title)s”")
    ),
    "inspections.evidence.added": Sentence(
        _("Thêm chứng cứ"),
        _("Chứng cứ số %(number)s (%(form)s): “%(title)s”, nơi %(place)s, lúc %(happened_at)s"),
        {"form": Evidence.Form},
    ),
    "inspections.statement.kept": Sentence(
        _("Ghi ý kiến của đối tượng"),
        _("Ý kiến của đối tượng (%(form)s) ngày %(said_on)s: “%(words)s”"),
        {"form": Statement.About},
    ),
    "inspections.inspection.extended": Sentence(
        _("Gia hạn cuộc kiểm tra"),
        _("Gia hạn từ %(old_due_at)s đến %(new_due_at)s theo %(basis)s. Lý do: %(reason)s"),
    ),
    "inspections.inspection.stopped": Sentence(
        _("Đình chỉ cuộc kiểm tra"), _("Đình chỉ ngày %(on)s. Lý do: %(reason)s")
    ),
    "inspections.sign.referred": Sentence(
        _("Chuyển dấu hiệu vi phạm"), _("Mở hồ sơ %(dossier)s về dấu hiệu vi phạm: %(sign)s")
    ),
    "inspections.hand_over.sent": Sentence(
        _("Chuyển giao hồ sơ"), _("Chuyển giao cho %(to_name)s: %(papers)s. Lý do: %(reason)s")
    ),
    "inspections.hand_over.received": Sentence(
        _("Ký nhận hồ sơ chuyển giao"), _("%(received_by)s ký nhận hồ sơ chuyển giao")
    ),
    "inspections.hand_over.refused": Sentence(
        _("Không nhận hồ sơ chuyển giao"), _("%(refused_by)s không nhận hồ sơ. Lý do: %(reason)s")
    ),
}
register(SENTENCES)
