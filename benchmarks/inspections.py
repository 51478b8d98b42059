"""Statistics of a province under load: 120 communes, 30,000 cases in five years; a plain loop as the peer.

Run: ``.venv/bin/python -m benchmarks.inspections [--communes 120] [--each 250] [--seconds 10]``. Prints one
table; nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import product
from benchmarks.product import LIEM, PASSWORD, ROOT, environment, load, python, start

PORT = 18312
PATHS = (
    "/kiem-tra/chuong-trinh/",
    "/kiem-tra/thong-ke/?nam={year}",
    "/kiem-tra/thong-ke/?nam={year}&bang=member_discipline",
    "/kiem-tra/thong-ke/?nam={year}&ky=6-thang",
    "/kiem-tra/thong-ke/?nam={year}&ky=nhiem-ky",
    "/kiem-tra/thong-ke/?nam={year}&dv=K001",
    "/kiem-tra/thong-ke/vu-viec/?bang=year_summary&ky=nam&nam={year}&dong=members&cot=all",
)

FILL = """
import random, sys
from datetime import UTC, date, datetime, timedelta
sys.path.insert(0, {tests!r})
from cast import assemble, BORN
from commission import with_commission
from liem.domains.discipline.models import DisciplineCase
from liem.domains.inspections.models import Inspection
from liem.domains.programmes.models import Item, Programme
from liem.kernel.ids import new_id
from liem.law.procedures import default_procedures
from liem.spine.cases.models import Case
from liem.spine.people.models import Account, Mandate, Person
from liem.spine.units.models import Unit
chance, at = random.Random(7), datetime.now(UTC)
cast = with_commission(assemble(at=at))
for account in Account.objects.all():
    account.set_password({password!r})
    account.save(update_fields=["password"])
province = cast.units["TAL"]
units, people = [], []
for number in range({communes}):
    code = f"K{{number:03d}}"
    committee = Unit(id=new_id(), code=code, name=f"Đảng ủy xã {{number}}", folded="", kind="commune_committee",
                     level="commune", side="party", parent=province, path=f"{{province.path}}{{code}}/", valid_from=BORN)
    commission = Unit(id=new_id(), code=f"{{code}}U", name=f"Ủy ban kiểm tra xã {{number}}", folded="",
                      kind="inspection_commission", level="commune", side="party", parent=committee,
                      path=f"{{committee.path}}{{code}}U/", valid_from=BORN)
    state = Unit(id=new_id(), code=f"{{code}}N", name=f"Ủy ban nhân dân xã {{number}}", folded="", kind="peoples_committee",
                 level="commune", side="state", parent=committee, path=f"{{committee.path}}{{code}}N/", valid_from=BORN)
    cells = [Unit(id=new_id(), code=f"{{code}}C{{cell}}", name=f"Chi bộ {{cell}} xã {{number}}", folded="", kind="party_cell",
                  level="cell", side="party", parent=committee, path=f"{{committee.path}}{{code}}C{{cell}}/",
                  valid_from=BORN) for cell in range(17)]
    units.append((committee, commission, state, cells))
Unit.objects.bulk_create([unit for group in units for unit in (*group[:3], *group[3])], batch_size=2000)
for number in range(2000):
    people.append(Person(id=new_id(), name=f"Nguyễn Văn {{number}}", folded=f"nguyen van {{number}}", sort_name="a"))
Person.objects.bulk_create(people, batch_size=2000)
procedures = [each for each in default_procedures().all if each.jurisdiction in ("party", "VN")]
contents = ["land", "finance", "conduct_of_duty", "working_rules", "ethics", "party_dues", "construction"]
outcomes = ["clean"] * 6 + ["faulty"] * 3 + ["discipline_due"]
forms = ["reprimand"] * 13 + ["warning"] * 4 + ["expulsion"]
first = date(at.year - 4, 1, 1)
span = (date(at.year, 12, 31) - first).days
cases, inspections, disciplines = [], [], []
def dossier(unit, kind, day):
    number = len(cases) + 1
    moment = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    case = Case(id=new_id(), kind=kind, unit=unit, year=day.year, number=number, dossier=f"{{kind}}-{{number}}",
                title="Vụ việc", folded="vu viec", opened_at=moment)
    cases.append(case)
    return case, moment
for committee, commission, state, cells in units:
    for number in range({each}):
        day = first + timedelta(days=chance.randrange(span))
        picked = chance.sample(contents, chance.randint(1, 2))
        if number % 5 == 0:
            decided = chance.choice([committee, commission, chance.choice(cells)])
            body = {{"commune_committee": "committee", "inspection_commission": "commission"}}.get(decided.kind, "cell")
            case, moment = dossier(decided, "discipline", day)
            disciplines.append(DisciplineCase(
                id=new_id(), case=case, unit=decided, subject="member", subject_unit=chance.choice(cells),
                subject_person=chance.choice(people), committee_member=chance.random() < 0.15, state="notified",
                form=chance.choice(forms), gravity="minor", contents=picked, proposed_on=day, decided_on=day,
                deciding_unit=decided, body=body, opened_at=moment, closed_at=moment, imported=True))
            continue
        procedure = chance.choice(procedures)
        body = chance.choice(procedure.bodies)
        unit = {{"committee": committee, "commission": commission, "state": state, "cell": cells[number % 17]}}[body]
        case, moment = dossier(unit, "inspection", day)
        subject = chance.choice(procedure.subjects)
        inspections.append(Inspection(
            id=new_id(), case=case, procedure=procedure.id, procedure_on=day, unit=unit, body=body, subject=subject,
            subject_unit=chance.choice(cells), subject_person=None if subject == "organisation" else chance.choice(people),
            contents=picked, state=procedure.steps[-1].key, proposed_on=day, opened_at=moment, closed_at=moment,
            outcome=chance.choice(outcomes), concluded_on=day, imported=True))
programmes, items = [], []
for committee, commission, state, cells in units:
    for year in range(at.year - 4, at.year + 1):
        case, moment = dossier(commission, "programme", date(year, 1, 15))
        programme = Programme(id=new_id(), case=case, unit=commission, period="year", first=date(year, 1, 1),
                              last=date(year, 12, 31), state="closed" if year < at.year else "approved", made_at=moment)
        programmes.append(programme)
        items += [Item(id=new_id(), programme=programme, number=number, procedure="compliance_inspection",
                       subject_unit=chance.choice(cells), planned_from=date(year, number, 1),
                       planned_to=date(year, number, 28), source="chosen",
                       state="done" if year < at.year else "planned", done_at=moment if year < at.year else None)
                  for number in range(1, 11)]
Case.objects.bulk_create(cases, batch_size=2000)
Programme.objects.bulk_create(programmes, batch_size=1000)
Item.objects.bulk_create(items, batch_size=2000)
Inspection.objects.bulk_create(inspections, batch_size=1000)
DisciplineCase.objects.bulk_create(disciplines, batch_size=1000)
print(len(inspections) + len(disciplines))
"""

COUNT = """
import json, time
from dataclasses import replace
from datetime import UTC, datetime
from liem.analysis.statistics import Cube, count, default_tables
from liem.analysis.statistics.dimensions import values_of
from liem.desks.oversight.statistics import gather
from liem.desks.oversight.statistics.asking import spans_of
from liem.analysis.statistics.periods import PeriodKind
from liem.spine.people.models import Account
from liem.spine.people.readers import actor_for
from django.db import connection
from django.test.utils import CaptureQueriesContext
at = datetime.now(UTC)
said = {}
actor = actor_for(Account.objects.get(username="province.head"), at=at)
for kind in ("year", "term"):
    spans = spans_of(PeriodKind(kind), at.year - 1, 0)
    with CaptureQueriesContext(connection) as seen:
        began = time.perf_counter()
        cube = gather.cube_of(actor, spans, within="", at=at)
        read = time.perf_counter() - began
    began = time.perf_counter()
    count(cube, default_tables(), spans, small=None)
    said[f"every table of a {kind}"] = [read, time.perf_counter() - began, len(cube.facts), len(seen)]
held = [dict(values_of(each)) for each in cube.facts]
first, last = spans.now["party"].first, spans.now["party"].last
began = time.perf_counter()
for table in default_tables():
    for line in table.lines:
        for column in table.columns:
            terms = [*line.condition, *column.condition]
            sum(
                first <= fact.day <= last and all(not values.isdisjoint(row[key]) for key, values in terms)
                for fact, row in zip(cube.facts, held)
            )
said["plain loop over the same facts of a term"] = [0, time.perf_counter() - began, len(cube.facts), 0]
spans = spans_of(PeriodKind.YEAR, at.year - 1, 0)
for name, within in (("a province", "/TAL/"), ("a commune", "/TAL/K001/")):
    shut = Cube([replace(each, seen=False) for each in cube.facts if each.path.startswith(within)])
    began = time.perf_counter()
    report = count(shut, default_tables(), spans, small=gather.smallest(actor, at=at))
    hidden = sum(each.hidden for each in report.figures.values())
    what = f"small figures hidden, {name}: {hidden} of {len(report.figures)}"
    said[what] = [0, time.perf_counter() - began, len(shut.facts), 0]
print(json.dumps(said))
"""


def _cpu() -> float:
    """Seconds of a core that ended children used: what a machine with other work to do cannot blur."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def drawing() -> list[tuple[str, str, str]]:
    """Draw and check by the command itself, of 10 and of 1,000,000 names, in seconds."""
    lines = []
    with tempfile.TemporaryDirectory() as name:
        for many in (10, 1_000_000):
            listed = Path(name) / f"{many}.txt"
            listed.write_text("".join(f"Người thứ {number}\n" for number in range(many)), encoding="utf-8")
            order = [*LIEM, "draw", str(listed), "--seed", "DO-TOC-DO/01234567890123456789", "--count", "5"]
            began, used = time.monotonic(), _cpu()
            drawn = subprocess.run([*order, "--json"], capture_output=True, check=True).stdout
            took, used = time.monotonic() - began, _cpu() - used
            result = Path(name) / f"{many}.json"
            result.write_bytes(drawn)
            began = time.monotonic()
            again = subprocess.run([*order[:-4], "--check", str(result)], capture_output=True, check=False)
            checked = time.monotonic() - began
            held = "holds" if again.returncode == 0 else "DOES NOT HOLD"
            lines.append((f"liem draw, 5 of {many:,} names", f"{took:.2f} s", f"{used:.2f} s of a core"))
            lines.append((f"liem draw --check, {many:,} names", f"{checked:.2f} s", held))
    return lines


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--communes", type=int, default=120)
    parser.add_argument("--each", type=int, default=250)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="liem-bench-"))
    lines: list[tuple[str, str, str]] = []
    try:
        subprocess.run([*LIEM, "manage", "migrate", "-v", "0"], env=environment(folder), check=True)
        began = time.monotonic()
        filled = {"tests": str(ROOT / "tests"), "password": PASSWORD}
        made = python(folder, FILL.format(**filled, communes=options.communes, each=options.each)).strip()
        print(f"{made} cases made in {time.monotonic() - began:.0f} s", flush=True)
        for what, (read, counted, facts, queries) in json.loads(python(folder, COUNT)).items():
            more = f"read {read:.2f} s in {queries} queries, counted {counted:.2f} s, {facts} facts"
            lines.append((what, f"{read + counted:.2f} s", more))
        process, seconds = start(folder, PORT, [*LIEM, "serve", "--bind", f"127.0.0.1:{PORT}"])
        lines.append(("start to first page", f"{seconds:.2f} s", ""))
        for path in PATHS:
            shown = path.format(year=time.gmtime().tm_year - 1)
            for clients in (1, 8):
                found = load(PORT, shown, clients=clients, seconds=options.seconds, username="province.head")
                more = f"p50 {found['p50']:.0f} ms, {found['rate']:.0f}/s, {found['failures']} failures"
                lines.append((f"GET {shown}, {clients} clients", f"p95 {found['p95']:.0f} ms", more))
        lines.append(("memory after load (PSS)", f"{product.memory(process):.0f} MB", ""))
        process.terminate()
        process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lines += drawing()
    wide = max(len(line[0]) for line in lines)
    for what, value, more in lines:
        print(f"{what:<{wide}}  {value:>12}  {more}")


if __name__ == "__main__":
    sys.exit(main())
