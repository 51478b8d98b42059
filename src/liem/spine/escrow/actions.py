"""The verbs of divided keys: say who holds the sheets, write down a ceremony before it is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.seal import shares
from liem.kernel.text import fold
from liem.spine.access import Conflict, Invalid, said
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic

from . import policy, readers
from .events import KeyDivided, SheetsAssembled
from .models import Assembly, DividedKey, Sheet, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor


def _line(text: str, field: str, size: int = 300) -> str:
    return said(" ".join(text.split()), field=field, why=_("Ghi đủ các ô."), most=size)


def divide(*, actor: Actor, at: datetime, holders: Sequence[tuple[str, str]]) -> tuple[DividedKey, Receipt]:
    """Say that the own recovery key stands on five sheets, and with whom: (body, person) by their numbers.

    Raises ``NotPermitted`` (no key), ``Conflict`` (said already), ``Invalid`` (not five, or one body twice).
    """
    named = [(_line(body, "body", 120), _line(person, "holder", 120)) for body, person in holders]
    if len(named) != shares.COUNT or len({fold(body) for body, _person in named}) != shares.COUNT:
        raise Invalid(_("Năm tờ giao cho năm cơ quan khác nhau."), field="body")
    with atomic():
        key = policy.own_key(actor)
        if DividedKey.objects.filter(key=key).exists():
            raise Conflict(_("Đã ghi người giữ các tờ của khóa này."))
        divided = DividedKey.objects.create(key=key, needed=shares.NEEDED, divided_at=at)
        sheets = [
            Sheet(divided=divided, number=number, body=body, holder=person)
            for number, (body, person) in enumerate(named, 1)
        ]
        Sheet.objects.bulk_create(sheets)
        event = KeyDivided(
            unit=key.unit_id, key=key.pk, name=key.name, needed=shares.NEEDED, sheets=readers.told(sheets)
        )
        return divided, append(actor=actor, at=at, event=event, subject=divided.pk)


def assemble(
    *, actor: Actor, at: datetime, divided_id: UUID, numbers: Iterable[int], reason: str, purpose: str
) -> tuple[Assembly, Receipt]:
    """Write down a ceremony before the sheets are put together: which, why, to open what.

    The key must be replaced afterwards: who was in the room may have kept it. Raises ``NotFound``,
    ``NotPermitted``, ``Invalid`` (too few sheets, no reason), ``Conflict`` (put together before).
    """
    reason, purpose = _line(reason, "reason"), _line(purpose, "purpose")
    with atomic():
        found = readers.one_for(actor, divided_id)
        policy.leading_key(actor)
        divided = DividedKey.objects.select_for_update().get(pk=found.pk)
        if divided.state != State.HELD:
            raise Conflict(
                _("Khóa này đã ghép một lần."), next_step=_("Thay khóa, chia tờ mới, rồi mới mở lễ khác.")
            )
        brought = list(divided.sheets.filter(number__in=set(numbers)))
        if len(brought) < divided.needed:
            raise Invalid(
                _("Cần ít nhất %(needed)s tờ khác nhau.") % {"needed": divided.needed}, field="numbers"
            )
        made = Assembly.objects.create(
            divided=divided, at=at, leader=actor.name, reason=reason, purpose=purpose
        )
        made.sheets.set(brought)
        divided.state = State.ASSEMBLED
        divided.save(update_fields=["state"])
        event = SheetsAssembled(
            assembly=made.pk,
            name=found.key.name,
            leader=actor.name,
            brought=readers.told(brought),
            reason=reason,
            purpose=purpose,
        )
        return made, append(actor=actor, at=at, event=event, subject=divided.pk)
