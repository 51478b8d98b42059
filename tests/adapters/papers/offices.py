"""Fictional offices and two layouts of the tests' own; the product takes its layouts from dated law data."""

from __future__ import annotations

from datetime import date
from typing import Any

from liem.kernel.paper import (
    Annex,
    Column,
    Heading,
    Layout,
    Numbered,
    Paper,
    Paragraph,
    Proof,
    Run,
    Sign,
    Table,
)


def face(size: float, style: str = "") -> dict[str, Any]:
    return {
        "size": size,
        "bold": "b" in style,
        "italic": "i" in style,
        "underline": "u" in style,
    }


STATE_VALUES: dict[str, Any] = {
    "side": "state",
    "basis": "Nghị định 30/2020/NĐ-CP, Phụ lục I",
    "font": "Times New Roman",
    "page_width_mm": 210,
    "page_height_mm": 297,
    "margin_top_mm": 20,
    "margin_bottom_mm": 20,
    "margin_left_mm": 30,
    "margin_right_mm": 15,
    "motto": [
        {"text": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "size": 13, "bold": True, "italic": False},
        {"text": "Độc lập - Tự do - Hạnh phúc", "size": 14, "bold": True, "italic": False},
    ],
    "issuer_mark": "line",
    "subject_mark": "line",
    "number_form": "Số: {number}/{symbol}",
    "letter_subject_form": "V/v {subject}",
    "dateline_form": "{place}, ngày {day} tháng {month} năm {year}",
    "pad_number_below": 10,
    "pad_day_below": 10,
    "pad_month_below": 3,
    "addressees_label": "Kính gửi:",
    "recipients_label": "Nơi nhận:",
    "ending_mark": "./.",
    "line_spacing": 1.15,
    "paragraph_gap_pt": 6,
    "first_line_mm": 12.7,
    "sign_space_mm": 28,
    "page_number_from": 2,
    "annex_restarts_numbering": True,
    "sign_forms": {
        "on_behalf": "TM.",
        "by_order": "TL.",
        "for_head": "KT.",
        "by_authority": "TUQ.",
        "acting": "Q.",
    },
    "faces": {
        "superior": face(13),
        "issuer": face(13, "b"),
        "number": face(13),
        "dateline": face(14, "i"),
        "kind_title": face(14, "b"),
        "subject": face(14, "b"),
        "letter_subject": face(12),
        "addressees": face(14),
        "body": face(14),
        "table": face(12),
        "heading": face(14, "b"),
        "authority": face(14, "b"),
        "sign_title": face(14, "b"),
        "signer": face(14, "b"),
        "recipients_label": face(12, "bi"),
        "recipients": face(11),
        "page_number": face(14),
        "urgency": face(13, "b"),
        "annex_title": face(14, "b"),
        "annex_note": face(14, "i"),
        "proof": face(9),
    },
}
PARTY_VALUES: dict[str, Any] = STATE_VALUES | {
    "side": "party",
    "basis": "Hướng dẫn của Văn phòng Trung ương về thể thức văn bản của Đảng",
    "margin_right_mm": 20,
    "motto": [{"text": "ĐẢNG CỘNG SẢN VIỆT NAM", "size": 15, "bold": True, "italic": False}],
    "issuer_mark": "star",
    "subject_mark": "dashes",
    "number_form": "Số {number}-{symbol}",
    "letter_subject_form": "{subject}",
    "ending_mark": "",
    "annex_restarts_numbering": False,
    "sign_forms": {"on_behalf": "T/M", "by_order": "T/L", "for_head": "K/T"},
    "faces": STATE_VALUES["faces"]
    | {
        "superior": face(14),
        "issuer": face(14, "b"),
        "number": face(14),
        "kind_title": face(16, "b"),
        "letter_subject": face(12, "i"),
        "addressees": face(14, "i"),
        "sign_title": face(14),
        "recipients_label": face(14, "u"),
        "recipients": face(12),
    },
}
STATE = Layout.from_provision(STATE_VALUES)
PARTY = Layout.from_provision(PARTY_VALUES)

PROOF = Proof(
    address="https://liem.example.vn/s/48197-K7QF3M2X9PLA",
    line="Sổ #48.197 · quét mã để đối chiếu với sổ công khai",
)


def tasks_table(rows: int) -> Table:
    return Table(
        columns=(
            Column("STT", 8, "center"),
            Column("Nhiệm vụ", 70),
            Column("Đơn vị chủ trì", 32),
            Column("Thời hạn", 25, "center"),
            Column("Sản phẩm", 30),
        ),
        rows=tuple(
            (
                str(n),
                f"Rà soát, cập nhật danh sách hộ ở khu vực có nguy cơ sạt lở, đợt {n}",
                "Phòng Kinh tế",
                "05/12/2026" if n % 3 else "không ghi hạn",
                (Run("Báo cáo", link=f"https://liem.example.vn/nhiem-vu/{n}"), Run(" kèm bảng")),
            )
            for n in range(1, rows + 1)
        ),
    )


def letter(**changes: Any) -> Paper:
    """A công văn of a commune people's committee to two addressees, with an annex lying down."""
    values: dict[str, Any] = {
        "layout": STATE,
        "issuer": ("Ủy ban nhân dân xã An Liêm",),
        "number": "7",
        "symbol": "UBND-VP",
        "place": "An Liêm",
        "issued_on": date(2026, 2, 5),
        "kind_title": None,
        "subject": "triển khai rà soát khu vực có nguy cơ sạt lở trước mùa mưa",
        "addressees": ("Phòng Kinh tế", "Trưởng các thôn"),
        "blocks": (
            Paragraph(
                "Thực hiện chỉ đạo của cấp trên về phòng, chống thiên tai, Ủy ban nhân dân xã yêu cầu các "
                "đơn vị khẩn trương thực hiện những việc sau đây và báo cáo kết quả đúng thời hạn:"
            ),
            Numbered("1.", (Run("Phòng Kinh tế", bold=True), Run(" chủ trì rà soát toàn bộ sườn dốc."))),
            Numbered("2.", "Trưởng thôn thông báo đến từng hộ; lập danh sách hộ cần di dời."),
            Paragraph("Yêu cầu các đơn vị nghiêm túc thực hiện."),
        ),
        "sign": Sign(
            authority=(STATE.authority("on_behalf", "Ủy ban nhân dân"),),
            title="Chủ tịch",
            name="Lường Thị Ngưỡng",
        ),
        "recipients": ("Như trên", "Thường trực Đảng ủy (để báo cáo)", "Lưu: VT, VP"),
        "annexes": (
            Annex(
                label="Phụ lục",
                title="PHÂN CÔNG NHIỆM VỤ",
                note="(Kèm theo Công văn số 07/UBND-VP ngày 05 tháng 02 năm 2026)",
                blocks=(tasks_table(40),),
                landscape=True,
            ),
        ),
        "proof": PROOF,
    }
    return Paper(**(values | changes))


def notice(**changes: Any) -> Paper:
    """A thông báo of a commune party committee."""
    values: dict[str, Any] = {
        "layout": PARTY,
        "issuer": ("Đảng bộ tỉnh Thanh Vân", "Đảng ủy xã An Liêm"),
        "number": "5",
        "symbol": "TB/ĐU",
        "place": "An Liêm",
        "issued_on": date(2026, 11, 5),
        "kind_title": "Thông báo",
        "subject": "phân công nhiệm vụ kiểm tra việc thực hiện nghị quyết năm 2026",
        "blocks": (
            Paragraph(
                "Căn cứ chương trình công tác năm 2026, Ban Thường vụ Đảng ủy thông báo phân công như sau:"
            ),
            Heading("I- Nhiệm vụ", 1),
            Numbered("1.", "Ủy ban Kiểm tra Đảng ủy chủ trì, phối hợp với các chi bộ thôn."),
            Numbered("-", "Báo cáo kết quả trước ngày 25 hằng tháng."),
            Heading("II- Tổ chức thực hiện", 1),
            Paragraph("Các chi bộ, đảng viên có liên quan nghiêm túc thực hiện Thông báo này."),
        ),
        "sign": Sign(
            authority=(PARTY.authority("on_behalf", "Ban Thường vụ"),),
            title="Phó Bí thư",
            name="Đỗ Quỳnh Ngữ",
        ),
        "recipients": ("Các chi bộ trực thuộc", "Các đồng chí Đảng ủy viên", "Lưu Văn phòng Đảng ủy"),
        "proof": PROOF,
    }
    return Paper(**(values | changes))
