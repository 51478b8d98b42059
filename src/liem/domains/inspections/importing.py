"""Take in a table of past inspections: what is wrong with its rows, seen before anything is kept; then all.

A past inspection stands at the end of its procedure, or at its conclusion while something still has to be
remedied. It counts in the statistics of its day; its ledger entry says that it came from a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.kernel.clock import local_day, start_of_day
from liem.kernel.text import nfc
from liem.law.errors import NoLawInForce
from liem.law.procedures import Procedure, default_procedures
from liem.spine.access import Actor, Duty, NotPermitted
from liem.spine.cases.steps import open_case
from liem.spine.ledger.append import Event, Receipt, append
from liem.spine.ledger.sentences import Sentence, register
from liem.spine.ledger.transaction import atomic
from liem.spine.people.matching import Matches, Named
from liem.spine.units import readers as units
from liem.spine.units.importing import RowFault, claim_preview
from liem.spine.units.models import Unit
from liem.spine.units.reach import jurisdictions, supervised_path

from .models import Inspection, Origin, Outcome, StepTaken, Subject
from .opening import body_kind
from .papers import subject_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from liem.spine.people.models import Person

KIND: Final = "inspection"
FIRST_YEAR: Final = 1990
_BLOCK: Final = 400


@dataclass(frozen=True, slots=True)
class InspectionImported(Event):
    """A past inspection was taken in from a table: the row of which file, and what it says."""

    KIND: ClassVar[str] = "inspections.inspection.imported"

    state: str
    dossier: str
    procedure: str
    unit: UUID
    body: str
    subject: str
    subject_unit: UUID
    subject_person: UUID | None
    opened_on: date
    concluded_on: date
    outcome: str
    remedied: bool
    file_sha256: str
    row: int


register(
    {
        InspectionImported.KIND: Sentence(
            gettext_lazy("Nhập cuộc kiểm tra đã qua"),
            gettext_lazy(
                "Nhập từ bảng, hàng %(row)s: quyết định ngày %(opened_on)s, "
                "kết luận ngày %(concluded_on)s: %(outcome)s"
            ),
            {"outcome": Outcome},
        )
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastInspection:
    """One row of the table; ``number`` is the row in the file, codes are those of units and persons.

    ``remedied`` is ``None`` where the row says nothing.
    """

    number: int
    unit_code: str
    procedure: str
    subject: str
    subject_unit_code: str
    opened_on: date
    concluded_on: date
    outcome: str
    person_code: str = ""
    person_name: str = ""
    committee_member: bool = False
    contents: tuple[str, ...] = ()
    remedied: bool | None = None
    note: str = ""

    @property
    def named(self) -> Named:
        """Return whom the row names."""
        return Named(self.person_code, self.person_name, self.subject_unit_code)


class _Check:
    """One look through the rows; a handful of queries whatever their number."""

    def __init__(self, rows: Sequence[PastInspection], actor: Actor, *, at: datetime) -> None:
        self.rows = rows
        self.reach = "/" if actor.schedule else supervised_path(actor)
        self.today = local_day(at)
        codes = {code for row in rows for code in (row.unit_code, row.subject_unit_code)}
        self.units = units.by_code(codes)
        self.persons = Matches(row.named for row in rows if row.subject != Subject.ORGANISATION)
        self.seen: dict[tuple[object, ...], int] = {}
        self.stored = self._stored()

    def _stored(self) -> set[tuple[object, ...]]:
        ids = [unit.pk for unit in self.units.values()]
        found: set[tuple[object, ...]] = set()
        for start in range(0, len(ids), _BLOCK):
            found |= set(
                Inspection.objects.filter(
                    unit_id__in=ids[start : start + _BLOCK], concluded_on__isnull=False
                ).values_list("unit_id", "procedure", "subject_unit_id", "subject_person_id", "concluded_on")
            )
        return found

    def unit_of(self, code: str) -> Unit | None:
        """Return a unit within reach."""
        unit = self.units.get(code)
        return unit if unit is not None and unit.path.startswith(self.reach) else None

    def person_of(self, row: PastInspection) -> tuple[Person | None, str, str]:
        """Return whom the row is about, or field and reason; an organisation has nobody."""
        return (None, "", "") if row.subject == Subject.ORGANISATION else self.persons.find(row.named)

    def faults(self) -> Iterable[RowFault]:
        """Give every fault of every row."""
        for row in self.rows:
            told = [
                *self._of_units(row),
                *self._of_days(row),
                *self._of_procedure(row),
                *self._of_subject(row),
            ]
            if row.outcome == Outcome.FAULTY and row.remedied is None:
                told.append(("remedied", _("Có khuyết điểm, vi phạm thì ghi đã khắc phục xong hay chưa.")))
            if not told:
                told = self._of_twice(row)
            for field, reason in told:
                yield RowFault(row.number, field, reason)

    def _of_units(self, row: PastInspection) -> Iterable[tuple[str, str]]:
        for field, code in (("unit_code", row.unit_code), ("subject_unit_code", row.subject_unit_code)):
            if self.unit_of(code) is None:
                words = _("Không có đơn vị mã “%(code)s” trong phạm vi kiểm tra, giám sát của bạn.")
                yield field, words % {"code": code}

    def _of_days(self, row: PastInspection) -> Iterable[tuple[str, str]]:
        if row.opened_on.year < FIRST_YEAR:
            yield "opened_on", _("Năm phải từ %(year)s trở đi.") % {"year": FIRST_YEAR}
        if row.concluded_on < row.opened_on:
            yield "concluded_on", _("Ngày kết luận phải từ ngày quyết định trở đi.")
        if row.concluded_on > self.today:
            yield "concluded_on", _("Ngày kết luận chưa tới.")

    def _of_procedure(self, row: PastInspection) -> Iterable[tuple[str, str]]:
        unit = self.unit_of(row.unit_code)
        if unit is None:
            return
        procedure = procedure_at(unit, row)
        if procedure is None:
            words = _("Ngày %(day)s chưa có quy trình này trong dữ liệu pháp luật.")
            yield "procedure", words % {"day": f"{row.opened_on:%d/%m/%Y}"}
        elif body_kind(unit) not in procedure.bodies:
            yield "procedure", _("%(unit)s không tiến hành theo quy trình này.") % {"unit": unit.name}
        elif row.subject not in procedure.subjects:
            yield "subject", _("Quy trình này không áp dụng cho loại đối tượng đã ghi.")
        elif row.outcome == Outcome.DISCIPLINE_DUE and not procedure.leads_to_discipline:
            yield (
                "outcome",
                _("Cuộc theo quy trình này không kết luận đến mức kỷ luật: ghi cuộc kiểm tra tiếp theo."),
            )

    def _of_subject(self, row: PastInspection) -> Iterable[tuple[str, str]]:
        if row.subject == Subject.ORGANISATION:
            if row.person_name or row.person_code:
                yield "subject", _("Đối tượng là tổ chức thì không ghi tên người.")
            return
        if not row.person_name and not row.person_code:
            yield "person_name", _("Đối tượng là cá nhân thì ghi họ tên hoặc mã số.")
            return
        _person, field, reason = self.person_of(row)
        if reason and self.unit_of(row.subject_unit_code) is not None:
            yield field, reason

    def _of_twice(self, row: PastInspection) -> list[tuple[str, str]]:
        unit, subject_unit = self.units[row.unit_code], self.units[row.subject_unit_code]
        person = self.person_of(row)[0]
        key = (unit.pk, row.procedure, subject_unit.pk, person.pk if person else None, row.concluded_on)
        if key in self.stored:
            return [("concluded_on", _("Cuộc này đã có trong hệ thống."))]
        first = self.seen.setdefault(key, row.number)
        if first != row.number:
            return [("concluded_on", _("Cuộc này đã ghi ở hàng %(row)s.") % {"row": first})]
        return []


def procedure_at(unit: Unit, row: PastInspection) -> Procedure | None:
    """Return the procedure of a row in force for the body on its day, if there was one."""
    try:
        return default_procedures().in_force(
            row.procedure, row.opened_on, jurisdictions=jurisdictions(unit.path)
        )
    except NoLawInForce:
        return None


def faults_of(rows: Sequence[PastInspection], *, actor: Actor, at: datetime) -> list[RowFault]:
    """List every fault across rows and against the records: units, reach, days, procedure, subject, twice."""
    return list(_Check(rows, actor, at=at).faults())


def import_inspections(
    *,
    actor: Actor,
    at: datetime,
    preview_id: UUID,
    rows: Sequence[PastInspection],
    expected: int,
    unreadable: int = 0,
    only_good: bool = False,
) -> Receipt:
    """Take in the good rows of a table in one transaction, each with its own entry; returns the last receipt.

    ``expected`` is the number of good rows the person saw, ``unreadable`` how many rows had faulty cells.
    Raises ``NotPermitted``, ``NotFound``, ``Conflict``, ``Invalid``.
    """
    if not actor.has(Duty.DECIDE_INSPECTIONS):
        raise NotPermitted(_("Chức danh hiện tại không được nhập các cuộc kiểm tra đã qua."))
    with atomic():
        check = _Check(rows, actor, at=at)
        wrong = {fault.number for fault in check.faults()}
        good = [row for row in rows if row.number not in wrong]
        preview = claim_preview(
            preview_id,
            actor=actor,
            good=len(good),
            expected=expected,
            faulty=len(wrong) + unreadable,
            only_good=only_good,
        )
        receipt = [_take_in(row, check, actor=actor, at=at, file_sha256=preview.blob_id) for row in good][-1]
        preview.confirm(at=at, rows=len(good), seq=receipt.seq)
        return receipt


def _take_in(row: PastInspection, check: _Check, *, actor: Actor, at: datetime, file_sha256: str) -> Receipt:
    unit, subject_unit = check.units[row.unit_code], check.units[row.subject_unit_code]
    person = check.person_of(row)[0]
    procedure = procedure_at(unit, row)
    assert procedure is not None  # noqa: S101 - a row without one is faulty and does not come here
    ended = row.outcome != Outcome.FAULTY or bool(row.remedied)
    concluding = next((each.key for each in procedure.steps if each.concludes), procedure.steps[-1].key)
    state = procedure.steps[-1].key if ended else concluding
    opened, concluded = start_of_day(row.opened_on), start_of_day(row.concluded_on)
    inspection = Inspection(
        procedure=procedure.id,
        procedure_on=row.opened_on,
        unit=unit,
        body=body_kind(unit),
        subject=row.subject,
        subject_unit=subject_unit,
        subject_person=person,
        committee_member=row.committee_member,
        contents=list(row.contents),
        origin=Origin.OTHER,
        purpose=nfc(row.note).strip(),
        proposed_on=row.opened_on,
        started_on=row.opened_on,
        state=state,
        opened_at=opened,
        opened_by_id=actor.person_id,
        outcome=row.outcome,
        concluded_on=row.concluded_on,
        rechecked_at=concluded if row.remedied else None,
        closed_at=concluded if ended else None,
        imported=True,
    )
    title = f"{procedure.title}: {subject_name(inspection)}"
    inspection.case = open_case(unit=unit, kind=KIND, letters=procedure.letters, title=title, at=opened)
    if ended:
        inspection.case.closed_at = concluded
        inspection.case.save(update_fields=["closed_at"])
    inspection.save(force_insert=True)
    event = InspectionImported(
        state=state,
        dossier=inspection.case.dossier,
        procedure=procedure.id,
        unit=unit.pk,
        body=inspection.body,
        subject=row.subject,
        subject_unit=subject_unit.pk,
        subject_person=person.pk if person else None,
        opened_on=row.opened_on,
        concluded_on=row.concluded_on,
        outcome=row.outcome,
        remedied=bool(row.remedied),
        file_sha256=file_sha256,
        row=row.number,
    )
    receipt = append(
        actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id, occurred_at=concluded
    )
    StepTaken.objects.create(
        inspection=inspection,
        key=concluding,
        on=row.concluded_on,
        at=at,
        by_id=actor.person_id,
        entry_seq=receipt.seq,
    )
    return receipt
