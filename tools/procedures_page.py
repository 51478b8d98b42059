"""Writes docs/reference/procedures.md from the procedure files the product itself reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from liem.law import default_book
from liem.law.procedures import Procedure, Step, load_procedures

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "src" / "liem" / "law" / "vn" / "procedures"
PAGE = ROOT / "docs" / "reference" / "procedures.md"
HEAD = """# Procedures · Quy trình

Each kind of inspection follows a procedure: a file of dated data with steps, who takes them, the papers that
must be in the dossier first, and the provision that limits each. A province's own file wins there; see
[how to change one](../how-to/change-a-procedure.md). An installation shows each as a page, with the limits
its own body has on a day, at `/kiem-tra/quy-trinh/`. This page is written by `tools/procedures_page.py`.

*Who*: parts a person plays in one case, not posts: `decider` decides for the body, `head` leads the team or
does the work, `team` its members, `subject` is inspected, `office` helps. *Confidence*: V read in the
official text, S from a secondary source, M not verified. *Not regulated*: no rule is known anywhere; the
product assumes none.

Mỗi loại cuộc kiểm tra, giám sát theo một quy trình ghi trong tệp. Tỉnh có tệp riêng thì ở đó dùng bản của
tỉnh.

"""


def page() -> str:
    """The whole page as text."""
    procedures = load_procedures(FILES).all
    return HEAD + _overview(procedures) + "".join(map(_one, procedures))


def _overview(procedures: tuple[Procedure, ...]) -> str:
    rows = "".join(
        f"| [{each.title_en}](#{_anchor(each)}) | {each.title} | `{each.jurisdiction}` | {each.confidence} "
        f"| {', '.join(each.bodies)} | {len(each.steps)} |\n"
        for each in procedures
    )
    head = "| Procedure | Quy trình | Whose | Confidence | Bodies | Steps |\n|---|---|---|---|---|---|\n"
    return f"{head}{rows}\n"


def _name(procedure: Procedure) -> str:
    where = procedure.jurisdiction.partition(":")[2]
    return f"{procedure.id} {where}".strip()


def _anchor(procedure: Procedure) -> str:
    return _name(procedure).replace(" ", "-")


def _one(procedure: Procedure) -> str:
    lines = [
        f"## {_name(procedure)}\n",
        f"**{procedure.title_en} · {procedure.title}** (`{procedure.file}`)\n",
        f"{procedure.about_en}\n",
        f"{procedure.about}\n",
        f"{' '.join(_grounds(procedure))}\n",
        *(f"- {line}" for line in _whole(procedure)),
        "\n| | Step | Stage | Who | Papers | Limit |\n|---|---|---|---|---|---|",
        *(_row(number, step) for number, step in enumerate(procedure.steps, 1)),
    ]
    return "\n".join(lines) + "\n\n"


def _grounds(procedure: Procedure) -> Iterator[str]:
    until = f" to before {procedure.valid_to}" if procedure.valid_to else ""
    yield f"In force from {procedure.valid_from}{until}."
    yield f"Basis: {procedure.basis} ({procedure.confidence})."
    yield f"Subjects: {', '.join(procedure.subjects)}."
    yield f"Bodies: {', '.join(procedure.bodies)}."
    yield "May lead to discipline." if procedure.leads_to_discipline else "Disciplines nobody."
    if procedure.refers_to:
        yield f"May turn into {', '.join(f'`{one}`' for one in procedure.refers_to)}."


def _whole(procedure: Procedure) -> Iterator[str]:
    named = (
        ("Duration", procedure.duration),
        ("Extension", procedure.extension),
        ("Period examined", procedure.lookback),
        *((f"Period examined, `{kind}`", key) for kind, key in procedure.lookback_by_kind.items()),
        ("Team", procedure.team_max),
    )
    for label, key in named:
        if key is not None:
            yield f"{label}: {_known(key)}"


def _known(key: str) -> str:
    versions = default_book().versions(key)
    if not versions:
        return f"`{key}`, not regulated"
    said = "; ".join(
        f"{one.value} {one.unit} in `{one.jurisdiction}` from {one.valid_from} ({one.confidence})"
        for one in versions
    )
    return f"`{key}`: {said}"


def _row(number: int, step: Step) -> str:
    marks = [word for word, holds in (("optional", step.optional), ("concludes", step.concludes)) if holds]
    title = f"`{step.key}` {step.title_en}<br>{step.title}" + (f" *({', '.join(marks)})*" if marks else "")
    limit = f"`{step.limit}` from `{step.counts_from}`" if step.limit else "–"
    papers = ", ".join(step.papers) or "–"
    return f"| {number} | {title} | {step.phase} | {', '.join(step.who)} | {papers} | {limit} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
