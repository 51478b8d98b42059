"""Every role × every route: who may open, who may act, who is told why not, and for whom there is nothing.

``ROUTES`` says it for each route by letters of roles; a route that is not in it fails the test. For whom a
page or an object does not exist, the answer is the same to the byte as for an address that never was.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desks.world import Side, World, build

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ROLES = {
    "a": "anonymous",
    "r": "retired",  # an account whose only mandate has ended
    "m": "member",
    "c": "cell_secretary",
    "s": "specialist",  # of the same cell
    "o": "other_cell_secretary",
    "k": "clerk",
    "h": "office_head",
    "b": "secretary",  # of the commune
    "u": "chair",  # of the people's committee beside it
    "p": "personnel",  # of the province
    "y": "keeper",
    "i": "auditor",
    "x": "stranger",  # the clerk of the neighbouring commune
    "z": "stranger_head",
    "q": "stranger_personnel",
    "t": "province_head",
    "n": "monitor",  # a commission beside the two communes, not above them
}
IN_OFFICE = "mcsokhbupyixzqtn"
GIVERS, WORKERS, READERS = "cohbuztn", "csokhbuxztn", "cokhbuxztn"
CLERKS, PEOPLE = "khx", "pq"
# who sees the task in the cell, the directive of the commune and what hangs on them; and the neighbour's
OWN, FOREIGN = "cskhbt", "xzt"


@dataclass(frozen=True)
class Rule:
    """Letters of roles: who opens with GET, who acts with POST, who sees but is told why not (403).

    ``None`` for a method the route does not know. ``foreign_*``: the same with an object of the neighbour.
    """

    get: str | None = None
    post: str | None = None
    foreign_get: str = ""
    foreign_post: str = ""
    told: str = ""
    foreign_told: str = ""
    query: str = ""
    plain: bool = False  # answers scripts: its 404 is a sentence, the same for absent and forbidden
    ids: tuple[tuple[str, str], ...] = ()


def _of_task(*, get: bool, may: str, foreign: str, told: str, foreign_told: str) -> Rule:
    """A verb of a task: a page with a form, or a button only."""
    return Rule(
        get=may if get else None,
        post=may,
        foreign_get=foreign if get else "",
        foreign_post=foreign,
        told=told,
        foreign_told=foreign_told,
    )


def _works(*, get: bool) -> Rule:
    return _of_task(get=get, may="cs", foreign="", told="khbt", foreign_told=FOREIGN)


def _gives(*, get: bool) -> Rule:
    return _of_task(get=get, may="hbt", foreign="zt", told="c", foreign_told="")


SEEN = Rule(get=OWN, foreign_get=FOREIGN)
OF_PLANNED = (("task_id", "planned"),)
UNREAD = (("directive_id", "unread"),)
PEOPLE_OWN = Rule(get="p", post="p", foreign_get="pq", foreign_post="pq")

OFFICE: dict[str, Rule] = {
    "today": Rule(get=IN_OFFICE),
    "search": Rule(get=IN_OFFICE, query="?q=quy"),
    "tasks": Rule(get=WORKERS),
    "tasks_xlsx": Rule(get=WORKERS),
    "tasks_csv": Rule(get=WORKERS),
    "tasks_calendar": Rule(get=WORKERS),
    "tasks_urge": Rule(post=GIVERS),
    "tasks_urged": Rule(get=GIVERS),
    "tasks_one": SEEN,
    "tasks_acknowledge": _works(get=False),
    "tasks_progress": _works(get=True),
    "tasks_finish": _works(get=True),
    "tasks_extension": _works(get=True),
    "tasks_decide": _gives(get=True),
    "tasks_accept": _gives(get=False),
    "tasks_return": _gives(get=True),
    "tasks_urge_one": _gives(get=False),
    "tasks_withdraw": _gives(get=True),
    "tasks_cascade": _of_task(get=True, may="c", foreign="", told="hbt", foreign_told="zt"),
    "tasks_take_back": _of_task(get=False, may="c", foreign="", told="hbt", foreign_told="zt"),
    "tasks_file": SEEN,
    "tree": SEEN,
    "tree_urge": Rule(post="chbt", foreign_post="zt"),
    "tree_xlsx": SEEN,
    "unit_work": SEEN,
    "directives": Rule(get=READERS),
    "directives_send": Rule(post=CLERKS),
    "directives_by_hand": Rule(get=CLERKS, post=CLERKS),
    "directives_one": Rule(get=OWN, post="kh", foreign_get=FOREIGN, foreign_post="x"),
    "directives_progress": Rule(get="kh", foreign_get="x", ids=UNREAD),
    "directives_read_again": Rule(post="kh", foreign_post="x", ids=UNREAD),
    "directives_set_aside": Rule(get="kh", post="kh", foreign_get="x", foreign_post="x", ids=UNREAD),
    "directives_correct": Rule(get="kh", post="kh", foreign_get="x", foreign_post="x"),
    "directives_close": Rule(post="hb", foreign_post="z", told="ct", foreign_told="t"),
    "directives_assign": Rule(get="hb", post="hb", foreign_get="z", foreign_post="z"),
    "directives_distribute": Rule(get="hb", post="hb", foreign_get="z", foreign_post="z", ids=OF_PLANNED),
    "directives_add_task": Rule(get="khb", post="khb", foreign_get="xz", foreign_post="xz"),
    "directives_letter": Rule(get="hb", post="hb", foreign_get="z", foreign_post="z"),
    "directives_draft_file": Rule(get="hb", foreign_get="z", query="draft"),
    "directives_letter_one": SEEN,
    "directives_letter_file": SEEN,
    "directives_undo": Rule(post="hb", foreign_post="z", told="ct", foreign_told="t"),
    "directives_file": SEEN,
    "directives_page": SEEN,
    "uploads": Rule(post=CLERKS),
    "uploads_states": Rule(get=CLERKS),
    "upload": Rule(get="k", foreign_get="x", plain=True),
    "report": Rule(get=READERS),
    "report_docx": Rule(get=READERS),
    "report_pdf": Rule(get=READERS),
    "report_xlsx": Rule(get=READERS),
    "term": Rule(get=READERS),
    "term_xlsx": Rule(get=READERS),
    "units": Rule(get=IN_OFFICE),
    "units_xlsx": Rule(get=IN_OFFICE),
    "units_csv": Rule(get=IN_OFFICE),
    "units_one": Rule(get="mcskhbpyit", foreign_get="xzqpt"),
    "units_open": Rule(get=PEOPLE, post=PEOPLE),
    "units_merge": Rule(get=PEOPLE, post=PEOPLE),
    "units_import": Rule(get=PEOPLE, post=PEOPLE),
    "units_import_units": Rule(get=PEOPLE),
    "units_import_people": Rule(get=PEOPLE),
    "units_import_preview": Rule(get="p", post="p", foreign_get="q", foreign_post="q"),
    "units_import_faults": Rule(get="p", foreign_get="q"),
    "units_rename": PEOPLE_OWN,
    "units_close": PEOPLE_OWN,
    "units_person_register": Rule(get=PEOPLE, post=PEOPLE),
    "units_person": Rule(get="p", foreign_get="pq"),
    "units_mandate_give": PEOPLE_OWN,
    "units_mandate_end": PEOPLE_OWN,
    "units_account_open": PEOPLE_OWN,
    "units_account_reset": PEOPLE_OWN,
    "units_account_close": PEOPLE_OWN,
    "units_account_factors": PEOPLE_OWN,
    "ledger": Rule(get=READERS + "i"),
    "ledger_leaves": Rule(get=READERS + "i"),
    "ledger_one": Rule(get="khbti", foreign_get=FOREIGN + "i"),
}
OF_OBJECTS = [letter for letter in ROLES if letter not in "armyi"]
# pages of one's own account and of everybody: by what anonymous and signed-in visitors get
SIGNED_IN, ANYBODY, NOBODY = "signed in", "anybody", "nobody"
ACCOUNT: dict[str, str] = {
    "office:account": SIGNED_IN,
    "office:account_act_in": SIGNED_IN,
    "account_login": ANYBODY,
    "account_logout": ANYBODY,
    "account_inactive": ANYBODY,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": ANYBODY,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_login_webauthn": ANYBODY,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
    "usersessions_end": SIGNED_IN,
    "account_signup": NOBODY,
    "account_email": NOBODY,
    "account_email_verification_sent": NOBODY,
    "account_set_password": NOBODY,
    "account_reset_password": NOBODY,
    "account_reset_password_done": NOBODY,
    "account_confirm_login_code": NOBODY,
    "account_verify_phone": NOBODY,
    "set_language": ANYBODY,
    "ui:theme": ANYBODY,
}
# there is nothing to show or to take away before a first factor stands
WITHOUT_FACTOR = {"mfa_deactivate_totp", "mfa_download_recovery_codes", "mfa_view_recovery_codes"}
# What an opened door may answer: done or shown, led on, or a form or a state that does not allow it now.
OPEN = {200, 204, 302, 409, 412, 422}


@cache
def routes() -> dict[str, URLPattern]:
    """Every route of the product by its full name."""

    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
        for each in resolver.url_patterns:
            if isinstance(each, URLPattern):
                yield f"{space}:{each.name}" if space else str(each.name), each
            else:
                yield from walk(each, each.namespace or space)

    return dict(walk(get_resolver(), ""))


class Visitors:
    """One signed-in client per role; what a request changes is rolled back, the session stays."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = {}
        for letter, role in ROLES.items():
            client = Client(raise_request_exception=False, REMOTE_ADDR=f"203.0.113.{len(self.clients) + 1}")
            if letter != "a":
                client.force_login(world.accounts[role])
            self.clients[letter] = (client, client.cookies.copy())
        self.nothing = {letter: self.ask(letter, "GET", "/khong-co-trang-nay/")[1] for letter in ROLES}

    def ask(self, letter: str, method: str, url: str) -> tuple[int, str, str]:
        """Status, body with ids masked, place led to."""
        client, cookies = self.clients[letter]
        client.cookies = cookies.copy()
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined]  # actions ask for the outermost one
        with undone:
            if method == "GET":
                answer: Any = client.get(url)
            else:
                answer = client.post(url, {"next": "/"})
            content = answer.getvalue() if answer.status_code == 404 or answer.streaming else answer.content
            transaction.set_rollback(True)
        return answer.status_code, mask(content), answer.headers.get("Location", "")

    def check(self, letter: str, method: str, url: str, want: str, *, like: str = "") -> str:
        """What is wrong with the answer, or nothing."""
        status, body, place = self.ask(letter, method, url)
        login = status == 302 and place.startswith(reverse("account_login"))
        if letter == "a" and want != "405":
            right = login
        elif letter == "r":
            right = status == 403
        elif want == "open":
            right = status in OPEN and not login
        elif want == "nothing":
            nothing = self.ask(letter, method, like)[1] if like else self.nothing[letter]
            right = status == 404 and body == nothing
        else:
            right = status == int(want)
        return "" if right else f"{ROLES[letter]} {method} {url}: {status} {place}, wanted {want}"


def mask(content: bytes) -> str:
    """The body of a page without what differs in every answer: tokens and ids."""
    text = content.decode("utf-8", "replace")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "token", text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "id", text)
    return re.sub(r'(name="next" value=)"[^"]*"', r"\1", text)


@pytest.fixture(scope="module")
def visitors(django_db_setup: None, django_db_blocker: Any) -> Iterator[Visitors]:
    """The world once for all routes; rolled back at the end because entries cannot be deleted."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    with django_db_blocker.unblock():
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined]
        with undone:
            yield Visitors(build())
            transaction.set_rollback(True)
    logging.getLogger("django.request").setLevel(logging.NOTSET)


def address(name: str, rule: Rule, side: Side, *, kept: Side | None = None) -> str:
    """The address of a route with the ids of one side."""
    renamed = dict(rule.ids)
    parts: dict[str, Any] = {}
    for part in routes()[f"office:{name}"].pattern.converters:
        plain = {"form": "docx", "number": 1, "width": 1000}
        source = renamed.get(part, part.removesuffix("_id"))
        parts[part] = plain[part] if part in plain else side.ids[source]
    query = (kept or side).ids["draft"] if rule.query == "draft" else rule.query
    return reverse(f"office:{name}", kwargs=parts) + query


def wanted(letter: str, allowed: str, told: str) -> str:
    """The outcome for one role."""
    return "open" if letter in allowed else "403" if letter in told else "nothing"


class TestMatrix:
    def test_lists_every_route_and_no_other(self) -> None:
        listed = {f"office:{name}" for name in OFFICE} | set(ACCOUNT)
        assert set(routes()) == listed

    @pytest.mark.parametrize("name", sorted(OFFICE))
    def test_holds_for_the_route(self, visitors: Visitors, name: str) -> None:
        rule, world = OFFICE[name], visitors.world
        holds_ids = any(part != "form" for part in routes()[f"office:{name}"].pattern.converters)
        sides = [(world.own, rule.get, rule.post, rule.told)]
        if holds_ids:
            sides.append(
                (
                    world.foreign,
                    rule.foreign_get if rule.get is not None else None,
                    rule.foreign_post if rule.post is not None else None,
                    rule.foreign_told,
                )
            )
            sides.append(
                (
                    world.absent,
                    "" if rule.get is not None else None,
                    "" if rule.post is not None else None,
                    "",
                )
            )
        faults = []
        like = address(name, rule, world.absent) if rule.plain else ""
        # whom the guard stops it stops whatever the object: only the others can tell objects apart
        past_the_guard = {
            letter
            for letters in (
                rule.get,
                rule.post,
                rule.told,
                rule.foreign_get,
                rule.foreign_post,
                rule.foreign_told,
            )
            for letter in letters or ""
        }
        for side, get, post, told in sides:
            url = address(name, rule, side, kept=world.own if side is world.absent else side)
            asked = ROLES if side is world.own else past_the_guard if side is world.absent else OF_OBJECTS
            for letter in asked:
                if get is not None:
                    faults.append(visitors.check(letter, "GET", url, wanted(letter, get, told), like=like))
                if post is not None:
                    faults.append(visitors.check(letter, "POST", url, wanted(letter, post, told), like=like))
        # a method the route does not know is refused to who holds the duty, whatever the object
        known = (rule.get or rule.post or "")[:1]
        for method, allowed in (("GET", rule.get), ("POST", rule.post)):
            if allowed is None and known and name != "upload":
                faults.append(visitors.check(known, method, address(name, rule, world.own), "405"))
        assert [fault for fault in faults if fault] == []

    @pytest.mark.parametrize("name", sorted(ACCOUNT))
    def test_holds_for_the_page_of_the_account(self, visitors: Visitors, name: str) -> None:
        converters = routes()[name].pattern.converters
        url = reverse(name, kwargs=dict.fromkeys(converters, 999_999))
        faults = []
        for letter in ("a", "r", "m", "k", "p"):
            for method in ("GET", "POST"):
                status, body, place = visitors.ask(letter, method, url)
                login = status == 302 and place.startswith(reverse("account_login"))
                if ACCOUNT[name] == NOBODY:
                    right = status == 404 and body == visitors.nothing[letter]
                elif ACCOUNT[name] == SIGNED_IN and letter == "a":
                    right = login or status == 405
                elif converters:  # nobody's key and nobody's session: as absent, or first the password again
                    right = status in (404, 405) or "xac-nhan-lai" in place or login
                else:
                    right = status in {200, 302, 405, 422} or (status == 404 and name in WITHOUT_FACTOR)
                if not right:
                    faults.append(f"{ROLES[letter]} {method} {url}: {status} {place}")
        assert faults == []

    def test_of_forms_refuses_every_one_that_carries_no_token(self, visitors: Visitors) -> None:
        faults = []
        for name, rule in OFFICE.items():
            if rule.post is None:
                continue
            letter = rule.post[:1]
            client = Client(enforce_csrf_checks=True, raise_request_exception=False)
            client.cookies = visitors.clients[letter][1].copy()
            answer = client.post(address(name, rule, visitors.world.own, kept=visitors.world.own), {})
            if answer.status_code != 403:
                faults.append((name, answer.status_code))
        assert faults == []
