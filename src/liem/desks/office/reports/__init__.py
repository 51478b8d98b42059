"""Pages: the review of a term, and the report upward with its files."""

from __future__ import annotations

from django.urls import path

from . import term, upward

urlpatterns = [
    path("bao-cao/", upward.page, name="report"),
    path("bao-cao/tai-ve.docx", upward.docx, name="report_docx"),
    path("bao-cao/tai-ve.pdf", upward.pdf, name="report_pdf"),
    path("bao-cao/tai-ve.xlsx", upward.xlsx, name="report_xlsx"),
    path("nhiem-ky/", term.page, name="term"),
    path("nhiem-ky/tai-ve.xlsx", term.xlsx, name="term_xlsx"),
]
