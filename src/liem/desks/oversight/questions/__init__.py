"""Questions to consider: evidence, innocent explanations, who decides."""

from __future__ import annotations

from django.urls import path

from . import acts, pages

_ONE = "cau-hoi/<uuid:question_id>/"

urlpatterns = [
    path("cau-hoi/", pages.listing, name="questions"),
    path(_ONE, pages.one, name="questions_one"),
    path(f"{_ONE}hoi/", acts.ask_concerned, name="questions_ask"),
    path(f"{_ONE}tra-loi/", acts.answer, name="questions_answer"),
    path(f"{_ONE}khep/", acts.dismiss, name="questions_dismiss"),
    path(f"{_ONE}mo-viec/", acts.follow, name="questions_follow"),
    path(f"{_ONE}gop/", acts.merge, name="questions_merge"),
]
