"""The docs say what exists: links lead somewhere, commands exist, nothing that exists goes unmentioned."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from liem.site.cli import COMMANDS
from liem.site.config import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "deploy").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)


def tool(name: str) -> ModuleType:
    """A script of `tools/` as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def anchors(text: str) -> set[str]:
    """The anchors that headings of a page get on code hosts."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", head.replace("`", "").lower()).strip().replace(" ", "-") for head in heads
    }


def dead_links(page: Path, text: str) -> Iterator[str]:
    """Links inside the repository that lead to no file or to no heading."""
    for target in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        named = anchor and file.suffix == ".md"
        if not file.exists() or (named and anchor not in anchors(file.read_text("utf-8"))):
            yield target


def unknown_commands(text: str) -> set[str]:
    """Words after `liem` in code that are no command."""
    code = "\n".join([*(match[0] for match in FENCE.finditer(text)), *re.findall(r"`[^`\n]+`", text)])
    said = re.findall(
        r"(?:^|[\s`;])(?:\./|[\w./]*/bin/|/opt/liem/)?liem ([a-z][a-z-]*)(?=$|[\s`;])", code, re.MULTILINE
    )
    return set(said) - {command.word for command in COMMANDS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
class TestEachPage:
    def test_links_lead_somewhere(self, page: Path) -> None:
        assert list(dead_links(page, page.read_text("utf-8"))) == []

    def test_commands_exist(self, page: Path) -> None:
        assert unknown_commands(page.read_text("utf-8")) == set()

    def test_speaks_to_strangers(self, page: Path) -> None:
        # A path of one person's machine helps nobody.
        assert re.findall(r"(?:/home/\w+|/Users/\w+|/root)/", page.read_text("utf-8")) == []


class TestNothingGoesUnsaid:
    def test_each_command(self) -> None:
        text = (REFERENCE / "commands.md").read_text("utf-8")
        assert [command.word for command in COMMANDS if f"## liem {command.word}\n" not in text] == []

    def test_each_setting(self) -> None:
        text = (REFERENCE / "settings.md").read_text("utf-8")
        assert [setting.key for setting in SETTINGS if f"`{setting.key}`" not in text] == []

    def test_each_kind_of_event(self) -> None:
        text = (REFERENCE / "events.md").read_text("utf-8")
        kinds = [getattr(event, "KIND", "") for event in tool("events_page").events()]
        assert len(kinds) >= 30
        assert [kind for kind in kinds if f"`{kind}`" not in text] == [], "run tools/events_page.py"

    def test_each_table(self) -> None:
        text = (REFERENCE / "data-model.md").read_text("utf-8")
        tables = [model._meta.db_table for model in tool("models_page").rows()]
        assert len(tables) >= 19
        assert [table for table in tables if f"`{table}`" not in text] == [], "run tools/models_page.py"

    def test_each_state_and_step(self) -> None:
        assert tool("draw_flows").page() == (REFERENCE / "states.md").read_text("utf-8"), (
            "run tools/draw_flows.py"
        )

    @pytest.mark.parametrize("folder", ["decisions", "how-to", "reference"])
    def test_each_page_of_a_folder_is_in_its_index(self, folder: str) -> None:
        index = (DOCS / folder / "README.md").read_text("utf-8")
        pages = {page.name for page in (DOCS / folder).glob("*.md")} - {"README.md"}
        assert {page for page in pages if f"({page})" not in index} == set()

    def test_each_decision_has_its_parts(self) -> None:
        parts = ("Status:", "## Context", "## Decision", "## Consequences", "## Alternatives")
        pages = [page for page in (DOCS / "decisions").glob("*.md") if page.name != "README.md"]
        lacking = {
            page.name: [part for part in parts if part not in page.read_text("utf-8")] for page in pages
        }
        assert {name: told for name, told in lacking.items() if told} == {}


class TestPicture:
    def test_is_shown_by_both_readmes_and_light(self) -> None:
        pictures = {*re.findall(r"\((docs/images/[^)]+)\)", (ROOT / "README.md").read_text("utf-8"))}
        assert pictures == {
            *re.findall(r"\((docs/images/[^)]+)\)", (ROOT / "README.vi.md").read_text("utf-8"))
        }
        assert len(pictures) == 1
        assert [name for name in pictures if (ROOT / name).stat().st_size > 200_000] == []


class TestTheRulesThemselves:
    def test_catch_a_dead_link_and_a_dead_anchor(self, tmp_path: Path) -> None:
        page = tmp_path / "a.md"
        (tmp_path / "b.md").write_text("# Phần một\n\n```\n# not a heading\n```\n", "utf-8")
        text = "[x](b.md) [y](c.md) [z](b.md#phần-một) [w](b.md#not-a-heading) [v](https://example.org/none)"
        assert list(dead_links(page, text)) == ["c.md", "b.md#not-a-heading"]

    def test_catch_a_command_that_does_not_exist(self) -> None:
        assert unknown_commands("```\n./liem demo --new\n./liem fly\n```\nand `liem swim`, Liêm walks.") == {
            "fly",
            "swim",
        }


class TestInstalling:
    @pytest.mark.parametrize("place", ["commune", "laptop", "province"])
    def test_ends_with_an_account_somebody_can_sign_in_with(self, place: str) -> None:
        text = (DOCS / "how-to" / f"install-a-{place}.md").read_text("utf-8")
        commands = re.findall(r"liem account first((?:\\\n|[^\n`])*)", text)
        asked = {"--name", "--username", "--unit", "--unit-code"}
        assert any(asked <= set(command.split()) for command in commands)


class TestMakefile:
    def test_runs_every_tool_that_writes_a_page_or_a_catalogue(self) -> None:
        text = (ROOT / "Makefile").read_text("utf-8")
        by_hand = {"picture"}  # needs the running product
        tools = {path.stem for path in (ROOT / "tools").glob("*.py")} - by_hand
        assert [name for name in sorted(tools) if f"tools/{name}.py" not in text] == []
