"""What the ledger costs an action: writes a second with ``append`` in and taken out, on both databases.

Run: ``.venv/bin/python -m benchmarks.ledger_cost [--seconds 5] [--postgres BIN_DIR]``. Three verbs through
the real settings, durable as in the product: a report on a task (one more entry of a dossier), a letter
received (the first entry of a new one), a person registered; each alone, and as the request that a browser
sends, from the session to the answer ("… sent"). Both ways alternate in short turns, so that what
else the machine does falls on both. PostgreSQL starts here with fsync on. Prints one table; asserts nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TURN = 0.5  # seconds

MEASURE = """
import itertools, json, statistics, sys, time
import django; django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
call_command("migrate", verbosity=0)
sys.path.insert(0, {tests!r})
from cast import AT, SETUP, assemble, assigned_task
from liem.domains.directives import actions as directives
from liem.kernel.ids import new_id
from liem.spine.ledger import append as room
from liem.spine.people import actions as people
from liem.spine.tasks import actions as tasks
from liem.spine.vault import files

cast = assemble()
task = assigned_task(cast)
worker, clerk = cast.actor("cell_secretary"), cast.actor("clerk")
tasks.acknowledge(actor=worker, at=AT, task_id=task.pk)
turn = itertools.count()

def report():
    n = next(turn)
    tasks.report_progress(actor=worker, at=AT, task_id=task.pk, percent=n % 99, text=f"Lan {{n}}")
def letter():
    n = next(turn)
    blob = files.store([f"%PDF-1.4 {{n}}".encode()], at=AT)
    directives.receive(actor=clerk, at=AT, unit_id=cast.units["XCR"].pk, file_name=f"{{n}}.pdf", blob=blob)
def person():
    people.register_person(actor=SETUP, at=AT, new=people.NewPerson(f"Lo Van {{next(turn)}}"))

def sending(role):
    client = Client(raise_request_exception=True)
    client.force_login(cast.account(role))
    return client
worker_sends, clerk_sends, officer_sends = map(sending, ("cell_secretary", "clerk", "personnel"))
progress_url = reverse("office:tasks_progress", args=[task.pk])

def sent(client, url, data):
    answer = client.post(url, data)
    assert answer.status_code == 302, (url, answer.status_code)
def report_sent():
    n = next(turn)
    sent(worker_sends, progress_url, {{"percent": n % 99, "text": f"Lan {{n}}"}})
def letter_sent():
    n = next(turn)
    file = SimpleUploadedFile(f"{{n}}.pdf", f"%PDF-1.4 {{n}}".encode())
    sent(clerk_sends, reverse("office:directives_send"), {{"files": [file]}})
def person_sent():
    sent(officer_sends, reverse("office:units_person_register"), {{"name": f"Lo Van {{next(turn)}}"}})

real = room.append
def nothing(**_what):
    return room.Receipt(seq=0, entry_id=new_id(), leaf_hash="")
def switch(to):
    for module in list(sys.modules.values()):
        if getattr(module, "append", None) in (real, nothing):
            module.append = to

def run(verb, seconds):
    end, done = time.perf_counter() + seconds, 0
    began = time.perf_counter()
    while time.perf_counter() < end:
        verb()
        done += 1
    return (time.perf_counter() - began) / done

from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
for name, verb in (
    ("report", report), ("letter", letter), ("person", person),
    ("report sent", report_sent), ("letter sent", letter_sent), ("person sent", person_sent),
):
    verb()
    costs = {{"in": [], "out": []}}
    for verb_round in range(max(2, int({seconds} / {turn} / 2))):
        for way, to in (("in", real), ("out", nothing)):
            switch(to)
            costs[way].append(run(verb, {turn}))
    switch(real)
    print(json.dumps([name, statistics.median(costs["out"]), statistics.median(costs["in"])]), flush=True)
"""


def measure(seconds: float, url: str = "") -> list[tuple[str, float, float]]:
    """Give (verb, seconds without, seconds with the ledger) for each verb, in a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="liem-ledger-") as folder:
        env = {name: value for name, value in os.environ.items() if not name.startswith("LIEM_")}
        env |= {
            "LIEM_DATA_DIR": folder,
            "LIEM_CONFIG": "",
            "DJANGO_SETTINGS_MODULE": "liem.site.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        if url:
            env["LIEM_DATABASE_URL"] = url
        code = MEASURE.format(tests=str(ROOT / "tests"), seconds=seconds, turn=TURN)
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise SystemExit(done.stderr)
    return [(name, without, within) for name, without, within in map(json.loads, done.stdout.splitlines())]


def show(database: str, found: list[tuple[str, float, float]]) -> None:
    """Print one row for each verb."""
    for name, without, within in found:
        print(
            f"{database:<11} {name:<12} {1 / without:>9.0f}/s {1 / within:>9.0f}/s {within / without - 1:>+7.0%}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5, help="for each verb, both ways together")
    parser.add_argument("--postgres", type=Path, help="folder of initdb and pg_ctl; absent: SQLite only")
    options = parser.parse_args()
    print(f"{'database':<11} {'verb':<12} {'without':>11} {'with':>11} {'cost':>7}")
    show("SQLite", measure(options.seconds))
    if options.postgres:
        sys.path.insert(0, str(ROOT / "src"))
        from liem.desks.console import postgres

        with postgres.server(options.postgres, postgres.FAST | postgres.DURABLE) as started:
            show("PostgreSQL", measure(options.seconds, started.url))


if __name__ == "__main__":
    main()
