"""Mail after a notice: it says that something waits and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.spine.outbox import jobs as outbox

from .models import Notice
from .steps import MAIL_JOB

if TYPE_CHECKING:
    from datetime import datetime


@outbox.handler(MAIL_JOB)
def mail(*, at: datetime, notice_id: str) -> None:
    """Send one mail without content, where the person has an address (without a mail server: into a file).

    The job may run twice when it is killed after sending: the message keeps its id, so that a mail server
    shows
    it once.
    """
    notice = Notice.objects.select_related("person", "person__account").filter(pk=notice_id).first()
    if notice is None or notice.mailed_at is not None:
        return
    account = getattr(notice.person, "account", None)
    address = (account.email if account else "") or notice.person.email
    if not address:
        return
    host = settings.LIEM.public_url.rstrip("/")
    with override(account.language if account else settings.LIEM.language):
        message = EmailMessage(
            subject=_("Liêm: có việc đang chờ bạn"),
            body=_(
                "Bạn có việc mới trong Liêm. Đăng nhập %(address)s để xem. Thư này không chứa nội dung hồ sơ."
            )
            % {"address": host},
            to=[address],
            headers={"Message-ID": f"<{notice.pk}@liem>"},
        )
        message.send()
    Notice.objects.filter(pk=notice.pk).update(mailed_at=at)
