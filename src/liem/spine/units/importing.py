"""Take in a table of units: what is wrong with its rows, seen before anything is kept; then all in one go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Duty, Invalid, NotFound, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic

from .actions import NewUnit, close_step, open_units_step
from .events import UnitsImported
from .models import Succession, TablePreview, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.vault.models import Blob

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,24}")
_LONGEST_PATH: Final = 255
REGISTERS: Final = (TablePreview.What.UNITS, TablePreview.What.PEOPLE)
DUTIES: Final[dict[str, Duty]] = {
    TablePreview.What.UNITS: Duty.MANAGE_UNITS,
    TablePreview.What.PEOPLE: Duty.MANAGE_PEOPLE,
    TablePreview.What.INSPECTIONS: Duty.DECIDE_INSPECTIONS,
    TablePreview.What.DISCIPLINES: Duty.DECIDE_DISCIPLINE,
}


def untold(done: int) -> None:
    """Hear how many rows are done, and tell nobody."""
    del done


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of a table of units; ``number`` is the row in the file."""

    number: int
    new: NewUnit
    valid_to: date | None = None
    successor_code: str = ""


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row cannot be taken: row in the file, name of the field, the reason in words."""

    number: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What the checks know of a unit, from the file or from the records."""

    path: str
    valid_from: date
    valid_to: date | None


def keep_preview(*, actor: Actor, at: datetime, what: str, blob: Blob, file_name: str) -> TablePreview:
    """Remember a table for a look before import, so that a restart loses nothing. Raises ``NotPermitted``."""
    if not actor.has(DUTIES[what]) or actor.person_id is None:
        raise NotPermitted(_("Chức danh hiện tại không được nhập bảng này."))
    with atomic():
        return TablePreview.objects.create(
            what=what, blob=blob, file_name=nfc(file_name)[:255], made_by=actor.person_id, made_at=at
        )


def get_preview(actor: Actor, preview_id: UUID, *, whats: Sequence[str] = REGISTERS) -> TablePreview:
    """Return a table of one of these kinds the actor sent in; raises ``NotFound`` for absent and others'
    alike."""
    found = (
        TablePreview.objects.filter(pk=preview_id, made_by=actor.person_id, what__in=whats)
        .select_related("blob")
        .first()
        if actor.person_id
        else None
    )
    if found is None:
        raise NotFound(_("Không có bảng này."))
    return found


def open_previews(actor: Actor, *, whats: Sequence[str] = REGISTERS, limit: int = 10) -> list[TablePreview]:
    """Return the newest tables of these kinds the actor sent in."""
    if actor.person_id is None:
        return []
    found = TablePreview.objects.filter(made_by=actor.person_id, what__in=whats)
    return list(found.order_by("-made_at")[:limit])


def faults_of(rows: Sequence[UnitRow], *, actor: Actor) -> list[RowFault]:
    """List every fault across rows and against the records: codes, parents, circles, dates, reach.

    A row under a faulty row is faulty too, so that the others can be taken in by themselves.
    """
    check = _Check(rows, actor)
    return check.run()


class _Check:
    """One look through the rows; two queries whatever their number (in blocks of 500 codes)."""

    def __init__(self, rows: Sequence[UnitRow], actor: Actor) -> None:
        self.rows = rows
        self.actor = actor
        self.by_code: dict[str, UnitRow] = {}
        self.faults: dict[int, list[RowFault]] = {}
        for row in rows:
            self.by_code.setdefault(row.new.code, row)
        wanted = {code for row in rows for code in (row.new.code, row.new.parent_code, row.successor_code)}
        self.stored = _stored(sorted(wanted - {""}))

    def run(self) -> list[RowFault]:
        for row in self.rows:
            self._own(row)
            self._above(row)
            self._dates(row)
        self._spread()
        return [fault for number in sorted(self.faults) for fault in self.faults[number]]

    def _say(self, row: UnitRow, field: str, reason: str) -> None:
        self.faults.setdefault(row.number, []).append(RowFault(row.number, field, reason))

    def _own(self, row: UnitRow) -> None:
        new = row.new
        if not _CODE.fullmatch(new.code):
            self._say(row, "code", _("Mã chỉ gồm chữ không dấu, số, gạch nối, nhiều nhất 24 ký tự."))
        elif new.code in self.stored:
            self._say(row, "code", _("Mã “%(code)s” đã có trong hệ thống.") % {"code": new.code})
        first = self.by_code[new.code]
        if first is not row:
            self._say(
                row,
                "code",
                _("Mã “%(code)s” đã ghi ở hàng %(row)s.") % {"code": new.code, "row": first.number},
            )
        if not 0 < len(new.name) <= 160:
            self._say(row, "name", _("Tên đơn vị dài nhất 160 ký tự và không được trống."))
        for field, value in (("households", new.households), ("inhabitants", new.inhabitants)):
            if value is not None and not 0 <= value <= 2_000_000_000:
                self._say(row, field, _("Số phải từ 0 trở lên."))

    def _above(self, row: UnitRow) -> None:
        chain, reason = self._chain(row)
        if reason:
            self._say(row, "parent_code", reason)
        elif len(chain) > _LONGEST_PATH:
            self._say(row, "parent_code", _("Cây đơn vị quá sâu: rút ngắn mã đơn vị."))
        elif not (self.actor.schedule or self.actor.over(chain)):
            self._say(row, "parent_code", _("Đơn vị này nằm ngoài phạm vi quản lý của bạn."))

    def _chain(self, row: UnitRow) -> tuple[str, str]:
        """Return the path of a row and no reason, or no path and the reason why."""
        codes: list[str] = []
        parent = row.new.parent_code
        at: UnitRow | None = row
        while at is not None:
            if at.new.code in codes:
                circle = " → ".join([*codes, at.new.code])
                return "", _("Cấp trên vòng lại chính đơn vị này: %(codes)s.") % {"codes": circle}
            codes.append(at.new.code)
            parent = at.new.parent_code
            below = "/".join(reversed(codes)) + "/"
            if not parent:
                return f"/{below}", ""
            if parent in self.stored:
                return self.stored[parent].path + below, ""
            at = self.by_code.get(parent)
        words = _("Không có mã đơn vị cấp trên “%(code)s” trong các hàng đúng hoặc trong hệ thống.")
        return "", words % {"code": parent}

    def _known(self, code: str) -> _Known | None:
        if code in self.stored:
            return self.stored[code]
        row = self.by_code.get(code)
        return _Known("", row.new.valid_from, row.valid_to) if row else None

    def _dates(self, row: UnitRow) -> None:
        if row.valid_to is not None and row.valid_to <= row.new.valid_from:
            self._say(row, "valid_to", _("Ngày kết thúc phải sau ngày thành lập."))
        parent = self._known(row.new.parent_code)
        if parent and parent.valid_to is not None and parent.valid_to <= row.new.valid_from:
            self._say(
                row,
                "valid_from",
                _("Đơn vị cấp trên đã kết thúc từ %(day)s.") % {"day": f"{parent.valid_to:%d/%m/%Y}"},
            )
        if not row.successor_code:
            return
        if row.valid_to is None:
            self._say(row, "valid_to", _("Có đơn vị kế thừa thì cần ghi ngày kết thúc."))
        if row.successor_code == row.new.code:
            self._say(row, "successor_code", _("Đơn vị không thể kế thừa chính nó."))
        elif self._known(row.successor_code) is None:
            self._say(
                row,
                "successor_code",
                _("Không có mã đơn vị kế thừa “%(code)s” trong các hàng đúng hoặc trong hệ thống.")
                % {"code": row.successor_code},
            )

    def _spread(self) -> None:
        """Mark what hangs on faulty rows until nothing changes."""
        changed = True
        while changed:
            changed = False
            for row in self.rows:
                if row.number in self.faults:
                    continue
                for field in ("parent_code", "successor_code"):
                    code = row.new.parent_code if field == "parent_code" else row.successor_code
                    above = self.by_code.get(code) if code and code not in self.stored else None
                    if above is not None and above.number in self.faults:
                        self._say(
                            row,
                            field,
                            _("Hàng %(row)s của mã “%(code)s” còn lỗi.")
                            % {"row": above.number, "code": code},
                        )
                        changed = True
                        break


def _stored(codes: list[str]) -> dict[str, _Known]:
    found: dict[str, _Known] = {}
    for start in range(0, len(codes), 500):
        for unit in Unit.objects.filter(code__in=codes[start : start + 500]).only(
            "code", "path", "valid_from", "valid_to"
        ):
            found[unit.code] = _Known(unit.path, unit.valid_from, unit.valid_to)
    return found


def claim_preview(
    preview_id: UUID, *, actor: Actor, good: int, expected: int, faulty: int, only_good: bool
) -> TablePreview:
    """Lock a table for its confirmation inside a running transaction; shared with the import of people.

    Raises ``Conflict`` when it was confirmed already or the number of good rows is no longer what the
    person saw; ``Invalid`` when no row is good, or one is faulty and all were wanted.
    """
    preview = (
        TablePreview.objects.select_for_update().filter(pk=preview_id, made_by=actor.person_id).first()
        if actor.person_id
        else None
    )
    if preview is None:
        raise NotFound(_("Không có bảng này."))
    if preview.confirmed_at is not None:
        raise Conflict(
            _("Bảng này đã được nhập: %(rows)s hàng.") % {"rows": preview.rows_kept},
            next_step=_("Mở cây đơn vị để xem kết quả; muốn nhập thêm thì gửi tệp khác."),
        )
    if good != expected:
        raise Conflict(
            _("Dữ liệu đã thay đổi từ lúc soát: trước có %(before)s hàng đúng, nay có %(now)s.")
            % {"before": expected, "now": good},
            next_step=_("Xem lại danh sách bên dưới rồi xác nhận lần nữa."),
        )
    if good == 0:
        raise Invalid(_("Không có hàng nào nhập được."))
    if faulty and not only_good:
        raise Invalid(
            _("Còn %(rows)s hàng lỗi.") % {"rows": faulty},
            next_step=_("Sửa tệp rồi gửi lại, hoặc chọn chỉ nhập các hàng đúng."),
            field="only_good",
        )
    return preview


def import_units(
    *,
    actor: Actor,
    at: datetime,
    preview_id: UUID,
    rows: Sequence[UnitRow],
    expected: int,
    unreadable: int = 0,
    only_good: bool = False,
    tell: Callable[[int], None] = untold,
) -> Receipt:
    """Take in the good rows of a table in one transaction: one entry for each row and one for the table.

    ``expected`` is the number of good rows the person saw, ``unreadable`` how many rows had faulty cells.
    ``tell`` hears how many rows are done. Rows are checked again here.

    Raises ``NotPermitted``, ``Conflict``, ``Invalid``, ``NotFound``.
    """
    if not actor.has(Duty.MANAGE_UNITS):
        raise NotPermitted(_("Chức danh hiện tại không được quản lý đơn vị."))
    with atomic():
        wrong = {fault.number for fault in faults_of(rows, actor=actor)}
        good = [row for row in rows if row.number not in wrong]
        preview = claim_preview(
            preview_id,
            actor=actor,
            good=len(good),
            expected=expected,
            faulty=len(wrong) + unreadable,
            only_good=only_good,
        )
        news = [row.new for row in _parents_first(good)]
        made = open_units_step(actor=actor, at=at, news=news, tell=tell)
        for row in good:
            if row.valid_to is not None:
                _end(made[row.new.code], row, made=made, actor=actor, at=at)
        event = UnitsImported(file_sha256=preview.blob_id, rows=len(good))
        receipt = append(actor=actor, at=at, event=event, subject=preview.pk)
        preview.confirm(at=at, rows=len(good), seq=receipt.seq)
        return receipt


def _end(unit: Unit, row: UnitRow, *, made: dict[str, Unit], actor: Actor, at: datetime) -> None:
    basis, successors = row.new.basis, ()
    if row.valid_to is None:
        return
    how = Succession.How.ABOLISHED
    if row.successor_code:
        new = made.get(row.successor_code) or Unit.objects.get(code=row.successor_code)
        how = Succession.How.MERGED
        Succession.objects.create(old=unit, new=new, how=how, on=row.valid_to, basis=nfc(basis))
        successors = (new.pk,)  # type: ignore[assignment]
    close_step(actor=actor, at=at, unit=unit, on=row.valid_to, how=how, successors=successors, basis=basis)


def _parents_first(rows: Sequence[UnitRow]) -> list[UnitRow]:
    """Order rows so that each comes after its parent; the rows are known to have no circle."""
    by_code = {row.new.code: row for row in rows}
    depth: dict[str, int] = {}

    def of(row: UnitRow) -> int:
        code = row.new.code
        if code not in depth:
            above = by_code.get(row.new.parent_code)
            depth[code] = of(above) + 1 if above else 0
        return depth[code]

    return sorted(rows, key=of)


def taken_before(sha256: str, *, what: str) -> TablePreview | None:
    """Return the confirmed import of the same file, if there was one."""
    return (
        TablePreview.objects.filter(Q(blob_id=sha256), what=what, confirmed_at__isnull=False)
        .order_by("-confirmed_at")
        .first()
    )
