"""Rebuild public draws from the ledger and hold them against the rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import CHUNK, Difference, held_against, rebuilds

from .models import Ceremony, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from liem.spine.ledger.models import Entry


@dataclass(slots=True)
class _Told:
    """What the entries say of one draw."""

    frame: str
    excluded: str
    throws: list[list[str]]
    state: str = State.ANNOUNCED
    seed: str = ""
    result: str = ""
    moved: list[list[str]] = field(default_factory=list)


class RebuiltDraws:
    """Public draws as the ledger tells them: hashes, what each body gave, state, result, reserves."""

    def __init__(self) -> None:
        self.draws: dict[UUID, _Told] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry."""
        what = entry.kind.rpartition(".")[2]
        if what == "announced":
            self.draws[entry.subject] = _Told(
                frame=values["frame_sha256"],
                excluded=values["excluded_sha256"],
                throws=[[body, "", "", ""] for body in values["bodies"]],
            )
            return
        told = self.draws.get(entry.subject)
        if told is None:
            return
        if what == "committed":
            told.throws[values["turn"] - 1][1] = values["commitment"]
        elif what == "thrown":
            told.throws[values["turn"] - 1][2:] = [values["digits"], values["nonce"]]
        elif what == "held":
            told.state, told.seed, told.result = State.HELD, values["seed"], values["result_sha256"]
        elif what == "replaced":
            told.moved.append([values["unit"], values["out"], values["into"]])
        elif what == "given_up":
            told.state = State.GIVEN_UP

    def skip(self, entry: Entry) -> None:
        """Remember what was erased by law: nothing can be said of it."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many draws were rebuilt."""
        return len(self.draws)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt; the list itself is hashed again."""
        rows = Ceremony.objects.prefetch_related("throws", "replacements").iterator(CHUNK)
        return held_against(
            ((row.pk, _of(row)) for row in rows),
            self.draws,
            erased=self.erased,
            differs=_("Buổi bốc thăm %(id)s trong bảng khác với sổ."),
            missing=_("Buổi bốc thăm %(id)s có trong sổ nhưng mất dòng."),
            without=_("Buổi bốc thăm %(id)s không có dòng sổ nào."),
        )


def _of(row: Ceremony) -> _Told:
    return _Told(
        frame=hashlib.sha256(row.frame.encode()).hexdigest(),
        excluded=hashlib.sha256(row.excluded.encode()).hexdigest(),
        throws=[[each.body, each.commitment, each.digits, each.nonce] for each in row.throws.all()],
        state=row.state,
        seed=row.seed,
        result=hashlib.sha256(row.result.encode()).hexdigest() if row.result else "",
        moved=[[each.unit, each.out, each.into] for each in row.replacements.all()],
    )


rebuilds("draws.", RebuiltDraws)
