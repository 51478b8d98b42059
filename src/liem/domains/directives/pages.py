"""Pictures of the pages of an original: drawn when first looked at, kept beside the originals by hash.

The kept pictures hold nothing the original does not; the folder may be emptied at any time.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from liem.kernel.errors import KernelError
from liem.spine.access import NotFound
from liem.spine.vault import files

from . import ports

if TYPE_CHECKING:
    from .models import Directive

WIDTHS = (1000, 1600)
_WITH_PAGES = ("application/pdf", "image/")


def has_pages(directive: Directive) -> bool:
    """Say whether the original is of a kind that is looked at page by page (PDF, scan, photo)."""
    return directive.blob is not None and directive.blob.media_type.startswith(_WITH_PAGES)


def page_picture(directive: Directive, number: int, *, width: int) -> Path:
    """Return the file of the picture (WebP) of page ``number`` (from 1), ``width`` pixels wide.

    Raises ``NotFound`` for a page the file does not have, a width that is not offered, or a file that cannot
    be drawn; ``Altered`` when the original on disk is not what was stored.
    """
    blob = directive.blob
    if blob is None or width not in WIDTHS or number < 1:
        raise NotFound(_("Không có trang này."))
    kept = Path(settings.LIEM.data_dir) / "pages" / blob.pk / f"{number}-{width}.webp"
    if kept.exists():
        return kept
    with files.on_disk(blob) as original:
        try:
            drawn = ports.renderer()(original, number, width=width)
        except (KernelError, IndexError):
            drawn = None
    if drawn is None:
        raise NotFound(_("Không có trang này."))
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_name(f".{kept.name}.{uuid4().hex}")
    part.write_bytes(drawn)
    os.replace(part, kept)
    return kept
