"""verify.mjs and liem_verify.py believe what the product believes and refuse the rest for the same reason."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kernel.log.from_definition import FILE as VECTORS
from kernel.log.signing import LOG, TIME, WITNESSES, policy_text, receipt, signed
from liem.kernel.errors import KernelError
from liem.kernel.log import Head, Note, Policy, Proof, cosign
from liem.kernel.log.ed25519 import verify
from verifiers import broken
from verifiers.conftest import SHIPPED

RECEIPTS = [broken.PROOF.encode().decode(), broken.PROOF.encode_qr()]
GIVEN = {"receipts": RECEIPTS, "policy": broken.POLICY.decode(), "entry": broken.LEAF.decode()}
FEWEST_CHANGES = 1_078


def code(check: Callable[[], object], refusal: type[Exception]) -> str:
    try:
        check()
    except refusal as why:
        return str(why.code)  # type: ignore[attr-defined]
    return ""


def by_ours(data: bytes, policy: bytes, entry: bytes) -> str:
    return code(lambda: _ours(data, policy, entry), KernelError)


def _ours(data: bytes, policy: bytes, entry: bytes) -> None:
    rules, proof = Policy.parse(policy), Proof.read(data)
    rules.judge(proof.note)
    proof.check_entry(entry)


def by_single(single: ModuleType, data: bytes, policy: bytes, entry: bytes) -> str:
    def check() -> None:
        rules, proof = single.parse_policy(policy), single.parse_receipt(data)
        head = single.judge(proof.note, rules).head
        single.verify_inclusion(single.leaf_hash(entry), proof.place, head, proof.path)

    return code(check, single.Invalid)


def situations() -> Iterator[tuple[bytes, bytes, bytes]]:
    """Receipts, policies and entries that differ in what is wrong with them."""
    entries = [broken.LEAF, *(b"muc %d" % at for at in range(8))]
    proof, policy = receipt(entries, 0), policy_text(2)
    for wanted in range(1, 4):
        for given in range(4):
            one = receipt(entries, 0, witnesses=WITNESSES[:given])
            yield one.encode(), policy_text(wanted), entries[0]
            yield one.encode_qr().encode(), policy_text(wanted), entries[1]
    yield proof.encode(), policy_text(witnesses=[]), entries[0]
    yield proof.encode(), policy.replace(b"log so.xa-thu", b"log so.xa-thv"), entries[0]
    for names in ("", "w1", "w1 w2", "w1 w1", "w9", "none"):
        for measure in ("any", "all", "1", "2", "3", "0", "02", "x"):
            lines = f"group h {measure} {names}\nquorum h\n".encode()
            yield (
                proof.encode(),
                policy.replace(b"quorum g\n", b"").replace(b"group g 2 w1 w2 w3\n", lines),
                entries[0],
            )
    yield proof.encode(), policy.replace(b"quorum g\n", b"group h 1 g\nquorum h\n"), entries[0]
    text = signed(Head(9, bytes(32))).text
    late = cosign(text, time=TIME + 9, signer=WITNESSES[0])
    note = Note(text, (*signed(Head(9, bytes(32))).signatures, late, late))
    yield Proof(0, proof.path, note).encode(), policy, entries[0]
    yield Proof(9, proof.path, proof.note).encode(), policy, entries[0]
    yield Proof(1, proof.path, proof.note).encode(), policy, entries[0]
    yield Proof(0, proof.path[:-1], proof.note, b"x").encode(), policy, entries[0]
    yield Proof(0, (*proof.path, bytes(32)), proof.note).encode(), policy, entries[0]


class TestInNode:
    def test_all_vectors_of_the_log_hold_exactly_where_they_say(self, node: Callable[..., Any]) -> None:
        assert node("vectors.mjs", str(VECTORS)) == {"seen": 318, "wrong": []}

    def test_every_change_of_one_character_is_refused(self, node: Callable[..., Any]) -> None:
        said = node("mutations.mjs", lines=json.dumps(GIVEN))
        assert said["whole"] == ["proven", "proven"]
        assert said["changed"] > 2 * FEWEST_CHANGES
        assert said["believed"] == []

    def test_each_situation_is_judged_as_the_product_judges_it(self, node: Callable[..., Any]) -> None:
        given = [*situations()]
        lines = [
            json.dumps({"what": "check", "data": data.hex(), "policy": policy.hex(), "entry": entry.hex()})
            for data, policy, entry in given
        ]
        expected = [by_ours(*one) for one in given]
        assert len({*expected}) >= 8
        assert node("answers.mjs", lines="\n".join(lines)) == expected


class TestInPython:
    def test_all_receipts_among_the_vectors_hold_exactly_where_they_say(self, single: ModuleType) -> None:
        found = json.loads(VECTORS.read_text("utf-8"))["receipt"]
        held = [
            by_single(single, *(one[name].encode() for name in ("receipt", "policy", "entry"))) == ""
            for one in found
        ]
        assert held == [one["holds"] for one in found]

    def test_all_inclusions_among_the_vectors_hold_exactly_where_they_say(self, single: ModuleType) -> None:
        for one in json.loads(VECTORS.read_text("utf-8"))["inclusion"]:
            head = single.Head("x", one["size"], bytes.fromhex(one["root"]))
            path = tuple(bytes.fromhex(text) for text in one["path"])
            leaf = single.leaf_hash(one["entry"].encode())
            held = code(lambda: single.verify_inclusion(leaf, one["index"], head, path), single.Invalid) == ""  # noqa: B023
            assert held is one["holds"]

    def test_every_change_of_one_character_is_refused(self, single: ModuleType) -> None:
        changed, believed = 0, []
        for text in RECEIPTS:
            assert by_single(single, text.encode(), broken.POLICY, broken.LEAF) == ""
            for at, char in enumerate(text):
                for other in [chr(ord(char) ^ 1), ""][: 1 + (at % 5 == 0)]:
                    data = (text[:at] + other + text[at + 1 :]).encode()
                    changed += 1
                    if by_single(single, data, broken.POLICY, broken.LEAF) == "":
                        believed.append(data)
        assert believed == []
        assert changed > FEWEST_CHANGES

    def test_each_situation_is_judged_as_the_product_judges_it(self, single: ModuleType) -> None:
        given = [*situations()]
        assert [by_single(single, *one) for one in given] == [by_ours(*one) for one in given]

    def test_a_promise_is_believed_of_its_log_alone(self, single: ModuleType) -> None:
        policy = single.parse_policy(broken.POLICY)
        for sample in ("promise", "promise-qr"):
            promise, note = single.parse_promise(broken.SAMPLES[sample])
            single.check_promise(promise, note, policy)
            assert (promise.origin, promise.leaf) == (LOG.key.name, single.leaf_hash(broken.LEAF))
            with pytest.raises(single.Invalid):
                single.check_promise(promise._replace(origin="x"), note, policy)

    def test_the_file_is_read_by_python_3_8_and_imports_the_standard_library_alone(self) -> None:
        tree = ast.parse((SHIPPED / "liem_verify.py").read_text("utf-8"), feature_version=(3, 8))
        names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        names |= {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def signatures() -> list[dict[str, str]]:
    """Good, broken and crafted signatures: small order, not canonical, S too large."""
    order = 2**252 + 27742317777372353535851937790883648493
    key, message = WITNESSES[0].key.key, b"xin chao"
    good = WITNESSES[0].sign(message)
    s = int.from_bytes(good[32:], "little")
    small = [
        bytes(32),
        b"\x01" + bytes(31),
        b"\xec" + b"\xff" * 30 + b"\x7f",
        b"\xee" + b"\xff" * 30 + b"\x7f",
    ]
    small.append(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
    found = [
        (key, good, message),
        (key, good, message + b"!"),
        (key, good[:32] + (s + order).to_bytes(32, "little"), message),
    ]
    found += [(key, good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :], message) for at in range(64)]
    found += [(point, other + bytes(32), message) for point in [*small, key] for other in small]
    found += [(key, good[:63], message), (key[:31], good, message)]
    return [{"key": k.hex(), "signature": g.hex(), "message": m.hex()} for k, g, m in found]


class TestSignatures:
    def test_are_judged_alike_by_webcrypto_whole_numbers_and_python(
        self, node: Callable[..., Any], single: ModuleType
    ) -> None:
        lines = signatures()
        said = node("mutations.mjs", lines=json.dumps({"lines": lines}))
        bytes_of = [[bytes.fromhex(one[name]) for name in ("key", "signature", "message")] for one in lines]
        expected = [verify(*one) for one in bytes_of]
        assert expected.count(True) == 1
        assert said == [[held, held] for held in expected]
        assert [single.ed25519(*one) for one in bytes_of] == expected


class TestCommand:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        for name, text in zip(("a.tlog-proof", "qr.txt"), RECEIPTS, strict=True):
            (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / "policy.txt").write_bytes(broken.POLICY)
        (tmp_path / "leaf.txt").write_bytes(broken.LEAF)
        (tmp_path / "promise.txt").write_bytes(broken.SAMPLES["promise"])
        (tmp_path / "other.txt").write_bytes(b"muc 3")
        (tmp_path / "slip.txt").write_bytes(broken.POLICY[:-1])
        return tmp_path

    @pytest.mark.parametrize(
        ("words", "exit_code", "says"),
        [
            ("receipt a.tlog-proof --policy policy.txt --leaf leaf.txt", 0, "PROVEN"),
            ("receipt qr.txt --policy policy.txt --leaf leaf.txt", 0, "PROVEN"),
            ("receipt a.tlog-proof --policy policy.txt --leaf other.txt", 1, "not_included"),
            ("receipt other.txt --policy policy.txt", 1, "bad_proof"),
            ("receipt a.tlog-proof --policy slip.txt", 2, "bad_policy"),
            ("receipt none.txt", 2, "cannot open"),
            ("receipt a.tlog-proof --leaf leaf.txt", 3, "NOT ENOUGH"),
            ("receipt promise.txt --policy policy.txt --leaf leaf.txt", 3, "the log promised"),
            ("receipt promise.txt --policy policy.txt --leaf other.txt", 1, "another entry"),
        ],
    )
    def test_says_what_holds_and_what_does_not(
        self, folder: Path, words: str, exit_code: int, says: str
    ) -> None:
        line = [sys.executable, "-I", str(SHIPPED / "liem_verify.py"), *words.split()]
        done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False, timeout=30)
        assert (done.returncode, done.stderr) == (exit_code, "")
        assert says in done.stdout
