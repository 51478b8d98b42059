"""What drafting and issuing share: who writes, which version is meant, what is over once it was issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.law.procedures import STOPPED
from liem.spine.access import Conflict, NotFound

from .parts import DECIDER, HEAD, TEAM

if TYPE_CHECKING:
    from uuid import UUID

    from .models import Draft, Inspection

MENDED: Final = "sửa hình thức"
# Who answers for what a draft says; the office mends form and asks.
AUTHORS: Final = (HEAD, TEAM, DECIDER)


def refuse_issued(inspection: Inspection) -> None:
    """Refuse what comes after the issue, or after the case was stopped."""
    if inspection.state == STOPPED:
        raise Conflict(_("Cuộc này đã đình chỉ, không có kết luận."))
    if inspection.concluded_on is not None:
        raise Conflict(
            _("Kết luận đã ban hành ngày %(day)s nên dự thảo không sửa được nữa.")
            % {"day": f"{inspection.concluded_on:%d/%m/%Y}"},
            next_step=_("Xem kết luận và việc khắc phục ở trang của cuộc."),
        )


def version_of(inspection: Inspection, draft_id: UUID) -> Draft:
    """Return a version of this case; raises ``NotFound``."""
    found = inspection.drafts.filter(pk=draft_id).first()
    if found is None:
        raise NotFound(_("Không có bản dự thảo này."))
    return found
