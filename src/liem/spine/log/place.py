"""Where this installation keeps its log: name, key, published files (settings ``LIEM_LOG``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from liem.kernel.log import Folder, Policy

from . import keys
from .models import Log, PolicyText
from .store import lock

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ours:
    """The names and paths an installation was given; ``origin`` counts only until the log has begun."""

    origin: str
    key: Path
    directory: Path


def ours() -> Ours:
    """Read the settings."""
    given: dict[str, Any] = settings.LIEM_LOG
    return Ours(**given)


def current() -> Log | None:
    """Give the log in use, None before the first entry was given a place."""
    return Log.objects.order_by("-generation").first()


def begin(*, at: datetime) -> Log:
    """Give the log in use, or begin the first one with the configured name and a new key."""
    log = current()
    if log is None:
        lock()  # two that begin at once must end with one log
        log = current()
    if log is None:
        here = ours()
        key = keys.make(here.key, origin=here.origin)
        log = Log.objects.create(generation=1, origin=here.origin, vkey=str(key.key), started_at=at)
    return log


def key_of(log: Log) -> keys.LogKey:
    """Read the signing key of a log. Raises ``NoKey``, also when the file holds the key of another log."""
    path = key_path(log.generation)
    key = keys.load(path, origin=log.origin)
    if str(key.key) != log.vkey:
        words = _("Tệp %(path)s không phải khóa của sổ này (%(vkey)s). Lấy lại đúng tệp khóa từ bản sao.")
        raise keys.NoKey(words % {"path": path, "vkey": log.vkey})
    return key


def key_path(generation: int) -> Path:
    """Give the file of a log's key: each log has its own."""
    path = ours().key
    return path if generation == 1 else path.with_name(f"{path.stem}-{generation}{path.suffix}")


def folder_of(log: Log) -> Folder:
    """Give the folder a log is published in; the first stands at the top, later ones below their number."""
    root = ours().directory
    return Folder(root if log.generation == 1 else root / str(log.generation))


def generations() -> list[int]:
    """Give the numbers of the logs of this office, the first first: one, and one for each beginning again."""
    return list(Log.objects.order_by("generation").values_list("generation", flat=True))


def policy_text() -> str:
    """Give the policy in force; without one, only the log's own signature is asked for.

    Every log of this office stands in it: where one began again, receipts of the one before stay true, and
    the new one need not wait until somebody has set the policy anew.
    """
    row = PolicyText.objects.order_by("-at", "-pk").first()
    logs = list(Log.objects.order_by("generation"))
    text = row.text if row is not None else "quorum none\n" if logs else ""
    return "".join(f"log {log.vkey}\n" for log in logs if log.vkey not in text) + text


def policy() -> Policy | None:
    """Read the policy in force; None before the log has begun."""
    text = policy_text()
    return Policy.parse(text.encode()) if text else None
