"""Two years in the commune, played in order of time through the same actions that people use.

Chance is seeded, so the same day gives the same story. Each step is put on a calendar with its moment; the
calendar is
played to the present, so the ledger's order and its times agree.
"""

from __future__ import annotations

import heapq
import itertools
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from liem.domains.directives import actions as directives
from liem.domains.directives import jobs
from liem.domains.directives.deadlines import on_day
from liem.domains.directives.models import Directive
from liem.domains.directives.proposal import proposed
from liem.kernel.clock import end_of_day, local_day
from liem.law.calendar import default_calendar
from liem.spine.outbox.jobs import run_due
from liem.spine.tasks import actions as tasks
from liem.spine.tasks.flow import OPEN_STATES, State
from liem.spine.tasks.models import Task
from liem.spine.tasks.readers import left_behind
from liem.spine.tasks.steps import Assignment, NewTask
from liem.spine.vault import files

from . import commission, papers, world

if TYPE_CHECKING:
    from collections.abc import Callable

    from liem.spine.access import Actor

    from .papers import Topic
    from .world import World

_REASONS = (
    "Đường vào thôn bị sạt lở, chưa đối chiếu được với các hộ",
    "Cán bộ phụ trách đi tập huấn, cần thêm thời gian tổng hợp",
    "Chờ số liệu của các thôn ở vùng không có sóng điện thoại",
)
_NOTES = (
    "Đã triển khai tới các hộ, đang tổng hợp",
    "Đã họp thống nhất cách làm",
    "Đã xong phần rà soát, đang viết báo cáo",
)
_RESULTS = (
    "Đã hoàn thành, gửi kèm biên bản",
    "Đã rà soát xong, không phát hiện sai lệch",
    "Đã thực hiện, có 2 việc phải bổ sung chứng từ",
)


@dataclass
class Story:
    """The calendar of what happens, and how far it was played."""

    world: World
    now: datetime
    chance: random.Random
    say: Callable[[str], None]
    agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    order: itertools.count[int] = field(default_factory=itertools.count)
    numbers: dict[str, int] = field(default_factory=dict)
    clock: datetime | None = None

    def on(self, at: datetime, step: Callable[[datetime], None]) -> None:
        """Put a step on the calendar: never before the step that is played, never in the future."""
        if self.clock is not None:
            at = max(at, self.clock)
        if at < self.now:
            heapq.heappush(self.agenda, (at, next(self.order), step))

    def play(self) -> None:
        """Play all steps up to the present."""
        while self.agenda:
            at, _number, step = heapq.heappop(self.agenda)
            self.clock = at
            step(at)

    def hour(self, day: date, first: int = 8, last: int = 16) -> datetime:
        """Return a working hour on the first working day from ``day`` on."""
        calendar = default_calendar()
        while not calendar.is_working(day):
            day += timedelta(days=1)
        return world.moment(day, self.chance.randint(first, last), self.chance.randrange(0, 60, 5))

    def number(self, series: str) -> int:
        """Return the next number of an issuer's series."""
        self.numbers[series] = self.numbers.get(series, self.chance.randrange(20, 400)) + 1
        return self.numbers[series]

    # -- a document comes in

    def arrival(self, topic: Topic, day: date, receiver: str) -> None:
        """Let a paper arrive at a commune (its office as it was on the day), be read, confirmed and given."""
        issued = day - timedelta(days=self.chance.randint(1, 4))
        party = topic.side == papers.PARTY
        body = "TU" if party else "UBND"
        number = self.number(f"{body}{issued.year if not party else ''}{topic.kind}")
        deadlines = [issued + timedelta(days=self.chance.randint(18, 60)) for _item in topic.items]
        symbol = (
            f"{topic.kind}/{body}"
            if party
            else (f"{topic.kind}-{body}" if topic.kind != "CV" else f"{body}-NC")
        )
        made = papers.paper(
            topic,
            issuer=("ĐẢNG BỘ TỈNH AN LIÊM", "TỈNH ỦY") if party else ("ỦY BAN NHÂN DÂN", "TỈNH AN LIÊM"),
            number=number,
            symbol=symbol,
            place="An Liêm",
            day=issued,
            deadlines=deadlines,
            signer=self.world.actor("TAL", "deputy_secretary").name,
        )
        joint = "-" if party else "_"
        word = number % 4 == 0
        name = f"{number}{joint}{symbol.replace('/', '_')}.{'docx' if word else 'pdf'}"
        content = papers.as_docx(made) if word else papers.as_pdf(made)

        def receive(at: datetime) -> None:
            clerk = self.world.actor(receiver, "clerk", "office_head")
            blob = files.store([content], at=at)
            if clerk.unit_id is None:
                return
            directive, _receipt = directives.receive(
                actor=clerk, at=at, unit_id=clerk.unit_id, file_name=name, blob=blob
            )
            run_due(at=at)
            self.on(at + timedelta(minutes=self.chance.randint(10, 90)), confirm(directive))

        def confirm(directive: Directive) -> Callable[[datetime], None]:
            def step(at: datetime) -> None:
                directive.refresh_from_db()
                clerk = self.world.actor(receiver, "clerk", "office_head")
                directives.confirm(
                    actor=clerk,
                    at=at,
                    directive_id=directive.pk,
                    revision=directive.revision,
                    what=proposed(directive),
                )
                self.on(self.hour(local_day(at) + timedelta(days=1), 8, 10), give(directive))

            return step

        def give(directive: Directive) -> Callable[[datetime], None]:
            return lambda at: self.assignment(directive, topic, receiver, at)

        self.on(self.hour(day), receive)

    def assignment(self, directive: Directive, topic: Topic, receiver: str, at: datetime) -> None:
        """Give the tasks of a confirmed directive to whom they fall; "cells" are passed on to the cells."""
        giver = self.world.actor(receiver, "office_head")
        planned = list(
            Task.objects.filter(case_id=directive.case_id, state=State.PLANNED).order_by("created_at", "pk")
        )
        by_number = {task.number.rstrip(".) "): task for task in planned}
        for position, item in enumerate(topic.items, start=1):
            task = by_number.get(str(position))
            if task is None:
                continue
            if item.who == "cells":
                self.to_cells(directive, task, receiver, at)
                continue
            code = item.who if receiver == "XCR" else receiver
            how = Assignment(
                lead_unit=self.world.units[code],
                responsibility=f"Người đứng đầu {self.world.units[code].name}",
                product=item.product or task.product or None,
                authority="Trong phạm vi chức năng, nhiệm vụ được giao",
            )
            directives.assign_tasks(actor=giver, at=at, directive_id=directive.pk, assignments={task.pk: how})
            self.work(task, at)
        for task in planned:
            task.refresh_from_db()
            if task.state == State.PLANNED:  # the closing line: the office follows up
                office = "VP" if receiver == "XCR" else receiver
                how = Assignment(lead_unit=self.world.units[office])
                directives.assign_tasks(
                    actor=giver, at=at, directive_id=directive.pk, assignments={task.pk: how}
                )
                self.work(task, at)

    def to_cells(self, directive: Directive, task: Task, receiver: str, at: datetime) -> None:
        """Give a task to all cells of a commune (to the old commune itself before the reform)."""
        giver = self.world.actor(receiver, "office_head")
        if receiver != "XCR":
            how = Assignment(lead_unit=self.world.units[receiver])
            directives.assign_tasks(actor=giver, at=at, directive_id=directive.pk, assignments={task.pk: how})
            self.work(task, at)
            return
        codes = [code for code in self.world.cells() if self.chance.random() < 0.5]
        due = task.due_at
        own = (
            on_day(local_day(due) - timedelta(days=5))
            if due and local_day(due) - timedelta(days=6) > local_day(at)
            else None
        )
        directives.distribute(
            actor=giver,
            at=at,
            directive_id=directive.pk,
            task_id=task.pk,
            assignments=[
                Assignment(lead_unit=self.world.units[code], due=own, responsibility="Bí thư chi bộ")
                for code in codes
            ],
        )
        for part in Task.objects.filter(parent=task).select_related("lead_unit"):
            if part.lead_unit is not None:
                self.work(part, at)
        self.close_head(task, receiver)

    def close_head(self, task: Task, receiver: str) -> None:
        """Let the giver close the head of a distributed task once all its parts are accepted."""

        def step(at: datetime) -> None:
            task.refresh_from_db()
            open_parts = (
                Task.objects.filter(parent=task).exclude(state__in=(State.ACCEPTED, State.WITHDRAWN)).exists()
            )
            if open_parts or task.state not in OPEN_STATES:
                if task.state in OPEN_STATES:
                    self.on(at + timedelta(days=14), step)
                return
            lead = self.world.lead(receiver)
            tasks.finish(
                actor=lead, at=at, task_id=task.pk, text="Các chi bộ đã hoàn thành, có bảng tổng hợp"
            )
            tasks.accept(actor=self.world.actor(receiver, "office_head"), at=at, task_id=task.pk)

        start = task.due_at or (task.assigned_at or self.now) + timedelta(days=50)
        self.on(self.hour(local_day(start) + timedelta(days=2)), step)

    # -- the work

    def work(self, task: Task, given: datetime) -> None:
        """Put the course of one task on the calendar."""
        task.refresh_from_db()
        Course(self, task).begin(given)

    def lead_of(self, task: Task) -> Actor:
        """Return who leads the unit that has the task today."""
        task.refresh_from_db(fields=["lead_unit"])
        return self.world.lead(task.lead_unit.code if task.lead_unit else "")

    def giver_of(self, task: Task) -> Actor:
        """Return who speaks for the unit that gave the task today."""
        task.refresh_from_db(fields=["giver_unit"])
        posts = ("office_head", "head_of_body", "inspection_chair", "secretary")
        return self.world.actor(task.giver_unit.code, *posts)

    def hand_over(self, at: datetime) -> None:
        """Pass the open tasks of the merged communes to the new one."""
        for code in ("XCC", "XNS"):
            old = self.world.units[code]
            for task in left_behind(old.pk):
                tasks.hand_over(actor=world.SETUP, at=at, task_id=task.pk, old_unit_id=old.pk)

    @staticmethod
    def state(task: Task) -> str:
        """Return the state of a task as it is now."""
        task.refresh_from_db(fields=["state"])
        return task.state

    # -- the province gives to its communes

    def from_province(self, topic: Topic, day: date) -> None:
        """Let the province register its own letter, give it to the four communes, and ours pass it on to
        its cells."""
        number = self.number("TAL")
        deadlines = [day + timedelta(days=45) for _item in topic.items]
        made = papers.paper(
            topic,
            issuer=("ĐẢNG BỘ TỈNH AN LIÊM", "TỈNH ỦY"),
            number=number,
            symbol=f"{topic.kind}/TU",
            place="An Liêm",
            day=day,
            deadlines=deadlines,
            signer=self.world.actor("TAL", "deputy_secretary").name,
        )
        content = papers.as_pdf(made)

        def give(at: datetime) -> None:
            office = self.world.actor("TAL", "office_head")
            unit = self.world.units["TAL"]
            blob = files.store([content], at=at)
            directive, _receipt = directives.receive(
                actor=office, at=at, unit_id=unit.pk, file_name=f"{number}-{topic.kind}_TU.pdf", blob=blob
            )
            run_due(at=at)
            directive.refresh_from_db()
            directives.confirm(
                actor=office,
                at=at,
                directive_id=directive.pk,
                revision=directive.revision,
                what=proposed(directive),
            )
            for task in Task.objects.filter(case_id=directive.case_id, state=State.PLANNED):
                directives.distribute(
                    actor=office,
                    at=at,
                    directive_id=directive.pk,
                    task_id=task.pk,
                    assignments=[
                        Assignment(lead_unit=self.world.units[code], responsibility="Bí thư Đảng ủy")
                        for code in ("XCR", "XST", "PBM", "XML")
                    ],
                )
                for part in Task.objects.filter(parent=task).select_related("lead_unit"):
                    code = part.lead_unit.code if part.lead_unit else ""
                    self.on(at + timedelta(days=1, hours=1), self.pass_on(part, code))
                self.close_head(task, "TAL")

        self.on(self.hour(day), give)

    def pass_on(self, part: Task, code: str) -> Callable[[datetime], None]:
        """Return the step in which a commune passes its part on to its cells."""

        def step(at: datetime) -> None:
            below = (
                self.world.cells()
                if code == "XCR"
                else [c for c in self.world.units if c.startswith(code) and c != code]
            )
            chosen = [c for c in below if self.chance.random() < 0.4] or below[:1]
            due = on_day(local_day(part.due_at) - timedelta(days=7)) if part.due_at else None
            tasks.cascade(
                actor=self.world.lead(code),
                at=at,
                task_id=part.pk,
                parts=[
                    tasks.Part(
                        how=Assignment(
                            lead_unit=self.world.units[c], due=due, responsibility="Bí thư chi bộ"
                        ),
                        new=NewTask(
                            text=part.text, number=part.number, heading=part.heading, product=part.product
                        ),
                    )
                    for c in chosen
                ],
            )
            for child in Task.objects.filter(parent=part).select_related("lead_unit"):
                if child.lead_unit is not None:
                    self.work(child, at)
            self.close_part(part, code)

        return step

    def close_part(self, part: Task, code: str) -> None:
        """Let the commune report its part as finished when its cells are done."""

        def accept(at: datetime) -> None:
            tasks.accept(actor=self.world.actor("TAL", "office_head"), at=at, task_id=part.pk)

        def step(at: datetime) -> None:
            if self.state(part) not in OPEN_STATES:
                return
            waiting = Task.objects.filter(parent=part).exclude(
                state__in=(State.FINISHED, State.ACCEPTED, State.WITHDRAWN)
            )
            if waiting.exists():
                self.on(at + timedelta(days=10), step)
                return
            tasks.finish(
                actor=self.world.lead(code), at=at, task_id=part.pk, text="Các chi bộ đã thực hiện xong"
            )
            if self.chance.random() < 0.85:
                self.on(at + timedelta(hours=2), accept)

        start = local_day(part.due_at) if part.due_at else local_day(self.now) - timedelta(days=30)
        self.on(self.hour(start - timedelta(days=self.chance.randint(0, 5))), step)

    def by_schedule(self, first: date, last: date) -> None:
        """Let the schedule open periods and take urgings up, as the product does each day; here each Monday."""
        day = first
        while day <= last:
            self.on(world.moment(day, 5), self.open_periods)
            self.on(world.moment(day, 7), lambda at: jobs.climb_urgings(at=at))
            day += timedelta(days=7)

    def open_periods(self, at: datetime) -> None:
        """Open the periods of recurring tasks and let their units work; an order half a year old is replaced."""
        old = at - timedelta(days=180)
        for task in Task.objects.filter(
            deadline_kind="recurring", period="", state__in=OPEN_STATES, assigned_at__lt=old
        ):
            tasks.withdraw(
                actor=self.giver_of(task), at=at, task_id=task.pk, reason="Đã có văn bản mới thay thế"
            )
        jobs.open_periods(at=at)
        for part in Task.objects.filter(created_at=at).exclude(period=""):
            self.work(part, at)


@dataclass
class Course:
    """The course of one task: its unit acknowledges, reports, asks, finishes; the giver urges, accepts or returns."""

    story: Story
    task: Task

    def begin(self, given: datetime) -> None:
        """Choose how this task will go and put its steps on the calendar."""
        story, chance, task = self.story, self.story.chance, self.task
        today = local_day(given)
        last = local_day(task.due_at) if task.due_at else today + timedelta(days=chance.randint(20, 70))
        span = max((last - today).days, 3)
        lateness = chance.choices((-3, 4, 15), (80, 14, 6))[0]
        done = last + timedelta(days=lateness + chance.randint(-min(span // 2, 10), 0))
        done = max(done, today + timedelta(days=2))
        start = story.hour(today + timedelta(days=chance.choice((0, 1, 1, 2)))) + timedelta(hours=1)
        story.on(start, self.acknowledge)
        if chance.random() < 0.5:
            story.on(story.hour(today + timedelta(days=span // 2)), self.report)
        if chance.random() < 0.08:
            story.on(story.hour(last - timedelta(days=2)), self.ask)
        if done > last:
            story.on(story.hour(last + timedelta(days=1)), self.urge)
        if task.deadline_kind not in ("recurring", "ongoing"):
            story.on(story.hour(done), self.finish)

    @property
    def is_open(self) -> bool:
        """Say whether the task is under way now."""
        return self.story.state(self.task) in OPEN_STATES

    def acknowledge(self, at: datetime) -> None:
        """Take note of the task."""
        if self.story.state(self.task) == State.ASSIGNED:
            tasks.acknowledge(actor=self.story.lead_of(self.task), at=at, task_id=self.task.pk)

    def report(self, at: datetime) -> None:
        """Say how far it is."""
        chance = self.story.chance
        if self.is_open:
            tasks.report_progress(
                actor=self.story.lead_of(self.task),
                at=at,
                task_id=self.task.pk,
                percent=chance.randrange(20, 90, 10),
                text=chance.choice(_NOTES),
            )

    def ask(self, at: datetime) -> None:
        """Ask for ten days more."""
        task = self.task
        task.refresh_from_db()
        if not self.is_open or task.due_at is None or at > task.due_at or task.parent_id:
            return
        later = end_of_day(local_day(task.due_at) + timedelta(days=10))
        tasks.request_extension(
            actor=self.story.lead_of(task),
            at=at,
            task_id=task.pk,
            new_due_at=later,
            reason=self.story.chance.choice(_REASONS),
        )
        self.story.on(at + timedelta(days=1), self.answer)

    def answer(self, at: datetime) -> None:
        """Grant or refuse."""
        extension = self.task.extensions.filter(decided_at__isnull=True).first()
        if extension is None:
            return
        granted = self.story.chance.random() < 0.8
        tasks.decide_extension(
            actor=self.story.giver_of(self.task),
            at=at,
            extension_id=extension.pk,
            granted=granted,
            answer="Đồng ý" if granted else "Đề nghị tập trung hoàn thành đúng hạn",
        )

    def urge(self, at: datetime) -> None:
        """Urge what is overdue."""
        self.task.refresh_from_db()
        if self.task.is_overdue(at):
            tasks.urge(actor=self.story.giver_of(self.task), at=at, task_id=self.task.pk)

    def finish(self, at: datetime) -> None:
        """Report the result."""
        story = self.story
        if self.is_open:
            tasks.finish(
                actor=story.lead_of(self.task),
                at=at,
                task_id=self.task.pk,
                text=story.chance.choice(_RESULTS),
            )
            story.on(story.hour(local_day(at) + timedelta(days=story.chance.randint(1, 4))), self.judge)

    def judge(self, at: datetime) -> None:
        """Accept, or return for something that is missing."""
        story = self.story
        if story.state(self.task) != State.FINISHED:
            return
        giver = story.giver_of(self.task)
        if story.chance.random() < 0.08:
            reason = "Thiếu biên bản có chữ ký, đề nghị bổ sung"
            tasks.return_task(actor=giver, at=at, task_id=self.task.pk, reason=reason)
            story.on(story.hour(local_day(at) + timedelta(days=3)), self.finish)
        else:
            tasks.accept(actor=giver, at=at, task_id=self.task.pk)


def tell(people: World, *, now: datetime, say: Callable[[str], None], pace: int = 3) -> None:
    """Play the story up to ``now``; ``pace`` is how many papers reach the commune in a month."""
    chance = random.Random(20250701)  # noqa: S311 - a story, not a secret
    story = Story(world=people, now=now, chance=chance, say=say)
    today = local_day(now)
    start = min(date(2024, 12, 2), today - timedelta(days=730))
    month = start
    turn = 0
    while month < today:
        receivers = ("XCR",) if month >= world.REFORM else ("XCC", "XNS")
        for _paper in range(pace):
            topic = papers.TOPICS[turn % len(papers.TOPICS)]
            turn += 1
            # the old offices take nothing new in their last week
            day = month + timedelta(days=story.chance.randrange(28 if month >= world.REFORM else 20))
            story.arrival(topic, day, receivers[turn % len(receivers)])
        if month >= world.REFORM and month.month % 3 == 0:
            common = [
                each
                for each in papers.TOPICS
                if each.side == papers.PARTY and any(i.who == "cells" for i in each.items)
            ]
            story.from_province(common[month.month // 3 % len(common)], month + timedelta(days=4))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    story.on(world.moment(world.REFORM, 7, 30), story.hand_over)
    story.by_schedule(date(2025, 7, 7), today)
    commission.put_on(story)
    story.play()
