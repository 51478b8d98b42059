"""The WSGI application, behind the one place that believes forwarded headers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from liem.site.proxies import BelievedProxies

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liem.site.settings")
application: WSGIApplication = BelievedProxies(get_wsgi_application(), settings.LIEM.trusted_proxies)
