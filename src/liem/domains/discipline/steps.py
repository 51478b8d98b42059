"""Shared pieces of the verbs: lock and see, move, keep words and files, tell those who wait."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.kernel.flow import NotNow
from liem.kernel.text import nfc
from liem.spine.access import Conflict, Duty, NotFound, NotPermitted, Post, duties_of
from liem.spine.ledger.append import append
from liem.spine.notices.steps import tell_step
from liem.spine.people.readers import in_force

from . import law, rules, words
from .flow import DISCIPLINE_FLOW
from .models import DisciplineCase, DisciplinePaper, State
from .parts import LEADERS, bar, parts_of
from .policy import decided

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.utils.functional import _StrOrPromise

    from liem.spine.access import Actor
    from liem.spine.ledger.append import Event, Receipt
    from liem.spine.vault.models import Blob

    from .models import Statement

HANDLER_POSTS: Final = tuple(
    post for post in Post.values if duties_of(post) & {Duty.INSPECT, Duty.DECIDE_DISCIPLINE}
)

DECIDER_POSTS: Final = tuple(post for post in Post.values if Duty.DECIDE_DISCIPLINE in duties_of(post))


def page_of(discipline_id: UUID) -> str:
    """Return the address of a case's page for those who handle it."""
    return f"/kiem-tra/ky-luat/{discipline_id}/"


def own_page_of(discipline_id: UUID) -> str:
    """Return the address of the file as the person concerned sees it."""
    return f"/kiem-tra/ky-luat/cua-toi/{discipline_id}/"


def locked(discipline_id: UUID) -> DisciplineCase:
    """Lock a case with its unit and dossier; raises ``NotFound``."""
    case = (
        DisciplineCase.objects.select_for_update(of=("self",))
        .select_related("unit", "subject_unit", "subject_person", "case")
        .filter(pk=discipline_id)
        .first()
    )
    if case is None:
        raise NotFound(_("Không có hồ sơ này."))
    return case


def demand(actor: Actor, case: DisciplineCase, verb: str, *, at: datetime) -> None:
    """Refuse whoever may not do the verb: absent for whom the case does not exist, else with the reason."""
    found = parts_of(actor, case, at=at)
    answer = decided(found, case.state, verb)
    if answer:
        return
    if not found.parts:
        raise NotFound(_("Không có hồ sơ này."))
    # a part that could do the verb in another state is told about the state; any other about the person
    elsewhere = any(decided(found, state, verb) for state in State)
    if elsewhere:
        raise Conflict(
            answer.reason,
            next_step=_("Tải lại trang để xem bước tiếp theo."),
            citation=_basis(verb),
        )
    raise NotPermitted(answer.reason, citation=_basis(verb))


def _basis(verb: str) -> str:
    return next((step.basis for step in DISCIPLINE_FLOW.steps if step.verb == verb), "")


def move(case: DisciplineCase, verb: str) -> None:
    """Take the verb's way in the table; raises ``Conflict`` where there is none."""
    try:
        case.state = DISCIPLINE_FLOW.move(case.state, verb)
    except NotNow:
        raise Conflict(
            _("Hồ sơ đang ở trạng thái “%(state)s” nên không làm được bước này.")
            % {"state": State(case.state).label}
        ) from None
    case.revision += 1


def write(actor: Actor, at: datetime, case: DisciplineCase, event: Event) -> Receipt:
    """Save the case and append its entry."""
    case.save()
    return append(actor=actor, at=at, event=event, subject=case.pk, case=case.case_id)


def digest(text: str) -> str:
    """Return the SHA-256 of words: the ledger proves them without holding them."""
    return hashlib.sha256(nfc(text).encode()).hexdigest()


def add_file(
    *,
    actor: Actor,
    at: datetime,
    case: DisciplineCase,
    kind: str,
    title: str,
    blob: Blob | None,
    name: str = "",
) -> DisciplinePaper:
    """Keep a paper that another verb brings with it; its entry is that verb's."""
    return DisciplinePaper.objects.create(
        discipline=case,
        kind=kind,
        title=nfc(title)[:300],
        blob=blob,
        file_name=nfc(name)[:255],
        at=at,
        by_id=actor.person_id,
    )


def last_hearing(case: DisciplineCase) -> Statement | None:
    """Return the newest hearing by the body that has the case: one kept after a body below voted."""
    below = case.votes.exclude(unit=case.unit).order_by("-entry_seq").first()
    heard = case.statements.filter(by_subject=False)
    if below is not None:
        heard = heard.filter(entry_seq__gt=below.entry_seq)
    return heard.order_by("-said_on").first()


def check_days(case: DisciplineCase, *, at: datetime, **days: date) -> None:
    """Refuse days in the wrong order or to come; ``days`` are those a verb is about to set.

    Hearing and vote are those of the body that has the case: a body above hears and votes anew.
    """
    heard, vote = last_hearing(case), case.votes.filter(unit=case.unit).order_by("-held_on", "-at").first()
    known: dict[str, Any] = {
        "proposed": case.proposed_on,
        "heard": heard.said_on if heard else None,
        "voted": vote.held_on if vote else None,
        "decided": case.decided_on,
        "notified": case.notified_on,
        "published": case.published_on,
        **days,
    }
    fault = rules.days_fault(rules.Days(**known), local_day(at))
    if fault is not None:
        raise words.order_refusal(fault)


def check_form(case: DisciplineCase, form: str, *, day: date) -> None:
    """Refuse a form the subject cannot receive, or whose limitation ran out before ``day``."""
    forms = law.forms_of(case.subject, holds_post=case.holds_party_post, day=day, unit=case.unit)
    fault = rules.form_fault(
        case.subject,
        form,
        forms.law,
        holds_post=case.holds_party_post,
        binding=forms.provision.binding,
    )
    if fault:
        raise words.form_refusal(fault, form=form, subject=case.subject, provision=forms.provision)
    stop = min(day, case.concluded_on) if case.concluded_on else day
    limit = law.limit_for(
        form,
        law.spans(case),
        state=rules.is_state(case.subject),
        ground=case.no_limitation_ground,
        day=day,
        unit=case.unit,
    )
    if limit.binding and limit.last is not None and stop > limit.last:
        raise words.limit_refusal(limit, stop)


def handlers_of(case: DisciplineCase, *, day: date) -> list[UUID]:
    """Return the persons who handle a case: of its unit, with the duty, and not barred."""
    found = in_force(day).filter(unit_id=case.unit_id, post__in=HANDLER_POSTS)
    persons = dict.fromkeys(found.values_list("person_id", flat=True))
    return [person for person in persons if not bar(person, case, day)]


def subject_persons(case: DisciplineCase, *, day: date) -> list[UUID]:
    """Return the person concerned, or those who speak for the organisation concerned."""
    if case.subject_person_id is not None:
        return [case.subject_person_id]
    found = in_force(day).filter(unit_id=case.subject_unit_id, post__in=LEADERS)
    return list(dict.fromkeys(found.values_list("person_id", flat=True)))


@override("vi")
def _kept(what: _StrOrPromise) -> str:
    """Return words that are kept: in Vietnamese, whatever language the page of the doer has."""
    return str(what)


def tell_subject(case: DisciplineCase, *, at: datetime, key: str, what: _StrOrPromise) -> None:
    """Tell the person concerned that something is in the file; a notice never says what."""
    tell_step(
        at=at,
        persons=subject_persons(case, day=local_day(at)),
        key=f"discipline:{case.pk}:{key}",
        kind="discipline",
        words=_kept(what),
        path=own_page_of(case.pk),
    )


def tell_handlers(case: DisciplineCase, *, at: datetime, key: str, what: _StrOrPromise) -> int:
    """Tell those who handle the case."""
    return tell_step(
        at=at,
        persons=handlers_of(case, day=local_day(at)),
        key=f"discipline:{case.pk}:{key}",
        kind="discipline",
        words=_kept(what),
        path=page_of(case.pk),
    )


def deciders_of(case: DisciplineCase, *, day: date) -> list[UUID]:
    """Return the persons who decide a case in its unit and are not barred."""
    found = in_force(day).filter(unit_id=case.unit_id, post__in=DECIDER_POSTS)
    persons = dict.fromkeys(found.values_list("person_id", flat=True))
    return [person for person in persons if not bar(person, case, day)]


def tell_deciders(case: DisciplineCase, actor: Actor, *, at: datetime, key: str, what: _StrOrPromise) -> int:
    """Tell those who decide, but for the doer, what waits for them; ``what`` names the doer as "name"."""
    others = [each for each in deciders_of(case, day=local_day(at)) if each != actor.person_id]
    return tell_step(
        at=at,
        persons=others,
        key=f"discipline:{case.pk}:{key}",
        kind="discipline",
        words=_kept(what) % {"name": actor.name},
        path=page_of(case.pk),
    )
