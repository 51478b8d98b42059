"""Checks of what faces people: address, certificate, sign-in, mail, object storage, the office itself."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlsplit

from .finding import Finding, Installation

WAIT_SECONDS = 5.0
CERTIFICATE_DAYS = 14
DEFAULT_PORT = 8000


def address(installation: Installation) -> Iterator[Finding]:
    """The address is encrypted for everybody but this machine, and the proxy in front is named."""
    url = installation.public_url
    if installation.insecure_cookies:
        yield Finding(
            "address",
            "warn" if not installation.debug else "ok",
            f"{url}: chỉ dùng được trên máy này",
            f"{url}: for this machine only",
            "Để cả cơ quan dùng: đặt public_url = https://… (xem deploy/commune).",
            "For the whole office: set public_url = https://… (see deploy/commune).",
        )
        return
    host = urlsplit(url).hostname or ""
    if host not in installation.allowed_hosts:
        yield Finding(
            "address",
            "bad",
            f"allowed_hosts thiếu {host}: mọi trang sẽ bị từ chối",
            f"allowed_hosts lacks {host}: every page would be refused",
            f'Thêm "{host}" vào allowed_hosts.',
            f'Add "{host}" to allowed_hosts.',
        )
        return
    if not installation.trusted_proxies:
        yield Finding(
            "address",
            "bad",
            "dùng https nhưng chưa khai trusted_proxies: Liêm không biết kết nối có mã hóa, đăng nhập sẽ lỗi",
            "https without trusted_proxies: Liêm cannot see that the connection is encrypted",
            'Máy chủ trung gian ở cùng máy thì đặt trusted_proxies = ["127.0.0.1"].',
            'With the proxy on this machine set trusted_proxies = ["127.0.0.1"].',
        )
        return
    yield Finding("address", "ok", f"{url}, cookie chỉ đi qua https", f"{url}, cookies over https only")


def port(installation: Installation) -> Iterator[Finding]:
    """Whether the local port is free or served."""
    parts = urlsplit(installation.public_url)
    number = parts.port or DEFAULT_PORT if installation.insecure_cookies else DEFAULT_PORT
    with closing(socket.socket()) as probe:
        probe.settimeout(1.0)
        taken = probe.connect_ex(("127.0.0.1", number)) == 0
    vi = "đang có chương trình trả lời (liem serve đang chạy?)" if taken else "còn trống"
    en = "is answered by a program (liem serve running?)" if taken else "is free"
    yield Finding("port", "ok", f"cổng {number} {vi}", f"port {number} {en}", measured={"port": number})


def certificate(installation: Installation) -> Iterator[Finding]:
    """The certificate people meet at the public address is valid for at least two weeks."""
    parts = urlsplit(installation.public_url)
    if parts.scheme != "https" or parts.hostname is None:
        return
    try:
        context = ssl.create_default_context()
        with (
            socket.create_connection((parts.hostname, parts.port or 443), timeout=WAIT_SECONDS) as raw,
            context.wrap_socket(raw, server_hostname=parts.hostname) as secured,
        ):
            told = secured.getpeercert() or {}
    except OSError as fault:  # ssl errors are OSErrors too
        yield Finding(
            "certificate",
            "warn",
            f"không mở được {installation.public_url} từ máy này: {fault}",
            f"{installation.public_url} cannot be opened from this machine: {fault}",
            "Kiểm tra tên miền, nginx hoặc Caddy, và chứng thư.",
            "Check the name, nginx or Caddy, and the certificate.",
        )
        return
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)
    days = (ends - datetime.now(UTC)).days
    state = "ok" if days >= CERTIFICATE_DAYS else "bad"
    yield Finding(
        "certificate",
        "ok" if state == "ok" else "bad",
        f"chứng thư còn hạn {days} ngày",
        f"the certificate is valid for {days} more days",
        "" if state == "ok" else "Gia hạn chứng thư (Caddy, certbot tự làm khi mạng thông).",
        "" if state == "ok" else "Renew it (Caddy and certbot do so when the network is open).",
        {"days": days},
    )


def sign_in(installation: Installation) -> Iterator[Finding]:
    """The duties that can do most harm need a second factor, and no debug pages are shown."""
    if installation.debug:
        yield Finding(
            "sign_in",
            "warn",
            "debug đang bật: trang lỗi lộ chi tiết bên trong",
            "debug is on: error pages show the inside",
            "Đặt debug = false.",
            "Set debug = false.",
        )
    if not installation.mfa_duties:
        yield Finding(
            "sign_in",
            "warn",
            "không chức trách nào bắt buộc đăng nhập hai lớp",
            "no duty needs a second factor",
            "Khai sign_in.mfa_duties, ít nhất văn thư và người đứng đầu.",
            "Set sign_in.mfa_duties, at least for the clerk and the head.",
        )
        return
    count = len(installation.mfa_duties)
    yield Finding(
        "sign_in", "ok", f"{count} chức trách phải đăng nhập hai lớp", f"second factor: {count} duties"
    )


def mail(installation: Installation) -> Iterator[Finding]:
    """The mail server answers and encrypts."""
    email = installation.email
    if email is None:
        yield Finding(
            "mail",
            "warn",
            "chưa khai máy chủ thư: lời nhắc chỉ hiện trong Liêm",
            "no mail server: reminders show only inside Liêm",
            "Khai mục [email] trong liem.toml.",
            "Fill [email] in liem.toml.",
        )
        return
    import smtplib

    context = ssl.create_default_context()
    try:
        if email.security == "tls":
            with smtplib.SMTP_SSL(email.host, email.port, timeout=WAIT_SECONDS, context=context) as server:
                server.noop()
        else:
            with smtplib.SMTP(email.host, email.port, timeout=WAIT_SECONDS) as server:
                server.starttls(context=context)
                server.noop()
    except (OSError, smtplib.SMTPException) as fault:
        yield Finding(
            "mail",
            "bad",
            f"máy chủ thư {email.host}:{email.port} không nhận: {fault}",
            f"the mail server {email.host}:{email.port} refuses: {fault}",
            "Kiểm tra tên, cổng, tường lửa và chứng thư của máy chủ thư.",
            "Check name, port, firewall and certificate of the mail server.",
        )
        return
    yield Finding("mail", "ok", f"máy chủ thư {email.host} trả lời", f"the mail server {email.host} answers")


def storage(installation: Installation) -> Iterator[Finding]:
    """Original files have a place: the disk, or object storage with its driver installed."""
    if installation.storage == "file":
        yield Finding("storage", "ok", "tệp gốc giữ trên đĩa", "original files are kept on disk")
        return
    import importlib.util

    if importlib.util.find_spec("storages") is None or importlib.util.find_spec("boto3") is None:
        yield Finding(
            "storage",
            "bad",
            "thiếu thư viện S3",
            "the S3 driver is missing",
            "Cài thêm: pip install 'liem[s3]'",
            "Install it: pip install 'liem[s3]'",
        )
        return
    from django.core.files.storage import default_storage

    try:
        default_storage.exists("liem-doctor")
    except Exception as fault:  # noqa: BLE001 boto3 has no common base for what may go wrong here
        yield Finding(
            "storage",
            "bad",
            f"kho S3 không trả lời: {fault}",
            f"object storage does not answer: {fault}",
            "Kiểm tra storage.endpoint, storage.bucket và storage.credentials_file.",
            "Check storage.endpoint, storage.bucket and storage.credentials_file.",
        )
        return
    yield Finding("storage", "ok", "kho S3 trả lời", "object storage answers")


def office(installation: Installation) -> Iterator[Finding]:
    """The installation knows whose it is."""
    if installation.office:
        yield Finding("office", "ok", f"cơ quan {installation.office}", f"office {installation.office}")
        return
    yield Finding(
        "office",
        "warn",
        "chưa khai mã đơn vị",
        "the unit code is not set",
        'Đặt office = "mã đơn vị" trong liem.toml.',
        'Set office = "unit code" in liem.toml.',
    )
