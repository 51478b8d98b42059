"""A clerk's whole job through pages only: a letter of six tasks comes in, is carried out and reported."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import openpyxl
import pytest
from docx import Document

from journeys import letters

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNITS = (
    "Chi bộ thôn Ghềnh",
    "Văn phòng Đảng ủy",
    "Chi bộ thôn Ghềnh",
    "Ủy ban nhân dân xã Cửa Rừng",
    "Chi bộ thôn Nà Lành",
    "Chi bộ thôn Nà Lành",
)


def send(head: Any, name: str, content: bytes, *, script: bool) -> None:
    """Give a file on "Văn bản đến" and open what was read."""
    page = head.go("/van-ban/")
    page.set_input_files("#files", {"name": name, "mimeType": WORD, "buffer": content})
    if script:
        page.locator(".upload.is-ready").wait_for()
        page.locator(".upload.is-ready a").first.click()
        page.wait_for_url(re.compile(r"/van-ban/[0-9a-f-]{36}/"))
    else:
        head.press("Gửi tệp")
        if not re.search(r"/van-ban/[0-9a-f-]{36}/", page.url):
            page.goto(head.server.url + "/van-ban/")
            page.locator("tbody .lead a").first.click()
    for _ in range(60):  # without scripts a person loads the page again
        if page.locator("form#xac-nhan").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    pytest.fail(f"never read: {page.inner_text('main')}")


def confirm_by_keyboard(page: Any) -> None:
    """Nothing but keys: Tab into the form, Ctrl+Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('form#xac-nhan') !== null"):
            break
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def give(head: Any) -> None:
    """Choose a lead unit for each of the six tasks and give all."""
    page = head.page
    assert page.get_by_role("heading", level=1).inner_text() == "Giao việc"
    cards = page.locator("section.card[data-row]")
    assert cards.count() == len(UNITS)
    for place, unit in enumerate(UNITS):
        if head.script:  # a box to type in stands before the select
            typed = cards.nth(place).get_by_role("combobox", name="Ai chủ trì")
            typed.fill(unit)
            typed.press("ArrowDown")
            typed.press("Enter")
            assert unit in typed.input_value()
        else:
            chosen = cards.nth(place).locator("select[name$=lead_unit]")
            chosen.select_option(chosen.locator("option", has_text=unit).first.get_attribute("value"))
        box = cards.nth(place).locator("input[name$=give]")
        if not box.is_checked():
            box.check()
    head.press("Giao các nhiệm vụ đánh dấu")


def work(cell: Any, *, task: str) -> None:
    """Acknowledge, report with a file, ask for a later day, go on."""
    page = cell.go("/nhiem-vu/")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(task)).first.click()
    cell.task = page.url
    cell.press("Nhận việc")
    assert "Đã nhận việc" in page.inner_text("body")
    page.goto(cell.task + "tien-do/")
    page.fill("#id_percent", "60")
    page.fill("#id_text", "Đã đối chiếu 3 trong 5 tổ")
    page.set_input_files(
        "#id_file",
        {"name": "bien-ban.txt", "mimeType": "text/plain", "buffer": "Biên bản đối chiếu".encode()},
    )
    cell.press("Gửi báo cáo tiến độ")
    assert "bien-ban.txt" in page.inner_text("main")
    page.goto(cell.task + "xin-gia-han/")
    page.fill("#id_new_due", f"{letters.due_day() + timedelta(days=10):%d/%m/%Y}")
    page.fill("#id_reason", "Đường vào thôn sạt, hai tổ chưa họp được")
    cell.press("Gửi đề nghị gia hạn")
    assert "chờ trả lời" in page.inner_text("main")


def grant(head: Any, task: str) -> None:
    """The giver agrees to the later day."""
    page = head.page
    page.goto(task + "tra-loi-gia-han/")
    page.get_by_label("Đồng ý hạn mới").check()
    head.press("Gửi trả lời")
    assert f"{letters.due_day() + timedelta(days=10):%d/%m/%Y}" in page.inner_text("main")


def finish(cell: Any) -> None:
    """The cell reports the result."""
    page = cell.page
    page.goto(cell.task + "hoan-thanh/")
    page.fill("#id_text", "Báo cáo số 05-BC/CB: 5 trên 5 tổ khớp sổ")
    cell.press("Gửi báo cáo hoàn thành")


def downloaded(head: Any, ending: str) -> bytes:
    """The file behind a link of the report page, as the browser gets it."""
    link = head.page.locator(f'a[href*="{ending}"]').first.get_attribute("href")
    answer = head.context.request.get(urljoin(head.page.url, link))
    assert answer.status == 200
    body: bytes = answer.body()
    return body


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_comes_in_is_carried_out_and_is_reported(
    office: Callable[..., Any], person: Callable[..., Any], script: bool
) -> None:
    server = office()
    head = person(server, "chánh văn phòng", script=script)
    head.script = script
    head.sign_in("office.head")
    send(head, "cong-van-48.docx", letters.six_tasks(), script=script)
    page = head.page
    assert page.locator("[data-row]").count() == 6
    for place, words in enumerate(letters.SIX):
        there = page.locator(f"#id_t{place}-text").input_value()
        assert words[1:40] in there
    assert page.locator("#id_number").input_value() == "48"
    head.picture(f"xac-nhan-{script}")
    if script:
        confirm_by_keyboard(page)
    else:
        head.press("Xác nhận văn bản")
    give(head)
    head.picture(f"da-giao-{script}")
    cell = person(server, "bí thư chi bộ", script=script, width=360, height=740)
    cell.script = script
    cell.sign_in("cell.secretary")
    work(cell, task="Các chi bộ rà soát")
    grant(head, cell.task)
    finish(cell)
    cell.picture(f"hoan-thanh-{script}")
    page.goto(cell.task)
    head.press("Nghiệm thu kết quả")
    assert "đúng hạn" in page.inner_text("main").lower()
    head.picture(f"nghiem-thu-{script}")
    head.go("/bao-cao/")
    head.picture(f"bao-cao-{script}")
    paper = Document(io.BytesIO(downloaded(head, ".docx")))
    told = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    told += "\n".join(line.text for line in paper.paragraphs)
    book = openpyxl.load_workbook(io.BytesIO(downloaded(head, ".xlsx")))
    cells = "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row
    )
    for content in (told, cells):
        for unit in set(UNITS):
            assert unit in content
        assert "48-CV/TU" in content
        for name in ("Vi Văn Khánh", "Hà Văn Tính"):
            assert name not in content.replace("Người lập", "")  # only units are reported
    assert head.complaints + cell.complaints == []
