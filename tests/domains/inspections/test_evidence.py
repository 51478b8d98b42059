"""Evidence and words: numbered, kept as given, never without what proves them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cast import AT, Cast, assemble
from commission import with_commission
from inspecting import brought_to, paper, staffed
from liem.domains.inspections import dossier
from liem.kernel.clock import local_day
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.ledger.append import opened as unsealed
from liem.spine.ledger.models import Entry
from liem.spine.notices.models import Notice
from liem.spine.vault import files


@pytest.fixture
def crew(db: None) -> Cast:
    return with_commission(assemble())


def add(crew: Cast, inspection: Any, who: str = "inspector", **told: Any) -> Any:
    new = dossier.NewEvidence(**told)
    made, _receipt = dossier.add_evidence(actor=crew.actor(who), at=AT, inspection_id=inspection.pk, new=new)
    return made


def test_numbers_evidence_in_the_order_it_came(crew: Cast) -> None:
    inspection = staffed(crew)
    blob = files.store([b"so quy"], at=AT)
    first = add(crew, inspection, kind="file", title="Sổ quỹ", file=dossier.File(blob, "so-quy.pdf"))
    second = add(
        crew, inspection, kind="interview", title="Thủ quỹ", told_by="Thủ quỹ chi bộ", words="Tôi giữ sổ."
    )
    third = add(
        crew,
        inspection,
        kind="site_visit",
        title="Nhà văn hóa",
        place="Thôn Ghềnh",
        happened_at=AT - timedelta(hours=3),
        latitude=21.5,
        longitude=103.9,
    )
    assert [str(each)[:4] for each in (first, second, third)] == ["CC01", "CC02", "CC03"]
    assert first.entry_seq < second.entry_seq < third.entry_seq


def test_refuses_evidence_without_what_makes_it_one(crew: Cast) -> None:
    inspection = staffed(crew)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"kind": "file", "title": "x"}, "file"),
        ({"kind": "rumour", "title": "x"}, "kind"),
        ({"kind": "file", "title": " "}, "title"),
        ({"kind": "interview", "title": "x", "words": "y"}, "told_by"),
        ({"kind": "interview", "title": "x", "told_by": "y"}, "words"),
        ({"kind": "site_visit", "title": "x", "happened_at": AT}, "place"),
        ({"kind": "site_visit", "title": "x", "place": "y"}, "happened_at"),
        (
            {"kind": "site_visit", "title": "x", "place": "y", "happened_at": AT + timedelta(days=1)},
            "happened_at",
        ),
        ({"kind": "site_visit", "title": "x", "place": "y", "happened_at": AT, "latitude": 3.0}, "latitude"),
        (
            {
                "kind": "site_visit",
                "title": "x",
                "place": "y",
                "happened_at": AT,
                "latitude": 99.0,
                "longitude": 1.0,
            },
            "latitude",
        ),
    ]
    for told, field in wrong:
        with pytest.raises(Invalid) as caught:
            add(crew, inspection, **told)
        assert caught.value.field == field, told
    assert not inspection.evidence.exists()


def test_only_the_inspecting_side_adds_evidence(crew: Cast) -> None:
    inspection = staffed(crew)
    for who in ("cell_secretary", "secretary", "stranger_head"):
        with pytest.raises(NotPermitted):
            add(crew, inspection, who, kind="interview", title="x", told_by="y", words="z")


def test_keeps_the_subjects_words_as_given_in_the_row_and_in_the_ledger(crew: Cast) -> None:
    inspection = staffed(crew)
    words = "  Tôi không\n\nđồng ý với ‘mục 3’.  "
    statement, receipt = dossier.keep_statement(
        actor=crew.actor("cell_secretary"),
        at=AT,
        inspection_id=inspection.pk,
        kind="explanation",
        words=words,
    )
    assert (statement.words, statement.by_subject) == (words, True)
    assert receipt is not None
    [(_entry, values)] = unsealed(list(Entry.objects.filter(seq=receipt.seq)))
    assert values is not None
    assert values["words"] == words
    recorded, _receipt = dossier.keep_statement(
        actor=crew.actor("inspector"), at=AT, inspection_id=inspection.pk, kind="on_draft", words="Đồng ý."
    )
    assert not recorded.by_subject
    for who, told in (("secretary", {}), ("inspector", {"kind": "song"}), ("inspector", {"words": " "})):
        options = {"kind": "explanation", "words": "x", **told}
        with pytest.raises((Invalid, NotPermitted)):
            dossier.keep_statement(actor=crew.actor(who), at=AT, inspection_id=inspection.pk, **options)


def test_a_paper_is_handed_over_once_and_its_receipt_confirmed_once(crew: Cast) -> None:
    inspection = staffed(crew)
    notice = paper(crew, inspection, "notice")
    order = {"at": AT, "inspection_id": inspection.pk, "paper_id": notice.pk}
    with pytest.raises(NotFound):
        dossier.confirm_receipt(actor=crew.actor("cell_secretary"), **order)
    dossier.serve_paper(actor=crew.actor("inspector"), **order)
    told = Notice.objects.get(kind="inspections.served")
    assert told.person_id == crew.account("cell_secretary").person_id
    assert "Chi bộ" not in told.words
    with pytest.raises(Conflict):
        dossier.serve_paper(actor=crew.actor("inspector"), **order)
    with pytest.raises(NotPermitted):
        dossier.confirm_receipt(actor=crew.actor("inspector"), **order)
    assert dossier.confirm_receipt(actor=crew.actor("cell_secretary"), **order) is not None
    assert dossier.confirm_receipt(actor=crew.actor("cell_secretary"), **order) is None
    minutes = paper(crew, inspection, "minutes")
    with pytest.raises(Invalid, match="không giao cho đối tượng"):
        dossier.serve_paper(
            actor=crew.actor("inspector"), at=AT, inspection_id=inspection.pk, paper_id=minutes.pk
        )


def test_neither_the_change_nor_the_notice_stays_when_the_transaction_dies(
    crew: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspection = staffed(crew)
    notice = paper(crew, inspection, "notice")

    def power_cut(**_more: Any) -> int:
        raise RuntimeError("power cut")

    monkeypatch.setattr(dossier, "tell_step", power_cut)
    order = {"actor": crew.actor("inspector"), "at": AT, "inspection_id": inspection.pk}
    with pytest.raises(RuntimeError):
        dossier.serve_paper(**order, paper_id=notice.pk)
    notice.refresh_from_db()
    assert notice.told_at is None
    assert not Notice.objects.filter(kind="inspections.served").exists()
    monkeypatch.undo()
    dossier.serve_paper(**order, paper_id=notice.pk)
    assert Notice.objects.filter(kind="inspections.served").count() == 1


def test_the_subjects_report_takes_the_step_when_it_is_due(crew: Cast) -> None:

    inspection = brought_to(crew, staffed(crew), "notify")
    made, _receipt = dossier.send_self_report(
        actor=crew.actor("cell_secretary"),
        at=AT,
        inspection_id=inspection.pk,
        title="Báo cáo của chi bộ",
        words="Đã thu đủ.",
    )
    inspection.refresh_from_db()
    assert (inspection.state, made.kind, made.issued_on) == ("self_report", "self_report", local_day(AT))
    assert Notice.objects.filter(kind="inspections.subject").count() == 1
