"""What this room asks of the outside world; ``site`` names who answers (``LIEM_PORTS``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from liem.analysis.reading.source import Source


class DocumentReader(Protocol):
    """Turn a file into pages of lines; raises a refusal with ``code`` and a Vietnamese sentence."""

    def __call__(
        self, path: Path, *, ocr: bool = True, progress: Callable[[int, int], None] | None = None
    ) -> Source:
        """Read ``path``; ``progress`` is told pages done and pages in all."""
        ...


class PageRenderer(Protocol):
    """Make an image of a page of a file, or ``None`` where the format has no pages."""

    def __call__(self, path: Path, number: int, *, width: int) -> bytes | None:
        """Return the image bytes of page ``number`` (from 1) ``width`` pixels wide."""
        ...


def reader() -> DocumentReader:
    """Return the reader of documents in force."""
    return cast("DocumentReader", import_string(settings.LIEM_PORTS["read_document"]))


def renderer() -> PageRenderer:
    """Return the maker of page images in force."""
    return cast("PageRenderer", import_string(settings.LIEM_PORTS["render_page"]))
