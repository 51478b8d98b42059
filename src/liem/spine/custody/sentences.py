"""What the events of custody say to a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

register(
    {
        "custody.erasure.proposed": Sentence(
            _("Đề nghị xóa theo luật"), _("Đề nghị xóa dữ liệu (%(room)s, khóa %(key)s) theo %(basis)s.")
        ),
        "custody.key.erased": Sentence(
            _("Xóa theo luật"),
            _("Đã xóa dữ liệu (%(room)s, khóa %(key)s), %(entries)s dòng sổ, theo %(basis)s."),
        ),
        "custody.erasure.refused": Sentence(
            _("Không đồng ý xóa theo luật"), _("Không xóa khóa %(key)s: %(words)s")
        ),
        "custody.erasure.withdrawn": Sentence(
            _("Rút đề nghị xóa theo luật"), _("Rút đề nghị xóa khóa %(key)s.")
        ),
        "custody.fields.opened": Sentence(
            _("Công khai trường của một dòng sổ"),
            _("Mở các trường %(names)s của dòng #%(seq)s cho mọi người; lý do: %(reason)s"),
        ),
    }
)
