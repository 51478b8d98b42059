"""Draws of a programme: published before the seed, recomputed by anybody, never quietly repeated."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from cast import AT, Cast
from liem.domains.programmes import actions, drafting, draws, readers
from liem.domains.programmes.flow import ItemState
from liem.domains.programmes.models import Deviation, Draw, Programme, Source
from liem.kernel.draw import BadSeed, DrawMismatch
from liem.spine.access import Conflict, Invalid, NotPermitted
from liem.spine.ledger.models import Entry
from planned import SEED, approved, drafted, faults, with_item


def announced(cast: Cast, programme: Programme, *, count: int = 1, **other: object) -> Draw:
    draw, _ = draws.announce_draw(
        actor=cast.actor("inspector"),
        at=AT,
        programme_id=programme.pk,
        procedure="compliance_inspection",
        count=count,
        planned_from=date(2027, 9, 1),
        planned_to=date(2027, 9, 30),
        **other,  # type: ignore[arg-type]
    )
    return draw


def finished(cast: Cast, draw: Draw, digits: str = SEED) -> Draw:
    return draws.finish_draw(
        actor=cast.actor("inspector"),
        at=AT,
        draw_id=draw.pk,
        digits=digits,
        witnesses="Đại diện Mặt trận Tổ quốc xã",
    )[0]


class TestAnnouncing:
    def test_publishes_list_and_hash_in_the_ledger_before_any_seed(self, cast: Cast) -> None:
        programme, _item = with_item(cast, "CB01")
        draw = announced(cast, programme, excluded={cast.units["VP"].pk: "đã thanh tra năm 2026"})
        assert draw.frame == "-\tN\tCB02 Chi bộ thôn Nà Lành\n"
        assert draw.frame_sha256 == hashlib.sha256(draw.frame.encode()).hexdigest()
        assert {row["unit"].split(" ")[0] for row in draw.excluded} == {"CB01", "VP"}
        assert all(row["why"] for row in draw.excluded)
        assert Entry.objects.get(seq=draw.announced_seq).kind == "programmes.draw.announced"
        assert draw.seed == ""

    def test_refuses_a_second_one_while_one_is_open(self, cast: Cast) -> None:
        programme = drafted(cast)
        announced(cast, programme)
        with pytest.raises(Conflict):
            announced(cast, programme)

    def test_refuses_more_than_the_list_holds_and_an_exclusion_without_reason(self, cast: Cast) -> None:
        programme = drafted(cast)
        with pytest.raises(Invalid, match="từ 1 đến"):
            announced(cast, programme, count=9)
        with pytest.raises(Invalid, match="lý do"):
            announced(cast, programme, excluded={cast.units["CB01"].pk: " "})

    def test_is_for_inspectors_of_the_body(self, cast: Cast) -> None:
        programme = drafted(cast)
        with pytest.raises(NotPermitted):
            draws.announce_draw(
                actor=cast.actor("cell_secretary"),
                at=AT,
                programme_id=programme.pk,
                procedure="compliance_inspection",
                count=1,
                planned_from=date(2027, 9, 1),
                planned_to=date(2027, 9, 30),
            )


class TestFinishing:
    def test_puts_who_was_drawn_into_the_draft(self, cast: Cast) -> None:
        programme = drafted(cast)
        draw = finished(cast, announced(cast, programme, count=2))
        items = readers.items_drawn(draw)
        assert len(items) == 2
        assert {item.source for item in items} == {Source.RANDOM}
        assert draw.ceremony in items[0].reason["words"]
        result = draws.recomputed(draw)
        assert [one.id.split(" ")[0] for one in result.chosen] == [
            item.subject_unit.code for item in items if item.subject_unit
        ]
        assert faults() == []

    def test_gives_the_same_result_for_the_same_digits(self, cast: Cast) -> None:
        first = finished(cast, announced(cast, drafted(cast)))
        assert first.result is not None
        assert draws.recomputed(first).chosen[0].id == first.result["chosen"][0][2]

    def test_notices_a_result_altered_behind_its_back(self, cast: Cast) -> None:
        draw = finished(cast, announced(cast, drafted(cast)))
        assert draw.result is not None
        draw.result["chosen"][0][2] = "CB99 Chi bộ khác"
        with pytest.raises(DrawMismatch):
            draws.recomputed(draw)

    def test_refuses_few_digits_no_witness_and_a_second_time(self, cast: Cast) -> None:
        draw = announced(cast, drafted(cast))
        with pytest.raises(BadSeed):
            finished(cast, draw, digits="123")
        with pytest.raises(Invalid, match="chứng kiến"):
            draws.finish_draw(
                actor=cast.actor("inspector"), at=AT, draw_id=draw.pk, digits=SEED, witnesses=" "
            )
        finished(cast, draw)
        with pytest.raises(Conflict):
            finished(cast, draw, digits=SEED[::-1])

    def test_needs_a_reason_to_leave_out_what_was_drawn(self, cast: Cast) -> None:
        item = readers.items_drawn(finished(cast, announced(cast, drafted(cast))))[0]
        inspector = cast.actor("inspector")
        with pytest.raises(Invalid, match="lý do"):
            drafting.drop_item(actor=inspector, at=AT, item_id=item.pk)
        drafting.drop_item(actor=inspector, at=AT, item_id=item.pk, reason="chi bộ vừa giải thể")
        item.refresh_from_db()
        assert (item.state, item.dropped_reason) == (ItemState.DROPPED, "chi bộ vừa giải thể")


class TestDuringTheYear:
    """A draw of an approved programme: a change of it, by who decides, with a reason."""

    def announced(self, cast: Cast, programme: Programme, who: str = "ubkt_chair", reason: str = "") -> Draw:
        draw, _ = draws.announce_draw(
            actor=cast.actor(who),
            at=AT,
            programme_id=programme.pk,
            procedure="compliance_inspection",
            count=1,
            planned_from=date(2027, 9, 1),
            planned_to=date(2027, 9, 30),
            reason=reason,
        )
        return draw

    def test_brings_who_was_drawn_in_as_a_recorded_change(self, cast: Cast) -> None:
        programme, item = approved(cast)
        draw = self.announced(cast, programme, reason="Cấp trên yêu cầu bốc thăm thêm")
        assert "CB01" not in draw.frame  # in the programme already
        with pytest.raises(NotPermitted):
            finished(cast, draw)
        draws.finish_draw(
            actor=cast.actor("ubkt_chair"), at=AT, draw_id=draw.pk, digits=SEED, witnesses="Mặt trận xã"
        )
        [drawn] = readers.items_drawn(draw)
        assert drawn.source == Source.RANDOM
        change = Deviation.objects.get(item=drawn)
        assert (change.kind, change.by_id) == ("added", cast.account("ubkt_chair").person_id)
        assert draw.ceremony in change.reason
        assert "Cấp trên yêu cầu" in change.reason
        kinds = set(Entry.objects.filter(subject=drawn.pk).values_list("kind", flat=True))
        assert "programmes.deviation.recorded" in kinds
        programme.refresh_from_db()
        assert programme.state == "approved"
        assert programme.items.count() == 2
        assert item.pk != drawn.pk
        assert faults() == []

    def test_needs_a_reason_and_who_decides(self, cast: Cast) -> None:
        programme, _item = approved(cast)
        with pytest.raises(Invalid, match="lý do") as refused:
            self.announced(cast, programme)
        assert refused.value.field == "reason"
        with pytest.raises(NotPermitted):
            self.announced(cast, programme, who="inspector", reason="x")

    def test_must_end_before_the_programme_is_summed_up(self, cast: Cast) -> None:
        programme, _item = approved(cast)
        draw = self.announced(cast, programme, reason="Bốc thăm thêm")
        close = {"actor": cast.actor("ubkt_chair"), "at": AT, "programme_id": programme.pk, "summary": "Xong"}
        with pytest.raises(Conflict, match=draw.ceremony):
            actions.close(**close)
        draws.abandon_draw(actor=cast.actor("ubkt_chair"), at=AT, draw_id=draw.pk, reason="hoãn")
        with pytest.raises(Conflict, match="chưa làm"):
            actions.close(**close)

    def test_is_over_with_the_programme(self, cast: Cast) -> None:
        programme, _item = approved(cast)
        Programme.objects.filter(pk=programme.pk).update(state="closed")
        with pytest.raises(Conflict):
            self.announced(cast, programme, who="ubkt_chair", reason="x")


class TestAbandoning:
    def test_stays_visible_with_its_reason_and_frees_the_programme(self, cast: Cast) -> None:
        programme, _item = with_item(cast)
        draw = announced(cast, programme)
        inspector = cast.actor("inspector")
        with pytest.raises(Conflict, match=draw.ceremony):
            actions.submit(actor=inspector, at=AT, programme_id=programme.pk)
        with pytest.raises(Invalid):
            draws.abandon_draw(actor=inspector, at=AT, draw_id=draw.pk, reason="")
        draws.abandon_draw(actor=inspector, at=AT, draw_id=draw.pk, reason="mất điện, hoãn buổi họp")
        again = announced(cast, programme)
        assert [one.ceremony for one in readers.draws_of(programme)] == [draw.ceremony, again.ceremony]
        with pytest.raises(Conflict):
            finished(cast, draw)
