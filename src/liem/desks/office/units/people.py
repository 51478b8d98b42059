"""Pages: persons, their posts and their accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.kernel.clock import local_day
from liem.kernel.text import fold
from liem.spine.access import Duty, NotFound
from liem.spine.people import actions
from liem.spine.people import readers as people
from liem.ui.shell import Fact

from . import kin
from .asking import Question, ask, done
from .forms import AccountForm, EndMandateForm, MandateForm, PersonForm, ReasonForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from liem.spine.people.models import Account, Mandate, Person

_both = require_http_methods(["GET", "HEAD", "POST"])


def person_url(person_id: UUID) -> str:
    """Return the address of a person's page."""
    return reverse("office:units_person", args=[person_id])


def _crumbs(person: Person | None = None) -> list[tuple[str, str]]:
    top = [(_("Đơn vị, nhân sự"), reverse("office:units"))]
    return [*top, (person.name, person_url(person.pk))] if person else top


@office(Duty.MANAGE_PEOPLE)
@require_safe
def one(request: OfficeRequest, person_id: UUID) -> HttpResponse:
    """Show one person: particulars, posts now and before, the account."""
    person = people.get_person(request.actor, person_id)
    today = local_day(request.at)
    posts = people.posts_of(person)
    account = people.account_of(person)
    context = {
        "person": person,
        "facts": [
            Fact(_("Mã số"), person.code or _("chưa ghi")),
            Fact(_("Năm sinh"), person.born_in or _("chưa ghi")),
            Fact(_("Điện thoại"), person.phone or _("chưa ghi")),
            Fact(_("Thư điện tử"), person.email or _("chưa ghi")),
        ],
        "posts": [(post, post.is_in_force(today), request.actor.over(post.unit.path)) for post in posts],
        "today": today,
        "kin": kin.lines(person.pk),
        "account": account,
        "has_factor": account is not None and people.has_second_factor(account),
        "crumbs": _crumbs(),
    }
    return render(request, "office/units/person.html", context)


@office(Duty.MANAGE_PEOPLE)
@_both
def register(request: OfficeRequest) -> HttpResponse:
    """Enter a person; the next page gives the post."""
    form = PersonForm(request.POST or None)

    def act(told: dict[str, Any]) -> HttpResponse:
        new = actions.NewPerson(**told)
        person, receipt = actions.register_person(actor=request.actor, at=request.at, new=new)
        words = _("Đã ghi tên %(name)s. Giao chức danh ở trang này.") % {"name": person.name}
        url = reverse("office:units_mandate_give", args=[person.pk])
        return done(request, words, _with_unit(url, request.GET.get("don-vi", "")), seq=receipt.seq)

    question = Question(
        title=_("Ghi tên nhân sự"),
        submit=_("Ghi tên và giao chức danh"),
        crumbs=_crumbs(),
        back=reverse("office:units"),
        intro=_("Chỉ ghi điều cần cho công việc. Quyền truy cập đến từ chức danh, không đến từ tên."),
    )
    return ask(request, form, question, act)


def _with_unit(url: str, unit: str) -> str:
    return f"{url}?don-vi={unit}" if unit.replace("-", "").isalnum() else url


@office(Duty.MANAGE_PEOPLE)
@_both
def give_mandate(request: OfficeRequest, person_id: UUID) -> HttpResponse:
    """Give a post to a person."""
    person = people.get_person(request.actor, person_id)
    day = local_day(request.at)
    first = {"unit": request.GET.get("don-vi", ""), "valid_from": day}
    form = MandateForm(request.POST or None, actor=request.actor, day=day, initial=first)

    def act(told: dict[str, Any]) -> HttpResponse:
        mandate, receipt = actions.give_mandate(
            actor=request.actor, at=request.at, person_id=person.pk, unit_id=told.pop("unit"), **told
        )
        words = _("Đã giao chức danh %(post)s.") % {"post": mandate.get_post_display()}
        return done(request, words, person_url(person.pk), seq=receipt.seq)

    question = Question(
        title=_("Giao chức danh cho %(name)s") % {"name": person.name},
        submit=_("Giao chức danh"),
        crumbs=_crumbs(person),
        back=person_url(person.pk),
        intro=_("Quyền truy cập có từ ngày bắt đầu và tự hết vào ngày thôi giữ chức."),
    )
    return ask(request, form, question, act)


def _post_of(request: OfficeRequest, person: Person, mandate_id: UUID) -> Mandate:
    for post in people.posts_of(person):
        if post.pk == mandate_id and request.actor.over(post.unit.path):
            return post
    raise NotFound(_("Không có chức danh này."))


@office(Duty.MANAGE_PEOPLE)
@_both
def end_mandate(request: OfficeRequest, person_id: UUID, mandate_id: UUID) -> HttpResponse:
    """End a post from a day on."""
    person = people.get_person(request.actor, person_id)
    post = _post_of(request, person, mandate_id)
    form = EndMandateForm(request.POST or None)

    def act(told: dict[str, Any]) -> HttpResponse:
        receipt = actions.end_mandate(actor=request.actor, at=request.at, mandate_id=post.pk, **told)
        return done(request, _("Đã ghi ngày thôi giữ chức."), person_url(person.pk), seq=receipt.seq)

    question = Question(
        title=_("Thôi giữ chức %(post)s tại %(unit)s")
        % {"post": post.get_post_display(), "unit": post.unit.name},
        submit=_("Ghi ngày thôi giữ chức"),
        crumbs=_crumbs(person),
        back=person_url(person.pk),
        danger=True,
    )
    return ask(request, form, question, act)


# -- accounts


def _slip(request: OfficeRequest, account: Account, secret: str, seq: int) -> HttpResponse:
    """Show the first password, this once: the page is never cached and the password is kept nowhere."""
    context = {
        "person": account.person,
        "username": account.username,
        "secret": secret,
        "seq": seq,
        "at": request.at,
        "by": request.actor,
        "sign_in_url": request.build_absolute_uri(reverse("account_login")),
        "back": person_url(account.person_id),
    }
    response = render(request, "office/units/slip.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _username(name: str) -> str:
    """Propose a sign-in name: given name and initials, without marks ("Lò Thị Mai" → "mai.lt")."""
    words = fold(name).split()
    letters = "".join(word[0] for word in words[:-1])
    return f"{words[-1]}.{letters}" if letters else words[-1]


@office(Duty.MANAGE_PEOPLE)
@_both
def open_account(request: OfficeRequest, person_id: UUID) -> HttpResponse:
    """Open an account and show its slip."""
    person = people.get_person(request.actor, person_id)
    form = AccountForm(request.POST or None, initial={"username": _username(person.name)})

    def act(told: dict[str, Any]) -> HttpResponse:
        account, secret, receipt = actions.open_account(
            actor=request.actor, at=request.at, person_id=person.pk, username=told["username"]
        )
        return _slip(request, account, secret, receipt.seq)

    question = Question(
        title=_("Mở tài khoản cho %(name)s") % {"name": person.name},
        submit=_("Mở tài khoản và in phiếu"),
        crumbs=_crumbs(person),
        back=person_url(person.pk),
        intro=_(
            "Mật khẩu lần đầu do hệ thống tạo ngẫu nhiên, chỉ hiện một lần trên phiếu để in và trao tận tay; "
            "hệ thống không lưu lại."
        ),
    )
    return ask(request, form, question, act)


def _account(person: Person) -> Account:
    account = people.account_of(person)
    if account is None:
        raise NotFound(_("Người này chưa có tài khoản."))
    return account


@office(Duty.MANAGE_PEOPLE)
@_both
def reset_password(request: OfficeRequest, person_id: UUID) -> HttpResponse:
    """Issue a new first password with a reason and show its slip."""
    person = people.get_person(request.actor, person_id)
    account = _account(person)
    form = ReasonForm(request.POST or None)

    def act(told: dict[str, Any]) -> HttpResponse:
        secret, receipt = actions.reset_password(
            actor=request.actor, at=request.at, account_id=account.pk, reason=told["reason"]
        )
        return _slip(request, account, secret, receipt.seq)

    question = Question(
        title=_("Cấp lại mật khẩu cho %(name)s") % {"name": person.name},
        submit=_("Cấp lại mật khẩu và in phiếu"),
        crumbs=_crumbs(person),
        back=person_url(person.pk),
        intro=_("Mật khẩu cũ hết hiệu lực ngay. Việc cấp lại được ghi vào sổ cùng lý do và tên của bạn."),
        danger=True,
    )
    return ask(request, form, question, act)


@office(Duty.MANAGE_PEOPLE)
@_both
def remove_factors(request: OfficeRequest, person_id: UUID) -> HttpResponse:
    """Take away the second factors of somebody who lost them, with a reason."""
    person = people.get_person(request.actor, person_id)
    account = _account(person)
    form = ReasonForm(request.POST or None)

    def act(told: dict[str, Any]) -> HttpResponse:
        receipt = actions.remove_second_factors(
            actor=request.actor, at=request.at, account_id=account.pk, reason=told["reason"]
        )
        return done(request, _("Đã bỏ lớp đăng nhập thứ hai."), person_url(person.pk), seq=receipt.seq)

    question = Question(
        title=_("Bỏ lớp đăng nhập thứ hai của %(name)s") % {"name": person.name},
        submit=_("Bỏ lớp đăng nhập thứ hai"),
        crumbs=_crumbs(person),
        back=person_url(person.pk),
        intro=_(
            "Chỉ làm khi đã gặp đúng người và biết chắc họ mất điện thoại, khóa và mã dự phòng. "
            "Việc này được ghi vào sổ cùng lý do và tên của bạn."
        ),
        danger=True,
    )
    return ask(request, form, question, act)


@office(Duty.MANAGE_PEOPLE)
@_both
def close_account(request: OfficeRequest, person_id: UUID) -> HttpResponse:
    """Close an account with a reason."""
    person = people.get_person(request.actor, person_id)
    account = _account(person)
    form = ReasonForm(request.POST or None)

    def act(told: dict[str, Any]) -> HttpResponse:
        receipt = actions.close_account(
            actor=request.actor, at=request.at, account_id=account.pk, reason=told["reason"]
        )
        return done(request, _("Đã đóng tài khoản."), person_url(person.pk), seq=receipt.seq)

    question = Question(
        title=_("Đóng tài khoản của %(name)s") % {"name": person.name},
        submit=_("Đóng tài khoản"),
        crumbs=_crumbs(person),
        back=person_url(person.pk),
        intro=_("Người này không đăng nhập được nữa. Hồ sơ, chức danh và những gì đã làm vẫn được giữ."),
        danger=True,
    )
    return ask(request, form, question, act)
