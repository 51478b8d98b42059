"""What the events of programmes say in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liem.spine.ledger.sentences import Sentence, register

from .models import DeviationKind, Period, Source

register(
    {
        "programmes.programme.drafted": Sentence(
            _("Soạn chương trình"),
            _("Soạn chương trình %(period)s, hồ sơ %(dossier)s, từ %(first)s đến %(last)s"),
            {"period": Period},
        ),
        "programmes.item.proposed": Sentence(
            _("Đưa cuộc vào chương trình"),
            _(
                "Đưa vào chương trình cuộc số %(number)s, từ %(planned_from)s đến %(planned_to)s, "
                "%(source)s. Lý do: %(reason)s (%(points)s điểm)"
            ),
            {"source": Source},
        ),
        "programmes.item.changed": Sentence(
            _("Sửa cuộc trong dự thảo"), _("Sửa cuộc. Trước: %(before)s. Sau: %(after)s")
        ),
        "programmes.item.dropped": Sentence(
            _("Bỏ cuộc khỏi dự thảo"), _("Bỏ cuộc khỏi dự thảo. Lý do: %(reason)s")
        ),
        "programmes.member.assigned": Sentence(
            _("Phân công người phụ trách"), _("Phân công %(lead)s phụ trách; trước đó: %(before)s")
        ),
        "programmes.draw.announced": Sentence(
            _("Công bố danh sách bốc thăm"),
            _(
                "Công bố danh sách bốc thăm %(ceremony)s: %(size)s dòng, chọn %(count)s, "
                "mã SHA-256 %(frame_sha256)s"
            ),
        ),
        "programmes.draw.finished": Sentence(
            _("Bốc thăm"),
            _(
                "Bốc thăm %(ceremony)s với hạt giống %(seed)s. Được chọn: %(chosen)s. "
                "Chứng kiến: %(witnesses)s"
            ),
        ),
        "programmes.draw.abandoned": Sentence(
            _("Bỏ buổi bốc thăm"), _("Buổi bốc thăm %(ceremony)s không thực hiện. Lý do: %(reason)s")
        ),
        "programmes.programme.submitted": Sentence(
            _("Trình chương trình"), _("Trình phê duyệt chương trình có %(items)s cuộc")
        ),
        "programmes.programme.sent_back": Sentence(
            _("Trả lại dự thảo chương trình"), _("Trả lại dự thảo chương trình. Lý do: %(reason)s")
        ),
        "programmes.programme.approved": Sentence(
            _("Phê duyệt chương trình"), _("Phê duyệt chương trình, số %(decision_number)s")
        ),
        "programmes.deviation.recorded": Sentence(
            _("Thay đổi so với chương trình"),
            _(
                "Thay đổi cuộc số %(number)s: %(change)s. Lý do: %(reason)s. Trước: %(before)s. "
                "Sau: %(after)s"
            ),
            {"change": DeviationKind},
        ),
        "programmes.item.started": Sentence(
            _("Mở cuộc theo chương trình"), _("Mở hồ sơ %(dossier)s cho cuộc trong chương trình")
        ),
        "programmes.item.finished": Sentence(
            _("Xong cuộc trong chương trình"), _("Cuộc của hồ sơ %(dossier)s đã xong")
        ),
        "programmes.programme.closed": Sentence(
            _("Tổng kết chương trình"),
            _(
                "Tổng kết chương trình: %(done)s cuộc đã xong, %(running)s đang làm, %(dropped)s đưa ra. "
                "%(summary)s"
            ),
        ),
    }
)
