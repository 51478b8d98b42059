"""Inspections for tests: a case of the commission of Cửa Rừng, brought by the verbs to a wanted step."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from cast import AT, Cast
from liem.domains.inspections import actions, dossier, team
from liem.domains.inspections.clocks import procedure_of
from liem.domains.inspections.models import Inspection
from liem.domains.inspections.papers import letterhead
from liem.kernel.clock import local_day
from liem.spine.vault import files

DAY = timedelta(days=1)


def opened(cast: Cast, *, at: datetime = AT, person: str = "", **more: Any) -> Inspection:
    """Return a case of the commission about CB01, or about a person of the cast."""
    about: dict[str, Any] = {"subject": "organisation", "subject_unit_id": cast.units["CB01"].pk}
    if person:
        about = {"subject": "member", "subject_person_id": cast.account(person).person_id}
    options = {
        "procedure": "compliance_inspection",
        "purpose": "Việc chấp hành quy định về quỹ",
        **about,
        **more,
    }
    inspection, _receipt = actions.open_inspection(
        actor=cast.actor("ubkt_chair"), at=at, unit_id=cast.units["UBKT"].pk, **options
    )
    return inspection


def staffed(cast: Cast, *, at: datetime = AT, **more: Any) -> Inspection:
    """Return an opened case with a head."""
    inspection = opened(cast, at=at, **more)
    appoint(cast, inspection, "inspector", "head", at=at)
    return inspection


def appoint(cast: Cast, inspection: Inspection, whom: str, role: str, *, at: datetime = AT) -> None:
    team.appoint(
        actor=cast.actor("ubkt_chair"),
        at=at,
        inspection_id=inspection.pk,
        person_id=cast.account(whom).person_id,
        role=role,
    )


def paper(
    cast: Cast,
    inspection: Inspection,
    kind: str,
    *,
    at: datetime = AT,
    on: date | None = None,
    who: str = "inspector",
) -> Any:
    """Add a paper of a kind brought as a file."""
    blob = files.store([f"{kind} {inspection.pk} {at}".encode()], at=at)
    new = dossier.NewPaper(
        kind=kind, title=f"Giấy {kind}", issued_on=on, file=dossier.File(blob, f"{kind}.pdf"), symbol="1-QĐ/X"
    )
    made, _receipt = dossier.add_paper(actor=cast.actor(who), at=at, inspection_id=inspection.pk, new=new)
    return made


def decision(cast: Cast, inspection: Inspection, *, at: datetime = AT) -> Any:
    """Write the decision of the commission: numbered and signed by its chair."""
    signer = letterhead.signers(inspection.unit_id, day=local_day(at))[0]
    new = dossier.NewPaper(
        kind="decision", title="Kiểm tra chi bộ", words="Điều 1. Kiểm tra.", signer_id=signer.pk
    )
    made, _receipt = dossier.add_paper(
        actor=cast.actor("ubkt_chair"), at=at, inspection_id=inspection.pk, new=new
    )
    return made


def brought_to(cast: Cast, inspection: Inspection, key: str, *, at: datetime = AT) -> Inspection:
    """Take the steps up to and with ``key``, each by who does it, with the papers it needs."""
    inspection.refresh_from_db()
    procedure = procedure_of(inspection)
    keys = [step.key for step in procedure.steps]
    for step in procedure.steps[: keys.index(key) + 1]:
        if step.optional or (
            inspection.state in keys and keys.index(step.key) <= keys.index(inspection.state)
        ):
            continue
        for kind in step.papers:
            if kind != "conclusion":
                paper(cast, inspection, kind, at=at)
        who = "ubkt_chair" if "decider" in step.who and "head" not in step.who else "inspector"
        actions.take(
            actor=cast.actor(who), at=at, inspection_id=inspection.pk, key=step.key, on=local_day(at)
        )
        inspection.refresh_from_db()
    return inspection
