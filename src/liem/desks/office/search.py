"""Page: one search over everything the actor may see, typed with or without marks.

Documents, tasks, units, people; cases of inspection and what lies in them, programmes, reminders, discipline.
Each sort is asked through the reader that its own list uses, a fixed number of queries a sort.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liem.domains.directives import readers as directives
from liem.domains.discipline import readers as disciplines
from liem.domains.inspections import readers as inspections
from liem.domains.inspections import work as inspection_work
from liem.domains.inspections.paper_kinds import PAPER_NAMES
from liem.domains.programmes import readers as programmes
from liem.domains.reminders import readers as reminders
from liem.kernel.clock import local_day
from liem.kernel.text import fold, nfc
from liem.spine.access import Duty
from liem.spine.people import readers as people
from liem.spine.tasks import readers as tasks
from liem.spine.units import readers as units
from liem.ui.formatting import vn_date

from .door import OfficeRequest, office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from liem.spine.access import Actor

MOST = 20
LONGEST = 100


class SearchForm(forms.Form):
    """The box of the page itself: on a phone the masthead has none."""

    q = forms.CharField(label=gettext_lazy("Từ cần tìm"), required=False, max_length=LONGEST)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, its address, a line under it."""

    label: str
    url: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one sort: at most twenty, and where the whole list is."""

    title: str
    hits: list[Hit]
    more: bool
    url: str = ""


@office()
@require_safe
def search(request: OfficeRequest) -> HttpResponse:
    """Search by words in any order; every word has to occur."""
    text = " ".join(nfc(request.GET.get("q", "")).split())[:LONGEST]
    groups = [group for group in _groups(request, text) if group.hits] if text else []
    form = SearchForm({"q": text}, auto_id="f_%s")
    context = {"search_query": text, "text": text, "groups": groups, "form": form}
    return render(request, "office/search/results.html", context)


def _groups(request: OfficeRequest, text: str) -> Iterator[Group]:
    actor = request.actor
    query = urlencode({"q": text})
    yield _of(_("Văn bản đến"), _directives(actor, text), f"{reverse('office:directives')}?{query}")
    yield _of(_("Nhiệm vụ"), _tasks(actor, text), f"{reverse('office:tasks')}?{query}")
    at = request.at
    yield _of(
        _("Cuộc kiểm tra, giám sát"),
        _inspections(actor, text, at=at),
        f"{reverse('oversight:inspections')}?{query}",
    )
    within = inspection_work.search_within(actor, text, at=at, limit=MOST + 1)
    yield _of(_("Giấy tờ của cuộc"), _papers(within["papers"]))
    yield _of(_("Chứng cứ"), _evidence(within["evidence"]))
    yield _of(_("Nội dung kết luận"), _findings(within["findings"]))
    yield _of(_("Chương trình kiểm tra"), _programmes(actor, text))
    yield _of(_("Nhắc nhở"), _reminders(actor, text, at=at))
    yield _of(
        _("Hồ sơ kỷ luật"), _disciplines(actor, text, at=at), f"{reverse('oversight:discipline')}?{query}"
    )
    in_files = disciplines.search_papers(actor, text, at=at, limit=MOST + 1)
    yield _of(_("Giấy tờ của hồ sơ kỷ luật"), _discipline_papers(in_files))
    yield _of(_("Đơn vị"), _units(actor, text), f"{reverse('office:units')}?{query}")
    yield _of(_("Người"), _people(request, text))


def _of(title: str, hits: list[Hit], url: str = "") -> Group:
    return Group(title, hits[:MOST], more=len(hits) > MOST, url=url)


def _directives(actor: Actor, text: str) -> list[Hit]:
    found = directives.search(directives.directives_for(actor), text).defer("reading")
    return [
        Hit(
            f"{one}: {one.subject}" if one.subject else str(one),
            reverse("office:directives_one", args=[one.pk]),
            " · ".join(
                part for part in (one.issuer, vn_date(one.issued_on) if one.issued_on else "") if part
            ),
        )
        for one in found.order_by("-received_at")[: MOST + 1]
    ]


def _tasks(actor: Actor, text: str) -> list[Hit]:
    found = tasks.search(tasks.tasks_for(actor), text).select_related("lead_unit")
    return [
        Hit(
            capfirst(one.heading),
            reverse("office:tasks_one", args=[one.pk]),
            " · ".join(
                [one.lead_unit.name if one.lead_unit else _("chưa giao"), str(one.get_state_display())]
            ),
        )
        for one in found.order_by("-created_at")[: MOST + 1]
    ]


def _inspections(actor: Actor, text: str, *, at: datetime) -> list[Hit]:
    found = inspections.search(inspections.inspections_for(actor, at=at), text)
    return [
        Hit(
            f"{one.case.dossier}: {one.case.title}",
            reverse("oversight:inspections_one", args=[one.pk]),
            one.unit.name,
        )
        for one in found.select_related("case", "unit").order_by("-opened_at")[: MOST + 1]
    ]


def _papers(found: Any) -> list[Hit]:
    return [
        Hit(
            one.title,
            reverse("oversight:inspections_paper", args=[one.pk]),
            f"{PAPER_NAMES.get(one.kind, one.kind)} · {one.inspection.case.dossier}",
        )
        for one in found
    ]


def _evidence(found: Any) -> list[Hit]:
    return [
        Hit(
            str(one),
            reverse("oversight:inspections_one", args=[one.inspection_id]),
            one.inspection.case.dossier,
        )
        for one in found
    ]


def _findings(found: Any) -> list[Hit]:
    return [
        Hit(
            one.text[:160],
            reverse("oversight:inspections_remedies", args=[one.inspection_id]),
            f"{one.get_grade_display()} · {one.inspection.case.dossier}",
        )
        for one in found
    ]


def _narrowed(found: QuerySet[Any], text: str, *fields: str) -> QuerySet[Any]:
    """Narrow to rows where each word occurs in one of the folded fields, or in the number of the dossier."""
    for word in fold(text).split():
        wanted = Q(case__dossier__icontains=word) | Q(case__folded__contains=word)
        for field in fields:
            wanted |= Q(**{f"{field}__contains": word})
        found = found.filter(wanted)
    return found


def _programmes(actor: Actor, text: str) -> list[Hit]:
    found = _narrowed(programmes.programmes_for(actor), text, "unit__folded")
    return [
        Hit(one.case.title, reverse("oversight:programmes_one", args=[one.pk]), one.case.dossier)
        for one in found.order_by("-first")[: MOST + 1]
    ]


def _reminders(actor: Actor, text: str, *, at: datetime) -> list[Hit]:
    seen = reminders.reminders_for(actor, at=at)
    found = _narrowed(seen, text, "subject_unit__folded", "subject_person__folded")
    return [
        Hit(
            one.case.dossier,
            reverse("oversight:reminders_one", args=[one.pk]),
            f"{one.subject_name} · {one.get_state_display()}",
        )
        for one in found.select_related("case", "subject_unit", "subject_person").order_by("-noted_at")[
            : MOST + 1
        ]
    ]


def _disciplines(actor: Actor, text: str, *, at: datetime) -> list[Hit]:
    found = disciplines.search(disciplines.disciplines_for(actor, at=at), text)
    return [
        Hit(
            one.case.dossier,
            reverse("oversight:discipline_one", args=[one.pk]),
            f"{one.subject_person.name if one.subject_person else one.subject_unit.name}"
            f" · {one.get_state_display()}",
        )
        for one in disciplines.listed(found)[: MOST + 1]
    ]


def _discipline_papers(found: Any) -> list[Hit]:
    return [
        Hit(
            one.title,
            reverse("oversight:discipline_one", args=[one.discipline_id]),
            one.discipline.case.dossier,
        )
        for one in found
    ]


def _units(actor: Actor, text: str) -> list[Hit]:
    return [
        Hit(found.unit.name, reverse("office:units_one", args=[found.unit.pk]), _unit_line(found))
        for found in units.find(actor, text, limit=MOST + 1)
    ]


def _unit_line(found: units.Found) -> str:
    parts = [str(found.unit.get_kind_display())]
    if found.unit.valid_to:
        parts.append(_("kết thúc từ %(day)s") % {"day": vn_date(found.unit.valid_to)})
    if found.earlier:
        parts.append(_("tên cũ: %(name)s") % {"name": found.earlier})
    return " · ".join(parts)


def _people(request: OfficeRequest, text: str) -> list[Hit]:
    actor = request.actor
    manages = actor.has(Duty.MANAGE_PEOPLE)
    found = people.colleagues(text, actor=actor, day=local_day(request.at), limit=MOST + 1)
    return [
        Hit(
            post.person.name,
            reverse("office:units_person", args=[post.person_id])
            if manages
            else reverse("office:units_one", args=[post.unit_id]),
            f"{post.get_post_display()} · {post.unit.name}",
        )
        for post in found
    ]


def search_url(request: HttpRequest) -> str:
    """Return the address of the search box of the shell: only for who comes in with a mandate."""
    return reverse("office:search") if getattr(request, "actor", None) else ""


urlpatterns = [
    path("tim/", search, name="search"),
]
