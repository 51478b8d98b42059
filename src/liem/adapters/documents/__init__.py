"""Files → :class:`~liem.analysis.reading.source.Source`: Word, PDF, scans, photos and plain text.

``open_document`` reads in this process, ``open_document_isolated`` in a child with limits on time and memory;
both refuse with :class:`DocumentRefused`. ``render_page`` and ``page_count`` serve the page images beside the
text. Nothing in a file is ever executed and nothing outside of it is ever fetched.
"""

from __future__ import annotations

from liem.adapters.documents.isolated import open_document_isolated, render_page_isolated
from liem.adapters.documents.opening import open_document, page_count, render_page
from liem.adapters.documents.refusal import DEFAULT_LIMITS, DocumentRefused, Limits

__all__ = [
    "DEFAULT_LIMITS",
    "DocumentRefused",
    "Limits",
    "open_document",
    "open_document_isolated",
    "page_count",
    "render_page",
    "render_page_isolated",
]
