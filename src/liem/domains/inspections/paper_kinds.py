"""The kinds of paper a dossier holds: what they are called, which take a number, which go to the subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy

PAPER_NAMES: Final[Mapping[str, Any]] = {
    "decision": gettext_lazy("quyết định"),
    "plan": gettext_lazy("kế hoạch"),
    "notice": gettext_lazy("thông báo cho đối tượng"),
    "outline": gettext_lazy("đề cương gợi ý báo cáo"),
    "self_report": gettext_lazy("báo cáo của đối tượng"),
    "minutes": gettext_lazy("biên bản làm việc, thẩm tra"),
    "team_report": gettext_lazy("báo cáo kết quả của đoàn"),
    "draft": gettext_lazy("dự thảo kết luận"),
    "hearing_minutes": gettext_lazy("biên bản hội nghị"),
    "conclusion": gettext_lazy("thông báo kết luận"),
    "publication": gettext_lazy("biên bản công bố kết luận"),
    "hand_over": gettext_lazy("văn bản chuyển giao"),
    "letter": gettext_lazy("đơn, thư"),
    "acceptance": gettext_lazy("văn bản thụ lý"),
    "answer": gettext_lazy("văn bản trả lời"),
    "file_index": gettext_lazy("danh mục hồ sơ"),
    "other": gettext_lazy("giấy tờ khác"),
}
# Which kind of official document a paper is, so that it takes a number of that series; the others bear none.
OFFICIAL: Final[Mapping[str, str]] = {
    "decision": "decision",
    "plan": "plan",
    "notice": "notice",
    "conclusion": "notice",
    "hand_over": "official_letter",
    "acceptance": "notice",
    "answer": "official_letter",
}
# What may be handed to the subject.
FOR_SUBJECT: Final = ("decision", "plan", "notice", "outline", "conclusion", "answer", "draft")
TITLES: Final[Mapping[str, str]] = {
    "outline": "ĐỀ CƯƠNG GỢI Ý BÁO CÁO",
    "self_report": "BÁO CÁO",
    "minutes": "BIÊN BẢN",
    "team_report": "BÁO CÁO KẾT QUẢ",
    "draft": "DỰ THẢO KẾT LUẬN",
    "hearing_minutes": "BIÊN BẢN HỘI NGHỊ",
    "publication": "BIÊN BẢN CÔNG BỐ KẾT LUẬN",
    "file_index": "DANH MỤC HỒ SƠ",
    "letter": "ĐƠN",
    "other": "VĂN BẢN",
}
