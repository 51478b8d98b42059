"""Pages of public draws: all of them, announce one, lead the hall through it, its sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from liem.adapters.tables.problem import TableError
from liem.desks.office import giving
from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.units.asking import refuse
from liem.desks.oversight.tabs import tabs
from liem.desks.public.draws import LEVELS, MOST_SHOWN, sheet
from liem.kernel.clock import local_day, moment
from liem.kernel.draw import DEPUTY, HEAD, PLAIN_UNIT, DrawMismatch
from liem.spine.access import NotFound, NotPermitted, Refusal, sentence_of
from liem.spine.draws import actions, announcing, readers, rules
from liem.spine.draws.models import Ceremony, Method, Purpose, State
from liem.ui.formatting import vn_datetime, vn_number

from . import forms, lists, papers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.forms import Form

    from liem.spine.draws.models import Throw
    from liem.spine.ledger.append import Receipt
    from liem.spine.units.models import Unit

SEEN = 200


def _page(
    request: OfficeRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = {"oversight_tabs": tabs(request), "today_at": request.at, **context}
    return render(request, f"oversight/draws/{template}.html", shown, status=status)


@office(*readers.DUTIES)
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show all draws, those announced and not held first in sight."""
    found = list(readers.ceremonies_for(request.actor)[:SEEN])
    context = {
        "rows": [(each, LEVELS[State(each.state)]) for each in found],
        "next": next((each for each in reversed(found) if each.is_open and _leads(request, each)), None),
        "new_url": reverse("oversight:draws_new"),
    }
    return _page(request, "list", context)


def _leads(request: OfficeRequest, ceremony: Ceremony) -> bool:
    return bool(rules.may_hold(request.actor, ceremony.unit, ceremony.purpose))


@office(*readers.DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: OfficeRequest) -> HttpResponse:
    """Look through the list, then announce: ``do`` is ``look`` or ``announce``. Nothing is kept by a look."""
    unit = readers.holder_of(request.actor)
    again = _repeated(request)
    earlier = [
        (str(one.pk), f"{one.case.dossier}: {one.title}")
        for one in readers.announced().filter(purpose=Purpose.BODIES, state=State.HELD)[:SEEN]
    ]
    data = request.POST.copy() if request.method == "POST" else None
    fault = _with_file(request, data) if data is not None else ""
    form = forms.AnnounceForm(data, initial=_initial(again), earlier=earlier)
    told = lists.read(data.get("lines", "")) if data is not None else None
    if data is not None:
        valid = form.is_valid()
        if fault:
            form.add_error("file", fault)
        if told is not None and told.faults:
            many = len(told.faults)
            form.add_error(
                "lines",
                ngettext(
                    "%(count)s dòng chưa đúng, xem bên dưới.", "%(count)s dòng chưa đúng, xem bên dưới.", many
                )
                % {"count": vn_number(many)},
            )
        if valid and not form.errors and data.get("do") == "announce" and told is not None:
            answer = _announced(request, form, told, unit, again)
            if answer is not None:
                return answer
    day = local_day(request.at)
    context = {
        "form": form,
        "told": told,
        "faults": told.faults[: lists.MOST_FAULTS] if told else (),
        "units": _by_unit(told) if told else (),
        "looked": told is not None and bool(told.lines) and not form.errors,
        "again": again,
        "least": [
            (Purpose(purpose).label, found)
            for purpose in rules.LEAST
            if (found := rules.least(purpose, unit, day=day))
        ],
        "grounds": rules.grounds(Purpose.DECLARANTS, unit, day=day),
        "crumbs": [(_("Bốc thăm"), reverse("oversight:draws"))],
    }
    return _page(request, "new", context, status=422 if form.errors else 200)


def _repeated(request: OfficeRequest) -> Ceremony | None:
    given_id = request.GET.get("lam-lai") or ""
    try:
        return readers.get_ceremony(request.actor, UUID(given_id)) if given_id else None
    except ValueError:
        raise NotFound(_("Không có buổi bốc thăm này.")) from None


def _initial(again: Ceremony | None) -> dict[str, Any]:
    """Begin a repeated draw with what the first one said; its list is given anew."""
    if again is None:
        return {"method": Method.DICE, "share": "10%"}
    return {
        "purpose": again.purpose,
        "title": again.title,
        "share": again.rate or again.count,
        "reserves": again.reserves,
        "method": again.method,
        "bodies": "\n".join(each.body for each in again.throws.all()),
        "place": again.place,
        "lines": _as_typed(again),
        "drawn_from": str(again.drawn_from_id or ""),
    }


def _as_typed(ceremony: Ceremony) -> str:
    names = readers.names(ceremony)
    kinds = {HEAD: "trưởng", DEPUTY: "phó"}
    return "\n".join(
        names.get(row.id, row.id)
        if row.unit == PLAIN_UNIT
        else f"{row.unit}; {kinds.get(row.kind, '')}; {names.get(row.id, row.id)}"
        for row in readers.frame_of(ceremony).rows()
    )


def _with_file(request: OfficeRequest, data: Any) -> str:
    """Put the lines of a sent spreadsheet where they can be looked through; say what is wrong with it."""
    file = request.FILES.get("file")
    if file is None:
        return ""
    try:
        data["lines"] = lists.from_file(file.read(), filename=file.name or "")
    except TableError as fault:
        return str(sentence_of(fault))
    data["do"] = "look"  # what came from a file is looked through first
    return ""


def _by_unit(told: lists.Told) -> list[tuple[str, int, int]]:
    """Return each unit with its lines and its heads and deputies."""
    found: dict[str, list[int]] = {}
    for line in told.lines:
        counted = found.setdefault(line.unit, [0, 0])
        counted[0] += 1
        counted[1] += line.kind in (HEAD, DEPUTY)
    return [(unit, size, led) for unit, (size, led) in sorted(found.items())][:MOST_SHOWN]


def _announced(
    request: OfficeRequest, form: forms.AnnounceForm, told: lists.Told, unit: Unit, again: Ceremony | None
) -> HttpResponse | None:
    said = form.cleaned_data
    new = announcing.Announcement(
        purpose=said["purpose"],
        title=said["title"],
        lines=told.lines,
        excluded=lists.read_left(said["excluded"]),
        reserves=said["reserves"],
        method=said["method"],
        bodies=said["bodies"].splitlines(),
        beacon=said["beacon"],
        place=said["place"],
        held_at=moment(said["day"], said["hour"]),
        drawn_from=UUID(said["drawn_from"]) if said.get("drawn_from") else None,
        repeats=again.pk if again else None,
        **said["share"],
    )
    try:
        ceremony, receipt = announcing.announce(actor=request.actor, at=request.at, unit_id=unit.pk, new=new)
    except NotPermitted:
        raise
    except Refusal as refusal:
        refusal.field = {"rate": "share", "held_at": "day"}.get(refusal.field, refusal.field)
        refuse(form, refusal)
        return None
    words = _("Đã công bố buổi %(number)s · sổ #%(seq)s.")
    messages.success(request, words % {"number": ceremony.case.dossier, "seq": receipt.seq})
    return HttpResponseRedirect(reverse("oversight:draws_one", args=[ceremony.pk]))


@office(*readers.DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: OfficeRequest, ceremony_id: UUID) -> HttpResponse:
    """Lead the hall: what comes next is on top, in large letters; POST ``act`` does it."""
    ceremony = readers.get_ceremony(request.actor, ceremony_id)
    throws = list(ceremony.throws.all())
    shown = sheet(ceremony)
    leads = _leads(request, ceremony)
    if request.method == "POST" and not leads:
        raise NotFound(_("Không có buổi bốc thăm này."))
    open_now = leads and ceremony.is_open
    logged = readers.logged(ceremony.announced_entry, at=request.at)
    committing = _committing(ceremony, throws)
    turn = committing or next((each for each in throws if each.thrown_at is None), None)
    inside = [(f"{one.unit}\t{one.id}", _named(ceremony, one.id)) for one in shown.get("places", ())]
    used: dict[str, Form] = {
        "commit": forms.CommitForm(_posted(request, "commit")),
        "throw": forms.ThrowForm(_posted(request, "throw"), commits=ceremony.method == Method.COMMIT),
        "hold": forms.HoldForm(_posted(request, "hold")),
        "give_up": forms.GiveUpForm(
            _posted(request, "give_up"), waiting=[each.body for each in throws if each.thrown_at is None]
        ),
        "move_up": forms.MoveUpForm(_posted(request, "move_up"), inside=inside),
    }
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = used.get(act)
    if form is not None and form.is_valid():
        answer = _done(request, ceremony, act, form, turn)
        if answer is not None:
            return answer
    context = {
        **shown,
        **{f"{name}_form": each for name, each in used.items()},
        "ceremony": ceremony,
        "level": LEVELS[State(ceremony.state)],
        "throws": throws,
        "logged": logged,
        "open_now": open_now,
        "leads": leads,
        "turn": turn if open_now and logged else None,
        "committing": committing is not None,
        "ready": open_now and logged is not None and turn is None,
        "names": readers.names(ceremony) if leads else {},
        "replacements": ceremony.replacements.all(),
        "moves": leads and ceremony.state == State.HELD and bool(shown.get("reserves")),
        "again_url": f"{reverse('oversight:draws_new')}?lam-lai={ceremony.pk}",
        "repeated": getattr(ceremony, "repeated_by", None),
        "public_url": reverse("public:draw", args=[ceremony.pk]),
        "crumbs": [(_("Bốc thăm"), reverse("oversight:draws"))],
        "when": vn_datetime(ceremony.held_at),
    }
    return _page(request, "one", context, status=422 if form is not None and form.errors else 200)


def _posted(request: OfficeRequest, act: str) -> Any:
    return request.POST if request.method == "POST" and request.POST.get("act") == act else None


def _committing(ceremony: Ceremony, throws: Sequence[Throw]) -> Throw | None:
    if ceremony.method != Method.COMMIT:
        return None
    return next((each for each in throws if not each.commitment), None)


def _named(ceremony: Ceremony, blind: str) -> str:
    return readers.names(ceremony).get(blind, blind)


def _done(
    request: OfficeRequest, ceremony: Ceremony, act: str, form: Form, turn: Throw | None
) -> HttpResponse | None:
    who: dict[str, Any] = {"actor": request.actor, "at": request.at, "ceremony_id": ceremony.pk}
    said = form.cleaned_data
    number = turn.turn if turn else 0

    def move_up() -> Receipt:
        unit, _tab, out = said["out"].partition("\t")
        return actions.move_up(unit=unit, out=out, ground=said["ground"], **who)[1]

    verbs: dict[str, tuple[str, Callable[[], Receipt]]] = {
        "commit": (
            _("Đã ghi cam kết"),
            lambda: actions.commit(turn=number, commitment_hex=said["commitment"], **who),
        ),
        "throw": (
            _("Đã ghi chữ số"),
            lambda: actions.throw(turn=number, digits=said["digits"], nonce=said.get("nonce", ""), **who),
        ),
        "hold": (_("Đã bốc thăm"), lambda: actions.hold(witnesses=said["witnesses"], **who)[1]),
        "give_up": (
            _("Đã ghi buổi bốc thăm không thực hiện"),
            lambda: actions.give_up(reason=said["reason"], absent=said["absent"], **who),
        ),
        "move_up": (_("Đã đôn người dự bị"), move_up),
    }
    words, verb = verbs[act]
    try:
        receipt = verb()
    except NotPermitted:
        raise
    except Refusal as refusal:
        refuse(form, refusal)
        return None
    messages.success(request, f"{words} · {_('sổ #%(seq)s') % {'seq': vn_number(receipt.seq)}}.")
    return HttpResponseRedirect(reverse("oversight:draws_one", args=[ceremony.pk]))


@office(*readers.DUTIES)
@require_safe
def openings(request: OfficeRequest, ceremony_id: UUID) -> HttpResponse:
    """Show what each person on a blinded list is handed: her id and the key to find herself."""
    ceremony = readers.get_ceremony(request.actor, ceremony_id)
    if not _leads(request, ceremony) or not ceremony.openings:
        raise NotFound(_("Không có trang này."))
    units = {row.id: row.unit for row in readers.frame_of(ceremony).rows()}
    context = {
        "ceremony": ceremony,
        "rows": [
            (name, "" if units.get(blind, PLAIN_UNIT) == PLAIN_UNIT else units[blind], blind, key)
            for blind, (name, key) in sorted(ceremony.openings.items(), key=lambda one: one[1][0])
        ],
        "crumbs": [
            (_("Bốc thăm"), reverse("oversight:draws")),
            (ceremony.case.dossier, reverse("oversight:draws_one", args=[ceremony.pk])),
        ],
    }
    return _page(request, "openings", context)


@office(*readers.DUTIES)
@require_safe
def sheet_file(request: OfficeRequest, ceremony_id: UUID, form: str) -> HttpResponse:
    """Give the minutes of a draw as DOCX or PDF."""
    ceremony = readers.get_ceremony(request.actor, ceremony_id)
    try:
        paper = papers.minutes(ceremony, named=_leads(request, ceremony))
    except DrawMismatch as fault:
        raise Refusal(sentence_of(fault)) from fault
    return giving.paper(paper, form, name=f"boc-tham-{ceremony.case.number}")
