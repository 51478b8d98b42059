"""The copy of the keyring of erasure: apart from everything else, sealed, and never older than 31 days.

A key destroyed by law must be gone everywhere within a month. So copies older than that are deleted when the
next one is made, and a restored main backup never brings keys back.
"""

from __future__ import annotations

import contextlib
import io
import sqlite3
import tarfile
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext as _

from liem.kernel.seal import Invalid as NotOpened
from liem.kernel.seal import decrypt_bytes, encrypt_bytes
from liem.spine.access import Invalid

from . import keys
from .taking import STAMP

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from liem.kernel.seal import Identity

    from .target import Target

LONGEST: Final = timedelta(days=31)
PREFIX: Final = "keyring/"


def copy(*, at: datetime, target: Target) -> str:
    """Seal the keyring with its key-encrypting keys and drop copies older than 31 days; give the name."""
    keyring = Path(settings.LIEM_KEYRING["file"])
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=packed, mode="w") as tar:
        whole = Path(folder) / keyring.name
        source = sqlite3.connect(f"file:{keyring}?mode=ro", uri=True)
        with contextlib.closing(source), contextlib.closing(sqlite3.connect(whole)) as made:
            source.backup(made)
        for path in [whole, *sorted(keyring.parent.glob("kek-*.key"))]:
            tar.add(path, arcname=path.name)
    name = f"{PREFIX}{at.strftime(STAMP)}.age"
    target.write(name, encrypt_bytes(packed.getvalue(), [keys.recipient()]))
    for old in list(target.names(PREFIX)):
        made_at = at.strptime(Path(old).stem + "+0000", f"{STAMP}%z")
        if at - made_at > LONGEST:
            target.remove(old)
    return name


def put_back(target: Target, folder: Path, identities: Sequence[Identity]) -> str:
    """Write the newest copy into an empty folder of keys; give its name. Raises ``Invalid``."""
    names = sorted(target.names(PREFIX))
    if not names:
        raise Invalid(_("Không có bản sao kho khóa nào ở đây."))
    try:
        packed = decrypt_bytes(target.read(names[-1]), identities)
    except NotOpened as fault:
        raise Invalid(fault.vi) from None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        for member in tar:
            data = tar.extractfile(member)
            if data is None or "/" in member.name or (folder / member.name).exists():
                raise Invalid(_("Thư mục khóa đã có %(name)s.") % {"name": member.name})
            (folder / member.name).write_bytes(data.read())
            (folder / member.name).chmod(0o600)
    return names[-1]
