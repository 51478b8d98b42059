"""`{% load liem %}`: the tags and filters of the design system; docs/reference/ui.md shows each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liem.kernel.draw import percent
from liem.ui import components, formatting

register = template.Library()

for name in ("vn_date", "vn_time", "vn_datetime", "vn_number", "vn_money", "vn_bytes"):
    register.filter(name, getattr(formatting, name))

register.filter("since", formatting.since)

for name, component in components.TEMPLATES.items():
    register.inclusion_tag(f"ui/c/{name}.html", name=name)(component)

_BADGE_ICONS = {
    "ok": "check-lg",
    "warn": "clock",
    "bad": "exclamation-triangle",
    "info": "info-circle",
    "neutral": "",
}
_NOTICE_ICONS = {
    "ok": "check-circle",
    "warn": "exclamation-triangle",
    "bad": "x-circle",
    "info": "info-circle",
}
_MESSAGE_LEVELS = {"success": "ok", "warning": "warn", "error": "bad"}


@cache
def _sprite() -> frozenset[str]:
    drawn = (Path(__file__).parent.parent / "static/liem/icons.svg").read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', drawn))


# A page of fifty rows draws some two hundred icons and badges, nearly all alike: made once.
@lru_cache(maxsize=1024)
def _icon(name: str, label: str, css: str) -> SafeString:
    if name not in _sprite():
        raise template.TemplateSyntaxError(
            f"icon: no {name!r} in assets/icons/icons.json; add it there and rebuild"
        )
    url = static("liem/icons.svg")
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>', classes, label, url, name
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, url, name)


@lru_cache(maxsize=1024)
def _badge(level: str, text: str, drawn: str) -> SafeString:
    return format_html(
        '<span class="badge badge-{}">{}{}</span>',
        level,
        _icon(drawn, "", "") if drawn else mark_safe(""),
        text,
    )


@receiver(setting_changed)
def _forget_addresses(*, setting: str, **_kwargs: object) -> None:
    if setting in {"STATIC_URL", "STORAGES"}:
        _icon.cache_clear()
        _badge.cache_clear()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon of the sprite; hidden from screen readers unless `label` says what it means.

    A name the sprite lacks is refused: the browser would silently draw nothing.
    """
    return _icon(name, conditional_escape(label), css)


@register.simple_tag
def badge(level: str, text: str, icon_name: str | None = None) -> SafeString:
    """Say a state by words, icon and colour. `level`: ok, warn, bad, info or neutral."""
    if level not in _BADGE_ICONS:
        raise template.TemplateSyntaxError(f"badge: level {level!r} is none of {', '.join(_BADGE_ICONS)}")
    # conditional_escape keeps markup that was declared safe apart from the same letters typed by a person
    return _badge(level, conditional_escape(text), _BADGE_ICONS[level] if icon_name is None else icon_name)


@register.simple_tag
def deadline(
    due: date | datetime | None, today: date, done: date | datetime | None = None, show_date: bool = True
) -> SafeString:
    """Show a deadline as its date and its state in days. `today` comes from the view, never from the air."""
    state = formatting.deadline_state(due, today, done=done)
    shown = _badge(state.level, state.words, state.icon)
    if due is None or not show_date:
        return mark_safe(f'<span class="deadline">{shown}</span>')  # noqa: S308 - a badge, escaped
    day = formatting.day_of(due)
    written = f'<time datetime="{day.isoformat()}">{formatting.vn_date(day)}</time>'
    return mark_safe(f'<span class="deadline">{written} {shown}</span>')  # noqa: S308 - digits and a badge, escaped


@register.simple_tag
def late_class(due: date | datetime | None, today: date, done: date | datetime | None = None) -> str:
    """Give the class of a table row: "is-late", "is-soon" or nothing."""
    level = formatting.deadline_state(due, today, done=done).level
    return "" if done is not None else {"bad": "is-late", "warn": "is-soon"}.get(level, "")


@register.simple_tag
def progress(done: int, total: int, label: str = "", late: int = 0, wide: bool = False) -> SafeString:
    """Draw a bar with its figure. Red when something below is late; the words beside it say so too."""
    classes = "is-late" if late else ("is-done" if total and done >= total else "")
    return format_html(
        '<span class="progress{}"><progress class="{}" max="{}" value="{}" aria-label="{}"></progress>'
        "<span>{}</span></span>",
        " progress-wide" if wide else "",
        classes,
        max(total, 1),
        done,
        label or _("Tiến độ"),
        formatting.vn_percent(done, total),
    )


@register.filter
def in_language(thing: Any, name: str) -> Any:
    """Give ``thing.<name>_en`` on an English page where there is one, else ``thing.<name>``."""
    english = getattr(thing, f"{name}_en", "") if (get_language() or "").startswith("en") else ""
    return english or getattr(thing, name)


@register.filter
def in_this_language(words: Mapping[str, str]) -> str:
    """Give the words of a map "vi", "en" in the language of the page."""
    return words["en" if (get_language() or "").startswith("en") else "vi"]


@register.filter
def value_of(found: Mapping[str, str] | None, key: str) -> str:
    """Give what a map holds under a key; empty where there is no map or no such key."""
    return found.get(key, "") if found else ""


@register.filter
def share_words(share: Fraction) -> str:
    """Write a share as people do: 20%, or 1/3 where no short decimal says it."""
    return percent(share, "," if (get_language() or "").startswith("vi") else ".")


@register.filter
def message_level(tags: str) -> str:
    """Turn the tags of a Django message into a level of a notice."""
    return next((_MESSAGE_LEVELS[tag] for tag in (tags or "").split() if tag in _MESSAGE_LEVELS), "info")


@register.simple_block_tag
def notice(content: str, level: str = "info", title: str = "") -> SafeString:
    """Frame a message: info, ok, warn or bad."""
    return format_html(
        '<div class="notice notice-{}">{}<div>{}{}</div></div>',
        level,
        icon(_NOTICE_ICONS[level]),
        format_html("<p><b>{}</b></p>", title) if title else "",
        content,
    )


@register.simple_block_tag
def card(content: str, title: str = "", css: str = "", level: int = 2) -> SafeString:
    """Frame a piece of the page; with a title it is a section with a heading of `level` (2 or 3)."""
    classes = f"card {css}".strip()
    if not title:
        return format_html('<div class="{}">{}</div>', classes, content)
    return format_html(
        '<section class="{0}"><div class="card-head"><h{1}>{2}</h{1}></div>{3}</section>',
        classes,
        int(level),
        title,
        content,
    )


@register.simple_block_tag
def next_step(content: str, title: str, late: bool = False) -> SafeString:
    """Frame the next lawful step, with its date, its basis and the one primary button inside."""
    return format_html(
        '<section class="next-step{}"><h2>{}<span>{}</span></h2>{}</section>',
        " is-late" if late else "",
        icon("arrow-right"),
        _("Bước tiếp theo: %(what)s") % {"what": title},
        content,
    )


@register.simple_block_tag
def disclosure(content: str, title: str) -> SafeString:
    """Fold a side remark under its title; works without scripts and prints open."""
    return format_html(
        '<details class="disclosure"><summary>{}</summary><div>{}</div></details>', title, content
    )


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "input"


@register.inclusion_tag("ui/f/field.html")
def field(
    bound: BoundField,
    label: str = "",
    hint: str = "",
    region: str = "",
    combobox: bool = False,
    say_optional: bool = True,
) -> dict[str, Any]:
    """Render a form field: label, hint, error and input, tied together for screen readers.

    `region` names rectangles of the page viewer (ids, space apart); `combobox` lets a long select be typed
    in; `say_optional=False` where every field is optional, as in a filter.
    """
    hint = hint or str(bound.help_text or "")
    kind = _kind(bound)
    described = [f"{bound.auto_id}_hint"] if hint else []
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
    money = "data-money" in bound.field.widget_attrs(bound.field.widget)
    if money:
        described.append(f"{bound.auto_id}_echo")
    attrs: dict[str, Any] = {}
    if described and kind != "choices":
        attrs["aria-describedby"] = " ".join(described)
    if region and kind != "choices":
        attrs["data-region"] = region
    if combobox:
        attrs["data-combobox"] = ""
    return {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "hint": hint,
        "money": money,
        "region": region,
        "described": " ".join(described),
        "control": "" if kind == "choices" else bound.as_widget(attrs=attrs),
        "optional": say_optional and not bound.field.required and kind != "checkbox",
    }


def _of_whom(form: forms.BaseForm) -> str:
    """Return the title of one form of many ("Mục 3"), so that its errors can be told from the others'."""
    title = getattr(form, "title", "")
    return f"{title} · " if title else ""


@register.inclusion_tag("ui/f/summary.html")
def error_summary(*bound_forms: forms.BaseForm | Sequence[forms.BaseForm]) -> dict[str, Any]:
    """List what has to be mended, with a link to each field. Stands first in `main`; takes the focus.

    Takes forms and lists of forms: a page has one summary however many forms it holds. A form may bear a
    ``title`` that is put before its lines.
    """
    lines = []
    every = [form for one in bound_forms for form in ([one] if isinstance(one, forms.BaseForm) else one)]
    for form in every:
        lines += [{"url": "", "text": text} for text in form.non_field_errors()]
        lines += [
            {
                "url": f"#{bound.auto_id}_0" if _kind(bound) == "choices" else f"#{bound.auto_id}",
                "text": f"{_of_whom(form)}{bound.label}: {text}",
            }
            for bound in form
            for text in bound.errors
        ]
    return {"lines": lines}


@register.inclusion_tag("ui/c/pages.html", takes_context=True)
def pages(
    context: template.Context, page: Page[Any], param: str = "trang", label: str = ""
) -> dict[str, Any]:
    """Number the pages of a list; other parts of the query stay as they are. ``label`` names one of two."""
    numbers: Sequence[int | str] = list(
        page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    )
    query = context["request"].GET.copy()

    def link(number: int) -> str:
        query[param] = str(number)
        return f"?{query.urlencode()}"

    entries = [
        {
            "text": str(number),
            "url": link(number) if isinstance(number, int) else "",
            "current": number == page.number,
        }
        for number in numbers
    ]
    return {
        "label": label,
        "entries": entries,
        "previous": link(page.number - 1) if page.has_previous() else "",
        "following": link(page.number + 1) if page.has_next() else "",
        "first": formatting.vn_number(page.start_index()),
        "last": formatting.vn_number(page.end_index()),
        "total": formatting.vn_number(page.paginator.count),
    }


@register.inclusion_tag("ui/c/keyset.html")
def keyset(newer: str = "", older: str = "") -> dict[str, str]:
    """Step through a list too long to count: addresses of the newer and the older rows."""
    return {"newer": newer, "older": older}
