"""Append an entry, read it back. The only writer of the ledger."""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, models
from django.utils.translation import gettext as _

from liem.kernel import canon
from liem.kernel.ids import new_id
from liem.kernel.log import leaf_hash
from liem.spine.access import Conflict

from .keyring import KeyringLost, keyring
from .models import Entry, Key
from .remembered import grown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from liem.spine.access import Actor


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events: a frozen dataclass whose fields are the facts; the only shape a room puts into
    the ledger.

    ``CLASS`` (≤ 8 ASCII letters) is the coarse class that outsiders see; ``KIND`` the dotted past action;
    ``VERSION`` rises when the fields change. Values are text, whole numbers, booleans, dates, ids and lists
    or maps of them.
    """

    CLASS: ClassVar[str] = "case"
    KIND: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an action gives back as proof: the number in the ledger, the entry's id and the hash of its
    leaf in the tree (hex; RFC 6962)."""

    seq: int
    entry_id: UUID
    leaf_hash: str


def _plain(value: object) -> Any:
    """Turn a field value into what canonical JSON knows."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, str):
        return str(value)
    return value


def _payload_key(secret: bytes) -> bytes:
    return hmac.digest(secret, b"payload", "sha256")


class Erased(Conflict):
    """What this was about has been erased by law; nothing can be added to it."""

    code = "erased"


def _key_for(key_id: UUID, at: datetime) -> tuple[bytes, int]:
    """Return the secret of a case and the number of its next tag; takes a new secret at the first entry.

    Raises ``Erased``, and ``KeyringLost`` where the keyring lacks what the ledger names.
    """
    row = _next_tag(key_id)
    if row is None:
        slot, secret = keyring().take(at=at)
        _insert(Key(id=key_id, slot=slot, tags=1, created_at=at))
        return secret, 1
    if row.erased or row.slot is None:
        raise Erased(
            _("Dữ liệu của hồ sơ hoặc người này đã được xóa theo luật; không ghi thêm được."),
            next_step=_("Nếu cần làm việc mới, mở hồ sơ mới."),
        )
    found = keyring().secrets([row.slot]).get(row.slot)
    if found is None:
        raise KeyringLost(
            _("Kho khóa không có khóa của hồ sơ này, dù chưa ai xóa."),
            next_step=_("Báo người trông coi hệ thống phục hồi thư mục keys từ bản sao riêng."),
        )
    return found, row.tags


@dataclass(frozen=True, slots=True)
class _Tagged:
    slot: UUID | None
    tags: int
    erased: bool


def _next_tag(key_id: UUID) -> _Tagged | None:
    """Count one more entry of a case; the row stays locked until the action commits.

    ``erased_at`` comes back as it is: SQLite 3.40 answers "IS NOT NULL" wrongly in RETURNING.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Key._meta.db_table} SET tags = tags + 1 WHERE id = %s "  # noqa: S608 - our own table
            "RETURNING slot, tags, erased_at",
            [_bound_id(key_id)],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    slot = row[0] if row[0] is None or isinstance(row[0], UUID) else UUID(row[0])
    return _Tagged(slot, int(row[1]), row[2] is not None)


def secrets_of(key_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Return the secret of each case that still has one. One query, and the keyring's memory."""
    rows = Key.objects.filter(pk__in=set(key_ids), erased_at=None, slot__isnull=False)
    slots = {key.pk: key.slot for key in rows if key.slot is not None}
    if not slots:
        return {}
    held = keyring().secrets(list(slots.values()))
    return {pk: held[slot] for pk, slot in slots.items() if slot in held}


def column_facts(entry: Entry) -> dict[str, Any]:
    """Return what the columns of an entry say, under names no event field can have ("@kind").

    They are committed to like the fields: an actor, a subject or a minute cannot be altered unseen.
    """
    return {
        "@kind": entry.kind,
        "@version": entry.version,
        "@recorded_at": _plain(entry.recorded_at),
        "@occurred_at": _plain(entry.occurred_at),
        "@actor_person": _plain(entry.actor_person),
        "@actor_mandate": _plain(entry.actor_mandate),
        "@actor_unit": _plain(entry.actor_unit),
        "@case": _plain(entry.case),
        "@subject": _plain(entry.subject),
        "@key": _plain(entry.key),
    }


def unseal(entry: Entry, secret: bytes) -> bytes:
    """Return the canonical JSON of an entry's values; raises ``InvalidTag`` when altered."""
    sealed = bytes(entry.payload)
    return AESGCM(_payload_key(secret)).decrypt(sealed[:12], sealed[12:], bytes(entry.leaf))


def _insert(row: Entry | Key) -> None:
    """Insert a row and give an entry its number; the query builder costs as much as all commitments."""
    columns, statement = _insertion(type(row), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [bind(getattr(row, name)) for name, bind in columns])
        if isinstance(row, Entry):
            row.seq = cursor.fetchone()[0] if connection.vendor == "postgresql" else cursor.lastrowid
    row._state.adding = False
    row._state.db = connection.alias


@lru_cache(maxsize=4)
def _insertion(
    model: type[Entry | Key], vendor: str
) -> tuple[tuple[tuple[str, Callable[[Any], Any]], ...], str]:
    """Give the attributes to write, how each is bound, and the statement that writes them."""
    meta = model._meta
    columns = [field for field in meta.concrete_fields if field is not meta.auto_field]
    names = ", ".join(f'"{field.column}"' for field in columns)
    marks = ", ".join(["%s"] * len(columns))
    back = ' RETURNING "seq"' if meta.auto_field and vendor == "postgresql" else ""
    statement = f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({marks}){back}'  # noqa: S608 - our own names
    return tuple((field.attname, _binding(field)) for field in columns), statement


def _binding(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """Give what turns a column's value into what the driver takes, as the field itself would."""
    if isinstance(field, models.UUIDField):
        return _bound_id
    # `connection` is this thread's own: its methods are not kept
    if isinstance(field, models.DateTimeField):
        return lambda value: connection.ops.adapt_datetimefield_value(value)  # noqa: PLW0108
    if isinstance(field, models.JSONField):
        return lambda value: connection.ops.adapt_json_value(value, None)
    return lambda value: value


def _bound_id(value: UUID | None) -> UUID | str | None:
    return value if value is None or connection.features.has_native_uuid_field else value.hex


_guards: list[Callable[[type[Event]], None]] = []


def guarded_by(guard: Callable[[type[Event]], None]) -> None:
    """Register who may refuse an entry before it is written, by raising a ``Refusal``."""
    _guards.append(guard)


def append(
    *,
    actor: Actor,
    at: datetime,
    event: Event,
    subject: UUID,
    case: UUID | None = None,
    occurred_at: datetime | None = None,
    shown_at: datetime | None = None,
) -> Receipt:
    """Write one entry in the running transaction and return its receipt.

    ``subject`` is the row that changed, ``case`` its dossier if it has one (its key seals the values);
    ``shown_at`` is the hour outsiders see where that is not the moment of recording (cover traffic).
    Raises ``RuntimeError`` outside a transaction: an entry without its change would be a lie; and whatever a
    guard refuses (:func:`guarded_by`).
    """
    for guard in _guards:
        guard(type(event))
    if not connection.in_atomic_block:
        raise RuntimeError(
            "ledger.append outside a transaction: the entry and the change must stand or fall together"
        )
    key_id = case or subject
    secret, number = _key_for(key_id, at)
    values = {field.name: _plain(getattr(event, field.name)) for field in fields(event)}
    entry = Entry(
        id=new_id(),
        entry_class=event.CLASS,
        kind=event.KIND,
        version=event.VERSION,
        recorded_at=at,
        occurred_at=occurred_at,
        actor_person=actor.person_id,
        actor_mandate=actor.mandate_id,
        actor_unit=actor.unit_id,
        case=case,
        subject=subject,
        key=key_id,
    )
    entry.commitments = canon.field_commitments(
        secret, event_id=str(entry.id), values=column_facts(entry) | values
    )
    entry.leaf = canon.leaf(
        event.CLASS,
        hour=shown_at or at,
        tag=canon.case_tag(canon.tag_key(secret), number),
        commitment=canon.event_commitment(entry.commitments),
    )
    nonce = secrets.token_bytes(12)
    entry.payload = nonce + AESGCM(_payload_key(secret)).encrypt(
        nonce, canon.canonical_json(values), entry.leaf
    )
    _insert(entry)
    grown()
    return Receipt(seq=entry.seq, entry_id=entry.id, leaf_hash=leaf_hash(bytes(entry.leaf)).hex())


def opened(entries: list[Entry]) -> list[tuple[Entry, dict[str, Any] | None]]:
    """Return each entry with its values, or ``None`` where the key was destroyed. Two queries, whatever the
    length.

    Raises ``cryptography.exceptions.InvalidTag`` when a payload or its leaf was altered.
    """
    keys = secrets_of(entry.key for entry in entries)
    result: list[tuple[Entry, dict[str, Any] | None]] = []
    for entry in entries:
        secret = keys.get(entry.key)
        if secret is None:
            result.append((entry, None))
            continue
        result.append((entry, json.loads(unseal(entry, secret))))
    return result
