"""Mail goes where the office's configuration says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from running import environment

ASK = "from django.conf import settings as s; print(s.EMAIL_BACKEND.split('.')[-2], "
SERVER = (
    "s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS, "
    "s.DEFAULT_FROM_EMAIL)"
)


def said(folder: Path, code: str, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment(folder, 8000), **more},
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class TestMail:
    def test_is_written_beside_the_data_without_a_server(self, tmp_path: Path) -> None:
        assert said(tmp_path, ASK + "s.EMAIL_FILE_PATH)") == f"filebased {tmp_path / 'mail'}"

    def test_goes_to_the_server_of_the_office_with_its_password(self, tmp_path: Path) -> None:
        secret = tmp_path / "mail.password"
        secret.write_text("mat-khau-thu-2026\n", "utf-8")
        os.chmod(secret, 0o600)
        told = said(
            tmp_path,
            ASK + SERVER,
            LIEM_EMAIL_HOST="mail.example.org",
            LIEM_EMAIL_USER="liem",
            LIEM_EMAIL_PASSWORD_FILE=str(secret),
            LIEM_EMAIL_SENDER="liem@example.org",
        )
        assert told == "smtp mail.example.org 587 liem mat-khau-thu-2026 True liem@example.org"
