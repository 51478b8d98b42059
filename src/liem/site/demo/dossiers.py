"""One inspection from its opening to the archive, taken step by step as its team, its deciders and its subject
would."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from liem.domains.inspections import actions, dossier, team
from liem.domains.inspections.models import Subject
from liem.domains.inspections.steps import procedure_of
from liem.domains.programmes import actions as programmes
from liem.kernel.clock import local_day

from .endings import Ending
from .script import hour

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from .script import Script


class Run(Ending):
    """A plan being played."""

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
            lookback_from=local_day(at) - timedelta(days=365),
            lookback_to=local_day(at) - timedelta(days=1),
            origin=plan.origin,
            sign=plan.sign,
            purpose=plan.purpose,
            **given,
        )
        self.made = inspection.pk

    def _plain(self, key: str) -> Callable[[date], Script]:
        def part(day: date) -> Script:
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

    def _draft_plan(self, day: date) -> Script:
        at = yield day
        self.appoint(at)
        self.paper(at, "plan", "Kế hoạch kiểm tra đảng viên")
        at = yield None
        self.take(at, "draft_plan", self.plan.head)

    def _decide(self, day: date) -> Script:
        at = yield day
        needed = next(step.papers for step in procedure_of(self.case).steps if step.key == "decide")
        if not self.case.team.exists():
            self.appoint(at)
        at = yield None
        if "decision" in needed:
            self.paper(at, "decision", f"Quyết định {self._what}", who=self.plan.chair)
        if "plan" in needed:
            self.paper(at, "plan", f"Kế hoạch {self._what}", who=self.plan.chair)
        at = yield None
        self.take(at, "decide", self.plan.chair)

    @property
    def _what(self) -> str:
        row = self.case
        whom = row.subject_person.name if row.subject_person else str(row.subject_unit)
        return f"{procedure_of(row).title.lower()} đối với {whom}"

    # -- conduct

    def _notify(self, day: date) -> Script:
        at = yield day
        kinds = next(step.papers for step in procedure_of(self.case).steps if step.key == "notify")
        served = []
        if "notice" in kinds:
            served.append(self.paper(at, "notice", f"Thông báo về việc {self._what}"))
        if "outline" in kinds:
            served.append(self.paper(at, "outline", "Đề cương gợi ý báo cáo"))
        at = yield None
        decided = self.case.papers.filter(kind="decision").order_by("at").values_list("pk", flat=True)
        served = [*decided, *served]
        lead, subject = self.actor(self.plan.head), self.actor(self.plan.answers)
        for paper in served:
            dossier.serve_paper(actor=lead, at=at, inspection_id=self.case.pk, paper_id=paper)
        self.take(at, "notify", self.plan.head)
        at = yield None
        for paper in served:
            dossier.confirm_receipt(actor=subject, at=at, inspection_id=self.case.pk, paper_id=paper)

    def _self_report(self, day: date) -> Script:
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

    def gather(self, day: date) -> Script:
        """Collect evidence without closing the step: what a case that is being verified looks like."""
        at = yield day
        self.evidence(at)

    def _verify(self, day: date) -> Script:
        at = yield day
        if not self.case.evidence.exists():
            self.evidence(at)
        if "minutes" in self.plan.words:
            self.paper(at, "minutes", "Biên bản thẩm tra, xác minh")
        at = yield None
        self.take(at, "verify", self.plan.head)
        if self.plan.extends:
            at = yield None
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

    def _report(self, day: date) -> Script:
        at = yield day
        self.paper(at, "team_report", "Báo cáo kết quả của đoàn")
        at = yield None
        self.take(at, "report", self.plan.head)
