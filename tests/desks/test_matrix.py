"""Every role × every route: who may open, who may act, who is told why not, and for whom there is nothing.

The tables in ``rules`` say it for each route by letters of roles; a route that is not in them fails the test.
For whom a page or an object does not exist, the answer is the same to the byte as for an address that never
was.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desks.rules import (
    ACCOUNT,
    MACHINE,
    NOBODY,
    OF_OBJECTS,
    OFFICE,
    PUBLIC,
    ROLES,
    SIGNED_IN,
    WITHOUT_FACTOR,
    Rule,
)
from desks.rules_of_inspection import OVERSIGHT
from desks.world import Side, World, build

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

RULES = {f"office:{name}": rule for name, rule in OFFICE.items()} | {
    f"oversight:{name}": rule for name, rule in OVERSIGHT.items()
}
NAMED = {
    name.partition("#")[0]: {
        letter
        for other, rule in RULES.items()
        if other.partition("#")[0] == name.partition("#")[0]
        for letter in rule.letters
    }
    for name in RULES
}
FEED = "oversight:workbench_feed"  # the secret in the address stands for the person
PLAIN = {"form": "docx", "number": 1, "width": 1000, "key": "decide", "which": "proof"}
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

    def ask(
        self, letter: str, method: str, url: str, data: tuple[tuple[str, str], ...] = ()
    ) -> tuple[int, str, str]:
        """Status, body with ids masked, place led to."""
        client, cookies = self.clients[letter]
        client.cookies = cookies.copy()
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined]  # actions ask for the outermost one
        with undone:
            if method == "GET":
                answer: Any = client.get(url)
            else:
                answer = client.post(url, {"next": "/", **dict(data)})
            content = answer.getvalue() if answer.status_code == 404 or answer.streaming else answer.content
            transaction.set_rollback(True)
        return answer.status_code, mask(content), answer.headers.get("Location", "")

    def check(
        self,
        letter: str,
        method: str,
        url: str,
        want: str,
        *,
        like: str = "",
        data: tuple[tuple[str, str], ...] = (),
    ) -> str:
        """What is wrong with the answer, or nothing."""
        status, body, place = self.ask(letter, method, url, data)
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
    for part in routes()[name.partition("#")[0]].pattern.converters:
        source = renamed.get(part, part.removesuffix("_id"))
        parts[part] = PLAIN[part] if part in PLAIN else side.ids[source]
    query = (kept or side).ids["draft"] if rule.query == "draft" else rule.query
    return reverse(name.partition("#")[0], kwargs=parts) + query


def wanted(letter: str, allowed: str, told: str) -> str:
    """The outcome for one role."""
    return "open" if letter in allowed else "403" if letter in told else "nothing"


def sides_of(name: str, rule: Rule, world: World) -> Iterator[tuple[Side, str | None, str | None, str]]:
    """Whose object, who opens it, who acts on it, who is told why not; ``None`` for a method unknown."""
    yield world.own, rule.get, rule.post, rule.told
    if all(part == "form" for part in routes()[name.partition("#")[0]].pattern.converters):
        return
    foreign_get = rule.foreign_get if rule.get is not None else None
    yield world.foreign, foreign_get, rule.foreign_post if rule.post is not None else None, rule.foreign_told
    if "#" not in name:  # what is absent has no stage
        yield world.absent, "" if rule.get is not None else None, "" if rule.post is not None else None, ""


def asked(name: str, rule: Rule, side: Side, world: World, method: str) -> list[str]:
    """The roles asked, in the order of ``ROLES``: all of them for the first stage of the own object.

    Otherwise those whom some stage of it names, and a few who hold the duty without the object: whom the
    guard stops it stops whatever the object is.
    """
    route, _, stage = name.partition("#")
    named = NAMED[route]
    if side is world.own and not stage:
        # who is not signed in, or has no mandate, is stopped before the method is looked at
        everybody = [letter for letter in ROLES if letter not in "ar" or method == "GET" or rule.get is None]
        shut_out = [letter for letter in everybody if letter not in (rule.get or "")]
        return shut_out + list(rule.get or "")[:3] if rule.costly else everybody
    if side is world.absent:
        return [letter for letter in ROLES if letter in named][:5]
    if route.startswith("office:"):
        return OF_OBJECTS
    others = rule.letters if stage and side is world.foreign else named
    return [letter for letter in ROLES if letter in others | set("mcu")]


class TestMatrix:
    def test_lists_every_route_and_no_other(self) -> None:
        listed = {name.partition("#")[0] for name in RULES} | set(ACCOUNT) | {FEED}
        listed |= {f"public:{name}" for name in PUBLIC} | {f"machine:{name}" for name in MACHINE}
        assert set(routes()) == listed

    @pytest.mark.parametrize("name", sorted(RULES))
    def test_holds_for_the_route(self, visitors: Visitors, name: str) -> None:
        rule, world = RULES[name], visitors.world
        faults = []
        for side, get, post, told in sides_of(name, rule, world):
            like = address(name, rule, world.absent) if rule.plain else ""
            url = address(name, rule, side, kept=world.own if side is world.absent else side)
            for method, allowed in (("GET", get), ("POST", post)):
                if allowed is None:
                    continue
                for letter in asked(name, rule, side, world, method):
                    want = wanted(letter, allowed, told)
                    faults.append(visitors.check(letter, method, url, want, like=like, data=rule.data))
        # a method the route does not know is refused to who holds the duty, whatever the object
        known = (rule.get or rule.post or "")[:1] if "#" not in name else ""
        for method, allowed in (("GET", rule.get), ("POST", rule.post)):
            if allowed is None and known and name != "office:upload":
                faults.append(visitors.check(known, method, address(name, rule, world.own), "405"))
        assert [fault for fault in faults if fault] == []

    def test_of_the_calendar_address_asks_nobody_to_sign_in(self, visitors: Visitors) -> None:
        faults = []
        for letter in ("a", "r", "m", "g"):
            for side, right in (
                (visitors.world.own, 200),
                (visitors.world.foreign, 200),
                (visitors.world.absent, 404),
            ):
                url = address(FEED, Rule(), side)
                status, body, _place = visitors.ask(letter, "GET", url)
                if status != right or (right == 404 and body != visitors.nothing[letter]):
                    faults.append((letter, url, status))
            if visitors.ask(letter, "POST", address(FEED, Rule(), visitors.world.own))[0] != 405:
                faults.append((letter, "POST", 405))
        assert faults == []

    @pytest.mark.parametrize("name", PUBLIC)
    def test_of_public_pages_asks_nobody_to_sign_in(self, visitors: Visitors, name: str) -> None:
        ids = visitors.world.own.ids, visitors.world.absent.ids
        there = {"generation": 1, "index": 0, "name": "checkpoint", "ceremony_id": ids[0]["ceremony"]}
        absent = {"generation": 9, "index": 10**9, "name": "tile/0/999", "ceremony_id": ids[1]["ceremony"]}
        parts = routes()[f"public:{name}"].pattern.converters
        faults = []
        for letter in ("a", "r", "m", "g"):
            for given, right in ((there, 200), (absent, 404)):
                if given is absent and not parts:
                    continue
                url = reverse(f"public:{name}", kwargs={part: given[part] for part in parts})
                status, _body, place = visitors.ask(letter, "GET", url)
                if status != right:
                    faults.append((letter, url, status, place))
            url = reverse(f"public:{name}", kwargs={part: there[part] for part in parts})
            if visitors.ask(letter, "POST", url)[0] != 405:
                faults.append((letter, "POST", 405))
        assert faults == []

    @pytest.mark.parametrize("name", MACHINE)
    def test_of_other_systems_is_the_same_for_everybody(self, visitors: Visitors, name: str) -> None:
        parts = routes()[f"machine:{name}"].pattern.converters
        given = {"bundle": "0" * 64, "number": 1}
        url = reverse(f"machine:{name}", kwargs={part: given[part] for part in parts})
        got = {visitors.ask(letter, "GET", url)[0] for letter in ("a", "r", "m", "y")}
        posted = {visitors.ask(letter, "POST", url)[:2] for letter in ("a", "r", "m", "y")}
        assert got == {405}
        assert {status for status, _body in posted} == {404}
        assert len(posted) == 1

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
        for name, rule in RULES.items():
            if not rule.post:
                continue
            letter = rule.post[:1]
            client = Client(enforce_csrf_checks=True, raise_request_exception=False)
            client.cookies = visitors.clients[letter][1].copy()
            answer = client.post(address(name, rule, visitors.world.own, kept=visitors.world.own), {})
            if answer.status_code != 403:
                faults.append((name, answer.status_code))
        assert faults == []
