"""From a conclusion that says discipline is due to the discipline case."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cast import assemble
from commission import with_commission
from concluding import heard

pytestmark = pytest.mark.django_db


class TestOfferingDiscipline:
    def test_comes_only_when_the_conclusion_says_it_is_due(self, client: Client) -> None:
        cast = with_commission(assemble())
        inspection = heard(cast, person=cast.account("member").person.pk)
        client.force_login(cast.account("ubkt_chair"))
        page = reverse("oversight:inspections_one", args=[inspection.pk])
        offer = f"{reverse('oversight:discipline_propose')}?cuoc={inspection.case_id}"
        assert offer not in client.get(page).content.decode()
        inspection.outcome = "discipline_due"
        inspection.save()
        assert offer in client.get(page).content.decode()
        assert client.get(offer).status_code == 200
