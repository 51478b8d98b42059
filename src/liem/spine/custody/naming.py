"""Which rows name a row: all foreign keys to it, those without a way back included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import ForeignKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model


def naming(row: Model) -> Iterator[tuple[type[Model], str]]:
    """Yield (table, field) for each foreign key through which at least one row names ``row``."""
    for relation in row._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if not relation.auto_created or not isinstance(field, ForeignKey):
            continue
        model = field.model
        if model._default_manager.filter(**{field.name: row}).exists():
            yield model, field.name
