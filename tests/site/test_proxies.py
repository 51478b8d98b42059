"""Whom the server believes about the visitor."""

from __future__ import annotations

from typing import Any

import pytest

from liem.site.proxies import BelievedProxies


def seen(peer: str, trusted: tuple[str, ...], **headers: str) -> dict[str, Any]:
    """Environment that the application gets."""
    got: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: object) -> list[bytes]:
        got.update(environ)
        return []

    environ = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", **headers}
    BelievedProxies(application, trusted)(environ, lambda *_: None)  # type: ignore[arg-type,return-value]
    return got


class TestABelievedProxy:
    def test_tells_visitor_and_scheme(self) -> None:
        got = seen(
            "127.0.0.1", ("127.0.0.1",), HTTP_X_FORWARDED_FOR="203.0.113.7", HTTP_X_FORWARDED_PROTO="https"
        )
        assert (got["REMOTE_ADDR"], got["wsgi.url_scheme"]) == ("203.0.113.7", "https")

    def test_is_not_fooled_by_addresses_the_visitor_put_in_front(self) -> None:
        got = seen("127.0.0.1", ("127.0.0.1",), HTTP_X_FORWARDED_FOR="10.0.0.1, 198.51.100.2, 203.0.113.7")
        assert got["REMOTE_ADDR"] == "203.0.113.7"

    def test_may_stand_behind_another(self) -> None:
        got = seen("127.0.0.1", ("127.0.0.1", "192.0.2.1"), HTTP_X_FORWARDED_FOR="203.0.113.7, 192.0.2.1")
        assert got["REMOTE_ADDR"] == "203.0.113.7"

    def test_over_a_unix_socket_has_to_be_named_too(self) -> None:
        assert seen("", ("unix",), HTTP_X_FORWARDED_FOR="203.0.113.7")["REMOTE_ADDR"] == "203.0.113.7"
        assert seen("", (), HTTP_X_FORWARDED_FOR="203.0.113.7")["REMOTE_ADDR"] == ""


class TestAStranger:
    @pytest.mark.parametrize("name", ["FOR", "PROTO", "HOST"])
    def test_changes_nothing_and_the_header_is_gone(self, name: str) -> None:
        header = f"HTTP_X_FORWARDED_{name}"
        got = seen("198.51.100.2", ("127.0.0.1",), **{header: "https"})
        assert header not in got
        assert (got["REMOTE_ADDR"], got["wsgi.url_scheme"]) == ("198.51.100.2", "http")
