"""A person at a browser without a browser: signs in, reads forms as they stand, sends them."""

from __future__ import annotations

import http.client
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

SIGN_IN = "/tai-khoan/dang-nhap/"


class Form(HTMLParser):
    """The fields of the form on a page that holds the submit button of name ``do`` (or the first form)."""

    def __init__(self, page: str, *, holds: str) -> None:
        super().__init__()
        self.fields: list[dict[str, str]] = []
        self._area: str | None = None
        self._select: str | None = None
        self._words = ""
        self.feed(page)
        self.sent = next(form for form in self.fields if holds in form)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.fields.append({})
        elif not self.fields:
            return
        elif tag == "input" and told.get("name"):
            kind = told.get("type", "text")
            if kind in ("checkbox", "radio") and "checked" not in told:
                return
            if kind not in ("submit", "file", "button"):
                self.fields[-1][told["name"]] = told.get(
                    "value", "on" if kind in ("checkbox", "radio") else ""
                )
        elif tag == "textarea":
            self._area, self._words = told.get("name"), ""
        elif tag == "select":
            self._select = told.get("name")
        elif tag == "option" and self._select and "selected" in told:
            self.fields[-1][self._select] = told.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.fields[-1][self._area] = self._words.removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None


class Visitor:
    """One signed-in person. Raises ``OSError`` when the line breaks."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        form = Form(self.get(SIGN_IN)[1], holds="login").sent
        status, page, _ = self.post(SIGN_IN, form | {"login": username, "password": password})
        assert status == 302, page[:2000]

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, page, place led to."""
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str], *, timeout: float = 30) -> tuple[int, str, str]:
        """Send a form as a browser does."""
        body = urlencode(fields).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, kind, timeout=timeout)

    def send(self, path: str, fields: dict[str, str], name: str, content: bytes) -> tuple[int, str, str]:
        """Send a form with one file in the field ``files``."""
        mark = "giua-cac-phan"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts += [head.encode(), b"Content-Type: text/plain\r\n\r\n", content, f"\r\n--{mark}--\r\n".encode()]
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._ask("POST", path, b"".join(parts), kind)

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        more: dict[str, Any] | None = None,
        *,
        timeout: float = 30,
    ) -> tuple[int, str, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            line.request(method, path, body or None, headers | (more or {}))
            answer = line.getresponse()
            page = answer.read().decode("utf-8", "replace")
        except http.client.HTTPException as fault:
            raise OSError(str(fault)) from fault
        finally:
            line.close()
        for told in answer.headers.get_all("Set-Cookie", []):
            found = re.match(r"([^=]+)=([^;]*)", told)
            if found:
                self.cookies[found[1]] = found[2]
        return answer.status, page, answer.headers.get("Location", "")
