"""The fixed cast: a fictional province An Liêm, its commune Cửa Rừng, a neighbouring commune, and their
people.

Everything is made by the same actions that persons use. Import :func:`assemble` in a ``db`` test or use the
``cast`` fixture.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import models

from liem.domains.directives import actions as directives
from liem.domains.directives.deadlines import on_day
from liem.domains.directives.models import Directive
from liem.spine.access import Actor, Duty
from liem.spine.ledger.models import Entry, Key
from liem.spine.people import actions as people
from liem.spine.people.models import Account, Mandate, Person
from liem.spine.people.readers import actor_for
from liem.spine.tasks.models import Task
from liem.spine.tasks.steps import Assignment, NewTask
from liem.spine.units import actions as units
from liem.spine.units.models import Unit, UnitName
from liem.spine.vault import files

# Making a cast means a password for everybody. Argon2 is slow on purpose where persons sign in: a server that
# a test talks to is another process and keeps its full cost.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

_MADE: tuple[type[models.Model], ...] = (Unit, UnitName, Person, Mandate, Account, Key, Entry)
AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # Monday 9:30 in Việt Nam
BORN = date(2025, 7, 1)
PASSWORD = "lua-nep-nuong-2026"  # a throw-away password of the tests' own database
SETUP = Actor.of_schedule("set-up", Duty.MANAGE_UNITS, Duty.MANAGE_PEOPLE)


@dataclass(frozen=True)
class Someone:
    """A person of the cast with account and actor."""

    account: Account
    actor: Actor


@dataclass(frozen=True)
class Cast:
    """Units by code and persons by role."""

    units: dict[str, Unit]
    people: dict[str, Someone]

    def actor(self, role: str) -> Actor:
        return self.people[role].actor

    def account(self, role: str) -> Account:
        return self.people[role].account


_UNITS = (
    ("TAL", "Tỉnh ủy An Liêm", "provincial_committee", "province", "party", "", "TU"),
    ("NC", "Ban Nội chính Tỉnh ủy", "internal_affairs_commission", "province", "party", "TAL", "BNCTU"),
    ("XCR", "Đảng ủy xã Cửa Rừng", "commune_committee", "commune", "party", "TAL", "ĐU"),
    ("VP", "Văn phòng Đảng ủy", "party_office", "commune", "party", "XCR", "VPĐU"),
    ("UBND", "Ủy ban nhân dân xã Cửa Rừng", "peoples_committee", "commune", "state", "XCR", "UBND"),
    ("CB01", "Chi bộ thôn Ghềnh", "party_cell", "cell", "party", "XCR", ""),
    ("CB02", "Chi bộ thôn Nà Lành", "party_cell", "cell", "party", "XCR", ""),
    ("XST", "Đảng ủy xã Suối Trong", "commune_committee", "commune", "party", "TAL", "ĐU"),
    ("ST01", "Chi bộ thôn Suối", "party_cell", "cell", "party", "XST", ""),
)
_PEOPLE = (
    ("province_head", "Đinh Quang Hiển", "TAL", "deputy_secretary"),
    ("monitor", "Tạ Thu Hà", "NC", "head_of_body"),
    ("clerk", "Lò Thị Mai", "XCR", "clerk"),
    ("office_head", "Hà Văn Tính", "XCR", "office_head"),
    ("secretary", "Vi Văn Thắng", "XCR", "secretary"),
    ("chair", "Lương Thị Én", "UBND", "head_of_body"),
    ("cell_secretary", "Vi Văn Khánh", "CB01", "secretary"),
    ("other_cell_secretary", "Hà Thị Nhung", "CB02", "secretary"),
    ("specialist", "Lục Văn Pao", "CB01", "specialist"),
    ("personnel", "Cầm Thị Dung", "TAL", "personnel_officer"),
    ("keeper", "Quàng Văn Sơn", "XCR", "system_keeper"),
    ("auditor", "Mùa A Chống", "XCR", "auditor"),
    ("member", "Ngân Văn Đức", "CB01", "official_member"),
    ("stranger", "Tòng Văn Lả", "XST", "clerk"),
    ("stranger_head", "Lê Thị Bích", "XST", "secretary"),
)


# Rows the actions made, by the moment they were made at: written again as they were, a tenth of the time.
_kept: dict[datetime, tuple[list[tuple[type[models.Model], list[models.Model]]], Cast]] = {}


def assemble(*, at: datetime = AT) -> Cast:
    """Make the cast by actions and return it; in an empty database later on, from the rows they made."""
    if Entry.objects.exists() or Unit.objects.exists():
        return _acted(at)
    if at not in _kept:
        cast = _acted(at)
        rows = [(model, list(model._default_manager.all())) for model in _MADE]
        for each in (row for _, listed in rows for row in listed):
            for name, value in vars(each).items():
                if isinstance(value, memoryview):  # how PostgreSQL gives bytes; they cannot be copied
                    setattr(each, name, bytes(value))
        _kept[at] = (rows, deepcopy(cast))
        return cast
    rows, cast = _kept[at]
    for model, listed in rows:
        model._default_manager.bulk_create(deepcopy(listed))
    return deepcopy(cast)


def _acted(at: datetime) -> Cast:
    made: dict[str, Unit] = {}
    for code, name, kind, level, side, parent, symbol in _UNITS:
        made[code], _ = units.open_unit(
            actor=SETUP,
            at=at,
            new=units.NewUnit(
                code=code,
                name=name,
                kind=kind,
                level=level,
                side=side,
                valid_from=BORN,
                parent_code=parent,
                document_symbol=symbol,
            ),
        )
    persons: dict[str, Someone] = {}
    for role, name, code, post in _PEOPLE:
        person, _ = people.register_person(actor=SETUP, at=at, new=people.NewPerson(name))
        people.give_mandate(
            actor=SETUP, at=at, person_id=person.pk, unit_id=made[code].pk, post=post, valid_from=BORN
        )
        account, _, _ = people.open_account(
            actor=SETUP, at=at, person_id=person.pk, username=role.replace("_", "."), password=PASSWORD
        )
        account.must_change_password = False
        account.save(update_fields=["must_change_password"])
        actor = actor_for(account, at=at)
        assert actor is not None
        persons[role] = Someone(account=account, actor=actor)
    return Cast(units=made, people=persons)


def directive_with_task(
    cast: Cast,
    *,
    at: datetime = AT,
    due: date | None = date(2026, 11, 30),
    subject: str = "Rà soát sổ quỹ chi bộ",
) -> tuple[Directive, Task]:
    """Return a confirmed directive of the commune with one planned task."""
    blob = files.store([f"văn bản {subject} {at}".encode()], at=at)
    clerk = cast.actor("clerk")
    directive, _ = directives.receive(
        actor=clerk, at=at, unit_id=cast.units["XCR"].pk, file_name="van-ban.pdf", blob=blob
    )
    head = directives.Head(
        number="48",
        symbol="CV/TU",
        issuer="Tỉnh ủy An Liêm",
        issued_on=date(2026, 11, 20),
        kind="official_letter",
        subject=subject,
    )
    new = (
        NewTask(text=f"{subject} và báo cáo kết quả", number="1", product="Báo cáo", due=on_day(due))
        if due
        else NewTask(text=f"{subject} và báo cáo kết quả", number="1", product="Báo cáo")
    )
    directive, _ = directives.confirm(
        actor=clerk,
        at=at,
        directive_id=directive.pk,
        revision=directive.revision,
        what=directives.Confirmation(head=head, tasks=(new,)),
    )
    return directive, directive.case.tasks.get()


def assigned_task(
    cast: Cast, *, at: datetime = AT, unit: str = "CB01", due: date | None = date(2026, 11, 30)
) -> Task:
    """Return a task given to a cell."""
    directive, task = directive_with_task(cast, at=at, due=due)
    directives.assign_tasks(
        actor=cast.actor("office_head"),
        at=at,
        directive_id=directive.pk,
        assignments={task.pk: Assignment(lead_unit=cast.units[unit])},
    )
    task.refresh_from_db()
    return task
