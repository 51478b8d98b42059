"""Writes docs/reference/states.md from the flow tables the product itself runs on."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import django
from django.db.models import Choices
from django.utils import translation

from liem.kernel.flow import Flow

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
PAGE = ROOT / "docs" / "reference" / "states.md"

HEAD = """# States · Trạng thái

Each record that lives through states has one table in a file `flow.py`: which verb leads from where to where,
which duty may do it, on what ground. The table drives the actions, the tests and this page, so the three
cannot disagree. A verb that the table does not allow now is refused with the list of verbs that are allowed
(`NotNow`). This page is written by `tools/draw_flows.py` and compared with the code by a test.

Mỗi loại hồ sơ có trạng thái thì có một bảng duy nhất trong tệp `flow.py`. Bảng ấy chạy trong chương trình,
trong kiểm thử và vẽ nên trang này.
"""


def flows() -> list[tuple[str, Flow, dict[str, str]]]:
    """All flow tables of the product: dotted name, the table, Vietnamese label of each state.

    Raises ``RuntimeError`` when a `flow.py` holds no table: an empty file would go undrawn unnoticed.
    """
    found = []
    for path in sorted((SOURCE / "liem").rglob("flow.py")):
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        if name == "liem.kernel.flow":  # the machine, not a table
            continue
        module = importlib.import_module(name)
        tables = [(key, value) for key, value in vars(module).items() if isinstance(value, Flow)]
        if not tables:
            raise RuntimeError(f"{name} holds no Flow")
        labels = {
            str(value): str(label)
            for kind in vars(module).values()
            if isinstance(kind, type) and issubclass(kind, Choices)
            for value, label in kind.choices
        }
        found += [(f"{name}.{key}", table, labels) for key, table in tables]
    return found


def page() -> str:
    """The whole page as text."""
    with translation.override("vi"):
        return HEAD + "".join(_section(*flow) for flow in flows())


def _section(name: str, flow: Flow, labels: dict[str, str]) -> str:
    lines = ["", f"## `{name}`", "", "```mermaid", flow.mermaid().rstrip("\n"), "```", ""]
    lines += ["| State | Trạng thái | Verbs possible |", "|---|---|---|"]
    for state in flow.states:
        verbs = ", ".join(f"`{verb}`" for verb in flow.verbs(state)) or "none: final"
        lines.append(f"| `{state}` | {labels[state]} | {verbs} |")
    lines += ["", "| Verb | From | To | Duty | Ground |", "|---|---|---|---|---|"]
    for step in flow.steps:
        sources = ", ".join(f"`{source}`" for source in step.sources)
        lines.append(f"| `{step.verb}` | {sources} | `{step.target}` | `{step.who}` | {step.basis} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liem.site.settings")
    django.setup()
    PAGE.write_text(page(), "utf-8")
