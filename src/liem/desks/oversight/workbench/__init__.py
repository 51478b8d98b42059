"""The inspector's day, the secretary's page, calendar, notices, the dossier as one PDF."""

from __future__ import annotations

from django.urls import path

from . import feed, notices, printing, today

_ONE = "cuoc/<uuid:inspection_id>/in"

urlpatterns = [
    path("", today.workbench, name="workbench"),
    path("ban-viec/danh-sach/", today.day_list, name="workbench_list"),
    path("ban-viec/cho-ky/", today.signing, name="workbench_signing"),
    path("lich/", feed.calendar, name="workbench_calendar"),
    path("lich/<str:secret>.ics", feed.feed, name="workbench_feed"),
    path("thong-bao/", notices.listing, name="notices"),
    path("thong-bao/da-doc/", notices.read_all, name="notices_read"),
    path("thong-bao/<uuid:notice_id>/mo/", notices.follow, name="notices_open"),
    path(f"{_ONE}/", printing.ask, name="inspections_print"),
    path(f"{_ONE}/ho-so.pdf", printing.file, name="inspections_print_file"),
]
