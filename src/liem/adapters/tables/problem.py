"""How a table says no: one refusal type, with a code for machines and a way on for people."""

from __future__ import annotations

from liem.kernel.errors import KernelError


class TableError(KernelError):
    """A file that cannot be read as a table; the message says why and what to do.

    Codes: ``table.too_big``, ``table.bomb``, ``table.old_excel``, ``table.locked``, ``table.kind``,
    ``table.broken``, ``table.encoding``, ``table.empty``, ``table.sheet``, ``table.header``.
    """
