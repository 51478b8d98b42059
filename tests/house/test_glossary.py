"""Code and glossary say the same words: docs/glossary/glossary.yaml against models, states, posts, verbs."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from django.apps import apps
from django.db.models import Choices
from django.utils import translation

from liem.analysis.reading import kinds
from liem.domains.directives.models import DocumentKind
from liem.kernel.flow import Flow
from liem.law import documents

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
GLOSSARY = ROOT / "docs" / "glossary" / "glossary.yaml"
# Plain technical words: no clerk or lawyer ever says them.
PLAIN = {"waiting", "running", "done", "failed", "other", ""}
# Choices whose values are terms of their own; all others are values of the field they stand in.
TERMS = {"Duty", "Post", "Kind", "DocumentKind"}
SNAKE = re.compile(r"[a-z]+(_[a-z]+)*")


def load() -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load(GLOSSARY.read_text("utf-8")))


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def code_modules() -> list[tuple[str, Any]]:
    """Modules that may hold words of the house: record (the app's last name, singular) and module."""
    found = []
    for room in ("spine", "domains"):
        for path in sorted((SOURCE / "liem" / room).rglob("*.py")):
            if path.stem in {"models", "flow", "duties"}:
                name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
                found.append((path.parent.name.removesuffix("s"), importlib.import_module(name)))
    return found


def choices() -> list[tuple[str, type[Choices]]]:
    """Every list of values in the code, with the group of the glossary it belongs to."""
    found: dict[type[Choices], str] = {}
    for record, module in code_modules():
        inside = [
            value
            for owner in vars(module).values()
            if isinstance(owner, type)
            for value in vars(owner).values()
        ]
        for kind in [*vars(module).values(), *inside]:
            # Numbers order rows and are never shown.
            words = isinstance(kind, type) and issubclass(kind, Choices) and not issubclass(kind, int)
            if words and kind.__module__ == module.__name__:
                own = record if kind.__name__ == "State" else snake(kind.__name__)
                found[kind] = "terms" if kind.__name__ in TERMS else own
    return [(group, kind) for kind, group in found.items()]


def repeated(text: str) -> list[str]:
    """Keys that stand twice in one mapping; YAML itself would silently keep the second."""
    found: list[str] = []

    def walk(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            times = Counter(key.value for key, _ in node.value)
            found.extend(key for key, count in times.items() if count > 1)
            for _, value in node.value:
                walk(value)

    walk(yaml.compose(text))
    return found


def disputed_kinds(terms: dict[str, dict[str, str]]) -> set[str]:
    """Kinds of documents whose word in the law or in the reader is not the glossary's."""
    read = {*kinds.TITLES.values(), *kinds.SPOKEN.values(), *kinds.LETTERS.values()}
    said = {f"reader: {code}" for code in read if code not in terms}
    for side in ("party", "state"):
        for kind in documents.kinds(side, date(2026, 11, 1)):  # type: ignore[arg-type]
            if terms.get(kind.code, {}).get("vi") != kind.name:
                said.add(f"law: {kind.code} is {kind.name}")
    return said


def shown(entry: dict[str, str]) -> str:
    return entry.get("label", entry["vi"]).casefold()


def disagreements(glossary: dict[str, Any]) -> list[str]:
    """Values in code whose glossary entry is absent or shows another Vietnamese word."""
    wrong = []
    with translation.override("vi"):
        for group, kind in choices():
            entries = glossary["terms"] if group == "terms" else glossary["values"].get(group, {})
            for value, label in kind.choices:
                if value in PLAIN:
                    continue
                entry = entries.get(value)
                if entry is None:
                    wrong.append(f"{group}.{value}: not in the glossary")
                elif shown(entry) != str(label).casefold():
                    wrong.append(f"{group}.{value}: code says {label}, the glossary {shown(entry)}")
    return wrong


@pytest.fixture(scope="module")
def glossary() -> dict[str, Any]:
    return load()


class TestCodeSpeaksTheGlossary:
    def test_in_each_value_of_each_choice(self, glossary: dict[str, Any]) -> None:
        assert len(choices()) >= 10
        assert disagreements(glossary) == []

    def test_in_each_model(self, glossary: dict[str, Any]) -> None:
        models = [model for model in apps.get_models() if model.__module__.startswith("liem.")]
        assert len(models) >= 19
        with translation.override("vi"):
            told = {snake(model.__name__): str(model._meta.verbose_name).casefold() for model in models}
        terms = glossary["terms"]
        assert {name: vi for name, vi in told.items() if shown(terms.get(name, {"vi": ""})) != vi} == {}

    def test_in_each_verb_of_each_flow(self, glossary: dict[str, Any]) -> None:
        said = {
            (record, step.verb)
            for record, module in code_modules()
            for flow in vars(module).values()
            if isinstance(flow, Flow) and module.__name__.endswith(".flow")
            for step in flow.steps
        }
        known = {(record, verb) for record, verbs in glossary["verbs"].items() for verb in verbs}
        assert said == known

    def test_in_the_kinds_of_documents_of_law_and_reader(self, glossary: dict[str, Any]) -> None:
        assert disputed_kinds(glossary["terms"]) == set()

    def test_the_register_takes_every_kind_the_law_names_and_the_reader_gives(self) -> None:
        named = {
            kind.code
            for side in ("party", "state")
            for kind in documents.kinds(side, date(2026, 11, 1))  # type: ignore[arg-type]
        }
        read = {*kinds.TITLES.values(), *kinds.SPOKEN.values(), *kinds.LETTERS.values()}
        assert named | read | {"other"} == set(DocumentKind.values)


class TestGlossary:
    def test_has_no_identifier_twice(self) -> None:
        assert repeated(GLOSSARY.read_text("utf-8")) == []
        assert repeated("terms:\n  task: {vi: a}\n  task: {vi: b}\n") == ["task"]

    def test_gives_no_term_two_identifiers(self, glossary: dict[str, Any]) -> None:
        words = Counter(entry["vi"].casefold() for entry in glossary["terms"].values())
        assert [word for word, times in words.items() if times > 1] == []

    def test_entries_are_whole(self, glossary: dict[str, Any]) -> None:
        values = [
            entry
            for group in ("values", "verbs")
            for part in glossary[group].values()
            for entry in part.items()
        ]
        faulty = [
            name
            for name, entry in [*glossary["terms"].items(), *values]
            if not SNAKE.fullmatch(name) or not entry.get("vi") or not entry.get("is", "").endswith(".")
        ]
        assert faulty == []
        assert [name for name, entry in glossary["terms"].items() if not entry.get("kind")] == []

    def test_a_changed_word_is_noticed(self, glossary: dict[str, Any]) -> None:
        spoiled = load()
        spoiled["terms"]["party_cell"]["vi"] = "tổ đảng"
        del spoiled["values"]["task"]["accepted"]
        found = set(disagreements(spoiled)) - set(disagreements(glossary))
        assert {line.split(":")[0] for line in found} == {"terms.party_cell", "task.accepted"}
