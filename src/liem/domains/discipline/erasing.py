"""Why the dossiers of this room are not erased on request: the law on archives keeps them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from liem.spine.custody.archives import archive_law
from liem.spine.custody.rooms import keeps

from .models import DisciplineCase

keeps(
    "discipline",
    owns=lambda key: DisciplineCase.objects.filter(case_id=key).exists(),
    why=lambda: _("Hồ sơ này là tài liệu phải lưu đến hết thời hạn; không xóa theo đề nghị."),
    citation=archive_law,
)
