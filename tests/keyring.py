"""Readers of the cast who hand in keys and sign lists, as their browsers would."""

from __future__ import annotations

from datetime import datetime

from cast import AT, Cast
from holders import Holder
from liem.spine.roster import actions, readers
from liem.spine.roster.models import ReaderKey, ReaderList


def enrol(cast: Cast, role: str, *, at: datetime = AT, name: str = "") -> ReaderKey:
    """Hand in the key of somebody of the cast."""
    actor, holder = cast.actor(role), Holder(name or role)
    unit = next(unit for unit in cast.units.values() if unit.pk == actor.unit_id)
    key, _ = actions.enrol_key(actor=actor, at=at, claim=holder.claim(unit.code), **holder.keys)
    return key


def signed(cast: Cast, role: str, key: ReaderKey, *, at: datetime = AT, name: str = "") -> dict[str, str]:
    """What the browser of somebody gives when it signs the list that adds or drops a key."""
    own = readers.signing_key(cast.actor(role))
    assert own is not None
    key.refresh_from_db()
    made, _change = readers.proposed(key.unit, key, signer=own, at=at)
    return {"sha256": made.sha256, "line": Holder(name or role).line(str(made), f"reader-{own.pk.hex}")}


def confirm(cast: Cast, role: str, key: ReaderKey, *, at: datetime = AT, name: str = "") -> ReaderList:
    """Sign the list that adds a key."""
    told = signed(cast, role, key, at=at, name=name)
    return actions.confirm_key(actor=cast.actor(role), at=at, key_id=key.pk, **told)[0]


def founded(cast: Cast, *, at: datetime = AT, prefix: str = "") -> tuple[ReaderKey, ReaderKey]:
    """The keys of the chair and an inspector on the first published list of the commission."""
    names = {role: f"{prefix} {role}".strip() for role in ("ubkt_chair", "inspector")}
    one, two = (enrol(cast, role, at=at, name=name) for role, name in names.items())
    confirm(cast, "inspector", one, at=at, name=names["inspector"])
    confirm(cast, "ubkt_chair", two, at=at, name=names["ubkt_chair"])
    for key in (one, two):
        key.refresh_from_db()
    return one, two
