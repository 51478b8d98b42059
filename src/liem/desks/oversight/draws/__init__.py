"""Public draws: announce a list, lead the hall through it, hand out each person's key."""

from __future__ import annotations

from django.urls import path

from . import pages

_ONE = "boc-tham/<uuid:ceremony_id>/"

urlpatterns = [
    path("boc-tham/", pages.listing, name="draws"),
    path("boc-tham/moi/", pages.announce, name="draws_new"),
    path(_ONE, pages.one, name="draws_one"),
    path(f"{_ONE}ma-rieng/", pages.openings, name="draws_openings"),
    path(f"{_ONE}bien-ban.<str:form>", pages.sheet_file, name="draws_file"),
]
