"""Watches a test's database: who changes a fact must put an entry into the ledger in the same transaction.

Facts are the rows of every room except those named below, each with its reason. A change made by the test's
own code (behind the ledger's back, on purpose) is not watched; one made by the product's is, in an action
(``ledger.transaction.atomic``) and outside of any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import connection

from liem.spine.ledger import transaction as ledger

_WRITE: Final = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_SAVEPOINT: Final = re.compile(r'(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) ["`]?(\w+)')
_SET: Final = re.compile(r'"(\w+)" = ')
_ENTRY: Final = "ledger_entry"
# Columns that say how far work has come, not what was decided.
NO_FACT_COLUMNS: Final = {
    "directives_directive": frozenset({"page_count", "pages_read"}),
    "custody_erasure": frozenset({"destroyed_at", "cleaned_at"}),
    "people_account": frozenset({"last_login", "language"}),
}
_OF_CALLERS: Final = ("models.py", "steps.py")
PRODUCT: Final = str(Path(ledger.__file__).resolve().parents[2])
NO_FACTS: Final = {
    "ledger": "the ledger itself",
    "log": "places, heads and signatures of the ledger's own tree",
    "outbox": "work to be done, not what was done",
    "vault": "originals by their hash; the entry stands with the dossier that names one",
    "notices": "what somebody was told of; read or not",
}
NO_FACT_TABLES: Final = {
    "cases_printing": "how far the binding of a PDF is",
    "cases_series": "the next number; the dossier that takes it has the entry",
    "units_tablepreview": "a table looked at, not taken in",
}


def facts() -> frozenset[str]:
    """Return the tables whose rows are facts."""
    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("liem.")
        and model._meta.app_label not in NO_FACTS
        and model._meta.db_table not in NO_FACT_TABLES
    )


@dataclass
class _Frame:
    """One savepoint: what was written inside it."""

    name: str
    action: bool
    written: dict[str, str] = field(default_factory=dict)  # table → where in the product
    entries: int = 0


class Guard:
    """Follows savepoints and writes of one connection; ``found`` lists changes without an entry."""

    def __init__(self) -> None:
        self.facts = facts()
        self.frames: list[_Frame] = []
        self.found: list[str] = []

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Run the statement, then note what it was."""
        done = execute(sql, params, many, context)
        head = sql.lstrip()[:1].upper()
        if head in "SR" and (found := _SAVEPOINT.match(sql)):
            self._moved(found.group(1), found.group(2))
        elif head in "IUD" and (found := _WRITE.match(sql)):
            self._wrote(found.group(1), sql)
        return done

    def _acting(self) -> bool:
        return bool(getattr(ledger._here, "acting", False))

    def _moved(self, verb: str, name: str) -> None:
        if verb == "SAVEPOINT":
            inside = any(frame.action for frame in self.frames)
            self.frames.append(_Frame(name, action=self._acting() and not inside))
            return
        if not any(frame.name == name for frame in self.frames):
            return
        while self.frames[-1].name != name:
            self.frames.pop()
        if verb.startswith("ROLLBACK"):
            self.frames[-1] = _Frame(name, self.frames[-1].action)
            return
        frame = self.frames.pop()
        if frame.action or not self.frames:
            self._judge(frame)
        else:
            self.frames[-1].entries += frame.entries
            self.frames[-1].written |= frame.written

    def _wrote(self, table: str, sql: str) -> None:
        if table == _ENTRY:
            if self.frames:
                self.frames[-1].entries += 1
        elif table in self.facts and not _only_progress(table, sql) and (where := _in_product()):
            if self.frames:
                self.frames[-1].written.setdefault(table, where)
            else:
                self._judge(_Frame("", action=False, written={table: where}))

    def _judge(self, frame: _Frame) -> None:
        if frame.written and not frame.entries:
            self.found += [f"{table} at {where}" for table, where in sorted(frame.written.items())]


def _only_progress(table: str, sql: str) -> bool:
    """Say whether an UPDATE sets nothing but columns that are no facts."""
    if table not in NO_FACT_COLUMNS or not sql.startswith("UPDATE"):
        return False
    head = sql.partition(" WHERE ")[0].partition(" SET ")[2]
    return set(_SET.findall(head)) <= NO_FACT_COLUMNS[table]


def _in_product() -> str:
    """Where in the product a statement comes from; nothing when the test itself wrote it."""
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        # rows save themselves through models.py, steps run inside an action of who called them: that counts
        if "site-packages" not in name and name != __file__ and not name.endswith(_OF_CALLERS):
            return f"{name[len(PRODUCT) + 1 :]}:{frame.f_lineno}" if name.startswith(PRODUCT) else ""
        frame = frame.f_back  # type: ignore[assignment]
    return ""


@contextmanager
def watching() -> Iterator[Guard]:
    """Watch the connection of this thread."""
    guard = Guard()
    with connection.execute_wrapper(guard):
        yield guard
