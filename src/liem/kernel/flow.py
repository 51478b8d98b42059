"""Lifecycles as one table: which verb leads from which states to which, who may, on what basis.

The same table drives the actions, the exhaustive tests and the drawing in the docs. Guards are not here: they
are rules of the domain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from liem.kernel.errors import KernelError


class BrokenFlow(ValueError):
    """The table itself is wrong; found when the program starts, never while somebody works."""


class NotNow(KernelError):
    """The verb is not possible in this state; `allowed` lists the verbs that are."""

    def __init__(self, *, verb: str, state: str, allowed: tuple[str, ...]) -> None:
        possible = ", ".join(allowed)
        super().__init__(
            "not_now",
            vi=f"Không thể “{verb}” khi đang ở trạng thái “{state}”. "
            + (f"Việc có thể làm: {possible}." if allowed else "Trạng thái này đã kết thúc."),
            en=f"Cannot “{verb}” in state “{state}”. "
            + (f"Possible now: {possible}." if allowed else "This state is final."),
        )
        self.verb = verb
        self.state = state
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. `who` names the duty that may do it, `basis` the article or rule behind it."""

    verb: str
    sources: tuple[str, ...]
    target: str
    who: str
    basis: str


class Flow:
    """A checked table of steps from one initial state. Raises BrokenFlow when the table is wrong."""

    def __init__(self, initial: str, steps: Iterable[Step]) -> None:
        self.initial = initial
        self.steps = tuple(steps)
        self._next: dict[tuple[str, str], Step] = {}
        for step in self.steps:
            if not step.sources:
                raise BrokenFlow(f"step {step.verb!r} starts nowhere")
            for source in step.sources:
                if (source, step.verb) in self._next:
                    raise BrokenFlow(f"verb {step.verb!r} has two rows for state {source!r}")
                self._next[source, step.verb] = step
        self.states = self._reached()
        if lost := sorted({str(source) for source, _ in self._next} - set(self.states)):
            raise BrokenFlow(f"no way leads to {', '.join(lost)} from {initial!r}")

    def _reached(self) -> tuple[str, ...]:
        seen = [str(self.initial)]
        for state in seen:  # grows while it is read: a plain breadth-first walk
            for step in self.steps:
                if state in step.sources and step.target not in seen:
                    seen.append(str(step.target))
        return tuple(seen)

    def step(self, state: str, verb: str) -> Step:
        """Give the row for this verb in this state. Raises NotNow."""
        try:
            return self._next[state, verb]
        except KeyError:
            raise NotNow(verb=str(verb), state=str(state), allowed=self.verbs(state)) from None

    def move(self, state: str, verb: str) -> str:
        """Give the state that follows. Raises NotNow."""
        return self.step(state, verb).target

    def verbs(self, state: str) -> tuple[str, ...]:
        """Give the verbs possible in a state, in the order of the table; empty when the state is final."""
        return tuple(step.verb for step in self.steps if state in step.sources)

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram for the docs."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [
            f"    {source} --> {step.target}: {step.verb}" for step in self.steps for source in step.sources
        ]
        lines += [f"    {state} --> [*]" for state in self.states if not self.verbs(state)]
        return "\n".join(lines) + "\n"
