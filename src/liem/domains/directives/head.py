"""The head of a document: what it says of itself, as read and as confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD_FIELDS = ("number", "symbol", "issuer", "issued_on", "kind", "subject")


def rules_side(symbol: str) -> Literal["party", "state"]:
    """Return whose rules of time a paper follows: the Party's for a symbol like "CV/TU", else the State's."""
    kind, slash, _body = symbol.partition("/")
    return "party" if slash and kind.isalpha() else "state"


@dataclass(frozen=True, slots=True)
class Head:
    """What a document says of itself, as confirmed; empty where the document does not say it."""

    number: str = ""
    symbol: str = ""
    issuer: str = ""
    issued_on: date | None = None
    kind: str = ""
    subject: str = ""
    base_documents: tuple[str, ...] = ()


def head_of(reading: Mapping[str, Any]) -> Head:
    """Return the head as read; what could not be read is empty."""

    def text(name: str, longest: int) -> str:
        value = reading.get(name)
        return str(value["value"])[:longest] if value else ""

    issued = reading.get("date")
    return Head(
        number=text("number", 16),
        symbol=text("symbol", 60),
        issuer=text("issuer", 200),
        issued_on=date.fromisoformat(issued["value"]) if issued else None,
        kind=text("kind", 24),
        subject=text("subject", 500),
        base_documents=tuple(str(each["value"]) for each in reading.get("base_documents", ())),
    )
