"""What the desks hand to the shells: plain values that the templates of this room know how to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation. `key` is the letter after G; `count` is shown when not None.

    `short` stands in the tab bar of a phone, where some nine letters fit.
    """

    label: str
    url: str
    icon: str
    count: int | None = None
    current: bool = False
    key: str = ""
    short: str = ""

    @property
    def tab_label(self) -> str:
        """The words for a narrow tab."""
        return self.short or self.label

    @property
    def tab_count(self) -> str:
        """The count for a narrow tab: never wider than "99+"."""
        if self.count is None:
            return ""
        return "99+" if self.count > 99 else str(self.count)


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in, what the menu offers them, and where the sign-out form posts."""

    name: str
    duty: str = ""
    links: Sequence[NavItem] = ()
    sign_out_url: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """Whose pages these are: masthead, foot and paper; `demo` shows that the data are invented."""

    name: str = "Liêm"
    line: str = ""
    contact: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure of a row of tiles. `level` is "", "ok", "warn" or "bad"; a tile with `url` is a filter."""

    value: str
    label: str
    url: str = ""
    level: str = ""
    wide: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: a link to a page of its own."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a description list: None is shown as "Chưa rõ"; `hidden` means not for this role."""

    label: str
    value: Any
    hidden: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline. `state` is "", "done", "next" or "late"; `when` a day or an aware moment."""

    title: str
    when: date | datetime | None = None
    text: str = ""
    who: str = ""
    state: str = "done"
    seal: str = ""
    seal_url: str = ""
    when_words: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One node of a tree with its progress; `children` are shown folded unless `open`."""

    label: str
    url: str = ""
    done: int | None = None
    total: int | None = None
    late: int = 0
    who: str = ""
    state: str = ""
    level: str = "neutral"
    children: Sequence[Branch] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle on a page, in parts of its width and height (0 to 1, from the top left corner).

    `id` is unique in the page of the product; `target` the id of the field or line it belongs to.
    """

    id: str
    x: float
    y: float
    width: float
    height: float
    target: str = ""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page of a document: address and size of its picture in pixels, and its regions."""

    number: int
    url: str
    width: int
    height: int
    regions: Sequence[Region] = field(default=())
