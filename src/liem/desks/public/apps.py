"""Django app of the public desk."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The public desk: the transparency log as anybody may see and check it."""

    name = "liem.desks.public"
    label = "public"
    verbose_name = "Trang công khai"
