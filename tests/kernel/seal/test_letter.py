"""What is inside a sealed file: one form, sizes that many share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.seal import bucket
from liem.kernel.seal.letter import KINDS, BadLetter, File, Letter, pack, unpack

FILES = st.builds(File, st.text(max_size=20), st.just("image/jpeg"), st.binary(max_size=3000))
LETTERS = st.builds(
    Letter,
    kind=st.sampled_from(KINDS),
    words=st.text(max_size=2000),
    reply_to=st.just("age1x"),
    readers=st.lists(st.text("abc", max_size=9), max_size=3).map(tuple),
    files=st.lists(FILES, max_size=3).map(tuple),
)


def same(one: Letter, other: Letter) -> bool:
    return [each.data for each in one.files] == [each.data for each in other.files] and one.kind == other.kind


class TestLetter:
    @given(LETTERS)
    def test_comes_back_as_it_was_and_fills_a_bucket(self, letter: Letter) -> None:
        data = pack(letter)
        assert len(data) == bucket(len(data))
        read = unpack(data)
        assert same(read, letter)
        assert pack(read) == data

    def test_keeps_vietnamese_in_one_spelling(self) -> None:
        assert unpack(pack(Letter("report", "ế"))).words == "ế"

    def test_refuses_every_cut_and_every_byte_behind(self) -> None:
        data = pack(Letter("report", "Quỹ thôn", files=(File("a.jpg", "image/jpeg", b"12345"),)))
        for end in range(0, len(data), 97):
            with pytest.raises(BadLetter):
                unpack(data[:end])
        for wrong in (data + b"\0", data[:-1] + b"x", data[:-1]):
            with pytest.raises(BadLetter):
                unpack(wrong)

    @pytest.mark.parametrize(
        "head",
        [
            b"[]",
            b"{}",
            b"7",
            b'{"files":[],"kind":"other","readers":[],"reply_to":"","roster":"","words":""}',
            b'{"files":[{"name":"a","size":-1,"type":""}],"kind":"report","readers":[],"reply_to":"","roster":"","words":""}',
            b'{"files":[{"name":"a","size":9999,"type":""}],"kind":"report","readers":[],"reply_to":"","roster":"","words":""}',
            b'{"files":[{"name":"a","size":true,"type":""}],"kind":"report","readers":[],"reply_to":"","roster":"","words":""}',
            b'{"files":[],"kind":"report","readers":[1],"reply_to":"","roster":"","words":""}',
            b'{"files":[],"kind":"report","readers":[],"reply_to":"","roster":"","words":null}',
        ],
    )
    def test_refuses_a_head_of_another_shape(self, head: bytes) -> None:
        body = b"liem-letter/v1\n" + f"{len(head)}\n".encode() + head
        with pytest.raises(BadLetter):
            unpack(body.ljust(bucket(len(body)), b"\0"))

    @given(st.binary(max_size=5000))
    def test_refuses_noise_as_a_bad_letter_and_nothing_else(self, noise: bytes) -> None:
        for data in (noise, b"liem-letter/v1\n" + noise):
            with pytest.raises(BadLetter):
                unpack(data)
