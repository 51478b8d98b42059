"""Refusals: typed, with what happened, why (citation) and how to go on. Desks map ``status`` to HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import get_language

if TYPE_CHECKING:
    from liem.kernel.errors import KernelError


class Refusal(Exception):
    """A verb was refused. ``code`` is stable, ``message`` is a sentence for the person, ``citation`` the
    legal ground.

    ``next_step`` says how to go on; ``field`` names the form field concerned, if one.
    """

    status: ClassVar[int] = 422
    code: ClassVar[str] = "refused"

    def __init__(self, message: str, *, citation: str = "", next_step: str = "", field: str = "") -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.citation = citation
        self.next_step = str(next_step)
        self.field = field


def sentence_of(fault: KernelError) -> str:
    """Return the sentence of a refusal from a room without languages, in the language of the reader."""
    return fault.en if (get_language() or "vi").startswith("en") else fault.vi


class NotPermitted(Refusal):
    """The actor lacks the duty, or the thing stands outside the actor's units."""

    status = 403
    code = "not_permitted"


class NotFound(Refusal):
    """Absent or forbidden: both answer alike, so that existence does not leak."""

    status = 404
    code = "not_found"


class Conflict(Refusal):
    """Someone was faster, or the state of the thing does not allow the verb now."""

    status = 409
    code = "conflict"


class Invalid(Refusal):
    """What was entered cannot be accepted; ``field`` says where."""

    status = 422
    code = "invalid"
