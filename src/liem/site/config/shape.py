"""The shape of a configuration: what every other room may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from . import files


@dataclass(frozen=True)
class PostgresAddress:
    """Parts of a `postgresql://` address as Django wants them; `options` are its query parameters."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: Mapping[str, str]


@dataclass(frozen=True)
class S3Address:
    """Where originals lie in object storage. The two keys are read from a file, never from `liem.toml`."""

    bucket: str
    endpoint: str | None
    region: str | None
    access_key: str | None
    secret_key: str | None


@dataclass(frozen=True)
class Email:
    """The way to the mail server."""

    host: str
    port: int
    user: str | None
    password_file: Path | None
    sender: str | None
    security: Literal["starttls", "tls"]

    def password(self) -> str:
        """Read the password from its file; empty when none is set."""
        return files.first_line(self.password_file) if self.password_file else ""


@dataclass(frozen=True)
class Config:
    """Everything an office decides about its installation. Paths are absolute.

    Each field is explained in docs/reference/settings.md.
    """

    source: Path | None
    data_dir: Path
    secret_key_file: Path
    public_url: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    language: Literal["vi", "en"]
    office: str
    debug: bool
    database_url: str
    storage: Literal["file", "s3"]
    s3: S3Address | None
    email: Email | None
    mfa_duties: tuple[str, ...]
    idle_minutes: int
    identity_days: int
    job_threads: int
    max_upload_mb: int
    tesseract: Path | None
    ocr_language: str
    backup_dir: Path | None
    backup_bucket: str | None
    ledger_origin: str
    ledger_dir: Path
    keyring_file: Path
    log_level: Literal["debug", "info", "warning", "error"]
    log_format: Literal["text", "json"]

    @property
    def insecure_cookies(self) -> bool:
        """True only for plain http on this very machine (demo, development)."""
        return self.public_url.startswith("http://")

    @property
    def sqlite_path(self) -> Path | None:
        """File of the SQLite database, or None on PostgreSQL."""
        return _sqlite_path(self.database_url)

    @property
    def postgres(self) -> PostgresAddress | None:
        """Parts of the PostgreSQL address, or None on SQLite."""
        if self.sqlite_path is not None:
            return None
        parts = urlsplit(self.database_url)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        return PostgresAddress(
            name=unquote(parts.path.lstrip("/")),
            user=unquote(parts.username or query.pop("user", "")),
            password=unquote(parts.password or query.pop("password", "")),
            host=unquote(parts.hostname or query.pop("host", "")),
            port=str(parts.port or query.pop("port", "")),
            options=query,
        )

    @cached_property
    def secret_key(self) -> str:
        """The secret of this installation, made on first use with mode 0600. Never has a default.

        Raises `ConfigError` (`config.secret_key`) when the file is unreadable or too short to be a secret.
        """
        return files.secret(self.secret_key_file)


def _sqlite_path(url: str) -> Path | None:
    # On Debian "sqlite:////var/…" keeps its leading slash; on Windows "sqlite:///C:/…" has none.
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
