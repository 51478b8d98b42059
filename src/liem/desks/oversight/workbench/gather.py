"""What waits for an actor in every room of this desk, as lines of one list: the rooms do not know each other.

A line names the dossier and the step, never what the case says: the same lines go into calendars.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from liem.domains.discipline import clocks as discipline_clocks
from liem.domains.discipline import readers as disciplines
from liem.domains.discipline.flow import BEFORE
from liem.domains.discipline.models import State as DisciplineState
from liem.domains.discipline.steps import last_hearing
from liem.domains.discipline.voting import last_vote
from liem.domains.inspections import readers as inspections
from liem.domains.inspections import work
from liem.domains.programmes import readers as programmes
from liem.domains.programmes import work as programme_work
from liem.domains.reminders import readers as reminders
from liem.domains.reminders import repeating
from liem.kernel.clock import local_day
from liem.spine.access import Duty
from liem.spine.questions import readers as questions
from liem.spine.questions.flow import UNDECIDED
from liem.spine.questions.flow import State as QuestionState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from liem.domains.discipline.models import DisciplineCase
    from liem.spine.access import Actor
    from liem.spine.questions.models import Question

SOON_DAYS: Final = 3
MOST_DISCIPLINES: Final = 30
GROUPS: Final = ("late", "soon", "sign", "others")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits. ``turn`` is "mine", "sign" or "others"; without ``binding`` it is never late.

    ``kind`` and ``pk`` say whose page it is and let a kept list be checked against what may be seen now.
    """

    kind: str
    pk: str
    dossier: str
    step: str
    whose: str
    turn: str
    url: str
    due: date | None = None
    binding: bool = True

    def days_late(self, today: date) -> int:
        """Return by how many days it is late; nothing for reference only, and nothing without a day."""
        return max(0, (today - self.due).days) if self.due is not None and self.binding else 0

    def groups(self, today: date) -> frozenset[str]:
        """Return the counts it stands under: late, soon (today and three days on), sign, others."""
        found = set()
        late = self.days_late(today)
        if late:
            found.add("late")
        elif self.due is not None and self.binding and (self.due - today).days <= SOON_DAYS:
            found.add("soon")
        if self.turn in ("sign", "others"):
            found.add(self.turn)
        return frozenset(found)


def lines(actor: Actor, *, at: datetime) -> list[Line]:
    """Return everything that waits for the actor or for others in what the actor does; the latest first."""
    today = local_day(at)
    found = [
        *_inspections(actor, at=at),
        *_handed(actor, at=at),
        *_programmes(actor, at=at),
        *_disciplines(actor, at=at),
        *_reminders(actor, at=at),
        *_questions(actor, at=at),
    ]
    return sorted(found, key=lambda line: order(line, today))


def order(line: Line, today: date) -> tuple[int, date, int, str]:
    """Return the place of a line: by days late, then by its day, then the own ones before others'."""
    return (
        -line.days_late(today),
        line.due if line.due and line.binding else date.max,
        ("sign", "mine", "others").index(line.turn),
        line.dossier,
    )


def pressing(found: Sequence[Line], today: date) -> list[Line]:
    """Return what has to be done at once: whatever is late, and the own lines near their day."""
    return [line for line in found if line.days_late(today) or _is_near(line, today)]


def _is_near(line: Line, today: date) -> bool:
    return line.turn != "others" and "soon" in line.groups(today)


def first_of(found: Sequence[Line], today: date) -> Line | None:
    """Return the most urgent of all lines: the latest, else the own nearest, else what waits for a signature,
    else any own one."""
    own = [line for line in found if line.turn != "others"]
    signs = [line for line in own if line.turn == "sign"]
    return next(iter([*pressing(found, today), *signs, *own]), None)


def _inspections(actor: Actor, *, at: datetime) -> Iterator[Line]:
    pages = {"one": "oversight:inspections_one", "remedies": "oversight:inspections_remedies"}
    pages["conclusion"] = "oversight:inspections_conclusion"
    for turn in work.turns(actor, at=at):
        yield Line(
            kind="inspection",
            pk=str(turn.inspection.pk),
            dossier=turn.inspection.case.dossier,
            step=turn.step[:1].lower() + turn.step[1:],
            whose=turn.whose,
            turn=turn.turn,
            url=reverse(pages[turn.page], args=[turn.inspection.pk]),
            due=turn.due,
            binding=turn.binding,
        )


def _handed(actor: Actor, *, at: datetime) -> Iterator[Line]:
    for sent in inspections.waiting_for(actor, at=at)[:50]:
        yield Line(
            kind="hand_over",
            pk=str(sent.pk),
            dossier=sent.inspection.case.dossier,
            step=_("ký nhận hồ sơ chuyển đến"),
            whose=actor.unit_name,
            turn="sign",
            url=reverse("oversight:inspections_handed", args=[sent.pk]),
        )


def _programmes(actor: Actor, *, at: datetime) -> Iterator[Line]:
    for programme in programme_work.to_approve(actor):
        yield Line(
            kind="programme",
            pk=str(programme.pk),
            dossier=programme.case.dossier,
            step=_("phê duyệt chương trình"),
            whose=actor.unit_name,
            turn="sign",
            url=reverse("oversight:programmes_one", args=[programme.pk]),
        )
    for item in programme_work.to_start(actor, at=at):
        leads = item.lead_id == actor.person_id
        yield Line(
            kind="item",
            pk=str(item.pk),
            dossier=f"{item.programme.case.dossier} · {item.number}",
            step=_("mở cuộc theo chương trình"),
            whose=item.lead.name if item.lead else item.programme.unit.name,
            turn="mine" if leads or item.lead is None else "others",
            url=reverse("oversight:programmes_item", args=[item.pk]),
            due=item.planned_to,
        )


_FOR_DECIDER: Final = (
    DisciplineState.HEARD,
    DisciplineState.VOTED,
    DisciplineState.REFERRED,
    DisciplineState.APPEALED,
)


def _after(state: str) -> str:
    words = {
        DisciplineState.PROPOSED: _("xem xét đề nghị kỷ luật"),
        DisciplineState.EXAMINING: _("nghe đối tượng trình bày"),
        DisciplineState.HEARD: _("biểu quyết"),
        DisciplineState.VOTED: _("ban hành quyết định kỷ luật"),
        DisciplineState.REFERRED: _("cấp có thẩm quyền quyết định"),
        DisciplineState.DECIDED: _("giao quyết định, công bố"),
        DisciplineState.APPEALED: _("giải quyết khiếu nại kỷ luật"),
    }
    return words[DisciplineState(state)]


def _waiting(case: DisciplineCase) -> str:
    """Return what waits in a discipline case; after a vote, what that vote leads to."""
    vote = last_vote(case) if case.state == DisciplineState.VOTED else None
    if vote is not None and vote.how.get("needs_person") and not vote.result:
        return _("kết luận kết quả phiếu theo văn bản")
    if vote is not None and vote.result and not vote.decides:
        return _("đề nghị cấp có thẩm quyền quyết định")
    return _after(case.state)


def _whose(case: DisciplineCase, actor: Actor) -> str:
    """Return where a case waits and, for who takes the next step after somebody else's, whose step was the
    last."""
    before = None
    if case.state == DisciplineState.HEARD:
        heard = last_hearing(case)
        before = heard.by if heard is not None else None
    elif case.state == DisciplineState.VOTED:
        vote = last_vote(case)
        before = vote.by if vote is not None else None
    if before is None or before.pk == actor.person_id:
        return case.unit.name
    return _("%(unit)s, sau bước của %(name)s") % {"unit": case.unit.name, "name": before.name}


def _disciplines(actor: Actor, *, at: datetime) -> Iterator[Line]:
    if actor.unit_id is None:
        return
    waiting = (*BEFORE, DisciplineState.DECIDED, DisciplineState.APPEALED)
    own = disciplines.disciplines_for(actor, at=at).filter(
        unit_id=actor.unit_id, state__in=waiting, imported=False
    )
    decides = actor.has(Duty.DECIDE_DISCIPLINE)
    for case in disciplines.listed(own)[:MOST_DISCIPLINES]:
        ends = [
            clock
            for clock in discipline_clocks.clocks(case, at=at)
            if clock.last is not None and clock.done is None
        ]
        nearest = min(ends, key=lambda one: (not one.binding, one.last or date.max), default=None)
        for_decider = case.state in _FOR_DECIDER
        yield Line(
            kind="discipline",
            pk=str(case.pk),
            dossier=case.case.dossier,
            step=_waiting(case),
            whose=_whose(case, actor),
            turn=("sign" if decides else "others") if for_decider else "mine",
            url=reverse("oversight:discipline_one", args=[case.pk]),
            due=nearest.last if nearest else None,
            binding=nearest.binding if nearest else True,
        )


def _reminders(actor: Actor, *, at: datetime) -> Iterator[Line]:
    seen = set()
    for each in reminders.waiting_for(actor, at=at, limit=50):
        seen.add(each.pk)
        answer = each.state == "told"
        yield Line(
            kind="reminder",
            pk=str(each.pk),
            dossier=each.case.dossier,
            step=_("trả lời nhắc nhở") if answer else _("xem lại nhắc nhở có ý kiến khác"),
            whose=actor.name,
            turn="mine",
            url=reverse("oversight:reminders_one", args=[each.pk]),
            due=each.mend_by if answer else None,
        )
    for each in repeating.unmended(actor, at=at):
        if each.pk not in seen:
            yield Line(
                kind="reminder",
                pk=str(each.pk),
                dossier=each.case.dossier,
                step=_("khắc phục điều được nhắc"),
                whose=each.subject_unit.name,
                turn="others",
                url=reverse("oversight:reminders_one", args=[each.pk]),
                due=each.mend_by,
            )


def _questions(actor: Actor, *, at: datetime) -> Iterator[Line]:
    handled = questions.handled_by(actor, at=at).filter(state__in=UNDECIDED)
    for each in handled.select_related("to_unit").order_by("raised_at")[:100]:
        asked = each.state == QuestionState.ASKED
        own = "sign" if actor.has(Duty.DECIDE_INSPECTIONS) else "mine"
        yield _question(
            each,
            step=_("chờ trả lời câu hỏi") if asked else _("xem xét câu hỏi"),
            whose=_("đơn vị, người được hỏi") if asked else each.to_unit.name,
            turn="others" if asked else own,
        )
    for each in questions.put_to(actor).filter(state=QuestionState.ASKED)[:50]:
        yield _question(each, step=_("trả lời câu hỏi"), whose=actor.name, turn="mine")


def _question(each: Question, *, step: str, whose: str, turn: str) -> Line:
    return Line(
        kind="question",
        pk=str(each.pk),
        dossier=_("Câu hỏi ngày %(day)s") % {"day": f"{local_day(each.raised_at):%d/%m/%Y}"},
        step=step,
        whose=whose,
        turn=turn,
        url=reverse("oversight:questions_one", args=[each.pk]),
    )


# -- a list that was kept


def kept(found: Sequence[Line]) -> list[dict[str, Any]]:
    """Return lines as a day keeps them."""
    return [
        {
            "kind": line.kind,
            "pk": line.pk,
            "dossier": line.dossier,
            "step": line.step,
            "whose": line.whose,
            "turn": line.turn,
            "url": line.url,
            "due": line.due.isoformat() if line.due else "",
            "binding": line.binding,
        }
        for line in found
    ]


def restored(actor: Actor, rows: Sequence[Mapping[str, Any]], *, at: datetime) -> tuple[list[Line], int]:
    """Return the lines of a kept list the actor may still see, and how many are no longer shown."""
    seen = _seen(actor, rows, at=at)
    made = [
        Line(**{**row, "due": date.fromisoformat(row["due"]) if row["due"] else None})
        for row in rows
        if (row["kind"], row["pk"]) in seen
    ]
    return made, len(rows) - len(made)


def _seen(actor: Actor, rows: Sequence[Mapping[str, Any]], *, at: datetime) -> set[tuple[str, str]]:
    ids: dict[str, set[str]] = {}
    for row in rows:
        ids.setdefault(row["kind"], set()).add(row["pk"])
    readers: dict[str, Any] = {
        "inspection": lambda: inspections.inspections_for(actor, at=at),
        "hand_over": lambda: inspections.waiting_for(actor, at=at),
        "programme": lambda: programmes.programmes_for(actor),
        "discipline": lambda: disciplines.disciplines_for(actor, at=at),
        "reminder": lambda: reminders.reminders_for(actor, at=at),
        "question": lambda: questions.questions_for(actor, at=at),
    }
    found = {
        (kind, str(pk))
        for kind, reader in readers.items()
        if kind in ids
        for pk in reader().filter(pk__in=ids[kind]).values_list("pk", flat=True)
    }
    if "item" in ids:
        started = {str(item.pk) for item in programme_work.seen_items(actor, ids["item"], at=at)}
        found |= {("item", pk) for pk in started}
    return found
