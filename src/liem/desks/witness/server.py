"""The witness on the network: add-checkpoint for logs, a page and its heads for everybody."""

from __future__ import annotations

import html
import sqlite3
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from liem.kernel.clock import local
from liem.kernel.log import Invalid, Tile
from liem.kernel.log.witness import LARGEST_REQUEST

from .deciding import PLAIN, Answer, decide
from .mirror import mirror, published

if TYPE_CHECKING:
    from liem.kernel.log import Signer

    from .book import Book, Watched

MIRROR_SECONDS: Final = 60.0
PROVEN: Final = "sổ tự mâu thuẫn <span lang='en'>· the log contradicts itself</span>"
DOUBTED: Final = "chưa rõ, chờ so với bản sao <span lang='en'>· not settled before the copy tells</span>"
HTML: Final = "text/html; charset=utf-8"
_POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.4rem;text-align:left}"
    "code{overflow-wrap:anywhere}@media(max-width:40rem){th,td{display:block}}"
)


class WitnessServer(ThreadingHTTPServer):
    """Serves one book under one key; mirrors in a thread of its own."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], book: Book, signer: Signer) -> None:
        self.book, self.signer = book, signer
        self.ended = threading.Event()
        super().__init__(address, Handler)

    def keep_mirroring(self, *, every: float = MIRROR_SECONDS) -> threading.Thread:
        """Start the thread that keeps the copies up to date until the server closes."""
        thread = threading.Thread(target=self._mirror, args=(every,), name="mirror", daemon=True)
        thread.start()
        return thread

    def _mirror(self, every: float) -> None:
        while not self.ended.wait(every):
            for log in self.book.watched():
                if log.url:
                    mirror_quietly(self.book, log)

    def server_close(self) -> None:
        """Close the socket and end the mirror."""
        self.ended.set()
        super().server_close()


def mirror_quietly(book: Book, log: Watched) -> None:
    """Mirror one log and keep what went wrong for the page instead of raising it."""
    try:
        mirror(book, log, read=published(log.url), tell=lambda _done, _all: None)
    except Invalid as fault:
        book.note_fault(log.origin, fault.vi)
    except (OSError, sqlite3.Error) as fault:
        book.note_fault(log.origin, f"Không lấy được tệp của sổ: {fault}")


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: WitnessServer
    protocol_version = "HTTP/1.1"
    timeout = 30
    server_version = "liem-witness"
    sys_version = ""

    def do_POST(self) -> None:
        """Take add-checkpoint."""
        length = self.headers.get("Content-Length", "")
        if (
            self.path != "/add-checkpoint"
            or not length.isascii()
            or not length.isdigit()
            or int(length) > LARGEST_REQUEST
        ):
            self.close_connection = True  # the body was not read
            self._send(Answer(404 if self.path != "/add-checkpoint" else 400, b"", PLAIN))
            return
        body = self.rfile.read(int(length))
        self._send(decide(self.server.book, self.server.signer, body, now=lambda: int(time.time())))

    def do_GET(self) -> None:
        """Show the page, the key, a head, a file of the copy."""
        self._send(self._found(self.path.partition("?")[0]))

    def do_HEAD(self) -> None:
        """Answer as GET, without the body."""
        self._send(self._found(self.path.partition("?")[0]))

    def _found(self, path: str) -> Answer:
        if path == "/":
            return Answer(200, page(self.server.book, str(self.server.signer.key)).encode(), HTML)
        if path == "/style.css":
            return Answer(200, _STYLE.encode(), "text/css; charset=utf-8")
        if path == "/vkey":
            return Answer(200, f"{self.server.signer.key}\n".encode())
        if path.startswith("/incident/"):
            found = [one for one in self.server.book.incidents() if path == f"/incident/{one.number}"]
            return Answer(200, f"{found[0].held}\n{found[0].shown}".encode()) if found else Answer(404, b"")
        first, _, rest = path.removeprefix("/log/").partition("/")
        log = self.server.book.one(unquote(first)) if path.startswith("/log/") else None
        if log is not None and rest == "checkpoint" and log.note:
            return Answer(200, log.note.encode())
        if log is not None and rest.startswith("tile/"):
            try:
                data = self.server.book.read(log.origin, Tile.parse(rest))
            except Invalid:
                data = None
            if data is not None:
                return Answer(200, data, "application/octet-stream")
        return Answer(404, b"")

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base
        """Say nothing: who asked a witness is nobody's business."""


def page(book: Book, vkey: str) -> str:
    """Draw the one page of a witness: who it is, what it has seen, what it caught."""
    rows = "".join(_row(log) for log in book.watched())
    caught = "".join(
        f'<li><a href="/incident/{one.number}">{_when(one.time)}</a> · {html.escape(one.origin)} · '
        f"{PROVEN if one.proven else DOUBTED}: {html.escape(one.why)}</li>"
        for one in book.incidents()
    )
    name = html.escape(vkey.split("+", 1)[0])
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{name}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/style.css"></head><body><main>'
        f"<h1>Bên chứng kiến {name}</h1>"
        "<p>Nơi này ghi lại đầu sổ mới nhất đã thấy của từng sổ, chỉ ký khi sổ mới nối tiếp sổ cũ, và giữ "
        "một bản sao. <span lang='en'>This witness cosigns only what continues the past, and keeps a "
        "copy.</span></p>"
        f"<p>Khóa công khai · <span lang='en'>public key</span>: <code>{html.escape(vkey)}</code></p>"
        "<table><caption>Các sổ · <span lang='en'>logs</span></caption><thead><tr>"
        "<th scope='col'>Sổ · log</th><th scope='col'>Số mục · entries</th>"
        "<th scope='col'>Ký lúc · cosigned</th><th scope='col'>Bản sao · copy</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        "<h2>Sự cố · <span lang='en'>incidents</span></h2>"
        f"{f'<ul>{caught}</ul>' if caught else '<p>Chưa có. · None.</p>'}</main></body></html>"
    )


def _row(log: Watched) -> str:
    head = f"/log/{quote(log.origin, safe='')}/checkpoint"
    seen = f'<a href="{head}">{log.head.size}</a>' if log.note else "0"
    fault = f"<br>{html.escape(log.fault)}" if log.fault else ""
    return (
        f"<tr><th scope='row'>{html.escape(log.origin)}</th><td>{seen}</td>"
        f"<td>{_when(log.time) if log.time else '–'}</td><td>{log.mirrored.size}{fault}</td></tr>"
    )


def _when(seconds: int) -> str:
    return f"{local(datetime.fromtimestamp(seconds, UTC)):%H:%M %d/%m/%Y}"
