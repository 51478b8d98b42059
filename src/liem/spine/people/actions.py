"""The verbs of people: register, give and end mandates, open and close accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.spine.access import POSTS, Actor, Conflict, Duty, Invalid, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.units.models import Unit

from .events import (
    AccountClosed,
    AccountOpened,
    MandateEnded,
    MandateGiven,
    PasswordReset,
    PersonRegistered,
    SecondFactorsRemoved,
)
from .first_passwords import new_password
from .models import Account, Mandate, Person

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is told about a person when registered; ``code`` is the office's own number, if any."""

    name: str
    code: str = ""
    born_in: int | None = None
    phone: str = ""
    email: str = ""


def _may_manage(actor: Actor, path: str | None = None) -> None:
    if not actor.has(Duty.MANAGE_PEOPLE):
        raise NotPermitted(
            _("Chức danh hiện tại không được quản lý nhân sự."),
            next_step=_("Nhờ cán bộ tổ chức của cấp ủy thực hiện."),
        )
    if path is not None and not (actor.schedule or actor.over(path)):
        raise NotPermitted(_("Đơn vị này nằm ngoài phạm vi quản lý của bạn."))


def may_manage_person(*, actor: Actor, person: Person, at: datetime) -> None:
    """Refuse unless every post the person holds, or will hold, stands within the actor's units.

    Whoever resets a password can sign in as that person: reaching one of several posts is not enough.
    """
    _may_manage(actor)
    day = local_day(at)
    for mandate in person.mandates.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).select_related(
        "unit"
    ):
        _may_manage(actor, mandate.unit.path)


def register_person_step(*, actor: Actor, at: datetime, new: NewPerson) -> tuple[Person, Receipt]:
    """Register one person inside a running transaction; shared with the first account of an installation."""
    person = _drawn_up(actor, new)
    if new.code and Person.objects.filter(code=new.code).exists():
        raise Conflict(_("Mã số “%(code)s” đã có người mang.") % {"code": new.code}, field="code")
    person.save(force_insert=True)
    return person, _registered(person, actor=actor, at=at)


def _drawn_up(actor: Actor, new: NewPerson) -> Person:
    """Return the person that ``new`` tells of, not saved yet. Raises ``NotPermitted``, ``Invalid``."""
    _may_manage(actor)
    name = nfc(new.name).strip()
    if len(name.split()) < 2:
        raise Invalid(_("Cần ghi đủ họ và tên."), field="name")
    return Person(name=name, code=new.code or None, born_in=new.born_in, phone=new.phone, email=new.email)


def _registered(person: Person, *, actor: Actor, at: datetime) -> Receipt:
    """Write the entry of a person who was saved just now, inside the same transaction."""
    event = PersonRegistered(name=person.name, code=person.code or "")
    return append(actor=actor, at=at, event=event, subject=person.pk)


def register_person(*, actor: Actor, at: datetime, new: NewPerson) -> tuple[Person, Receipt]:
    """Register a person. Raises ``NotPermitted``, ``Invalid``, ``Conflict``."""
    with atomic():
        return register_person_step(actor=actor, at=at, new=new)


def give_mandate_step(
    *,
    actor: Actor,
    at: datetime,
    person: Person,
    unit: Unit,
    post: str,
    valid_from: date,
    valid_to: date | None = None,
    appointed_by: str = "",
    basis: str = "",
) -> tuple[Mandate, Receipt]:
    """Give a post inside a running transaction."""
    mandate = _written_out(
        actor,
        person=person,
        unit=unit,
        post=post,
        valid_from=valid_from,
        valid_to=valid_to,
        appointed_by=appointed_by,
        basis=basis,
    )
    if Mandate.objects.filter(person=person, unit=unit, post=post, valid_to__isnull=True).exists():
        raise Conflict(_("%(name)s đang giữ chức danh này tại đơn vị.") % {"name": person.name}, field="post")
    mandate.save(force_insert=True)
    return mandate, _given(mandate, basis=basis, actor=actor, at=at)


def _written_out(
    actor: Actor,
    *,
    person: Person,
    unit: Unit,
    post: str,
    valid_from: date,
    valid_to: date | None,
    appointed_by: str,
    basis: str,
) -> Mandate:
    """Return a mandate that may be given, not saved yet. Raises ``NotPermitted``, ``Invalid``."""
    _may_manage(actor, unit.path)
    if post not in POSTS:
        raise Invalid(_("Chức danh “%(post)s” không có trong danh mục.") % {"post": post}, field="post")
    if not unit.is_open(valid_from):
        raise Invalid(
            _("%(unit)s không hoạt động vào ngày %(day)s.")
            % {"unit": unit.name, "day": f"{valid_from:%d/%m/%Y}"},
            field="valid_from",
        )
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid(_("Ngày thôi giữ chức phải sau ngày bắt đầu."), field="valid_to")
    return Mandate(
        person=person,
        unit=unit,
        post=post,
        valid_from=valid_from,
        valid_to=valid_to,
        appointed_by=nfc(appointed_by),
        basis=nfc(basis),
    )


def _given(mandate: Mandate, *, basis: str, actor: Actor, at: datetime) -> Receipt:
    """Write the entry of a mandate that was saved just now, inside the same transaction."""
    event = MandateGiven(
        mandate=mandate.pk,
        unit=mandate.unit_id,
        post=mandate.post,
        valid_from=mandate.valid_from,
        valid_to=mandate.valid_to,
        basis=basis,
    )
    return append(actor=actor, at=at, event=event, subject=mandate.person_id)


def give_mandate(
    *,
    actor: Actor,
    at: datetime,
    person_id: UUID,
    unit_id: UUID,
    post: str,
    valid_from: date,
    valid_to: date | None = None,
    appointed_by: str = "",
    basis: str = "",
) -> tuple[Mandate, Receipt]:
    """Give a post to a person in a unit. Raises ``NotPermitted``, ``Invalid``, ``Conflict``."""
    with atomic():
        return give_mandate_step(
            actor=actor,
            at=at,
            person=Person.objects.get(pk=person_id),
            unit=Unit.objects.get(pk=unit_id),
            post=post,
            valid_from=valid_from,
            valid_to=valid_to,
            appointed_by=appointed_by,
            basis=basis,
        )


def end_mandate(*, actor: Actor, at: datetime, mandate_id: UUID, valid_to: date, basis: str) -> Receipt:
    """End a mandate; ``valid_to`` is the first day without it. Access ends by itself on that day."""
    with atomic():
        mandate = Mandate.objects.select_for_update().select_related("unit").get(pk=mandate_id)
        _may_manage(actor, mandate.unit.path)
        if mandate.valid_to is not None and mandate.valid_to <= valid_to:
            raise Conflict(
                _("Chức danh này đã kết thúc từ ngày %(day)s.") % {"day": f"{mandate.valid_to:%d/%m/%Y}"}
            )
        if valid_to <= mandate.valid_from:
            raise Invalid(_("Ngày thôi giữ chức phải sau ngày bắt đầu."), field="valid_to")
        mandate.valid_to = valid_to
        mandate.save(update_fields=["valid_to"])
        event = MandateEnded(mandate=mandate.pk, valid_to=valid_to, basis=basis)
        return append(actor=actor, at=at, event=event, subject=mandate.person_id)


def open_account_step(
    *, actor: Actor, at: datetime, person_id: UUID, username: str, password: str | None = None
) -> tuple[Account, str, Receipt]:
    """Open an account inside a running transaction; shared with the first account of an installation."""
    _may_manage(actor)
    username = nfc(username).strip().lower()
    if not username or not username.replace(".", "").replace("-", "").isalnum() or not username.isascii():
        raise Invalid(
            _("Tên đăng nhập chỉ gồm chữ không dấu, số, dấu chấm và gạch nối."),
            field="username",
        )
    if Account.objects.filter(username=username).exists():
        raise Conflict(_("Tên đăng nhập “%(name)s” đã có.") % {"name": username}, field="username")
    person = Person.objects.get(pk=person_id)
    may_manage_person(actor=actor, person=person, at=at)
    if Account.objects.filter(person=person).exists():
        raise Conflict(_("%(name)s đã có tài khoản.") % {"name": person.name}, field="username")
    account = Account(username=username, person=person, email=person.email, created_at=at)
    secret = password or new_password()
    if password is not None:
        try:
            validate_password(password, account)
        except ValidationError as fault:
            raise Invalid(" ".join(fault.messages), field="password") from fault
    account.set_password(secret)
    account.save(force_insert=True)
    event = AccountOpened(account=account.pk, username=username)
    return account, secret, append(actor=actor, at=at, event=event, subject=person.pk)


def open_account(
    *, actor: Actor, at: datetime, person_id: UUID, username: str, password: str | None = None
) -> tuple[Account, str, Receipt]:
    """Open an account with a random first password, which is returned once and kept nowhere.

    A given ``password`` must pass the rules of strong passwords. Raises ``NotPermitted``, ``Invalid``,
    ``Conflict``.
    """
    with atomic():
        return open_account_step(
            actor=actor, at=at, person_id=person_id, username=username, password=password
        )


def reset_password(*, actor: Actor, at: datetime, account_id: UUID, reason: str) -> tuple[str, Receipt]:
    """Issue a new random first password, returned once; the person must change it at the next sign-in."""
    with atomic():
        _may_manage(actor)
        if not reason.strip():
            raise Invalid(_("Ghi lý do cấp lại mật khẩu."), field="reason")
        account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
        may_manage_person(actor=actor, person=account.person, at=at)
        if not account.is_active:
            raise Conflict(_("Tài khoản này đã đóng."))
        secret = new_password()
        account.set_password(secret)
        account.must_change_password = True
        account.save(update_fields=["password", "must_change_password"])
        event = PasswordReset(account=account.pk, reason=reason)
        return secret, append(actor=actor, at=at, event=event, subject=account.person_id)


def remove_second_factors(*, actor: Actor, at: datetime, account_id: UUID, reason: str) -> Receipt:
    """Take away every second factor of an account whose owner lost telephone, key and recovery codes.

    Raises ``NotPermitted``, ``Invalid``, ``Conflict`` (there is none). Where a duty asks for a factor, the
    owner is led to set up a new one at the next sign-in.
    """
    with atomic():
        _may_manage(actor)
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi lý do bỏ lớp đăng nhập thứ hai."), field="reason")
        account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
        may_manage_person(actor=actor, person=account.person, at=at)
        removed, _kinds = Authenticator.objects.filter(user=account).delete()
        if not removed:
            raise Conflict(_("Tài khoản này không có lớp đăng nhập thứ hai."))
        event = SecondFactorsRemoved(account=account.pk, reason=reason)
        return append(actor=actor, at=at, event=event, subject=account.person_id)


def close_account(*, actor: Actor, at: datetime, account_id: UUID, reason: str) -> Receipt:
    """Close an account with a reason; the person and the mandates stay in the record."""
    with atomic():
        _may_manage(actor)
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi lý do đóng tài khoản."), field="reason")
        account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
        may_manage_person(actor=actor, person=account.person, at=at)
        if not account.is_active:
            raise Conflict(_("Tài khoản này đã đóng từ trước."))
        account.is_active = False
        account.save(update_fields=["is_active"])
        event = AccountClosed(account=account.pk, reason=reason)
        return append(actor=actor, at=at, event=event, subject=account.person_id)
