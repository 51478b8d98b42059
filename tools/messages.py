"""The catalogues of messages: gathers what the source says, keeps English complete, compiles.

``python tools/messages.py`` brings ``src/liem/locale/en`` up to the source and compiles every catalogue;
``--check`` changes nothing and fails with a list of what is wrong; ``--missing`` prints what has no English
yet. No ``xgettext`` is needed. Vietnamese is the text of record (docs/decisions/vietnamese-msgids.md), so
``en`` holds every message of ours and ``vi`` only sentences of libraries, kept by hand.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
import polib  # type: ignore[import-untyped]  # it brings no types
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "liem"
LOCALE = SOURCE / "locale"
WIDTH = 110

# Which arguments of a call are (context, message, plural).
SHAPES = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%%|%[a-zA-Z]|\{\w*[^{}]*\}")
VIETNAMESE = re.compile(r"[À-ÖØ-öø-ýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
# Words that stay as they are in English sentences. Other Vietnamese (citations, invented names, words of a
# paper) needs a translator's comment that begins with KEEPS and says why.
KEPT = {"Liêm", "đồng"}
KEEPS = "keeps Vietnamese: "

Key = tuple[str | None, str]  # context and message, as gettext looks them up


class NotLiteral(ValueError):
    """A message that cannot be gathered because it is made while the program runs."""


@dataclass
class Message:
    """One message of the source: its plural, and the files that say it."""

    plural: str | None = None
    files: set[str] = field(default_factory=set)


# --- gathering ---------------------------------------------------------------------------


def from_python(text: str) -> Iterator[tuple[Key, str | None]]:
    """Yield key and plural of each call of Django's gettext family, under whatever name it was imported.

    Raises `NotLiteral` for an argument that is not one literal: gettext could never find its translation. A
    file
    that marks its words with `gettext_noop` may look up a variable: these words are gathered where marked.
    """
    tree = ast.parse(text)
    names: dict[str, str] = {}
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {one.asname or one.name: one.name for one in node.names if one.name in SHAPES}
        elif isinstance(node, ast.ImportFrom) and node.module == "django.utils":
            modules |= {one.asname or one.name for one in node.names if one.name == "translation"}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in names:
            name = names[called.id]
        elif (
            isinstance(called, ast.Attribute)
            and isinstance(called.value, ast.Name)
            and called.value.id in modules
            and called.attr in SHAPES
        ):
            name = called.attr
        else:
            continue
        if "gettext_noop" in names.values() and name == "gettext" and isinstance(node.args[0], ast.Name):
            continue
        yield _message(node, name)


def _message(call: ast.Call, name: str) -> tuple[Key, str | None]:
    def literal(place: int | None) -> str | None:
        if place is None:
            return None
        given = call.args[place] if place < len(call.args) else None
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            return given.value
        raise NotLiteral(f"line {call.lineno}: {name}() needs one literal; fill it with % after the call")

    context, message, plural = (literal(place) for place in SHAPES[name])
    assert message is not None
    return (context, message), plural


def from_template(text: str) -> Iterator[tuple[Key, str | None]]:
    """Yield key and plural of each text of a template: tags, blocks and ``_("…")`` in arguments."""
    for call in _calls(templatize(text)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        yield _message(call, "gettext" if name == "_" else name)


def _calls(pseudo: str) -> Iterator[ast.Call]:
    """Read the calls out of what `templatize` made; the rest of it is crossed-out filling."""
    for match in re.finditer(r"(?<!\w)(?:_|n?p?gettext)\(", pseudo):
        end = match.end()
        while True:
            end = pseudo.index(")", end) + 1
            try:
                call = ast.parse(pseudo[match.start() : end], mode="eval").body
            except SyntaxError:
                continue  # that parenthesis stood inside the text
            if isinstance(call, ast.Call):
                yield call
            break


def gather(source: Path = SOURCE) -> tuple[dict[Key, Message], list[str]]:
    """Read every module and template below `source`; return the messages, and faults that stop gathering."""
    found: dict[Key, Message] = {}
    faults: list[str] = []
    for path in sorted(source.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            read = from_python
        elif "templates" in path.parts and path.suffix in {".html", ".txt", ".xml"}:
            read = from_template
        else:
            continue
        name = f"liem/{path.relative_to(source).as_posix()}"
        try:
            told = list(read(path.read_text("utf-8")))
        except (NotLiteral, SyntaxError) as error:
            faults.append(f"{name}: {error}")
            continue
        for key, plural in told:
            message = found.setdefault(key, Message())
            if plural is not None and message.plural not in {None, plural}:
                faults.append(f"{name}: {key[1]!r} has two plurals: {message.plural!r} and {plural!r}")
            message.plural = message.plural if plural is None else plural
            message.files.add(name)
    return found, faults


# --- the catalogues ----------------------------------------------------------------------


def opened(path: Path) -> polib.POFile:
    """Read a catalogue; a missing one begins empty."""
    if path.exists():
        return polib.pofile(str(path), wrapwidth=WIDTH)
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.header = (
        "English of Liêm; the source is Vietnamese. Written by tools/messages.py: edit msgstr only."
    )
    catalogue.metadata = {
        "Project-Id-Version": "liem",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return catalogue


def brought_up(old: polib.POFile, found: dict[Key, Message]) -> polib.POFile:
    """Return a catalogue of exactly the messages `found`, in order, keeping every translation `old` has."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=WIDTH)
    new.header = old.header
    new.metadata = dict(old.metadata)
    for (context, msgid), message in sorted(found.items(), key=lambda one: (one[0][1], one[0][0] or "")):
        entry = polib.POEntry(
            msgid=msgid, msgctxt=context, occurrences=[(one, "") for one in sorted(message.files)]
        )
        before = known.get((context, msgid))
        if message.plural is None:
            entry.msgstr = before.msgstr or before.msgstr_plural.get(0, "") if before else ""
        else:
            entry.msgid_plural = message.plural
            told = dict(before.msgstr_plural) if before else {}
            entry.msgstr_plural = {place: told.get(place, "") for place in (0, 1)}
        if before:
            entry.comment, entry.tcomment = before.comment, before.tcomment
            entry.flags = [flag for flag in before.flags if flag == "fuzzy"]
        if "%(" in msgid:
            entry.flags.append("python-format")
        new.append(entry)
    return new


def forms(entry: polib.POEntry) -> list[str]:
    """Return the translations of an entry: one, or one for each plural form."""
    if entry.msgid_plural:
        return [entry.msgstr_plural[place] for place in sorted(entry.msgstr_plural)]
    return [entry.msgstr]


def faults_of(catalogue: polib.POFile, *, foreign: bool) -> list[str]:
    """Return what is wrong with the entries themselves. `foreign`: no Vietnamese may be left but names."""
    faults = []
    for entry in catalogue:
        shown = f"{entry.msgid!r}"
        told = forms(entry)
        if entry.obsolete:
            faults.append(f"obsolete: {shown}")
            continue
        if entry.fuzzy:
            faults.append(f"fuzzy: {shown}")
        if not all(told):
            faults.append(f"missing: {shown}  ({', '.join(one for one, _ in entry.occurrences)})")
            continue
        for text in told:
            if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(text)):
                faults.append(f"placeholders differ: {shown} → {text!r}")
            if edges(entry.msgid) != edges(text):
                faults.append(f"spaces at the ends differ: {shown} → {text!r}")
            if foreign and not entry.tcomment.startswith(KEEPS) and (left := untranslated(text)):
                faults.append(f"Vietnamese left ({', '.join(left)}): {shown} → {text!r}")
    return faults


def edges(text: str) -> tuple[str, str]:
    """Return the white space before and after a text: sentences are joined by it."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def untranslated(text: str) -> list[str]:
    """Return the Vietnamese words of a text that English does not use as well."""
    return [word for word in re.findall(r"\w+", text) if VIETNAMESE.search(word) and word not in KEPT]


def compiled(catalogue: polib.POFile) -> bytes:
    """Return the catalogue as gettext reads it: the same bytes on every machine."""
    binary: bytes = catalogue.to_binary()
    return binary


def catalogues() -> list[Path]:
    """Return every catalogue of the product, English included."""
    return sorted({*LOCALE.glob("*/LC_MESSAGES/django.po"), english()})


def english() -> Path:
    """Return where English is kept."""
    return LOCALE / "en" / "LC_MESSAGES" / "django.po"


def check() -> list[str]:
    """Compare source, catalogues and compiled files; return all faults, each a line for a person."""
    found, faults = gather()
    held = {(entry.msgctxt, entry.msgid): entry for entry in opened(english()) if not entry.obsolete}
    for key in sorted(found.keys() - held.keys(), key=lambda one: one[1]):
        faults.append(f"en: not in the catalogue: {key[1]!r}  ({', '.join(sorted(found[key].files))})")
    faults += [
        f"en: no longer said anywhere: {key[1]!r}" for key in sorted(held.keys() - found.keys(), key=str)
    ]
    faults += [
        f"en: plural differs: {key[1]!r}"
        for key in sorted(found.keys() & held.keys(), key=str)
        if (found[key].plural or "") != held[key].msgid_plural
    ]
    for path in catalogues():
        language = path.parts[-3]
        catalogue = opened(path)
        faults += [f"{language}: {fault}" for fault in faults_of(catalogue, foreign=language != "vi")]
        binary = path.with_suffix(".mo")
        if not binary.exists() or binary.read_bytes() != compiled(catalogue):
            faults.append(f"{language}: {binary.name} is not what {path.name} gives; run tools/messages.py")
    return faults


def update() -> list[str]:
    """Bring English up to the source, compile all; return faults that stop gathering. Writes only changes."""
    found, faults = gather()
    if faults:
        return faults
    path = english()
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, f"{brought_up(opened(path), found)}".encode())
    for one in catalogues():
        _write(one.with_suffix(".mo"), compiled(opened(one)))
    return []


def _write(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def main() -> int:
    """Run from the command line; 0 when nothing is wrong."""
    parser = argparse.ArgumentParser(description="Gather messages, keep catalogues, compile them.")
    parser.add_argument("--check", action="store_true", help="change nothing, fail on any fault")
    parser.add_argument("--missing", action="store_true", help="print messages without English")
    asked = parser.parse_args()
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    if asked.check:
        faults = check()
    else:
        faults = update()
        if not faults:
            entries = opened(english())
            missing = [entry for entry in entries if not all(forms(entry))]
            print(f"{len(entries)} messages, {len(missing)} without English")
            if asked.missing:
                print("\n".join(entry.msgid for entry in missing))
    if faults:
        print("\n".join(faults), file=sys.stderr)
        print(f"{len(faults)} faults", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
