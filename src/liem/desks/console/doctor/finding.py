"""What a check gives, and what it may ask about the installation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

State = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Finding:
    """One thing seen. `measured` holds the numbers behind the sentence, units in the names."""

    check: str
    state: State
    vi: str
    en: str
    mend_vi: str = ""
    mend_en: str = ""
    measured: Mapping[str, float | int | str] = field(default_factory=dict)


class Mail(Protocol):
    """The way to the mail server."""

    @property
    def host(self) -> str: ...  # noqa: D102
    @property
    def port(self) -> int: ...  # noqa: D102
    @property
    def security(self) -> str: ...  # noqa: D102


class Installation(Protocol):
    """The settings the checks look at; the configuration of the site has them all."""

    @property
    def data_dir(self) -> Path: ...  # noqa: D102
    @property
    def secret_key_file(self) -> Path: ...  # noqa: D102
    @property
    def public_url(self) -> str: ...  # noqa: D102
    @property
    def allowed_hosts(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def trusted_proxies(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def office(self) -> str: ...  # noqa: D102
    @property
    def debug(self) -> bool: ...  # noqa: D102
    @property
    def sqlite_path(self) -> Path | None: ...  # noqa: D102
    @property
    def storage(self) -> str: ...  # noqa: D102
    @property
    def email(self) -> Mail | None: ...  # noqa: D102
    @property
    def mfa_duties(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def tesseract(self) -> Path | None: ...  # noqa: D102
    @property
    def ocr_language(self) -> str: ...  # noqa: D102
    @property
    def backup_dir(self) -> Path | None: ...  # noqa: D102
    @property
    def insecure_cookies(self) -> bool: ...  # noqa: D102
