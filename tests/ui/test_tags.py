"""The template tags, rendered."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from django.utils.translation import override

from liem.ui.forms import DayField, DongField
from liem.ui.shell import Branch, Fact, NavItem


def shown(source: str, /, **values: Any) -> str:
    with override("vi"):
        return Template("{% load liem %}" + source).render(Context(values))


class Letter(forms.Form):
    subject = forms.CharField(label="Trích yếu", help_text="Một dòng")
    day = DayField(label="Ngày")
    money = DongField(label="Số tiền", required=False)
    kind = forms.ChoiceField(label="Loại", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


class TestIcon:
    def test_is_hidden_from_screen_readers_unless_it_has_words(self) -> None:
        assert 'aria-hidden="true"' in shown('{% icon "lock" %}')
        assert 'role="img" aria-label="Đã khóa"' in shown('{% icon "lock" "Đã khóa" %}')

    def test_does_not_mix_up_safe_markup_and_the_same_letters_typed_by_a_person(self) -> None:
        assert "<i>" in shown('{% icon "lock" label %}', label=mark_safe("<i>"))
        assert "<i>" not in shown('{% icon "lock" label %}', label="<i>")
        assert "<u>" in shown('{% badge "ok" text %}', text=mark_safe("<u>"))
        assert "<u>" not in shown('{% badge "ok" text %}', text="<u>")

    def test_refuses_a_name_it_cannot_draw(self) -> None:
        with pytest.raises(TemplateSyntaxError, match="no-such"):
            shown('{% icon "no-such" %}')


class TestBadge:
    def test_escapes_what_people_typed(self) -> None:
        assert "&lt;b&gt;" in shown('{% badge "ok" text %}', text="<b>")

    def test_refuses_an_unknown_level(self) -> None:
        with pytest.raises(TemplateSyntaxError, match="purple"):
            shown('{% badge "purple" "x" %}')

    @pytest.mark.parametrize("level", ["ok", "warn", "bad", "info"])
    def test_has_an_icon_beside_colour_and_words(self, level: str) -> None:
        page = shown("{% badge level 'Chữ' %}", level=level)
        assert "<svg" in page
        assert "Chữ" in page
        assert f"badge-{level}" in page


class TestDeadlineTag:
    def test_shows_date_and_words(self) -> None:
        page = shown("{% deadline due today %}", due=date(2026, 11, 18), today=date(2026, 11, 22))
        assert '<time datetime="2026-11-18">18/11/2026</time>' in page
        assert "Trễ 4 ngày" in page

    def test_gives_the_row_its_class_only_while_open(self) -> None:
        dates = {"due": date(2026, 11, 18), "today": date(2026, 11, 22)}
        assert shown("{% late_class due today %}", **dates) == "is-late"
        assert shown("{% late_class due today today %}", **dates) == ""
        assert shown("{% late_class none today %}", none=None, **dates) == ""


class TestField:
    def test_ties_hint_and_error_to_the_input(self) -> None:
        page = shown("{% field form.subject %}", form=Letter({}))
        described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', page)
        assert described is not None
        for name in described[1].split():
            assert f'id="{name}"' in page
        assert 'aria-invalid="true"' in page

    def test_keeps_what_was_typed(self) -> None:
        page = shown(
            "{% field form.day %}{% field form.money %}",
            form=Letter({"day": "31/02/2026", "money": "85 tr r"}),
        )
        assert 'value="31/02/2026"' in page
        assert 'value="85 tr r"' in page

    def test_groups_radios_under_a_legend(self) -> None:
        page = shown("{% field form.kind %}", form=Letter())
        assert "<legend>Loại</legend>" in page
        assert page.count('type="radio"') == 2

    def test_escapes_labels_and_values(self) -> None:
        page = shown(
            "{% field form.subject label=label %}", form=Letter({"subject": '"><script>'}), label="<i>"
        )
        assert "<script>" not in page
        assert "&lt;i&gt;" in page

    def test_marks_what_is_optional(self) -> None:
        assert "không bắt buộc" in shown("{% field form.money %}", form=Letter())
        assert "không bắt buộc" not in shown("{% field form.money say_optional=False %}", form=Letter())
        assert "không bắt buộc" not in shown("{% field form.subject %}", form=Letter())


class TestErrorSummary:
    def test_links_to_inputs_that_are_there(self) -> None:
        form = Letter({})
        page = shown("{% error_summary form %}{% for b in form %}{% field b %}{% endfor %}", form=form)
        targets = re.findall(r'<li><a href="#([^"]+)"', page)
        assert len(targets) == 3
        for target in targets:
            assert f'id="{target}"' in page

    def test_is_not_there_when_all_is_well(self) -> None:
        assert shown("{% error_summary form %}", form=Letter()).strip() == ""


class TestFields:
    @pytest.mark.parametrize(
        "typed", ["22/11/2026", "22-11-2026", "22.11.2026", "22/11/26", "2026-11-22", " 22/11/2026 "]
    )
    def test_days_are_read_as_clerks_type_them(self, typed: str) -> None:
        assert DayField().clean(typed) == date(2026, 11, 22)

    @pytest.mark.parametrize("typed", ["11/22/2026", "31/02/2026", "hôm nay", "22/11"])
    def test_days_that_are_none_are_refused_with_an_example(self, typed: str) -> None:
        with override("vi"), pytest.raises(forms.ValidationError, match="ví dụ 22/11/2026"):
            DayField().clean(typed)

    def test_money_is_whole_dong(self) -> None:
        assert DongField().clean("0,85 tỷ") == 850_000_000
        assert DongField(required=False).clean("") is None
        with pytest.raises(forms.ValidationError):
            DongField().clean("-5")

    def test_money_is_refused_in_the_language_of_the_page(self) -> None:
        with override("en"), pytest.raises(forms.ValidationError, match="Cannot read"):
            DongField().clean("nhiều")
        with override("vi"), pytest.raises(forms.ValidationError, match="Không đọc được"):
            DongField().clean("nhiều")


class TestPages:
    def test_keep_the_rest_of_the_query(self) -> None:
        request = RequestFactory().get("/", {"q": "bão số 10", "trang": "2"})
        page = Paginator(range(200), 50).get_page(2)
        with override("vi"):
            html = Template("{% load liem %}{% pages page %}").render(RequestContext(request, {"page": page}))
        assert 'aria-current="page"' in html
        assert "51-100 trong 200" in html
        assert html.count("q=b%C3%A3o+s%E1%BB%91+10&amp;trang=") == 6

    def test_of_one_page_show_no_links(self) -> None:
        request = RequestFactory().get("/")
        page = Paginator(range(3), 50).get_page(1)
        html = Template("{% load liem %}{% pages page %}").render(RequestContext(request, {"page": page}))
        assert "<a" not in html


class TestFacts:
    def test_say_what_is_unknown_and_what_is_hidden(self) -> None:
        page = shown(
            "{% facts lines %}", lines=[Fact("A", None), Fact("B", "bí mật", hidden=True), Fact("C", 0)]
        )
        assert "Chưa rõ" in page
        assert "bí mật" not in page
        assert "ẩn với vai trò của bạn" in page
        assert "<dd>0</dd>" in page


class TestTree:
    def test_shows_late_children_on_the_branch(self) -> None:
        page = shown(
            "{% tree nodes %}", nodes=[Branch("Xã", "#", 1, 4, late=2, children=[Branch("Thôn", "#")])]
        )
        assert "2 trễ" in page
        assert "25%" in page
        assert "<summary>" in page


class TestPosts:
    def test_carry_the_token(self) -> None:
        for tag in ('{% undo "Đã giao." "/x" %}', '{% bulk "/x" actions %}', '{% drop "/x" %}'):
            page = shown(tag, actions=[("a", "A")], csrf_token="abc")
            assert 'name="csrfmiddlewaretoken" value="abc"' in page, tag


class TestNavItem:
    def test_keeps_a_tab_narrow(self) -> None:
        assert NavItem("Văn bản đến", "#", "inbox", 1058, short="Văn bản").tab_count == "99+"
        assert NavItem("Văn bản đến", "#", "inbox", 0).tab_count == "0"
        assert NavItem("Văn bản đến", "#", "inbox").tab_count == ""
