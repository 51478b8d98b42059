"""Resumable uploads: whatever breaks on the way, a file becomes one document, once."""

from __future__ import annotations

import base64
import resource
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from liem.desks.office import uploads as uploads_page
from liem.domains.directives import actions
from liem.domains.directives.models import Directive
from liem.spine.vault import files, uploads
from liem.spine.vault.models import Blob, Upload

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cast import Cast

TUS = {"Tus-Resumable": "1.0.0"}
BODY = b"%PDF-1.7\n" + bytes(range(256)) * 40
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.account(role), backend=BACKEND)
    return client


def begin(client: Client, *, size: int = len(BODY), name: str = "công văn.pdf") -> Any:
    metadata = f"filename {base64.b64encode(name.encode()).decode()},filetype YQ=="
    return client.post(
        reverse("office:uploads"), headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata}
    )


def patch(client: Client, url: str, body: bytes, *, offset: int) -> Any:
    return client.patch(
        url,
        data=body,
        content_type=uploads_page.BODY,
        headers={**TUS, "Upload-Offset": str(offset), "Content-Type": uploads_page.BODY},
    )


def head(client: Client, url: str) -> HttpResponse:
    return client.head(url, headers=TUS)  # type: ignore[return-value]


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return client_of(cast, "clerk")


class TestBegin:
    def test_answers_with_an_address_and_offset_zero(self, clerk: Client) -> None:
        made = begin(clerk)
        assert made.status_code == 201
        assert made["Upload-Offset"] == "0"
        assert head(clerk, made["Location"])["Upload-Length"] == str(len(BODY))

    def test_refuses_a_client_that_does_not_speak_this_version(self, clerk: Client) -> None:
        answer = clerk.post(reverse("office:uploads"), headers={"Upload-Length": "3"})
        assert answer.status_code == 412
        assert answer["Tus-Version"] == "1.0.0"

    def test_refuses_a_file_beyond_the_limit_in_a_sentence(self, clerk: Client, settings: Any) -> None:
        answer = begin(clerk, size=(settings.LIEM.max_upload_mb << 20) + 1)
        assert answer.status_code == 413
        assert str(settings.LIEM.max_upload_mb) in answer.content.decode()

    def test_refuses_an_empty_file(self, clerk: Client) -> None:
        assert begin(clerk, size=0).status_code == 422
        assert not Upload.objects.exists()

    def test_is_absent_for_those_who_do_not_receive_documents(self, cast: Cast) -> None:
        assert begin(client_of(cast, "cell_secretary")).status_code == 404

    def test_refuses_without_the_token_of_the_page(self, cast: Cast) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(cast.account("clerk"), backend=BACKEND)
        assert begin(strict).status_code == 403

    def test_keeps_only_the_last_part_of_a_path(self, clerk: Client) -> None:
        begin(clerk, name="C:\\Văn bản\\../../cv.pdf")
        assert Upload.objects.get().name == "cv.pdf"


class TestGoOn:
    def test_pieces_become_one_document(self, clerk: Client) -> None:
        url = begin(clerk)["Location"]
        first = patch(clerk, url, BODY[:4000], offset=0)
        assert (first.status_code, first["Upload-Offset"]) == (204, "4000")
        assert head(clerk, url)["Upload-Offset"] == "4000"
        assert patch(clerk, url, BODY[4000:], offset=4000)["Upload-Offset"] == str(len(BODY))
        directive = Directive.objects.get()
        assert directive.file_name == "công văn.pdf"
        assert directive.blob is not None
        with files.opened(directive.blob) as stream:
            assert stream.read() == BODY
        assert not uploads.part_of(Upload.objects.get()).exists()

    def test_wrong_offset_is_refused_and_says_where_to_go_on(self, clerk: Client) -> None:
        url = begin(clerk)["Location"]
        patch(clerk, url, BODY[:100], offset=0)
        for offset in (0, 50, 101):
            answer = patch(clerk, url, BODY[offset:], offset=offset)
            assert (answer.status_code, answer["Upload-Offset"]) == (409, "100")

    def test_bytes_beyond_the_announced_size_are_not_kept(self, clerk: Client) -> None:
        url = begin(clerk, size=10)["Location"]
        assert patch(clerk, url, b"x" * 30, offset=0).status_code == 413
        assert uploads.offset_of(Upload.objects.get()) == 10

    def test_a_second_sender_at_the_same_time_is_refused(self, clerk: Client) -> None:
        url = begin(clerk)["Location"]
        with uploads.held(Upload.objects.get()):
            assert patch(clerk, url, BODY, offset=0).status_code == 423
        assert uploads.offset_of(Upload.objects.get()) == 0

    @pytest.mark.parametrize("role", ["stranger", "office_head", "cell_secretary"])
    def test_is_absent_for_every_other_account(self, cast: Cast, clerk: Client, role: str) -> None:
        url = begin(clerk)["Location"]
        other = client_of(cast, role)
        assert head(other, url).status_code == 404
        assert patch(other, url, BODY, offset=0).status_code == 404
        assert other.get(url).status_code == 404

    def test_another_kind_of_body_is_refused(self, clerk: Client) -> None:
        url = begin(clerk)["Location"]
        answer = clerk.patch(url, data=b"{}", content_type="application/json", headers=TUS)
        assert answer.status_code == 415


class TestFullDisk:
    def test_says_so_keeps_what_is_safe_and_goes_on_when_there_is_room(self, clerk: Client) -> None:
        url = begin(clerk)["Location"]
        patch(clerk, url, BODY[:4096], offset=0)
        _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        upload = Upload.objects.get()
        resource.setrlimit(resource.RLIMIT_FSIZE, (6000, hard))  # a disk on which no file grows any more
        try:
            with pytest.raises(files.NoRoom), uploads.held(upload):
                uploads.extend(upload, offset=4096, chunks=[BODY[4096:]])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (_soft, hard))
        there = int(head(clerk, url)["Upload-Offset"])
        assert 4096 <= there <= 6000
        patch(clerk, url, BODY[there:], offset=there)
        directive = Directive.objects.get()
        assert directive.blob is not None
        files.check(directive.blob)


class TestKilledBetweenTwoSteps:
    """What a kill -9 leaves behind is made by the very steps the request takes, one fewer each time."""

    def test_after_the_last_byte(self, clerk: Client) -> None:
        url = begin(clerk)["Location"]
        upload = Upload.objects.get()
        with uploads.held(upload):
            uploads.extend(upload, offset=0, chunks=[BODY])
        assert not Directive.objects.exists()
        assert head(clerk, url)["Upload-Offset"] == str(len(BODY))
        assert Directive.objects.count() == 1

    def test_after_the_file_is_in_the_vault(self, clerk: Client, cast: Cast) -> None:
        url = begin(clerk)["Location"]
        upload = Upload.objects.get()
        with uploads.held(upload):
            uploads.extend(upload, offset=0, chunks=[BODY])
            uploads.keep(upload, at=upload.created_at)
        patch(clerk, url, b"", offset=len(BODY))
        assert (Directive.objects.count(), Blob.objects.count()) == (1, 1)

    def test_after_the_document_is_registered(self, clerk: Client, cast: Cast) -> None:
        url = begin(clerk)["Location"]
        upload = Upload.objects.get()
        with uploads.held(upload):
            uploads.extend(upload, offset=0, chunks=[BODY])
            blob = uploads.keep(upload, at=upload.created_at)
            directive, _ = actions.receive(
                actor=cast.actor("clerk"),
                at=upload.created_at + timedelta(milliseconds=1),
                unit_id=cast.units["XCR"].pk,
                file_name=upload.name,
                blob=blob,
            )
        head(clerk, url)
        head(clerk, url)
        upload.refresh_from_db()
        assert upload.result == directive.pk
        assert Directive.objects.count() == 1
        assert not uploads.part_of(upload).exists()

    def test_asking_again_after_the_end_changes_nothing(self, clerk: Client) -> None:
        url = begin(clerk)["Location"]
        patch(clerk, url, BODY, offset=0)
        assert head(clerk, url)["Upload-Offset"] == str(len(BODY))
        assert patch(clerk, url, b"", offset=len(BODY)).status_code == 204
        assert Directive.objects.count() == 1


class TestStates:
    def test_tells_that_a_file_is_being_read_and_where_to_open_it(self, clerk: Client) -> None:
        url = begin(clerk)["Location"]
        patch(clerk, url, BODY, offset=0)
        directive = Directive.objects.get()
        Directive.objects.update(pages_read=3, page_count=12)
        (told,) = clerk.get(reverse("office:uploads_states"), {"id": [url.rstrip("/").split("/")[-1]]}).json()
        assert told["state"] == "reading"
        assert (told["percent"], "3/12" in told["message"]) == (25, True)
        assert told["url"] == reverse("office:directives_one", args=[directive.pk])

    def test_says_that_the_same_file_was_registered_before(self, clerk: Client) -> None:
        patch(clerk, begin(clerk)["Location"], BODY, offset=0)
        again = begin(clerk, name="bản khác tên.pdf")["Location"]
        patch(clerk, again, BODY, offset=0)
        assert Directive.objects.count() == 1
        told = clerk.get(again).json()
        assert "đã có trong sổ" in told["message"]
        assert str(Directive.objects.get().pk) in told["url"]

    def test_leaves_out_uploads_of_others_and_what_is_no_id(self, cast: Cast, clerk: Client) -> None:
        url = begin(clerk)["Location"]
        other = client_of(cast, "stranger")
        ids = [url.rstrip("/").split("/")[-1], "không phải mã"]
        assert other.get(reverse("office:uploads_states"), {"id": ids}).json() == []


class TestSweep:
    def test_drops_what_nobody_finished_within_a_week_and_nothing_else(self, clerk: Client) -> None:
        begin(clerk)
        old = Upload.objects.get()
        begin(clerk)
        young = Upload.objects.exclude(pk=old.pk).get()
        Upload.objects.filter(pk=old.pk).update(created_at=old.created_at - timedelta(days=8))
        uploads.sweep(at=young.created_at)
        assert list(Upload.objects.all()) == [young]
        assert not uploads.part_of(old).exists()
        assert uploads.part_of(young).exists()
