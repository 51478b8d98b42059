"""What comes into the dossier: papers, their service to the subject, evidence, the subject's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import local_day
from liem.kernel.ids import new_id
from liem.kernel.text import nfc
from liem.law.citation import format_basis
from liem.law.procedures import default_procedures
from liem.spine.access import Actor, Conflict, Invalid, NotFound
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.notices.steps import kept, tell_step
from liem.spine.people.readers import holders

from . import letterhead, papers, policy
from .clocks import procedure_of
from .events import EvidenceAdded, PaperReceived, PaperServed, StatementKept
from .models import Evidence, Inspection, Paper, Statement
from .paper_kinds import FOR_SUBJECT, OFFICIAL
from .parts import ANSWERING, SUBJECT, is_about_organisation, parts_of
from .steps import add_paper_step, locked, path_of, take_step, told

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.vault.models import Blob

SELF_REPORT = "self_report"
# Procedures that begin with a letter of somebody whose name the law keeps from the subject.
DENUNCIATIONS = frozenset(each.id for each in default_procedures().all if each.activity == "denunciation")


@dataclass(frozen=True, slots=True)
class File:
    """A file in the vault with its name as it was sent."""

    blob: Blob
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A paper to add: written here (``words``) or brought (``file``), or both.

    An official kind written here takes the next number of the body and is signed by the mandate
    ``signer_id``; one brought as a file keeps the ``symbol`` it bears. ``sheet`` is the id of the form it was
    typed in: the same sheet sent twice adds one paper and takes one number.
    """

    kind: str
    title: str
    issued_on: date | None = None
    words: str = ""
    file: File | None = None
    symbol: str = ""
    signer_id: UUID | None = None
    recipients: tuple[str, ...] = ()
    sheet: UUID | None = None


def add_paper(
    *, actor: Actor, at: datetime, inspection_id: UUID, new: NewPaper
) -> tuple[Paper, Receipt | None]:
    """Add a paper to the dossier; a sheet sent twice gives the paper that exists.

    Raises ``NotPermitted``, ``Invalid`` as :func:`steps.add_paper_step`.
    The conclusion is issued on its own page, never added here while it is written; one brought as a file is
    refused too.
    """
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may_write(actor, inspection, at=at), inspection)
        if new.kind == "conclusion":
            raise Invalid(
                _("Kết luận được ban hành ở trang kết luận, sau khi đã kiểm tra đủ nội dung."), field="kind"
            )
        known = inspection.papers.filter(pk=new.sheet).first() if new.sheet else None
        if known is not None:
            return known, None
        return _add(inspection, actor=actor, at=at, new=new)


def _add(inspection: Inspection, *, actor: Actor, at: datetime, new: NewPaper) -> tuple[Paper, Receipt]:
    words = nfc(new.words).strip()
    day = new.issued_on or local_day(at)
    signer, title = "", ""
    authority: tuple[str, ...] = ()
    official = OFFICIAL.get(new.kind)
    numbering = None
    if words:
        if new.signer_id is not None:
            known = letterhead.signers(inspection.unit_id, day=day)
            mandate = next((each for each in known if each.pk == new.signer_id), None)
            if mandate is None:
                raise Invalid(_("Người ký không có chức danh ký vào ngày ban hành."), field="signer")
            signer = mandate.person.name
            authority, title = letterhead.sign_lines(inspection.unit, mandate.post, day)
        elif official:
            raise Invalid(_("Chọn người ký."), field="signer")
        if official and new.file is None:
            numbering = letterhead.numbering(inspection.unit, official, day)
    body = (
        papers.body_of(
            inspection, words, authority=authority, recipients=new.recipients, subject=new.title.strip()
        )
        if words
        else {}
    )
    return add_paper_step(
        actor=actor,
        at=at,
        inspection=inspection,
        kind=new.kind,
        title=new.title,
        issued_on=day,
        body=body,
        blob=new.file.blob if new.file else None,
        file_name=new.file.name if new.file else "",
        signer=signer,
        sign_title=title,
        symbol=new.symbol,
        numbering=numbering,
        paper_id=new.sheet,
    )


def serve_paper(*, actor: Actor, at: datetime, inspection_id: UUID, paper_id: UUID) -> Receipt:
    """Hand a paper to the subject: from now on the subject sees it, and is told so in the same transaction.

    Raises ``Conflict`` for one handed over before, ``Invalid`` for a kind that stays inside.
    """
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may_write(actor, inspection, at=at), inspection)
        paper = _paper(inspection, paper_id)
        if paper.kind not in FOR_SUBJECT:
            raise Invalid(_("Loại giấy tờ này không giao cho đối tượng."))
        if paper.kind == "answer" and inspection.procedure in DENUNCIATIONS:
            raise Invalid(
                _("Văn bản trả lời nêu người tố cáo nên không giao cho đối tượng."),
                citation=format_basis("Luật Tố cáo số 25/2018/QH14", "47.2"),
            )
        if paper.told_at is not None:
            raise Conflict(
                _("Đã giao “%(title)s” cho đối tượng lúc %(time)s.")
                % {"title": paper.title, "time": f"{local_day(paper.told_at):%d/%m/%Y}"}
            )
        paper.told_at = at
        paper.save(update_fields=["told_at"])
        event = PaperServed(paper=paper.pk, title=paper.title)
        receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
        tell_step(
            at=at,
            persons=subject_persons(inspection, day=local_day(at)),
            key=f"inspections.served:{paper.pk}",
            kind="inspections.served",
            words=kept(
                _lazy("Có giấy tờ gửi bạn trong hồ sơ %(dossier)s, cần xác nhận đã nhận."),
                dossier=inspection.case.dossier,
            ),
            path=path_of(inspection.pk),
        )
        return receipt


def confirm_receipt(*, actor: Actor, at: datetime, inspection_id: UUID, paper_id: UUID) -> Receipt | None:
    """Confirm having received a paper, as the subject. The second click gives ``None``: nothing twice."""
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may(actor, inspection, (SUBJECT,), at=at))
        paper = _paper(inspection, paper_id)
        if paper.told_at is None:
            raise NotFound(_("Không có giấy tờ này."))
        if paper.received_at is not None:
            return None
        paper.received_at, paper.received_by_id = at, actor.person_id
        paper.save(update_fields=["received_at", "received_by"])
        event = PaperReceived(paper=paper.pk, title=paper.title)
        return append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)


def send_self_report(
    *, actor: Actor, at: datetime, inspection_id: UUID, title: str, words: str = "", file: File | None = None
) -> tuple[Paper, Receipt]:
    """Send the subject's own report: the paper is kept as given and, where it is the step now, the step is
    taken."""
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may_state(actor, inspection, at=at), inspection)
        day = local_day(at)
        new = NewPaper(kind=SELF_REPORT, title=title, issued_on=day, words=words, file=file)
        paper, receipt = _add(inspection, actor=actor, at=at, new=new)
        procedure = procedure_of(inspection)
        following = [each.key for each in procedure.following(inspection.state)]
        by_subject = SUBJECT in parts_of(actor, inspection, at=at)
        if by_subject and SELF_REPORT in following and SUBJECT in procedure.step(SELF_REPORT).who:
            receipt = take_step(actor=actor, at=at, inspection=inspection, key=SELF_REPORT, on=day)
        _tell_team(inspection, at=at, key=f"inspections.report:{paper.pk}")
        return paper, receipt


def keep_statement(
    *,
    actor: Actor,
    at: datetime,
    inspection_id: UUID,
    kind: str,
    words: str,
    said_on: date | None = None,
    file: File | None = None,
    sheet: UUID | None = None,
) -> tuple[Statement, Receipt | None]:
    """Keep words of the subject, unchanged but for the form of their letters (NFC): explanation, opinion on
    the draft, reservation.

    The subject writes them, or the team records what was said on a day. Raises ``Invalid`` without words or
    for a day in the future.
    """
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may_state(actor, inspection, at=at), inspection)
        known = inspection.statements.filter(pk=sheet).first() if sheet else None
        if known is not None:
            return known, None
        if kind not in Statement.About.values:
            raise Invalid(_("Chọn loại ý kiến."), field="kind")
        if not words.strip():
            raise Invalid(_("Ghi lời trình bày."), field="words")
        day = said_on or local_day(at)
        if day > local_day(at):
            raise Invalid(_("Ngày trình bày không được ở tương lai."), field="said_on")
        by_subject = SUBJECT in parts_of(actor, inspection, at=at)
        event = StatementKept(
            form=kind,
            words=nfc(words),
            said_on=day,
            by_subject=by_subject,
            file_sha256=file.blob.pk if file else "",
        )
        receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
        statement = Statement.objects.create(
            id=sheet or new_id(),
            inspection=inspection,
            kind=kind,
            words=event.words,
            blob=file.blob if file else None,
            file_name=nfc(file.name)[:255] if file else "",
            said_on=day,
            at=at,
            by_id=actor.person_id,
            by_subject=by_subject,
            entry_seq=receipt.seq,
        )
        if by_subject:
            _tell_team(inspection, at=at, key=f"inspections.said:{statement.pk}")
        return statement, receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """An item of evidence: a file, an interview (who told), a site visit (place, time, coordinates)."""

    kind: str
    title: str
    words: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    happened_at: datetime | None = None
    told_by: str = ""
    file: File | None = None
    sheet: UUID | None = None


def add_evidence(
    *, actor: Actor, at: datetime, inspection_id: UUID, new: NewEvidence
) -> tuple[Evidence, Receipt | None]:
    """Number an item of evidence ("CC01" …) and keep it; a sheet sent twice gives the item that exists.

    Raises ``NotPermitted``, ``Invalid`` (a file without a file, an interview without who told or its words, a
    visit without place and time, a moment in the future, coordinates off the earth).
    """
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may_write(actor, inspection, at=at), inspection)
        known = inspection.evidence.filter(pk=new.sheet).first() if new.sheet else None
        if known is not None:
            return known, None
        _check_evidence(new, at=at)
        last = Evidence.objects.filter(inspection=inspection).aggregate(last=Max("number"))["last"] or 0
        evidence = Evidence(
            id=new.sheet or new_id(),
            inspection=inspection,
            number=last + 1,
            kind=new.kind,
            title=nfc(new.title).strip()[:300],
            words=nfc(new.words).strip(),
            place=nfc(new.place).strip()[:200],
            latitude=new.latitude,
            longitude=new.longitude,
            happened_at=new.happened_at,
            told_by=nfc(new.told_by).strip()[:160],
            blob=new.file.blob if new.file else None,
            file_name=nfc(new.file.name)[:255] if new.file else "",
            at=at,
            by_id=actor.person_id,
        )
        event = EvidenceAdded(
            number=evidence.number,
            form=evidence.kind,
            title=evidence.title,
            place=evidence.place,
            happened_at=evidence.happened_at,
            file_sha256=new.file.blob.pk if new.file else "",
        )
        receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
        evidence.entry_seq = receipt.seq
        evidence.save(force_insert=True)
        return evidence, receipt


def _check_evidence(new: NewEvidence, *, at: datetime) -> None:
    kinds = Evidence.Form
    lacks = (
        (new.kind not in kinds.values, "kind", _("Chọn loại chứng cứ.")),
        (not new.title.strip(), "title", _("Ghi tên chứng cứ.")),
        (new.kind == kinds.FILE and new.file is None, "file", _("Kèm tệp chứng cứ.")),
        (
            new.kind == kinds.INTERVIEW and not new.told_by.strip(),
            "told_by",
            _("Ghi người được hỏi, chức vụ."),
        ),
        (
            new.kind == kinds.INTERVIEW and not (new.words.strip() or new.file),
            "words",
            _("Ghi nội dung trả lời, hoặc kèm biên bản."),
        ),
        (new.kind == kinds.SITE_VISIT and not new.place.strip(), "place", _("Ghi nơi kiểm tra thực tế.")),
        (
            new.kind == kinds.SITE_VISIT and new.happened_at is None,
            "happened_at",
            _("Ghi thời điểm kiểm tra thực tế."),
        ),
        (
            new.happened_at is not None and new.happened_at > at,
            "happened_at",
            _("Thời điểm này chưa đến."),
        ),
        ((new.latitude is None) != (new.longitude is None), "latitude", _("Ghi đủ vĩ độ và kinh độ.")),
        (new.latitude is not None and not -90 <= new.latitude <= 90, "latitude", _("Vĩ độ từ -90 đến 90.")),
        (
            new.longitude is not None and not -180 <= new.longitude <= 180,
            "longitude",
            _("Kinh độ từ -180 đến 180."),
        ),
    )
    for is_wrong, field, words in lacks:
        if is_wrong:
            raise Invalid(words, field=field)


def subject_persons(inspection: Inspection, *, day: date) -> list[UUID]:
    """Return whom to tell on the subject's side: the person, or who answers for the organisation."""
    if not is_about_organisation(inspection):
        return [inspection.subject_person_id] if inspection.subject_person_id else []
    if inspection.subject_unit_id is None:
        return []
    posts = [str(post) for post in ANSWERING]
    return list(
        holders([inspection.subject_unit_id], posts, day=day).values_list("person_id", flat=True).distinct()
    )


def _tell_team(inspection: Inspection, *, at: datetime, key: str) -> None:
    tell_step(
        at=at,
        persons=told(inspection, at=at),
        key=key,
        kind="inspections.subject",
        words=kept(
            _lazy("%(dossier)s: đối tượng vừa gửi ý kiến hoặc báo cáo."), dossier=inspection.case.dossier
        ),
        path=path_of(inspection.pk),
    )


def _paper(inspection: Inspection, paper_id: UUID) -> Paper:
    paper = Paper.objects.select_for_update(of=("self",)).filter(pk=paper_id, inspection=inspection).first()
    if paper is None:
        raise NotFound(_("Không có giấy tờ này."))
    return paper
