"""Bundles over HTTP, piece by piece: who may bring one is decided by the signature on its slip.

POST goi/                     the signed slip          → which parts are missing
POST goi/<bundle>/<part>/     one part, from 1          → kept
POST goi/<bundle>/            all is there              → what became of it
A line that breaks costs the part that was under way. docs/reference/bundle-format.md
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, cast

from django.http import JsonResponse
from django.urls import path, register_converter
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from liem.kernel.bundle import PART
from liem.kernel.log.note import LARGEST_NOTE
from liem.spine.access import Actor, Duty, Refusal
from liem.spine.bundles import receiving
from liem.spine.bundles.keys import here

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest

    from liem.spine.bundles.receiving import Step

BRINGER: Final = Actor.of_schedule("bundle", Duty.RECEIVE_DOCUMENTS)


class BundleName:
    """The name of a bundle in an address: 64 hex digits."""

    regex = re.compile(r"[0-9a-f]{64}").pattern

    def to_python(self, value: str) -> str:
        """Give the name as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Give the name as it is."""
        return value


register_converter(BundleName, "bundle")


def _machine(largest: int) -> Callable[[Callable[..., JsonResponse]], Callable[..., JsonResponse]]:
    """Answer posts of at most ``largest`` bytes, refusals as JSON too; no cookie plays a part."""

    def decorate(view: Callable[..., JsonResponse]) -> Callable[..., JsonResponse]:
        @csrf_exempt
        @require_POST
        @wraps(view)
        def answer(request: HttpRequest, **named: Any) -> JsonResponse:
            if int(request.headers.get("Content-Length") or 0) > largest:
                return JsonResponse({"code": "too_large", "message": "", "next_step": ""}, status=413)
            try:
                return view(request, at=cast("datetime", cast("Any", request).at), **named)
            except Refusal as refusal:
                told = {"code": refusal.code, "message": refusal.message, "next_step": refusal.next_step}
                return JsonResponse(told, status=refusal.status)

        return answer

    return decorate


@_machine(LARGEST_NOTE)
def offer(request: HttpRequest, *, at: datetime) -> JsonResponse:
    """Look at a slip; say which parts (from 1) have to come."""
    step = receiving.offer(here(make=False), request.body, at=at)
    return JsonResponse(_told(step))


@_machine(PART)
def part(request: HttpRequest, *, at: datetime, bundle: str, number: int) -> JsonResponse:
    """Keep one part, from 1."""
    del at
    receiving.put_part(here(make=False), bundle, number - 1, request.body)
    return JsonResponse({"bundle": bundle, "part": number})


@_machine(1000)
def settle(request: HttpRequest, *, at: datetime, bundle: str) -> JsonResponse:
    """Take a bundle that is whole and its turn, and those that waited for it."""
    del request
    steps = receiving.settle(here(make=False), bundle, actor=BRINGER, at=at)
    return JsonResponse({**_told(steps[0]), "after": [_told(step) for step in steps[1:]]})


def _told(step: Step) -> dict[str, Any]:
    return {
        "bundle": step.slip.id,
        "state": step.state.value,
        "message": step.words,
        "missing": [number + 1 for number in step.missing],
    }


urlpatterns = [
    path("", offer, name="bundle_offer"),
    path("<bundle:bundle>/", settle, name="bundle_settle"),
    path("<bundle:bundle>/<int:number>/", part, name="bundle_part"),
]
