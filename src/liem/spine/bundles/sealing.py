"""Contents into a sealed file and out again: streamed, in files without a name, so that nothing stays."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from liem.kernel import seal
from liem.kernel.bundle import PART, container, contents
from liem.kernel.bundle import Invalid as BadBundle
from liem.kernel.log.note import Note
from liem.spine.vault import files as vault
from liem.spine.vault.storage import sync_folder

from . import parts
from .keys import plain
from .kinds import Enclosed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO

    from liem.kernel.bundle import Card, Slip
    from liem.kernel.errors import KernelError

    from .keys import Here
    from .kinds import Packed
    from .models import Sent


@contextlib.contextmanager
def sealed(
    here: Here, card: Card, kind: str, packed: Packed
) -> Iterator[tuple[BinaryIO, tuple[str, ...], int]]:
    """Give the sealed bytes for the holder of ``card``, the SHA-256 of their parts, and their number."""
    sheet = contents.Sheet(
        sender=here.office,
        receiver=card.office,
        kind=kind,
        data=packed.data,
        files=tuple(contents.Attached(one.name, one.blob.size, one.blob.pk) for one in packed.files),
    )
    with (
        vault.needs_room(),
        tempfile.TemporaryFile(dir=here.folder) as bare,
        tempfile.TemporaryFile(dir=here.folder) as target,
    ):
        with contextlib.ExitStack() as stack:
            sources = [stack.enter_context(vault.opened(one.blob)) for one in packed.files]
            contents.write(bare, sheet, sources)
        bare.seek(0)
        seal.encrypt(bare, target, [seal.parse_recipient(card.seal)])
        size = target.tell()
        target.seek(0)
        hashes = tuple(hashlib.sha256(part).hexdigest() for part in iter(lambda: target.read(PART), b""))
        target.seek(0)
        yield target, hashes, size


def lay_ready(here: Here, slip: Slip, note: Note, source: BinaryIO) -> None:
    """Write the file of a bundle under the name it has until its row is safe."""
    path = _ready(here, slip.id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with vault.needs_room(), path.open("wb") as target:
        container.write(target, note, source)
        target.flush()
        os.fsync(target.fileno())


def file_of(here: Here, sent: Sent) -> Path:
    """Give the file of a bundle that was sent, finishing its name if a kill came between."""
    path = here.folder / "out" / f"{plain(sent.peer.office)}-{sent.stream[:8]}-{sent.number:06d}.liem"
    ready = _ready(here, sent.bundle)
    if not path.exists() and ready.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(ready, path)
        sync_folder(path.parent)
    return path


def copy_out(here: Here, sent: Sent, folder: Path) -> Path:
    """Copy a bundle into a folder, a stick perhaps: whole under its name, or not there. Raises OSError."""
    source = file_of(here, sent)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{plain(here.office)}-{source.name}"
    draft = target.with_suffix(".part")
    with source.open("rb") as stream, draft.open("wb") as copy:
        shutil.copyfileobj(stream, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())
    os.replace(draft, target)
    return target


def _ready(here: Here, bundle: str) -> Path:
    return here.folder / "making" / bundle


@dataclass(frozen=True, slots=True)
class Contents:
    """What stood inside a bundle, its files in the vault."""

    data: Mapping[str, Any]
    files: tuple[Enclosed, ...]


def opened(here: Here, slip: Slip, *, at: datetime) -> Contents | KernelError:
    """Open a whole bundle; the fault itself where its contents cannot be used, whoever made them so."""
    try:
        with (
            parts.joined(here, slip) as source,
            vault.needs_room(),
            tempfile.TemporaryFile(dir=here.folder) as bare,
        ):
            seal.decrypt(source, bare, here.identities)
            bare.seek(0)
            reading = contents.Reading(bare)
            sheet = reading.sheet
            if (sheet.sender, sheet.receiver, sheet.kind) != (slip.sender, slip.receiver, slip.kind):
                return BadBundle(
                    "taken_over",
                    vi="Bên trong gói ghi nơi gửi, nơi nhận hoặc loại khác với phiếu gửi.",
                    en="Inside, the bundle names another sender, receiver or kind than its slip.",
                )
            files = tuple(Enclosed(told.name, vault.store(chunks, at=at)) for told, chunks in reading.files())
            return Contents(sheet.data, files)
    except (seal.Invalid, BadBundle) as fault:
        return fault
