"""Bad files are refused fast, with a code, a reason and a way on; nothing is executed or fetched."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from adapters.documents.conftest import Saved
from adapters.documents.samples import p, picture_pdf, plan_pdf, raw_pdf, relations, shown, word
from liem.adapters.documents import DocumentRefused, Limits, open_document, page_count, render_page
from liem.adapters.documents import tesseract as tesseract_module


def refusal(path: Path, **options: object) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        open_document(path, **options)  # type: ignore[arg-type]
    assert caught.value.message.endswith(".")
    assert caught.value.advice.endswith(".")
    return caught.value


def ole(stream: str) -> bytes:
    """The start of an OLE container with one named stream, as Word writes for .doc and for passwords."""
    entry = stream.encode("utf-16-le").ljust(64, b"\0") + bytes(64)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + entry + bytes(4096)


class TestKinds:
    def test_are_told_by_content_and_never_by_name(self, saved: Saved) -> None:
        assert open_document(saved("a.pdf", word(p("Kế hoạch")))).origin == "docx"
        assert open_document(saved("a.docx", plan_pdf())).origin == "pdf_text"

    def test_that_the_name_denies_are_warned_of(self, saved: Saved) -> None:
        text = "Kính gửi: Các chi bộ".encode()
        (said,) = open_document(saved("a.docx", text)).warnings
        assert ".docx" in said
        assert "văn bản thuần" in said
        assert open_document(saved("a.txt", text)).warnings == ()
        # The vault keeps files under their hash: no name, nothing to deny.
        assert open_document(saved("c0ffee", text)).warnings == ()

        assert open_document(saved("a.jpg", "Kế hoạch\n".encode())).origin == "text"

    def test_pdf_may_start_after_some_bytes_of_a_mail_gateway(self, saved: Saved) -> None:
        assert open_document(saved("a.pdf", b"\r\n\r\n" + raw_pdf(shown("Noi dung", 60, 700)))).pages[0].lines

    def test_old_word_files_are_sent_back_to_be_saved_as_docx(self, saved: Saved) -> None:
        refused = refusal(saved("a.doc", ole("WordDocument")))
        assert refused.code == "unsupported"
        assert ".docx" in refused.advice

    @pytest.mark.parametrize(
        ("data", "hint"),
        [
            (b"{\\rtf1 Ke hoach}", ".docx"),
            (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + bytes(100), "JPEG"),
            (b"\x7fELF\x02\x01\x01" + bytes(100), "PDF"),
            (ole("Workbook"), "PDF"),
        ],
    )
    def test_others_are_refused_with_the_way_to_convert_them(
        self, saved: Saved, data: bytes, hint: str
    ) -> None:
        refused = refusal(saved("a.bin", data))
        assert refused.code == "unsupported"
        assert hint in refused.advice

    @pytest.mark.parametrize("inside", ["xl/workbook.xml", "ppt/presentation.xml", "content.xml", "thu.txt"])
    def test_zips_that_are_not_word_are_refused(self, saved: Saved, inside: str) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(inside, "x")
        assert refusal(saved("a.docx", out.getvalue())).code == "unsupported"

    def test_old_encodings_are_read_with_a_warning(self, saved: Saved) -> None:
        source = open_document(saved("a.txt", "Kế hoạch kiểm tra".encode("cp1258", "ignore") + b"\xd0"))
        assert source.warnings


class TestDamage:
    def test_of_an_empty_file(self, saved: Saved) -> None:
        assert refusal(saved("a.pdf", b"")).code == "empty"

    @pytest.mark.parametrize(
        "blank", [b" \n\n", word("<w:p/>"), picture_pdf([Image.new("L", (800, 1100), 255)])]
    )
    def test_of_a_file_without_words(self, saved: Saved, blank: bytes) -> None:
        assert refusal(saved("a", blank)).code == "empty"

    @pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
    def test_of_a_cut_off_docx(self, saved: Saved, share: float) -> None:
        data = word(p("Kế hoạch " * 200))
        assert refusal(saved("a.docx", data[: int(len(data) * share)])).code == "corrupt"

    def test_of_a_docx_with_broken_bytes_inside(self, saved: Saved) -> None:
        data = bytearray(word("".join(p(f"Việc thứ {i}") for i in range(500))))
        at = data.index(b"word/document.xml") + 60
        data[at : at + 40] = bytes(40)
        assert refusal(saved("a.docx", bytes(data))).code == "corrupt"

    def test_of_a_docx_whose_xml_does_not_close(self, saved: Saved) -> None:
        assert refusal(saved("a.docx", word("<w:p><w:r>"))).code == "corrupt"

    @pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(3000), plan_pdf()[:900]])
    def test_of_a_cut_off_pdf(self, saved: Saved, data: bytes) -> None:
        assert refusal(saved("a.pdf", data)).code == "corrupt"

    def test_of_a_cut_off_photo(self, saved: Saved) -> None:
        out = io.BytesIO()
        Image.effect_noise((600, 800), 80).save(out, "PNG")
        assert refusal(saved("a.png", out.getvalue()[:5000])).code == "corrupt"


class TestPasswords:
    def test_on_a_pdf(self, saved: Saved) -> None:
        secret = (
            "/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"
            " /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]"
        )
        assert refusal(saved("a.pdf", raw_pdf(shown("x", 60, 700), trailer=secret))).code == "encrypted"

    def test_on_a_docx(self, saved: Saved) -> None:
        assert refusal(saved("a.docx", ole("EncryptedPackage"))).code == "encrypted"

    def test_on_the_zip_itself(self, saved: Saved) -> None:
        data = bytearray(word(p("x")))
        start = 0
        while (start := data.find(b"PK\x01\x02", start)) >= 0:
            data[start + 8] |= 1
            start += 4
        assert refusal(saved("a.docx", bytes(data))).code == "encrypted"


class TestSizes:
    def test_of_200_mb_are_refused_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "a.pdf"
        with path.open("wb") as stream:
            stream.write(b"%PDF-1.7\n")
            stream.truncate(200 * 1024 * 1024)
        started = time.perf_counter()
        refused = refusal(path)
        assert refused.code == "too_large"
        assert "200 MB" in refused.message
        assert time.perf_counter() - started < 0.2

    def test_of_300_pages_are_refused(self, tmp_path: Path) -> None:
        document = pypdfium2.PdfDocument.new()
        for _ in range(300):
            document.new_page(595, 842)
        path = tmp_path / "a.pdf"
        document.save(path)
        document.close()
        refused = refusal(path)
        assert refused.code == "too_many_pages"
        assert "300" in refused.message

    def test_of_a_docx_with_300_pages_are_refused(self, saved: Saved) -> None:
        page = '<w:p><w:r><w:br w:type="page"/><w:t>x</w:t></w:r></w:p>'
        assert refusal(saved("a.docx", word(page * 300))).code == "too_many_pages"

    def test_of_a_tiff_with_too_many_pictures_are_refused(self, saved: Saved) -> None:
        out = io.BytesIO()
        frames = [Image.new("1", (8, 8))] * 6
        frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
        assert refusal(saved("a.tiff", out.getvalue()), limits=Limits(pages=5)).code == "too_many_pages"


class TestBombs:
    def test_of_zipped_zeros_are_refused_before_they_are_inflated(self, saved: Saved) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            with archive.open("word/document.xml", "w") as entry:
                for _ in range(300):
                    entry.write(bytes(1024 * 1024))
        started = time.perf_counter()
        assert refusal(saved("a.docx", out.getvalue())).code == "bomb"
        assert time.perf_counter() - started < 0.5

    def test_that_stay_below_the_total_are_refused_by_ratio(self, saved: Saved) -> None:
        data = word(p("x"), {"media/image1.bmp": "\0" * 60_000_000})
        assert refusal(saved("a.docx", data)).code == "bomb"

    def test_that_lie_about_their_size_do_not_get_past(self, saved: Saved) -> None:
        data = bytearray(word(p("y" * 3_000_000)))
        start = 0
        while (start := data.find(b"PK\x01\x02", start)) >= 0:
            data[start + 24 : start + 28] = (100).to_bytes(4, "little")
            start += 4
        assert refusal(saved("a.docx", bytes(data))).code in {"bomb", "corrupt"}

    def test_of_thousands_of_entries_are_refused(self, saved: Saved) -> None:
        data = word(p("x"), {f"media/{i}": "" for i in range(5000)})
        assert refusal(saved("a.docx", data)).code == "bomb"

    def test_of_a_part_larger_than_any_text_are_refused(self, saved: Saved) -> None:
        data = word("".join(p(f"{i} Kế hoạch số {i * 7919}") for i in range(4000)))
        assert refusal(saved("a.docx", data), limits=Limits(xml_bytes=100_000)).code == "bomb"

    def test_of_entities_are_refused(self, saved: Saved) -> None:
        laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
        prolog = f'<!DOCTYPE w:document [<!ENTITY l0 "ha">{laughs}]>'
        assert refusal(saved("a.docx", word(p("&l9;"), prolog=prolog))).code == "bomb"

    def test_of_pixels_are_refused_before_they_are_decoded(self, saved: Saved) -> None:
        out = io.BytesIO()
        Image.new("1", (14_000, 14_000)).save(out, "PNG")
        path = saved("a.png", out.getvalue())
        assert refusal(path).code == "bomb"
        with pytest.raises(DocumentRefused):
            render_page(path, 1, width=100)

    def test_of_deep_nesting_are_refused(self, saved: Saved) -> None:
        deep = "<w:sdt><w:sdtContent>" * 5000 + p("x") + "</w:sdtContent></w:sdt>" * 5000
        assert refusal(saved("a.docx", word(deep))).code in {"corrupt", "bomb"}


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine and the list of what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815 - the name the server looks for
        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


class TestNothingIsRunOrFetched:
    def test_from_links_templates_and_entities_of_a_docx(
        self, saved: Saved, visits: tuple[str, list[str]]
    ) -> None:
        address, asked = visits
        links = relations(
            ("image", f"{address}/anh.png", True),
            ("attachedTemplate", f"{address}/mau.dotm", True),
            ("hyperlink", f"{address}/trang", True),
            ("subDocument", f"{address}/con.docx", True),
        )
        body = p("thân bài") + '<w:altChunk xmlns:r="x" r:id="rId4"/>'
        parts = {"_rels/document.xml.rels": links, "_rels/settings.xml.rels": links}
        source = open_document(saved("a.docx", word(body, parts)))
        assert [line.text for line in source.pages[0].lines] == ["thân bài"]
        assert any("liên kết" in warning for warning in source.warnings)
        outside = f'<!DOCTYPE w:document SYSTEM "{address}/a.dtd">'
        refusal(saved("b.docx", word(p("x"), prolog=outside)))
        stolen = f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{address}/x">]>'
        refusal(saved("c.docx", word(p("&x;"), prolog=stolen)))
        assert asked == []

    def test_from_links_and_scripts_of_a_pdf(self, saved: Saved, visits: tuple[str, list[str]]) -> None:
        address, asked = visits
        words = f"this.submitForm\\('{address}/js'\\);app.launchURL\\('{address}'\\)"
        script = f"/OpenAction << /S /JavaScript /JS ({words}) >>"
        link = f"/Subtype /Link /Rect [0 0 595 842] /A << /S /URI /URI ({address}/uri) >>"
        data = raw_pdf(shown("Noi dung van ban", 60, 700), catalog=script, annotations=[(link, "")])
        path = saved("a.pdf", data)
        assert open_document(path).pages[0].lines[0].text == "Noi dung van ban"
        assert render_page(path, 1, width=200)
        assert asked == []

    def test_from_macros(self, saved: Saved) -> None:
        source = open_document(saved("a.docm", word(p("thân bài"), {"vbaProject.bin": "Sub AutoOpen()"})))
        assert [line.text for line in source.pages[0].lines] == ["thân bài"]
        assert any("macro" in warning for warning in source.warnings)


class TestRecognitionThatIsMissing:
    def test_says_exactly_what_to_install(
        self, saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        refused = refusal(saved("a.pdf", picture_pdf([Image.effect_noise((400, 600), 90)])))
        assert refused.code == "no_ocr"
        assert "apt-get install tesseract-ocr tesseract-ocr-vie" in refused.advice

    def test_says_so_when_only_vietnamese_is_missing(
        self, saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = tmp_path / "tesseract"
        program.write_text("#!/bin/sh\necho 'List of available languages (1):'\necho eng\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
        tesseract_module._languages.cache_clear()
        refused = refusal(saved("a.pdf", picture_pdf([Image.effect_noise((400, 600), 90)])))
        assert refused.code == "no_ocr"
        assert "vie" in refused.message

    def test_does_not_hinder_the_reading_of_digital_text(
        self, saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        assert open_document(saved("a.pdf", plan_pdf())).pages[0].lines


def test_page_images_exist_for_pdf_and_pictures_only(saved: Saved) -> None:
    assert page_count(saved("a.pdf", plan_pdf())) == 1
    path = saved("a.docx", word(p("x")))
    assert page_count(path) == 0
    assert render_page(path, 1, width=100) is None
