"""Turns raw values into a `Config` and refuses combinations that would be unsafe."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from . import files
from .error import ConfigError
from .shape import Config, Email, S3Address
from .table import Value


@dataclass(frozen=True)
class Values:
    """Raw values, the place each came from, and the folder relative paths start at."""

    raw: Mapping[str, Value]
    places: Mapping[str, str]
    base: Path

    def text(self, key: str) -> str | None:
        """Value as text; None when unset or empty."""
        value = self.raw[key]
        return value if isinstance(value, str) and value else None

    def need(self, key: str) -> str:
        """Value as text; empty when unset."""
        return self.text(key) or ""

    def number(self, key: str) -> int:
        """Value as a whole number, already within its bounds."""
        value = self.raw[key]
        if not isinstance(value, int):
            raise TypeError(key)  # the table's own default is wrong: a programming error
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Value as a list of texts; empty when unset."""
        value = self.raw[key]
        return value if isinstance(value, tuple) else ()

    def path(self, key: str) -> Path | None:
        """Value as an absolute path; None when unset."""
        text = self.text(key)
        return self.base / Path(text).expanduser() if text else None

    def refuse(self, key: str, vi: str, en: str) -> ConfigError:
        """Make the refusal that points at the line or the variable this key came from."""
        return ConfigError(f"config.{key}", where=self.places[key], vi=vi, en=en)


def build(v: Values, source: Path | None) -> Config:
    """Check values against each other and freeze them. Raises `ConfigError`."""
    data_dir = v.path("data_dir") or v.base / "data"
    public_url = v.need("public_url").rstrip("/")
    host = _public_host(v, public_url)
    local = _is_local(host)
    hosts = v.texts("allowed_hosts") or ((host, "127.0.0.1", "localhost", "[::1]") if local else (host,))
    if "*" in hosts:
        raise v.refuse(
            "allowed_hosts",
            "không được dùng '*': ai cũng giả được tên máy chủ. Ghi đúng tên miền của cơ quan.",
            "'*' is not allowed: anyone could forge the host. Write the office's own names.",
        )
    debug = v.raw["debug"] is True
    if debug and not local:
        raise v.refuse(
            "debug",
            "debug chỉ dùng trên máy này (public_url là 127.0.0.1). Đặt debug = false.",
            "debug only works on this machine (public_url at 127.0.0.1). Set debug = false.",
        )
    return Config(
        source=source,
        data_dir=data_dir,
        secret_key_file=v.path("secret_key_file") or data_dir / "secret.key",
        public_url=public_url,
        allowed_hosts=tuple(dict.fromkeys(hosts)),
        trusted_proxies=v.texts("trusted_proxies"),
        language="en" if v.text("language") == "en" else "vi",
        office=v.need("office"),
        debug=debug,
        database_url=_database_url(v, data_dir),
        storage="s3" if v.text("storage.kind") == "s3" else "file",
        s3=_s3(v),
        email=_email(v),
        mfa_duties=v.texts("sign_in.mfa_duties"),
        idle_minutes=v.number("sign_in.idle_minutes"),
        identity_days=v.number("sealed.identity_days"),
        job_threads=v.number("jobs.threads"),
        max_upload_mb=v.number("uploads.max_mb"),
        tesseract=v.path("reading.tesseract"),
        ocr_language=v.need("reading.ocr_language"),
        backup_dir=v.path("backup.directory"),
        backup_bucket=v.text("backup.bucket"),
        ledger_origin=_origin(v, host),
        ledger_dir=v.path("ledger.directory") or data_dir / "log",
        keyring_file=v.path("ledger.keyring") or data_dir / "keys" / "erasure.sqlite3",
        log_level=_level(v.need("log.level")),
        log_format="json" if v.text("log.format") == "json" else "text",
    )


def _origin(v: Values, host: str) -> str:
    origin = v.text("ledger.origin") or f"{host}/so"
    if re.search(r"[\s+\x00-\x1f]", origin):
        raise v.refuse(
            "ledger.origin",
            f"'{origin}' không làm tên sổ được: không có khoảng trắng hay dấu cộng.",
            f"'{origin}' cannot name a log: neither blanks nor plus signs.",
        )
    return origin


def _level(text: str) -> Literal["debug", "info", "warning", "error"]:
    match text:
        case "debug" | "warning" | "error":
            return text
        case _:
            return "info"


def _public_host(v: Values, url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or parts.path or parts.query:
        raise v.refuse(
            "public_url",
            f"'{url}' không phải địa chỉ trang. Viết như https://liem.xa-vi-du.example",
            f"'{url}' is not a site address. Write it like https://liem.xa-vi-du.example",
        )
    if parts.scheme == "http" and not _is_local(host):
        raise v.refuse(
            "public_url",
            f"'{url}' không mã hóa: người khác trên mạng đọc được mật khẩu. Dùng https (xem deploy/commune).",
            f"'{url}' is not encrypted: others could read passwords. Use https (see deploy/commune).",
        )
    return f"[{host}]" if ":" in host else host


def _is_local(host: str) -> bool:
    name = host.strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _database_url(v: Values, data_dir: Path) -> str:
    url = v.text("database.url")
    if url is None:
        return f"sqlite:///{(data_dir / 'liem.sqlite3').as_posix()}"
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        path = v.base / url.removeprefix("sqlite:///")
        return f"sqlite:///{path.as_posix()}"
    if re.match(r"postgres(ql)?://.*/[^/?]+", url):
        return url
    raise v.refuse(
        "database.url",
        "chỉ nhận sqlite:///đường/dẫn/tệp hoặc postgresql://người@máy/tên.",
        "only sqlite:///path/to/file or postgresql://user@host/name is accepted.",
    )


def _s3(v: Values) -> S3Address | None:
    if v.text("storage.kind") != "s3":
        return None
    bucket = v.text("storage.bucket")
    if bucket is None:
        raise v.refuse(
            "storage.bucket",
            'storage.kind = "s3" cần thêm storage.bucket.',
            'storage.kind = "s3" also needs storage.bucket.',
        )
    access = secret = None
    credentials = v.path("storage.credentials_file")
    if credentials is not None:
        lines = files.read(credentials).split()
        if len(lines) != 2:
            raise v.refuse(
                "storage.credentials_file",
                f"{credentials} phải có đúng hai dòng: khóa truy cập, khóa bí mật.",
                f"{credentials} must have exactly two lines: access key, secret key.",
            )
        access, secret = lines
    return S3Address(bucket, v.text("storage.endpoint"), v.text("storage.region"), access, secret)


def _email(v: Values) -> Email | None:
    host = v.text("email.host")
    if host is None:
        return None
    if v.text("email.sender") is None:
        raise v.refuse(
            "email.sender",
            "có email.host thì cần email.sender để người nhận biết thư của ai.",
            "email.host also needs email.sender, so that people know who writes.",
        )
    return Email(
        host=host,
        port=v.number("email.port"),
        user=v.text("email.user"),
        password_file=v.path("email.password_file"),
        sender=v.text("email.sender"),
        security="tls" if v.text("email.security") == "tls" else "starttls",
    )
