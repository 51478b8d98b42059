"""The configurations under `deploy/`: each is read by the product, and each is started once as it stands."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
import yaml

from liem.desks.console import packages, postgres
from liem.site.config import load
from running import LIEM, Server, environment, free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*/*.service"))
# Without these a hole in the product would be a hole in the machine.
WALLS = {
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "NoNewPrivileges": "yes",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
    "StateDirectoryMode": "0700",
}
FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


def directives(unit: Path) -> dict[str, list[str]]:
    """All `Key=value` lines of a unit file, repeated keys kept."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        if match := re.match(r"([A-Za-z]+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def installed(place: str, etc: Path) -> Path:
    """`liem.toml` of a place as after its how-to; system folders become folders under `etc`."""
    (etc / "var").mkdir(parents=True, mode=0o700)
    (etc / "s3.key").write_text("access\nsecret\n")
    (etc / "mail.key").write_text("password\n")
    text = (DEPLOY / place / "liem.toml").read_text("utf-8")
    text = text.replace("/etc/liem", str(etc)).replace("/var/lib/liem", str(etc / "var"))
    text = text.replace("../../data/laptop", str(etc / "var"))
    (etc / "liem.toml").write_text(text, "utf-8")
    return etc / "liem.toml"


def served(place: str, tmp_path: Path, *words: str, **environ: str) -> Server:
    """Start `liem serve` with the configuration of a place."""
    toml = installed(place, tmp_path / "etc")
    port = free_port()
    kept = {k: v for k, v in environment(tmp_path, port).items() if not k.startswith("LIEM_")}
    return Server(tmp_path, port, list(words), {**kept, "LIEM_CONFIG": str(toml), **environ})


def ask(server: Server, host: str, **headers: str) -> tuple[int, str, CookieJar]:
    """Ask for the sign-in page as the proxy would."""
    cookies = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    request = urllib.request.Request(
        f"{server.url}/tai-khoan/dang-nhap/",
        headers={"Host": host, **{k.replace("_", "-"): v for k, v in headers.items()}},
    )
    with opener.open(request) as answer:
        return answer.status, answer.read().decode(), cookies


class TestConfigurations:
    @pytest.mark.parametrize("place", ["laptop", "commune", "province"])
    def test_are_understood(self, place: str, tmp_path: Path) -> None:
        toml = installed(place, tmp_path / "etc")
        config = load(environ={"LIEM_CONFIG": str(toml)}, cwd=tmp_path)
        assert config.office
        assert config.backup_dir is not None
        assert not config.debug

    def test_believe_only_the_proxy_of_the_same_machine(self, tmp_path: Path) -> None:
        toml = installed("commune", tmp_path / "etc")
        config = load(environ={"LIEM_CONFIG": str(toml)}, cwd=tmp_path)
        assert config.trusted_proxies == ("127.0.0.1",)
        assert not config.insecure_cookies

    def test_of_the_province_use_postgresql_and_objects(self, tmp_path: Path) -> None:
        toml = installed("province", tmp_path / "etc")
        config = load(environ={"LIEM_CONFIG": str(toml)}, cwd=tmp_path)
        assert config.postgres is not None
        assert config.s3 is not None
        assert (config.s3.access_key, config.s3.secret_key) == ("access", "secret")


@pytest.mark.slow
class TestStarted:
    def test_laptop(self, tmp_path: Path) -> None:
        server = served("laptop", tmp_path, "--migrate").start()
        try:
            status, page, _ = ask(server, f"127.0.0.1:{server.port}")
            assert status == 200
            assert "<form" in page
        finally:
            server.kill()

    def test_commune_answers_its_name_over_https_only(self, tmp_path: Path) -> None:
        server = served("commune", tmp_path, "--migrate").start()
        try:
            status, _, cookies = ask(server, "liem.xa-suoi-trong.example", **FORWARDED)
            assert status == 200
            assert [cookie.secure for cookie in cookies] == [True]
            with pytest.raises(urllib.error.HTTPError) as caught:
                ask(server, "somebody-else.example", **FORWARDED)
            assert caught.value.code == 400
            assert server.stop() == 0
        finally:
            server.kill()

    def test_province_with_several_workers_and_a_worker_for_jobs(self, tmp_path: Path) -> None:
        bin_dir = packages.postgres_bin()
        assert bin_dir is not None, "PostgreSQL is missing: ./liem test installs it"
        with postgres.private(bin_dir) as url:
            server = served(
                "province", tmp_path, "--workers", "2", "--migrate", LIEM_DATABASE_URL=url
            ).start()
            line = [*LIEM, "worker"]
            jobs = subprocess.Popen(line, env=server.environ, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
            try:
                status, _, _ = ask(server, "liem.tinh-dong-son.example", **FORWARDED)
                assert status == 200
                assert jobs.stderr is not None
                assert "liem worker" in jobs.stderr.readline()
                assert server.run("tick").returncode == 0
                assert server.stop() == 0
                jobs.terminate()
                assert jobs.wait(30) == 0
            finally:
                server.kill()
                jobs.kill()
                jobs.communicate()


class TestUnits:
    @pytest.mark.parametrize("unit", UNITS, ids=lambda unit: f"{unit.parent.name}/{unit.name}")
    def test_stand_behind_walls(self, unit: Path) -> None:
        found = directives(unit)
        assert {key: found.get(key, ["absent"])[-1] for key in WALLS} == WALLS
        assert found["SystemCallFilter"] == ["@system-service", "~@privileged"]

    @pytest.mark.parametrize("unit", UNITS, ids=lambda unit: f"{unit.parent.name}/{unit.name}")
    def test_start_commands_the_product_has(self, unit: Path) -> None:
        (command,) = directives(unit)["ExecStart"]
        program, word, *rest = command.split()
        assert program == "/opt/liem/.venv/bin/liem"
        verb = [each for each in rest[:1] if each.isalpha()]  # `liem witness serve`
        done = subprocess.run([*LIEM, word, *verb, "--help"], capture_output=True, text=True, check=True)
        assert all(option in done.stdout for option in rest if option.startswith("--"))

    @pytest.mark.skipif(
        shutil.which("systemd-analyze") is None,
        reason="systemd is not on this machine; the walls are tested above",
    )
    @pytest.mark.parametrize(
        "unit", [*UNITS, *DEPLOY.glob("*/*.timer")], ids=lambda unit: f"{unit.parent.name}/{unit.name}"
    )
    def test_satisfy_systemd_itself(self, unit: Path, tmp_path: Path) -> None:
        for file in unit.parent.glob("*.service"):
            text = file.read_text("utf-8").replace("/opt/liem/.venv/bin/liem", sys.executable)
            (tmp_path / file.name).write_text(text, "utf-8")
        if unit.suffix == ".timer":
            shutil.copy(unit, tmp_path)
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
            capture_output=True,
            text=True,
            check=False,
        )
        told = [line for line in done.stderr.splitlines() if "liem" in line]
        assert (told, done.returncode) == ([], 0)


class TestTheRest:
    def test_of_the_proxies_replace_what_visitors_claim(self) -> None:
        for place in ("commune", "province"):
            text = (DEPLOY / place / "nginx.conf").read_text("utf-8")
            assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
            assert "proxy_set_header X-Forwarded-Proto $scheme;" in text

    def test_compose_is_yaml_and_says_that_it_is_optional(self) -> None:
        path = DEPLOY / "province" / "compose.yaml"
        assert set(yaml.safe_load(path.read_text("utf-8"))["services"]) == {"postgres", "web", "worker"}
        assert "Optional" in path.read_text("utf-8").splitlines()[0]

    def test_each_place_is_in_the_readme(self) -> None:
        text = (DEPLOY / "README.md").read_text("utf-8")
        for place in DEPLOY.iterdir():
            assert not place.is_dir() or f"({place.name}/)" in text
