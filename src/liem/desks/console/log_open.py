"""`liem log open-check FILE`: checks an opening of fields offline, without key, database or framework."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from liem.kernel.canon import parse_leaf
from liem.kernel.clock import local
from liem.kernel.log import leaf_hash
from liem.kernel.opening import LARGEST, BadOpening, check_opening

PROVEN, REFUSED, NOT_UNDERSTOOD = 0, 1, 2
WORD: Final = "open-check"


def main(words: Sequence[str]) -> int:
    """Check one opening. 0 what it shows is what was committed to, 1 refused, 2 no file."""
    parser = argparse.ArgumentParser(
        prog=f"liem log {WORD}",
        description="Kiểm tra tệp mở trường của một dòng sổ. / Check an opening of fields of an entry.",
    )
    parser.add_argument("file", metavar="FILE", help="tệp JSON / the JSON file")
    options = parser.parse_args(list(words)[1:])
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        with Path(options.file).open("rb") as file:
            found = check_opening(file.read(LARGEST + 1))
    except OSError as fault:
        print(f"liem log: {options.file}: {fault.strerror}", file=sys.stderr)
        return NOT_UNDERSTOOD
    except BadOpening as refused:
        print(f"liem log: {_plain(refused.vi)}\nliem log: {_plain(refused.en)}", file=sys.stderr)
        return REFUSED
    leaf = parse_leaf(found.leaf)
    print(f"  Dòng sổ / entry: {_plain(found.entry)}")
    print(f"  Lớp, giờ / class, hour: {leaf.cls}, {local(leaf.hour):%H giờ %d/%m/%Y}")
    print(f"  Mã băm của lá / hash of the leaf: {leaf_hash(found.leaf).hex()}")
    for name, value in found.values.items():
        told = json.dumps(value, ensure_ascii=False)
        print(f"  [đúng / holds] {_plain(name)} = {_plain(told)}")
    if found.shut:
        print(f"  [còn kín / shut] {_plain(', '.join(found.shut))}")
    print("  [chưa kiểm / not checked] lá có trong sổ không: liem log verify --leaf / is the leaf logged?")
    print("ĐÚNG: các trường trên là điều lá đã cam kết.\nHOLDS: the leaf committed to the fields above.")
    return PROVEN


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)
