"""Brings a bundle to another office over HTTP: only the parts that are missing there, again after a break."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from urllib.parse import urlsplit

from liem.kernel.bundle import PART, container

if TYPE_CHECKING:
    from collections.abc import Mapping

TRIES: Final = 3
PATIENCE: Final = 60.0


class NotDelivered(Exception):
    """The other office refused the bundle or cannot be reached; the words say why."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the other office says of it: ``state`` is taken, known, waiting, partial or refused."""

    state: str
    message: str
    parts: int


def deliver(address: str, source: BinaryIO) -> Delivered:
    """Bring the bundle file ``source`` (seekable) to the office at ``address``, https unless on this machine.

    Raises :class:`NotDelivered`, and the kernel's ``Invalid`` for a file that is no bundle.
    """
    base = _base(address)
    opened = container.read(source)
    start = source.tell()
    told = _post(base, opened.note.encode())
    sent = 0
    for number in told["missing"]:
        source.seek(start + (number - 1) * PART)
        data = container.filled(source, opened.slip.part_size(number - 1))
        opened.slip.require_part(number - 1, data)
        _post(f"{base}{opened.slip.id}/{number}/", data)
        sent += 1
    if told["missing"] or told["state"] != "known":
        told = _post(f"{base}{opened.slip.id}/", b"")
    return Delivered(str(told["state"]), str(told["message"]), sent)


def _base(address: str) -> str:
    parts = urlsplit(address)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise NotDelivered(f"{address}: cần địa chỉ https / an https address is needed")
    return f"{address.rstrip('/')}/goi/"


def _post(url: str, data: bytes) -> Mapping[str, Any]:
    request = urllib.request.Request(  # noqa: S310 - https, or this machine: see above
        url, data=data, method="POST", headers={"Content-Type": "application/octet-stream"}
    )
    fault: Exception | None = None
    for _ in range(TRIES):
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as reply:  # noqa: S310 - as above
                answer: Mapping[str, Any] = json.loads(reply.read())
                return answer
        except urllib.error.HTTPError as refusal:
            raise NotDelivered(_words(refusal)) from None
        except (OSError, ValueError) as broken:
            fault = broken
    raise NotDelivered(f"{url}: {fault}")


def _words(refusal: urllib.error.HTTPError) -> str:
    try:
        told = json.loads(refusal.read())
        return f"{told['message']} {told['next_step']}".strip() or str(refusal)
    except (ValueError, KeyError, TypeError, OSError):
        return str(refusal)
