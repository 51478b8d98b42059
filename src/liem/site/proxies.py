"""Whom to believe about the visitor: the same for every server in front of which a proxy stands.

A reverse proxy tells the visitor's address and scheme in `X-Forwarded-For` and `X-Forwarded-Proto` (RFC 7239
describes the family). Anybody can send these headers, so they count only when the connection itself comes
from a proxy that the office named in `trusted_proxies`; otherwise they are removed before anything sees them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# What the servers call a peer on a Unix socket, which only this machine can reach.
_SOCKET_PEERS = {"", "localhost"}
_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


class BelievedProxies:
    """WSGI middleware that sets `REMOTE_ADDR` and `wsgi.url_scheme` from believed proxies only."""

    def __init__(self, application: WSGIApplication, trusted: Iterable[str]) -> None:
        self.application = application
        self.trusted = frozenset(trusted)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Mend the environment, then let the application answer."""
        told = {name: environ.pop(name, "") for name in _HEADERS}
        peer = environ.get("REMOTE_ADDR", "")
        if self._believed(peer):
            environ["REMOTE_ADDR"] = self._visitor(told["HTTP_X_FORWARDED_FOR"], peer)
            scheme = told["HTTP_X_FORWARDED_PROTO"].split(",")[-1].strip()
            if scheme in {"http", "https"}:
                environ["wsgi.url_scheme"] = scheme
        return self.application(environ, start_response)

    def _believed(self, peer: str) -> bool:
        return peer in self.trusted or (peer in _SOCKET_PEERS and "unix" in self.trusted)

    def _visitor(self, chain: str, peer: str) -> str:
        # Read from the right: each believed proxy appended the address it saw; the next is the visitor.
        for address in reversed([part.strip() for part in chain.split(",") if part.strip()]):
            if address not in self.trusted:
                return address
        return peer
