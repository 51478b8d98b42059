"""Signed notes, verifier keys, checkpoints and cosignatures: the public examples, and what is refused."""

from __future__ import annotations

import pytest

from kernel.log.signing import LOG, ORIGIN, TIME, WITNESSES, Key, signed
from liem.kernel.log import (
    EMPTY_ROOT,
    Checkpoint,
    Head,
    Invalid,
    Note,
    Signature,
    VerifierKey,
    cosign,
    sign_checkpoint,
    verify_signature,
)
from liem.kernel.log.cosign import cosigned_message
from liem.kernel.log.note import COSIGNATURE, COSIGNATURE_ML_DSA, ED25519, sign

# The key and note in the documentation of Go's package sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The examples of C2SP tlog-checkpoint and tlog-cosignature; their keys are not given there.
SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5"
    "/Zhcyv2q1gGzGku9nTo+"
    "zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJs"
    "X3b2oyin1nPZqhf5"
    "nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
TEXT = "đầu đề\n\nmột dòng\n"


def good() -> Note:
    return Note(TEXT, (sign(TEXT, LOG),))


class TestExamples:
    def test_of_go_holds(self) -> None:
        key, note = VerifierKey.parse(GO_KEY), Note.parse(GO_NOTE.encode())
        assert str(key) == GO_KEY
        assert note.encode() == GO_NOTE.encode()
        assert verify_signature(key, note.signatures[0], note.text) is None
        with pytest.raises(Invalid):
            verify_signature(key, note.signatures[0], note.text.replace("answer", "answers"))

    def test_of_checkpoint_and_cosignature_are_read(self) -> None:
        note = Note.parse(SOFA.encode())
        checkpoint = Checkpoint.parse(note.text)
        assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
        assert checkpoint.text == note.text
        assert note.encode() == SOFA.encode()
        log, witness = note.signatures
        assert (log.key_id.hex(), len(log.value)) == ("033de0ae", 64)
        assert int.from_bytes(witness.value[:8], "big") == 1_679_315_147
        message = cosigned_message(note.text, time=1_679_315_147)
        assert message == b"cosignature/v1\ntime 1679315147\n" + note.text.encode()


class TestNotes:
    def test_read_back_and_hold(self) -> None:
        note = Note.parse(good().encode())
        assert note == good()
        assert note.text == TEXT
        assert verify_signature(LOG.key, note.signatures[0], note.text) is None

    def test_gain_signatures_once(self) -> None:
        other = Key("khac.example")
        more = good().signed(sign(TEXT, other), sign(TEXT, LOG), sign(TEXT, other))
        assert [one.name for one in more.signatures] == [ORIGIN, "khac.example"]

    @pytest.mark.parametrize(
        "change",
        [
            lambda t: t[:-1],
            lambda t: t + "\n",
            lambda t: t + "lời thêm\n",
            lambda t: t.replace("\n\n— ", "\n— "),
            lambda t: t.replace("— ", "- "),
            lambda t: t.replace("— ", "—  "),
            lambda t: t.replace("— ", "—\u00a0"),
            lambda t: t.replace(ORIGIN, ORIGIN + "+1"),
            lambda t: t.replace(ORIGIN, "a\u2003b"),
            lambda t: t.replace(ORIGIN, ""),
            lambda t: t.replace("một", "một\t"),
            lambda t: t.replace("một dòng\n", "một dòng\r\n"),
            lambda t: t.replace("=\n", "\n"),
            lambda t: t.replace("=\n", "= \n"),
            lambda t: t[: t.index("— ")],
            lambda t: t[: t.index("— ")] + f"— {ORIGIN} AAAAAA==\n",
            lambda t: t + t[t.index("— ") :] * 100,
            lambda t: "x" * 1_000_000 + t,
        ],
    )
    def test_of_another_form_are_refused(self, change: object) -> None:
        text = good().encode().decode()
        changed = change(text)  # type: ignore[operator]
        assert changed != text
        with pytest.raises(Invalid):
            Note.parse(changed.encode())

    def test_that_are_not_utf_8_are_refused(self) -> None:
        with pytest.raises(Invalid):
            Note.parse(b"\xff" + good().encode())

    @pytest.mark.parametrize("text", ["", "không xuống dòng", "có tab\t\n", "có CR\r\n"])
    def test_that_could_not_be_read_are_not_signed(self, text: str) -> None:
        with pytest.raises(Invalid):
            sign(text, LOG)


class TestKeys:
    @pytest.mark.parametrize(
        "change",
        [
            lambda t: t.replace("c74f20a3", "C74F20A3"),
            lambda t: t.replace("c74f20a3", "c74f20a4"),
            lambda t: t.replace("Peter", "Pieter"),
            lambda t: t.replace("+AR", "+Ah"),
            lambda t: t.replace("+", "++"),
            lambda t: t.replace("PeterNeumann", ""),
            lambda t: t.replace("Peter", "Peter "),
            lambda t: t + "=",
            lambda t: t[:-4],
            lambda t: t + "\n",
            lambda t: "PeterNeumann+c74f20a3+",
        ],
    )
    def test_of_another_form_are_refused(self, change: object) -> None:
        with pytest.raises(Invalid):
            VerifierKey.parse(change(GO_KEY))  # type: ignore[operator]

    def test_of_one_name_differ_by_type(self) -> None:
        assert len({Key("a", kind).key.id for kind in (ED25519, COSIGNATURE)}) == 2
        with pytest.raises(Invalid):
            VerifierKey("a", 0x02, LOG.key.key)
        with pytest.raises(Invalid):
            VerifierKey("a", ED25519, bytes(32))
        with pytest.raises(Invalid):
            VerifierKey("a\x07", ED25519, LOG.key.key)


class TestCheckpoints:
    def test_are_signed_by_the_log_they_name(self) -> None:
        with pytest.raises(Invalid) as why:
            sign_checkpoint(Checkpoint("so-khac.example", 1, bytes(32)), LOG)
        assert why.value.code == "wrong_origin"

    def test_keep_extension_lines(self) -> None:
        text = Checkpoint("a", 1, bytes(32), ("x", "y z")).text
        assert Checkpoint.parse(text).extensions == ("x", "y z")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n",
            "a\n1\n",
            "a\n1\n\n",
            "a\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            "a\n+1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            "a\n١\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            "a\n9223372036854775808\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
            "a\n1\nAAAA\n",
            "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
            "a\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        ],
    )
    def test_of_another_form_are_refused(self, text: str) -> None:
        with pytest.raises(Invalid):
            Checkpoint.parse(text)

    def test_of_an_empty_log_can_be_signed(self) -> None:
        note = signed(Head(0, EMPTY_ROOT), witnesses=[])
        assert Checkpoint.parse(note.text).head == Head(0, EMPTY_ROOT)


class TestCosignatures:
    def test_carry_their_time(self) -> None:
        note = signed(Head(1, bytes(32)))
        times = [
            verify_signature(one.key, line, note.text)
            for one, line in zip(WITNESSES, note.signatures[1:], strict=True)
        ]
        assert times == [TIME, TIME + 1, TIME + 2]

    def test_bind_time_text_and_type(self) -> None:
        note = signed(Head(1, bytes(32)))
        line, key = note.signatures[1], WITNESSES[0].key
        later = (TIME + 9).to_bytes(8, "big") + line.value[8:]
        beyond = b"\xff" * 8 + line.value[8:]
        for value, text in (
            (later, note.text),
            (beyond, note.text),
            (line.value[8:], note.text),
            (line.value + b"\x00", note.text),
            (line.value, note.text.replace("\n1\n", "\n2\n")),
        ):
            with pytest.raises(Invalid):
                verify_signature(key, Signature(line.name, line.key_id, value), text)
        renamed = VerifierKey("khac.example", COSIGNATURE, key.key)
        far = cosigned_message(note.text, time=2**63)
        far_line = Signature(line.name, line.key_id, (2**63).to_bytes(8, "big") + WITNESSES[0].sign(far))
        for other, signature in ((WITNESSES[1].key, line), (renamed, line), (key, far_line)):
            with pytest.raises(Invalid):
                verify_signature(other, signature, note.text)

    def test_are_made_only_of_checkpoints_with_a_witness_key(self) -> None:
        note = signed(Head(1, bytes(32)))
        for text, time, key in (
            (TEXT, TIME, WITNESSES[0]),
            (note.text, -1, WITNESSES[0]),
            (note.text, 2**63, WITNESSES[0]),
            (note.text, TIME, LOG),
        ):
            with pytest.raises(Invalid):
                cosign(text, time=time, signer=key)
        with pytest.raises(Invalid):
            sign(note.text, WITNESSES[0])

    def test_in_ml_dsa_are_known_by_size_and_never_counted(self) -> None:
        key = VerifierKey("pq.example", COSIGNATURE_ML_DSA, bytes(1312))
        assert VerifierKey.parse(str(key)) == key
        with pytest.raises(Invalid):
            VerifierKey("pq.example", COSIGNATURE_ML_DSA, bytes(1311))
        with pytest.raises(Invalid):
            verify_signature(key, Signature(key.name, key.id, bytes(2428)), TEXT)
