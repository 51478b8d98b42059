"""A hand-over counts when both ends have signed."""

from __future__ import annotations

from typing import Any

import pytest

from cast import AT, Cast, assemble
from commission import with_commission
from inspecting import opened
from liem.domains.inspections import handing, readers
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.notices.models import Notice
from liem.spine.vault import files


@pytest.fixture
def crew(db: None) -> Cast:
    return with_commission(assemble())


def send(crew: Cast, inspection: Any, who: str = "ubkt_chair", **more: Any) -> Any:
    options = {"reason": "Có dấu hiệu tội phạm", "papers": ["Quyết định", " ", "Biên bản"], **more}
    sent, _receipt = handing.hand_over(actor=crew.actor(who), at=AT, inspection_id=inspection.pk, **options)
    return sent


def test_the_other_body_is_told_and_signs_for_it(crew: Cast) -> None:
    inspection = opened(crew)
    sent = send(crew, inspection, to_unit_id=crew.units["NC"].pk)
    assert sent.papers == ["Quyết định", "Biên bản"]
    assert Notice.objects.get(kind="inspections.handed").person_id == crew.account("monitor").person_id
    assert list(readers.waiting_for(crew.actor("monitor"), at=AT)) == [sent]
    with pytest.raises(Conflict, match="đang chờ"):
        send(crew, inspection, to_unit_id=crew.units["NC"].pk)
    for who in ("ubkt_chair", "secretary", "stranger_head"):
        with pytest.raises(NotPermitted):
            handing.receive_hand_over(actor=crew.actor(who), at=AT, hand_over_id=sent.pk)
    handing.receive_hand_over(actor=crew.actor("monitor"), at=AT, hand_over_id=sent.pk)
    sent.refresh_from_db()
    assert "Tạ Thu Hà" in sent.received_by
    assert not readers.waiting_for(crew.actor("monitor"), at=AT).exists()
    with pytest.raises(Conflict):
        handing.refuse_hand_over(actor=crew.actor("monitor"), at=AT, hand_over_id=sent.pk, reason="x")


def test_a_refusal_gives_its_reason_and_lets_it_be_sent_again(crew: Cast) -> None:
    inspection = opened(crew)
    sent = send(crew, inspection, to_unit_id=crew.units["NC"].pk)
    with pytest.raises(Invalid):
        handing.refuse_hand_over(actor=crew.actor("monitor"), at=AT, hand_over_id=sent.pk, reason=" ")
    handing.refuse_hand_over(
        actor=crew.actor("monitor"), at=AT, hand_over_id=sent.pk, reason="Không thuộc thẩm quyền"
    )
    told = Notice.objects.get(kind="inspections.answered")
    assert told.person_id == crew.account("ubkt_chair").person_id
    send(crew, inspection, to_name="Cơ quan điều tra tỉnh")


def test_a_body_outside_signs_on_paper_that_is_kept_as_proof(crew: Cast) -> None:
    sent = send(crew, opened(crew), to_name="Cơ quan điều tra tỉnh")
    order = {"actor": crew.actor("ubkt_chair"), "at": AT, "hand_over_id": sent.pk}
    for missing in ({}, {"received_by": "Điều tra viên"}):
        with pytest.raises(Invalid):
            handing.receive_hand_over(**order, **missing)
    proof = files.store([b"ban ky nhan"], at=AT)
    handing.receive_hand_over(**order, received_by="Điều tra viên", proof=proof)
    sent.refresh_from_db()
    assert (sent.received_by, sent.proof_id) == ("Điều tra viên", proof.pk)


def test_refuses_a_hand_over_without_receiver_reason_or_list(crew: Cast) -> None:
    inspection = opened(crew)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "to_name"),
        ({"to_name": "Công an", "reason": " "}, "reason"),
        ({"to_name": "Công an", "papers": [" "]}, "papers"),
        ({"to_unit_id": inspection.unit_id}, "to_unit"),
    ]
    for told, field in wrong:
        with pytest.raises(Invalid) as caught:
            send(crew, inspection, **told)
        assert caught.value.field == field
    with pytest.raises(NotPermitted):
        send(crew, inspection, "inspector", to_name="Công an")


def test_only_both_ends_see_it(crew: Cast) -> None:
    sent = send(crew, opened(crew), to_unit_id=crew.units["XST"].pk)
    for who in ("ubkt_chair", "stranger_head", "stranger"):
        assert readers.get_hand_over(crew.actor(who), sent.pk, at=AT) == sent
    for who in ("clerk", "cell_secretary", "chair"):
        with pytest.raises(NotFound):
            readers.get_hand_over(crew.actor(who), sent.pk, at=AT)
