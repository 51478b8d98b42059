"""`liem doctor` on what makes the record worth believing: each illness is told apart from health."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cast import Cast
from liem.desks.console.doctor import Finding, trust
from liem.kernel.log.note import COSIGNATURE
from liem.kernel.log.signing import make_seed
from liem.site.config import Config, load
from liem.spine.access import Actor, Conflict, Duty
from liem.spine.backup import keys as backup_keys
from liem.spine.backup.models import Run
from liem.spine.ledger.keyring import keyring
from liem.spine.log import actions, place, sequencer
from liem.spine.log.models import Checkpoint, Cosignature, Incident, LogAudit

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
KEEPER = Actor.of_schedule("test", Duty.KEEP_SYSTEM)


@pytest.fixture
def office(tmp_path: Path, own_log: Path) -> Config:
    """An office whose log and backups are its own; its database is that of the tests."""
    (tmp_path / "data").mkdir(mode=0o700)
    config = load(environ={"LIEM_OFFICE": "XA-01"}, cwd=tmp_path)
    assert config.sqlite_path is not None
    config.sqlite_path.touch()
    return config


def told(findings: Iterator[Finding]) -> dict[str, str]:
    found = list(findings)
    for finding in found:
        assert finding.state == "ok" or (finding.mend_vi and finding.mend_en), "an illness without a mend"
    return {finding.check: finding.state for finding in found}


@pytest.fixture
def signed(office: Config, cast: Cast) -> Config:
    """A log with entries that was signed a moment ago."""
    sequencer.sequence_all(at=NOW)
    return office


@pytest.fixture
def witnessed(office: Config, cast: Cast, tmp_path: Path) -> str:
    """A policy with one witness; gives the witness's key."""
    key = make_seed(tmp_path / "witness.key", name="mat-tran.example", type=COSIGNATURE).key
    log = place.begin(at=NOW)
    text = f"log {log.vkey}\nwitness mat-tran {key}\nquorum mat-tran\n"
    actions.set_policy(actor=KEEPER, at=NOW, text=text, reason="Có bên chứng kiến")
    sequencer.sequence_all(at=NOW)
    return str(key)


def cosigned(vkey: str, *, at: datetime) -> None:
    Cosignature.objects.create(
        checkpoint=Checkpoint.objects.latest("size"),
        vkey=vkey,
        line="—",
        time=int(at.timestamp()),
        received_at=at,
    )


class TestTheLog:
    def test_that_has_not_begun_is_not_spoken_of(self, office: Config) -> None:
        assert told(trust.log(office)) == {}

    def test_that_signs_is_well_and_asks_for_witnesses(self, signed: Config) -> None:
        assert told(trust.log(signed)) == {"log": "ok", "witnesses": "warn"}

    def test_without_its_key_is_ill(self, signed: Config, tmp_path: Path) -> None:
        (tmp_path / "log.key").unlink()
        assert told(trust.log(signed))["log_key"] == "bad"

    def test_that_stopped_is_ill(self, signed: Config) -> None:
        Incident.objects.create(kind=Incident.Kind.BROKEN, at=NOW, words="Mục 3 không khớp", evidence="")
        assert told(trust.log(signed))["log"] == "bad"

    def test_that_did_not_sign_for_long_is_warned_of(self, signed: Config) -> None:
        Checkpoint.objects.update(signed_at=NOW - timedelta(hours=27))
        assert told(trust.log(signed))["log"] == "warn"

    def test_whose_last_audit_found_something_is_ill(self, signed: Config) -> None:
        LogAudit.objects.create(at=NOW, generation=1, size=3, fault="Ô 0/0 không khớp\nchi tiết")
        assert told(trust.log(signed))["log"] == "bad"


class TestAWitness:
    def test_that_signed_today_is_well(self, office: Config, witnessed: str) -> None:
        cosigned(witnessed, at=NOW)
        assert told(trust.log(office)) == {"log": "ok", "witnesses": "ok"}

    def test_that_is_silent_for_more_than_a_day_is_named(self, office: Config, witnessed: str) -> None:
        cosigned(witnessed, at=NOW - timedelta(days=2))
        (finding,) = [each for each in trust.log(office) if each.check == "witnesses"]
        assert finding.state == "warn"
        assert "mat-tran" in finding.vi

    def test_whose_clock_runs_ahead_of_ours_is_told(self, office: Config, witnessed: str) -> None:
        cosigned(witnessed, at=NOW + timedelta(minutes=20))
        assert told(trust.log(office))["witnesses_clock"] == "warn"


class TestTheKeyring:
    def test_rewrapped_this_month_is_well_and_last_quarter_warned_of(
        self, office: Config, tmp_path: Path, settings: object
    ) -> None:
        settings.LIEM_KEYRING = {"file": tmp_path / "own" / "erasure.sqlite3", "synchronous": "OFF"}
        assert told(trust.erasure_keys(office)) == {}
        keyring().take(at=NOW)
        keyring().rotate(at=NOW, named=set())
        assert told(trust.erasure_keys(office)) == {"keyring": "ok"}
        keyring().rotate(at=NOW - timedelta(days=40), named=set())
        assert told(trust.erasure_keys(office)) == {"keyring": "warn"}


class TestBackups:
    @pytest.fixture
    def kept(self, office: Config, tmp_path: Path, settings: object) -> Config:
        settings.LIEM_BACKUP = str(tmp_path / "disk")
        settings.LIEM = office
        return office

    def run(self, *, days_ago: int, fault: str = "") -> None:
        at = NOW - timedelta(days=days_ago)
        Run.objects.create(began_at=at, ended_at=None if fault else at, target="disk", fault=fault)

    def test_nowhere_are_told_by_another_line(self, office: Config, settings: object) -> None:
        settings.LIEM_BACKUP = ""
        assert told(trust.backups(office)) == {}

    def test_without_a_key_are_ill(self, kept: Config) -> None:
        assert told(trust.backups(kept)) == {"backup_key": "bad"}

    def test_of_last_night_are_well_older_ones_warned_of_failed_ones_ill(self, kept: Config) -> None:
        backup_keys.begin(lambda _identity: None)
        assert told(trust.backups(kept)) == {"backup_age": "warn"}
        self.run(days_ago=4)
        assert told(trust.backups(kept)) == {"backup_age": "warn"}
        self.run(days_ago=1)
        assert told(trust.backups(kept)) == {"backup_age": "ok"}
        self.run(days_ago=0, fault="Đĩa đầy")
        assert told(trust.backups(kept)) == {"backup_age": "bad"}


class TestAKeyForBackups:
    @pytest.fixture
    def kept(self, office: Config, settings: object) -> Config:
        settings.LIEM = office
        return office

    def test_that_could_not_be_kept_leaves_none_behind(self, kept: Config) -> None:
        def full(_identity: str) -> None:
            raise OSError(28, "No space left on device")

        with pytest.raises(OSError, match="No space"):
            backup_keys.begin(full)
        assert not backup_keys.ready()
        held: list[str] = []
        backup_keys.begin(held.append)
        assert backup_keys.ready()
        assert held[0].startswith("AGE-SECRET-KEY")
        with pytest.raises(Conflict):
            backup_keys.begin(held.append)
        assert len(held) == 1
        assert not list((kept.data_dir / "keys").glob(".*"))
