"""Pages: units and people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from .door import office


@office()
def page(request: HttpRequest) -> HttpResponse:
    """Show the page."""
    return render(request, "ui/staff.html", {})


urlpatterns = [
    path("don-vi/", page, name="units"),
]
