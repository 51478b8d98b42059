"""The whole file of a discipline case as one PDF: who may ask for it, what lies in it, the result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.binder import Binder, Leaf
from liem.kernel.clock import local, local_day
from liem.kernel.ids import new_id
from liem.kernel.paper import Block, Column, Heading, Numbered, Paper, Paragraph, Table
from liem.law import documents
from liem.spine.access import Actor, Conflict, NotFound
from liem.spine.cases.models import Printing
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.models import Entry
from liem.spine.ledger.sentences import short
from liem.spine.ledger.transaction import atomic
from liem.spine.outbox import jobs as outbox
from liem.spine.people.readers import doers
from liem.spine.vault import files

from . import decision_papers, rules
from .models import DisciplineCase
from .printing_events import FilePrinted, PrintingAsked
from .readers import get_discipline
from .words import form_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from liem.kernel.binder import Bound
    from liem.spine.vault.models import Blob

JOB: Final = "discipline.print"
OPEN: Final = (Printing.State.WAITING, Printing.State.RUNNING)
MOST_LINES: Final = 2000
_OWN: Final = (PrintingAsked.KIND, FilePrinted.KIND)


def get_for_printing(actor: Actor, discipline_id: UUID, *, at: datetime) -> DisciplineCase:
    """Return a case whose whole file the actor may print: who handles or oversees it and is not barred.

    The person concerned reads the own file on its page and has no such page: ``NotFound``, as for no case.
    """
    return get_discipline(actor, discipline_id, at=at)


def printing_of(case: DisciplineCase) -> Printing | None:
    """Return the newest printing of a file, if one was ever asked for."""
    return Printing.objects.filter(case=case.case_id).select_related("blob", "asked_by").first()


def is_current(case: DisciplineCase, printing: Printing) -> bool:
    """Say whether nothing was added to the file since it was printed."""
    return printing.state == Printing.State.DONE and printing.through_seq == _last_line(case)


def get_printed(actor: Actor, discipline_id: UUID, *, at: datetime) -> tuple[DisciplineCase, Printing]:
    """Return the newest finished printing of a file the actor may print; raises ``NotFound``."""
    case = get_for_printing(actor, discipline_id, at=at)
    done = Printing.objects.filter(case=case.case_id, state=Printing.State.DONE)
    found = done.select_related("blob").first()
    if found is None or found.blob is None:
        raise NotFound(_("Hồ sơ này chưa được in."))
    return case, found


def ask_printing(*, actor: Actor, at: datetime, discipline_id: UUID) -> tuple[Printing, Receipt | None]:
    """Ask for the whole file as one PDF, bound after the commit.

    While one is being bound, or nothing was added since the last, that one is given and no receipt.
    """
    with atomic():
        case = get_for_printing(actor, discipline_id, at=at)
        # two askers wait for each other here; the constraint stands behind it
        DisciplineCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
        known = printing_of(case)
        if known is not None and (known.state in OPEN or is_current(case, known)):
            return known, None
        printing = Printing.objects.create(
            id=new_id(),
            case=case.case,
            asked_by_id=actor.person_id,
            asked_at=at,
            through_seq=_last_line(case),
        )
        event = PrintingAsked(state=case.state, dossier=case.case.dossier)
        receipt = append(actor=actor, at=at, event=event, subject=case.pk, case=case.case_id)
        outbox.put(JOB, at=at, args={"printing_id": str(printing.pk)}, key=f"{JOB}:{printing.pk}")
        return printing, receipt


def begin(printing_id: UUID) -> DisciplineCase | None:
    """Mark a printing as running and return its case; ``None`` for one that is bound already."""
    found = Printing.objects.filter(pk=printing_id, state__in=OPEN)
    if not found.update(state=Printing.State.RUNNING):
        return None
    case = Printing.objects.values_list("case", flat=True).get(pk=printing_id)
    return DisciplineCase.objects.select_related(
        "case", "unit", "unit__parent", "deciding_unit", "subject_unit", "subject_person", "source_case"
    ).get(case=case)


def progress(printing_id: UUID, done: int, total: int) -> None:
    """Say how many documents are bound."""
    Printing.objects.filter(pk=printing_id).update(done=done, total=total)


def keep_printing(*, actor: Actor, at: datetime, printing_id: UUID, blob: Blob, bound: Bound) -> Receipt:
    """Keep what was bound. A second run for the same printing raises ``Conflict`` and changes nothing."""
    with atomic():
        printing = _open(printing_id)
        case = DisciplineCase.objects.select_for_update(of=("self",)).get(case=printing.case_id)
        printing.state, printing.blob, printing.ended_at = Printing.State.DONE, blob, at
        printing.pages, printing.not_shown = bound.pages, len(bound.not_shown)
        printing.done = printing.total = bound.leaves
        printing.save()
        event = FilePrinted(
            state=case.state,
            dossier=printing.case.dossier,
            file_sha256=blob.pk,
            pages=bound.pages,
            documents=bound.leaves,
            not_shown=len(bound.not_shown),
        )
        return append(actor=actor, at=at, event=event, subject=case.pk, case=printing.case_id)


def fail_printing(*, actor: Actor, at: datetime, printing_id: UUID, words: str) -> None:
    """Keep why a file could not be bound. No entry: the asking stands recorded, and can be repeated."""
    del actor
    with atomic():
        printing = _open(printing_id)
        printing.state, printing.ended_at, printing.words = Printing.State.FAILED, at, words[:400]
        printing.save()


def _open(printing_id: UUID) -> Printing:
    printing = Printing.objects.select_for_update(of=("self",)).select_related("case").get(pk=printing_id)
    if printing.state not in OPEN:
        raise Conflict(_("Bản in này đã xong."))
    return printing


def _last_line(case: DisciplineCase) -> int:
    lines = Entry.objects.filter(case=case.case_id).exclude(kind__in=_OWN)
    return lines.aggregate(last=Max("seq"))["last"] or 0


# -- what lies in it


@dataclass(frozen=True, slots=True)
class _Placed:
    at: datetime
    leaf: Leaf


@override("vi")
def binder_of(case: DisciplineCase, *, head: decision_papers.Letterhead, at: datetime) -> Binder:
    """Return the file in order of time: papers, words of the subject, votes, hand-overs, complaints.

    ``head`` is the letterhead of the body that has the case. The index names the line of the ledger of each;
    behind it stand all lines of the file.
    """
    parts = (_papers, _statements, _votes, _notifications, _appeals)
    placed = [one for part in parts for one in part(case, head)]
    placed.sort(key=lambda one: one.at)
    return Binder(
        title=f"Hồ sơ {case.case.dossier}",
        front=_front(case, head, at=at),
        leaves=tuple(one.leaf for one in placed),
        after_index=_lines(case),
    )


def _receipt(seq: int | None) -> str:
    return f"#{seq}" if seq else ""


def _file(blob: Blob, name: str, title: str, seq: int | None) -> Leaf:
    note = f"Tệp gốc: {name or 'không ghi tên'}; SHA-256 {blob.pk}"
    return Leaf(title=title, receipt=_receipt(seq), note=note, open=partial(files.on_disk, blob))


def _words(
    case: DisciplineCase, head: decision_papers.Letterhead, title: str, lines: list[str], seq: int | None
) -> Leaf:
    blocks = tuple(Paragraph(line) for line in lines if line.strip())
    return Leaf(title=title, receipt=_receipt(seq), paper=lambda: _sheet(case, head, title, blocks))


def _papers(case: DisciplineCase, head: decision_papers.Letterhead) -> Iterator[_Placed]:
    for row in case.papers.select_related("blob"):
        if row.blob is not None:
            yield _Placed(row.at, _file(row.blob, row.file_name, row.title, row.entry_seq))
        elif row.kind == "decision" and case.decided_on is not None and not case.imported:
            drawn = partial(decision_papers.paper, case, head)
            yield _Placed(row.at, Leaf(title=row.title, receipt=_receipt(row.entry_seq), paper=drawn))
        else:
            yield _Placed(row.at, _words(case, head, row.title, ["Giấy tờ không kèm tệp."], row.entry_seq))


def _statements(case: DisciplineCase, head: decision_papers.Letterhead) -> Iterator[_Placed]:
    for row in case.statements.select_related("blob"):
        title = f"Lời trình bày, ý kiến của đối tượng, ngày {row.said_on:%d/%m/%Y}"
        refused = ["Đối tượng từ chối phát biểu."] if row.refused else []
        yield _Placed(row.at, _words(case, head, title, [*refused, *row.words.splitlines()], row.entry_seq))
        if row.blob is not None:
            yield _Placed(row.at, _file(row.blob, row.file_name, f"{title} (tệp kèm)", row.entry_seq))


def _votes(case: DisciplineCase, head: decision_papers.Letterhead) -> Iterator[_Placed]:
    for row in case.votes.select_related("unit"):
        title = f"Kết quả bỏ phiếu kín, {row.unit.name}, ngày {row.held_on:%d/%m/%Y}"
        lines = [
            f"Có quyền biểu quyết {row.entitled}; có mặt {row.present}.",
            f"Phát {row.issued}, thu {row.collected}, không hợp lệ {row.invalid}.",
            *(f"{form_name(form)}: {number} phiếu." for form, number in row.counts.items()),
            f"Kết quả: {form_name(row.result)}." if row.result else "Chưa có kết quả.",
            f"Kiểm phiếu: {row.counters}.",
        ]
        yield _Placed(row.at, _words(case, head, title, lines, row.entry_seq))


def _notifications(case: DisciplineCase, head: decision_papers.Letterhead) -> Iterator[_Placed]:
    for row in case.notifications.select_related("blob"):
        title = f"Công bố, giao quyết định ngày {row.on:%d/%m/%Y}"
        if row.blob is not None:
            yield _Placed(row.at, _file(row.blob, row.file_name, title, row.entry_seq))
        else:
            lines = [f"Người nhận: {row.to}.", f"Cách giao: {row.how}."]
            yield _Placed(row.at, _words(case, head, title, lines, row.entry_seq))


def _appeals(case: DisciplineCase, head: decision_papers.Letterhead) -> Iterator[_Placed]:
    for row in case.appeals.select_related("to_unit"):
        title = f"Khiếu nại ngày {row.filed_on:%d/%m/%Y}"
        ended = [f"Kết quả: {row.get_outcome_display()}."] if row.outcome else []
        lines = [*row.words.splitlines(), *ended, *row.settled_words.splitlines()]
        yield _Placed(row.at, _words(case, head, title, lines, row.entry_seq))


def _sheet(
    case: DisciplineCase, head: decision_papers.Letterhead, subject: str, blocks: tuple[Block, ...]
) -> Paper:
    side: documents.Side = "state" if rules.is_state(case.subject) else "party"
    return Paper(
        layout=documents.layout(side, case.proposed_on),
        issuer=head.issuer,
        number=None,
        symbol="",
        place=head.place,
        issued_on=None,
        kind_title=f"HỒ SƠ {case.case.dossier}",
        subject=subject,
        blocks=blocks,
        sign=None,
    )


def _front(case: DisciplineCase, head: decision_papers.Letterhead, *, at: datetime) -> Paper:
    moment = f"{local(at):%H:%M} ngày {local(at):%d/%m/%Y}"
    acts = tuple(Numbered(f"{act.number}.", act.text) for act in case.acts.all())
    about = f"{decision_papers.subject_words(case)}, {case.subject_unit.name}"
    blocks: tuple[Block, ...] = (
        Paragraph(f"Đối tượng: {about}.", indent=False),
        Paragraph(f"Mở ngày {local_day(case.opened_at):%d/%m/%Y}; in lúc {moment}.", indent=False),
        *acts,
        Paragraph(
            "Bản in để đọc, có cả giấy tờ không cho đối tượng xem. Bản có giá trị là tệp gốc trong kho: "
            "chữ ký số và ghi chú của tệp PDF chỉ còn hình; tài liệu không in được có một trang ghi tên và "
            "mã kiểm tra.",
            indent=False,
        ),
    )
    return _sheet(case, head, case.case.title, blocks)


def _lines(case: DisciplineCase) -> tuple[Block, ...]:
    entries = list(Entry.objects.filter(case=case.case_id).order_by("-seq")[:MOST_LINES])
    if not entries:
        return ()
    named = doers(entry.actor_mandate for entry in entries if entry.actor_mandate)
    columns = (Column("Dòng", 10, "center"), Column("Lúc", 18), Column("Việc", 40), Column("Người ghi", 32))
    rows = []
    for entry in reversed(entries):
        doer = named.get(entry.actor_mandate) if entry.actor_mandate else None
        who = f"{doer.name}, {doer.post}, {doer.unit}" if doer else "Hệ thống, theo lịch"
        moment = f"{local(entry.recorded_at):%H:%M %d/%m/%Y}"
        rows.append((f"#{entry.seq}", moment, short(entry.kind), who))
    return (Heading("CÁC DÒNG SỔ CỦA HỒ SƠ", 1), Table(columns, tuple(rows)))
