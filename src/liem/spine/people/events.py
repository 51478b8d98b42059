"""What people put into the ledger. Names are values of the entry: sealed under its key, never in the leaf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class PersonRegistered(Event):
    """A person was entered."""

    CLASS: ClassVar[str] = "person"
    KIND: ClassVar[str] = "people.person.registered"

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class MandateGiven(Event):
    """A post was given to a person in a unit."""

    CLASS: ClassVar[str] = "person"
    KIND: ClassVar[str] = "people.mandate.given"

    mandate: UUID
    unit: UUID
    post: str
    valid_from: date
    valid_to: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class MandateEnded(Event):
    """A post was given up or taken back on a day."""

    CLASS: ClassVar[str] = "person"
    KIND: ClassVar[str] = "people.mandate.ended"

    mandate: UUID
    valid_to: date
    basis: str


@dataclass(frozen=True, slots=True)
class AccountOpened(Event):
    """A person got an account; the password is never a value of the ledger."""

    CLASS: ClassVar[str] = "person"
    KIND: ClassVar[str] = "people.account.opened"

    account: UUID
    username: str


@dataclass(frozen=True, slots=True)
class AccountClosed(Event):
    """An account was closed with a reason."""

    CLASS: ClassVar[str] = "person"
    KIND: ClassVar[str] = "people.account.closed"

    account: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class PasswordReset(Event):
    """A new first password was issued by another person; it must be changed at the next sign-in."""

    CLASS: ClassVar[str] = "person"
    KIND: ClassVar[str] = "people.account.password_reset"

    account: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class SecondFactorsRemoved(Event):
    """Another person took away all second factors of an account whose owner had lost them."""

    CLASS: ClassVar[str] = "person"
    KIND: ClassVar[str] = "people.account.second_factors_removed"

    account: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class PeopleImported(Event):
    """A confirmed table of people and their posts was taken in; each row also has its own entries."""

    CLASS: ClassVar[str] = "person"
    KIND: ClassVar[str] = "people.table.imported"

    file_sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class KinshipDeclared(Event):
    """Another person was declared or recorded as kin; ``by_oneself`` tells a declaration from a record."""

    CLASS: ClassVar[str] = "person"
    KIND: ClassVar[str] = "people.kinship.declared"

    kinship: UUID
    other: UUID
    relation: str
    by_oneself: bool


@dataclass(frozen=True, slots=True)
class KinshipEnded(Event):
    """A kinship ended on a day, or was found to be none, with the reason."""

    CLASS: ClassVar[str] = "person"
    KIND: ClassVar[str] = "people.kinship.ended"

    kinship: UUID
    other: UUID
    ended_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class SignedIn(Event):
    """A person signed in; ``way`` says by what. Never from where, nor with which browser."""

    CLASS: ClassVar[str] = "account"
    KIND: ClassVar[str] = "people.account.signed_in"

    account: UUID
    way: str


@dataclass(frozen=True, slots=True)
class SecondFactorRefused(Event):
    """Somebody knew the password and then gave a wrong code or key."""

    CLASS: ClassVar[str] = "account"
    KIND: ClassVar[str] = "people.account.second_factor_refused"

    account: UUID


@dataclass(frozen=True, slots=True)
class SignInLocked(Event):
    """After wrong passwords for an account, whoever typed them waits; told once a quarter of an hour."""

    CLASS: ClassVar[str] = "account"
    KIND: ClassVar[str] = "people.account.locked_out"

    account: UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class GuessingHeld(Event):
    """Wrong passwords for many names came from one place, which waits; told once a quarter of an hour."""

    CLASS: ClassVar[str] = "account"
    KIND: ClassVar[str] = "people.sign_in.guessing_held"

    until: datetime


@dataclass(frozen=True, slots=True)
class SessionsEnded(Event):
    """A person ended other sessions of the own account."""

    CLASS: ClassVar[str] = "account"
    KIND: ClassVar[str] = "people.account.sessions_ended"

    account: UUID
    sessions: int


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    """A person chose a new password; all other sessions ended with it. ``first`` replaced one given out."""

    CLASS: ClassVar[str] = "account"
    KIND: ClassVar[str] = "people.account.password_changed"

    account: UUID
    first: bool
