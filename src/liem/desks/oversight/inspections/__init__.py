"""Inspections: list, case, team, papers, evidence, steps, hand-over; the same case as its subject sees it."""

from __future__ import annotations

from django.urls import path

from . import acts, gathering, handing, listing, one, opening, papers, slip

_ONE = "cuoc/<uuid:inspection_id>"

urlpatterns = [
    path("cuoc/", listing.listing, name="inspections"),
    path("cuoc/mo/", opening.open_one, name="inspections_open"),
    path(f"{_ONE}/", one.one, name="inspections_one"),
    path(f"{_ONE}/buoc/<slug:key>/", acts.step, name="inspections_step"),
    path(f"{_ONE}/phieu/", slip.give, name="inspections_slip"),
    path(f"{_ONE}/doan/", acts.appoint, name="inspections_team"),
    path(f"{_ONE}/doan/<uuid:person_id>/thay/", acts.remove, name="inspections_remove"),
    path(f"{_ONE}/xin-rut/", acts.aside, name="inspections_aside"),
    path(f"{_ONE}/gia-han/", acts.extend, name="inspections_extend"),
    path(f"{_ONE}/dinh-chi/", acts.stop, name="inspections_stop"),
    path(f"{_ONE}/dau-hieu/", acts.refer, name="inspections_refer"),
    path(f"{_ONE}/giay-to/", papers.add, name="inspections_paper_add"),
    path(f"{_ONE}/giay-to/<uuid:paper_id>/giao/", papers.serve, name="inspections_serve"),
    path(f"{_ONE}/giay-to/<uuid:paper_id>/da-nhan/", papers.confirm, name="inspections_receipt"),
    path("giay-to/<uuid:paper_id>/", papers.paper, name="inspections_paper"),
    path("giay-to/<uuid:paper_id>/tep/", papers.file, name="inspections_paper_file"),
    path("giay-to/<uuid:paper_id>/ban-in.<str:form>", papers.printed, name="inspections_paper_print"),
    path(f"{_ONE}/chung-cu/", gathering.evidence, name="inspections_evidence_add"),
    path(
        f"{_ONE}/chung-cu/<uuid:evidence_id>/tep/", gathering.evidence_file, name="inspections_evidence_file"
    ),
    path(f"{_ONE}/y-kien/", gathering.statement, name="inspections_statement"),
    path(
        f"{_ONE}/y-kien/<uuid:statement_id>/tep/", gathering.statement_file, name="inspections_statement_file"
    ),
    path(f"{_ONE}/bao-cao/", gathering.self_report, name="inspections_self_report"),
    path(f"{_ONE}/chuyen-giao/", handing.send, name="inspections_hand_over"),
    path("chuyen-giao/<uuid:hand_over_id>/", handing.handed, name="inspections_handed"),
]
