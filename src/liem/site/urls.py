"""Every address of the product."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from liem.ui import views as ui

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("liem.desks.office.urls")),
    path("tai-khoan/", include("allauth.urls")),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
    path("ui/", include("liem.ui.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("_ui/", ui.gallery))

handler400 = "liem.desks.office.door.bad_request"
handler403 = "liem.desks.office.door.forbidden"
handler404 = "liem.desks.office.door.not_found"
handler500 = "liem.desks.office.door.server_error"
