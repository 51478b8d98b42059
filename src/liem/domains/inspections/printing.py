"""The whole dossier of a case as one PDF: who may ask for it, what lies in it in which order, the result."""

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
from liem.kernel.paper import Block, Column, Heading, Paper, Paragraph, Table
from liem.law import documents
from liem.spine.access import Actor, Conflict, NotFound
from liem.spine.cases.models import Printing
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.models import Entry
from liem.spine.ledger.transaction import atomic
from liem.spine.outbox import jobs as outbox
from liem.spine.vault import files

from . import letterhead, papers
from .history import history
from .models import Inspection
from .paper_kinds import PAPER_NAMES
from .printing_events import DossierPrinted, PrintingAsked
from .readers import get_open, seen_as

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from liem.kernel.binder import Bound
    from liem.spine.vault.models import Blob

    from .models import Paper as PaperRow

JOB: Final = "inspections.print"
OPEN: Final = (Printing.State.WAITING, Printing.State.RUNNING)
MOST_LINES: Final = 2000
_OWN: Final = (PrintingAsked.KIND, DossierPrinted.KIND)


def get_for_printing(actor: Actor, inspection_id: UUID, *, at: datetime) -> Inspection:
    """Return a case whose whole dossier the actor may print: the inspecting side and those who oversee it.

    The subject sees the own papers one by one and has no such page: ``NotFound``, as for no case. Who
    declared an interest, or has one by the record, takes nothing away: ``NotPermitted``.
    """
    inspection = get_open(actor, inspection_id, at=at)
    if seen_as(actor, inspection, at=at) == "subject":
        raise NotFound(_("Không có cuộc kiểm tra, giám sát này."))
    return inspection


def printing_of(inspection: Inspection) -> Printing | None:
    """Return the newest printing of a dossier, if one was ever asked for."""
    return Printing.objects.filter(case=inspection.case_id).select_related("blob", "asked_by").first()


def is_current(inspection: Inspection, printing: Printing) -> bool:
    """Say whether nothing was added to the dossier since it was printed."""
    return printing.state == Printing.State.DONE and printing.through_seq == _last_line(inspection)


def get_printed(actor: Actor, inspection_id: UUID, *, at: datetime) -> tuple[Inspection, Printing]:
    """Return the newest finished printing of a dossier the actor may print; raises ``NotFound``."""
    inspection = get_for_printing(actor, inspection_id, at=at)
    found = (
        Printing.objects.filter(case=inspection.case_id, state=Printing.State.DONE)
        .select_related("blob")
        .first()
    )
    if found is None or found.blob is None:
        raise NotFound(_("Hồ sơ này chưa được in."))
    return inspection, found


def ask_printing(*, actor: Actor, at: datetime, inspection_id: UUID) -> tuple[Printing, Receipt | None]:
    """Ask for the whole dossier as one PDF, bound after the commit.

    While one is being bound, or nothing was added since the last, that one is given and no receipt.
    """
    with atomic():
        inspection = get_for_printing(actor, inspection_id, at=at)
        # two askers wait for each other here; the constraint stands behind it
        Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
        known = printing_of(inspection)
        if known is not None and (known.state in OPEN or is_current(inspection, known)):
            return known, None
        printing = Printing.objects.create(
            id=new_id(),
            case=inspection.case,
            asked_by_id=actor.person_id,
            asked_at=at,
            through_seq=_last_line(inspection),
        )
        event = PrintingAsked(dossier=inspection.case.dossier)
        receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
        outbox.put(JOB, at=at, args={"printing_id": str(printing.pk)}, key=f"{JOB}:{printing.pk}")
        return printing, receipt


def keep_printing(*, actor: Actor, at: datetime, printing_id: UUID, blob: Blob, bound: Bound) -> Receipt:
    """Keep what was bound. A second run for the same printing raises ``Conflict`` and changes nothing."""
    with atomic():
        printing = _open(printing_id)
        printing.state, printing.blob, printing.ended_at = Printing.State.DONE, blob, at
        printing.pages, printing.not_shown = bound.pages, len(bound.not_shown)
        printing.done = printing.total = bound.leaves
        printing.save()
        event = DossierPrinted(
            dossier=printing.case.dossier,
            file_sha256=blob.pk,
            pages=bound.pages,
            documents=bound.leaves,
            not_shown=len(bound.not_shown),
        )
        subject = Inspection.objects.values_list("pk", flat=True).get(case=printing.case_id)
        return append(actor=actor, at=at, event=event, subject=subject, case=printing.case_id)


def fail_printing(*, actor: Actor, at: datetime, printing_id: UUID, words: str) -> None:
    """Keep why a dossier could not be bound. No entry: the asking stands recorded, and can be repeated."""
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


def _last_line(inspection: Inspection) -> int:
    lines = Entry.objects.filter(case=inspection.case_id).exclude(kind__in=_OWN)
    return lines.aggregate(last=Max("seq"))["last"] or 0


# -- what lies in it


@dataclass(frozen=True, slots=True)
class _Placed:
    at: datetime
    leaf: Leaf


@override("vi")
def binder_of(inspection: Inspection, *, at: datetime) -> Binder:
    """Return the dossier in order of time: papers, evidence, words of the subject, proofs of remedies.

    The index names the line of the ledger of each; behind it stand all lines of the dossier.
    """
    placed = [*_papers(inspection), *_evidence(inspection), *_statements(inspection), *_proofs(inspection)]
    placed.sort(key=lambda one: one.at)
    return Binder(
        title=f"Hồ sơ {inspection.case.dossier}",
        front=_front(inspection, at=at),
        leaves=tuple(one.leaf for one in placed),
        after_index=_lines(inspection),
    )


def _file(blob: Blob, name: str, title: str, seq: int | None) -> Leaf:
    note = f"Tệp gốc: {name or 'không ghi tên'}; SHA-256 {blob.pk}"
    return Leaf(title=title, receipt=_receipt(seq), note=note, open=partial(files.on_disk, blob))


def _receipt(seq: int | None) -> str:
    return f"#{seq}" if seq else ""


def _papers(inspection: Inspection) -> Iterator[_Placed]:
    for row in inspection.papers.select_related("blob"):
        row.inspection = inspection
        number = papers.number_words(row) if row.number or row.symbol else ""
        kind = str(PAPER_NAMES.get(row.kind, row.kind))
        day = f"ngày {row.issued_on:%d/%m/%Y}" if row.issued_on else ""
        head = " ".join(each for each in (kind[:1].upper() + kind[1:], number, day) if each)
        title = f"{head}: {row.title}"
        if row.blob is not None:
            yield _Placed(row.at, _file(row.blob, row.file_name, title, row.entry_seq))
        elif row.body.get("words"):
            drawn = partial(_drawn, row)
            yield _Placed(row.at, Leaf(title=title, receipt=_receipt(row.entry_seq), paper=drawn))


def _drawn(row: PaperRow) -> Paper:
    return papers.drawn(row)


def _evidence(inspection: Inspection) -> Iterator[_Placed]:
    for row in inspection.evidence.select_related("blob"):
        title = f"Chứng cứ CC{row.number:02d}: {row.title}"
        if row.blob is not None:
            yield _Placed(row.at, _file(row.blob, row.file_name, title, row.entry_seq))
        if row.blob is None or row.words:
            facts = (
                f"Người trình bày: {row.told_by}" if row.told_by else "",
                f"Nơi: {row.place}" if row.place else "",
                f"Lúc: {local(row.happened_at):%H:%M %d/%m/%Y}" if row.happened_at else "",
            )
            words = "\n".join(each for each in (*facts, row.words) if each)
            yield _Placed(row.at, _words(inspection, title, words, row.entry_seq))


def _statements(inspection: Inspection) -> Iterator[_Placed]:
    for row in inspection.statements.select_related("blob"):
        kind = str(row.get_kind_display())
        title = f"{kind[:1].upper() + kind[1:]} của đối tượng, ngày {row.said_on:%d/%m/%Y}"
        yield _Placed(row.at, _words(inspection, title, row.words, row.entry_seq))
        if row.blob is not None:
            yield _Placed(row.at, _file(row.blob, row.file_name, f"{title} (tệp kèm)", row.entry_seq))


def _proofs(inspection: Inspection) -> Iterator[_Placed]:
    for row in inspection.requirements.select_related("proof", "task"):
        if row.task is not None:
            for report in row.task.progress.exclude(blob=None).select_related("blob"):
                title = f"Báo cáo khắc phục yêu cầu {row.number}, ngày {local_day(report.at):%d/%m/%Y}"
                if report.blob is not None:
                    yield _Placed(report.at, _file(report.blob, report.file_name, title, None))
        if row.proof is not None and row.confirmed_at is not None:
            title = f"Tài liệu xác nhận khắc phục yêu cầu {row.number}"
            yield _Placed(row.confirmed_at, _file(row.proof, "", title, None))
    for sent in inspection.hand_overs.select_related("proof"):
        if sent.proof is not None:
            title = f"Biên nhận chuyển giao cho {sent.to_name}"
            yield _Placed(sent.received_at or sent.sent_at, _file(sent.proof, "", title, None))


def _words(inspection: Inspection, title: str, words: str, seq: int | None) -> Leaf:
    def paper() -> Paper:
        blocks = tuple(Paragraph(line) for line in words.splitlines() if line.strip())
        return _sheet(inspection, title, blocks)

    return Leaf(title=title, receipt=_receipt(seq), paper=paper)


def _sheet(
    inspection: Inspection, subject: str, blocks: tuple[Block, ...], *, day: date | None = None
) -> Paper:
    side = letterhead.side_of(inspection.unit)
    return Paper(
        layout=documents.layout(side, inspection.procedure_on),
        issuer=letterhead.issuer_lines(inspection.unit),
        number=None,
        symbol="",
        place=letterhead.place_of(inspection.unit),
        issued_on=day,
        kind_title=f"HỒ SƠ {inspection.case.dossier}",
        subject=subject,
        blocks=blocks,
        sign=None,
    )


def _front(inspection: Inspection, *, at: datetime) -> Paper:
    moment = f"{local(at):%H:%M} ngày {local(at):%d/%m/%Y}"
    blocks = (
        Paragraph(f"Đối tượng: {papers.subject_name(inspection)}.", indent=False),
        Paragraph(f"Mở ngày {local_day(inspection.opened_at):%d/%m/%Y}; in lúc {moment}.", indent=False),
        Paragraph(
            "Bản in để đọc. Bản có giá trị là tệp gốc trong kho: chữ ký số và ghi chú của tệp PDF chỉ còn "
            "hình; tài liệu không in được có một trang ghi tên và mã kiểm tra.",
            indent=False,
        ),
    )
    return _sheet(inspection, inspection.case.title, blocks, day=local_day(at))


def _lines(inspection: Inspection) -> tuple[Block, ...]:
    lines = history(inspection, limit=MOST_LINES)
    if not lines:
        return ()
    columns = (Column("Dòng", 10, "center"), Column("Lúc", 18), Column("Việc", 40), Column("Người ghi", 32))
    rows = tuple(
        (f"#{one.seq}", f"{local(one.at):%H:%M %d/%m/%Y}", one.title, one.who) for one in reversed(lines)
    )
    return (Heading("CÁC DÒNG SỔ CỦA HỒ SƠ", 1), Table(columns, rows))
