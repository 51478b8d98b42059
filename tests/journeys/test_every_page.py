"""Every page an office person can reach by links: no axe violation, no sideways scroll, a silent console."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from accessible import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILES = re.compile(
    r"\.(xlsx|csv|tsv|json|docx|pdf|ics|txt|webp|py|age)(\?|$)|/tep/|/(bien-nhan|la)$|^/so/.*[^/]$|/ky-luat/.*/giay-to/[0-9a-f-]{36}/$|/trang/\d+/\d+/$|/trao-doi-goi/khoa/the/$|/trao-doi-goi/[0-9a-f-]{36}/\d+/$|dang=(xlsx|csv)"
)
MOST_OF_ONE = {"office:directives_one": 4, "office:tasks_one": 3, "office:units_one": 2}
# an item of a list is a page of its own by its stage
MOST_OF_ONE |= {
    "oversight:inspections_one": 4,
    "oversight:inspections_conclusion": 3,
    "oversight:programmes_one": 3,
    "oversight:discipline_one": 4,
    "oversight:discipline_mine_one": 4,
}
OVERSIGHT = "oversight:"
ACCOUNTS = {
    "office:": ("office.head", "cell.secretary", "personnel", "auditor"),
    # who decides, who answers for an inspected cell, whom a reminder and a decision on discipline concern
    OVERSIGHT: ("ubkt.chair", "cell.secretary", "member"),
}
TELEPHONE = {"width": 360, "height": 740}
ROOMS = {
    f"oversight:{room}"
    for room in (
        "workbench",
        "notices",
        "programmes",
        "inspections",
        "reminders",
        "discipline",
        "questions",
        "statistics",
        "procedures",
    )
}
MAKE = """
from liem.domains.directives import actions
from liem.spine.outbox import jobs
from liem.spine.vault import files
world = build()
at = datetime.now(UTC)
actor = world.cast.actor("clerk")
text = (
    "TỈNH ỦY AN LIÊM\\nSố 12-CV/TU\\nAn Liêm, ngày 20 tháng 11 năm 2026\\n\\n"
    "1. Chi bộ thôn Ghềnh báo cáo quỹ trước ngày 30/11/2026.\\n2. Chi bộ rà soát sổ đảng viên.\\n"
)
for words in (text, text.replace("12", "13")):
    blob = files.store([words.encode()], at=at)
    actions.receive(actor=actor, at=at, unit_id=actor.unit_id, file_name="cv.txt", blob=blob)
    jobs.run_due(at=datetime.now(UTC)) if words is text else None
"""


def links(page: Any, url: str) -> list[str]:
    """Addresses of pages the page leads to."""
    found = page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.href)")
    own = [link.removeprefix(url).split("#")[0] for link in found if link.startswith(url + "/")]
    return [link for link in own if not FILES.search(link)]


def kind(path: str) -> str:
    """The route of an address, with a mark for a query; a page that is a file of ours is its own."""
    parts = urlsplit(path)
    try:
        name = str(resolve(parts.path).view_name)
    except Resolver404:
        return path if parts.path.startswith("/static/") else f"nowhere {path}"
    return f"{name}?" if parts.query else name


def crawl(person: Any, faults: list[str], *, desk: str) -> Iterator[str]:
    """Addresses of a desk by breadth, a few of each kind of page, each while it is open.

    A link that leads nowhere, or to a page that does not answer well, is a fault.
    """
    waiting, seen = ["/"], {"/"}
    counts: dict[str, int] = {}
    while waiting:
        path = waiting.pop(0)
        name = kind(path)
        assert not name.startswith("nowhere"), path
        if path != "/" and name.startswith(OVERSIGHT) != (desk == OVERSIGHT):
            continue
        if counts.get(name, 0) >= MOST_OF_ONE.get(name, 1) or name.startswith(
            ("account_logout", "set_language")
        ):
            continue
        counts[name] = counts.get(name, 0) + 1
        answer = person.page.goto(person.server.url + path)
        if answer.status not in (200, 422):  # 422: a table that has faults
            faults.append(f"{person.name}: a page leads to {path}, which answers {answer.status}")
            continue
        for link in links(person.page, person.server.url):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
        yield path


def unreadable(one: Any, path: str, lang: str) -> list[str]:
    """What is wrong with the page that is open: for axe, and for its width on a telephone."""
    name = re.sub(r"\W+", "-", f"{kind(path).replace('?', '-loc')}-{lang}")
    one.picture(f"trang-{one.name}-{name}")
    faults = [f"{lang} {path}: {fault}" for fault in violations(one.page)]
    size = one.page.viewport_size
    one.page.set_viewport_size(TELEPHONE)
    over = one.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    one.page.set_viewport_size(size)
    return [*faults, *([f"{lang} {path}: {over} px too wide at 360"] if over > 0 else [])]


class TestEveryPage:
    @pytest.mark.timeout(600)
    @pytest.mark.parametrize("desk", sorted(ACCOUNTS))
    def test_is_reachable_readable_and_free_of_faults_in_both_languages(
        self, office: Callable[..., Any], person: Callable[..., Any], desk: str
    ) -> None:
        server = office(MAKE, "--no-jobs")
        faults: list[str] = []
        kinds: set[str] = set()
        for username in ACCOUNTS[desk]:
            wide = person(server, username)
            wide.sign_in(username)
            narrow = person(server, username, **TELEPHONE, lang="en")
            narrow.context.add_cookies(
                [each for each in wide.context.cookies() if each["name"] != "liem_language"]
            )
            reached = set()
            for path in crawl(wide, faults, desk=desk):
                reached.add(kind(path))
                if kind(path) in kinds and (path != "/" or desk == OVERSIGHT):
                    continue  # the same page as another person has it
                faults += unreadable(wide, path, "vi")
                narrow.go(path)
                faults += unreadable(narrow, path, "en")
            kinds |= reached - set(MOST_OF_ONE)
            faults += wide.complaints + narrow.complaints
        print(sorted(kinds))
        assert faults == []
        assert len(kinds) > 30
        if desk == OVERSIGHT:
            assert {name.partition("_")[0].rstrip("?") for name in kinds} >= ROOMS
