"""A directive goes down by bundle, its tasks are worked on there, and the reports come back up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from cast import AT, Cast
from liem.domains.directives import actions as directives
from liem.domains.directives import exchange
from liem.domains.directives.models import Directive
from liem.domains.directives.proposal import proposed
from liem.spine.access import Invalid
from liem.spine.bundles import readers
from liem.spine.bundles.kinds import Packed
from liem.spine.bundles.models import Received
from liem.spine.ledger import replay
from liem.spine.ledger.models import Entry
from liem.spine.tasks import actions as tasks
from liem.spine.tasks.flow import State as TaskState
from liem.spine.tasks.models import Progress, Task
from liem.spine.tasks.steps import Assignment
from liem.spine.vault import files
from spine.exchanging import Office, packed_directive, pair

pytestmark = [pytest.mark.django_db, pytest.mark.twin]
WORDS = ("Rà soát sổ quỹ chi bộ", "Công khai tài chính tại thôn", "Báo cáo kết quả thực hiện")
LATER = AT + timedelta(days=2)


@pytest.fixture
def two(cast: Cast, tmp_path: Path) -> tuple[Office, Office]:
    return pair(tmp_path)


def confirmed(cast: Cast) -> Directive:
    """The commune's document, confirmed as it came and given to its own office."""
    directive = Directive.objects.get(unit=cast.units["XCR"])
    directive, _ = directives.confirm(
        actor=cast.actor("clerk"),
        at=AT,
        directive_id=directive.pk,
        revision=directive.revision,
        what=proposed(directive),
    )
    how = {task.pk: Assignment(lead_unit=cast.units["XCR"]) for task in directive.case.tasks.all()}
    directives.assign_tasks(
        actor=cast.actor("office_head"), at=AT, directive_id=directive.pk, assignments=how
    )
    return directive


def down(cast: Cast, two: tuple[Office, Office]) -> tuple[Directive, Directive]:
    """The province's directive, and what the commune confirmed of it."""
    province, commune = two
    above, packed = packed_directive(cast, *WORDS)
    assert commune.states(province.send("XCR", exchange.DIRECTIVE, packed)) == ["taken"]
    return above, confirmed(cast)


def up(two: tuple[Office, Office], *, at: object = LATER) -> bytes:
    _, commune = two
    peer = readers.get_peer(commune.here.unit, "TAL")
    packed = exchange.pack_report(commune.here.unit, peer, at=LATER)
    return commune.send("TAL", exchange.REPORT, packed, at=LATER)


def tasks_of(directive: Directive) -> list[Task]:
    return list(directive.case.tasks.order_by("number"))


class TestDirective:
    def test_waits_to_be_confirmed_like_any_incoming_document(
        self, cast: Cast, two: tuple[Office, Office]
    ) -> None:
        province, commune = two
        above, packed = packed_directive(cast, *WORDS)
        commune.bring(province.send("XCR", exchange.DIRECTIVE, packed))
        below = Directive.objects.get(unit=cast.units["XCR"])
        assert below.state == "read"
        assert below.full_symbol == above.full_symbol == "15-CT/TU"
        assert (below.subject, below.issuer, below.issued_on) == (
            above.subject,
            above.issuer,
            above.issued_on,
        )
        assert below.blob == above.blob
        what = proposed(below)
        assert [(new.number, new.text) for new in what.tasks] == list(zip("123", WORDS, strict=True))
        assert [new.due.at for new in what.tasks] == [task.due_at for task in tasks_of(above)]
        assert below.case.tasks.count() == 0, "nothing is given before a person confirms"
        assert replay.check().agrees

    def test_sent_twice_stands_once(self, cast: Cast, two: tuple[Office, Office]) -> None:
        province, commune = two
        _, packed = packed_directive(cast, *WORDS)
        for _ in range(2):
            assert commune.states(province.send("XCR", exchange.DIRECTIVE, packed)) == ["taken"]
        assert Directive.objects.filter(unit=cast.units["XCR"]).count() == 1
        assert [row.kept["new"] for row in Received.objects.all()] == [True, False]

    def test_registered_by_hand_before_is_that_document(self, cast: Cast, two: tuple[Office, Office]) -> None:
        province, commune = two
        above, packed = packed_directive(cast, *WORDS)
        assert above.blob is not None
        own, _ = directives.receive(
            actor=cast.actor("clerk"), at=AT, unit_id=cast.units["XCR"].pk, file_name="x.pdf", blob=above.blob
        )
        commune.bring(province.send("XCR", exchange.DIRECTIVE, packed))
        assert Directive.objects.get(unit=cast.units["XCR"]) == own
        assert Received.objects.get().kept["directive"] == str(own.pk)

    def test_without_a_task_for_the_other_office_is_not_sent(self, cast: Cast) -> None:
        above, _ = packed_directive(cast, *WORDS)
        with pytest.raises(Invalid):
            exchange.pack_directive(above, to=cast.units["XST"])

    @pytest.mark.parametrize(
        "spoil",
        [
            {"directive": "no id"},
            {"tasks": []},
            {"tasks": [{"id": "x"}]},
            {"tasks": None},
            {"issued_on": "2026-13-45"},
            {"kind": "no kind"},
            {"number": 15},
            {"base_documents": "x"},
        ],
    )
    def test_that_makes_no_document_is_refused_whole(
        self, cast: Cast, two: tuple[Office, Office], spoil: dict[str, object]
    ) -> None:
        province, commune = two
        _, packed = packed_directive(cast, *WORDS)
        data = province.send("XCR", exchange.DIRECTIVE, replace(packed, data={**packed.data, **spoil}))
        assert commune.states(data) == ["refused"]
        assert not Directive.objects.filter(unit=cast.units["XCR"]).exists()
        assert replay.check().agrees


class TestReport:
    def test_is_written_to_the_tasks_it_is_about(self, cast: Cast, two: tuple[Office, Office]) -> None:
        above, below = down(cast, two)
        first, second, _third = tasks_of(below)
        head = cast.actor("office_head")
        blob = files.store([b"bien ban"], at=AT)
        tasks.report_progress(actor=head, at=AT, task_id=first.pk, percent=40, text="Đã rà soát ba chi bộ")
        tasks.finish(
            actor=head,
            at=AT + timedelta(hours=1),
            task_id=second.pk,
            text="Đã niêm yết",
            file=tasks.Attachment(blob, "bien-ban.pdf"),
        )
        data = up(two)
        assert two[0].states(data, at=LATER) == ["taken"]
        one, other, untouched = tasks_of(above)
        assert (one.state, one.percent) == (TaskState.IN_PROGRESS, 40)
        assert (other.state, other.outcome) == (TaskState.FINISHED, "on_time")
        assert untouched.state == TaskState.ASSIGNED
        said = Progress.objects.get(task=other)
        assert (said.text, said.blob, said.file_name, said.by_unit) == (
            "Đã niêm yết",
            blob,
            "bien-ban.pdf",
            cast.units["XCR"],
        )
        assert said.by is None, "no person goes up"
        kept = Received.objects.get(kind="report").kept
        assert (kept["written"], kept["left_out"]) == (2, [])
        # Both offices live in one database here, so the commune's report also has the province's three rows.
        assert kept["figures"]["total"] == len(kept["rows"]) == 6
        assert replay.check().agrees

    def test_sent_again_writes_only_what_is_new(self, cast: Cast, two: tuple[Office, Office]) -> None:
        above, below = down(cast, two)
        first, second, _ = tasks_of(below)
        head = cast.actor("office_head")
        tasks.report_progress(actor=head, at=AT, task_id=first.pk, percent=40, text="Đã rà soát ba chi bộ")
        two[0].bring(up(two), at=LATER)
        tasks.report_progress(actor=head, at=AT, task_id=second.pk, percent=10, text="Đã họp thôn")
        two[0].bring(up(two), at=LATER)
        assert [row.kept["written"] for row in Received.objects.filter(kind="report")] == [1, 1]
        assert Progress.objects.filter(task__in=tasks_of(above)).count() == 2

    def test_about_a_task_of_somebody_else_is_left_out_and_said(
        self, cast: Cast, two: tuple[Office, Office]
    ) -> None:
        above, _ = down(cast, two)
        province, commune = two
        task = tasks_of(above)[0]
        Task.objects.filter(pk=task.pk).update(lead_unit=cast.units["XST"])
        told = {"percent": 5, "text": "việc của người khác", "finished_at": "", "file": -1}
        packed = Packed(
            {
                "at": LATER.isoformat(),
                "figures": {},
                "rows": [],
                "tasks": [{**told, "task": str(task.pk)}, {**told, "task": str(uuid4())}],
            }
        )
        assert province.states(commune.send("TAL", exchange.REPORT, packed)) == ["taken"]
        kept = Received.objects.get(kind="report").kept
        assert kept["written"] == 0
        assert len(kept["left_out"]) == 2
        assert not Progress.objects.filter(task=task).exists()

    @pytest.mark.parametrize(
        "task",
        [
            {"percent": "40"},
            {"finished_at": "2026-11-26"},
            {"file": 3},
            {"file": -7},
            {"text": None},
            {"task": "x"},
        ],
    )
    def test_that_cannot_be_read_is_refused_whole(
        self, cast: Cast, two: tuple[Office, Office], task: dict[str, object]
    ) -> None:
        above, _ = down(cast, two)
        province, commune = two
        good = {"percent": 5, "text": "đã làm", "finished_at": "", "file": -1}
        ids = [str(each.pk) for each in tasks_of(above)]
        told = [{**good, "task": ids[0]}, {**good, "task": ids[1], **task}]
        entries = Entry.objects.filter(kind__startswith="tasks.").count()
        packed = Packed({"at": LATER.isoformat(), "figures": {}, "rows": [], "tasks": told})
        assert province.states(commune.send("TAL", exchange.REPORT, packed)) == ["refused"]
        assert Entry.objects.filter(kind__startswith="tasks.").count() == entries

    def test_before_anything_came_is_not_made(self, cast: Cast, two: tuple[Office, Office]) -> None:
        peer = readers.get_peer(two[1].here.unit, "TAL")
        with pytest.raises(Invalid):
            exchange.pack_report(two[1].here.unit, peer, at=AT)


class TestMatching:
    def test_goes_by_words_then_by_number_and_never_guesses(
        self, cast: Cast, two: tuple[Office, Office]
    ) -> None:
        _, below = down(cast, two)
        first, second, third = tasks_of(below)
        told = [
            {"id": "a", "number": "9", "text": WORDS[0].upper()},
            {"id": "b", "number": "2", "text": "Viết lại hoàn toàn"},
            {"id": "c", "number": "8", "text": "Viết lại cả số"},
        ]
        assert exchange.matched(told, below.pk) == [("a", first), ("b", second)]
        assert third.number == "3"
