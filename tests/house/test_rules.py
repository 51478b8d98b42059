"""Rules of the house that a linter cannot say, read from the source itself.

Each rule is a function from source text to faults, and each is shown a text that breaks it: a rule that
cannot fail would be decoration.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import nightly

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "liem"
# The edges where the clock may be read; everywhere else the instant is an argument.
CLOCK_EDGES = {
    "desks/office/door.py",  # a request
    "desks/console/account.py",  # a command
    "desks/console/backup.py",  # a command
    "desks/console/bundle.py",  # a command
    "desks/console/doctor/trust.py",  # days since the log was signed, a backup made
    "desks/console/doctor/machine.py",  # it examines the clock itself
    "desks/console/doctor/ledger.py",  # days since the ledger was checked
    "desks/console/doctor/outside.py",  # days a certificate has left
    "desks/console/keys.py",  # a command
    "desks/console/log_keep.py",  # a command
    "desks/witness/command.py",  # a command
    "desks/witness/server.py",  # a request
    "desks/console/read.py",  # a command
    "site/manage.py",  # a command
    "site/tick.py",  # a command
    "spine/maintenance/upgrades.py",  # Django's signal after a migration carries no moment
    "site/demo/",  # a command
    "spine/outbox/jobs.py",  # the worker's default, an argument in tests
}
# Chance is an argument too: the demo seeds it, ids and secrets take the system's.
CHANCE_EDGES = {"site/demo/"}

Rule = Callable[[ast.Module], Iterator[str]]


def modules(pattern: str = "**/*.py") -> list[Path]:
    return [path for path in sorted(SOURCE.glob(pattern)) if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def dotted(node: ast.expr) -> str:
    """`a.b.c` of nested attributes; a call or a subscript inside counts as nothing."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


# --- the rules ---------------------------------------------------------------------------


def actions_name_everything(tree: ast.Module) -> Iterator[str]:
    """A verb takes keywords only, and always who does it and when."""
    for node in public_functions(tree):
        given = node.args
        if given.posonlyargs or given.args or given.vararg:
            yield f"{node.name}: arguments must be keyword-only"
        required = {
            arg.arg
            for arg, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
            if default is None
        }
        for name in ("actor", "at"):
            if name not in required:
                yield f"{node.name}: '{name}' must be a required argument"


def desks_touch_no_rows(tree: ast.Module) -> Iterator[str]:
    """A page calls an action or a reader; it never queries or saves by itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield f"line {node.lineno}: .objects"
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"save", "delete", "bulk_create", "bulk_update"}
        ):
            yield f"line {node.lineno}: .{node.func.attr}("


def nobody_reads_the_clock(tree: ast.Module) -> Iterator[str]:
    """The instant is an argument."""
    reads = {"now", "today", "utcnow", "localdate", "localtime"}
    owners = {"datetime", "date", "timezone", "datetime.datetime", "datetime.date", "django.utils.timezone"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in reads and dotted(node.value) in owners:
            yield f"line {node.lineno}: {dotted(node)}"
        elif isinstance(node, ast.Attribute) and dotted(node) == "time.time":
            yield f"line {node.lineno}: time.time"


def nobody_throws_dice(tree: ast.Module) -> Iterator[str]:
    """Chance comes as an argument, so that everything can be repeated."""
    for node in ast.walk(tree):
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        if "random" in names:
            yield f"line {node.lineno}: import random"


def nobody_prints(tree: ast.Module) -> Iterator[str]:
    """Inner rooms speak by values and refusals."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func) == "print":
            yield f"line {node.lineno}: print("


def templates_carry_no_inline_code(text: str) -> Iterator[str]:
    """Content-Security-Policy allows neither inline style nor inline script."""
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)
    if re.search(r"<[^>]*\sstyle\s*=", text):
        yield "style="
    if re.search(r"<style[\s>]", text):
        yield "<style>"
    for match in re.finditer(r"<script\b([^>]*)>", text):
        if "src=" not in match[1] and "application/json" not in match[1]:
            yield "<script> without src"
    if match := re.search(r"<[^>]*\s(on[a-z]+)\s*=\s*[\"']", text):
        yield f"{match[1]}="
    if re.search(r"href\s*=\s*[\"']\s*javascript:", text):
        yield "javascript:"


def dependencies_say_why(text: str) -> Iterator[str]:
    """Each dependency of the product has its reason on the same line."""
    inside = False
    for line in text.splitlines():
        if line.startswith("dependencies = ["):
            inside = True
        elif inside and line.startswith("]"):
            return
        elif inside and "#" not in line:
            yield line.strip()


# --- the house keeps them ----------------------------------------------------------------


def faults(rule: Rule, paths: list[Path], allowed: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    found = []
    for path in paths:
        name = name_of(path)
        if not any(name == edge or (edge.endswith("/") and name.startswith(edge)) for edge in allowed):
            found += [f"{name}: {fault}" for fault in rule(ast.parse(path.read_text("utf-8")))]
    return found


class TestSource:
    def test_actions_are_keyword_only_with_actor_and_instant(self) -> None:
        paths = modules("**/actions.py")
        assert len(paths) >= 3
        assert faults(actions_name_everything, paths) == []

    def test_desks_neither_query_nor_save(self) -> None:
        assert faults(desks_touch_no_rows, modules("desks/**/*.py")) == []

    def test_the_clock_is_read_only_at_the_edges(self) -> None:
        assert faults(nobody_reads_the_clock, modules(), CLOCK_EDGES) == []

    def test_chance_is_an_argument(self) -> None:
        assert faults(nobody_throws_dice, modules(), CHANCE_EDGES) == []

    def test_inner_rooms_do_not_print(self) -> None:
        rooms = ("kernel", "law", "analysis", "spine", "domains", "adapters", "ui")
        assert [fault for room in rooms for fault in faults(nobody_prints, modules(f"{room}/**/*.py"))] == []

    def test_templates_have_no_inline_style_or_script(self) -> None:
        found = {
            path.relative_to(SOURCE).as_posix(): list(templates_carry_no_inline_code(path.read_text("utf-8")))
            for path in SOURCE.rglob("*.html")
            if "static"
            not in path.parts  # a file for a memory stick is one file; its policy names its script
        }
        assert {name: told for name, told in found.items() if told} == {}

    def test_no_room_is_called_by_what_it_is_not(self) -> None:
        vague = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
        assert [name_of(path) for path in modules() if vague & {*path.parts, path.stem}] == []

    def test_each_package_says_what_it_is_for(self) -> None:
        silent = [
            name_of(path)
            for path in modules("**/__init__.py")
            if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
        ]
        assert silent == []


class TestProject:
    def test_each_dependency_has_a_reason(self) -> None:
        assert list(dependencies_say_why((ROOT / "pyproject.toml").read_text("utf-8"))) == []

    def test_changelog_has_a_section_for_the_version(self) -> None:
        version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
        text = (ROOT / "CHANGELOG.md").read_text("utf-8")
        assert re.search(rf"^## .*({re.escape(version)}|Unreleased)", text, re.MULTILINE)

    def test_version_is_said_once(self) -> None:
        import liem

        version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
        assert liem.__version__ == version

    @pytest.mark.parametrize("page", ["README.md", "README.vi.md"])
    def test_readme_names_only_commands_that_exist(self, page: str) -> None:
        from liem.site.cli import COMMANDS

        known = {command.word for command in COMMANDS}
        told = set(re.findall(r"\./liem ([a-z]+)", (ROOT / page).read_text("utf-8")))
        assert "demo" in told
        assert told - known == set()

    def test_readme_links_lead_somewhere(self) -> None:
        broken = []
        for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md")]:
            targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
            broken += [f"{page.relative_to(ROOT)}: {to}" for to in targets if not (page.parent / to).exists()]
        assert broken == []

    def test_each_number_of_the_night_is_asked_for_once_and_is_larger(self) -> None:
        asked = Counter(
            name
            for path in sorted((ROOT / "tests").rglob("*.py"))
            for name in set(re.findall(r"\btimes\(\"([^\"]+)\"\)", path.read_text("utf-8")))
        )
        assert asked == dict.fromkeys(nightly.COUNTS, 1)
        assert all(night >= 10 * push for push, night in nightly.COUNTS.values())

    def test_each_setting_is_used_by_the_product(self) -> None:
        from dataclasses import fields

        from liem.site.config import Config

        # The doctor looks at settings but does nothing with them; some are only its business.
        others = ("site/config/", "desks/console/doctor/")
        paths = [path for path in modules() if not name_of(path).startswith(others)]
        text = "\n".join(path.read_text("utf-8") for path in paths)
        names = {field.name for field in fields(Config)} - {"source", "database_url", "secret_key_file"}
        names -= {
            "backup_dir"
        }  # the doctor looks there for fresh copies; making them is an office's own schedule
        assert {name for name in names if not re.search(rf"\.{name}\b", text)} == set()


# --- and each of them can fail -----------------------------------------------------------


class TestTheRulesThemselves:
    @pytest.mark.parametrize(
        ("rule", "text"),
        [
            (actions_name_everything, "def assign(task, *, actor, at): ..."),
            (actions_name_everything, "def assign(*, actor, at=None): ..."),
            (actions_name_everything, "def assign(*, at): ..."),
            (desks_touch_no_rows, "rows = Task.objects.all()"),
            (desks_touch_no_rows, "task.save()"),
            (nobody_reads_the_clock, "from datetime import datetime, UTC\nx = datetime.now(UTC)"),
            (nobody_reads_the_clock, "from django.utils import timezone\nx = timezone.now()"),
            (nobody_reads_the_clock, "import time\nx = time.time()"),
            (nobody_reads_the_clock, "from datetime import date\nf = field(default_factory=date.today)"),
            (nobody_throws_dice, "import random"),
            (nobody_throws_dice, "from random import choice"),
            (nobody_prints, "print('x')"),
        ],
    )
    def test_catch_what_they_forbid(self, rule: Rule, text: str) -> None:
        assert list(rule(ast.parse(text)))

    @pytest.mark.parametrize(
        "text",
        [
            '<p style="color:red">',
            "<style>p{}</style>",
            "<script>alert(1)</script>",
            '<button onclick="x()">',
            '<a href="javascript:x()">',
        ],
    )
    def test_catch_inline_code(self, text: str) -> None:
        assert list(templates_carry_no_inline_code(text))

    @pytest.mark.parametrize(
        "text",
        ['<script src="a.js" defer></script>', "{# <p style='x'> #}", '<p data-on="x">on time = "now"</p>'],
    )
    def test_leave_the_innocent_alone(self, text: str) -> None:
        assert list(templates_carry_no_inline_code(text)) == []

    def test_catch_a_dependency_without_reason(self) -> None:
        assert list(dependencies_say_why('dependencies = [\n    "left-pad>=1",\n]\n')) == ['"left-pad>=1",']
