"""Past cases taken in from rows: every fault named, nothing kept before, one ledger entry a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cast import AT, Cast, assemble
from commission import with_commission
from liem.domains.discipline import importing as disciplines
from liem.domains.discipline.importing import PastDiscipline
from liem.domains.discipline.models import DisciplineCase
from liem.domains.inspections import importing as inspections
from liem.domains.inspections.importing import PastInspection
from liem.domains.inspections.models import Inspection
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.ledger.models import Entry
from liem.spine.units.importing import get_preview, keep_preview, open_previews
from liem.spine.vault import files

pytestmark = pytest.mark.django_db

INSPECTED = PastInspection(
    number=2,
    unit_code="UBKT",
    procedure="compliance_inspection",
    subject="organisation",
    subject_unit_code="CB01",
    opened_on=date(2023, 3, 1),
    concluded_on=date(2023, 4, 12),
    outcome="clean",
    contents=("land", "party_dues"),
)
DISCIPLINED = PastDiscipline(
    number=2,
    unit_code="UBKT",
    subject="member",
    subject_unit_code="CB01",
    person_name="ngan van duc",
    form="reprimand",
    decided_on=date(2023, 5, 9),
    decision_number="12-QĐ/UBKTĐU",
    gravity="minor",
    contents=("irresponsibility",),
    proposed_on=date(2023, 4, 1),
)


@pytest.fixture
def cast() -> Cast:
    return with_commission(assemble())


def preview(cast: Cast, what: str, role: str = "ubkt_chair") -> Any:
    blob = files.store([f"bảng {what}".encode()], at=AT)
    return keep_preview(actor=cast.actor(role), at=AT, what=what, blob=blob, file_name="bang.xlsx")


def take_in(cast: Cast, rows: list[Any], *, expected: int | None = None, **more: Any) -> Any:
    what, act = (
        ("inspections", inspections.import_inspections)
        if isinstance(rows[0], PastInspection)
        else ("disciplines", disciplines.import_disciplines)
    )
    kept = preview(cast, what)
    wanted = len(rows) if expected is None else expected
    return act(actor=cast.actor("ubkt_chair"), at=AT, preview_id=kept.pk, rows=rows, expected=wanted, **more)


def fields(cast: Cast, *rows: Any, role: str = "ubkt_chair") -> list[tuple[int, str]]:
    room = inspections if isinstance(rows[0], PastInspection) else disciplines
    found = room.faults_of(rows, actor=cast.actor(role), at=AT)  # type: ignore[arg-type]
    return [(fault.number, fault.field) for fault in found]


def test_takes_in_a_past_inspection_at_the_end_of_its_procedure(cast: Cast) -> None:
    receipt = take_in(cast, [INSPECTED])
    case = Inspection.objects.get()
    assert (case.imported, case.state, case.body, case.outcome) == (True, "archive", "commission", "clean")
    assert case.case.dossier.split("-")[1] == "23"
    assert case.closed_at is not None
    entry = Entry.objects.get(seq=receipt.seq)
    assert (entry.kind, entry.subject) == ("inspections.inspection.imported", case.pk)


def test_a_fault_not_yet_remedied_stays_open_after_its_conclusion(cast: Cast) -> None:
    take_in(cast, [replace(INSPECTED, outcome="faulty", remedied=False)])
    case = Inspection.objects.get()
    assert (case.state, case.closed_at) == ("conclude", None)


def test_takes_in_a_past_discipline_with_the_body_that_decided(cast: Cast) -> None:
    take_in(cast, [DISCIPLINED, replace(DISCIPLINED, number=3, unit_code="XCR", decided_on=date(2023, 6, 1))])
    kept = {each.body: each for each in DisciplineCase.objects.all()}
    assert set(kept) == {"commission", "committee"}
    assert kept["commission"].subject_person == cast.account("member").person
    assert all(each.imported and each.closed_at for each in kept.values())
    assert "Ngân" not in kept["commission"].case.title
    assert Entry.objects.filter(kind="discipline.case.imported").count() == 2


def test_imported_rows_agree_with_the_ledger(cast: Cast) -> None:
    from liem.spine.ledger import replay

    take_in(cast, [INSPECTED])
    take_in(cast, [DISCIPLINED])
    found = replay.check()
    assert not found.differences, [each.words for each in found.differences]


@pytest.mark.parametrize(
    ("row", "model", "changed"),
    [
        (INSPECTED, Inspection, {"state": "conclude"}),
        (INSPECTED, Inspection, {"procedure": "thematic_supervision"}),
        (DISCIPLINED, DisciplineCase, {"state": "ended"}),
        (DISCIPLINED, DisciplineCase, {"form": "warning"}),
    ],
)
def test_an_altered_imported_row_is_found_by_the_ledger(
    cast: Cast, row: Any, model: Any, changed: dict[str, Any]
) -> None:
    from liem.spine.ledger import replay

    take_in(cast, [row])
    assert replay.check().agrees
    model.objects.update(**changed)
    (found,) = replay.check().differences
    assert (found.code, found.subject) == ("row_differs", model.objects.get().pk)


WRONG_INSPECTIONS: list[tuple[dict[str, Any], str]] = [
    ({"unit_code": "ST01"}, "unit_code"),
    ({"unit_code": "none"}, "unit_code"),
    ({"subject_unit_code": "XST"}, "subject_unit_code"),
    ({"concluded_on": date(2023, 2, 28)}, "concluded_on"),
    ({"concluded_on": date(2027, 1, 1)}, "concluded_on"),
    ({"opened_on": date(1899, 1, 1)}, "opened_on"),
    ({"opened_on": date(2000, 1, 1)}, "procedure"),
    ({"procedure": "dancing"}, "procedure"),
    ({"unit_code": "CB01"}, "procedure"),
    ({"subject": "official"}, "subject"),
    ({"subject": "member"}, "person_name"),
    ({"subject": "member", "person_name": "Người Không Có"}, "person_name"),
    ({"subject": "member", "person_code": "X9"}, "person_code"),
    ({"person_name": "Ngân Văn Đức"}, "subject"),
    ({"outcome": "faulty"}, "remedied"),
    ({"procedure": "thematic_supervision", "outcome": "discipline_due"}, "outcome"),
]


def test_names_the_cell_of_an_inspection_that_cannot_be_taken(cast: Cast) -> None:
    rows = [replace(INSPECTED, number=at, **change) for at, (change, _field) in enumerate(WRONG_INSPECTIONS)]
    found = fields(cast, *rows)
    assert [
        (at, field) for at, (_change, field) in enumerate(WRONG_INSPECTIONS) if (at, field) not in found
    ] == []


WRONG_DISCIPLINES: list[tuple[dict[str, Any], str]] = [
    ({"unit_code": "XST"}, "unit_code"),
    ({"subject_unit_code": "ST01"}, "subject_unit_code"),
    ({"decided_on": date(2023, 3, 31)}, "decided_on"),
    ({"decided_on": date(2027, 3, 31)}, "decided_on"),
    ({"form": "state_pay_cut"}, "form"),
    ({"form": "dissolution"}, "form"),
    ({"subject": "probationary", "form": "expulsion"}, "form"),
    ({"subject": "organisation"}, "subject"),
    ({"person_name": ""}, "person_name"),
    ({"person_name": "Hà Thị Nhung"}, "person_name"),
    ({"person_code": "khong-co"}, "person_code"),
]


def test_names_the_cell_of_a_discipline_that_cannot_be_taken(cast: Cast) -> None:
    rows = [
        replace(DISCIPLINED, number=at, **change) for at, (change, _field) in enumerate(WRONG_DISCIPLINES)
    ]
    found = fields(cast, *rows)
    assert [
        (at, field) for at, (_change, field) in enumerate(WRONG_DISCIPLINES) if (at, field) not in found
    ] == []


@pytest.mark.parametrize("row", [INSPECTED, DISCIPLINED])
def test_refuses_the_same_case_twice_in_the_file_and_against_the_records(cast: Cast, row: Any) -> None:
    assert [number for number, _field in fields(cast, row, replace(row, number=3))] == [3]
    take_in(cast, [row])
    assert [number for number, _field in fields(cast, row)] == [2]


def test_keeps_nothing_while_one_row_is_wrong_unless_the_good_ones_are_asked_for(cast: Cast) -> None:
    rows = [INSPECTED, replace(INSPECTED, number=3, unit_code="XST")]
    with pytest.raises(Invalid):
        take_in(cast, rows, expected=1)
    assert not Inspection.objects.exists()
    take_in(cast, rows, expected=1, only_good=True)
    assert Inspection.objects.count() == 1


def test_a_table_is_taken_in_once_and_by_who_decides(cast: Cast) -> None:
    kept = preview(cast, "inspections")
    known: dict[str, Any] = {"at": AT, "preview_id": kept.pk, "rows": [INSPECTED], "expected": 1}
    with pytest.raises(NotPermitted):
        inspections.import_inspections(actor=cast.actor("inspector"), **known)
    with pytest.raises(NotFound):
        inspections.import_inspections(actor=cast.actor("secretary"), **known)
    inspections.import_inspections(actor=cast.actor("ubkt_chair"), **known)
    with pytest.raises(Conflict):
        inspections.import_inspections(actor=cast.actor("ubkt_chair"), **known)
    with pytest.raises(NotPermitted):
        preview(cast, "disciplines", role="inspector")


def test_tables_of_cases_and_of_units_do_not_meet(cast: Cast) -> None:
    kept = preview(cast, "disciplines")
    actor = cast.actor("ubkt_chair")
    assert open_previews(actor) == []
    with pytest.raises(NotFound):
        get_preview(actor, kept.pk)
    assert get_preview(actor, kept.pk, whats=("disciplines",)) == kept
