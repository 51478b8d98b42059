"""Statistics: tables of a period, each figure to its cases; import of past cases."""

from __future__ import annotations

from django.urls import path

from . import importing, pages, papers

urlpatterns = [
    path("thong-ke/", pages.page, name="statistics"),
    path("thong-ke/vu-viec/", pages.cases, name="statistics_cases"),
    path("thong-ke/tai-ve.xlsx", papers.xlsx, name="statistics_xlsx"),
    path("thong-ke/tai-ve.docx", papers.docx, name="statistics_docx"),
    path("thong-ke/tai-ve.pdf", papers.pdf, name="statistics_pdf"),
    path("thong-ke/nhap/", importing.start, name="statistics_import"),
    path("thong-ke/nhap/mau-kiem-tra.xlsx", importing.sample, {"what": "inspections"},
         name="statistics_import_inspections"),
    path("thong-ke/nhap/mau-ky-luat.xlsx", importing.sample, {"what": "disciplines"},
         name="statistics_import_disciplines"),
    path("thong-ke/nhap/<uuid:preview_id>/", importing.preview, name="statistics_import_preview"),
    path("thong-ke/nhap/<uuid:preview_id>/hang-loi.xlsx", importing.wrong_rows,
         name="statistics_import_faults"),
]  # fmt: skip
