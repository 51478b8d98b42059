"""The verbs of bundles: take in a card, send, take. Each is one transaction and one entry of this room."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from liem.kernel.bundle import Card, Slip, signed
from liem.kernel.bundle import Invalid as BadBundle
from liem.kernel.errors import KernelError
from liem.kernel.ids import new_id
from liem.spine.access import Invalid, NotPermitted, Refusal, sentence_of
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic

from . import policy, readers, sealing, turns
from .events import BundleSent, BundleTaken, ContentsRefused, PeerTrusted
from .kinds import Came, kind_of
from .models import Peer, Received, Role, Sent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from liem.kernel.log.note import Note
    from liem.spine.access import Actor, Answer

    from .keys import Here
    from .kinds import Kind, Packed


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotPermitted(answer.reason)


def trust_peer(
    *,
    actor: Actor,
    at: datetime,
    here: Here,
    card: bytes,
    fingerprint: str,
    role: str,
    new_stream: bool = False,
) -> tuple[Peer, Receipt]:
    """Take in the card of another office, its fingerprint compared by voice; again for new keys.

    ``new_stream`` begins both rows of bundles anew, after one office was restored from an old copy. Raises
    ``NotPermitted``, ``Invalid`` (no card, another fingerprint, the own card, an unknown role).
    """
    _demand(policy.may_trust(actor, here.unit))
    try:
        told = Card.parse(card)
    except BadBundle as fault:
        raise Invalid(sentence_of(fault), next_step=_("Xin nơi kia gửi lại thẻ khóa.")) from None
    if "".join(fingerprint.split()).lower() != told.fingerprint.replace(" ", ""):
        raise Invalid(
            _("Vân tay khóa không khớp thẻ này (%(found)s).") % {"found": told.fingerprint},
            next_step=_("Gọi cho cơ quan kia theo số đã biết, đọc lại từng nhóm bốn ký tự."),
            field="fingerprint",
        )
    if told.office == here.office or role not in Role.values:
        raise Invalid(_("Thẻ này là của chính cơ quan mình, hoặc vai trò không đúng."), field="role")
    with atomic():
        peer = Peer.objects.select_for_update().filter(own=here.unit, office=told.office).first()
        if peer is None:
            peer = Peer(own=here.unit, office=told.office, out_stream=secrets.token_hex(16))
        elif new_stream:
            peer.in_stream, peer.out_stream = "", secrets.token_hex(16)
        peer.name, peer.role, peer.card, peer.trusted_at = told.name[:160], role, card.decode(), at
        peer.save()
        event = PeerTrusted(
            office=peer.office,
            name=peer.name,
            role=role,
            fingerprint=told.fingerprint,
            card=peer.card,
            new_stream=new_stream,
        )
        return peer, append(actor=actor, at=at, event=event, subject=peer.pk)


def send(
    *, actor: Actor, at: datetime, here: Here, office: str, kind: str, packed: Packed
) -> tuple[Sent, Receipt]:
    """Make the next bundle for ``office``; its file is ``sealing.file_of``.

    What is inside is sealed before the row is locked. The file gets its name only once the row is safe: a
    number is never given out twice with different bytes. Raises ``NotFound``, ``NotPermitted``.
    """
    _demand(policy.may_exchange(actor, here.unit))
    peer = readers.get_peer(here.unit, office)
    card = peer.opened_card
    with sealing.sealed(here, card, kind, packed) as (stream, hashes, size):
        with atomic():
            peer = Peer.objects.select_for_update().get(pk=peer.pk)
            last = readers.last_sent(peer)
            slip = Slip(
                stream=peer.out_stream,
                number=last.number + 1,
                previous=last.bundle,
                sender=here.office,
                receiver=peer.office,
                kind=kind,
                created=at.replace(microsecond=0),
                size=size,
                parts=hashes,
            )
            note = signed(slip, here.signer)
            sealing.lay_ready(here, slip, note, stream)
            sent = Sent.objects.create(
                peer=peer,
                stream=slip.stream,
                number=slip.number,
                bundle=slip.id,
                kind=kind,
                slip=str(note),
                size=size,
                about=packed.about[:200],
                at=at,
            )
            event = BundleSent(
                office=peer.office,
                kind=kind,
                stream=slip.stream,
                number=slip.number,
                bundle=slip.id,
                size=size,
                files=len(packed.files),
                about=sent.about,
            )
            receipt = append(actor=actor, at=at, event=event, subject=sent.pk)
        sealing.file_of(here, sent)
    return sent, receipt


def take(*, actor: Actor, at: datetime, here: Here, note: Note, slip: Slip) -> Received | None:
    """Take a whole bundle whose turn it is; ``None`` if it came already or its turn is not yet.

    What its contents make of it, taken or refused with a reason, stands in the row that is returned: the row
    of bundles goes on either way. Raises the refusals of :mod:`refusals`, ``NotPermitted``.
    """
    _demand(policy.may_exchange(actor, here.unit))
    peer = turns.believed(here, note, slip, at=at)
    if turns.turn_of(peer, slip) != turns.Turn.NOW:
        return None
    opened = sealing.opened(here, slip, at=at)
    with atomic():
        peer = Peer.objects.select_for_update().get(pk=peer.pk)
        if turns.turn_of(peer, slip) != turns.Turn.NOW:
            return None
        peer.in_stream = slip.stream
        peer.save(update_fields=["in_stream"])
        row = Received(
            id=new_id(),
            peer=peer,
            stream=slip.stream,
            number=slip.number,
            bundle=slip.id,
            kind=slip.kind,
            slip=str(note),
            created_at=slip.created,
            at=at,
            outcome=Received.Outcome.TAKEN,
        )
        event: BundleTaken | ContentsRefused
        try:
            if isinstance(opened, KernelError):
                raise opened
            came = Came(actor, at, here.unit, peer, opened.data, opened.files)
            row.kept = dict(_taken(_kind_for(peer, slip), came))
            event = BundleTaken(
                office=peer.office,
                kind=slip.kind,
                stream=slip.stream,
                number=slip.number,
                bundle=slip.id,
                created_at=slip.created,
                files=len(came.files),
            )
        except (Refusal, KernelError) as fault:
            row.outcome, row.code = Received.Outcome.REFUSED, fault.code[:40]
            row.reason = fault.message if isinstance(fault, Refusal) else sentence_of(fault)
            event = ContentsRefused(
                office=peer.office,
                kind=slip.kind,
                stream=slip.stream,
                number=slip.number,
                bundle=slip.id,
                created_at=slip.created,
                code=row.code,
                reason=row.reason,
            )
        row.save(force_insert=True)
        append(actor=actor, at=at, event=event, subject=row.pk)
    return row


def _kind_for(peer: Peer, slip: Slip) -> Kind:
    """Return the kind of a bundle. Raises ``Invalid`` for one unknown here or not for this sender."""
    kind = kind_of(slip.kind)
    if kind is None:
        raise Invalid(_("Bản phần mềm này không biết loại gói “%(kind)s”.") % {"kind": slip.kind})
    if peer.role not in kind.roles:
        raise NotPermitted(
            _("%(peer)s là %(role)s nên không được gửi loại gói “%(kind)s”.")
            % {"peer": peer.name, "role": Role(peer.role).label, "kind": kind.label}
        )
    return kind


def _taken(kind: Kind, came: Came) -> Mapping[str, Any]:
    """Let the room take the contents; a refusal undoes all it wrote, and only that."""
    with transaction.atomic():
        return kind.take(came)
