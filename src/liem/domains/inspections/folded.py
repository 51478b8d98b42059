"""The folded twin of a text: kept by the database column itself, so that no way of saving forgets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from liem.kernel.text import fold

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class FoldedText(_Text):
    """Text without marks and case of the field ``source``, written with each full save, in bulk as well."""

    def __init__(self, *args: Any, source: str = "", **options: Any) -> None:
        self.source = source
        options["editable"] = False
        super().__init__(*args, **{"default": "", **options})

    def deconstruct(self) -> Any:
        """Say how a migration writes this field."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Fold the source as it is now."""
        del add
        value = fold(str(getattr(model_instance, self.source)))
        setattr(model_instance, self.attname, value)
        return value
