"""What facts are counted by: each dimension with its values and their Vietnamese titles, in printed order.

The eleven contents are those of the statistics of inspection commissions (Decision 885-QĐ/UBKTTW of 2022);
content areas of inspections, which a province may edit, lead to them by ``CONTENT_OF``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .facts import Fact


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to divide facts. ``many``: a fact may hold several values, so its parts need not add up."""

    key: str
    title: str
    values: Mapping[str, str]
    many: bool = False


DIMENSIONS: Final[dict[str, Dimension]] = {
    each.key: each
    for each in (
        Dimension(
            "kind",
            "Loại việc",
            {
                "inspection": "kiểm tra, giám sát, thanh tra",
                "discipline": "thi hành kỷ luật",
                "appeal": "khiếu nại kỷ luật",
                "suspension": "đình chỉ",
            },
        ),
        Dimension(
            "activity",
            "Hình thức kiểm tra, giám sát",
            {
                "": "không qua cuộc kiểm tra",
                "compliance_inspection": "kiểm tra chấp hành",
                "sign_based_inspection": "kiểm tra khi có dấu hiệu vi phạm",
                "unannounced_inspection": "kiểm tra đột xuất",
                "duty_inspection": "kiểm tra nhiệm vụ kiểm tra, giám sát, thi hành kỷ luật",
                "finance_inspection": "kiểm tra tài chính đảng, đảng phí",
                "cell_inspection": "chi bộ kiểm tra đảng viên",
                "regular_supervision": "giám sát thường xuyên",
                "thematic_supervision": "giám sát chuyên đề",
                "denunciation": "giải quyết tố cáo",
                "discipline_complaint": "giải quyết khiếu nại kỷ luật",
                "administrative_inspection": "thanh tra, kiểm tra hành chính",
            },
        ),
        Dimension(
            "subject",
            "Đối tượng",
            {
                "organisation": "tổ chức đảng, đơn vị",
                "member": "đảng viên chính thức",
                "probationary": "đảng viên dự bị",
                "official": "cán bộ, công chức, viên chức",
            },
        ),
        Dimension(
            "body",
            "Chủ thể quyết định",
            {
                "committee": "cấp ủy",
                "commission": "ủy ban kiểm tra",
                "cell": "chi bộ",
                "state": "cơ quan nhà nước",
            },
        ),
        Dimension(
            "level",
            "Cấp quyết định",
            {
                "central": "Trung ương",
                "province": "tỉnh",
                "district": "huyện (trước 01/7/2025)",
                "commune": "xã, phường, đặc khu",
                "base": "đảng ủy cơ sở",
                "cell": "chi bộ",
                "village": "thôn, tổ dân phố",
            },
        ),
        Dimension("member", "Cấp ủy viên", {"yes": "là cấp ủy viên", "no": "không là cấp ủy viên"}),
        Dimension(
            "result",
            "Kết quả",
            {
                "done": "đã kết luận",
                "clean": "không có vi phạm",
                "faulty": "có khuyết điểm, vi phạm",
                "discipline_due": "đến mức phải thi hành kỷ luật",
                "disciplined": "đã thi hành kỷ luật",
                "remedied": "đã khắc phục xong",
                "stopped": "đình chỉ, không kết luận",
                "kept": "giữ nguyên hình thức",
                "raised": "tăng hình thức",
                "lowered": "giảm hình thức",
                "cancelled": "xóa kỷ luật",
                "not_accepted": "không thụ lý",
                "withdrawn": "rút khiếu nại",
            },
            many=True,
        ),
        Dimension(
            "form",
            "Hình thức kỷ luật",
            {
                "": "không có",
                "reprimand": "khiển trách",
                "warning": "cảnh cáo",
                "dismissal_from_post": "cách chức",
                "expulsion": "khai trừ",
                "dissolution": "giải tán",
                "state_reprimand": "khiển trách (chính quyền)",
                "state_warning": "cảnh cáo (chính quyền)",
                "state_pay_cut": "hạ bậc lương",
                "state_demotion": "giáng chức",
                "state_dismissal": "cách chức (chính quyền)",
                "state_sacking": "buộc thôi việc",
                "no_discipline": "không kỷ luật",
                "name_removal": "xóa tên (không phải kỷ luật)",
            },
        ),
        Dimension(
            "gravity",
            "Mức độ",
            {
                "minor": "ít nghiêm trọng",
                "serious": "nghiêm trọng",
                "very_serious": "rất nghiêm trọng",
                "extremely_serious": "đặc biệt nghiêm trọng",
                "": "không xếp mức",
            },
        ),
        Dimension(
            "content",
            "Nội dung",
            {
                "democratic_centralism": "tập trung dân chủ, quy chế làm việc",
                "ethics": "đạo đức, lối sống",
                "unity": "đoàn kết nội bộ",
                "prohibited": "những điều đảng viên không được làm",
                "population": "dân số",
                "corruption": "tham nhũng, cố ý làm trái",
                "irresponsibility": "thiếu trách nhiệm",
                "land": "đất đai, tài nguyên",
                "finance": "tài chính, ngân hàng, xây dựng",
                "asset_declaration": "kê khai tài sản",
                "other": "nội dung khác",
            },
            many=True,
        ),
        Dimension("criminal", "Xử lý hình sự", {"yes": "bị xử lý hình sự", "no": "không bị xử lý hình sự"}),
    )
}

# Content areas of inspections → the statistical content they are printed under; unknown ones go to "other".
CONTENT_OF: Final[dict[str, str]] = {
    **{key: key for key in DIMENSIONS["content"].values},
    "working_rules": "democratic_centralism",
    "grassroots_democracy": "democratic_centralism",
    "conduct_of_duty": "irresponsibility",
    "construction": "finance",
    "party_dues": "finance",
    "corruption_prevention": "corruption",
    "prohibited_acts": "prohibited",
}


def contents_of(keys: object) -> tuple[str, ...]:
    """Give the statistical contents of stored keys, each once; an unknown key counts under "other"."""
    listed = keys if isinstance(keys, list | tuple) else ()
    return tuple(dict.fromkeys(CONTENT_OF.get(str(key), "other") for key in listed))


def values_of(fact: Fact) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the values of a fact by dimension; a single-valued dimension gives one."""
    return (
        ("kind", (fact.kind,)),
        ("activity", (fact.activity,)),
        ("subject", (fact.subject,)),
        ("body", (fact.body,)),
        ("level", (fact.level,)),
        ("member", ("yes" if fact.committee_member else "no",)),
        ("result", fact.results),
        ("form", (fact.form,)),
        ("gravity", (fact.gravity,)),
        ("content", fact.contents),
        ("criminal", ("yes" if fact.criminal else "no",)),
    )
