"""Rebuild sealed letters from their ledger entries and hold them against the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, held_against, rebuilds

from .models import SealedReport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.spine.ledger.models import Entry


@dataclass(slots=True)
class _Report:
    """What the entries say of a report: hashes only."""

    locator: str
    auth_hash: str
    blob: str
    identity: str
    custodian: str
    hashes: tuple[str, str]
    units: set[UUID]
    messages: list[tuple[int, bool, str]] = field(default_factory=list)


class RebuiltReports:
    """The sealed letters as the ledger tells them."""

    def __init__(self) -> None:
        self.reports: dict[UUID, _Report] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry."""
        if entry.kind == "sealed.report.deposited":
            self.reports[entry.subject] = _Report(
                locator=values["locator"],
                auth_hash=values["auth_hash"],
                blob=values["sha256"],
                identity=values["identity_sha256"],
                custodian=values.get("custodian") or "",  # version 1 knew no custodian and no hashes
                hashes=(values.get("inner_sha256", ""), values.get("opened_hash", "")),
                units={UUID(each) for each in values["units"]},
            )
            return
        told = self.reports.get(entry.subject)
        if told is None:
            return
        if entry.kind == "sealed.message.left":
            told.messages.append((values["number"], values["by_reader"], values["sha256"]))
        elif entry.kind == "sealed.report.rewrapped":
            told.blob = values["sha256"]

    def skip(self, entry: Entry) -> None:
        """Remember what was erased by law."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many reports were rebuilt."""
        return len(self.reports)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt."""
        rows = SealedReport.objects.prefetch_related("units", "messages")
        return held_against(
            ((row.pk, _of(row)) for row in rows.iterator(chunk_size=500)),
            self.reports,
            erased=self.erased,
            differs=_("Thư niêm phong %(id)s trong bảng khác với sổ."),
            missing=_("Thư niêm phong %(id)s có trong sổ nhưng mất dòng."),
        )


def _of(row: SealedReport) -> _Report:
    return _Report(
        locator=row.locator,
        auth_hash=row.auth_hash,
        blob=row.blob_id,
        identity=row.identity_id or "",
        custodian=str(row.custodian_id or ""),
        hashes=(row.inner_sha256, row.opened_hash),
        units={unit.pk for unit in row.units.all()},
        messages=[(one.number, one.by_reader, one.blob_id) for one in row.messages.all()],
    )


rebuilds("sealed.", RebuiltReports)
