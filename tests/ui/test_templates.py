"""Rules every template of the product keeps, wherever it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "liem"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
UI = SOURCE / "ui" / "templates"

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "an inline style": re.compile(r"<style"),
    "an inline script": re.compile(r'<script(?![^>]*\s(?:src=|type="application/json"))'),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "a javascript address": re.compile(r"javascript:"),
    "Django's slow date filter": re.compile(r"\|\s*date\b"),
}


def faults(text: str) -> list[str]:
    plain = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(plain)]


class TestEveryTemplate:
    def test_there_are_some(self) -> None:
        assert len(TEMPLATES) > 40

    @pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
    def test_keeps_the_content_policy(self, path: Path) -> None:
        assert faults(path.read_text(encoding="utf-8")) == []

    @pytest.mark.parametrize(
        "text",
        [
            '<p style="color:red">',
            "<style>p{}</style>",
            "<script>go()</script>",
            '<a href="#" onclick="go()">',
            '<a href="javascript:go()">',
            "{{ day|date:'d/m/Y' }}",
        ],
    )
    def test_the_rule_would_see_a_fault(self, text: str) -> None:
        assert faults(text)


class TestDrawings:
    def test_a_drawing_with_links_is_no_single_image_to_a_screen_reader(self) -> None:
        for path in TEMPLATES:
            for drawing in re.findall(r"<svg.*?</svg>", path.read_text(encoding="utf-8"), re.DOTALL):
                assert not ('role="img"' in drawing and "<a " in drawing), path


class TestIcons:
    def test_every_named_icon_is_in_the_sprite(self) -> None:
        sprite = (SOURCE / "ui/static/liem/icons.svg").read_text(encoding="utf-8")
        drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
        for path in TEMPLATES:
            named = set(re.findall(r'(?:{% icon|\bicon=)\s*"([^"]+)"', path.read_text(encoding="utf-8")))
            assert named <= drawn, f"{path.name}: {named - drawn}"


@pytest.mark.urls("ui.addresses")
class TestErrorPages:
    @pytest.mark.parametrize("code", ["400", "500", "503"])
    def test_need_no_context_at_all(self, code: str) -> None:
        from django.template.loader import get_template

        page = get_template(f"{code}.html").render({})
        assert f"Mã lỗi {code}" in page
        assert 'lang="en"' in page

    @pytest.mark.parametrize("code", ["403", "404", "409", "413", "422"])
    def test_say_what_happened_and_how_to_go_on(self, code: str) -> None:
        from django.template.loader import get_template

        page = get_template(f"{code}.html").render({})
        assert "Làm tiếp thế nào" in page
        assert f"Mã lỗi {code}" in page

    def test_show_the_refusal_of_the_view(self) -> None:
        from django.template.loader import get_template

        page = get_template("409.html").render({"refusal": "Lò Thị Mai đã xác nhận văn bản này lúc 9:46."})
        assert "Lò Thị Mai đã xác nhận văn bản này lúc 9:46." in page
