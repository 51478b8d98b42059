"""The verbs of a person about the own notices: mark as read, make and end the address of a calendar."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.ids import new_id
from liem.spine.access import Conflict, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.people.models import Mandate

from .events import FeedOpened, FeedRevoked
from .models import DayList, Feed, Notice
from .readers import hashed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor

KEEP_LISTS: Final = timedelta(days=31)


def mark_read(*, actor: Actor, at: datetime, notice_ids: Iterable[UUID] | None = None) -> int:
    """Mark own notices as read, all of them without ``notice_ids``; give how many were unread until now.

    A mark of the person for the person, like a chosen language: it changes nobody's case and leaves no entry
    in the ledger, which is no record of who looked at what when. Ids of others' notices do nothing.
    """
    if actor.person_id is None:
        return 0
    with atomic():
        unread = Notice.objects.filter(person_id=actor.person_id, read_at__isnull=True)
        if notice_ids is not None:
            unread = unread.filter(pk__in=list(notice_ids))
        return unread.update(read_at=at)


def open_feed(*, actor: Actor, at: datetime) -> tuple[str, Receipt]:
    """Make the secret of a calendar address for the actor's mandate and give it, this once.

    An earlier address of the mandate ends. Raises ``NotPermitted`` for the schedule.
    """
    with atomic():
        mandate = _locked(actor)
        Feed.objects.filter(mandate=mandate, revoked_at__isnull=True).update(revoked_at=at)
        secret = secrets.token_urlsafe(32)
        feed = Feed.objects.create(id=new_id(), mandate=mandate, secret_sha256=hashed(secret), made_at=at)
        receipt = append(actor=actor, at=at, event=FeedOpened(mandate=mandate.pk), subject=feed.pk)
        return secret, receipt


def revoke_feed(*, actor: Actor, at: datetime) -> Receipt:
    """End the calendar address of the actor's mandate at once. Raises ``Conflict`` when there is none."""
    with atomic():
        mandate = _locked(actor)
        feed = Feed.objects.filter(mandate=mandate, revoked_at__isnull=True).first()
        if feed is None:
            raise Conflict(_("Chức danh này không có địa chỉ lịch nào đang dùng."))
        feed.revoked_at = at
        feed.save(update_fields=["revoked_at"])
        return append(actor=actor, at=at, event=FeedRevoked(mandate=mandate.pk), subject=feed.pk)


def keep_list(*, actor: Actor, at: datetime, mandate_id: UUID, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Keep the list of work a mandate has this morning; the first of a day stays, ``False`` for a later one.

    It repeats what the record says and decides nothing, so it has no entry; old ones go with the same call.
    """
    del actor
    with atomic():
        day = local_day(at)
        DayList.objects.filter(mandate_id=mandate_id, day__lt=day - KEEP_LISTS).delete()
        _kept, made = DayList.objects.get_or_create(
            mandate_id=mandate_id, day=day, defaults={"id": new_id(), "rows": list(rows), "made_at": at}
        )
        return made


def _locked(actor: Actor) -> Mandate:
    found = Mandate.objects.select_for_update(of=("self",))
    mandate = found.filter(pk=actor.mandate_id).first() if actor.mandate_id is not None else None
    if mandate is None:
        raise NotPermitted(_("Chỉ người có chức danh mới có địa chỉ lịch riêng."))
    return mandate
