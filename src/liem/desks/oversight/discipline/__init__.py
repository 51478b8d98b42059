"""Discipline: list, case, vote, decision, appeal; the own file."""

from __future__ import annotations

from django.urls import path

from . import decision, listing, mine, one, printing, proposing, verbs, voting

_ONE = "ky-luat/<uuid:discipline_id>/"
_MINE = "ky-luat/cua-toi/<uuid:discipline_id>/"

urlpatterns = [
    path("ky-luat/", listing.listing, name="discipline"),
    path("ky-luat/de-nghi/", proposing.propose, name="discipline_propose"),
    path("ky-luat/cua-toi/", mine.listing, name="discipline_mine"),
    path(_MINE, mine.one, name="discipline_mine_one"),
    path(f"{_MINE}y-kien/", mine.answer, name="discipline_mine_answer"),
    path(f"{_MINE}khieu-nai/", mine.appeal, name="discipline_mine_appeal"),
    path(f"{_MINE}rut-khieu-nai/", mine.withdraw, name="discipline_mine_withdraw"),
    path(f"{_MINE}giay-to/<uuid:paper_id>/", mine.paper, name="discipline_mine_paper"),
    path(f"{_MINE}quyet-dinh.<slug:form>", decision.own, name="discipline_mine_decision"),
    path(_ONE, one.one, name="discipline_one"),
    path(f"{_ONE}in/", printing.ask, name="discipline_print"),
    path(f"{_ONE}in/ho-so.pdf", printing.file, name="discipline_print_file"),
    path(f"{_ONE}bieu-quyet/", voting.vote, name="discipline_record_vote"),
    path(f"{_ONE}giay-to/<uuid:paper_id>/", one.paper, name="discipline_paper"),
    path(f"{_ONE}quyet-dinh.<slug:form>", decision.handled, name="discipline_decision"),
    *(
        path(f"{_ONE}{verb.slug}/", verbs.view_of(verb), name=f"discipline_{verb.name}")
        for verb in verbs.VERBS
    ),
]
