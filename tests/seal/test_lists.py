"""Lists of readers in the browser: what Python signs is checked there, and nothing forged passes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from holders import Holder
from liem.kernel.log.note import Note, parse_signature
from liem.kernel.seal import roster
from liem.kernel.seal.roster import Roster
from seal.conftest import Sealing

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOLDERS = [Holder(name) for name in ("one", "two", "three", "four")]
READERS = [holder.reader(number) for number, holder in enumerate(HOLDERS, 1)]
WANT: dict[str, Any] = {"origin": "xa.example/so", "unit": "UBKT"}
FIRST = roster.first(**WANT, name="Ủy ban kiểm tra", since="2026-11-23", readers=READERS[:2])
SECOND = FIRST.next(READERS[:3], since="2026-11-24")
AGAIN = roster.first(
    **WANT,
    name="Ủy ban kiểm tra",
    since="2026-12-01",
    readers=READERS[2:],
    generation=2,
    previous=SECOND.sha256,
)
CHECK = "const found = seal.checkRosters(whole, want);"


def signed(made: Roster | str, *holders: int) -> Note:
    text = str(made)
    lines = [HOLDERS[at].line(text, f"reader-{READERS[at].id}") for at in holders]
    return Note(text, tuple(parse_signature(line[:-1]) for line in lines))


def whole(*notes: Note) -> str:
    return roster.handed_out(notes)


class TestLists:
    def test_are_taken_when_every_one_is_signed_by_two_of_the_one_before(self, sealing: Sealing) -> None:
        told = sealing.run(
            f"{CHECK} return [found.readers.map((one) => one.person), found.sha256, found.first, "
            "seal.recipientsOf(found.readers).length]",
            whole=whole(signed(FIRST, 0, 1), signed(SECOND, 1, 0)),
            want=WANT,
        )
        names = [reader.person for reader in READERS[:3]]
        assert told == [names, SECOND.sha256, FIRST.sha256, 6]

    @pytest.mark.parametrize(
        ("notes", "code"),
        [
            ([], "no_roster"),
            ([signed(FIRST, 0)], "roster_unsigned"),
            ([signed(FIRST, 0, 0)], "roster_unsigned"),
            ([signed(FIRST, 2, 3)], "roster_unsigned"),
            ([signed(FIRST, 0, 1), signed(SECOND, 0, 2)], "roster_unsigned"),
            ([signed(FIRST, 0, 1), signed(SECOND, 2, 3)], "roster_unsigned"),
            ([signed(SECOND, 0, 1)], "roster_gap"),
            ([signed(FIRST, 0, 1), signed(FIRST, 0, 1)], "roster_gap"),
            ([signed(FIRST, 0, 1), signed(replace(SECOND, number=3), 0, 1)], "roster_gap"),
            ([signed(FIRST, 0, 1), signed(replace(SECOND, previous="ab" * 32), 0, 1)], "roster_gap"),
            ([signed(replace(FIRST, unit="XCR"), 0, 1)], "other_roster"),
            ([signed(replace(FIRST, origin="khac.example"), 0, 1)], "other_roster"),
            ([signed(FIRST, 0, 1), signed(SECOND, 0, 1), signed(AGAIN, 2, 3)], "roster_began_again"),
        ],
    )
    def test_are_refused_otherwise(self, sealing: Sealing, notes: list[Note], code: str) -> None:
        assert sealing.refuses(CHECK, whole=whole(*notes), want=WANT) == code

    def test_are_refused_with_a_key_too_many_or_another_one(self, sealing: Sealing) -> None:
        good = signed(SECOND, 0, 1)
        extra = replace(SECOND, readers=(*SECOND.readers, READERS[3]))
        swapped = replace(READERS[2], device=HOLDERS[3].keys["device"])
        other = replace(SECOND, readers=(*SECOND.readers[:2], swapped))
        for forged in (extra, other):
            note = Note(str(forged), good.signatures)
            told = whole(signed(FIRST, 0, 1), note)
            assert sealing.refuses(CHECK, whole=told, want=WANT) == "roster_unsigned"

    def test_are_refused_at_every_changed_character(self, sealing: Sealing) -> None:
        codes = sealing.run(
            """
            const codes = [];
            for (let at = 0; at < whole.length; at += 41) {
              const other = whole[at] === "x" ? "y" : "x";
              const changed = whole.slice(0, at) + other + whole.slice(at + 1);
              try { seal.checkRosters(changed, want); codes.push(at); }
              catch (fault) { if (fault.name !== "Invalid") codes.push(String(fault)); }
            }
            return codes;
            """,
            whole=whole(signed(FIRST, 0, 1), signed(SECOND, 0, 1)),
            want=WANT,
        )
        assert codes == []

    def test_are_refused_when_older_than_one_seen_before_or_begun_by_others(self, sealing: Sealing) -> None:
        told = whole(signed(FIRST, 0, 1))
        seen = {"least": {"generation": 1, "number": 2}}
        assert sealing.refuses(CHECK, whole=told, want=WANT | seen) == "roster_old"
        known = {"first": AGAIN.sha256}
        assert sealing.refuses(CHECK, whole=told, want=WANT | known) == "roster_other_first"
        anew = whole(signed(FIRST, 0, 1), signed(SECOND, 0, 1), signed(AGAIN, 2, 3))
        assert sealing.refuses(CHECK, whole=anew, want=WANT | known) == ""
        assert sealing.refuses(CHECK, whole=anew, want=WANT | {"first": FIRST.sha256}) == "roster_other_first"


class TestSigning:
    def test_in_the_browser_is_good_in_python(self, sealing: Sealing) -> None:
        lines = []
        for at in (0, 1):
            seed = list(HOLDERS[at].secret.private_bytes_raw())
            lines.append(
                sealing.run(
                    "return seal.signRoster(text, reader, Uint8Array.from(seed))",
                    text=str(SECOND),
                    reader=READERS[at].id,
                    seed=seed,
                )
            )
        note = Note(str(SECOND), tuple(parse_signature(line[:-1]) for line in lines))
        assert roster.check(note, after=FIRST) == SECOND

    def test_shows_the_code_that_python_shows(self, sealing: Sealing) -> None:
        keys = HOLDERS[0].keys
        assert sealing.run("return seal.fingerprint(keys)", keys=keys) == roster.fingerprint(**keys)
        claim = {"unit": "UBKT", **keys}
        assert sealing.run("return seal.renderClaim(claim)", claim=claim) == roster.claim_text(**claim)

    @pytest.mark.parametrize(
        ("proposed", "code"),
        [
            (SECOND, ""),
            (FIRST.next([*READERS], since="2026-11-24"), "roster_other_change"),
            (FIRST.next([READERS[0], READERS[2]], since="2026-11-24"), "roster_other_change"),
            (replace(SECOND, number=3), "roster_gap"),
            (replace(SECOND, previous="ab" * 32), "roster_gap"),
            (replace(SECOND, unit="XCR"), "other_roster"),
        ],
    )
    def test_is_offered_for_one_changed_reader_only(
        self, sealing: Sealing, proposed: Roster, code: str
    ) -> None:
        script = "seal.checkProposed(whole, text, want)"
        told = whole(signed(FIRST, 0, 1))
        assert sealing.refuses(script, whole=told, text=str(proposed), want=WANT) == code

    def test_says_who_comes_and_who_goes(self, sealing: Sealing) -> None:
        script = (
            "const { added, dropped } = seal.checkProposed(whole, text, want); "
            "return [added, dropped].map((list) => list.map((one) => one.id))"
        )
        told = whole(signed(FIRST, 0, 1), signed(SECOND, 0, 1))
        third = SECOND.next([READERS[0], READERS[2]], since="2026-11-25")
        assert sealing.run(script, whole=told, text=str(third), want=WANT) == [[], [READERS[1].id]]
        new = replace(READERS[1], id="f" * 32, **HOLDERS[3].keys)
        other = SECOND.next([READERS[0], new, READERS[2]], since="2026-11-25")
        assert sealing.run(script, whole=told, text=str(other), want=WANT) == [["f" * 32], [READERS[1].id]]


class TestReadersNow:
    """Whom a letter is answered and sealed anew for, when people came and went since it was sealed."""

    NEW_KEY = replace(Holder("five").reader(5), person=READERS[2].person)  # the third one, with another key
    THIRD = SECOND.next([READERS[1], READERS[3], NEW_KEY], since="2026-11-25")

    def _now(self, sealing: Sealing, *sealed_for: int, sha256: str = SECOND.sha256) -> list[str]:
        keys = [key for at in sealed_for for key in (READERS[at].device, READERS[at].recovery)]
        found = sealing.run(
            f"{CHECK} return seal.readersNow(letter, [found]).map((one) => one.id)",
            whole=whole(signed(FIRST, 0, 1), signed(SECOND, 0, 1), signed(self.THIRD, 0, 1)),
            want=WANT,
            letter={"readers": keys, "roster": sha256},
        )
        return [str(each) for each in found]

    def test_are_those_who_stayed_and_those_who_came_not_who_left(self, sealing: Sealing) -> None:
        stayed, came = READERS[1].id, READERS[3].id
        assert self._now(sealing, 0, 1, 2) == [stayed, came, self.NEW_KEY.id]

    def test_are_never_who_was_struck_out_whatever_key_he_has_now(self, sealing: Sealing) -> None:
        assert self._now(sealing, 0, 1) == [READERS[1].id, READERS[3].id]

    def test_are_nobody_new_where_the_list_of_then_is_not_known(self, sealing: Sealing) -> None:
        assert self._now(sealing, 0, 1, sha256="00" * 32) == [READERS[1].id]
