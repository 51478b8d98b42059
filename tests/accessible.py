"""What axe-core finds wrong with the page that is open: WCAG 2.2 AA and best practice, in any browser."""

from __future__ import annotations

from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Every rule is run; only what it found wrong is described, which takes half the time.
RUN = """
([within, rules]) => axe
    .run(within || document, {runOnly: rules, resultTypes: ["violations"]})
    .then(answer => answer.violations)
"""


def violations(page: Any, within: str | None = None) -> list[str]:
    """Each fault with its rule, place and the beginning of its source; `within` is a CSS selector."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_script())
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in page.evaluate(RUN, [within, RULES])
        for node in one["nodes"]
    ]


@cache
def _script() -> str:
    return str(Axe().axe_script)
