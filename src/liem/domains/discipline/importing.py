"""Take in a table of past disciplines: what is wrong with its rows, seen before anything is kept; then all.

What was decided by the law of its day is recorded, not judged again: neither the limitation nor the vote is
counted anew. Only what no decision could say is refused: a form its subject cannot receive, days out of
order.
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
from liem.spine.access import Actor, Duty, NotPermitted
from liem.spine.cases.steps import open_case
from liem.spine.ledger.append import Event, Receipt, append
from liem.spine.ledger.sentences import Sentence, register
from liem.spine.ledger.transaction import atomic
from liem.spine.people.matching import Matches, Named
from liem.spine.units import readers as units
from liem.spine.units.importing import RowFault, claim_preview
from liem.spine.units.models import Unit
from liem.spine.units.reach import supervised_path

from .law import body_of
from .models import DisciplineCase, Form, State, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from liem.spine.people.models import Person

FIRST_YEAR: Final = 1990
_BLOCK: Final = 400
# Quy định 21-QĐ/TW năm 2026 và các quy định trước: what each kind of subject can receive.
FORMS: Final[Mapping[str, frozenset[str]]] = {
    SubjectKind.MEMBER: frozenset(
        {Form.REPRIMAND, Form.WARNING, Form.DISMISSAL, Form.EXPULSION, Form.NAME_REMOVAL}
    ),
    SubjectKind.PROBATIONARY: frozenset({Form.REPRIMAND, Form.WARNING, Form.NAME_REMOVAL}),
    SubjectKind.ORGANISATION: frozenset({Form.REPRIMAND, Form.WARNING, Form.DISSOLUTION}),
    SubjectKind.OFFICIAL: frozenset(
        {
            Form.STATE_REPRIMAND,
            Form.STATE_WARNING,
            Form.STATE_PAY_CUT,
            Form.STATE_DEMOTION,
            Form.STATE_DISMISSAL,
            Form.STATE_SACKING,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class DisciplineImported(Event):
    """A past discipline was taken in from a table: the row of which file, and what it says."""

    KIND: ClassVar[str] = "discipline.case.imported"

    state: str
    dossier: str
    unit: UUID
    body: str
    subject_kind: str
    subject_unit: UUID
    form: str
    decided_on: date
    number: str
    file_sha256: str
    row: int


register(
    {
        DisciplineImported.KIND: Sentence(
            gettext_lazy("Nhập kỷ luật đã qua"),
            gettext_lazy(
                "Nhập từ bảng, hàng %(row)s: quyết định số %(number)s ngày %(decided_on)s, "
                "%(subject_kind)s, %(form)s"
            ),
            {"form": Form, "subject_kind": SubjectKind},
        )
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDiscipline:
    """One row of the table; ``number`` is the row in the file, codes are those of units and persons."""

    number: int
    unit_code: str
    subject: str
    subject_unit_code: str
    form: str
    decided_on: date
    decision_number: str = ""
    person_code: str = ""
    person_name: str = ""
    committee_member: bool = False
    gravity: str = ""
    contents: tuple[str, ...] = ()
    proposed_on: date | None = None
    criminal: str = ""

    @property
    def named(self) -> Named:
        """Return whom the row names."""
        return Named(self.person_code, self.person_name, self.subject_unit_code)


class _Check:
    """One look through the rows; a handful of queries whatever their number."""

    def __init__(self, rows: Sequence[PastDiscipline], actor: Actor, *, at: datetime) -> None:
        self.rows = rows
        self.reach = "/" if actor.schedule else supervised_path(actor)
        self.today = local_day(at)
        codes = {code for row in rows for code in (row.unit_code, row.subject_unit_code)}
        self.units = units.by_code(codes)
        self.persons = Matches(row.named for row in rows if row.subject != SubjectKind.ORGANISATION)
        self.seen: dict[tuple[object, ...], int] = {}
        self.stored = self._stored()

    def _stored(self) -> set[tuple[object, ...]]:
        ids = [unit.pk for unit in self.units.values()]
        found: set[tuple[object, ...]] = set()
        for start in range(0, len(ids), _BLOCK):
            found |= set(
                DisciplineCase.objects.filter(
                    deciding_unit_id__in=ids[start : start + _BLOCK], decided_on__isnull=False
                ).values_list("deciding_unit_id", "subject_unit_id", "subject_person_id", "decided_on")
            )
        return found

    def unit_of(self, code: str) -> Unit | None:
        """Return a unit within reach."""
        unit = self.units.get(code)
        return unit if unit is not None and unit.path.startswith(self.reach) else None

    def person_of(self, row: PastDiscipline) -> tuple[Person | None, str, str]:
        """Return whom the row is about, or field and reason; an organisation has nobody."""
        return (None, "", "") if row.subject == SubjectKind.ORGANISATION else self.persons.find(row.named)

    def faults(self) -> Iterable[RowFault]:
        """Give every fault of every row."""
        for row in self.rows:
            told = [*self._of_units(row), *self._of_days(row), *self._of_subject(row)]
            if row.form not in FORMS[row.subject]:
                said = {"subject": SubjectKind(row.subject).label, "form": Form(row.form).label}
                told.append(("form", _("%(subject)s không có hình thức kỷ luật “%(form)s”.") % said))
            if row.form == Form.DISSOLUTION and row.person_name:
                told.append(("form", _("Giải tán chỉ áp dụng với tổ chức đảng.")))
            for field, reason in told or self._of_twice(row):
                yield RowFault(row.number, field, reason)

    def _of_units(self, row: PastDiscipline) -> Iterable[tuple[str, str]]:
        for field, code in (("unit_code", row.unit_code), ("subject_unit_code", row.subject_unit_code)):
            if self.unit_of(code) is None:
                words = _("Không có đơn vị mã “%(code)s” trong phạm vi kiểm tra, giám sát của bạn.")
                yield field, words % {"code": code}

    def _of_days(self, row: PastDiscipline) -> Iterable[tuple[str, str]]:
        if row.decided_on.year < FIRST_YEAR:
            yield "decided_on", _("Năm phải từ %(year)s trở đi.") % {"year": FIRST_YEAR}
        if row.proposed_on is not None and row.proposed_on > row.decided_on:
            yield "decided_on", _("Ngày quyết định không được trước ngày đề nghị.")
        if row.decided_on > self.today:
            yield "decided_on", _("Ngày quyết định chưa tới.")

    def _of_subject(self, row: PastDiscipline) -> Iterable[tuple[str, str]]:
        if row.subject == SubjectKind.ORGANISATION:
            if row.person_name or row.person_code:
                yield "subject", _("Đối tượng là tổ chức thì không ghi tên người.")
            return
        if not row.person_name and not row.person_code:
            yield "person_name", _("Đối tượng là cá nhân thì ghi họ tên hoặc mã số.")
            return
        _person, field, reason = self.person_of(row)
        if reason and self.unit_of(row.subject_unit_code) is not None:
            yield field, reason

    def _of_twice(self, row: PastDiscipline) -> list[tuple[str, str]]:
        unit, subject_unit = self.units[row.unit_code], self.units[row.subject_unit_code]
        person = self.person_of(row)[0]
        key = (unit.pk, subject_unit.pk, person.pk if person else None, row.decided_on)
        if key in self.stored:
            return [("decided_on", _("Quyết định này đã có trong hệ thống."))]
        first = self.seen.setdefault(key, row.number)
        if first != row.number:
            return [("decided_on", _("Quyết định này đã ghi ở hàng %(row)s.") % {"row": first})]
        return []


def faults_of(rows: Sequence[PastDiscipline], *, actor: Actor, at: datetime) -> list[RowFault]:
    """List every fault across rows and against the records: units, reach, days, subject, form, twice."""
    return list(_Check(rows, actor, at=at).faults())


def import_disciplines(
    *,
    actor: Actor,
    at: datetime,
    preview_id: UUID,
    rows: Sequence[PastDiscipline],
    expected: int,
    unreadable: int = 0,
    only_good: bool = False,
) -> Receipt:
    """Take in the good rows of a table in one transaction, each with its own entry; returns the last receipt.

    ``expected`` is the number of good rows the person saw, ``unreadable`` how many rows had faulty cells.
    Raises ``NotPermitted``, ``NotFound``, ``Conflict``, ``Invalid``.
    """
    if not actor.has(Duty.DECIDE_DISCIPLINE):
        raise NotPermitted(_("Chức danh hiện tại không được nhập các quyết định kỷ luật đã qua."))
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


def _take_in(row: PastDiscipline, check: _Check, *, actor: Actor, at: datetime, file_sha256: str) -> Receipt:
    unit, subject_unit = check.units[row.unit_code], check.units[row.subject_unit_code]
    person = check.person_of(row)[0]
    decided = start_of_day(row.decided_on)
    proposed_on = row.proposed_on or row.decided_on
    title = _("Kỷ luật đã qua, nhập từ bảng")  # lists and searches show it, so it names nobody
    dossier = open_case(unit=unit, kind="discipline", letters="KL", title=title, at=start_of_day(proposed_on))
    dossier.closed_at = decided
    dossier.save(update_fields=["closed_at"])
    case = DisciplineCase(
        case=dossier,
        unit=unit,
        subject=row.subject,
        subject_unit=subject_unit,
        subject_person=person,
        holds_party_post=row.form == Form.DISMISSAL,
        committee_member=row.committee_member,
        state=State.NOTIFIED,
        proposed_form=row.form,
        form=row.form,
        gravity=row.gravity,
        contents=list(row.contents),
        proposed_on=proposed_on,
        decided_on=row.decided_on,
        decision_number=nfc(row.decision_number)[:60],
        deciding_unit=unit,
        body=body_of(unit),
        effective_on=row.decided_on,
        criminal=nfc(row.criminal)[:120],
        opened_at=start_of_day(proposed_on),
        opened_by_id=actor.person_id,
        closed_at=decided,
        imported=True,
    )
    case.save(force_insert=True)
    event = DisciplineImported(
        state=case.state,
        dossier=dossier.dossier,
        unit=unit.pk,
        body=case.body,
        subject_kind=row.subject,
        subject_unit=subject_unit.pk,
        form=row.form,
        decided_on=row.decided_on,
        number=case.decision_number,
        file_sha256=file_sha256,
        row=row.number,
    )
    return append(actor=actor, at=at, event=event, subject=case.pk, case=dossier.pk, occurred_at=decided)
