"""The power goes in the middle of an upload: a real server is killed and started again."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import re
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from running import Server

SIZE = 6 << 20
BODY = bytes((place * 31 + place // 251) % 256 for place in range(1 << 16)) * (SIZE >> 16)
TUS = "1.0.0"
SIGN_IN = """
import sys
sys.path.insert(0, {tests!r})
from importlib import import_module
from datetime import UTC, datetime
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from cast import assemble
account = assemble(at=datetime.now(UTC)).account("clerk")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(account.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
session.save()
print(settings.SESSION_COOKIE_NAME + "=" + session.session_key)
"""
COUNT = """
import json
from liem.domains.directives.models import Directive
print(json.dumps([[d.file_name, d.blob_id] for d in Directive.objects.all()]))
"""


def ask(
    server: Server, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    line.request(method, path, body or None, headers)
    answer = line.getresponse()
    told = {name.lower(): answer.headers.get_all(name, [""]) for name in answer.headers}
    content = answer.read()
    line.close()
    return answer.status, {name: ", ".join(values) for name, values in told.items()}, content


@pytest.mark.slow
def test_a_kill_in_mid_piece_loses_no_safe_byte_and_registers_once(serve: Callable[..., Server]) -> None:
    server = serve()
    cookie = server.python(SIGN_IN.format(tests=str(Path(__file__).parents[2]))).strip().splitlines()[-1]
    status, told, page = ask(server, "GET", "/van-ban/", {"Cookie": cookie})
    assert status == 200
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    csrf = re.search(r"\w*csrf\w*=[^;]+", told["set-cookie"])
    assert csrf is not None
    headers = {
        "Cookie": f"{cookie}; {csrf[0]}",
        "X-CSRFToken": token[1].decode(),
        "Tus-Resumable": TUS,
        "Content-Type": "application/offset+octet-stream",
    }
    name = base64.b64encode("công văn.pdf".encode()).decode()
    begun = {**headers, "Upload-Length": str(SIZE), "Upload-Metadata": f"filename {name}"}
    status, told, _ = ask(server, "POST", "/tai-len/", begun)
    assert status == 201
    url = told["location"]
    half = SIZE // 2
    assert ask(server, "PATCH", url, {**headers, "Upload-Offset": "0"}, BODY[:half])[0] == 204

    sender = socket.create_connection(("127.0.0.1", server.port))
    lines = {**headers, "Host": "127.0.0.1", "Upload-Offset": str(half), "Content-Length": str(half)}
    sender.sendall(f"PATCH {url} HTTP/1.1\r\n".encode())
    sender.sendall("".join(f"{key}: {value}\r\n" for key, value in lines.items()).encode() + b"\r\n")
    sender.sendall(BODY[half : half + half // 2])  # and no more: the server waits in the middle of the body
    time.sleep(0.5)
    server.kill()
    sender.close()

    server.start()
    status, told, _ = ask(server, "HEAD", url, headers)
    there = int(told["upload-offset"])
    assert status == 200
    assert half <= there < SIZE
    assert ask(server, "PATCH", url, {**headers, "Upload-Offset": str(there)}, BODY[there:])[0] == 204
    server.kill()
    server.start()
    assert ask(server, "HEAD", url, headers)[1]["upload-offset"] == str(SIZE)
    assert json.loads(server.python(COUNT)) == [["công văn.pdf", hashlib.sha256(BODY).hexdigest()]]
