"""How procedures are told to people: parts, stages, and titles in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liem.law.procedures import Procedure, Step
    from liem.law.provision import Provision

PHASES: Final[Mapping[str, Any]] = {
    "prepare": _("Giai đoạn chuẩn bị"),
    "conduct": _("Giai đoạn tiến hành"),
    "conclude": _("Giai đoạn kết thúc"),
}
PARTS: Final[Mapping[str, Any]] = {
    "decider": _("người có thẩm quyền quyết định"),
    "head": _("trưởng đoàn hoặc người phụ trách"),
    "team": _("thành viên đoàn"),
    "subject": _("đối tượng"),
    "office": _("văn phòng hoặc bộ phận giúp việc"),
}
# How sure a source is, as a badge: its level and its words, short enough for a line of a table.
BADGES: Final[Mapping[str, tuple[str, Any]]] = {
    "V": ("ok", _("đã đối chiếu")),
    "S": ("info", _("nguồn thứ cấp")),
    "M": ("warn", _("chưa kiểm chứng")),
}


def is_english() -> bool:
    """Whether the page is being made in English."""
    return (get_language() or "").startswith("en")


def title_of(what: Procedure | Step) -> str:
    """Return the title in the language of the page; Vietnamese where nobody translated it."""
    return what.title_en if is_english() and what.title_en else what.title


def marked(text: str, *, translated: str) -> str:
    """Return a text for the page; on an English page what nobody ``translated`` is marked as Vietnamese."""
    if is_english() and text and not translated:
        return format_html('<span lang="vi">{}</span>', text)
    return text


def note_of(step: Step) -> str:
    """Return the note of a step in the language of the page."""
    return step.note_en if is_english() and step.note_en else step.note


def about_of(procedure: Procedure) -> str:
    """Return what a procedure is for, in the language of the page."""
    return procedure.about_en if is_english() and procedure.about_en else procedure.about


def badge_of(what: Procedure | Provision) -> tuple[str, str]:
    """Return level and words of the badge that says how surely a rule is known."""
    level, words = BADGES[what.confidence]
    return level, str(words)


def surely(what: Procedure | Provision) -> str:
    """Return how surely a rule is known, as a sentence."""
    return what.badge_en if is_english() else what.badge
