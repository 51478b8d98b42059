"""A server with nothing but the design system: own settings, no database. A program; prints its port."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

CSP = "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'"  # noqa: E501
UPLOADS: dict[str, dict[str, Any]] = {}


def configure() -> None:
    root = Path(__file__).resolve().parents[2]
    settings.configure(
        DEBUG=True,
        SECRET_KEY="only for the gallery of components under test",
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        ROOT_URLCONF="__main__",
        INSTALLED_APPS=["django.contrib.messages", "django.contrib.staticfiles", "liem.ui"],
        MIDDLEWARE=[
            "__main__.strict",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "liem.ui.context.shell",
                    ]
                },
            }
        ],
        LANGUAGE_CODE="vi",
        LANGUAGES=[("vi", "Tiếng Việt"), ("en", "English")],
        LANGUAGE_COOKIE_NAME="liem_language",
        LOCALE_PATHS=[root / "src/liem/locale"],
        DATA_UPLOAD_MAX_MEMORY_SIZE=8 << 20,
        USE_TZ=True,
        TIME_ZONE="Asia/Ho_Chi_Minh",
        STATIC_URL="/static/",
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
    )
    django.setup()


def strict(get_response: Any) -> Any:
    """The policy of the product, on every answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        reply = get_response(request)
        reply["Content-Security-Policy"] = CSP
        return reply

    return middleware


def sample(request: HttpRequest, name: str) -> HttpResponse:
    """A template of the design system by its name, with the values of the gallery."""
    from liem.ui.gallery import gallery_context

    return render(request, f"{name}.html", gallery_context(request.GET))


def tus(request: HttpRequest, key: str = "") -> HttpResponse:
    """A small tus 1.0 server in memory, which can be told to break the line after some bytes."""
    reply = HttpResponse(status=204)
    reply["Tus-Resumable"] = "1.0.0"
    if request.method == "POST":
        key = f"u{len(UPLOADS) + 1}"
        UPLOADS[key] = {"length": int(request.headers["Upload-Length"]), "data": b"", "breaks": 1, "asked": 0}
        reply.status_code = 201
        reply["Location"] = f"/tus/{key}"
        return reply
    upload = UPLOADS[key]
    if request.method == "PATCH":
        if int(request.headers["Upload-Offset"]) != len(upload["data"]):
            return HttpResponse(status=409)
        body = request.body
        if upload["breaks"] and len(body) > 1_000_000:
            upload["breaks"] -= 1
            upload["data"] += body[:700_000]
            return HttpResponse(status=503)
        upload["data"] += body
    reply["Upload-Offset"] = str(len(upload["data"]))
    return reply


def tus_status(request: HttpRequest) -> HttpResponse:
    from django.http import JsonResponse

    told = []
    for key in request.GET.getlist("id"):
        upload = UPLOADS[key]
        upload["asked"] += 1
        if upload["asked"] < 2:
            told.append({"id": key, "state": "reading", "percent": 40, "message": "", "url": ""})
        elif upload["data"].startswith(b"hong"):
            told.append({"id": key, "state": "failed", "percent": 0, "message": "Tệp hỏng ở đầu.", "url": ""})
        else:
            told.append(
                {"id": key, "state": "ready", "percent": 100, "message": "", "url": f"/tus-got/{key}"}
            )
    return JsonResponse(told, safe=False)


def tus_got(request: HttpRequest, key: str) -> HttpResponse:
    import hashlib

    return HttpResponse(hashlib.sha256(UPLOADS[key]["data"]).hexdigest(), content_type="text/plain")


def saved(request: HttpRequest) -> HttpResponse:
    from django.http import JsonResponse

    return JsonResponse({"saved": "10:12"})


if __name__ == "__main__":
    configure()
    from django.core.wsgi import get_wsgi_application
    from django.views.decorators.csrf import csrf_exempt
    from waitress import create_server

    from liem.ui import views

    urlpatterns = [
        path("", views.gallery),
        path("_ui/", views.gallery),
        path("ui/", include("liem.ui.urls")),
        path("ngon-ngu/", include("django.conf.urls.i18n")),
        path("sample/<path:name>", sample),
        path("tus/", csrf_exempt(tus)),
        path("tus/<str:key>", csrf_exempt(tus)),
        path("tus-status/", tus_status),
        path("tus-got/<str:key>", tus_got),
        path("luu", csrf_exempt(saved)),
    ]
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0))
    print(listener.getsockname()[1], flush=True)
    create_server(get_wsgi_application(), sockets=[listener], threads=8).run()
