"""The code against RFC 6962, 2.1 written down plainly, for every size, and against every kind of damage."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.log.plain import Definition
from liem.kernel.log import (
    EMPTY_ROOT,
    Frontier,
    Invalid,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from liem.kernel.log.merkle import root_of
from nightly import times

ENTRIES = [b"muc so %d" % at for at in range(601)]
PLAIN = Definition(ENTRIES)
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


def nodes(level: int, index: int) -> bytes:
    return PLAIN.mth(index << level, (index + 1) << level)


def agree(sizes: range, *, step: int) -> None:
    """Roots for each size; proofs for every `step`-th index and old size, the edges always."""
    frontier = Frontier(sizes.start, Frontier.of(nodes, sizes.start).edge)
    for size in sizes:
        root = PLAIN.mth(0, size)
        assert tree_root(nodes, size) == frontier.root() == root_of(LEAVES[:size]) == root
        picked = {*range(size % step, size, step), 0, size // 2, size - 2, size - 1} & {*range(size)}
        for index in picked:
            path = inclusion_proof(nodes, index, size)
            assert path == PLAIN.path(index, 0, size)
            verify_inclusion(LEAVES[index], index=index, size=size, path=path, root=root)
            old = index + 1
            proof = consistency_proof(nodes, old, size)
            assert proof == PLAIN.proof(old, size)
            verify_consistency(old=old, old_root=PLAIN.mth(0, old), new=size, new_root=root, path=proof)
        for level, index, made in frontier.add(LEAVES[size]):
            assert made == nodes(level, index)


class TestDefinition:
    def test_agrees_for_every_size_to_200(self) -> None:
        agree(range(65), step=1)
        agree(range(65, 201), step=5)

    @pytest.mark.slow
    def test_agrees_for_every_size_to_600(self) -> None:
        agree(range(201, 601), step=19)

    def test_the_empty_tree_is_the_hash_of_nothing(self) -> None:
        assert tree_root(nodes, 0) == EMPTY_ROOT == Frontier().root()
        assert EMPTY_ROOT.hex().startswith("e3b0c442")

    def test_node_and_leaf_are_hashed_apart(self) -> None:
        # A leaf that spells out two hashes must not be taken for their parent.
        assert leaf_hash(LEAVES[0] + LEAVES[1]) != PLAIN.mth(0, 2)


def refused(code: str, call: object, **given_: object) -> None:
    with pytest.raises(Invalid) as why:
        call(**given_)  # type: ignore[operator]
    assert why.value.code == code


class TestDamage:
    @settings(max_examples=times("trees against the definition"), deadline=None)
    @given(st.data())
    def test_a_changed_inclusion_proof_is_refused(self, data: st.DataObject) -> None:
        size = data.draw(st.integers(1, 600))
        index = data.draw(st.integers(0, size - 1))
        path = PLAIN.path(index, 0, size)
        root, leaf = PLAIN.mth(0, size), LEAVES[index]
        verify_inclusion(leaf, index=index, size=size, path=path, root=root)
        kind = data.draw(st.sampled_from(["flip", "drop", "add", "swap", "index", "root", "leaf"]))
        at = data.draw(st.integers(0, max(len(path) - 1, 0)))
        bit = data.draw(st.integers(0, 255))
        if kind == "flip" and path:
            path[at] = flip(path[at], bit)
        elif kind == "drop" and path:
            del path[at]
        elif kind == "swap" and len(path) > 1:
            path[at], path[at - 1] = path[at - 1], path[at]
        elif kind == "index" and size > 1:
            index = (index + data.draw(st.integers(1, size - 1))) % size
        elif kind == "root":
            root = flip(root, bit)
        elif kind == "leaf":
            leaf = flip(leaf, bit)
        else:
            path.insert(at, LEAVES[600])
        with pytest.raises(Invalid):
            verify_inclusion(leaf, index=index, size=size, path=path, root=root)

    @settings(max_examples=times("trees against the definition"), deadline=None)
    @given(st.data())
    def test_a_changed_consistency_proof_is_refused(self, data: st.DataObject) -> None:
        new = data.draw(st.integers(2, 600))
        old = data.draw(st.integers(1, new - 1))
        path = PLAIN.proof(old, new)
        old_root, new_root = PLAIN.mth(0, old), PLAIN.mth(0, new)
        verify_consistency(old=old, old_root=old_root, new=new, new_root=new_root, path=path)
        kind = data.draw(st.sampled_from(["flip", "drop", "add", "old", "new", "shift"]))
        at, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
        if kind == "flip":
            path[at] = flip(path[at], bit)
        elif kind == "drop":
            del path[at]
        elif kind == "old":
            old_root = flip(old_root, bit)
        elif kind == "new":
            new_root = flip(new_root, bit)
        elif kind == "shift" and old > 1:
            # A witness that believes in another old root of the same size.
            old_root = PLAIN.mth(0, old - 1)
        else:
            path.insert(at, LEAVES[600])
        with pytest.raises(Invalid):
            verify_consistency(old=old, old_root=old_root, new=new, new_root=new_root, path=path)

    def test_says_which_way_it_is_wrong(self) -> None:
        root, path = PLAIN.mth(0, 5), PLAIN.path(2, 0, 5)
        good = {"leaf": LEAVES[2], "index": 2, "size": 5, "path": path, "root": root}
        refused("bad_index", verify_inclusion, **good | {"index": 5})
        refused("bad_index", verify_inclusion, **good | {"index": -1})
        refused("bad_path", verify_inclusion, **good | {"path": path[:-1]})
        refused("bad_hash", verify_inclusion, **good | {"path": [*path[:-1], b"short"]})
        refused("bad_size", verify_inclusion, **good | {"size": 2**63})
        refused("not_included", verify_inclusion, **good | {"leaf": LEAVES[3]})
        refused("shrunk", consistency_proof, nodes=nodes, old=3, new=2)
        refused("bad_edge", Frontier, size=3, edge=[root])

    def test_growth_from_nothing_and_of_nothing_needs_no_proof(self) -> None:
        one, other = PLAIN.mth(0, 1), PLAIN.mth(0, 2)
        verify_consistency(old=0, old_root=EMPTY_ROOT, new=2, new_root=other, path=[])
        verify_consistency(old=2, old_root=other, new=2, new_root=other, path=[])
        for old, old_root, new, new_root, path in (
            (0, one, 2, other, []),
            (0, EMPTY_ROOT, 2, other, [one]),
            (0, EMPTY_ROOT, 0, other, []),
            (2, one, 2, other, []),
            (2, other, 2, other, [one]),
        ):
            with pytest.raises(Invalid):
                verify_consistency(old=old, old_root=old_root, new=new, new_root=new_root, path=path)


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(changed)
