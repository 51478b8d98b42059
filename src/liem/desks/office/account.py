"""Pages: who I am, the mandate I act in, how I want the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from liem.kernel.clock import local_day
from liem.spine.access import duties_of
from liem.spine.access.duties import Duty
from liem.spine.people.readers import has_second_factor, mandates_ever, mandates_of

from .door import MANDATE
from .entry import needs_factor

if TYPE_CHECKING:
    from datetime import date

    from liem.spine.people.models import Account, Mandate


@never_cache
@require_GET
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Show the person, every mandate with its dates and duties, and the choices of this person.

    Open without a mandate in force, too: it is where one sees why there is nothing to do.
    """
    office = cast("Any", request)
    day = local_day(office.at)
    acting = office.actor.mandate_id if office.actor else None
    account = cast("Account", request.user)
    rows = [_row(mandate, day=day, acting=mandate.pk == acting) for mandate in mandates_ever(account)]
    rows.sort(key=lambda row: (not row["acting"], row["standing"] != "now"))
    in_force = [row for row in rows if row["standing"] == "now"]
    context = {
        "rows": rows,
        "in_force": in_force,
        "has_factor": has_second_factor(account),
        "factor_required": needs_factor(account, at=office.at),
        "reads_sealed": office.actor is not None and office.actor.has(Duty.INSPECT),
    }
    return render(request, "office/account/mine.html", context)


def _row(mandate: Mandate, *, day: date, acting: bool) -> dict[str, Any]:
    standing = "now"
    if mandate.valid_from > day:
        standing = "later"
    elif not mandate.is_in_force(day) or not mandate.unit.is_open(day):
        standing = "past"
    return {
        "mandate": mandate,
        "last_day": mandate.valid_to - timedelta(days=1) if mandate.valid_to else None,
        "standing": standing,
        "acting": acting,
        "duties": [Duty(duty).label for duty in sorted(duties_of(mandate.post))],
    }


@require_POST
@login_required
def act_in(request: HttpRequest) -> HttpResponse:
    """Choose the mandate to act in; only one of one's own that is in force today can be chosen."""
    office = cast("Any", request)
    wanted = request.POST.get("mandate", "")
    held = mandates_of(cast("Account", request.user), at=office.at)
    chosen = next((mandate for mandate in held if str(mandate.pk) == wanted), None)
    if chosen is None:
        messages.error(request, _("Chức danh này không còn hiệu lực nên không chọn được."))
    else:
        request.session[MANDATE] = str(chosen.pk)
        messages.success(
            request,
            _("Từ giờ làm việc với chức danh %(post)s, %(unit)s.")
            % {"post": chosen.get_post_display(), "unit": chosen.unit.name},
        )
    return HttpResponseRedirect(reverse("office:account"))


urlpatterns = [
    path("tai-khoan/cua-toi/", page, name="account"),
    path("tai-khoan/cua-toi/chuc-danh/", act_in, name="account_act_in"),
]
