"""What scripts add: keys, sending of files, places on the page, saving, undo; none of it is needed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class TestKeys:
    def test_move_between_rows_choose_and_open(self, visit: Any) -> None:
        page = visit().go()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator("tr.is-active")).to_contain_text("NV-26-0420")
        page.keyboard.press("k")
        expect(page.locator("tr.is-active")).to_contain_text("NV-26-0412")
        page.keyboard.press("x")
        expect(page.locator("tr.is-active input")).to_be_checked()
        expect(page.locator("[data-bulk-count]")).to_have_text("Đã chọn 1")
        page.keyboard.press("Enter")
        assert page.url.endswith("#NV-26-0412")

    def test_go_to_a_part_by_two_letters(self, visit: Any) -> None:
        page = visit().go()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("g")
        page.keyboard.press("v")
        assert page.url.endswith("#van-ban")

    def test_are_letters_again_while_typing(self, visit: Any) -> None:
        page = visit().go()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("/")
        expect(page.locator("#search")).to_be_focused()
        page.keyboard.type("jx?gv")
        expect(page.locator("#search")).to_have_value("jx?gv")
        assert page.locator("tr.is-active").count() == 0
        assert not page.locator("#keys").is_visible()

    def test_can_be_switched_off_and_stay_off(self, visit: Any) -> None:
        page = visit().go()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.locator("[data-keys-switch]").uncheck()
        page.keyboard.press("Escape")
        page.reload()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        assert page.locator("tr.is-active").count() == 0
        page.locator("details.menu > summary").first.click()
        page.get_by_role("button", name="Phím tắt").click()
        page.locator("[data-keys-switch]").check()
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        assert page.locator("tr.is-active").count() == 1


class TestSendingFiles:
    def test_goes_on_after_a_break_and_arrives_whole(self, visit: Any, tmp_path: Path) -> None:
        big = tmp_path / "công văn 1248.pdf"
        big.write_bytes(bytes(range(256)) * 24_000)  # 6.1 MB: two requests, and the server breaks the first
        one = visit()
        page = one.go()
        page.set_input_files("#files", [str(big)])
        row = page.locator(".upload")
        expect(row.locator(".upload-name")).to_have_text("công văn 1248.pdf")
        opened = row.get_by_role("link", name="Mở")
        expect(opened).to_be_visible(timeout=15_000)
        expect(row.locator(".upload-state")).to_have_text("Đã đọc xong")
        got = page.request.get(one.base + opened.get_attribute("href")).text()
        assert got == hashlib.sha256(big.read_bytes()).hexdigest()

    def test_says_bytes_and_offers_to_send_again_when_the_reader_refuses(
        self, visit: Any, tmp_path: Path
    ) -> None:
        bad = tmp_path / "b.docx"
        bad.write_bytes(b"hong" * 1000)
        page = visit().go()
        page.set_input_files("#files", [str(bad)])
        expect(page.locator(".upload-state")).to_have_text("Tệp hỏng ở đầu.", timeout=10_000)
        expect(page.get_by_role("button", name="Gửi lại b.docx")).to_be_visible()
        page.get_by_role("button", name="Bỏ b.docx").click()
        assert page.locator(".upload").count() == 0

    def test_refuses_an_empty_file_on_the_spot(self, visit: Any, tmp_path: Path) -> None:
        empty = tmp_path / "a.pdf"
        empty.touch()
        page = visit(lang="en").go()
        page.set_input_files("#files", [str(empty)])
        expect(page.locator(".upload-state")).to_have_text(
            "The file is empty (0 bytes). Check the file on your computer."
        )

    def test_one_bad_file_does_not_stop_the_others(self, visit: Any, tmp_path: Path) -> None:
        paths = []
        for number, start in enumerate([b"tot", b"hong", b"tot", b""]):
            path = tmp_path / f"{number}.pdf"
            path.write_bytes(start * 500)
            paths.append(str(path))
        page = visit().go()
        page.set_input_files("#files", paths)
        expect(page.locator(".upload.is-ready")).to_have_count(2, timeout=10_000)
        expect(page.locator(".upload.is-bad")).to_have_count(2)


class TestPlacesOnThePage:
    def test_a_value_lights_its_place_by_focus(self, visit: Any) -> None:
        page = visit().go()
        page.locator("a.where[data-region=r-task]").focus()
        assert page.locator("#r-task.is-lit").count() == 1
        page.locator("a.where[data-region=r-date]").focus()
        assert page.locator("#r-task.is-lit").count() == 0
        assert page.locator("#r-date.is-lit").count() == 1

    def test_a_place_leads_back_to_its_field(self, visit: Any) -> None:
        page = visit().go()
        page.locator("#r-symbol").dispatch_event("click")
        expect(page.locator("#ok_symbol")).to_be_focused()

    def test_lights_by_a_click_without_scripts(self, visit: Any) -> None:
        page = visit(scripts=False).go()
        page.locator("a.where").nth(2).click()
        assert page.url.endswith("#r-task")
        # evaluate is not possible without scripts: the picture tells
        before = page.locator(".viewer-page").first.screenshot()
        page.locator("a.where").nth(0).click()
        assert page.locator(".viewer-page").first.screenshot() != before


class TestForms:
    def test_the_summary_takes_the_focus_and_leads_to_the_field(self, visit: Any) -> None:
        page = visit().go()
        expect(page.locator(".summary")).to_be_focused()
        page.locator(".summary a").nth(1).click()
        expect(page.locator("#id_symbol")).to_be_focused()
        page.locator(".summary a").last.click()
        expect(page.locator("#id_urgency_0")).to_be_focused()

    def test_money_is_echoed_as_the_server_will_read_it(self, visit: Any) -> None:
        page = visit().go()
        amounts = {
            "850tr": "= 850.000.000 ₫",
            "0,85 tỷ": "= 850.000.000 ₫",
            "1.234": "= 1.234 ₫",
            "12,500": "",
            "9007199254740993": "= 9.007.199.254.740.993 ₫",
        }
        for typed, shown in amounts.items():
            page.locator("#ok_amount").fill(typed)
            assert page.locator("#ok_amount_echo").inner_text() == shown, typed

    def test_a_long_list_is_found_by_typing_without_marks(self, visit: Any) -> None:
        page = visit().go()
        box = page.locator("#ok_unit")
        box.fill("dong lau")
        expect(page.locator(".combo-list [role=option]")).to_have_count(1)
        box.press("Enter")
        expect(box).to_have_value("Chi bộ thôn Đồng Lau")
        expect(page.locator("#ok_unit_value")).to_have_value("3")
        box.fill("không có đơn vị này")
        box.blur()
        expect(box).to_have_value("Chi bộ thôn Đồng Lau")

    def test_is_saved_on_leaving_a_field_and_says_when(self, visit: Any) -> None:
        page = visit().go()
        page.locator("#id_subject").fill("Về việc báo cáo")
        page.locator("#id_symbol").focus()
        expect(page.locator("[data-saved]")).to_have_text("Đã lưu 10:12")

    def test_says_when_it_could_not_be_saved_and_keeps_the_text(self, visit: Any) -> None:
        page = visit().go()
        page.route("**/luu", lambda route: route.abort())
        page.locator("#id_subject").fill("Về việc báo cáo")
        page.locator("#id_symbol").focus()
        expect(page.locator("[data-saved]")).to_contain_text("Chưa lưu được")
        expect(page.locator("#id_subject")).to_have_value("Về việc báo cáo")


class TestUndo:
    def test_counts_down_and_goes(self, visit: Any) -> None:
        one = visit()
        one.page.clock.install()
        page = one.go()
        toast = page.locator(".toast")
        expect(toast).to_contain_text("30 giây")
        page.clock.run_for(10_000)
        expect(toast).to_contain_text("20 giây")
        page.locator(".toast button").focus()
        page.clock.run_for(15_000)
        expect(toast).to_contain_text("20 giây")
        page.evaluate("document.activeElement.blur()")
        page.clock.run_for(21_000)
        expect(toast).to_have_count(0)


class TestWithoutScripts:
    def test_everything_can_be_read_and_sent(self, visit: Any) -> None:
        page = visit(width=360, height=740, scripts=False).go()
        expect(page.locator("form.drop button")).to_be_visible()
        assert page.locator("form.drop").get_attribute("enctype") == "multipart/form-data"
        expect(page.locator(".bulk-bar")).to_be_visible()
        expect(page.locator(".undo button")).to_be_visible()
        expect(page.locator("select#ok_unit")).to_be_visible()
        page.locator(".tabbar details summary").click()
        expect(page.locator(".tabbar .menu-panel a").first).to_be_visible()
        for node in page.locator("[data-opens], [data-print]").all():
            expect(node).to_be_hidden()
