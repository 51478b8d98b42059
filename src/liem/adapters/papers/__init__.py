"""Official papers out: the same paper as an editable DOCX and as PDF/A-2b, in the layout the law fixes.

``docx(paper)`` and ``pdf(paper)`` give bytes; ``report_docx`` and ``report_pdf`` lay the pages down for wide
tables. The engines are imported at first use, so a server that prints nothing does not carry them.
"""

from __future__ import annotations

from liem.kernel.paper import Paper


def docx(paper: Paper) -> bytes:
    """Give the paper as an editable Word file; see :mod:`liem.adapters.papers.word`."""
    from liem.adapters.papers import word

    return word.docx(paper)


def pdf(paper: Paper) -> bytes:
    """Give the paper as PDF/A-2b; see :mod:`liem.adapters.papers.typeset`."""
    from liem.adapters.papers import typeset

    return typeset.pdf(paper)


def report_docx(paper: Paper) -> bytes:
    """Give a report whose tables need the long side, as a Word file with landscape pages."""
    from liem.adapters.papers import word

    return word.report_docx(paper)


def report_pdf(paper: Paper) -> bytes:
    """Give a report whose tables need the long side, as PDF/A-2b with landscape pages."""
    from liem.adapters.papers import typeset

    return typeset.report_pdf(paper)


__all__ = ["docx", "pdf", "report_docx", "report_pdf"]
