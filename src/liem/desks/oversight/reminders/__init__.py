"""Early reminders: list, note, answer, look again, mend."""

from __future__ import annotations

from django.urls import path

from . import acts, pages

_ONE = "nhac-nho/<uuid:reminder_id>/"

urlpatterns = [
    path("nhac-nho/", pages.listing, name="reminders"),
    path("nhac-nho/ghi/", acts.note, name="reminders_note"),
    path(_ONE, pages.one, name="reminders_one"),
    path(f"{_ONE}tra-loi/", acts.answer, name="reminders_answer"),
    path(f"{_ONE}y-kien-khac/", acts.contest, name="reminders_contest"),
    path(f"{_ONE}xem-lai/", acts.uphold, name="reminders_uphold"),
    path(f"{_ONE}khac-phuc/", acts.mark_mended, name="reminders_mend"),
    path(f"{_ONE}rut/", acts.withdraw, name="reminders_withdraw"),
    path(f"{_ONE}tep/<slug:which>/", pages.file, name="reminders_file"),
]
