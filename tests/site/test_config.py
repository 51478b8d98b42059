"""The configuration: what it accepts, what it refuses, and that each refusal says where and how to mend."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from liem.site.config import SETTINGS, ConfigError, load

ROOT = Path(__file__).resolve().parents[2]


def refused(tmp_path: Path, toml: str, **environ: str) -> ConfigError:
    (tmp_path / "liem.toml").write_text(toml, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load(environ=environ, cwd=tmp_path)
    return caught.value


class TestDefaults:
    def test_keep_everything_in_one_folder_on_this_machine(self, tmp_path: Path) -> None:
        config = load(environ={}, cwd=tmp_path)
        assert config.data_dir == tmp_path / "data"
        assert config.sqlite_path == tmp_path / "data" / "liem.sqlite3"
        assert config.allowed_hosts == ("127.0.0.1", "localhost", "[::1]")
        assert config.insecure_cookies
        assert not config.debug

    def test_touch_no_disk_before_the_secret_is_asked(self, tmp_path: Path) -> None:
        load(environ={}, cwd=tmp_path)
        assert list(tmp_path.iterdir()) == []


class TestFile:
    def test_wins_over_defaults_and_loses_to_the_environment(self, tmp_path: Path) -> None:
        (tmp_path / "liem.toml").write_text('office = "XA-01"\n[uploads]\nmax_mb = 50\n', "utf-8")
        assert load(environ={}, cwd=tmp_path).max_upload_mb == 50
        config = load(
            environ={"LIEM_UPLOADS_MAX_MB": "60", "LIEM_SIGN_IN_MFA_DUTIES": "clerk, inspector"}, cwd=tmp_path
        )
        assert (config.max_upload_mb, config.office) == (60, "XA-01")
        assert config.mfa_duties == ("clerk", "inspector")

    def test_paths_start_at_the_folder_of_the_file(self, tmp_path: Path) -> None:
        etc = tmp_path / "etc"
        etc.mkdir()
        (etc / "liem.toml").write_text('data_dir = "../var"\n', "utf-8")
        config = load(environ={"LIEM_CONFIG": str(etc / "liem.toml")}, cwd=tmp_path)
        assert config.data_dir.resolve() == tmp_path / "var"

    def test_is_found_in_the_data_folder(self, tmp_path: Path) -> None:
        (tmp_path / "d").mkdir()
        (tmp_path / "d" / "liem.toml").write_text('office = "XA-02"\n', "utf-8")
        assert load(environ={"LIEM_DATA_DIR": "d"}, cwd=tmp_path).office == "XA-02"

    def test_named_but_absent_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError) as caught:
            load(environ={"LIEM_CONFIG": "none.toml"}, cwd=tmp_path)
        assert caught.value.code == "config.missing"

    def test_is_not_looked_for_when_none_is_asked_for(self, tmp_path: Path) -> None:
        (tmp_path / "liem.toml").write_text('office = "XA-03"\n', "utf-8")
        assert load(environ={"LIEM_CONFIG": ""}, cwd=tmp_path).office == ""


class TestRefusals:
    def test_unknown_key_names_its_line_and_the_nearest_key(self, tmp_path: Path) -> None:
        fault = refused(tmp_path, '# đầu tệp\noffice = "X"\n\n[uploads]\nmax_mbs = 5\n')
        assert fault.where.endswith("liem.toml:5")
        assert "'uploads.max_mb'" in fault.vi

    def test_unknown_environment_name_is_not_ignored(self, tmp_path: Path) -> None:
        fault = refused(tmp_path, "", LIEM_DATABASE_URI="x")
        assert "LIEM_DATABASE_URL" in fault.en

    @pytest.mark.parametrize(
        ("toml", "code"),
        [
            ("office = 5", "config.wrong_type"),
            ('debug = "false"', "config.wrong_type"),
            ("allowed_hosts = [1]", "config.wrong_type"),
            ("[uploads]\nmax_mb = true", "config.wrong_type"),
            ("[uploads]\nmax_mb = 0", "config.out_of_bounds"),
            ('[storage]\nkind = "ftp"', "config.not_a_choice"),
            ('[storage]\nkind = "s3"', "config.storage.bucket"),
            ('[email]\nhost = "mail.example"', "config.email.sender"),
            ('[database]\nurl = "mysql://x/y"', "config.database.url"),
            ('allowed_hosts = ["*"]', "config.allowed_hosts"),
            ('public_url = "liem.example"', "config.public_url"),
            ('public_url = "http://liem.example"', "config.public_url"),
            ('public_url = "https://liem.example"\ndebug = true', "config.debug"),
            ("office = ", "config.syntax"),
        ],
    )
    def test_each_fault_has_its_own_code(self, tmp_path: Path, toml: str, code: str) -> None:
        assert refused(tmp_path, toml).code == code

    def test_a_number_in_the_environment_must_be_a_number(self, tmp_path: Path) -> None:
        fault = refused(tmp_path, "", LIEM_JOBS_THREADS="two")
        assert (fault.code, fault.where) == ("config.wrong_type", "LIEM_JOBS_THREADS")


class TestDatabase:
    def test_postgres_address_is_taken_apart(self, tmp_path: Path) -> None:
        url = "postgresql://li%40em:p%2Fw@db.example:5433/liem?sslmode=require"
        address = load(environ={"LIEM_DATABASE_URL": url}, cwd=tmp_path).postgres
        assert address is not None
        assert (address.user, address.password, address.host) == ("li@em", "p/w", "db.example")
        assert (address.port, address.name, dict(address.options)) == ("5433", "liem", {"sslmode": "require"})

    def test_postgres_by_socket(self, tmp_path: Path) -> None:
        address = load(
            environ={"LIEM_DATABASE_URL": "postgresql:///liem?host=/run/pg"}, cwd=tmp_path
        ).postgres
        assert address is not None
        assert (address.host, address.name, dict(address.options)) == ("/run/pg", "liem", {})

    def test_sqlite_path_keeps_a_leading_slash(self, tmp_path: Path) -> None:
        config = load(environ={"LIEM_DATABASE_URL": "sqlite:////var/lib/liem/x.sqlite3"}, cwd=tmp_path)
        assert config.sqlite_path == Path("/var/lib/liem/x.sqlite3")
        assert config.postgres is None


class TestSecret:
    def test_is_made_once_for_the_owner_alone(self, tmp_path: Path) -> None:
        config = load(environ={}, cwd=tmp_path)
        first = config.secret_key
        assert len(first) >= 64
        assert first == load(environ={}, cwd=tmp_path).secret_key
        if os.name == "posix":
            assert stat.S_IMODE(config.secret_key_file.stat().st_mode) == 0o600
        assert [path.name for path in config.data_dir.iterdir()] == ["secret.key"]

    def test_two_starting_together_share_one(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(lambda _: load(environ={}, cwd=tmp_path).secret_key, range(8)))
        assert len(keys) == 1

    def test_too_short_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "secret.key").write_text("change-me\n", "utf-8")
        with pytest.raises(ConfigError) as caught:
            _ = load(environ={}, cwd=tmp_path).secret_key
        assert caught.value.code == "config.secret_key"

    def test_does_not_leak_by_printing(self, tmp_path: Path) -> None:
        config = load(environ={}, cwd=tmp_path)
        assert config.secret_key not in repr(config)


class TestReference:
    def test_page_documents_each_key_its_variable_and_default(self) -> None:
        text = (ROOT / "docs/reference/settings.md").read_text("utf-8")
        for setting in SETTINGS:
            row = next((line for line in text.splitlines() if line.startswith(f"| `{setting.key}` ")), "")
            assert f"`{setting.env}`" in row, f"{setting.key}: run tools/settings_page.py"
            assert setting.en in row
            assert setting.vi in row
