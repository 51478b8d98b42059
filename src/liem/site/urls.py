"""Every address of the product."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from liem.site.account_views import set_language
from liem.ui import views as ui

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("liem.desks.office.urls")),
    path("", include("liem.desks.public.urls")),
    path("kiem-tra/", include("liem.desks.oversight.urls")),
    path("goi/", include("liem.desks.machine.urls")),
    path("tai-khoan/", include("liem.site.account_urls")),
    path("ngon-ngu/setlang/", set_language, name="set_language"),
    path("ui/", include("liem.ui.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("_ui/", ui.gallery))

handler400 = "liem.desks.office.door.bad_request"
handler403 = "liem.desks.office.door.forbidden"
handler404 = "liem.desks.office.door.not_found"
handler500 = "liem.desks.office.door.server_error"
