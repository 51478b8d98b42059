"""Slips, contents, cards and frames: one spelling each, every change noticed, nothing but `Invalid`."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from liem.kernel import bundle, seal
from liem.kernel.bundle import container, contents, frames
from liem.kernel.log.note import ED25519, VerifierKey


@dataclass(frozen=True)
class Holder:
    """An office with a signing key."""

    name: str

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(self.name.encode()).digest())

    @property
    def key(self) -> VerifierKey:
        return VerifierKey(self.name, ED25519, self.private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


PROVINCE, COMMUNE = Holder("TAL"), Holder("XCR")
SEALED = random.Random(1).randbytes(2 * bundle.PART + 77)
SLIP = bundle.Slip(
    stream="0f" * 16,
    number=7,
    previous="ab" * 32,
    sender="TAL",
    receiver="XCR",
    kind="directive",
    created=datetime(2026, 11, 23, 2, 30, tzinfo=UTC),
    size=len(SEALED),
    parts=tuple(
        hashlib.sha256(SEALED[at : at + bundle.PART]).hexdigest() for at in range(0, len(SEALED), bundle.PART)
    ),
)
NOTE = bundle.signed(SLIP, PROVINCE)


def whole() -> bytes:
    target = io.BytesIO()
    container.write(target, NOTE, io.BytesIO(SEALED))
    return target.getvalue()


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(bundle.Invalid) as caught:
        work()
    assert caught.value.vi
    assert caught.value.en
    return caught.value.code


def parts_of(data: bytes) -> list[int]:
    return [number for number, _ in container.read(io.BytesIO(data)).parts()]


class TestSlip:
    def test_is_read_back_as_written_and_believed_for_its_sender(self) -> None:
        note, slip = bundle.parse_note(NOTE.encode())
        assert slip == SLIP
        assert bundle.require_signed(note, [COMMUNE.key, PROVINCE.key]) == PROVINCE.key

    def test_of_another_sender_is_forged(self) -> None:
        for wrong in (COMMUNE.key, replace(COMMUNE.key, name="TAL")):
            assert refusal(lambda key=wrong: bundle.require_signed(NOTE, [key])) == "forged"
        assert refusal(lambda: bundle.require_signed(NOTE, [])) == "forged"

    def test_cannot_be_changed_in_one_byte(self) -> None:
        data = NOTE.encode()
        for at, byte in enumerate(data):
            changed = data[:at] + bytes([byte ^ 1]) + data[at + 1 :]
            refusal(lambda data=changed: bundle.require_signed(bundle.parse_note(data)[0], [PROVINCE.key]))

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("number 7", "number 07"),
            ("number 7", "number 0"),
            ("number 7", "number 7 "),
            ("from TAL", "from T L"),
            ("from TAL", "from "),
            ("to XCR", f"to {'X' * 61}"),
            ("T02:30:00Z", "T02:30:00+00:00"),
            ("T02:30:00Z", "T2:30:00Z"),
            ("2026-11-23", "2026-13-23"),
            ("kind directive", "kind Directive"),
            (f"size {len(SEALED)}", f"size {len(SEALED) + bundle.PART}"),
            ("stream 0f", "stream 0F"),
            ("part ", "Part "),
            ("previous", "before"),
            ("liem-bundle/v1", "liem-bundle/v2"),
        ],
    )
    def test_has_one_spelling(self, old: str, new: str) -> None:
        assert refusal(lambda: bundle.Slip.parse(str(SLIP).replace(old, new, 1))) == "bad_bundle"


class TestFile:
    def test_gives_all_parts(self) -> None:
        opened = container.read(io.BytesIO(whole()))
        assert b"".join(data for _, data in opened.parts()) == SEALED
        assert opened.slip == SLIP

    def test_cut_off_gives_the_whole_parts_before_the_cut(self) -> None:
        start = len(whole()) - len(SEALED)
        assert parts_of(whole()[: start + bundle.PART - 1]) == []
        assert parts_of(whole()[: start + bundle.PART]) == [0]
        assert parts_of(whole()[:-1]) == [0, 1]
        for cut in (whole()[:at] for at in range(0, start, 97)):
            assert refusal(lambda data=cut: container.read(io.BytesIO(data))) == "bad_bundle"

    def test_altered_or_lengthened_is_refused(self) -> None:
        altered = bytearray(whole())
        altered[-bundle.PART] ^= 1
        assert refusal(lambda: parts_of(bytes(altered))) == "bad_part"
        assert refusal(lambda: parts_of(whole() + b"\0")) == "bad_bundle"


def packed(data: dict[str, Any], *files: bytes) -> bytes:
    told = tuple(
        contents.Attached(f"{at}.pdf", len(one), hashlib.sha256(one).hexdigest())
        for at, one in enumerate(files)
    )
    target = io.BytesIO()
    contents.write(
        target, contents.Sheet("TAL", "XCR", "directive", data, told), list(map(io.BytesIO, files))
    )
    return target.getvalue()


def unpacked(data: bytes) -> tuple[Any, list[bytes]]:
    reading = contents.Reading(io.BytesIO(data))
    return reading.sheet.data, [b"".join(chunks) for _, chunks in reading.files()]


class TestContents:
    def test_are_read_back_with_their_files(self) -> None:
        files = (b"a" * 3_000_000, b"b")
        assert unpacked(packed({"tên": "Báo cáo", "n": 3}, *files)) == (
            {"tên": "Báo cáo", "n": 3},
            list(files),
        )
        assert unpacked(packed({})) == ({}, [])

    def test_are_the_same_bytes_for_the_same_things(self) -> None:
        assert packed({"b": 1, "a": [2]}, b"x") == packed({"a": [2], "b": 1}, b"x")

    def test_come_in_the_common_sizes(self) -> None:
        for size in (1, 4_000, 5_000, 100_000, 2_000_000):
            found = len(packed({}, b"x" * size))
            assert found == seal.bucket(found)

    def test_are_read_in_one_form_only(self) -> None:
        good = packed({"a": 1}, b"noi dung")
        wrong = [
            *(good[:-1], good + b"\0", good[:-1] + b"x", b"", good[:40]),
            *(good.replace(b"noi dung", b"noi dunG"), good.replace(b'{"a":1}', b'{ "a":1')),
            *(good.replace(b'"size":8', b'"size":9'), good.replace(b'"size":8', b'"size":0')),
            good.replace(b'"kind":"directive"', b'"kind":12345678901'),
        ]
        assert {refusal(lambda data=data: unpacked(data)) for data in wrong} == {"bad_contents"}

    def test_differ_from_what_was_announced_never(self) -> None:
        sheet = contents.Sheet("A", "B", "report", {}, (contents.Attached("a", 1, "0" * 64),))
        assert refusal(lambda: contents.write(io.BytesIO(), sheet, [io.BytesIO(b"x")])) == "bad_contents"
        loose = contents.Sheet("A", "B", "report", {"x": 0.5})
        assert refusal(lambda: contents.write(io.BytesIO(), loose, [])) == "bad_contents"


class TestCard:
    key = seal.HybridIdentity.generate()
    card = bundle.Card("TAL", "Tỉnh ủy An Liêm", PROVINCE.key, str(key.recipient))

    def test_is_read_back_as_written(self) -> None:
        assert bundle.Card.parse(self.card.encode(PROVINCE)) == self.card
        assert len(self.card.fingerprint.replace(" ", "")) == 40

    def test_with_anything_changed_is_refused(self) -> None:
        data = self.card.encode(PROVINCE)
        for at in range(0, len(data), 7):
            changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            assert refusal(lambda data=changed: bundle.Card.parse(data)) == "bad_card"

    def test_with_the_keys_of_two_offices_is_refused(self) -> None:
        mixed = replace(self.card, sign=COMMUNE.key)
        assert refusal(lambda: bundle.Card.parse(mixed.encode(COMMUNE))) == "bad_card"
        assert refusal(lambda: bundle.Card.parse(self.card.encode(COMMUNE))) == "bad_card"


class TestFrames:
    data = random.Random(2).randbytes(7_777)

    def test_are_put_together_in_any_order_with_repeats(self) -> None:
        lines = frames.cut(self.data)
        assert len(lines) == 13
        assert all(len(line) < 950 for line in lines)
        mixed = [*lines, *lines[:3], ""]
        random.Random(3).shuffle(mixed)
        assert frames.join(mixed) == self.data

    def test_say_which_are_missing(self) -> None:
        lines = frames.cut(self.data)
        del lines[4], lines[8]
        with pytest.raises(bundle.Invalid, match="5, 10 trên tổng số 13"):
            frames.join(lines)

    def test_of_two_bundles_or_misread_are_refused(self) -> None:
        lines, others = frames.cut(self.data), frames.cut(self.data[::-1])
        misread = lines[0][:-1] + ("A" if lines[0][-1] != "A" else "B")
        wrong = [
            *([*lines[:-1], others[-1]], [misread, *lines], [misread, *lines[1:]], [], ["chữ"]),
            [lines[0].replace(":13:", ":12:", 1), *lines[1:]],
        ]
        assert {refusal(lambda many=many: frames.join(many)) for many in wrong} == {"bad_frames"}

    def test_are_for_small_bundles_only(self) -> None:
        assert len(frames.cut(bytes(frames.LARGEST))) == frames.MOST
        for data in (b"", bytes(frames.LARGEST + 1)):
            assert refusal(lambda data=data: frames.cut(data)) == "too_large_for_codes"


def card(data: bytes) -> object:
    return bundle.Card.parse(data)


def joined(data: bytes) -> object:
    return frames.join(data.decode("utf-8", "surrogateescape").split("\n"))


@pytest.mark.parametrize(
    ("read", "sample"),
    [
        (bundle.parse_note, NOTE.encode()),
        (parts_of, whole()[: -2 * bundle.PART]),
        (unpacked, packed({"a": [1, {"b": "c"}]}, b"noi dung")),
        (card, TestCard.card.encode(PROVINCE)),
        (joined, "\n".join(frames.cut(TestFrames.data[:1500])).encode()),
    ],
    ids=["slip", "file", "contents", "card", "frames"],
)
def test_whatever_comes_in_only_invalid_leaves(read: Callable[[bytes], object], sample: bytes) -> None:
    chance, refused = random.Random(4), 0
    read(sample)
    for _ in range(400):
        data = bytearray(sample)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(min(len(data), 3_000))
            if chance.random() < 0.5:
                data[at] ^= 1 << chance.randrange(8)
            else:
                data[at : at + chance.randrange(20)] = chance.randbytes(chance.randrange(20))
        try:
            read(bytes(data))
        except bundle.Invalid:
            refused += 1
    assert refused > 200
