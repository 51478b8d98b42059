"""Receipts: made, read in both forms, believed, and refused after every change of one character."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.log.signing import LOG, WITNESSES, log_of, policy_text, receipt, signed
from liem.kernel.log import Checkpoint, Head, Invalid, Policy, Proof, Tile, TileNodes, sign_checkpoint
from liem.kernel.log.coding import from_base45, to_base45
from liem.kernel.log.proof import HEADER

ENTRIES = [b"muc %d" % at for at in range(37)]
TWO = WITNESSES[:2]
POLICY = Policy.parse(policy_text(2, TWO))


def one(index: int = 20) -> Proof:
    return receipt(ENTRIES, index, witnesses=TWO)


class TestReceipt:
    @pytest.mark.parametrize("index", [0, 1, 31, 32, 35, 36])
    def test_proves_its_entry_and_no_other(self, index: int) -> None:
        proof = one(index)
        judged = proof.check(ENTRIES[index], POLICY)
        assert (judged.checkpoint.size, len(judged.witnesses)) == (37, 2)
        assert proof.check(None, POLICY) == judged
        with pytest.raises(Invalid) as why:
            proof.check(ENTRIES[(index + 1) % 37], POLICY)
        assert why.value.code == "not_included"

    def test_of_a_log_with_one_entry_has_no_path(self) -> None:
        proof = receipt([b"mot"], 0, witnesses=TWO)
        assert proof.path == ()
        assert f"{HEADER}\nindex 0\n\n{LOG.key.name}\n1\n" in proof.encode().decode()
        assert Proof.parse(proof.encode()).check(b"mot", POLICY)

    @pytest.mark.parametrize("extra", [None, b"x", bytes(300)])
    def test_reads_back_in_both_forms(self, extra: bytes | None) -> None:
        proof = Proof(one().index, one().path, one().note, extra)
        assert Proof.read(proof.encode()) == proof
        assert Proof.read(proof.encode_qr().encode()) == proof
        assert Proof.read(proof.encode_qr().encode() + b"\r\n") == proof
        assert proof.encode_qr().startswith("LIEM1:")
        assert b"extra " in proof.encode() or extra is None

    def test_keeps_extension_lines_and_other_names_in_a_qr_code(self) -> None:
        memory, head = log_of(ENTRIES)
        checkpoint = Checkpoint(LOG.key.name, head.size, head.root, ("dòng thêm", "x"))
        note = sign_checkpoint(checkpoint, LOG)
        nodes = TileNodes(memory.read, 37)
        proof = Proof.make(nodes, index=3, checkpoint=note.encode(), entry=ENTRIES[3])
        assert Proof.parse_qr(proof.encode_qr()) == proof

    def test_is_not_made_from_a_damaged_log_or_for_another_entry(self) -> None:
        memory, head = log_of(ENTRIES)
        note = signed(head).encode()
        nodes = TileNodes(memory.read, 37)
        with pytest.raises(Invalid):
            Proof.make(nodes, index=3, checkpoint=note, entry=ENTRIES[4])
        with pytest.raises(Invalid):
            Proof.make(nodes, index=37, checkpoint=note, entry=ENTRIES[4])
        memory.files[Tile(0, 0, 37)] = bytes(37 * 32)
        with pytest.raises(Invalid):
            Proof.make(TileNodes(memory.read, 37), index=3, checkpoint=note, entry=ENTRIES[3])

    def test_of_ten_million_entries_and_three_witnesses_fits_a_qr_code(self) -> None:
        size = 10_000_000
        path = tuple(bytes([at]) * 32 for at in range(24))
        note = signed(Head(size, bytes(range(32))))
        proof = Proof(9_000_000, path, note)
        # 1,994 is what version 29 with medium correction holds in alphanumeric mode (ISO/IEC 18004).
        assert len(proof.encode_qr()) < 1_994


def changes(text: str) -> Iterator[str]:
    """Each character replaced by a neighbour, the other case, or nothing."""
    for at, char in enumerate(text):
        other = char.swapcase() if char.swapcase() != char and at % 2 else chr(ord(char) ^ 1)
        yield text[:at] + other + text[at + 1 :]
        if at % 5 == 0:
            yield text[:at] + text[at + 1 :]


class TestEveryChange:
    @pytest.mark.parametrize("write", [lambda p: p.encode().decode(), Proof.encode_qr], ids=["text", "qr"])
    def test_of_one_character_is_refused(self, write: Callable[[Proof], str]) -> None:
        text = write(one())
        entry = ENTRIES[20]
        assert Proof.read(text.encode()).check(entry, POLICY)
        believed = []
        for changed in changes(text):
            try:
                Proof.read(changed.encode()).check(entry, POLICY)
            except Invalid:
                continue
            believed.append(changed)
        assert believed == []


class TestForm:
    @pytest.mark.parametrize(
        "change",
        [
            lambda t: t.replace("@v1", "@v2"),
            lambda t: "\ufeff" + t,
            lambda t: t.replace("\n", "\r\n"),
            lambda t: t.replace("index 20", "index 020"),
            lambda t: t.replace("index 20", "index  20"),
            lambda t: t.replace("index 20\n", ""),
            lambda t: t.replace("index 20\n", "index 20\nindex 20\n"),
            lambda t: t.replace("index", "extra AA==\nextra AA==\nindex"),
            lambda t: t.replace("index", "extra AB==\nindex"),
            lambda t: t.replace("index", "extra\nindex"),
            lambda t: t.replace("index", "extra \nindex"),
            lambda t: t.replace("index 20\n", "index 20\nAAAA\n"),
            lambda t: t.replace("index 20\n", "index 20\n" + ("A" * 43 + "=\n") * 64),
            lambda t: t.replace("\n\n", "\n", 1),
            lambda t: t[:-1],
            lambda t: "",
            lambda t: HEADER + "\n\n",
        ],
    )
    def test_other_than_this_is_refused(self, change: Callable[[str], str]) -> None:
        text = one().encode().decode()
        assert change(text) != text
        with pytest.raises(Invalid):
            Proof.parse(change(text).encode())

    def test_a_note_that_is_no_checkpoint_is_refused(self) -> None:
        line = one().note.signatures[0].line
        with pytest.raises(Invalid):
            Proof.parse(f"{HEADER}\nindex 0\n\nmột lời\n\n{line}".encode())

    def test_a_qr_frame_with_another_spelling_is_refused(self) -> None:
        frame = from_base45(one().encode_qr().removeprefix("LIEM1:"))
        own_name = LOG.key.name.encode()
        # The log's name may only be left out where it is the origin, never written a second time.
        long_name = frame.replace(b"\x00" + LOG.key.id, bytes([len(own_name)]) + own_name + LOG.key.id)
        for other in (
            b"\x02" + frame[1:],
            b"\x01\x94\x00" + frame[2:],
            frame + b"\x00",
            frame[:-1],
            long_name,
            frame.replace(own_name, own_name[:-2] + b"\n1"),
            frame.replace(own_name, own_name[:-1] + b"\xff"),
            frame.replace(own_name, own_name[:-1] + b"\t"),
            frame.replace(b"chung-kien-1", b"chung kien-1"),
            b"",
        ):
            assert other != frame
            with pytest.raises(Invalid):
                Proof.parse_qr("LIEM1:" + to_base45(other))
        with pytest.raises(Invalid):
            Proof.parse_qr("LIEM2:" + to_base45(frame))


class TestBase45:
    @pytest.mark.parametrize(
        ("data", "text"),
        # The examples of RFC 9285.
        [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
    )
    def test_agrees_with_the_rfc(self, data: bytes, text: str) -> None:
        assert to_base45(data) == text
        assert from_base45(text) == data

    @settings(max_examples=100, deadline=None)
    @given(st.binary(max_size=99))
    def test_goes_both_ways(self, data: bytes) -> None:
        assert from_base45(to_base45(data)) == data

    @pytest.mark.parametrize("text", ["GGW", ":::", "A", "AAAA", "ab8", "::", "É00", "0\n"])
    def test_refuses_what_it_would_not_write(self, text: str) -> None:
        with pytest.raises(Invalid):
            from_base45(text)


def test_a_proof_carries_hashes_of_32_bytes_in_base64() -> None:
    lines = one().encode().decode().split("\n\n")[0].split("\n")[2:]
    assert [len(base64.b64decode(line)) for line in lines] == [32] * len(one().path)
