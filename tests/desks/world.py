"""Two communes at work for the matrix: the cast's own (Cửa Rừng) and its neighbour (Suối Trong), each with a
document of every stage, a given task with a report and a request, a letter, an upload and a table sent in;
and what their commissions have at work (``world_of_inspection``).
"""

from __future__ import annotations

import io
import tempfile
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
from django.conf import settings
from django.utils.timezone import localdate

import keyring
from cast import BORN, SETUP, Cast, assemble
from commission import with_commission
from custodians import named
from desks.world_of_inspection import inspect, mirrored, with_neighbours
from liem.desks.office.units.tables import sample
from liem.domains.directives import actions as directives
from liem.domains.directives import papers, receivers
from liem.domains.directives.deadlines import on_day
from liem.kernel.seal import HybridIdentity, encrypt_bytes
from liem.kernel.seal.letter import Letter, pack
from liem.spine.access import Actor, Duty
from liem.spine.bundles import actions as bundles
from liem.spine.bundles import receiving, sealing
from liem.spine.bundles import sealed_files as sealed_bundles
from liem.spine.bundles.keys import here
from liem.spine.bundles.kinds import Enclosed
from liem.spine.custody import actions as custody
from liem.spine.draws import actions as draws
from liem.spine.draws import announcing
from liem.spine.draws.models import Purpose
from liem.spine.escrow import actions as escrow
from liem.spine.identity import actions as identity
from liem.spine.log import publishing, sequencer
from liem.spine.maintenance.models import Session
from liem.spine.outbox.models import Job
from liem.spine.people import actions as people
from liem.spine.people.readers import actor_for
from liem.spine.sealed import actions as sealed
from liem.spine.sealed import files as sealed_files
from liem.spine.sealed.policy import REPORTER
from liem.spine.tasks import actions as tasks
from liem.spine.tasks.models import Progress
from liem.spine.tasks.steps import Assignment, NewTask
from liem.spine.units.importing import keep_preview
from liem.spine.vault import files, uploads

if TYPE_CHECKING:
    from liem.domains.directives.models import Directive
    from liem.spine.people.models import Account
    from liem.spine.units.models import Unit

MORE_PEOPLE = (
    # a person whose only mandate has ended
    ("retired", "Lường Văn Ón", "XCR", "clerk"),
    # a second personnel officer, who must not see the tables the first one sent in
    ("stranger_personnel", "Giàng A Dơ", "XST", "personnel_officer"),
)


@dataclass(frozen=True)
class Side:
    """Ids of one commune's objects by the name of the address part."""

    ids: dict[str, str]


@dataclass(frozen=True)
class World:
    """Cast, accounts by role, and the objects of both communes."""

    cast: Cast
    accounts: dict[str, Account]
    own: Side
    foreign: Side
    absent: Side


def build() -> World:
    """Make everything by actions, an hour before now, so that the pages find it in the past."""
    at = datetime.now(UTC) - timedelta(hours=1)
    cast = with_neighbours(with_commission(assemble(at=at), at=at), at=at)
    accounts = {role: someone.account for role, someone in cast.people.items()}
    for role, name, code, post in MORE_PEOPLE:
        person, _ = people.register_person(actor=SETUP, at=at, new=people.NewPerson(name))
        mandate, _ = people.give_mandate(
            actor=SETUP, at=at, person_id=person.pk, unit_id=cast.units[code].pk, post=post, valid_from=BORN
        )
        accounts[role], _, _ = people.open_account(
            actor=SETUP,
            at=at,
            person_id=person.pk,
            username=role.replace("_", "."),
            password="gach-do-san-dinh-26",
        )
        accounts[role].must_change_password = False
        accounts[role].save(update_fields=["must_change_password"])
        if role == "retired":
            people.end_mandate(
                actor=SETUP, at=at, mandate_id=mandate.pk, valid_to=date(2026, 1, 1), basis="Nghỉ chế độ"
            )
    own = _side(cast, accounts, at=at, commune="XCR", cell="CB01", hands=("clerk", "office_head", "member"))
    foreign = _side(
        cast, accounts, at=at, commune="XST", cell="ST01", hands=("stranger", "stranger_head", "stranger")
    )
    own.ids.update(inspect(cast, at=at))
    foreign.ids.update(inspect(mirrored(cast), at=at))
    own.ids.update(_readers(cast, at=at))
    foreign.ids.update(_readers(mirrored(cast), at=at))
    own.ids.update(_identity(cast, cast.units["UBKT2"], at=at))
    foreign.ids.update(_identity(mirrored(cast), cast.units["UBKT"], at=at))
    own.ids.update(with_maintenance(cast, "keeper", "XCR", at=datetime.now(UTC)))
    foreign.ids.update(with_maintenance(cast, "stranger", "XST", at=datetime.now(UTC)))
    own.ids.update(with_bundles(cast.units["XCR"], cast.units["TAL"], at=at))
    foreign.ids.update(with_bundles(cast.units["XST"], cast.units["TAL"], at=at))
    with_log(at=datetime.now(UTC))
    own.ids["ceremony"] = with_draw(cast, "secretary", "XCR", at=datetime.now(UTC))
    foreign.ids["ceremony"] = with_draw(cast, "stranger_head", "XST", at=datetime.now(UTC))
    absent = Side({name: str(uuid.uuid4()) for name in own.ids} | {"seq": "999999"})
    return World(cast=cast, accounts=accounts, own=own, foreign=foreign, absent=absent)


def with_bundles(own: Unit, above: Unit, *, at: datetime) -> dict[str, str]:
    """An office above, each with the other's card, and a first small bundle each way."""
    ours, theirs = here(own.code), here(above.code)
    keeper = Actor.of_schedule("console", Duty.KEEP_SYSTEM, Duty.RECEIVE_DOCUMENTS)
    letter = encrypt_bytes(b"thu", [HybridIdentity.generate().recipient])
    packed = sealed_bundles.pack([Enclosed("thu.age", files.store([letter], at=at))])
    peers = {}
    for one, other, role in ((ours, theirs, "above"), (theirs, ours, "below")):
        peers[one.office], _ = bundles.trust_peer(
            actor=keeper,
            at=at,
            here=one,
            card=other.card.encode(other.signer),
            fingerprint=other.card.fingerprint,
            role=role,
        )
    for one, other in ((ours, theirs), (theirs, ours)):
        sent, _ = bundles.send(
            actor=keeper, at=at, here=one, office=other.office, kind="sealed", packed=packed
        )
        with sealing.file_of(one, sent).open("rb") as source:
            receiving.bring(other, source, actor=keeper, at=at)
    peer = peers[ours.office]
    return {"peer": str(peer.pk), "received": str(peer.received.get().pk)}


def with_maintenance(cast: Cast, keeper: str, commune: str, *, at: datetime) -> dict[str, str]:
    """A session of maintenance that waits for its second person, and a job that failed for good."""
    someone = cast.actor(keeper)
    session = Session.objects.create(
        id=uuid.uuid4(),
        state=Session.State.ASKED,
        unit=cast.units[commune],
        keeper_id=someone.person_id,
        keeper_name=someone.name,
        reason="Thay khóa",
        minutes=30,
        asked_at=at,
    )
    job = Job.objects.create(kind="mail.send", state=Job.State.FAILED, args={}, run_at=at, created_at=at)
    return {"session": str(session.pk), "job": str(job.pk)}


def with_log(*, at: datetime) -> None:
    """Give all entries their places in a log of their own: the pages of proofs have something to show."""
    folder = Path(tempfile.mkdtemp(prefix="log-", dir=settings.LIEM.data_dir))
    settings.LIEM_LOG = {"origin": "xa.example/so", "key": folder / "log.key", "directory": folder / "log"}
    sequencer.sequence_all(at=at)
    publishing.publish(at=at)


def with_draw(cast: Cast, leader: str, commune: str, *, at: datetime) -> str:
    """A public draw that was held: whom to call back after a payment, with a reserve."""
    who = cast.actor(leader)
    new = announcing.Announcement(
        purpose=Purpose.CALL_BACK,
        title="Gọi hỏi lại sau chi trả",
        lines=[announcing.Line("-", "N", f"Lò Văn {number}") for number in range(12)],
        count=2,
        reserves=1,
        bodies=("Mặt trận", "Ban giám sát"),
        place="Nhà văn hóa",
        held_at=at,
    )
    ceremony, _ = announcing.announce(actor=who, at=at, unit_id=cast.units[commune].pk, new=new)
    sequencer.sequence_all(at=at)
    for turn in (1, 2):
        draws.throw(actor=who, at=at, ceremony_id=ceremony.pk, turn=turn, digits="4720198335")
    draws.hold(actor=who, at=at, ceremony_id=ceremony.pk, witnesses="Mặt trận")
    return str(ceremony.pk)


def _readers(cast: Cast, *, at: datetime) -> dict[str, str]:
    """A list of two readers of the commission, a new key of the chair that waits, a sealed letter."""
    unit = cast.units["UBKT"].code
    standing, _ = keyring.founded(cast, at=at, prefix=unit)
    waiting = keyring.enrol(cast, "ubkt_chair", at=at, name=f"{unit} new")
    letter = encrypt_bytes(pack(Letter("report", unit)), [HybridIdentity(b"1" * 32).recipient])
    report, _ = sealed.deposit(
        actor=REPORTER,
        at=at,
        locator=f"{len(unit):032x}",
        auth_hash="0" * 64,
        units=[cast.units["UBKT"].pk],
        blob=sealed_files.keep(letter, at=at),
    )
    ids = {"reader": waiting.pk, "standing": standing.pk}
    holders = [(f"Cơ quan {number}", f"Lò Văn {number}") for number in range(5)]
    divided, _ = escrow.divide(actor=cast.actor("ubkt_chair"), at=at, holders=holders)
    ids |= {"sealed_letter": report.pk, "sealed": report.blob_id, "divided": divided.pk}
    ids["letter_unit"] = cast.units["UBKT"].pk
    return {name: str(value) for name, value in ids.items()}


def _identity(cast: Cast, custodian: Unit, *, at: datetime) -> dict[str, str]:
    """A report with a name that the other commission keeps, and the chair's request to open it."""
    letter = named(cast, at=at, custodian=custodian.pk, locator=custodian.pk.hex)
    request, _ = identity.ask(
        actor=cast.actor("ubkt_chair"),
        at=at,
        report_id=letter.report.pk,
        reason="Cần hẹn gặp",
        about=(),
        word=letter.word,
    )
    return {"named_letter": str(letter.report.pk), "identity": str(request.pk)}


def _sheet(width: int) -> bytes:
    """A PDF of one empty page; its width keeps it apart from the others."""
    made = pdfium.PdfDocument.new()
    made.new_page(width, 842)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _received(cast: Cast, commune: str, clerk: str, width: int, *, at: datetime) -> Directive:
    blob = files.store([_sheet(width)], at=at)
    directive, _ = directives.receive(
        actor=cast.actor(clerk), at=at, unit_id=cast.units[commune].pk, file_name="van-ban.pdf", blob=blob
    )
    return directive


def _side(
    cast: Cast,
    accounts: dict[str, Account],
    *,
    at: datetime,
    commune: str,
    cell: str,
    hands: tuple[str, str, str],
) -> Side:
    clerk, head, somebody = hands
    unread = _received(cast, commune, clerk, len(commune) * 100 + ord(commune[1]), at=at)
    directive = _received(cast, commune, clerk, len(commune) * 150 + ord(commune[1]), at=at)
    due = on_day(localdate(at) + timedelta(days=20))
    named = directives.Head("48", "CV/TU", "Tỉnh ủy An Liêm", date(2026, 11, 20), "official_letter", "Quỹ")
    new = tuple(NewTask(text=text, number=number, due=due) for text, number in (("Một", "1"), ("Hai", "2")))
    directive, _ = directives.confirm(
        actor=cast.actor(clerk),
        at=at,
        directive_id=directive.pk,
        revision=directive.revision,
        what=directives.Confirmation(head=named, tasks=new),
    )
    given, planned = directive.case.tasks.order_by("number")
    directives.assign_tasks(
        actor=cast.actor(head),
        at=at,
        directive_id=directive.pk,
        assignments={given.pk: Assignment(lead_unit=cast.units[cell])},
    )
    directive.refresh_from_db()
    given.refresh_from_db()
    day = localdate(at)
    signer = receivers.signers(directive.unit_id, day=day)[0]
    authority, title = papers.sign_lines(directive.unit, signer.post, day=day)
    form = papers.form_for(
        directive, [given], signer=signer, sign_authority=authority, sign_title=title, closing="", day=day
    )
    letter, _ = directives.issue_letter(
        actor=cast.actor(head), at=at, directive_id=directive.pk, task_ids=[given.pk], form=form
    )
    worker = cast.actor("cell_secretary" if cell == "CB01" else "stranger_cell")
    told = files.store([f"báo cáo {cell}".encode()], at=at)
    tasks.report_progress(
        actor=worker,
        at=at,
        task_id=given.pk,
        percent=40,
        text="Đã đối chiếu",
        file=tasks.Attachment(blob=told, name="bao-cao.txt"),
    )
    assert given.due_at is not None
    tasks.request_extension(
        actor=worker, at=at, task_id=given.pk, new_due_at=given.due_at + timedelta(days=9), reason="Mưa lũ"
    )
    upload = uploads.begin(
        owner=accounts[clerk], at=at, purpose="directive", name="do-dang.pdf", size=10_000, limit=1 << 20
    )
    officer = "personnel" if commune == "XCR" else "stranger_personnel"
    table = files.store([sample("units")], at=at)
    officer_actor = _actor(accounts[officer], at=at)
    preview = keep_preview(actor=officer_actor, at=at, what="units", blob=table, file_name="don-vi.xlsx")
    person_account = accounts[somebody]
    gone, _ = people.register_person(actor=SETUP, at=at, new=people.NewPerson("Lò Văn Rời"))
    left, _ = people.give_mandate(
        actor=SETUP,
        at=at,
        person_id=gone.pk,
        unit_id=cast.units[cell].pk,
        post="official_member",
        valid_from=BORN,
    )
    people.end_mandate(actor=SETUP, at=at, mandate_id=left.pk, valid_to=date(2026, 1, 1), basis="Nghỉ")
    erasure, _ = custody.propose(actor=officer_actor, at=at, key=gone.pk, ground="request", reason="Có đơn")
    return Side(
        {
            "directive": str(directive.pk),
            "unread": str(unread.pk),
            "task": str(given.pk),
            "planned": str(planned.pk),
            "report": str(Progress.objects.get(task=given).pk),
            "letter": str(letter.pk),
            "upload": str(upload.pk),
            "unit": str(cast.units[cell].pk),
            "person": str(person_account.person_id),
            "mandate": str(_actor(person_account, at=at).mandate_id),
            "preview": str(preview.pk),
            "erasure": str(erasure.pk),
            "seq": str(letter.entry_seq),
            "draft": f"?tasks={given.pk}&signer={signer.pk}",
        }
    )


def _actor(account: Account, *, at: datetime) -> Actor:
    actor = actor_for(account, at=at)
    assert actor is not None
    return actor
