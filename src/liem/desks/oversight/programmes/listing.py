"""Page: the programmes an actor sees, with what is planned, running, late and done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.tabs import INSPECTORS
from liem.domains.programmes import readers
from liem.domains.programmes.flow import State
from liem.kernel.clock import local_day

from .shown import STATE_LEVELS, show

if TYPE_CHECKING:
    from django.http import HttpResponse

PER_PAGE = 50


class FilterForm(forms.Form):
    """State and year."""

    tt = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)
    nam = forms.IntegerField(
        label=gettext_lazy("Năm"), required=False, min_value=2000, max_value=2200,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["tt"].choices = [("", _("tất cả")), *State.choices]


@office(*INSPECTORS)
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show the programmes the address means, fifty a page."""
    form = FilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = readers.listed(request.actor, at=request.at, state=wanted.get("tt", ""), year=wanted.get("nam"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    lines = [readers.line_of(programme) for programme in page.object_list]
    rows = [
        {"line": line, "one": line.programme, "level": STATE_LEVELS[line.programme.state]} for line in lines
    ]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "filtered": bool(wanted.get("tt") or wanted.get("nam")),
        "may_draft": bool(readers.bodies_for(request.actor)),
        "today": local_day(request.at),
    }
    return show(request, "list", context)
