"""What the events of reminders say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

register(
    {
        "reminders.reminder.noted": Sentence(
            _("Ghi nhắc nhở sớm"),
            _("Ghi nhắc nhở %(dossier)s ngày %(happened_on)s: “%(text)s”. Cần làm: %(wanted)s"),
        ),
        "reminders.reminder.answered": Sentence(_("Trả lời nhắc nhở"), _("Trả lời nhắc nhở: %(text)s")),
        "reminders.reminder.contested": Sentence(
            _("Không đồng ý với nhắc nhở"), _("Không đồng ý với nhắc nhở: %(text)s")
        ),
        "reminders.reminder.upheld": Sentence(
            _("Xem lại, giữ nhắc nhở"), _("Xem lại, giữ nhắc nhở. Lý do: %(text)s")
        ),
        "reminders.reminder.mended": Sentence(
            _("Ghi đã khắc phục nhắc nhở"),
            _("Ghi đã khắc phục: %(text)s. Hết hiệu lực ngày: %(lapse_on)s"),
        ),
        "reminders.lapse.put_off": Sentence(
            _("Tính lại ngày nhắc nhở hết hiệu lực"), _("Nhắc nhở hết hiệu lực ngày %(lapse_on)s")
        ),
        "reminders.reminder.lapsed": Sentence(
            _("Nhắc nhở hết hiệu lực"), _("Nhắc nhở hết hiệu lực, không tính nữa. Căn cứ: %(basis)s")
        ),
        "reminders.reminder.withdrawn": Sentence(_("Rút nhắc nhở"), _("Rút nhắc nhở. Lý do: %(reason)s")),
    }
)
