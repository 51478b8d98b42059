"""Asking witnesses for their signatures under the newest head (C2SP tlog-witness), over HTTP or by paper.

A witness without an address in the policy is asked off-line: ``request_for`` gives the text to carry there,
``take_lines`` takes back what it signed.
"""

from __future__ import annotations

import http.client
import logging
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from liem.kernel.log import Invalid, TileNodes, VerifierKey, consistency_proof, verify_signature
from liem.kernel.log.asking import Behind, Refused, make_request, read_answer
from liem.kernel.log.note import COSIGNATURE, Note, parse_signature
from liem.spine.access import Invalid as NotAccepted

from . import incidents, place
from .models import Checkpoint, Cosignature, Witness
from .store import DatabaseStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from liem.kernel.log import Signature
    from liem.kernel.log.policy import Party

logger = logging.getLogger(__name__)

PATIENCE: Final = 20  # seconds
LARGEST_ANSWER: Final = 1 << 16
ANEW: Final = timedelta(hours=20)  # a head that does not grow is cosigned anew each day: silence is visible


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over the network."""

    status: int
    body: bytes


def post(url: str, body: bytes) -> Answer:
    """Send a request to a witness. Raises ``OSError`` when it cannot be reached."""
    if not url.startswith(("http://", "https://")):
        raise OSError(f"not a web address: {url}")
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "text/plain"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:  # noqa: S310 - checked above
            return Answer(reply.status, reply.read(LARGEST_ANSWER))
    except urllib.error.HTTPError as reply:
        with reply:
            return Answer(reply.code, reply.read(LARGEST_ANSWER))
    except http.client.HTTPException as fault:
        raise OSError(str(fault)) from fault


def ask_all(*, at: datetime, send: Callable[[str, bytes], Answer] = post) -> int:
    """Ask every witness with an address that has not signed the newest head today; give how many signed.

    Raises ``incidents.Stopped`` when a witness has seen a longer head or another one of the same length.
    """
    log, policy = place.current(), place.policy()
    head = _newest()
    if log is None or policy is None or head is None:
        return 0
    signed = 0
    for party in policy.witnesses.values():
        if party.url is not None and _due(head, party.key, at):
            signed += _ask(head, party, at=at, send=send)
    return signed


def _newest() -> Checkpoint | None:
    log = place.current()
    if log is None:
        return None
    return Checkpoint.objects.filter(generation=log.generation).order_by("-size").first()


def _due(head: Checkpoint, key: VerifierKey, at: datetime) -> bool:
    line = Cosignature.objects.filter(checkpoint=head, vkey=str(key)).first()
    return line is None or at - line.received_at >= ANEW


def _ask(head: Checkpoint, party: Party, *, at: datetime, send: Callable[[str, bytes], Answer]) -> int:
    """Ask one witness, again from its own size if it names one; 1 when it signed."""
    row, _made = Witness.objects.get_or_create(vkey=str(party.key))
    url = (party.url or b"").decode(errors="replace").rstrip("/") + "/add-checkpoint"
    row.asked_at = at
    old = min(row.size, head.size)
    for _try in range(3):
        try:
            answer = send(url, request_for(head, old=old, at=at))
        except OSError as fault:
            row.fault = _("Không liên lạc được: %(why)s") % {"why": fault}
            break
        told = read_answer(
            answer.status, answer.body, key=party.key, text=Note.parse(head.note.encode()).text
        )
        if isinstance(told, Behind) and told.size <= head.size and told.size != old:
            old = told.size
            continue
        if isinstance(told, Behind | Refused):
            row.fault = _fault(told, party.key, head, answer, at)
            break
        keep(head, party.key, told, at=at)
        row.size, row.answered_at, row.fault = head.size, at, ""
        row.save()
        return 1
    row.save()
    logger.warning("witness %s: %s", party.key.name, row.fault)
    return 0


def _fault(told: Behind | Refused, key: VerifierKey, head: Checkpoint, answer: Answer, at: datetime) -> str:
    """Put what a witness refuses into words; a longer or another head is an incident. Raises ``Stopped``."""
    if isinstance(told, Behind) and told.size > head.size:
        words = _("Bên chứng kiến %(name)s đã thấy sổ có %(seen)s mục, cơ sở dữ liệu chỉ còn %(held)s mục.")
        told_words = words % {"name": key.name, "seen": told.size, "held": head.size}
        raise incidents.opened(incidents.Found("behind", told_words, head.note), at=at)
    other_root = isinstance(told, Behind) and told.size == head.size
    if answer.status == 422 or other_root:
        words = _("Bên chứng kiến %(name)s từ chối: đầu sổ này không nối tiếp những gì bên ấy đã thấy.")
        raise incidents.opened(incidents.Found("forked", words % {"name": key.name}, head.note), at=at)
    return _("Trả lời %(status)s: %(words)s") % {
        "status": answer.status,
        "words": answer.body[:200].decode(errors="replace").strip(),
    }


def request_for(head: Checkpoint, *, old: int, at: datetime) -> bytes:
    """Give the request text (C2SP tlog-witness) for a witness that has seen ``old`` entries, 0 for none."""
    store = DatabaseStore(head.generation, at=at)
    proof = consistency_proof(TileNodes(store.read, head.size), old, head.size)
    return make_request(old, proof, Note.parse(head.note.encode()))


def newest_request(*, old: int, at: datetime) -> bytes:
    """Give the request for the newest head. Raises ``NotAccepted`` when there is none or ``old`` does not
    fit.
    """
    head = _newest()
    if head is None or not 0 <= old <= head.size:
        raise NotAccepted(_("Chưa có đầu sổ nào đã ký cho %(old)s mục trở lên.") % {"old": old}, field="old")
    return request_for(head, old=old, at=at)


def keep(head: Checkpoint, key: VerifierKey, lines: tuple[Signature, ...], *, at: datetime) -> None:
    """Keep a witness's newest line under a head. Raises ``kernel.log.Invalid`` when it does not hold."""
    text = Note.parse(head.note.encode()).text
    for line in lines:
        time = verify_signature(key, line, text) if key.type == COSIGNATURE else None
        with transaction.atomic():
            Cosignature.objects.update_or_create(
                checkpoint=head,
                vkey=str(key),
                defaults={"line": line.line.rstrip("\n"), "time": time or 0, "received_at": at},
            )


def take_lines(text: str, *, at: datetime) -> list[str]:
    """Take signature lines brought back by hand for one of the newest heads; give the names of the signers.

    Raises ``NotAccepted`` when no line is by a witness of the policy over one of the last 200 heads.
    """
    log, policy = place.current(), place.policy()
    names: list[str] = []
    lines = [line for line in text.splitlines() if line.startswith("— ")]
    if log is not None and policy is not None:
        heads = Checkpoint.objects.filter(generation=log.generation).order_by("-size")[:200]
        for line in lines:
            names += _taken(line, list(heads), [party.key for party in policy.witnesses.values()], at)
    if not names:
        raise NotAccepted(
            _("Không có dòng nào là chữ ký của một bên chứng kiến trong chính sách trên một đầu sổ gần đây."),
            next_step=_("Chép nguyên cả dòng bắt đầu bằng “— ”, kể cả dấu gạch."),
            field="lines",
        )
    return names


def _taken(line: str, heads: list[Checkpoint], keys: list[VerifierKey], at: datetime) -> list[str]:
    try:
        signature = parse_signature(line)
    except Invalid:
        return []
    for key in keys:
        for head in heads if signature.by(key) else ():
            try:
                keep(head, key, (signature,), at=at)
            except Invalid:
                continue
            Witness.objects.update_or_create(
                vkey=str(key), defaults={"size": head.size, "answered_at": at, "fault": ""}
            )
            return [key.name]
    return []
