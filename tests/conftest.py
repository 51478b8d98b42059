"""The ground of all tests: one fixed instant, a database per run, real servers and a real browser.

The same tests run on SQLite (default) and on PostgreSQL (`LIEM_DATABASE_URL`, which `liem test` gives to a
second run keeping only tests marked `twin`). Everything under tests/spine and tests/domains that touches the
database is marked so by itself. Rows of the ledger cannot be deleted, so tests use `db` (rolled back), never
`transactional_db`; what needs several processes uses `serve`, a real `liem serve` with its own data folder.
Tests of rooms that know no framework run without Django when they are asked for alone.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TWIN_ROOMS = ("spine", "domains")
FRAMEWORK_FREE = {"kernel", "law", "analysis", "adapters"}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def _own_data_folder() -> None:
    """Point the product at a throw-away folder before Django reads its settings."""
    if "LIEM_TEST_DATA_DIR" not in os.environ:
        folder = tempfile.mkdtemp(prefix="liem-test-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["LIEM_TEST_DATA_DIR"] = folder
    for name in [name for name in os.environ if name.startswith("LIEM_")]:
        if not name.startswith("LIEM_TEST_") and name != "LIEM_DATABASE_URL":
            del os.environ[name]
    os.environ["LIEM_DATA_DIR"] = os.environ["LIEM_TEST_DATA_DIR"]
    os.environ["LIEM_CONFIG"] = ""
    os.environ["LIEM_SIGN_IN_MFA_DUTIES"] = ""  # tests that are about the second factor ask for it themselves
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    # Playwright's synchronous API keeps an event loop in the thread; Django would refuse queries there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


_own_data_folder()
pytest_plugins = ["running"]


def pytest_configure(config: pytest.Config) -> None:
    """Let pytest-django find the settings, and give SQLite a file: in memory it has no WAL and no locks."""
    if _without_framework(config):
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "liem.site.settings"
    from django.conf import settings

    # Argon2 is slow on purpose; tests that are about it name it themselves.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # On disk, as in the product, tests that run side by side would count each other's tries.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    # A keyring for each process beside its database; tests do not pull the plug, so it need not be durable.
    keyring = Path(os.environ["LIEM_TEST_DATA_DIR"]) / f"keys-{os.getpid()}" / "erasure.sqlite3"
    settings.LIEM_KEYRING = {"file": keyring, "synchronous": "OFF"}
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        name = Path(os.environ["LIEM_TEST_DATA_DIR"]) / f"test-{os.getpid()}.sqlite3"
        default.setdefault("TEST", {})["NAME"] = str(name)


def _without_framework(config: pytest.Config) -> bool:
    """True when every path asked for lies in a room that must not need Django."""
    tests = ROOT / "tests"
    paths = [Path(config.invocation_params.dir, word.split("::")[0]).resolve() for word in config.args]
    rooms = {path.relative_to(tests).parts[:1] for path in paths if path.is_relative_to(tests)}
    return len(rooms) > 0 and rooms <= {(room,) for room in FRAMEWORK_FREE}


def pytest_report_header(config: pytest.Config) -> str:
    """Say on which database and which Python this run is."""
    if _without_framework(config):
        return f"no framework; python {sys.version.split()[0]}"
    from django.conf import settings

    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    return f"database: {engine}; python {sys.version.split()[0]}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark twins before `-m` looks at marks; put the longest first."""
    for item in items:
        parts = item.path.relative_to(ROOT).parts
        uses_database = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) or item.get_closest_marker(
            "django_db"
        )
        if parts[:1] == ("tests",) and parts[1] in TWIN_ROOMS and uses_database:
            item.add_marker(pytest.mark.twin)
    # The longest begin first: the last one would otherwise keep one core busy and leave the other idle.
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)


def pytest_collection_finish() -> None:
    """Leave what was loaded by now to the end of the process: looking through it again and again is dear."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Open the copy laid by `django_db_modify_db_settings`; on PostgreSQL Django itself makes the copy."""
    from django.conf import settings

    return bool(settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Begin with a copy of the database that was migrated once for all processes of this run."""
    from django.conf import settings
    from django.db import connection

    from running import postgres_template

    test = connection.settings_dict["TEST"]
    test["MIGRATE"] = False  # it has been
    if connection.vendor == "postgresql":
        test["TEMPLATE"] = postgres_template(os.environ["LIEM_DATABASE_URL"])
    else:
        folder = request.getfixturevalue("migrated")
        shutil.copy(folder / Path(settings.DATABASES["default"]["NAME"]).name, test["NAME"])


@pytest.fixture(autouse=True)
def every_change_has_its_entry(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which the product changed a fact without an entry in the ledger (tests/guard.py)."""
    uses = "db" in request.fixturenames or request.node.get_closest_marker("django_db")
    if not uses or request.node.path.name == "test_guard.py":
        yield
        return
    request.getfixturevalue("db")
    from guard import watching

    with watching() as guard:
        yield
    if guard.found:
        pytest.fail("changed without an entry in the ledger: " + "; ".join(guard.found), pytrace=False)


@pytest.fixture
def at() -> datetime:
    """Monday 14 September 2026, 09:30 in Hà Nội: an ordinary working morning."""
    return datetime(2026, 9, 14, 2, 30, tzinfo=UTC)


@pytest.fixture
def later() -> datetime:
    """Two hours after `at`, the same morning."""
    return datetime(2026, 9, 14, 4, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A real Chromium for the session (playwright's `Browser`). Missing Chromium fails, never skips."""
    from playwright.sync_api import sync_playwright

    found = (
        os.environ.get("LIEM_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if found is None:
        pytest.fail("Chromium is missing: apt-get install chromium (./liem test does it)", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def own_log(tmp_path: Path, settings: object) -> Path:
    """A transparency log with key and folder of this test's own; gives the folder it is published in."""
    settings.LIEM_LOG = {
        "origin": "xa.example/so",
        "key": tmp_path / "log.key",
        "directory": tmp_path / "log",
    }
    return tmp_path / "log"


@pytest.fixture
def cast(db: None) -> object:
    """The fixed cast of a fictional commune, made by actions (tests/cast.py)."""
    from cast import assemble

    return assemble()
