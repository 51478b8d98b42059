"""A sealed name is opened by two bodies, after both their reasons stand in the log, or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import AT, BORN, SETUP, Cast, assemble
from commission import with_commission
from custodians import CUSTODIAN, LEAD, NAME, Named, named, with_custodians
from keyring import confirm, enrol, founded
from liem.kernel import canon
from liem.kernel.seal import NoKeyFits, decrypt_bytes
from liem.kernel.seal.letter import unpack
from liem.spine.access import Actor, Conflict, Invalid, NotFound, NotPermitted, Refusal
from liem.spine.identity import actions, jobs, readers
from liem.spine.identity.models import IdentityRequest, State
from liem.spine.ledger import replay
from liem.spine.ledger.models import Entry
from liem.spine.log import sequencer
from liem.spine.log.slips import slip_of
from liem.spine.notices.models import Notice
from liem.spine.people import actions as people
from liem.spine.people.readers import actor_for
from liem.spine.sealed import files

pytestmark = pytest.mark.usefixtures("own_log")
LATER = AT + timedelta(hours=7)  # the cover traffic shows an entry within six hours
REASON = "Cần hẹn gặp người gửi để xác minh"


@pytest.fixture
def people_of_both(db: None) -> Cast:
    cast = with_custodians(with_commission(assemble()))
    founded(cast)
    return cast


@pytest.fixture
def letter(people_of_both: Cast) -> Named:
    return named(people_of_both)


def asked(cast: Cast, letter: Named, role: str = "ubkt_chair", **told: object) -> IdentityRequest:
    given = {"reason": REASON, "about": (), "word": letter.word} | told
    request, _ = actions.ask(actor=cast.actor(role), at=AT, report_id=letter.report.pk, **given)  # type: ignore[arg-type]
    return request


def approved(cast: Cast, letter: Named) -> IdentityRequest:
    request = asked(cast, letter)
    actions.approve(actor=cast.actor("monitor"), at=AT, request_id=request.pk, words="Có căn cứ")
    return request


def handed(cast: Cast, letter: Named) -> IdentityRequest:
    request = approved(cast, letter)
    sequencer.sequence_all(at=LATER)
    outer = readers.outer_for(cast.actor("monitor"), request.pk, at=LATER)
    blob = files.keep_identity(decrypt_bytes(outer, [CUSTODIAN]), at=LATER)
    actions.hand_over(actor=cast.actor("monitor"), at=LATER, request_id=request.pk, blob=blob)
    return request


def given_out(cast: Cast, request: IdentityRequest, at: object = LATER) -> list[str]:
    """Who gets bytes of the name, of either layer."""
    got = []
    for role in ("ubkt_chair", "inspector", "monitor", "monitor_two", "secretary"):
        for reader in (readers.outer_for, readers.inner_for):
            try:
                reader(cast.actor(role), request.pk, at=at)  # type: ignore[arg-type]
            except Refusal:
                continue
            got.append(f"{role} {reader.__name__}")
    return got


class TestName:
    def test_is_read_by_who_asked_once_the_other_body_took_off_its_seal(
        self, people_of_both: Cast, letter: Named
    ) -> None:
        request = handed(people_of_both, letter)
        inner = readers.inner_for(people_of_both.actor("ubkt_chair"), request.pk, at=LATER)
        assert unpack(decrypt_bytes(inner, [LEAD])).words == NAME
        assert "inspector inner_for" not in given_out(people_of_both, request)
        assert replay.check().agrees
        kinds = Entry.objects.filter(subject=request.pk).order_by("seq").values_list("kind", "case")
        report = letter.report.pk
        assert list(kinds) == [
            ("identity.asked", report),
            ("identity.approved", report),
            ("identity.handed_over", report),
        ]

    def test_opens_for_neither_body_alone(self, letter: Named) -> None:
        with pytest.raises(NoKeyFits):
            decrypt_bytes(letter.outer, [LEAD])
        inner = decrypt_bytes(letter.outer, [CUSTODIAN])
        assert inner == letter.inner
        with pytest.raises(NoKeyFits):
            decrypt_bytes(inner, [CUSTODIAN])

    def test_is_given_to_nobody_before_both_reasons_stand_under_a_witnessed_head(
        self, people_of_both: Cast, letter: Named
    ) -> None:
        request = asked(people_of_both, letter)
        sequencer.sequence_all(at=LATER)
        assert given_out(people_of_both, request) == []
        actions.approve(
            actor=people_of_both.actor("monitor"), at=LATER, request_id=request.pk, words="Có căn cứ"
        )
        assert given_out(people_of_both, request) == []
        blob = files.keep_identity(letter.inner, at=LATER)
        with pytest.raises(Conflict):
            actions.hand_over(
                actor=people_of_both.actor("monitor"), at=LATER, request_id=request.pk, blob=blob
            )
        much_later = LATER + timedelta(hours=7)
        sequencer.sequence_all(at=much_later)
        assert given_out(people_of_both, request, much_later) == [
            "ubkt_chair outer_for",
            "monitor outer_for",
            "monitor_two outer_for",
        ]

    def test_is_not_replaced_by_another_on_the_way(self, people_of_both: Cast, letter: Named) -> None:
        request = approved(people_of_both, letter)
        sequencer.sequence_all(at=LATER)
        other = files.keep_identity(letter.outer, at=LATER)
        with pytest.raises(Invalid):
            actions.hand_over(
                actor=people_of_both.actor("monitor"), at=LATER, request_id=request.pk, blob=other
            )


class TestAsking:
    def test_is_for_leaders_who_opened_the_letter(self, people_of_both: Cast, letter: Named) -> None:
        for role, word, refusal in (
            ("inspector", letter.word, NotPermitted),  # reads, does not lead
            ("secretary", letter.word, NotFound),  # leads, reads nothing
            ("monitor", letter.word, NotFound),  # keeps the outer seal only
            ("ubkt_chair", "0" * 64, NotPermitted),  # struck out by the sender: cannot say the word
            ("ubkt_chair", "", NotPermitted),
        ):
            with pytest.raises(refusal):
                asked(people_of_both, letter, role, word=word)
        assert not Entry.objects.filter(kind="identity.asked").exists()

    def test_needs_a_reason_and_stays_one_at_a_time(self, people_of_both: Cast, letter: Named) -> None:
        with pytest.raises(Invalid):
            asked(people_of_both, letter, reason=" ")
        asked(people_of_both, letter)
        with pytest.raises(Conflict):
            asked(people_of_both, letter)

    def test_names_as_spoken_of_only_readers_of_the_two_bodies(
        self, people_of_both: Cast, letter: Named
    ) -> None:
        for role in ("secretary", "ubkt_chair"):
            with pytest.raises(Invalid):
                asked(people_of_both, letter, about=[people_of_both.actor(role).person_id])


class TestDeciding:
    def test_is_for_readers_of_the_other_body(self, people_of_both: Cast, letter: Named) -> None:
        request = asked(people_of_both, letter)
        for role, refusal in (
            ("ubkt_chair", NotPermitted),
            ("inspector", NotPermitted),
            ("secretary", NotFound),
            ("province_head", NotFound),
        ):
            for verb in (actions.approve, actions.refuse):
                with pytest.raises(refusal):
                    verb(actor=people_of_both.actor(role), at=AT, request_id=request.pk, words="x")
        request.refresh_from_db()
        assert request.state == State.ASKED

    def test_is_not_for_who_asked_even_with_a_post_in_both(self, people_of_both: Cast, letter: Named) -> None:
        request = asked(people_of_both, letter)
        actor = self._also(people_of_both, "ubkt_chair")
        with pytest.raises(NotPermitted, match="không được tự quyết định"):
            actions.approve(actor=actor, at=AT, request_id=request.pk, words="x")

    def test_is_not_for_who_is_spoken_of(self, people_of_both: Cast, letter: Named) -> None:
        accused = people_of_both.actor("monitor_two")
        request = asked(people_of_both, letter, about=[accused.person_id])
        with pytest.raises(NotPermitted, match="thư nói tới"):
            actions.approve(actor=accused, at=AT, request_id=request.pk, words="x")
        actions.approve(actor=people_of_both.actor("monitor"), at=AT, request_id=request.pk, words="Có")
        sequencer.sequence_all(at=LATER)
        assert "monitor_two outer_for" not in given_out(people_of_both, request)

    def test_to_refuse_needs_a_reason_and_ends_it(self, people_of_both: Cast, letter: Named) -> None:
        request, custodian = asked(people_of_both, letter), people_of_both.actor("monitor")
        with pytest.raises(Invalid):
            actions.refuse(actor=custodian, at=AT, request_id=request.pk, words=" ")
        actions.refuse(actor=custodian, at=AT, request_id=request.pk, words="Chưa cần")
        with pytest.raises(Conflict):
            actions.approve(actor=custodian, at=AT, request_id=request.pk, words="x")
        assert asked(people_of_both, letter).pk != request.pk

    def _also(self, cast: Cast, role: str) -> Actor:
        """Give somebody a second post, in the custodian's body, with a key on its list."""
        account = cast.account(role)
        mandate, _ = people.give_mandate(
            actor=SETUP,
            at=AT,
            person_id=account.person_id,
            unit_id=cast.units["NC"].pk,
            post="deputy_head",
            valid_from=BORN,
        )
        actor = actor_for(account, at=AT, mandate_id=mandate.pk)
        assert actor is not None
        twice = Cast(cast.units, {**cast.people, "twice": type(cast.people[role])(account, actor)})
        key = enrol(twice, "twice")
        for signer in ("monitor", "monitor_two"):
            confirm(twice, signer, key)
        return actor


class TestRequest:
    def test_ends_by_itself_and_gives_nothing_out_after(self, people_of_both: Cast, letter: Named) -> None:
        request = handed(people_of_both, letter)
        chair = people_of_both.actor("ubkt_chair")
        over = request.ends_at
        jobs.end_over(at=over - timedelta(minutes=1))
        assert readers.inner_for(chair, request.pk, at=over - timedelta(minutes=1))
        with pytest.raises(Conflict):  # before the clock came round
            readers.inner_for(chair, request.pk, at=over)
        jobs.end_over(at=over)
        jobs.end_over(at=over)
        request.refresh_from_db()
        assert request.state == State.ENDED
        assert given_out(people_of_both, request, over) == []
        assert Entry.objects.filter(kind="identity.ended").count() == 1
        assert replay.check().agrees

    def test_is_ended_by_who_asked_and_by_nobody_else(self, people_of_both: Cast, letter: Named) -> None:
        request = asked(people_of_both, letter)
        for role in ("inspector", "monitor", "secretary"):
            with pytest.raises(NotFound):
                actions.end(actor=people_of_both.actor(role), at=AT, request_id=request.pk)
        actions.end(actor=people_of_both.actor("ubkt_chair"), at=AT, request_id=request.pk)
        with pytest.raises(Conflict):
            actions.approve(actor=people_of_both.actor("monitor"), at=AT, request_id=request.pk, words="x")

    def test_is_seen_by_the_two_bodies_alone(self, people_of_both: Cast, letter: Named) -> None:
        request = asked(people_of_both, letter)
        seen = {
            role: readers.listed_for(people_of_both.actor(role), limit=9)
            for role in ("ubkt_chair", "inspector", "monitor", "monitor_two")
        }
        assert set(map(tuple, seen.values())) == {(request,)}
        with pytest.raises(NotPermitted):
            readers.listed_for(people_of_both.actor("keeper"), limit=9)

    def test_altered_behind_the_ledger_is_found(self, people_of_both: Cast, letter: Named) -> None:
        request = asked(people_of_both, letter)
        IdentityRequest.objects.filter(pk=request.pk).update(state=State.APPROVED)
        assert [each.code for each in replay.check().differences] == ["row_differs"]


class TestNotices:
    def test_lead_each_to_the_next_step_and_say_nothing_of_the_matter(
        self, people_of_both: Cast, letter: Named
    ) -> None:
        accused = people_of_both.actor("monitor_two")
        request = asked(people_of_both, letter, about=[accused.person_id])
        monitor, chair = people_of_both.actor("monitor"), people_of_both.actor("ubkt_chair")
        actions.approve(actor=monitor, at=AT, request_id=request.pk, words="Có căn cứ")
        jobs.tell_ready(at=AT)
        sequencer.sequence_all(at=LATER)
        jobs.tell_ready(at=LATER)
        jobs.tell_ready(at=LATER)
        blob = files.keep_identity(letter.inner, at=LATER)
        actions.hand_over(actor=monitor, at=LATER, request_id=request.pk, blob=blob)
        told = Notice.objects.filter(kind="identity").order_by("at", "pk").values_list("person_id", "key")
        steps = [(person, key.rpartition(":")[2]) for person, key in told]
        assert steps == [
            (monitor.person_id, "asked"),
            (chair.person_id, "decided"),
            (monitor.person_id, "ready"),
            (chair.person_id, "handed"),
        ]
        words = " ".join(Notice.objects.values_list("words", flat=True))
        assert not any(each in words for each in (REASON, NAME, chair.name, accused.name))


class TestReporter:
    def test_sees_who_asked_why_and_the_proofs_with_the_receipt_code(
        self, people_of_both: Cast, letter: Named
    ) -> None:
        assert readers.of_code(**letter.code, at=AT) == []
        handed(people_of_both, letter)
        (told,) = readers.of_code(**letter.code, at=LATER)
        assert told.reason == REASON
        assert (told.asked_by, told.decided_by) == (
            people_of_both.units["UBKT"].name,
            people_of_both.units["NC"].name,
        )
        asking, agreeing, handing = told.steps
        assert (asking.proven, agreeing.proven, handing.proven) == (True, True, False)
        assert [len(step.leaf_hash) for step in told.steps] == [64, 64, 64]

    def test_finds_every_step_in_the_public_log_by_the_tags_of_her_report(
        self, people_of_both: Cast, letter: Named
    ) -> None:
        handed(people_of_both, letter)
        slip = slip_of(letter.report.pk, at=LATER)
        tags = [canon.case_tag(bytes.fromhex(slip.key), number) for number in range(1, slip.events + 1)]
        leaves = Entry.objects.filter(key=letter.report.pk).order_by("seq").values_list("kind", "leaf")
        kinds = [kind for kind, _leaf in leaves]
        assert kinds[-3:] == ["identity.asked", "identity.approved", "identity.handed_over"]
        assert [canon.parse_leaf(bytes(leaf)).tag for _kind, leaf in leaves] == tags

    def test_is_told_nothing_with_a_wrong_code(self, people_of_both: Cast, letter: Named) -> None:
        asked(people_of_both, letter)
        with pytest.raises(NotFound):
            readers.of_code(locator=letter.locator, auth="0" * 64, at=AT)
