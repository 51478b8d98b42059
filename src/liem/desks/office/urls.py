"""Addresses of the office desk: each module of pages brings its own."""

from __future__ import annotations

from . import (
    account,
    bundles,
    custody,
    directives,
    keys,
    keys_escrow,
    keys_identity,
    keys_letters,
    ledger,
    maintenance,
    reports,
    search,
    tasks,
    units,
    uploads,
)

app_name = "office"

urlpatterns = [
    *tasks.urlpatterns,
    *directives.urlpatterns,
    *uploads.urlpatterns,
    *reports.urlpatterns,
    *units.urlpatterns,
    *account.urlpatterns,
    *keys.urlpatterns,
    *keys_letters.urlpatterns,
    *keys_identity.urlpatterns,
    *keys_escrow.urlpatterns,
    *ledger.urlpatterns,
    *custody.urlpatterns,
    *maintenance.urlpatterns,
    *bundles.urlpatterns,
    *search.urlpatterns,
]
