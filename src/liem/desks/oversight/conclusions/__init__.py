"""Pages of the conclusion: writing, comparing versions, the office's pass, issuing, remedies, re-check."""

from __future__ import annotations

from django.urls import path

from . import comparing, issuing, mending, remedying, writing

_ONE = "cuoc/<uuid:inspection_id>"
_REQUIREMENT = "yeu-cau/<uuid:requirement_id>"

urlpatterns = [
    path(f"{_ONE}/ket-luan/", writing.write, name="inspections_conclusion"),
    path(f"{_ONE}/ket-luan/so-sanh/", comparing.compare, name="inspections_conclusion_compare"),
    path(f"{_ONE}/ket-luan/hinh-thuc/", mending.mend, name="inspections_conclusion_form"),
    path(f"{_ONE}/ket-luan/hoi/", mending.ask, name="inspections_conclusion_ask"),
    path("hoi-du-thao/<uuid:question_id>/", mending.answer, name="inspections_conclusion_answer"),
    path(f"{_ONE}/ket-luan/ban-hanh/", issuing.issue, name="inspections_conclusion_issue"),
    path(f"{_ONE}/ket-luan/tep.<str:form>", issuing.file, name="inspections_conclusion_file"),
    path(f"{_ONE}/khac-phuc/", remedying.remedies_page, name="inspections_remedies"),
    path(f"{_ONE}/khac-phuc/phuc-tra/", remedying.recheck, name="inspections_recheck"),
    path(f"{_REQUIREMENT}/", remedying.one, name="inspections_remedy"),
    path(f"{_REQUIREMENT}/tep/", remedying.proof_file, name="inspections_remedy_file"),
]
