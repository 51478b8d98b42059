"""Letters of a fictional province as Word files, in the two usual ways of counting tasks."""

from __future__ import annotations

import io
from datetime import date, timedelta

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám")
SIX = (
    "Các chi bộ rà soát, đối chiếu sổ thu nộp đảng phí với sổ danh sách đảng viên, lập biên bản đối chiếu.",
    "Văn phòng Đảng ủy tổng hợp danh sách chi bộ có chênh lệch trên 100.000 đồng, đề xuất hướng xử lý.",
    "Chi bộ thôn Ghềnh mở lại sổ theo dõi sinh hoạt của đảng viên đi làm ăn xa, cử người giữ liên lạc.",
    "Ủy ban nhân dân xã Cửa Rừng bố trí tủ có khóa để giữ hồ sơ ở nhà văn hóa các thôn.",
    "Chi bộ thôn Nà Lành báo cáo việc sửa nhà văn hóa thôn, kèm ảnh trước và sau khi sửa.",
    "Các chi bộ báo cáo kết quả về Đảng ủy xã.",
)
EIGHT = (
    "Tổ chức học tập quy định mới về sinh hoạt chi bộ đến từng đảng viên.",
    "Lập danh sách đảng viên miễn sinh hoạt và lý do của từng trường hợp.",
    "Kiểm kê máy tính, máy in do xã cấp cho các thôn.",
    "Dán số điện thoại của trưởng thôn ở nhà văn hóa và ở chợ.",
    "Phân công đảng viên phụ trách hộ ở các thôn biên giới.",
    "Sửa bảng tin ở ngã ba Ghềnh bị gió làm đổ.",
    "Ghi lại các đoạn đường thôn bị sạt sau mưa lũ, kèm chiều dài từng đoạn.",
    "Gửi báo cáo chung về Văn phòng Đảng ủy.",
)


def due_day() -> date:
    """The day the letters give: three weeks ahead, so that nothing is late while a test runs."""
    return date.today() + timedelta(days=21)  # noqa: DTZ011 the day of the machine's owner, as on paper


def six_tasks() -> bytes:
    """A letter whose tasks begin "Một là" to "Sáu là"; the last one carries the deadline of all."""
    counts = ("Một là", "Hai là", "Ba là", "Bốn là", "Năm là", "Sáu là")
    tasks = [f"{count}, {words[0].lower()}{words[1:]}" for count, words in zip(counts, SIX, strict=True)]
    tasks = [
        task[:-1] + f", hoàn thành trước ngày {due_day():%d/%m/%Y}." if place in (0, 2) else task
        for place, task in enumerate(tasks)
    ]
    return letter("48", "V/v rà soát sổ đảng phí và sinh hoạt của đảng viên đi làm ăn xa", tasks)


def eight_groups() -> bytes:
    """A letter of eight groups, "Thứ nhất" to "Thứ tám"."""
    tasks = [
        f"Thứ {count}, {words[0].lower()}{words[1:]}" for count, words in zip(ORDINALS, EIGHT, strict=True)
    ]
    return letter("57", "V/v nền nếp sinh hoạt và cơ sở vật chất của các thôn", tasks)


def letter(number: str, subject: str, tasks: list[str]) -> bytes:
    """The official layout: two-column head, subject, receivers, opening, tasks, closing, signature."""
    paper = Document()
    head = paper.add_table(rows=1, cols=2)
    left, right = head.rows[0].cells
    left.text = f"TỈNH ỦY AN LIÊM\n*\nSố {number}-CV/TU\n{subject}"
    right.text = "ĐẢNG CỘNG SẢN VIỆT NAM\n\nAn Liêm, ngày 20 tháng 11 năm 2026"
    for cell in (left, right):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph("Kính gửi: Các đảng ủy xã trực thuộc")
    paper.add_paragraph(
        "Qua kiểm tra quý III, một số chi bộ ghi sổ chậm, số liệu giữa các sổ chưa khớp. "
        "Để khắc phục, Thường trực Tỉnh ủy yêu cầu các đảng ủy xã thực hiện các nhiệm vụ sau:"
    )
    for task in tasks:
        paper.add_paragraph(task)
    paper.add_paragraph("Đề nghị các đảng ủy xã quan tâm tổ chức thực hiện.")
    foot = paper.add_table(rows=1, cols=2)
    foot.rows[0].cells[0].text = "Nơi nhận:\n- Như trên,\n- Lưu Văn phòng Tỉnh ủy."
    foot.rows[0].cells[1].text = "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\n\nĐinh Quang Hiển"
    kept = io.BytesIO()
    paper.save(kept)
    return kept.getvalue()
