"""The product under load: start, memory, first visit, lists at 100,000 tasks, writers; peers in the same run.

Run: ``.venv/bin/python -m benchmarks.product [--tasks 100000] [--seconds 30]``. Prints one table; nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIEM = [sys.executable, "-c", "import sys; from liem.site.cli import main; sys.exit(main())"]
PASSWORD = "bench-lua-nep-nuong-2026"

FILL = """
import random, sys
from datetime import UTC, date, datetime, timedelta
sys.path.insert(0, {tests!r})
from cast import assemble, assigned_task
from liem.kernel.ids import new_id
from liem.kernel.text import fold
from liem.spine.cases.models import Case
from liem.spine.people.models import Account
from liem.spine.tasks.models import Task
chance = random.Random(5)
at = datetime.now(UTC)
cast = assemble(at=at)
for account in Account.objects.all():
    account.set_password({password!r})
    account.save(update_fields=["password"])
from liem.domains.directives.models import Directive
first = assigned_task(cast, at=at)
cases, papers = [first.case], []
for number in range(2, 502):
    case = Case(id=new_id(), kind="directive", unit=cast.units["XCR"], year=2026, number=number,
                dossier=f"VBĐ-26-{{number:05d}}/XCR", title="Rà soát", folded="ra soat", opened_at=at)
    cases.append(case)
    papers.append(Directive(id=new_id(), case=case, unit=cast.units["XCR"], file_name=f"{{number}}.pdf", state="assigned",
                            number=str(number), symbol="CV/TU", issuer="Tỉnh ủy An Liêm", kind="official_letter",
                            issued_on=at.date() - timedelta(days=number), subject="Rà soát sổ quỹ chi bộ",
                            folded="ra soat", received_at=at - timedelta(days=number), confirmed_at=at))
Case.objects.bulk_create(cases[1:])
Directive.objects.bulk_create(papers)
units = [cast.units[code] for code in ("CB01", "CB02", "VP", "UBND", "XCR")]
states = ["assigned", "acknowledged", "in_progress", "finished", "accepted", "accepted", "accepted", "accepted"]
rows = []
for number in range({tasks}):
    state = chance.choice(states)
    given = at - timedelta(days=chance.randrange(700))
    due = given + timedelta(days=chance.randrange(5, 60)) if chance.random() < 0.75 else None
    done = state in ("finished", "accepted")
    heading = f"Rà soát, báo cáo việc số {{number}} của chi bộ"
    rows.append(Task(
        id=new_id(), case=chance.choice(cases), number=str(number % 9 + 1), heading=heading, text=heading + " và đề xuất cách làm",
        folded=fold(heading), giver_unit=cast.units["XCR"], lead_unit=chance.choice(units), state=state,
        deadline_kind="date" if due else "none", due_at=due, created_at=given, assigned_at=given,
        finished_at=given + timedelta(days=9) if done else None,
        outcome=("on_time" if due else "no_deadline") if done else "", percent=100 if done else 30,
    ))
    if len(rows) == 5000:
        Task.objects.bulk_create(rows)
        rows.clear()
Task.objects.bulk_create(rows)
print(first.pk)
"""

QUERIES = """
from django.test import Client
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.conf import settings
from liem.spine.people.models import Account
settings.ALLOWED_HOSTS.append("testserver")
client = Client()
client.force_login(Account.objects.get(username="office.head"), backend=settings.AUTHENTICATION_BACKENDS[-1])
import json
counts = {}
for path in %r:
    client.get(path)
    with CaptureQueriesContext(connection, ) as seen:
        status = client.get(path).status_code
    counts[path] = [status, len(seen)]
print(json.dumps(counts))
"""

WRITER = """
import sys, time
from datetime import UTC, datetime
from uuid import UUID
from liem.spine.people.models import Account
from liem.spine.people.readers import actor_for
from liem.spine.tasks import actions
worker = actor_for(Account.objects.get(username="cell.secretary"), at=datetime.now(UTC))
stop, done, times = time.monotonic() + float(sys.argv[1]), 0, []
while time.monotonic() < stop:
    began = time.perf_counter()
    actions.report_progress(actor=worker, at=datetime.now(UTC), task_id=UUID(sys.argv[2]), percent=done % 100, text="x")
    times.append(time.perf_counter() - began)
    done += 1
    time.sleep(float(sys.argv[3]) if len(sys.argv) > 3 else 0)
times.sort()
print(done, times[int(len(times) * 0.99) - 1] if times else 0)
"""


def environment(folder: Path) -> dict[str, str]:
    """An installation of the benchmark's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIEM_")}
    return {
        **kept,
        "LIEM_CONFIG": "",
        "LIEM_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "liem.site.settings",
    }


def python(folder: Path, code: str, *words: str) -> str:
    """Run Python with Django on the installation."""
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n" + code, *words],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def start(folder: Path, port: int, command: list[str]) -> tuple[subprocess.Popen[bytes], float]:
    """Start a server and give the seconds to its first page."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/tai-khoan/dang-nhap/", timeout=30).read()
        except OSError:
            time.sleep(0.01)
            if time.monotonic() - began > 60:
                raise
        else:
            return process, time.monotonic() - began


def memory(process: subprocess.Popen[bytes]) -> float:
    """Proportional memory (PSS, MB) of a process and its children."""
    pids = [process.pid]
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            pids += [int(child) for child in task.read_text().split()]
    total = 0
    for pid in pids:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE).group(1))
    return total / 1024


def signed_in(port: int, username: str) -> urllib.request.OpenerDirector:
    """An opener with the session of a person."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    address = f"http://127.0.0.1:{port}/tai-khoan/dang-nhap/"
    page = opener.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    form = {"csrfmiddlewaretoken": token, "login": username, "password": PASSWORD}
    request = urllib.request.Request(address, urllib.parse.urlencode(form).encode(), {"Referer": address})
    opener.open(request).read()
    return opener


def load(
    port: int, path: str, *, clients: int, seconds: float, username: str = "office.head"
) -> dict[str, float]:
    """Let clients fetch a page over and over; p50, p95 (ms) and pages a second."""
    times: list[float] = []
    failures: list[str] = []
    openers = [signed_in(port, username) for _ in range(clients)]
    stop = time.monotonic() + seconds

    def client(opener: urllib.request.OpenerDirector) -> None:
        while time.monotonic() < stop:
            began = time.perf_counter()
            try:
                opener.open(f"http://127.0.0.1:{port}{path}", timeout=60).read()
            except OSError as fault:
                failures.append(str(fault))
            times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=client, args=(opener,)) for opener in openers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return {
        "p50": statistics.median(times) * 1000,
        "p95": times[int(len(times) * 0.95) - 1] * 1000,
        "rate": len(times) / seconds,
        "failures": len(failures),
    }


def first_visit(port: int) -> int:
    """Bytes of the sign-in page with its styles, scripts and fonts, as a browser gets them (brotli)."""

    def size(address: str) -> tuple[int, str]:
        request = urllib.request.Request(address, headers={"Accept-Encoding": "br, gzip"})
        with urllib.request.urlopen(request) as answer:
            body = answer.read()
            return len(body), body.decode("utf-8", "replace") if not answer.headers.get(
                "Content-Encoding"
            ) else ""

    base = f"http://127.0.0.1:{port}"
    total, page = size(f"{base}/tai-khoan/dang-nhap/")
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    fonts = sorted((ROOT / "src/liem/ui/static/liem/fonts").glob("*.woff2"))
    total += sum(size(base + each)[0] for each in files if not each.split("?")[0].endswith(".woff2"))
    return total + sum(font.stat().st_size for font in fonts)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="liem-bench-"))
    port = 18311
    lines: list[tuple[str, str, str]] = []
    try:
        empty, full = work / "empty", work / "full"
        for folder in (empty, full):
            folder.mkdir()
            subprocess.run([*LIEM, "manage", "migrate", "-v", "0"], env=environment(folder), check=True)
        began = time.monotonic()
        task = python(
            full, FILL.format(tests=str(ROOT / "tests"), password=PASSWORD, tasks=options.tasks)
        ).strip()
        print(f"{options.tasks} tasks made in {time.monotonic() - began:.0f} s", flush=True)
        serve = [*LIEM, "serve", "--bind", f"127.0.0.1:{port}"]
        peer = [sys.executable, "-m", "gunicorn", "liem.site.wsgi", "-b", f"127.0.0.1:{port}", "-w", "1"]
        peer += ["--threads", "8"]
        for name, folder in (("empty", empty), (f"{options.tasks} tasks", full)):
            mine, other = [], []
            for _ in range(3):
                process, seconds = start(folder, port, serve)
                mine.append(seconds)
                process.terminate()
                process.wait()
                process, seconds = start(folder, port, peer)
                other.append(seconds)
                process.terminate()
                process.wait()
            a, b = statistics.median(mine), statistics.median(other)
            lines.append(
                (f"start to first page, {name}", f"{a:.2f} s", f"gunicorn 1x8 {b:.2f} s, ratio {a / b:.2f}")
            )
        process, _ = start(full, port, peer)
        time.sleep(3)
        other_memory = memory(process)
        process.terminate()
        process.wait()
        process, _ = start(full, port, serve)
        time.sleep(3)
        mine_memory = memory(process)
        lines.append(
            (
                "idle memory (PSS), pages + jobs + schedule",
                f"{mine_memory:.0f} MB",
                f"gunicorn 1x8 without jobs {other_memory:.0f} MB, ratio {mine_memory / other_memory:.2f}",
            )
        )
        lines.append(("first visit, compressed, with fonts", f"{first_visit(port) / 1000:.0f} KB", ""))
        paths = ["/", "/nhiem-vu/", "/nhiem-vu/?trang=40", "/van-ban/", "/nhiem-ky/"]
        counts = json.loads(python(full, QUERIES % (paths,)))
        for path in paths:
            found = load(port, path, clients=8, seconds=min(options.seconds, 10))
            lines.append(
                (
                    f"GET {path}, 8 clients",
                    f"p95 {found['p95']:.0f} ms",
                    f"p50 {found['p50']:.0f} ms, {found['rate']:.0f}/s, {counts[path][1]} queries, "
                    f"{found['failures']} failures",
                )
            )
        for path in ("/", "/nhiem-vu/"):
            # figures are kept until the ledger grows: here it grows every second
            line = [sys.executable, "-c", "import django; django.setup()\n" + WRITER, "14", task, "1"]
            writer = subprocess.Popen(line, env=environment(full), stdout=subprocess.DEVNULL)
            time.sleep(3)
            found = load(port, path, clients=8, seconds=min(options.seconds, 10))
            writer.wait()
            lines.append(
                (
                    f"GET {path}, 8 clients, one change a second",
                    f"p95 {found['p95']:.0f} ms",
                    f"p50 {found['p50']:.0f} ms, {found['rate']:.0f}/s, {found['failures']} failures",
                )
            )
        lines.append(("memory after load (PSS)", f"{memory(process):.0f} MB", ""))
        process.terminate()
        process.wait()
        for name, patch in (
            ("8 writers on SQLite, fair queue", ""),
            (
                "8 writers on SQLite, peer without the queue",
                "import contextlib\nfrom liem.spine.ledger import transaction\n"
                "transaction._queue = contextlib.nullcontext\n",
            ),
        ):
            writers = [
                subprocess.Popen(
                    [
                        sys.executable,
                        "-c",
                        "import django; django.setup()\n" + patch + WRITER,
                        str(options.seconds),
                        task,
                    ],
                    env=environment(full),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
                for _ in range(8)
            ]
            answered, tails, faults = 0, [], 0
            for writer in writers:
                out, err = writer.communicate()
                faults += "locked" in err
                if out:
                    answered += int(out.split()[0])
                    tails.append(float(out.split()[1]))
            kept = int(
                python(
                    full, "from liem.spine.tasks.models import Progress\nprint(Progress.objects.count())"
                ).strip()
            )
            lines.append(
                (
                    name,
                    f"{answered / options.seconds:.0f}/s",
                    f"p99 {max(tails, default=0) * 1000:.0f} ms, {answered} answered, {kept} rows in all, "
                    f"{faults} 'locked'",
                )
            )
    finally:
        shutil.rmtree(work, ignore_errors=True)
    wide = max(len(line[0]) for line in lines)
    for what, value, more in lines:
        print(f"{what:<{wide}}  {value:>12}  {more}")


if __name__ == "__main__":
    main()
