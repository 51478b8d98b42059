"""The report upward (báo cáo kết quả): its rows from the records, its sums, and the official paper.

Names of persons do not go up: a row names units, and its reason comes from the words of the unit that leads
the row itself, never from a unit below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local, local_day
from liem.kernel.paper import Column, Paper, Paragraph, Run, Sign, Table
from liem.law import documents
from liem.spine.access.duties import Post
from liem.spine.ledger.remembered import remembered
from liem.spine.people.readers import holders
from liem.spine.tasks.flow import DONE_STATES, State
from liem.spine.tasks.lists import Standing, shown, standing_of, standing_q
from liem.spine.tasks.models import DeadlineKind, Extension, Progress, Task
from liem.spine.units.models import Kind, Level, Unit
from liem.spine.units.readers import units_for

from .rows import Rows, tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.people.models import Mandate

MOST_ROWS = 2000
SIGNING_POSTS = (
    Post.SECRETARY,
    Post.DEPUTY_SECRETARY,
    Post.HEAD_OF_BODY,
    Post.DEPUTY_HEAD,
    Post.OFFICE_HEAD,
)
_DEPUTIES = {Post.DEPUTY_SECRETARY: "BÍ THƯ", Post.DEPUTY_HEAD: "THỦ TRƯỞNG CƠ QUAN"}
_TITLES = {Post.HEAD_OF_BODY: "Thủ trưởng cơ quan", Post.DEPUTY_HEAD: "Phó thủ trưởng cơ quan"}
_PLACE = re.compile(r"^(?:.*?\b(?:xã|phường|đặc khu|thị trấn|tỉnh|thành phố)|Tỉnh ủy|Thành ủy)\s+(.+)$")


@dataclass(frozen=True, slots=True)
class Parts:
    """How the parts passed on from a row stand: counts only."""

    total: int = 0
    done: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report."""

    task: Task
    standing: Standing
    parts: Parts
    result: str
    reason: str

    @property
    def document(self) -> str:
        """Return number and symbol of the directive, or the dossier number when it has none."""
        directive = getattr(self.task.case, "directive", None)
        return str(directive) if directive is not None else self.task.case.dossier

    @property
    def lead(self) -> str:
        """Return the name of the lead unit."""
        return self.task.lead_unit.name if self.task.lead_unit else ""

    @property
    def due_words(self) -> str:
        """Return the deadline as people write it; without one, that none was given."""
        if self.task.due_at is not None:
            return f"{local_day(self.task.due_at):%d/%m/%Y}"
        if self.task.deadline_kind in (DeadlineKind.ONGOING, DeadlineKind.RECURRING):
            return _("thường xuyên")
        return _("không giao hạn")

    @property
    def parts_words(self) -> str:
        """Return how the parts stand in words, nothing without parts."""
        if not self.parts.total:
            return ""
        words = _("Giao xuống %(total)s, xong %(done)s") % {
            "total": self.parts.total,
            "done": self.parts.done,
        }
        if self.parts.overdue:
            words += _(", quá hạn %(overdue)s") % {"overdue": self.parts.overdue}
        return f"{words}."


def lines(actor: Actor, rows: Rows, *, at: datetime, most: int = MOST_ROWS) -> list[Line]:
    """Return the first ``most`` rows of a report in the order of their directives: five queries."""
    found = tasks(actor, rows, at=at).order_by("case__directive__issued_on", "case_id", "created_at", "pk")
    keys = found.values_list("pk", flat=True)[:most]
    listed = shown(
        remembered(lambda: tuple(keys), "upward.lines", rows, most, actor=actor, at=at),
        "case__directive",
        without=("case__directive__reading", "case__directive__base_documents"),
    )
    ids = [task.pk for task in listed]
    parts = _parts(ids, at=at)
    results, reasons = _results(ids), _reasons(ids)
    made = []
    for task in listed:
        standing = standing_of(task, at=at)
        if standing is None:
            continue
        explained = standing in (Standing.LATE, Standing.OVERDUE)
        made.append(
            Line(
                task=task,
                standing=standing,
                parts=parts.get(task.pk, Parts()),
                result=results.get(task.pk, ""),
                reason=reasons.get(task.pk, "") if explained else "",
            )
        )
    return made


def _parts(ids: list[UUID], *, at: datetime) -> dict[UUID, Parts]:
    counted = (
        Task.objects.filter(parent__in=ids, period="")
        .exclude(state__in=(State.PLANNED, State.WITHDRAWN))
        .order_by()
        .values_list("parent")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(state__in=DONE_STATES)),
            overdue=Count("pk", filter=standing_q(Standing.OVERDUE, at=at)),
        )
    )
    return {parent: Parts(*figures) for parent, *figures in counted}


def _results(ids: list[UUID]) -> dict[UUID, str]:
    """Return the newest words on the work of each task, as its own lead unit reported them."""
    said = Progress.objects.filter(task__in=ids, kind__in=("progress", "finished")).exclude(text="")
    return dict(said.order_by("at").values_list("task_id", "text"))


def _reasons(ids: list[UUID]) -> dict[UUID, str]:
    """Return the newest reason each lead unit gave when it asked for more time."""
    asked = Extension.objects.filter(task__in=ids)
    return dict(asked.order_by("asked_at").values_list("task_id", "reason"))


def figures(listed: Sequence[Line]) -> dict[str, int]:
    """Return the total and the standings of the rows; the standings add up to the total."""
    return {
        "total": len(listed),
        **{each.value: sum(line.standing == each for line in listed) for each in Standing},
    }


def signers(unit_id: UUID, *, day: date) -> list[Mandate]:
    """Return who may sign for a unit on a day: those who hold a leading post in it."""
    return list(holders([unit_id], list(SIGNING_POSTS), day=day))


def receivers(actor: Actor) -> list[Unit]:
    """Return the units above the actor's, the nearest first: to whom a report goes."""
    above = units_for(actor).exclude(path__startswith=actor.unit_path)
    return sorted(above, key=lambda unit: -len(unit.path))


@dataclass(frozen=True, slots=True)
class Form:
    """How a report is addressed and signed. ``link`` gives the address of the rows behind a figure."""

    subject: str
    receiver: str
    signer: Mandate | None
    link: Callable[[str], str]
    row_link: Callable[[Line], str]


@override("vi")  # a paper of the office is Vietnamese whatever language its clerk reads
def paper(actor: Actor, listed: Sequence[Line], form: Form, *, at: datetime) -> Paper:
    """Return the report as an official paper in the layout of the actor's side that is law on the day.

    The number is left to be written by hand: it is taken when the paper is signed. Papers are Vietnamese,
    whatever the language of the page.
    """
    day = local_day(at)
    unit = Unit.objects.select_related("parent").get(path=actor.unit_path)
    side: documents.Side = "party" if unit.side == "party" else "state"
    with override("vi"):
        return Paper(
            layout=documents.layout(side, day),
            issuer=(unit.parent.name, unit.name) if unit.parent else (unit.name,),
            number=None,
            symbol=_symbol(unit, side, day),
            place=_place(unit),
            issued_on=day,
            kind_title="Báo cáo",
            subject=form.subject,
            addressees=(form.receiver,) if form.receiver else (),
            blocks=(*_summary(listed, form, at=at), _table(listed, form)),
            sign=_sign(unit, side, form.signer, day),
            recipients=("Như trên", "Lưu Văn phòng") if form.receiver else ("Lưu Văn phòng",),
            landscape=True,
        )


def _symbol(unit: Unit, side: documents.Side, day: date) -> str:
    body = unit.document_symbol or "…"
    form = documents.numbering(side, day).symbol_form
    letters = next(kind.abbreviation for kind in documents.kinds(side, day) if kind.code == "report")
    whole = form.format(number="", kind=letters, body=body)
    return whole.lstrip("-/ ")


def _place(unit: Unit) -> str:
    """Return the name of the commune or province a unit stands in, without the word for its kind."""
    codes = [code for code in unit.path.split("/") if code]
    line = sorted(Unit.objects.filter(code__in=codes), key=lambda each: -len(each.path))
    for each in line:
        found = _PLACE.match(each.name) if each.level in (Level.COMMUNE, Level.PROVINCE) else None
        if found:
            return found[1]
    return ""


def _sign(unit: Unit, side: documents.Side, mandate: Mandate | None, day: date) -> Sign | None:
    """Return who signs: on behalf of a collective body, a deputy for the head by the forms of the layout."""
    if mandate is None:
        return None
    layout = documents.layout(side, day)
    title = _TITLES.get(Post(mandate.post), str(Post(mandate.post).label))
    lines: list[str] = []
    if unit.kind in (
        Kind.COMMUNE_COMMITTEE,
        Kind.PROVINCIAL_COMMITTEE,
        Kind.BASE_COMMITTEE,
        Kind.PEOPLES_COMMITTEE,
        Kind.PARTY_CELL,
        Kind.BASE_CELL,
    ):
        form = "by_order" if mandate.post == Post.OFFICE_HEAD else "on_behalf"
        body = "Ban Thường vụ" if unit.kind.endswith("_committee") and side == "party" else unit.name
        lines.append(layout.authority(form, body))
    if side == "state" and mandate.post in _DEPUTIES:
        lines.append(layout.authority("for_head", _DEPUTIES[Post(mandate.post)]))
    if unit.kind == Kind.PEOPLES_COMMITTEE:
        title = "Phó Chủ tịch" if mandate.post == Post.DEPUTY_HEAD else "Chủ tịch"
        lines = [each.replace(_DEPUTIES[Post.DEPUTY_HEAD], "CHỦ TỊCH") for each in lines]
    return Sign(authority=tuple(lines), title=title, name=mandate.person.name)


def _summary(listed: Sequence[Line], form: Form, *, at: datetime) -> list[Paragraph]:
    counted = figures(listed)
    now = local(at)
    words: list[Run] = [
        Run(f"Tính đến {now.hour} giờ {now.minute:02d} phút ngày {now:%d/%m/%Y}, tổng số nhiệm vụ: "),
        Run(str(counted["total"]), bold=True, link=form.link("")),
    ]
    for each in Standing:
        words += [
            Run(f"; {each.label}: "),
            Run(str(counted[each.value]), bold=True, link=form.link(each.value)),
        ]
    words.append(Run(". Nhiệm vụ không giao hạn không tính là chậm hay quá hạn."))
    return [Paragraph(tuple(words))]


def _table(listed: Sequence[Line], form: Form) -> Table:
    heads: Mapping[str, float] = {
        "TT": 4, "Văn bản": 11, "Nhiệm vụ": 28, "Chủ trì": 13, "Hạn": 9, "Trạng thái": 9,
        "Sản phẩm, kết quả": 16, "Lý do": 10,
    }  # fmt: skip
    return Table(
        columns=tuple(
            Column(title, width, "center" if title in ("TT", "Hạn") else "left")
            for title, width in heads.items()
        ),
        rows=tuple(
            (
                str(position),
                line.document,
                (Run(line.task.heading, link=form.row_link(line)),),
                line.lead,
                line.due_words,
                str(line.standing.label),
                result_words(line),
                line.reason,
            )
            for position, line in enumerate(listed, start=1)
        ),
    )


def result_words(line: Line) -> str:
    """Return product, result as reported and how the parts stand, each as a sentence of its own."""
    words = [line.task.product.rstrip("."), line.result.rstrip(".")]
    return " ".join([*(f"{each}." for each in words if each), line.parts_words]).strip()
