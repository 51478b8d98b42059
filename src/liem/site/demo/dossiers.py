"""One inspection from its opening to the archive, taken step by step as its team, its deciders and its subject
would."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from liem.domains.inspections import actions, dossier, letterhead, remedies, team
from liem.domains.inspections.conclusion_actions import issue_conclusion, save_draft
from liem.domains.inspections.conclusion_known import first_content
from liem.domains.inspections.models import Inspection, Origin, Subject
from liem.domains.inspections.papers import first_words
from liem.domains.inspections.steps import procedure_of
from liem.domains.programmes import actions as programmes
from liem.kernel.clock import local_day
from liem.spine.tasks import actions as tasks

from .script import hour

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from liem.domains.inspections.conclusion import Content
    from liem.spine.access import Actor
    from liem.spine.people.models import Mandate

    from .script import Script, Stage

    Concludes = Callable[["Run", Content, date], Content]
    Part = Generator[date | None, datetime, None]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How one inspection goes. ``days`` gives the day of each step; the first step without a day is where it
    stands. Persons are named by (unit code, key).

    ``reported`` and ``confirmed`` map the number of a requirement to the day its owner reports it and the day
    it is confirmed.
    """

    body: str
    procedure: str
    subject_unit: str
    chair: tuple[str, str]
    head: tuple[str, str]
    answers: tuple[str, str]
    days: Mapping[str, date]
    words: Mapping[str, str]
    contents: tuple[str, ...]
    purpose: str
    team: tuple[tuple[str, str, str], ...] = ()
    member: tuple[str, str] | None = None
    official: bool = False
    lookback: tuple[date, date] | None = None
    origin: str = Origin.PROGRAMME
    sign: str = ""
    item: str = ""
    conclusion: Concludes | None = None
    reported: Mapping[int, date] = field(default_factory=dict)
    confirmed: Mapping[int, date] = field(default_factory=dict)
    recheck_on: date | None = None
    extends: bool = False
    statement: str = ""


@dataclass
class Run:
    """A plan being played: the case that came of it, and what its steps need."""

    stage: Stage
    plan: Plan
    items: Mapping[str, UUID]
    made: UUID | None = None

    @property
    def case(self) -> Inspection:
        """Return the inspection as it is now."""
        found = Inspection.objects.select_related("case", "unit", "unit__parent", "subject_unit")
        return found.select_related("subject_person").get(pk=self.made)

    def actor(self, who: tuple[str, str]) -> Actor:
        """Return who acts."""
        return self.stage.actor(*who)

    @property
    def signer(self) -> Mandate:
        """Return the mandate of who signs for the body."""
        return self.stage.mandate(*self.plan.chair)

    # -- the whole

    def script(self) -> Script:
        """Play the plan."""
        days = self.plan.days
        at = yield days["open"]
        if self.made is None:
            self.open(at)
        for step in procedure_of(self.case).steps:
            if step.key not in days:
                if step.optional:
                    continue
                return
            yield from getattr(self, f"_{step.key}", self._plain(step.key))(days[step.key])

    def open(self, at: datetime) -> None:
        """Open the dossier, from the programme where the plan names an item."""
        plan, stage = self.plan, self.stage
        lead = self.actor(plan.head)
        given: dict[str, Any] = {}
        if plan.item:
            _item, case, _receipt = programmes.start_item(actor=lead, at=at, item_id=self.items[plan.item])
            given = {"case": case, "origin_case_id": _item.programme.case_id}
        kind = Subject.OFFICIAL if plan.official else Subject.MEMBER
        inspection, _receipt = actions.open_inspection(
            actor=lead,
            at=at,
            unit_id=stage.unit(plan.body).pk,
            procedure=plan.procedure,
            subject=kind if plan.member else Subject.ORGANISATION,
            subject_unit_id=stage.unit(plan.subject_unit).pk,
            subject_person_id=stage.person(*plan.member).pk if plan.member else None,
            contents=plan.contents,
            lookback_from=plan.lookback[0] if plan.lookback else None,
            lookback_to=plan.lookback[1] if plan.lookback else None,
            origin=plan.origin,
            sign=plan.sign,
            purpose=plan.purpose,
            **given,
        )
        self.made = inspection.pk

    def paper(self, at: datetime, kind: str, title: str, *, who: tuple[str, str] | None = None) -> UUID:
        """Put a paper into the dossier, with the words of the plan or the first draft of the product."""
        row = self.case
        words = self.plan.words.get(kind) or first_words(row, kind)
        official = kind in ("decision", "plan", "notice")
        new = dossier.NewPaper(
            kind=kind, title=title, words=words, signer_id=self.signer.pk if official else None
        )
        paper, _receipt = dossier.add_paper(
            actor=self.actor(who or self.plan.head), at=at, inspection_id=row.pk, new=new
        )
        return paper.pk

    def take(self, at: datetime, key: str, who: tuple[str, str]) -> None:
        """Take a step on the day of the moment."""
        actions.take(actor=self.actor(who), at=at, inspection_id=self.case.pk, key=key, on=local_day(at))

    def _plain(self, key: str) -> Callable[[date], Part]:
        def part(day: date) -> Part:
            at = yield day
            self.take(at, key, self.plan.head)

        return part

    # -- prepare

    def appoint(self, at: datetime) -> None:
        """Put head and members into the team."""
        named = [(*self.plan.head, "head"), *self.plan.team]
        for code, key, role in named:
            person = self.stage.person(code, key)
            chair = self.actor(self.plan.chair)
            team.appoint(actor=chair, at=at, inspection_id=self.case.pk, person_id=person.pk, role=role)

    def _draft_plan(self, day: date) -> Part:
        at = yield day
        self.appoint(at)
        self.paper(at, "plan", "Kế hoạch kiểm tra đảng viên")
        at = yield
        self.take(at, "draft_plan", self.plan.head)

    def _decide(self, day: date) -> Part:
        at = yield day
        needed = next(step.papers for step in procedure_of(self.case).steps if step.key == "decide")
        if not self.case.team.exists():
            self.appoint(at)
        at = yield
        if "decision" in needed:
            self.paper(at, "decision", f"Quyết định {self._what}", who=self.plan.chair)
        if "plan" in needed:
            self.paper(at, "plan", f"Kế hoạch {self._what}", who=self.plan.chair)
        at = yield
        self.take(at, "decide", self.plan.chair)

    @property
    def _what(self) -> str:
        row = self.case
        whom = row.subject_person.name if row.subject_person else str(row.subject_unit)
        return f"{procedure_of(row).title.lower()} đối với {whom}"

    # -- conduct

    def _notify(self, day: date) -> Part:
        at = yield day
        kinds = next(step.papers for step in procedure_of(self.case).steps if step.key == "notify")
        served = []
        if "notice" in kinds:
            served.append(self.paper(at, "notice", f"Thông báo về việc {self._what}"))
        if "outline" in kinds:
            served.append(self.paper(at, "outline", "Đề cương gợi ý báo cáo"))
        at = yield
        lead, subject = self.actor(self.plan.head), self.actor(self.plan.answers)
        for paper in served:
            dossier.serve_paper(actor=lead, at=at, inspection_id=self.case.pk, paper_id=paper)
        self.take(at, "notify", self.plan.head)
        at = yield
        for paper in served:
            dossier.confirm_receipt(actor=subject, at=at, inspection_id=self.case.pk, paper_id=paper)

    def _self_report(self, day: date) -> Part:
        at = yield day
        words = self.plan.words["self_report"]
        subject = self.actor(self.plan.answers)
        dossier.send_self_report(
            actor=subject, at=at, inspection_id=self.case.pk, title="Báo cáo tự kiểm tra", words=words
        )

    def evidence(self, at: datetime) -> None:
        """Add a picture, an interview and a visit, as far as the plan has words for them."""
        lead, row, words = self.actor(self.plan.head), self.case, self.plan.words
        if "photo" in words:
            blob = self.stage.photo(seed=len(words["photo"]), sheets=5, at=at)
            new = dossier.NewEvidence(
                kind="file",
                title=words["photo"],
                happened_at=hour(at),
                file=dossier.File(blob, "anh-bang-niem-yet.jpg"),
            )
            dossier.add_evidence(actor=lead, at=at, inspection_id=row.pk, new=new)
        if "interview" in words:
            new = dossier.NewEvidence(
                kind="interview",
                title="Làm việc với người giữ sổ",
                told_by=words.get("told_by", "Người giữ sổ quỹ của chi bộ"),
                words=words["interview"],
                happened_at=hour(at),
            )
            dossier.add_evidence(actor=lead, at=at, inspection_id=row.pk, new=new)
        if "visit" in words:
            new = dossier.NewEvidence(
                kind="site_visit",
                title="Kiểm tra thực tế tại nơi sinh hoạt",
                words=words["visit"],
                place=words.get("place", "Nhà văn hóa thôn"),
                latitude=21.9471,
                longitude=104.2218,
                happened_at=hour(at),
            )
            dossier.add_evidence(actor=lead, at=at, inspection_id=row.pk, new=new)

    def gather(self, day: date) -> Part:
        """Collect evidence without closing the step: what a case that is being verified looks like."""
        at = yield day
        self.evidence(at)

    def _verify(self, day: date) -> Part:
        at = yield day
        if not self.case.evidence.exists():
            self.evidence(at)
        if "minutes" in self.plan.words:
            self.paper(at, "minutes", "Biên bản thẩm tra, xác minh")
        at = yield
        self.take(at, "verify", self.plan.head)
        if self.plan.extends:
            at = yield
            self._extend(at)

    def _extend(self, at: datetime) -> None:
        row = self.case
        if row.due_at is not None:
            actions.extend(
                actor=self.actor(self.plan.chair),
                at=at,
                inspection_id=row.pk,
                new_due=local_day(row.due_at) + timedelta(days=7),
                reason="Chờ đối chiếu chứng từ với kho bạc, cần thêm thời gian.",
            )

    def _report(self, day: date) -> Part:
        at = yield day
        self.paper(at, "team_report", "Báo cáo kết quả của đoàn")
        at = yield
        self.take(at, "report", self.plan.head)

    # -- conclude

    def _hear(self, day: date) -> Part:
        at = yield day
        self.paper(at, "hearing_minutes", "Biên bản hội nghị thông qua dự thảo")
        words = self.plan.statement
        if words:
            dossier.keep_statement(
                actor=self.actor(self.plan.answers),
                at=at,
                inspection_id=self.case.pk,
                kind="on_draft",
                words=words,
            )
        at = yield
        self.take(at, "hear", self.plan.head)

    def _conclude(self, day: date) -> Part:
        at = yield day
        row, concludes = self.case, self.plan.conclusion
        if concludes is None:
            return
        content = concludes(self, first_content(row), local_day(at))
        draft, _receipt = save_draft(
            actor=self.actor(self.plan.head), at=at, inspection_id=row.pk, parent=None, content=content
        )
        at = yield
        signer = next(
            each for each in letterhead.signers(row.unit_id, day=local_day(at)) if each.pk == self.signer.pk
        )
        issue_conclusion(
            actor=self.actor(self.plan.chair),
            at=at,
            inspection_id=row.pk,
            draft_id=draft.pk,
            signer=signer,
        )
        at = yield
        if self.plan.item:
            programmes.finish_item(actor=self.actor(self.plan.head), at=at, case_id=row.case_id)

    def _publish(self, day: date) -> Part:
        at = yield day
        self.paper(at, "publication", "Biên bản công bố kết luận")
        at = yield
        self.take(at, "publish", self.plan.head)
        yield from self._remedies()

    def _remedies(self) -> Part:
        plan = self.plan
        calendar = sorted(
            [(day, 0, number) for number, day in plan.reported.items()]
            + [(day, 1, number) for number, day in plan.confirmed.items()]
        )
        for day, is_confirmed, number in calendar:
            at = yield day
            requirement = self.case.requirements.get(number=number)
            if not is_confirmed and requirement.task_id is not None:
                blob = self.stage.photo(seed=number, sheets=number + 3, at=at)
                tasks.finish(
                    actor=self.actor(plan.answers),
                    at=at,
                    task_id=requirement.task_id,
                    text="Đã khắc phục xong, gửi kèm ảnh chụp sổ sách và bảng niêm yết",
                    file=tasks.Attachment(blob, f"khac-phuc-{number}.jpg"),
                )
            elif is_confirmed:
                remedies.confirm_remedy(
                    actor=self.actor(plan.head),
                    at=at,
                    requirement_id=requirement.pk,
                    how="evidence",
                    words="Đã đối chiếu tài liệu đơn vị gửi, đúng nội dung yêu cầu",
                )
        if plan.recheck_on is not None:
            at = yield
            remedies.schedule_recheck(
                actor=self.actor(plan.head), at=at, inspection_id=self.case.pk, on=plan.recheck_on
            )

    def _recheck(self, day: date) -> Part:
        at = yield day
        self.paper(at, "minutes", "Biên bản phúc tra")
        at = yield
        remedies.record_recheck(
            actor=self.actor(self.plan.head),
            at=at,
            inspection_id=self.case.pk,
            on=local_day(at),
            words=self.plan.words["recheck"],
        )

    def _archive(self, day: date) -> Part:
        at = yield day
        self.paper(at, "file_index", "Danh mục hồ sơ")
        at = yield
        self.take(at, "archive", self.plan.head)
