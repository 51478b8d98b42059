"""The end of an inspection: hearing, conclusion, remedies, the second look, the archive."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from liem.domains.inspections import dossier, letterhead, remedies
from liem.domains.inspections.conclusion_actions import issue_conclusion, save_draft
from liem.domains.inspections.conclusion_known import first_content
from liem.domains.programmes import actions as programmes
from liem.kernel.clock import local_day
from liem.spine.tasks import actions as tasks

from .acting import Acting

if TYPE_CHECKING:
    from datetime import date, datetime

    from .script import Script


class Ending(Acting):
    """What comes after the team's report."""

    def _hear(self, day: date) -> Script:
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
        at = yield None
        self.take(at, "hear", self.plan.head)

    def _conclude(self, day: date) -> Script:
        at = yield day
        row, concludes = self.case, self.plan.conclusion
        if concludes is None:
            return
        content = concludes(self, first_content(row), local_day(at))
        draft, _receipt = save_draft(
            actor=self.actor(self.plan.head), at=at, inspection_id=row.pk, parent=None, content=content
        )
        at = yield None
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
        if self.plan.item:  # as the page of the issue does
            programmes.finish_item(actor=self.actor(self.plan.chair), at=at, case_id=row.case_id)

    def _publish(self, day: date) -> Script:
        at = yield day
        self.paper(at, "publication", "Biên bản công bố kết luận")
        at = yield None
        self.take(at, "publish", self.plan.head)
        yield from self._remedies()

    def _remedies(self) -> Script:
        plan = self.plan
        calendar = sorted(
            [(day, 0, number) for number, day in plan.reported.items()]
            + [(day, 1, number) for number, day in plan.confirmed.items()]
        )
        for day, is_confirmed, number in calendar:
            at = yield day
            if is_confirmed:
                self.confirm(at, number)
            else:
                self.report(at, number)
        if plan.recheck_on is not None:
            at = yield None
            remedies.schedule_recheck(
                actor=self.actor(plan.head), at=at, inspection_id=self.case.pk, on=plan.recheck_on
            )

    def report(self, at: datetime, number: int) -> None:
        """Let the owner of a requirement report it as done, with a picture."""
        requirement = self.case.requirements.get(number=number)
        if requirement.task_id is None:
            return
        blob = self.stage.photo(seed=number, sheets=number + 3, at=at)
        tasks.finish(
            actor=self.actor(self.plan.answers),
            at=at,
            task_id=requirement.task_id,
            text="Đã khắc phục xong, gửi kèm ảnh chụp sổ sách và bảng niêm yết",
            file=tasks.Attachment(blob, f"khac-phuc-{number}.jpg"),
        )

    def confirm(self, at: datetime, number: int) -> None:
        """Confirm a remedy by what its owner sent."""
        remedies.confirm_remedy(
            actor=self.actor(self.plan.head),
            at=at,
            requirement_id=self.case.requirements.get(number=number).pk,
            how="evidence",
            words="Đã đối chiếu tài liệu đơn vị gửi, đúng nội dung yêu cầu",
        )

    def mend(self, number: int, day: date) -> Script:
        """Report a requirement and confirm it, after the plan was played."""
        at = yield day
        self.report(at, number)
        at = yield day + timedelta(days=3)
        self.confirm(at, number)

    def close(self, day: date) -> Script:
        """Follow up and archive, after the plan was played."""
        yield from self._follow(day)
        yield from self._archive(day + timedelta(days=1))

    def _follow(self, day: date) -> Script:
        at = yield day
        self.take(at, "follow", self.plan.head)

    def _recheck(self, day: date) -> Script:
        at = yield day
        self.paper(at, "minutes", "Biên bản phúc tra")
        at = yield None
        remedies.record_recheck(
            actor=self.actor(self.plan.head),
            at=at,
            inspection_id=self.case.pk,
            on=local_day(at),
            words=self.plan.words["recheck"],
        )

    def _archive(self, day: date) -> Script:
        at = yield day
        self.paper(at, "file_index", "Danh mục hồ sơ")
        at = yield None
        self.take(at, "archive", self.plan.head)
