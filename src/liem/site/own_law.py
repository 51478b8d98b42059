"""The installation's own law: what its province and its bodies have decided, in `<data_dir>/law`."""

from __future__ import annotations

from pathlib import Path

from liem.law import BadLaw, default_book
from liem.law.book import add_root, remove_root
from liem.law.procedures import default_procedures

from .config import ConfigError

FOLDER = "law"


def read_own_law(data_dir: Path) -> Path | None:
    """Add the folder to the law and read everything once; ``None`` where there is no folder.

    Raises ``ConfigError`` with file and line for the first fault: a start with half the law would count wrong
    deadlines.
    """
    folder = data_dir / FOLDER
    if not folder.is_dir():
        return None
    add_root(folder)
    try:
        default_book()
        default_procedures()
    except BadLaw as fault:
        remove_root(folder)
        raise ConfigError("law", where=str(folder), vi=fault.vi, en=fault.en) from None
    return folder
