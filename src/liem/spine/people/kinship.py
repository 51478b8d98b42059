"""Kinship as a record: declared by a person about oneself, or recorded and ended by who manages people.

It bars one from handling what concerns the other (Quy định 131-QĐ/TW năm 2023, Điều 4). What a person
declares
about oneself bars oneself at once; it bars the other only when the other says so too, or who manages people
records it. Otherwise anybody inspected could strip a case of its inspectors by a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.text import fold, nfc
from liem.spine.access import Actor, Conflict, Duty, Invalid, NotFound, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic

from .actions import may_manage_person
from .events import KinshipDeclared, KinshipEnded
from .models import Kinship, Person
from .readers import in_force

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

# Said not by one of the two alone about oneself: it binds the other as well.
OF_BOTH = Q(recorded_by__isnull=True) | ~Q(recorded_by=F("person"))
BASIS = "Quy định 131-QĐ/TW năm 2023, Điều 4"


def kin_of(person_id: UUID | None, *, day: date) -> frozenset[UUID]:
    """Return the persons whose matters a person must not handle on ``day``, being kin: one query."""
    if person_id is None:
        return frozenset()
    held = _held(day).filter(Q(person=person_id) | Q(OF_BOTH, other=person_id))
    pairs = held.values_list("person_id", "other_id")
    return frozenset(each for pair in pairs for each in pair if each != person_id)


def kinships_of(person_id: UUID) -> list[Kinship]:
    """Return every kinship of a person, ended ones last, with both persons loaded: one query."""
    found = Kinship.objects.filter(Q(person=person_id) | Q(other=person_id)).select_related("person", "other")
    return sorted(found, key=lambda each: (each.ended_on is not None, each.recorded_at))


def get_kinship(person_id: UUID, kinship_id: UUID) -> Kinship:
    """Return one kinship of a person; raises ``NotFound``."""
    for each in kinships_of(person_id):
        if each.pk == kinship_id:
            return each
    raise NotFound(_("Không có quan hệ thân thích này."))


def persons_named(name: str, *, day: date, limit: int = 20) -> list[tuple[Person, str]]:
    """Return the persons whose whole name is ``name``, marks or not, with their posts on ``day`` in words.

    Only the whole name finds: nobody leafs through persons this way. Two queries.
    """
    found = list(Person.objects.filter(folded=fold(nfc(name).strip())[:120])[:limit])
    posts: dict[UUID, list[str]] = {}
    for mandate in in_force(day).filter(person__in=found).select_related("unit"):
        posts.setdefault(mandate.person_id, []).append(f"{mandate.get_post_display()}, {mandate.unit.name}")
    return [(person, "; ".join(posts.get(person.pk, ()))) for person in found]


def declare_kin(*, actor: Actor, at: datetime, other_id: UUID, relation: str) -> tuple[Kinship, Receipt]:
    """Declare that another person is one's own kin; ``relation`` is said from oneself ("vợ", "em trai").

    Raises ``NotPermitted`` (no person acts), ``NotFound``, ``Invalid`` (oneself, no words), ``Conflict``
    (known already).
    """
    if actor.person_id is None:
        raise NotPermitted(_("Chỉ một người mới khai được quan hệ thân thích của mình."))
    with atomic():
        return _record(actor=actor, at=at, person_id=actor.person_id, other_id=other_id, relation=relation)


def record_kin(
    *, actor: Actor, at: datetime, person_id: UUID, other_id: UUID, relation: str
) -> tuple[Kinship, Receipt]:
    """Record the kin of a person one looks after. Raises as :func:`declare_kin`."""
    with atomic():
        person = Person.objects.filter(pk=person_id).first()
        if person is None:
            raise NotFound(_("Không có người này."))
        may_manage_person(actor=actor, person=person, at=at)
        return _record(actor=actor, at=at, person_id=person_id, other_id=other_id, relation=relation)


def end_kin(*, actor: Actor, at: datetime, kinship_id: UUID, on: date, reason: str) -> Receipt:
    """End a kinship (divorce, entered by mistake) from ``on``, the first day without it, with the reason.

    Only who manages people may: a bar must not fall by the word of the one it bars. Raises ``NotPermitted``,
    ``NotFound``, ``Invalid``, ``Conflict``.
    """
    with atomic():
        if not actor.has(Duty.MANAGE_PEOPLE):
            raise NotPermitted(
                _("Chức danh hiện tại không được quản lý nhân sự."),
                next_step=_("Nhờ cán bộ tổ chức của cấp ủy thực hiện."),
            )
        row = (
            Kinship.objects.select_for_update(of=("self",))
            .select_related("person", "other")
            .filter(pk=kinship_id)
            .first()
        )
        if row is None:
            raise NotFound(_("Không có quan hệ thân thích này."))
        may_manage_person(actor=actor, person=row.person, at=at)
        if actor.person_id in (row.person_id, row.other_id):
            raise NotPermitted(
                _("Không tự ghi kết thúc quan hệ thân thích của chính mình."),
                citation=BASIS,
                next_step=_("Nhờ cán bộ tổ chức khác thực hiện."),
            )
        if row.ended_on is not None:
            raise Conflict(_("Quan hệ này đã kết thúc từ trước."))
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi lý do."), field="reason")
        if on > local_day(at):
            raise Invalid(_("Ngày kết thúc không được ở sau hôm nay."), field="on")
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        event = KinshipEnded(kinship=row.pk, other=row.other_id, ended_on=on, reason=reason)
        return append(actor=actor, at=at, event=event, subject=row.person_id)


def _record(
    *, actor: Actor, at: datetime, person_id: UUID, other_id: UUID, relation: str
) -> tuple[Kinship, Receipt]:
    relation = nfc(relation).strip()[:60]
    if not relation:
        raise Invalid(_("Ghi quan hệ, ví dụ: vợ, con, em trai."), field="relation")
    if person_id == other_id:
        raise Invalid(_("Chọn một người khác."), field="other")
    if not Person.objects.filter(pk=other_id).exists():
        raise NotFound(_("Không có người này."))
    rows = list(
        Kinship.objects.select_for_update().filter(
            Q(person=person_id, other=other_id) | Q(person=other_id, other=person_id)
        )
    )
    standing = next((row for row in rows if row.ended_on is None), None)
    if standing is not None:
        return standing, _confirmed(standing, actor=actor, at=at)
    again = next((row for row in rows if row.person_id == person_id), None)
    row = again or Kinship(person_id=person_id, other_id=other_id)
    row.relation, row.recorded_at, row.recorded_by_id, row.ended_on = relation, at, actor.person_id, None
    row.save()
    event = KinshipDeclared(
        kinship=row.pk, other=other_id, relation=relation, by_oneself=actor.person_id == person_id
    )
    return row, append(actor=actor, at=at, event=event, subject=person_id)


def _confirmed(row: Kinship, *, actor: Actor, at: datetime) -> Receipt:
    """Let what one of the two said alone bind both, since the other or who manages people says it too."""
    if row.recorded_by_id != row.person_id or actor.person_id == row.person_id:
        raise Conflict(_("Quan hệ của hai người này đã được ghi."), field="other")
    row.recorded_at, row.recorded_by_id = at, actor.person_id
    row.save(update_fields=["recorded_at", "recorded_by"])
    event = KinshipDeclared(kinship=row.pk, other=row.other_id, relation=row.relation, by_oneself=False)
    return append(actor=actor, at=at, event=event, subject=row.person_id)


def _held(day: date) -> QuerySet[Kinship]:
    return Kinship.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
