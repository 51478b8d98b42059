"""The policy file: what it says, what is refused, when a checkpoint is believed."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.log.signing import LOG, TIME, WITNESSES, Key, policy_text, signed
from liem.kernel.log import Head, Invalid, Note, Policy, Signature, VerifierKey, cosign
from liem.kernel.log.note import COSIGNATURE, COSIGNATURE_ML_DSA

HEAD = Head(7, bytes(range(32)))
W = [str(Key(f"w{at}", COSIGNATURE).key) for at in range(6)]
# The two-level example of the specification, with keys put in and its comments and blanks made awkward.
TWO_LEVELS = f"""
# người chứng kiến
log {LOG.key} https://so.example/
witness X1 {W[0]}
witness X2 {W[1]}\thttps://x2.example
  witness X3 {W[2]}
group X-witnesses 2 X1 X2 X3
witness Y1 {W[3]}
witness Y2 {W[4]}
witness Y3 {W[5]}
group Y-witnesses any Y1 Y2 Y3
\t# và
group X-and-Y all X-witnesses  Y-witnesses\t
quorum X-and-Y
"""


def code_of(data: bytes) -> str:
    with pytest.raises(Invalid) as why:
        Policy.parse(data)
    return why.value.code


class TestQuorum:
    @settings(max_examples=64, deadline=None)
    @given(st.sets(st.sampled_from(["X1", "X2", "X3", "Y1", "Y2", "Y3"])))
    def test_of_two_levels_is_met_as_it_says(self, names: set[str]) -> None:
        policy = Policy.parse(TWO_LEVELS.encode())
        expected = len(names & {"X1", "X2", "X3"}) >= 2 and bool(names & {"Y1", "Y2", "Y3"})
        assert policy.met_by({name.encode() for name in names}) is expected
        assert policy.fewest == 3

    @pytest.mark.parametrize("count", range(1, 6))
    def test_tolerates_what_every_possible_split_view_leaves_over(self, count: int) -> None:
        """An honest witness signs one of two heads, a dishonest one both: every way is tried."""
        for needed in range(1, count + 1):
            safe = [
                dishonest
                for dishonest in range(count + 1)
                if not any(
                    sum(sides) + dishonest >= needed and count - sum(sides) >= needed
                    for sides in product((0, 1), repeat=count - dishonest)
                )
            ]
            said = Policy.parse(
                policy_text(needed, [Key(f"w{at}", COSIGNATURE) for at in range(count)])
            ).tolerated
            assert safe == ([] if said is None else [*range(said + 1)])
            assert safe == [number for number in range(count + 1) if 2 * needed - count > number]

    def test_none_asks_for_nobody(self) -> None:
        policy = Policy.parse(policy_text(witnesses=[]))
        assert policy.met_by(())
        assert policy.fewest == 0
        judged = policy.judge(signed(HEAD, witnesses=[]))
        assert judged.witnesses == ()

    def test_of_one_witness_needs_no_group(self) -> None:
        policy = Policy.parse(f"witness a {W[0]}\nquorum a\n".encode())
        assert policy.met_by([b"a"])
        assert not policy.met_by([b"b"])

    def test_names_are_bytes(self) -> None:
        policy = Policy.parse(b"witness \xe2\x84\xaa " + W[0].encode() + b"\nquorum \xe2\x84\xaa\n")
        assert policy.met_by([b"\xe2\x84\xaa"])
        assert not policy.met_by([b"K"])


class TestForm:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "quorum none",
            "quorum none\r\n",
            "quorum none\x00\n",
            "quorum none\x7f\n",
            "quorum none\nquorum none\n",
            "# chỉ có lời\n",
            "quorum a\n",
            f"quorum a\nwitness a {W[0]}\n",
            f"witness a {W[0]}\n",
            f"witness none {W[0]}\nquorum none\n",
            f"witness a {W[0]}\nwitness a {W[1]}\nquorum a\n",
            f"witness a {W[0]}\nwitness b {W[0]}\nquorum a\n",
            f"witness a {LOG.key}\nquorum a\n",
            f"log {LOG.key}\nlog {LOG.key}\nquorum none\n",
            f"log {LOG.key} x y\nquorum none\n",
            "log\nquorum none\n",
            f"witness a {W[0]}\ngroup g 0 a\nquorum g\n",
            f"witness a {W[0]}\ngroup g 2 a\nquorum g\n",
            f"witness a {W[0]}\ngroup g 01 a\nquorum g\n",
            f"witness a {W[0]}\ngroup g +1 a\nquorum g\n",
            f"witness a {W[0]}\ngroup g ALL a\nquorum g\n",
            f"witness a {W[0]}\ngroup g any\nquorum g\n",
            f"witness a {W[0]}\ngroup g any a a\nquorum g\n",
            f"witness a {W[0]}\ngroup g any a none\nquorum g\n",
            f"witness a {W[0]}\ngroup g any g\nquorum g\n",
            f"witness a {W[0]}\ngroup g any a\ngroup h any a\nquorum g\n",
            f"witness a {W[0]}\ngroup a any a\nquorum a\n",
            f"witness a {W[0]}\nquorum a b\n",
            f"Witness a {W[0]}\nquorum none\n",
            f"witness a\u00a0{W[0]}\nquorum none\n",
            "log \ud800\nquorum none\n",
        ],
    )
    def test_that_is_not_a_policy_is_refused(self, text: str) -> None:
        code_of(text.encode("utf-8", "surrogatepass"))

    def test_names_the_line(self) -> None:
        with pytest.raises(Invalid) as why:
            Policy.parse(b"# a\n\nquorum x\n")
        assert why.value.vi.startswith("Dòng 3:")
        assert why.value.en.startswith("Line 3:")

    def test_takes_32_of_each(self) -> None:
        keys = [Key(f"k{at}", COSIGNATURE) for at in range(32)]
        lines = [f"log {Key(f'l{at}').key}" for at in range(32)]
        for at, key in enumerate(keys):
            lines += [f"witness w{at} {key.key}", f"group g{at} all w{at}"]
        lines += ["group all 17 " + " ".join(f"g{at}" for at in range(32)), "quorum all"]
        policy = Policy.parse("".join(f"{line}\n" for line in lines).encode())
        assert policy.fewest == 17

    def test_too_large_is_refused(self) -> None:
        assert code_of(b"#" * 1_000_001) == "bad_policy"


class TestJudging:
    policy = Policy.parse(policy_text(2))

    def refuse(self, code: str, note: Note, policy: Policy | None = None) -> None:
        with pytest.raises(Invalid) as why:
            (policy or self.policy).judge(note)
        assert why.value.code == code

    def test_tells_who_signed_and_when(self) -> None:
        judged = self.policy.judge(signed(HEAD))
        assert judged.checkpoint.head == HEAD
        assert judged.log == LOG.key
        assert [(one.key.name, one.time - TIME) for one in judged.witnesses] == [
            ("chung-kien-1.example", 0),
            ("chung-kien-2.example", 1),
            ("chung-kien-3.example", 2),
        ]
        assert (judged.unchecked, judged.strangers) == ((), 0)

    def test_refuses_without_log_quorum_or_known_name(self) -> None:
        full = signed(HEAD)
        self.refuse("no_quorum", signed(HEAD, witnesses=WITNESSES[:1]))
        self.refuse("not_signed", Note(full.text, full.signatures[1:]))
        other = Key("so-khac.example")
        self.refuse("unknown_log", signed(HEAD, origin=other))
        # The log's name with another key is a stranger, not the log.
        self.refuse("not_signed", signed(HEAD, origin=Key(LOG.key.name, seed="khac")))

    def test_one_witness_twice_is_one(self) -> None:
        note = signed(HEAD, witnesses=WITNESSES[:1])
        again = note.signed(cosign(note.text, time=TIME + 60, signer=WITNESSES[0]))
        self.refuse("no_quorum", again)
        one = Policy.parse(policy_text(1))
        assert [cosigner.time for cosigner in one.judge(again).witnesses] == [TIME + 60]

    def test_a_false_signature_of_a_known_key_refuses_all(self) -> None:
        full = signed(HEAD)
        last = full.signatures[3]
        false = Signature(last.name, last.key_id, last.value[:-1] + bytes([last.value[-1] ^ 1]))
        self.refuse("bad_signature", Note(full.text, (*full.signatures[:3], false)))
        self.refuse("bad_signature", full.signed(false))

    def test_strangers_are_ignored_and_counted(self) -> None:
        full = signed(HEAD)
        stranger = cosign(full.text, time=TIME, signer=Key("la.example", COSIGNATURE))
        same_name = Signature(LOG.key.name, b"\x00\x00\x00\x00", b"x")
        assert self.policy.judge(full.signed(stranger, same_name)).strangers == 2
        alone = Note(full.text, (full.signatures[0], stranger, same_name))
        self.refuse("no_quorum", alone)

    def test_ml_dsa_is_carried_but_meets_no_quorum(self) -> None:
        pq = VerifierKey("pq.example", COSIGNATURE_ML_DSA, bytes(1312))
        both = f"log {LOG.key}\nwitness pq {pq}\nwitness a {WITNESSES[0].key}\ngroup g %s pq a\nquorum g\n"
        note = signed(HEAD, witnesses=WITNESSES[:1]).signed(Signature(pq.name, pq.id, bytes(2428)))
        judged = Policy.parse((both % "any").encode()).judge(note)
        assert judged.unchecked == (pq,)
        assert [one.key for one in judged.witnesses] == [WITNESSES[0].key]
        self.refuse("no_quorum", note, Policy.parse((both % "all").encode()))
        cut = signed(HEAD, witnesses=WITNESSES[:1]).signed(Signature(pq.name, pq.id, bytes(2427)))
        self.refuse("bad_signature", cut, Policy.parse((both % "any").encode()))

    def test_ml_dsa_alone_is_no_signature_of_the_log(self) -> None:
        pq = VerifierKey(LOG.key.name, COSIGNATURE_ML_DSA, bytes(1312))
        policy = Policy.parse(f"log {pq}\nlog {LOG.key}\nquorum none\n".encode())
        line = Signature(pq.name, pq.id, bytes(2428))
        full = signed(HEAD, witnesses=[])
        self.refuse("not_signed", Note(full.text, (line,)), policy)
        assert policy.judge(full.signed(line)).unchecked == (pq,)
