"""Whatever bytes come in, each parser of the log and of draws gives a value or `Invalid`; three agree.

A hundred thousand inputs: hypothesis chooses the seeds, so a failure is repeated and shrunk.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liem.kernel.errors import KernelError
from verifiers import broken

BATCH, EXAMPLES = 28, 210
KINDS = sorted(broken.SAMPLES)
# Everything node reads; the rest are no inputs of a page.
IN_NODE = [name for name in KINDS if name not in {"base64", "decimal", "path", "tile"}]
PER_KIND = 400


def batch(name: str) -> int:
    """A frame is packed, read, written and read again each time."""
    return BATCH // 4 if name == "frame" else BATCH


def code_of(parse: Callable[[bytes], object], data: bytes, refusal: type[Exception]) -> str:
    """The code of the refusal, "" for a value; anything else that is raised goes through."""
    try:
        parse(data)
    except refusal as why:
        return str(why.code)  # type: ignore[attr-defined]
    return ""


def test_are_a_hundred_thousand_inputs_together() -> None:
    assert sum(batch(name) for name in KINDS) * EXAMPLES >= 100_000


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[*HealthCheck])
@given(seed=st.integers(0, 2**32))
def test_only_invalid_leaves_and_for_the_same_reason(name: str, single: ModuleType, seed: int) -> None:
    parse, again = broken.ours()[name], broken.single(single)[name]
    for data in broken.many(name, seed, batch(name)):
        assert code_of(parse, data, KernelError) == code_of(again, data, single.Invalid), data


@pytest.mark.parametrize("name", KINDS)
def test_what_is_whole_is_read(name: str, single: ModuleType) -> None:
    sample = broken.SAMPLES[name]
    assert code_of(broken.ours()[name], sample, KernelError) == ""
    assert code_of(broken.single(single)[name], sample, single.Invalid) == ""


def test_node_refuses_for_the_same_reason(node: Callable[..., Any]) -> None:
    inputs = [(name, data) for name in IN_NODE for data in broken.many(name, 7, PER_KIND)]
    inputs += [(name, broken.SAMPLES[name]) for name in IN_NODE]
    # A page decodes these before they are parsed.
    utf8 = {"checkpoint", "vkey", "base45", "seed", "result"}
    inputs = [(name, data) for name, data in inputs if name not in utf8 or is_utf8(data)]
    said = node("answers.mjs", lines="\n".join(broken.for_node(*one) for one in inputs))
    ours = broken.ours()
    expected = [code_of(ours[name], data, KernelError) for name, data in inputs]
    assert [one for one in zip(inputs, said, expected, strict=True) if one[1] != one[2]] == []
    assert len({*expected}) > 20


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
