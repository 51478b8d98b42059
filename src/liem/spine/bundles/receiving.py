"""How bundles come in, whole or piece by piece, in any order, as often as somebody brings them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.bundle import Invalid, container, frames, parse_note
from liem.spine.access import NotFound

from . import actions, parts, refusals, turns
from .models import Received

if TYPE_CHECKING:
    from datetime import datetime
    from typing import BinaryIO

    from liem.kernel.bundle import Slip
    from liem.kernel.log.note import Note
    from liem.spine.access import Actor

    from .keys import Here


class State(Enum):
    """What became of what was brought."""

    TAKEN = "taken"
    REFUSED = "refused"
    KNOWN = "known"
    WAITING = "waiting"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one bundle, in words; ``missing`` are the parts (from 0) that have to come yet."""

    slip: Slip
    state: State
    words: str
    missing: tuple[int, ...] = ()


def offer(here: Here, data: bytes, *, at: datetime) -> Step:
    """Look at a slip and keep it if its parts may come. Raises the refusals of :mod:`refusals`."""
    try:
        note, slip = parse_note(data)
    except Invalid as fault:
        raise refusals.malformed(fault) from None
    return _offered(here, note, slip, at=at)


def _offered(here: Here, note: Note, slip: Slip, *, at: datetime) -> Step:
    peer = turns.believed(here, note, slip, at=at)
    if turns.turn_of(peer, slip) == turns.Turn.CAME:
        parts.drop(here, slip.id)
        return _known(slip)
    parts.hold(here, note, slip)
    return _partial(slip, tuple(parts.missing(here, slip)))


def put_part(here: Here, bundle: str, number: int, data: bytes) -> None:
    """Keep part ``number`` (from 0) of a bundle that was offered. Raises ``NotFound``, ``Malformed``."""
    _note, slip = _held(here, bundle)
    try:
        parts.put(here, slip, number, data)
    except Invalid as fault:
        raise refusals.malformed(fault) from None


def settle(here: Here, bundle: str, *, actor: Actor, at: datetime) -> list[Step]:
    """Take an offered bundle if it is whole and its turn, and then all that waited for it.

    The first step tells of the bundle itself. Raises ``NotFound``, the refusals of :mod:`refusals`.
    """
    row = Received.objects.filter(bundle=bundle, peer__own=here.unit).first()
    if row is not None:
        parts.drop(here, bundle)
        _note, slip = parse_note(row.slip.encode())
        return [_known(slip)]
    note, slip = _held(here, bundle)
    steps = [_settled(here, note, slip, actor=actor, at=at)]
    while steps[-1].state in (State.TAKEN, State.REFUSED):
        after = steps[-1].slip
        following = next(
            (
                one
                for one in parts.all_held(here)
                if one[1].previous == after.id and one[1].sender == after.sender
            ),
            None,
        )
        if following is None or parts.missing(here, following[1]):
            break
        steps.append(_settled(here, *following, actor=actor, at=at))
    return steps


def bring(here: Here, source: BinaryIO, *, actor: Actor, at: datetime) -> list[Step]:
    """Take a bundle file, also one that was cut off: its whole parts stay, the rest may be brought later.

    Raises the refusals of :mod:`refusals`; parts that came before altered bytes stay.
    """
    try:
        opened = container.read(source)
        first = _offered(here, opened.note, opened.slip, at=at)
        if first.state == State.KNOWN:
            return [first]
        for number, data in opened.parts():
            parts.put(here, opened.slip, number, data)
    except Invalid as fault:
        raise refusals.malformed(fault) from None
    return settle(here, opened.slip.id, actor=actor, at=at)


def bring_scanned(here: Here, text: str, *, actor: Actor, at: datetime) -> list[Step]:
    """Take a bundle whose codes a scanner typed, one a line, in any order.

    Raises the kernel's ``Invalid`` for codes that do not make a bundle, and what :func:`bring` raises.
    """
    return bring(here, io.BytesIO(frames.join(text.splitlines())), actor=actor, at=at)


def _held(here: Here, bundle: str) -> tuple[Note, Slip]:
    # The name comes from outside: only what names a bundle may become a path.
    found = parts.held(here, bundle) if len(bundle) == 64 and bundle.isalnum() else None
    if found is None:
        raise NotFound(_("Không có gói nào như vậy đang gửi dở."))
    return found


def _settled(here: Here, note: Note, slip: Slip, *, actor: Actor, at: datetime) -> Step:
    missing = tuple(parts.missing(here, slip))
    if missing:
        return _partial(slip, missing)
    row = actions.take(actor=actor, at=at, here=here, note=note, slip=slip)
    if row is None and not Received.objects.filter(bundle=slip.id).exists():
        words = _("Gói số %(number)s của %(office)s đã đủ nhưng còn chờ gói đứng trước nó.")
        return Step(slip, State.WAITING, words % _named(slip))
    parts.drop(here, slip.id)
    if row is None:
        return _known(slip)
    if row.outcome == Received.Outcome.REFUSED:
        words = _("Gói số %(number)s của %(office)s đến nơi nhưng không nhận được nội dung: %(reason)s")
        return Step(slip, State.REFUSED, words % {**_named(slip), "reason": row.reason})
    return Step(slip, State.TAKEN, _("Đã nhận gói số %(number)s của %(office)s.") % _named(slip))


def _partial(slip: Slip, missing: tuple[int, ...]) -> Step:
    words = _(
        "Gói số %(number)s của %(office)s còn thiếu %(missing)s trên %(all)s phần; đưa lại để nhận tiếp."
    )
    told = {**_named(slip), "missing": len(missing), "all": len(slip.parts)}
    return Step(slip, State.PARTIAL, words % told, missing)


def _known(slip: Slip) -> Step:
    words = _("Gói số %(number)s của %(office)s đã nhận từ trước, không ghi thêm lần nữa.")
    return Step(slip, State.KNOWN, words % _named(slip))


def _named(slip: Slip) -> dict[str, object]:
    return {"number": slip.number, "office": slip.sender}
