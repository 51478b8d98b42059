"""Rows of a ruled table are tasks, whatever stands merged in it and whichever item it stands under."""

from __future__ import annotations

from liem.analysis.reading import Cell, Line, Page, Reading, Source, read, source_from_text

HEAD = """ĐẢNG BỘ TỈNH THANH SƠN          ĐẢNG CỘNG SẢN VIỆT NAM
ĐẢNG ỦY XÃ AN LIÊM                 An Liêm, ngày 05 tháng 11 năm 2026
Số 31-TB/ĐU

THÔNG BÁO
kết luận của Ban Thường vụ Đảng ủy tại phiên họp tháng 10

Ban Thường vụ Đảng ủy yêu cầu thực hiện các nội dung sau:
"""


def rows(reading: Reading) -> list[tuple[object, ...]]:
    return [
        (task.no, task.parent_no, task.is_task, task.assignee and task.assignee.value)
        for task in reading.tasks
    ]


def with_table(cells: list[tuple[int, int, int, str]], text: str = HEAD) -> Reading:
    """The letter with one table of (row, column, rows covered, words)."""
    page = source_from_text(text).pages[0]
    lines = [Line(words, 1, cell=Cell(0, row, column, covers)) for row, column, covers, words in cells]
    return read(Source((Page(1, page.width, page.height, (*page.lines, *lines)),), "docx"))


class TestUnderNumberedItems:
    TEXT = (
        HEAD
        + """1. Về quản lý tài sản công
| TT | Nội dung | Trách nhiệm |
| 1 | Kiểm kê trụ sở dôi dư, báo cáo trước ngày 20/11/2026 | Phòng Kinh tế |
| 2 | Lập danh mục tài sản chưa sử dụng | Văn phòng Đảng ủy |
2. Giao Ban Xây dựng Đảng thực hiện các việc sau, xong trước ngày 30/11/2026:
| TT | Nội dung | Thời hạn |
| 1 | Rà soát quy hoạch cấp ủy | |
| 2 | Kiểm tra hồ sơ đảng viên | 15/12/2026 |

Nơi nhận:
- Các chi bộ.
"""
    )

    def test_rows_are_tasks_of_the_item_in_printed_order(self) -> None:
        assert rows(read(source_from_text(self.TEXT))) == [
            ("1", None, False, None),
            ("1", "1", True, "Phòng Kinh tế"),
            ("2", "1", True, "Văn phòng Đảng ủy"),
            ("2", None, False, "Ban Xây dựng Đảng"),
            ("1", "2", True, "Ban Xây dựng Đảng"),
            ("2", "2", True, "Ban Xây dựng Đảng"),
        ]

    def test_rows_without_a_day_take_the_day_of_the_item(self) -> None:
        last = read(source_from_text(self.TEXT)).tasks[-2:]
        assert [(task.deadline_kind, task.deadline and task.deadline.value) for task in last] == [
            ("inherited", "2026-11-30"),
            ("date", "2026-12-15"),
        ]

    def test_an_item_that_orders_something_itself_stays_a_task(self) -> None:
        text = self.TEXT.replace("1. Về quản lý tài sản công", "1. Phòng Kinh tế công khai quỹ đất.")
        assert rows(read(source_from_text(text)))[:2] == [
            ("1", None, True, "Phòng Kinh tế"),
            ("1", None, True, "Phòng Kinh tế"),
        ]


class TestMergedCells:
    TITLES = ((0, 0, 1, "TT"), (0, 1, 1, "Nội dung"), (0, 2, 1, "Trách nhiệm"), (0, 3, 1, "Thời hạn"))

    def test_speak_for_every_row_they_cover(self) -> None:
        found = with_table(
            [
                *self.TITLES,
                (1, 0, 1, "1"),
                (1, 1, 1, "Kiểm kê trụ sở dôi dư"),
                (1, 2, 2, "Phòng Kinh tế"),
                (1, 3, 2, "20/11/2026"),
                (2, 0, 1, "2"),
                (2, 1, 1, "Lập danh mục tài sản"),
                (3, 0, 1, "3"),
                (3, 1, 1, "Thanh lý tài sản hỏng"),
            ]
        )
        assert [
            (t.no, t.assignee and t.assignee.value, t.deadline and t.deadline.value) for t in found.tasks
        ] == [
            ("1", "Phòng Kinh tế", "2026-11-20"),
            ("2", "Phòng Kinh tế", "2026-11-20"),
            ("3", None, None),
        ]

    def test_one_content_over_two_rows_is_one_task(self) -> None:
        found = with_table(
            [
                *self.TITLES,
                (1, 0, 2, "1"),
                (1, 1, 2, "Kiểm kê trụ sở dôi dư"),
                (1, 2, 1, "Phòng Kinh tế"),
                (1, 3, 2, "20/11/2026"),
                (2, 2, 1, "Các trường học"),
            ]
        )
        assert rows(found) == [("1", None, True, "Phòng Kinh tế Các trường học")]

    def test_a_row_across_the_table_names_a_group(self) -> None:
        found = with_table(
            [
                *self.TITLES,
                (1, 0, 1, "I. NHÓM VIỆC CHUNG"),
                (2, 0, 1, "1"),
                (2, 1, 1, "Rà soát quy hoạch"),
                (2, 2, 1, "Ban Xây dựng Đảng"),
            ]
        )
        assert rows(found) == [("1", None, True, "Ban Xây dựng Đảng")]

    def test_a_head_of_two_rows_is_no_task(self) -> None:
        found = with_table(
            [
                (0, 0, 2, "TT"),
                (0, 1, 2, "Nội dung"),
                (0, 2, 1, "Đơn vị"),
                (0, 4, 2, "Thời hạn"),
                (1, 2, 1, "Chủ trì"),
                (1, 3, 1, "Phối hợp"),
                (2, 0, 1, "1"),
                (2, 1, 1, "Rà soát quy hoạch"),
                (2, 2, 1, "Ban Xây dựng Đảng"),
                (2, 3, 1, "Văn phòng Đảng ủy"),
                (2, 4, 1, "20/11/2026"),
            ]
        )
        assert rows(found) == [("1", None, True, "Ban Xây dựng Đảng")]
        assert [unit.value for unit in found.tasks[0].co_assignees] == ["Văn phòng Đảng ủy"]


class TestATableCutByThePage:
    def test_goes_on_when_its_last_column_is_empty_on_the_next_page(self) -> None:
        text = (
            HEAD
            + """| TT | Nội dung | Chủ trì | Sản phẩm |
| 1 | Kiểm kê trụ sở dôi dư | Phòng Kinh tế | Biên bản |
\fLời nhắc của trang sau
| 2 | Cập nhật thủ tục hành chính | Văn phòng Đảng ủy | |
"""
        )
        assert rows(read(source_from_text(text))) == [
            ("1", None, True, "Phòng Kinh tế"),
            ("2", None, True, "Văn phòng Đảng ủy"),
        ]

    def test_a_row_scanned_as_one_cell_is_cut_at_its_bars(self) -> None:
        found = with_table(
            [
                (0, 0, 1, "TT"),
                (0, 1, 1, "Nội dung"),
                (0, 2, 1, "Trách nhiệm"),
                (1, 0, 1, "4 | Công khai kết quả | Các chi bộ"),
            ]
        )
        assert rows(found) == [("4", None, True, "Các chi bộ")]
