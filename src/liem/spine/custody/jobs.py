"""Work of custody after commit and by schedule: destroy keys, drop files, write pages again, rotate."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from liem.kernel.clock import local_day, start_of_day
from liem.spine.ledger.cleaning import clean
from liem.spine.ledger.keyring import keyring
from liem.spine.ledger.models import Key
from liem.spine.outbox.jobs import handler, put, scheduled

from . import files
from .actions import CLEAN_JOB, DESTROY_JOB
from .models import Erasure

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.ledger.keyring import Rotated

log = logging.getLogger(__name__)
ROTATE_AFTER = timedelta(days=30)
NIGHT = timedelta(hours=2)  # after midnight, when nobody waits for a database that is written again


@handler(DESTROY_JOB)
def destroy(*, at: datetime, erasure_id: str) -> None:
    """Destroy the key of a confirmed erasure and drop its files; run again it finds nothing left."""
    erasure = Erasure.objects.get(pk=UUID(erasure_id))
    if erasure.state != Erasure.State.CONFIRMED or erasure.destroyed_at is not None:
        return
    key = Key.objects.filter(pk=erasure.key).exclude(erased_at=None).first()
    if key is not None and key.slot is not None:
        keyring().destroy([key.slot], at=at)
        Key.objects.filter(pk=key.pk).update(slot=None)
    for sha256 in erasure.files:
        files.drop(sha256)
    Erasure.objects.filter(pk=erasure.pk).update(destroyed_at=at)
    tonight = start_of_day(local_day(at) + timedelta(days=1)) + NIGHT
    put(CLEAN_JOB, at=at, run_at=tonight, key=f"{CLEAN_JOB}:{erasure.pk}")


@handler(CLEAN_JOB)
def clean_pages(*, at: datetime) -> None:
    """Write the pages of the database again, so that nothing blanked is left in them.

    Raises ``cleaning.Busy`` while readers hold the write-ahead log; the job comes back.
    """
    waiting = list(Erasure.objects.filter(state=Erasure.State.CONFIRMED, cleaned_at=None))
    if not waiting:
        return
    clean(sorted({"ledger_key", *(table for erasure in waiting for table in erasure.tables)}))
    Erasure.objects.filter(pk__in=[erasure.pk for erasure in waiting]).update(cleaned_at=at)


@scheduled("ledger.rotate_keys", every=timedelta(days=1), hour=4)
def rotate_when_due(*, at: datetime) -> None:
    """Replace the key-encrypting key once it is 30 days old."""
    made = keyring().wrapped_at()
    if made is not None and at - made >= ROTATE_AFTER:
        done = rotate(at=at)
        log.info("keys rotated: kek %s, %s kept, %s dropped", done.kek, done.kept, done.dropped)


def rotate(*, at: datetime) -> Rotated:
    """Replace the key-encrypting key now; also destroys what a confirmed erasure still owes."""
    for erasure in Erasure.objects.filter(state=Erasure.State.CONFIRMED, destroyed_at=None):
        destroy(at=at, erasure_id=str(erasure.pk))
    named = {slot for slot in Key.objects.values_list("slot", flat=True) if slot is not None}
    return keyring().rotate(at=at, named=named)
