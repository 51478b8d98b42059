"""What the events of units say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

from .models import Level, Succession

register(
    {
        "units.unit.opened": Sentence(
            _("Thành lập đơn vị"),
            _("Thành lập “%(name)s”, mã %(code)s, cấp %(level)s, từ ngày %(valid_from)s. Căn cứ: %(basis)s"),
            {"level": Level},
        ),
        "units.unit.renamed": Sentence(
            _("Đổi tên đơn vị"),
            _("Đổi tên “%(old_name)s” thành “%(new_name)s” từ ngày %(valid_from)s. Căn cứ: %(basis)s"),
        ),
        "units.unit.closed": Sentence(
            _("Kết thúc đơn vị"),
            _(
                "Đơn vị kết thúc hoạt động từ ngày %(valid_to)s (%(how)s), kế thừa: %(successors)s. "
                "Căn cứ: %(basis)s"
            ),
            {"how": Succession.How},
        ),
        "units.table.imported": Sentence(
            _("Nhập bảng đơn vị"),
            _("Nhập %(rows)s đơn vị từ tệp có mã SHA-256 %(file_sha256)s"),
        ),
    }
)
