"""`liem manage …`: Django's own commands with this installation's settings.

What can change anything past the pages leaves an entry in the ledger, and needs an open session of
maintenance or the word ``--emergency`` with a reason, which everybody will read.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Final

DANGEROUS: Final = frozenset({"shell", "dbshell", "loaddata", "flush", "sqlflush", "changepassword"})
EMERGENCY: Final = "--emergency"


def main(words: list[str]) -> int:
    """Run one management command; Django ends the process itself with 1 on a command's error."""
    from django.core.management import ManagementUtility

    words = list(words)
    if words and words[0] in DANGEROUS and not _allowed(words):
        return 1
    ManagementUtility(["liem manage", *words]).execute()
    return 0


def _allowed(words: list[str]) -> bool:
    """Say whether the command may run, and write down that it does; takes ``--emergency REASON`` out."""
    import django

    django.setup()
    from liem.spine.access import Actor
    from liem.spine.maintenance import actions, readers

    reason = ""
    if EMERGENCY in words:
        at = words.index(EMERGENCY)
        reason = words[at + 1] if at + 1 < len(words) else ""
        del words[at : at + 2]
    now = datetime.now(UTC)
    running = readers.any_running(at=now)
    if not running and not reason.strip():
        print(
            f"liem manage {words[0]}: cần một phiên bảo trì đang mở (trang Bảo trì), hoặc {EMERGENCY} LÝ-DO; "
            f"lý do ấy ai cũng đọc được.\n"
            f"liem manage {words[0]}: needs an open session of maintenance (page Bảo trì), or {EMERGENCY} "
            "REASON, which everybody will read.",
            file=sys.stderr,
        )
        return False
    actions.command_run(
        actor=Actor.of_schedule("console"), at=now, command=words[0], reason=reason, emergency=not running
    )
    return True
