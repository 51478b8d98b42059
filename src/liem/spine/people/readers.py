"""Reads of people: the actor of an account on a day, who holds a post, search by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.text import fold, nfc
from liem.spine.access import Actor, Duty, NotFound, duties_of

from .models import Account, Mandate, Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID


def in_force(day: date) -> QuerySet[Mandate]:
    """Return the mandates held on ``day`` in units that exist on it."""
    return Mandate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        Q(unit__valid_to__isnull=True) | Q(unit__valid_to__gt=day),
        valid_from__lte=day,
        unit__valid_from__lte=day,
    )


def mandates_of(account: Account, *, at: datetime) -> list[Mandate]:
    """Return the mandates of an account in force at ``at``, those with the most duties first."""
    found = in_force(local_day(at)).filter(person_id=account.person_id).select_related("unit", "person")
    return sorted(found, key=lambda mandate: (-len(duties_of(mandate.post)), mandate.valid_from))


def mandates_ever(account: Account) -> list[Mandate]:
    """Return every mandate of an account's person, held, past or to come; the latest beginning first."""
    found = Mandate.objects.filter(person_id=account.person_id).select_related("unit", "person")
    return list(found.order_by("-valid_from"))


def duties_held(account: Account, *, at: datetime) -> frozenset[str]:
    """Return the duties that all mandates of an account in force at ``at`` give together."""
    posts = in_force(local_day(at)).filter(person_id=account.person_id).values_list("post", flat=True)
    return frozenset().union(*(duties_of(post) for post in posts))


def is_anybody_here() -> bool:
    """Say whether any account was ever opened."""
    return Account.objects.exists()


def account_named(username: str) -> Account | None:
    """Find an account by its sign-in name, without regard to case."""
    return Account.objects.filter(username=nfc(username).strip().lower()).select_related("person").first()


FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(account: Account, *, beside: int | None = None) -> bool:
    """Say whether the account has an application of codes or a key (``beside`` the one with that number).

    Recovery codes alone are none.
    """
    found = Authenticator.objects.filter(user=account, type__in=FACTORS)
    return bool(found.exists() if beside is None else found.exclude(pk=beside).exists())


def actor_of(mandate: Mandate) -> Actor:
    """Return the actor of one mandate (with ``unit`` and ``person`` loaded)."""
    return Actor(
        person_id=mandate.person_id,
        name=mandate.person.name,
        mandate_id=mandate.pk,
        post=mandate.post,
        unit_id=mandate.unit_id,
        unit_name=mandate.unit.name,
        unit_path=mandate.unit.path,
        side=mandate.unit.side,
        duties=duties_of(mandate.post),
    )


def actor_for(account: Account, *, at: datetime, mandate_id: UUID | None = None) -> Actor | None:
    """Return the actor of an account at ``at``: in the chosen mandate, else in the first. ``None`` without
    a mandate in force.

    A chosen mandate that has run out is not replaced silently by itself: the first one in force is taken.
    """
    if not account.is_active:
        return None
    mandates = mandates_of(account, at=at)
    for mandate in mandates:
        if mandate.pk == mandate_id:
            return actor_of(mandate)
    return actor_of(mandates[0]) if mandates else None


def owner_of(account: Account, *, at: datetime) -> Actor:
    """Return the actor of an account for what a person does with the own account, also without a mandate."""
    found = actor_for(account, at=at)
    if found is not None:
        return found
    return Actor(
        person_id=account.person_id,
        name=account.person.name,
        mandate_id=None,
        post="",
        unit_id=None,
        unit_name="",
        unit_path="",
        side="",
        duties=frozenset(),
    )


def holders(unit_ids: list[UUID], posts: list[str], *, day: date) -> QuerySet[Mandate]:
    """Return who holds one of ``posts`` in the units on ``day``."""
    return in_force(day).filter(unit_id__in=unit_ids, post__in=posts).select_related("person", "unit")


def search(text: str, *, within: str, day: date, limit: int = 20) -> list[Person]:
    """Find persons with a mandate below ``within``, by words typed with or without marks."""
    found = Person.objects.filter(
        pk__in=in_force(day).filter(unit__path__startswith=within).values("person_id")
    )
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return list(found[:limit])


def persons_for(actor: Actor) -> QuerySet[Person]:
    """Return the persons an actor looks after: with a post, now or ever, within its units, or with none yet.

    None without the duty to manage people.
    """
    if not actor.has(Duty.MANAGE_PEOPLE):
        return Person.objects.none()
    held = Mandate.objects.filter(person_id=OuterRef("pk"))
    return Person.objects.filter(Exists(held.filter(unit__path__startswith=actor.unit_path)) | ~Exists(held))


def get_person(actor: Actor, person_id: UUID) -> Person:
    """Return a person the actor looks after; raises ``NotFound`` for absent and forbidden alike."""
    person = persons_for(actor).filter(pk=person_id).first()
    if person is None:
        raise NotFound(_("Không có người này."))
    return person


def account_of(person: Person) -> Account | None:
    """Return the account of a person, if one was opened."""
    return Account.objects.filter(person=person).first()


def posts_of(person: Person) -> list[Mandate]:
    """Return the posts of a person, newest first."""
    return list(Mandate.objects.filter(person=person).select_related("unit").order_by("-valid_from"))


def posts_in(unit_id: UUID, *, day: date) -> tuple[list[Mandate], list[Mandate]]:
    """Return who holds posts in a unit on ``day``, and who held them before or will."""
    held = (
        Mandate.objects.filter(unit_id=unit_id)
        .select_related("person")
        .order_by("person__sort_name", "-valid_from")
    )
    now: list[Mandate] = []
    others: list[Mandate] = []
    for mandate in held:
        (now if mandate.is_in_force(day) else others).append(mandate)
    return now, others


def ending_with(unit_ids: list[UUID], *, on: date) -> list[Mandate]:
    """Return the posts in units that are in force on the day those units end."""
    return list(
        Mandate.objects.filter(unit_id__in=unit_ids)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .select_related("person", "unit")
        .order_by("unit__path", "person__sort_name")
    )


@dataclass(frozen=True, slots=True)
class Doer:
    """Who did something: name, post and unit as they were in the mandate used."""

    name: str
    post: str
    unit: str


def doers(mandate_ids: Iterable[UUID]) -> dict[UUID, Doer]:
    """Return name, post (in words) and unit behind mandates: one query."""
    found = Mandate.objects.filter(pk__in=set(mandate_ids)).select_related("person", "unit")
    return {
        mandate.pk: Doer(mandate.person.name, mandate.get_post_display(), mandate.unit.name)
        for mandate in found
    }


def names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names behind ids: one query."""
    return dict(Person.objects.filter(pk__in=set(person_ids)).values_list("pk", "name"))


def colleagues(text: str, *, actor: Actor, day: date, limit: int = 20) -> list[Mandate]:
    """Find posts in force within the actor's units by the holder's name, with or without marks."""
    found = in_force(day).filter(unit__path__startswith=actor.unit_path)
    for word in fold(text).split():
        found = found.filter(person__folded__contains=word)
    return list(found.select_related("person", "unit").order_by("person__sort_name")[:limit])
