"""The choice of theme."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from liem.ui.context import shell
from liem.ui.views import set_theme


class TestChoice:
    def test_is_kept_and_leads_back(self) -> None:
        reply = set_theme(RequestFactory().post("/", {"theme": "dark", "next": "/van-ban/?trang=2"}))
        assert reply["Location"] == "/van-ban/?trang=2"
        assert reply.cookies["liem_theme"].value == "dark"

    @pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:go()"])
    def test_never_leads_to_another_place(self, away: str) -> None:
        assert set_theme(RequestFactory().post("/", {"theme": "dark", "next": away}))["Location"] == "/"

    def test_of_something_else_follows_the_device(self) -> None:
        reply = set_theme(RequestFactory().post("/", {"theme": "purple"}))
        assert reply.cookies["liem_theme"].value == ""

    def test_is_not_made_by_a_link(self) -> None:
        assert set_theme(RequestFactory().get("/")).status_code == 405

    def test_that_is_forged_in_the_cookie_is_not_shown(self) -> None:
        request = RequestFactory().get("/")
        request.COOKIES["liem_theme"] = '"><script>'
        assert shell(request) == {"theme": ""}
