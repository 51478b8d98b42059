"""Pages of programmes: list, wizard of four steps, board, draws, changes after approval, files."""

from __future__ import annotations

from django.urls import path

from . import (
    assigning,
    deciding,
    drawing,
    files,
    item,
    listing,
    one,
    sources,  # noqa: F401 - registers what other rooms know of risk
    subjects,
    wizard,
)

_ONE = "chuong-trinh/<uuid:programme_id>"
_DRAW = "chuong-trinh/boc-tham/<uuid:draw_id>"

urlpatterns = [
    path("chuong-trinh/", listing.listing, name="programmes"),
    path("chuong-trinh/lap/", wizard.begin, name="programmes_new"),
    path(f"{_ONE}/", one.one, name="programmes_one"),
    path(f"{_ONE}/pham-vi/", wizard.scope, name="programmes_scope"),
    path(f"{_ONE}/doi-tuong/", subjects.subjects, name="programmes_subjects"),
    path(f"{_ONE}/phan-cong/", assigning.assign, name="programmes_assign"),
    path(f"{_ONE}/trinh/", wizard.submit, name="programmes_submit"),
    path(f"{_ONE}/phe-duyet/", deciding.approve, name="programmes_approve"),
    path(f"{_ONE}/thay-doi/", deciding.deviate, name="programmes_deviate"),
    path(f"{_ONE}/tong-ket/", deciding.close, name="programmes_close"),
    path(f"{_ONE}/boc-tham/", drawing.announce, name="programmes_draw_new"),
    path(f"{_ONE}/tep.<str:form>", files.programme_file, name="programmes_file"),
    path("chuong-trinh/muc/<uuid:item_id>/", item.one, name="programmes_item"),
    path(f"{_DRAW}/", drawing.one, name="programmes_draw"),
    path(f"{_DRAW}/danh-sach.tsv", drawing.frame_file, name="programmes_draw_list"),
    path(f"{_DRAW}/ket-qua.json", drawing.result_file, name="programmes_draw_result"),
    path(f"{_DRAW}/bien-ban.<str:form>", drawing.sheet_file, name="programmes_draw_file"),
]
