"""Tiles and bundles: their names, their bytes, which change, and what an audit of them finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.log.plain import Definition
from kernel.log.signing import Memory, log_of
from liem.kernel.log import (
    EMPTY_ROOT,
    ENTRIES,
    Folder,
    Head,
    Invalid,
    Tile,
    TileNodes,
    append,
    audit,
    changed,
    inclusion_proof,
    tree_root,
)
from liem.kernel.log.tiles import fetch, pack_bundle, split_bundle, split_hashes, tiles_of

WORDS = [b"muc %d" % at for at in range(1500)]


class TestNames:
    @pytest.mark.parametrize(
        ("tile", "path"),
        [
            (Tile(0, 0), "tile/0/000"),
            (Tile(0, 999, 1), "tile/0/999.p/1"),
            (Tile(1, 1000), "tile/1/x001/000"),
            (Tile(ENTRIES, 1234067, 255), "tile/entries/x001/x234/067.p/255"),
            (Tile(63, 1234067), "tile/63/x001/x234/067"),
        ],
    )
    def test_go_both_ways(self, tile: Tile, path: str) -> None:
        assert tile.path == path
        assert Tile.parse(path) == tile

    @pytest.mark.parametrize(
        "path",
        [
            "tile/64/000",
            "tile/00/000",
            "tile/0/0",
            "tile/0/x000/001",
            "tile/0/x001/1",
            "tile/0/001/001",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/-1/000",
            "/tile/0/000",
            "tile/0/000\n",
            "tile/0/٠٠٠",
            "tile/0/x009/x223/x372/x036/x854/x775/808",
        ],
    )
    def test_of_another_form_are_refused(self, path: str) -> None:
        with pytest.raises(Invalid):
            Tile.parse(path)


class TestWhichTiles:
    def test_a_log_of_70000_has_those_the_specification_counts(self) -> None:
        tiles = [tile for tile in tiles_of(70_000) if tile.level != ENTRIES]
        counted = [(level, sum(tile.level == level for tile in tiles)) for level in (0, 1, 2, 3)]
        assert counted == [(0, 274), (1, 2), (2, 1), (3, 0)]
        assert [tile for tile in tiles if tile.width < 256] == [
            Tile(0, 273, 112),
            Tile(1, 1, 17),
            Tile(2, 0, 1),
        ]
        assert [*tiles_of(256)] == [Tile(ENTRIES, 0), Tile(0, 0), Tile(1, 0, 1)]
        assert [*tiles_of(0)] == []

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 1500), st.integers(0, 1500))
    def test_appending_writes_exactly_what_changed(self, one: int, other: int) -> None:
        old, new = sorted((one, other))
        memory, _ = log_of(WORDS[:old])
        written: list[Tile] = []

        def write(tile: Tile, data: bytes) -> None:
            written.append(tile)
            memory.write(tile, data)

        head = append(memory.read, write, old=old, entries=WORDS[old:new])
        assert written == [*changed(old, new)]
        whole, same = log_of(WORDS[:new])
        assert head == same
        assert all(memory.files[tile] == whole.files[tile] for tile in tiles_of(new))

    def test_of_a_shrinking_log_are_refused(self) -> None:
        with pytest.raises(Invalid):
            list(changed(2, 1))


class TestBytes:
    def test_a_bundle_is_lengths_and_entries(self) -> None:
        entries = [b"", b"ab", b"x" * 65_535]
        data = pack_bundle(entries)
        assert data[:6] == b"\x00\x00\x00\x02ab"
        assert split_bundle(Tile(ENTRIES, 0, 3), data) == entries
        for wrong in (data[:-1], data + b"\x00", data + b"\x00\x00", data[2:], b""):
            with pytest.raises(Invalid):
                split_bundle(Tile(ENTRIES, 0, 3), wrong)
        with pytest.raises(Invalid):
            pack_bundle([b"x" * 65_536])

    def test_a_tile_of_another_length_is_refused(self) -> None:
        for length in (0, 31, 33, 64):
            with pytest.raises(Invalid):
                split_hashes(Tile(0, 0, 1), bytes(length))

    def test_a_partial_file_may_have_given_way_to_the_full_one(self) -> None:
        memory, _ = log_of(WORDS[:300])
        small, _ = log_of(WORDS[:100])
        for tile in tiles_of(100):
            assert fetch(memory.read, tile) == small.files[tile]
        with pytest.raises(Invalid):
            fetch(memory.read, Tile(0, 7, 3))


class TestNodes:
    def test_agree_with_the_definition(self) -> None:
        plain = Definition(WORDS)
        memory, _ = log_of(WORDS)
        # The nodes of a longer log serve every shorter one: partial tiles of then may be gone.
        nodes = TileNodes(memory.read, 1500, keep=1)
        for size in (1, 255, 256, 257, 513, 1499, 1500):
            assert tree_root(nodes, size) == plain.mth(0, size)
            for index in {0, size // 3, size - 1}:
                assert inclusion_proof(nodes, index, size) == plain.path(index, 0, size)

    @pytest.mark.parametrize(("level", "index"), [(0, 300), (9, 0), (8, 1), (-1, 0), (0, -1)])
    def test_not_complete_are_refused(self, level: int, index: int) -> None:
        memory, _ = log_of(WORDS[:300])
        with pytest.raises(Invalid):
            TileNodes(memory.read, 300)(level, index)


class TestAudit:
    def test_rehashes_all_or_only_what_grew(self) -> None:
        memory, old = log_of(WORDS[:700])
        new = append(memory.read, memory.write, old=700, entries=WORDS[700:])
        assert audit(memory.read, new) == 1500
        assert audit(memory.read, new, since=old) == 1500 - 512
        assert audit(memory.read, old) == 700
        assert audit(memory.read, Head(0, EMPTY_ROOT)) == 0

    def test_finds_every_flipped_byte(self) -> None:
        memory, head = log_of(WORDS[:600])
        for tile, data in [(tile, memory.files[tile]) for tile in tiles_of(600)]:
            for at in range(0, len(data), 311):
                memory.files[tile] = data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]
                with pytest.raises(Invalid):
                    audit(memory.read, head)
            memory.files[tile] = data
        assert audit(memory.read, head) == 600

    @pytest.mark.parametrize(
        ("code", "harm"),
        [
            ("bad_entry", lambda m: replace(m, Tile(ENTRIES, 1), b"muc 300", b"muc 30x")),
            ("bad_inner", lambda m: m.files.update({Tile(1, 0, 2): bytes(64)})),
            ("bad_bundle", lambda m: m.files.update({Tile(ENTRIES, 1): b"\x00"})),
            ("bad_tile", lambda m: m.files.update({Tile(0, 2, 88): b"\x00"})),
            ("no_tile", lambda m: m.files.pop(Tile(0, 0))),
        ],
    )
    def test_says_what_is_wrong(self, code: str, harm: Callable[[Memory], object]) -> None:
        memory, head = log_of(WORDS[:600])
        harm(memory)
        with pytest.raises(Invalid) as why:
            audit(memory.read, head)
        assert why.value.code == code
        if code == "bad_entry":
            assert "300" in why.value.vi
            assert "300" in why.value.en

    def test_refuses_another_past_and_another_root(self) -> None:
        memory, head = log_of(WORDS[:600])
        _, forged = log_of([*WORDS[:299], b"khac"])
        for code, given_ in (
            ("bad_past", {"head": head, "since": forged}),
            ("bad_root", {"head": Head(600, forged.root)}),
        ):
            with pytest.raises(Invalid) as why:
                audit(memory.read, **given_)  # type: ignore[arg-type]
            assert why.value.code == code


class TestFolder:
    def test_keeps_a_log_that_reads_back(self, tmp_path: Path) -> None:
        folder = Folder(tmp_path / "so")
        assert folder.checkpoint() is None
        head = append(folder.read, folder.write, old=0, entries=WORDS[:300])
        head = append(folder.read, folder.write, old=300, entries=WORDS[300:520])
        folder.publish(b"one")
        folder.publish(b"two")
        assert folder.checkpoint() == b"two"
        assert audit(folder.read, head) == 520
        assert sorted(path.name for path in tmp_path.rglob("*.new")) == []
        assert (tmp_path / "so/tile/entries/001.p/44").is_file()


@pytest.mark.slow
class TestLargeLog:
    def test_of_70000_entries_in_a_folder_reads_back_and_proves(self, tmp_path: Path) -> None:
        entries = [b"muc %d" % at for at in range(70_000)]
        memory = Memory()
        head, folder = Head(0, EMPTY_ROOT), Folder(tmp_path)
        for to in (1, 300, 65_536, 70_000):
            old = head
            head = append(memory.read, memory.write, old=old.size, entries=entries[old.size : to])
            audit(memory.read, head, since=old)
        for tile in [tile for tile in tiles_of(70_000) if tile.level > 0 or tile.index % 40 == 33]:
            folder.write(tile, memory.files[tile])
        plain = Definition(entries)
        assert head.root == plain.mth(0, 70_000)
        nodes = TileNodes(folder.read, 70_000)
        # Level 1 and a fortieth of the rest are enough for these entries, as for a client over the network.
        for index in (33 * 256, 73 * 256 + 255, 69_999 - 111):
            assert inclusion_proof(nodes, index, 70_000) == plain.path(index, 0, 70_000)


def replace(memory: Memory, tile: Tile, old: bytes, new: bytes) -> None:
    assert old in memory.files[tile]
    memory.files[tile] = memory.files[tile].replace(old, new)
