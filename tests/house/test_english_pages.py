"""Every page of the product, opened in English by several posts: only records stay Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from cast import AT, Cast, assemble, directive_with_task
from commission import with_commission
from desks.world_of_inspection import inspect
from house.test_messages import messages, seen
from liem.domains.directives import actions as directives
from liem.domains.directives import papers, receivers
from liem.law import default_book
from liem.law.procedures import default_procedures
from liem.spine.tasks import actions as tasks
from liem.spine.tasks.steps import Assignment
from liem.spine.units.importing import keep_preview
from liem.spine.vault import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liem.domains.directives.models import Directive
    from liem.spine.tasks.models import Task

pytestmark = pytest.mark.django_db

# What stays Vietnamese in every language: names of laws as they are cited, and the name of the language.
CITATION = re.compile(
    r"Tiếng Việt|(?:khoản \d+ )?Điều \d+|(?:Nghị định|Luật|Quy định|Quyết định|Hướng dẫn|Thông tư|Nghị quyết)"
    r"(?: số)? \d[\w/-]*(?: ngày \d\d/\d\d/\d{4}| năm \d{4})?"
)
# Addresses that answer without a page, or end the session.
NO_PAGE = re.compile(
    r"\.(?:xlsx|csv|ics|docx|pdf|txt)$|/tep|/trang/|dang-xuat|giao-dien|setlang|khong-co|tai/$"
)
ROLES = ("", "office_head", "cell_secretary", "personnel", "auditor")  # "" has not signed in
# Of inspection: who decides, who is the subject of a case, whom reminders and discipline concern.
OF_INSPECTION = ("ubkt_chair", "cell_secretary", "member")
INSPECTION = "/kiem-tra/"
SEND_EMPTY_FORMS = ("office_head", "ubkt_chair")  # what a page says to an empty form counts too
NO_WORDS = {301, 302, 404, 405}  # moved, or one page that has its own test
KEPT_ON_PURPOSE = {
    entry.msgstr for entry in messages.opened(messages.english()) if entry.tcomment.startswith(messages.KEEPS)
}


def _given(cast: Cast, *, at: datetime, unit: str, subject: str, due: date | None) -> tuple[Directive, Task]:
    directive, task = directive_with_task(cast, at=at, due=due, subject=subject)
    directives.assign_tasks(
        actor=cast.actor("office_head"),
        at=at,
        directive_id=directive.pk,
        assignments={task.pk: Assignment(lead_unit=cast.units[unit])},
    )
    task.refresh_from_db()
    return directive, task


@pytest.fixture
def story() -> tuple[Cast, dict[str, object]]:
    """A commune where something of everything has happened, and the ids its addresses need."""
    now = datetime.now(UTC) - timedelta(minutes=30)
    before = now - timedelta(days=60)
    cast = with_commission(assemble(at=before), at=before)
    head, cell = cast.actor("office_head"), cast.actor("cell_secretary")
    directive, task = _given(
        cast,
        at=now - timedelta(days=40),
        unit="CB01",
        subject="Rà soát quỹ",
        due=now.date() - timedelta(days=9),
    )
    tasks.acknowledge(actor=cell, at=now - timedelta(days=30), task_id=task.pk)
    told = files.store([b"so lieu"], at=now)
    tasks.report_progress(
        actor=cell,
        at=now - timedelta(days=3),
        task_id=task.pk,
        percent=40,
        text="Đã đối chiếu",
        file=tasks.Attachment(blob=told, name="so-lieu.txt"),
    )
    tasks.urge(actor=head, at=now - timedelta(days=2), task_id=task.pk, note="Làm ngay")
    assert task.due_at is not None
    tasks.request_extension(
        actor=cell, at=now, task_id=task.pk, new_due_at=task.due_at + timedelta(days=30), reason="Mưa lũ"
    )
    done = _given(cast, at=now, unit="CB01", subject="Lập danh sách", due=now.date() + timedelta(days=9))[1]
    tasks.finish(actor=cell, at=now, task_id=done.pk, text="Đã nộp")
    whole = _given(cast, at=now, unit="UBND", subject="Sửa nội quy", due=None)[1]
    dropped = _given(cast, at=now, unit="CB02", subject="Họp thôn", due=None)[1]
    tasks.withdraw(actor=head, at=now, task_id=dropped.pk, reason="Trùng việc")
    planned = directive_with_task(cast, at=now, subject="Chưa giao việc")[0]
    waiting = directives.receive(
        actor=cast.actor("clerk"),
        at=now,
        unit_id=cast.units["XCR"].pk,
        file_name="chờ đọc.pdf",
        blob=files.store([b"cho"], at=now),
    )[0]
    directives.record_unreadable(
        actor=cast.actor("clerk"), at=now, directive_id=waiting.pk, code="blank", message="Trang trắng"
    )
    preview = keep_preview(
        actor=cast.actor("personnel"),
        at=now,
        what="units",
        blob=files.store(["Mã,Tên\nX 1,\n".encode()], at=now),
        file_name="bảng.csv",
    )
    person = cast.actor("member")
    ids: dict[str, Any] = {
        "directive_id": [directive.pk, planned.pk, waiting.pk],
        "task_id": [task.pk, done.pk, whole.pk, dropped.pk],
        "unit_id": [cast.units["CB01"].pk],
        "person_id": [person.person_id],
        "mandate_id": [person.mandate_id],
        "preview_id": [preview.pk],
        "letter_id": [_letter(cast, directive, task, at=now)],
        "seq": [1, 40],
        "pk": [1],
    }
    for name, more in _of_inspection(cast, at=now).items():
        ids[name] = [*ids.get(name, ()), *more]
    return cast, ids


# what of the world of inspection fills which part of an address
FILLS = {
    "inspection_id": ("inspection", "supervision", "written", "issued"),
    "paper_id": ("paper", "unserved"),
    "person_id": ("head", "kin"),
    "kinship_id": ("kinship",),
    "hand_over_id": ("hand_over",),
    "requirement_id": ("requirement",),
    "reminder_id": ("reminder",),
    "question_id": ("question", "put", "author_question"),
    "discipline_id": ("discipline", "heard", "notified", "appealed"),
    "programme_id": ("programme", "submitted", "approved"),
    "item_id": ("item", "approved_item"),
    "draw_id": ("draw", "drawn"),
    "preview_id": ("table",),
    "procedure_id": ("procedure",),
}


def _of_inspection(cast: Cast, *, at: datetime) -> dict[str, list[object]]:
    made = inspect(cast, at=at)
    found: dict[str, list[object]] = {part: [made[name] for name in names] for part, names in FILLS.items()}
    return found | {"key": ["decide", "report"]}


def _letter(cast: Cast, directive: Directive, task: Task, *, at: datetime) -> object:
    directive.refresh_from_db()
    day = at.date()
    signer = receivers.signers(directive.unit_id, day=day)[0]
    authority, title = papers.sign_lines(directive.unit, signer.post, day=day)
    form = papers.form_for(
        directive, [task], signer=signer, sign_authority=authority, sign_title=title, closing="", day=day
    )
    letter, _ = directives.issue_letter(
        actor=cast.actor("office_head"), at=at, directive_id=directive.pk, task_ids=[task.pk], form=form
    )
    return letter.pk


def addresses(ids: dict[str, Any]) -> Iterator[str]:
    """Yield the address of every page, filled with every id of the story that fits."""

    def walk(resolver: URLResolver, before: str) -> Iterator[str]:
        for one in resolver.url_patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one, route)
            elif isinstance(one, URLPattern):
                yield route

    for route in walk(get_resolver(), "/"):
        if NO_PAGE.search(route):
            continue
        filled = [route]
        for match in re.finditer(r"<(?:\w+:)?(\w+)>", route):
            filled = [one.replace(match[0], str(value)) for one in filled for value in ids.get(match[1], ())]
        yield from filled


def records() -> list[str]:
    """Return every Vietnamese text the database holds, longest first."""
    held: set[str] = set()

    def keep(value: object) -> None:
        if isinstance(value, str):
            lines = (" ".join(line.split()) for line in value.splitlines())
            held.update(line for line in lines if messages.VIETNAMESE.search(line))
        elif isinstance(value, dict):
            for one in value.values():
                keep(one)
        elif isinstance(value, list):
            for one in value:
                keep(one)

    for model in apps.get_models():
        fields = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            for value in row:
                keep(value)
    return sorted(held, key=len, reverse=True)


def law_texts() -> list[str]:
    """Return what the law data say: a law is cited, and a list that a province edits is read, as it is."""

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            for one in value.values():
                yield from texts(one)
        elif isinstance(value, list | tuple):
            for one in value:
                yield from texts(one)

    said = {text for provision in default_book() for text in texts(provision.value)}
    said |= {str(provision.basis.doc) for provision in default_book()}
    said |= {str(procedure.basis.doc) for procedure in default_procedures().all}
    return sorted((text for text in said if messages.VIETNAMESE.search(text)), key=len, reverse=True)


class Search:
    """Looks for Vietnamese that comes from no record; what was judged once is remembered."""

    def __init__(self, known: list[str]) -> None:
        self.known = known
        self.judged: dict[str, bool] = {}

    def left(self, html: str) -> list[str]:
        """Return the texts of a page that are Vietnamese and come from no record."""
        return [text for text in seen(html) if self._is_left(text)]

    def _is_left(self, text: str) -> bool:
        if text not in self.judged:
            rest = text
            for record in self.known if messages.untranslated(text) else ():
                rest = rest.replace(record, "")
            self.judged[text] = bool(messages.untranslated(CITATION.sub("", rest)))
        return self.judged[text]


# Names and records: a title as it is printed, a citation, the headings of a file people fill in, a line of
# the ledger. Nothing else is excused.
STILL_VIETNAMESE = (
    re.compile(r"^Kết quả thực hiện .*"),  # the title of a Vietnamese report, as it will be printed
    re.compile(r"^Form by .* \(from a secondary source.*"),  # a citation of law stays Vietnamese
    re.compile(r"^The columns? «.*"),  # the headings of the sample file
    re.compile(r"^Mã (cơ quan|đơn vị) .*"),  # the same, beside a fault
    re.compile(r"^(Opened dossier|Recorded “).*"),  # the ledger keeps the name the procedure had
)


def excused(text: str) -> bool:
    """Whether a text is kept on purpose by the catalogue, or is known."""
    return text in KEPT_ON_PURPOSE or any(known.search(text) for known in STILL_VIETNAMESE)


class TestInEnglish:
    @pytest.mark.slow
    def test_pages_show_vietnamese_only_where_it_is_a_record(
        self, story: tuple[Cast, dict[str, Any]]
    ) -> None:
        cast, ids = story
        search = Search(sorted((*records(), *law_texts()), key=len, reverse=True))
        opened = 0
        left: dict[tuple[str, ...], str] = {}
        for role in dict.fromkeys((*ROLES, *OF_INSPECTION)):
            client = Client()
            client.cookies["liem_language"] = "en"
            if role:
                client.force_login(cast.account(role))
            asks = [client.get, client.post] if role in SEND_EMPTY_FORMS else [client.get]
            rooms = [each for each, roles in ((True, OF_INSPECTION), (False, ROLES)) if role in roles]
            wanted = [url for url in addresses(ids) if url.startswith(INSPECTION) in rooms]
            for ask, url in ((ask, url) for ask in asks for url in wanted):
                answer = ask(url)
                if answer.status_code in NO_WORDS or "text/html" not in answer.get("Content-Type", ""):
                    continue
                opened += 1
                html = answer.content.decode()
                assert '<html lang="en"' in html or "<html" not in html, url
                if told := [text for text in search.left(html) if not excused(text)]:
                    left.setdefault(tuple(told), f"{answer.status_code} {role} {url}")
        assert opened > 150
        assert not left, "\n".join(f"{url}: {told}" for told, url in left.items())

    def test_a_refusal_and_a_missing_page_are_english(self, cast: Cast) -> None:
        client = Client()
        client.cookies["liem_language"] = "en"
        client.force_login(cast.account("office_head"))
        answer = client.get("/khong-co-trang-nay/")
        assert answer.status_code == 404
        assert Search(records()).left(answer.content.decode()) == []

    def test_the_search_for_vietnamese_would_see_a_fault(self) -> None:
        page = '<html lang="en"><p title="Xem việc">Tasks of Đảng ủy xã Cửa Rừng, Điều 12</p><p>Chưa giao</p>'
        assert Search(["Đảng ủy xã Cửa Rừng"]).left(page) == ["Xem việc", "Chưa giao"]


class TestPapers:
    def test_are_vietnamese_whatever_language_the_clerk_reads(self, cast: Cast) -> None:
        directive, task = _given(cast, at=AT, unit="CB01", subject="Rà soát quỹ", due=None)
        told = []
        for language in ("vi", "en"):
            with translation.override(language):
                lines = [
                    papers.sign_lines(directive.unit, post, day=AT.date()) for post in ("secretary", "clerk")
                ]
                told.append((lines, papers.body_of(directive, [task])))
        assert told[0] == told[1]
