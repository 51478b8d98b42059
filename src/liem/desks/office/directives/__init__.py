"""Pages of incoming documents: register, reading and confirming, giving tasks, letters."""

from __future__ import annotations

from django.urls import path

from . import assigning, confirming, document, inbox, letters, original, undoing

_ONE = "van-ban/<uuid:directive_id>"

urlpatterns = [
    path("van-ban/", inbox.register, name="directives"),
    path("van-ban/gui/", inbox.send, name="directives_send"),
    path("van-ban/nhap-tay/", confirming.by_hand, name="directives_by_hand"),
    path(f"{_ONE}/", document.one, name="directives_one"),
    path(f"{_ONE}/tien-do-doc/", document.progress, name="directives_progress"),
    path(f"{_ONE}/doc-lai/", document.read_again, name="directives_read_again"),
    path(f"{_ONE}/khong-xu-ly/", document.set_aside, name="directives_set_aside"),
    path(f"{_ONE}/dinh-chinh/", document.correct, name="directives_correct"),
    path(f"{_ONE}/ket-thuc/", document.close, name="directives_close"),
    path(f"{_ONE}/giao-viec/", assigning.assign, name="directives_assign"),
    path(f"{_ONE}/giao-viec/<uuid:task_id>/", assigning.distribute, name="directives_distribute"),
    path(f"{_ONE}/them-nhiem-vu/", assigning.add_task, name="directives_add_task"),
    path(f"{_ONE}/van-ban-giao-viec/", letters.letter, name="directives_letter"),
    path(f"{_ONE}/van-ban-giao-viec/du-thao.<str:form>", letters.draft_file, name="directives_draft_file"),
    path("van-ban-giao-viec/<uuid:letter_id>/", letters.letter_one, name="directives_letter_one"),
    path(
        "van-ban-giao-viec/<uuid:letter_id>/tep.<str:form>",
        letters.letter_file,
        name="directives_letter_file",
    ),
    path(f"{_ONE}/hoan-tac/", undoing.undo, name="directives_undo"),
    path(f"{_ONE}/tep/", original.file, name="directives_file"),
    path(f"{_ONE}/trang/<int:number>/<int:width>/", original.page, name="directives_page"),
]
