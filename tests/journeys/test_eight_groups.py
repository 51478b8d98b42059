"""A letter counted "Thứ nhất … Thứ tám" is read as eight tasks, and nothing of it is guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from journeys import letters
from journeys.test_letter_with_six_tasks import send

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_becomes_eight_tasks_without_a_deadline_and_one_taken_out_by_the_clerk_stays_out(
    office: Callable[..., Any], person: Callable[..., Any]
) -> None:
    server = office()
    clerk = person(server, "văn thư")
    clerk.sign_in("clerk")
    send(clerk, "cong-van-57.docx", letters.eight_groups(), script=True)
    page = clerk.page
    assert page.locator("[data-row]").count() == 8
    for place, words in enumerate(letters.EIGHT):
        assert words[1:30] in page.locator(f"#id_t{place}-text").input_value()
        assert page.locator(f"#id_t{place}-due_kind").input_value() == "none"
    assert page.locator("#id_issued_on").input_value() == "20/11/2026"
    page.locator("#id_t7-include").uncheck()
    page.locator("#id_t7-number").focus()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    said = page.inner_text("body")
    assert "57-CV/TU" in said
    assert "7 nhiệm vụ" in said
    clerk.go("/van-ban/")
    row = page.locator("tbody tr").first.inner_text()
    assert "57-CV/TU" in row
    assert clerk.complaints == []
