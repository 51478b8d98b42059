"""The pages of sign-in, second factor and sessions wear our look through allauth's elements."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

UI = Path(__file__).resolve().parents[2] / "src/liem/ui/templates"


@pytest.fixture
def ours_first() -> Iterator[None]:
    """What the order of INSTALLED_APPS gives in the product: our templates before allauth's."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [UI]
    templates[0]["OPTIONS"]["context_processors"] = ["django.template.context_processors.request"]
    with override_settings(TEMPLATES=templates, ROOT_URLCONF="ui.addresses"):
        yield


class Code(forms.Form):
    secret = "ABCD"
    code = forms.CharField(label="Mã")


def page(name: str, **values: Any) -> str:
    return render_to_string(name, values, request=RequestFactory().get("/"))


@pytest.mark.usefixtures("ours_first")
class TestAccountPages:
    def test_sign_in_has_masthead_fields_and_one_button(self) -> None:
        html = page("account/login.html", form=Code(), signup_url="/x")
        assert '<header class="masthead">' in html
        assert '<main id="main"' in html
        assert html.count('class="button"') == 1
        assert '<label for="id_code">' in html

    def test_an_error_is_said_on_top_and_beside_the_field(self) -> None:
        html = page("account/login.html", form=Code({}), signup_url="/x")
        assert 'class="summary"' in html
        assert 'href="#id_code"' in html
        assert 'aria-describedby="id_code_error"' in html

    def test_second_factor_shows_the_qr_and_the_secret(self) -> None:
        html = page(
            "mfa/totp/activate_form.html", form=Code(), totp_svg_data_uri="data:image/svg+xml;base64,AA=="
        )
        assert 'src="data:image/svg+xml;base64,AA=="' in html
        assert 'value="ABCD"' in html
