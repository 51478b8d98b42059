"""Who asks for a sealed name, and who of the other body decides. Nobody is both."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Answer, Duty, NotPermitted, no, yes
from liem.spine.sealed import policy as sealed
from liem.spine.sealed.readers import is_hash

if TYPE_CHECKING:
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.sealed.models import SealedReport

    from .models import IdentityRequest

BASIS = "khoản 2 Điều 47 Luật Tố cáo số 25/2018/QH14"  # what may tell who reported stays secret


def leads(actor: Actor) -> bool:
    """Say whether the actor leads inspections; that he reads the report, the room of letters says."""
    return actor.has(Duty.DECIDE_INSPECTIONS)


def asking_for(actor: Actor) -> tuple[UUID, UUID]:
    """Return unit and person of a leader who may ask for a name. Raises ``NotPermitted``."""
    if not leads(actor) or actor.unit_id is None or actor.person_id is None:
        raise NotPermitted(
            _("Chỉ người quyết định việc kiểm tra xin mở danh tính người tố cáo (%(basis)s).")
            % {"basis": BASIS}
        )
    return actor.unit_id, actor.person_id


def opened_by(report: SealedReport, word: str) -> bool:
    """Say whether ``word`` (64 hex digits) is what only who opened this report can say.

    So a reader whom the sender struck out cannot ask, and the server needs no list of who that is.
    """
    given = hashlib.sha256(bytes.fromhex(word) if is_hash(word) else b"").hexdigest()
    return hmac.compare_digest(given, report.opened_hash)


def may_decide(actor: Actor, request: IdentityRequest) -> Answer:
    """A reader whose key counts at the custodian, who neither asked nor is spoken of in the report."""
    if actor.person_id is None or sealed.reads_for(actor) != request.report.custodian_id:
        return no(_("Chỉ người đọc của cơ quan giữ danh tính quyết định việc này."))
    if actor.person_id == request.asker_id:
        return no(
            _(
                "Người xin mở danh tính không được tự quyết định, kể cả khi có chức danh ở cả hai nơi "
                "(%(basis)s)."
            )
            % {"basis": BASIS}
        )
    if request.about.filter(pk=actor.person_id).exists():
        return no(
            _("Người mà thư nói tới không được quyết định việc mở danh tính người gửi (%(basis)s).")
            % {"basis": BASIS}
        )
    return yes()


def deciding_for(actor: Actor, request: IdentityRequest) -> UUID:
    """Return the person of who may decide. Raises ``NotPermitted`` with the reason why not."""
    may = may_decide(actor, request)
    if not may or actor.person_id is None:
        raise NotPermitted(may.reason)
    return actor.person_id
