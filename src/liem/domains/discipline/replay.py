"""Rebuild state and form of discipline cases from their ledger entries and hold them against the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, rebuilds

from .models import DisciplineCase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from liem.spine.ledger.models import Entry

_FORM_TOLD = ("discipline.case.decided", "discipline.case.imported", "discipline.appeal.ended")


class RebuiltCases:
    """The discipline cases as the ledger tells them."""

    def __init__(self) -> None:
        self.cases: dict[UUID, tuple[str, str]] = {}
        self.erased: set[UUID] = set()

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry: each says the state after it, some the form."""
        form = self.cases.get(entry.subject, ("", ""))[1]
        if entry.kind in _FORM_TOLD:
            form = values["form"]
        elif entry.kind == "discipline.case.refused":
            form = "no_discipline"
        self.cases[entry.subject] = (values["state"], form)

    def skip(self, entry: Entry) -> None:
        """Remember a case whose entries were erased by law."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many cases were rebuilt."""
        return len(self.cases)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt; a row from an old table has one entry for both."""
        seen: set[UUID] = set()
        rows = DisciplineCase.objects.values_list("pk", "state", "form")
        for pk, state, form in rows.iterator(chunk_size=2000):
            seen.add(pk)
            if pk in self.erased:
                continue
            told = self.cases.get(pk)
            if told is None:
                words = _("Hồ sơ kỷ luật %(id)s không có dòng sổ nào.") % {"id": pk}
                yield Difference("row_without_entry", words, None, pk)
            elif told != (state, form):
                words = _("Hồ sơ kỷ luật %(id)s: trong bảng là %(row)s, theo sổ là %(told)s.")
                shown = {"id": pk, "row": f"{state} {form}".strip(), "told": " ".join(told).strip()}
                yield Difference("row_differs", words % shown, None, pk)
        for pk in self.cases.keys() - seen - self.erased:
            words = _("Hồ sơ kỷ luật %(id)s có trong sổ nhưng mất dòng.") % {"id": pk}
            yield Difference("row_missing", words, None, pk)


rebuilds("discipline.", RebuiltCases)
