"""What is asked of a new reminder before it is noted."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.spine.access import Actor, Invalid, NotFound
from liem.spine.people.models import Person
from liem.spine.people.readers import in_force
from liem.spine.units.models import Unit

from . import terms
from .held import words

if TYPE_CHECKING:
    from datetime import datetime

    from .actions import NewReminder, Proof


def subject_of(new: NewReminder, *, at: datetime) -> tuple[Unit, Person | None]:
    """Return the unit, locked, and the person a new reminder is about; raises ``NotFound``, ``Invalid``."""
    day = local_day(at)
    # locked first: of two noted at once about the same unit, the second counts the first
    unit = Unit.objects.select_for_update().filter(pk=new.subject_unit_id).first()
    if unit is None or not unit.is_open(day):
        raise NotFound(_("Không có đơn vị này."))
    if new.subject_person_id is None:
        return unit, None
    person = Person.objects.filter(pk=new.subject_person_id).first()
    if person is None or not in_force(day).filter(unit=unit, person=person).exists():
        raise Invalid(_("Người này không giữ chức danh nào ở đơn vị đã chọn."), field="subject")
    return unit, person


def checked(new: NewReminder, path: str, *, at: datetime) -> str:
    """Refuse what is missing or impossible; give the title of the content area."""
    day = local_day(at)
    areas = terms.contents(path, day)
    if new.content not in areas:
        raise Invalid(_("Chọn một nội dung trong danh mục."), field="content")
    words(new.text, "text", _("Ghi khuyết điểm đã thấy: việc gì, ở đâu, thế nào."))
    words(new.wanted, "wanted", _("Ghi việc cần làm để khắc phục."))
    if new.happened_on > day:
        raise Invalid(_("Ngày thấy khuyết điểm không được ở sau hôm nay."), field="happened_on")
    if new.mend_by is not None and new.mend_by < day:
        raise Invalid(_("Hạn khắc phục không được ở trước hôm nay."), field="mend_by")
    return areas[new.content]


def proven(proof: Proof | None) -> Proof:
    """Refuse a fault without proof: what cannot be shown is not held against anybody."""
    if proof is None:
        raise Invalid(
            _("Chưa có bằng chứng."),
            next_step=_("Chụp ảnh hoặc chọn tệp: biên bản, sổ sách, ảnh tại chỗ."),
            field="file",
        )
    return proof


def sent_as(actor: Actor, sheet: str) -> str | None:
    """Return what tells a form sent twice from one filled in anew: hex of 32 bytes, or nothing."""
    return sha256(f"{actor.person_id}\0{sheet}".encode()).hexdigest() if sheet else None
