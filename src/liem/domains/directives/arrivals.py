"""How a file becomes an incoming document: a complete upload, or a stream of bytes, once whatever breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from liem.spine.vault import files, uploads

from . import actions
from .flow import State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.vault.models import Upload

    from .models import Directive

PURPOSE = "directive"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one file: its directive, and whether the unit had registered the same file before."""

    directive: Directive
    known: bool


def take(
    *, actor: Actor, at: datetime, unit_id: UUID, name: str, chunks: Iterable[bytes], limit: int
) -> Arrival:
    """Store a stream (at most ``limit`` bytes) and register it. Raises ``TooLarge``, ``Empty``,
    ``NotPermitted``."""
    blob = files.store(chunks, at=at, limit=limit)
    directive, receipt = actions.receive(actor=actor, at=at, unit_id=unit_id, file_name=name, blob=blob)
    return Arrival(directive=directive, known=receipt is None)


def finish(*, actor: Actor, at: datetime, unit_id: UUID, upload: Upload) -> UUID:
    """Register a complete upload (inside ``uploads.held``) and return the id of its directive.

    Killed between any two steps and called again it ends in the same place: the vault stores the same bytes
    once, ``receive`` registers the same file once, the result is noted last.
    """
    if upload.result is None:
        blob = uploads.keep(upload, at=at)
        directive, _receipt = actions.receive(
            actor=actor, at=at, unit_id=unit_id, file_name=upload.name, blob=blob
        )
        uploads.close(upload, result=directive.pk)
        return directive.pk
    uploads.drop_part(upload)
    return upload.result


def was_known(directive: Directive, upload: Upload) -> bool:
    """Say whether the same file had been registered before this upload was begun."""
    return directive.received_at < upload.created_at


def is_waiting(directive: Directive) -> bool:
    """Say whether the reader has not finished with the document yet."""
    return directive.state == State.RECEIVED
