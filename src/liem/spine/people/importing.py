"""Take in a table of people and their posts: what is wrong with its rows first, then all in one go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.text import fold
from liem.spine.access import POSTS, Actor, Duty, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.units.importing import RowFault, claim_preview, untold
from liem.spine.units.models import Unit
from liem.spine.units.readers import by_code

from .actions import NewPerson, _drawn_up, _given, _registered, _written_out
from .events import PeopleImported
from .models import Mandate, Person

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from uuid import UUID

_PHONE: Final = re.compile(r"\+?[0-9][0-9 .-]{6,18}")
_BLOCK: Final = 400


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of a table of people: the person and one post. Several posts are several rows of one code."""

    number: int
    new: NewPerson
    unit_code: str
    post: str
    valid_from: date
    valid_to: date | None = None
    appointed_by: str = ""
    basis: str = ""

    @property
    def who(self) -> str:
        """The key of the person within the file: the code, else the name without marks."""
        return f"#{self.new.code}" if self.new.code else fold(self.new.name)


@dataclass(frozen=True, slots=True)
class _Records:
    """What the records hold of the codes, names and units of a table."""

    units: dict[str, Unit]
    persons: dict[str, Person]
    held: set[tuple[str, str, str]]


def _records(rows: Sequence[PersonRow]) -> _Records:
    units = by_code(row.unit_code for row in rows)
    persons: dict[str, Person] = {}
    for block in _blocks({row.new.code for row in rows if row.new.code}):
        persons |= {str(person.code): person for person in Person.objects.filter(code__in=block)}
    held: set[tuple[str, str, str]] = set()
    for block in _blocks(set(units)):
        for code, folded, unit, post in Mandate.objects.filter(
            unit__code__in=block, valid_to__isnull=True
        ).values_list("person__code", "person__folded", "unit__code", "post"):
            held.add((folded, unit, post))
            if code:
                held.add((f"#{code}", unit, post))
    return _Records(units, persons, held)


def _blocks(codes: set[str]) -> list[list[str]]:
    listed = sorted(codes)
    return [listed[start : start + _BLOCK] for start in range(0, len(listed), _BLOCK)]


def faults_of(rows: Sequence[PersonRow], *, actor: Actor, at: datetime) -> list[RowFault]:
    """List every fault across rows and against the records: units, reach, dates, codes, posts held twice."""
    records = _records(rows)
    names: dict[str, PersonRow] = {}
    posts: dict[tuple[str, str, str], int] = {}
    found: list[RowFault] = []
    for row in rows:
        told = [
            *_person_faults(row, records, names, year=local_day(at).year),
            *_unit_faults(row, records, actor),
            *_post_faults(row, records, posts),
        ]
        found += [RowFault(row.number, field, reason) for field, reason in told]
    return found


def _person_faults(
    row: PersonRow, records: _Records, names: dict[str, PersonRow], *, year: int
) -> list[tuple[str, str]]:
    new, found = row.new, []
    if len(new.name.split()) < 2 or len(new.name) > 120:
        found.append(("name", _("Cần ghi đủ họ và tên, nhiều nhất 120 ký tự.")))
    if len(new.code) > 32:
        found.append(("code", _("Mã số dài nhất 32 ký tự.")))
    if new.born_in is not None and not 1900 <= new.born_in <= year - 14:
        found.append(("born_in", _("Năm sinh không hợp lý.")))
    if new.phone and not _PHONE.fullmatch(new.phone):
        found.append(("phone", _("Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678.")))
    if new.email:
        try:
            validate_email(new.email)
        except ValidationError:
            found.append(("email", _("Địa chỉ thư không đúng dạng.")))
    if not new.code:
        return found
    stored = records.persons.get(new.code)
    if stored is not None and stored.folded != fold(new.name):
        found.append(("code", _("Mã số “%(code)s” đã có người khác mang.") % {"code": new.code}))
    first = names.setdefault(new.code, row)
    if fold(first.new.name) != fold(new.name):
        words = _("Mã số “%(code)s” đã ghi cho tên khác ở hàng %(row)s.")
        found.append(("code", words % {"code": new.code, "row": first.number}))
    return found


def _unit_faults(row: PersonRow, records: _Records, actor: Actor) -> list[tuple[str, str]]:
    unit = records.units.get(row.unit_code)
    if unit is None or not (actor.schedule or actor.over(unit.path)):
        words = _("Không có đơn vị mã “%(code)s” trong phạm vi quản lý của bạn.")
        return [("unit_code", words % {"code": row.unit_code})]
    if not unit.is_open(row.valid_from):
        words = _("%(unit)s không hoạt động vào ngày %(day)s.")
        return [("valid_from", words % {"unit": unit.name, "day": f"{row.valid_from:%d/%m/%Y}"})]
    return []


def _post_faults(
    row: PersonRow, records: _Records, posts: dict[tuple[str, str, str], int]
) -> list[tuple[str, str]]:
    found = []
    if row.post not in POSTS:
        found.append(("post", _("Chức danh “%(post)s” không có trong danh mục.") % {"post": row.post}))
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        found.append(("valid_to", _("Ngày thôi giữ chức phải sau ngày bắt đầu.")))
    key = (row.who, row.unit_code, row.post)
    if key in records.held:
        found.append(("post", _("%(name)s đang giữ chức danh này tại đơn vị.") % {"name": row.new.name}))
    first = posts.setdefault(key, row.number)
    if first != row.number:
        found.append(("post", _("Chức danh này của cùng một người đã ghi ở hàng %(row)s.") % {"row": first}))
    return found


def import_people(
    *,
    actor: Actor,
    at: datetime,
    preview_id: UUID,
    rows: Sequence[PersonRow],
    expected: int,
    unreadable: int = 0,
    only_good: bool = False,
    tell: Callable[[int], None] = untold,
) -> Receipt:
    """Take in the good rows of a table in one transaction: entries for each row and one for the table.

    A code that is on record adds the post to that person; rows of one code in the file are one person.
    ``tell`` hears how many rows are done.
    Raises ``NotPermitted``, ``Conflict``, ``Invalid``, ``NotFound`` as the import of units does.
    """
    if not actor.has(Duty.MANAGE_PEOPLE):
        raise NotPermitted(_("Chức danh hiện tại không được quản lý nhân sự."))
    with atomic():
        wrong = {fault.number for fault in faults_of(rows, actor=actor, at=at)}
        good = [row for row in rows if row.number not in wrong]
        preview = claim_preview(
            preview_id,
            actor=actor,
            good=len(good),
            expected=expected,
            faulty=len(wrong) + unreadable,
            only_good=only_good,
        )
        _take_in(good, actor=actor, at=at, tell=tell)
        event = PeopleImported(file_sha256=preview.blob_id, rows=len(good))
        receipt = append(actor=actor, at=at, event=event, subject=preview.pk)
        preview.confirm(at=at, rows=len(good), seq=receipt.seq)
        return receipt


def _take_in(good: Sequence[PersonRow], *, actor: Actor, at: datetime, tell: Callable[[int], None]) -> None:
    """Write persons and posts in blocks of rows, and the entries of each row in the order of the table."""
    records = _records(good)
    persons = dict(records.persons)
    new: dict[UUID, Person] = {}
    mandates: list[Mandate] = []
    for row in good:
        person = persons.get(row.new.code) if row.new.code else None
        if person is None:
            person = _drawn_up(actor, row.new)
            person.keep_folded()
            new[person.pk] = person
            if row.new.code:
                persons[row.new.code] = person
        mandates.append(
            _written_out(
                actor,
                person=person,
                unit=records.units[row.unit_code],
                post=row.post,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                appointed_by=row.appointed_by,
                basis=row.basis,
            )
        )
    Person.objects.bulk_create(new.values(), batch_size=_BLOCK)
    Mandate.objects.bulk_create(mandates, batch_size=_BLOCK)
    for number, mandate in enumerate(mandates, start=1):
        person = new.pop(mandate.person_id, None)
        if person is not None:
            _registered(person, actor=actor, at=at)
        _given(mandate, basis=mandate.basis, actor=actor, at=at)
        tell(number)
