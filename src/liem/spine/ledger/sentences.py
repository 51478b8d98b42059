"""What each kind of entry says to a person: a few words without values, and a sentence with them.

Every room registers the sentences of its events when it starts; a test fails for an event without one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from liem.kernel.clock import local

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import TextChoices
    from django.utils.functional import _StrPromise

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """``short`` names the act, ``full`` tells it with ``%(field)s``; ``choices`` give words for codes."""

    short: _StrPromise
    full: _StrPromise
    choices: Mapping[str, type[TextChoices]] = field(default_factory=dict)


_told: dict[str, Sentence] = {}


def register(sentences: Mapping[str, Sentence]) -> None:
    """Add the sentences of a room: kind of event → sentence."""
    _told.update(sentences)


def kinds() -> list[tuple[str, str]]:
    """Return every kind with its few words, in order of the words: for the filter of the page."""
    return sorted(((kind, str(sentence.short)) for kind, sentence in _told.items()), key=lambda pair: pair[1])


def short(kind: str) -> str:
    """Return the few words of a kind; an unknown one shows itself."""
    sentence = _told.get(kind)
    return str(sentence.short) if sentence else kind


def full(kind: str, values: Mapping[str, Any], *, name_of: Callable[[str], str]) -> str:
    """Return the sentence of an entry with its values; ``name_of`` gives the name behind an id."""
    sentence = _told.get(kind)
    if sentence is None:
        return kind
    words = {name: shown(value, name_of=name_of) for name, value in values.items()}
    for name, choices in sentence.choices.items():
        if values.get(name) in choices.values:
            words[name] = str(choices(values[name]).label)
    try:
        return str(sentence.full) % words
    except KeyError:  # written by an earlier version of the event: say less, never something else
        return str(sentence.short)


def shown(value: Any, *, name_of: Callable[[str], str] = str) -> str:
    """Write one value as people read it: days as dd/mm/yyyy, moments in Vietnamese time, ids as names."""
    if value is None or value in ("", []):
        return _("không ghi")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return ", ".join(shown(each, name_of=name_of) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {shown(each, name_of=name_of)}" for key, each in value.items())
    if isinstance(value, str):
        return _text(value, name_of)
    return str(value)


def _text(value: str, name_of: Callable[[str], str]) -> str:
    if _ID.fullmatch(value):
        return name_of(value)
    try:
        if _DAY.fullmatch(value):
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        if _MOMENT.fullmatch(value):
            moment = local(datetime.fromisoformat(value))
            return f"{moment:%H:%M} {moment:%d/%m/%Y}"
    except ValueError:
        return value
    return value
