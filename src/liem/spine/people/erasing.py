"""Make a person's register blank by law: name, contacts, account, kinship; past posts stay, without a name.

Whoever stands in a dossier, as its subject or as an official, is kept: a record would say less than it said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import Q
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.text import fold
from liem.spine.custody.archives import archive_law
from liem.spine.custody.naming import naming
from liem.spine.custody.rooms import Blanked, Found, Held, Retained, erases

from .models import Account, Kinship, Mandate, Person

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

NAME: Final = "Người đã được xóa theo luật"
MOST: Final = 20
# What hangs on a person and goes or stays with the register; any other row that names them keeps them.
_OWN: Final = frozenset({Account, Mandate, Kinship})
_TOLD: Final = "notices"


class PeopleRoom:
    """How the register of a person is erased."""

    name = "people"

    def find(self, key: UUID) -> Found | None:
        """Say who it is; one must be over every unit the person ever held a post in."""
        person = Person.objects.filter(pk=key).first()
        return _found(person) if person else None

    def look_up(self, text: str) -> list[Found]:
        """Find by number or by words of the name, with or without marks."""
        words = fold(text).split()
        if not words:
            return []
        found = Person.objects.exclude(name=NAME)
        for word in words:
            found = found.filter(Q(folded__contains=word) | Q(code=text.strip()))
        return [_found(person) for person in found[:MOST]]

    def check(self, key: UUID, *, at: datetime) -> None:
        """Raise ``Held`` for a post or account still in force, ``Retained`` for who stands in a dossier."""
        person = Person.objects.get(pk=key)
        if person.name == NAME:
            raise Held(_("Người này đã được xóa."))
        day = local_day(at)
        if person.mandates.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).exists():
            raise Held(_("Người này còn giữ chức danh."), next_step=_("Ghi thôi chức danh trước."))
        if Account.objects.filter(person=person, is_active=True).exists():
            raise Held(_("Tài khoản của người này còn mở."), next_step=_("Đóng tài khoản trước."))
        for model, _field in naming(person):
            if model not in _OWN and model._meta.app_label != _TOLD:
                raise Retained(
                    _("Người này đứng tên trong %(what)s; tài liệu đó phải lưu đến hết thời hạn.")
                    % {"what": model._meta.verbose_name},
                    citation=archive_law(at),
                )

    def blank(self, key: UUID, *, at: datetime) -> Blanked:
        """Overwrite the register; account, sign-in traces, notices and own kinship go, posts stay."""
        del at
        person = Person.objects.get(pk=key)
        person.name, person.code, person.born_in, person.phone, person.email = NAME, None, None, "", ""
        person.save()
        person.mandates.update(appointed_by="", basis="")
        tables = {"people_person", "people_mandate", "people_kinship"}
        Kinship.objects.filter(person=person).delete()
        for model, field in list(naming(person)):
            if model._meta.app_label == _TOLD:
                model._default_manager.filter(**{field: person}).delete()
                tables.add(model._meta.db_table)
        account = Account.objects.filter(person=person).first()
        if account is not None:
            for traces in (AccessAttempt, AccessLog, AccessFailureLog):
                traces.objects.filter(username=account.username).delete()
                tables.add(traces._meta.db_table)
            account.delete()
            tables.add("people_account")
        return Blanked(tuple(tables))


def _found(person: Person) -> Found:
    paths = tuple(person.mandates.values_list("unit__path", flat=True).distinct())
    words = f"{person.name} ({person.code})" if person.code else person.name
    return Found(person.pk, "people", words, paths)


erases(PeopleRoom())
