"""What two commissions have at work for the matrix: programmes and draws, cases from the first paper to the
conclusion, reminders, questions, discipline. Made once for each commune by the same actions that persons use.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cast import BORN, PASSWORD, SETUP, Cast, Someone
from concluding import heard, signer_of, whole
from inspecting import appoint, decision, opened, paper
from liem.desks.oversight.statistics import past
from liem.domains.discipline import actions as discipline
from liem.domains.discipline import appeals, carrying_out, deciding, voting
from liem.domains.discipline.models import DisciplineCase
from liem.domains.discipline.votes import NONE, Ballots
from liem.domains.inspections import (
    conclusion_actions,
    conclusion_issuing,
    dossier,
    handing,
    printing,
    remedies,
)
from liem.domains.inspections.printing_jobs import print_dossier
from liem.domains.programmes import actions as programmes
from liem.domains.programmes import drafting, draws
from liem.domains.reminders import actions as reminders
from liem.kernel.clock import local_day
from liem.spine.access import Actor
from liem.spine.ledger.transaction import atomic
from liem.spine.notices import actions as notices
from liem.spine.notices.models import Notice
from liem.spine.notices.steps import tell_step
from liem.spine.people import actions as people
from liem.spine.people.kinship import record_kin
from liem.spine.people.readers import actor_for
from liem.spine.questions import actions as questions
from liem.spine.questions.steps import raise_step
from liem.spine.tasks import actions as tasks
from liem.spine.units import actions as units
from liem.spine.units.importing import keep_preview
from liem.spine.vault import files

if TYPE_CHECKING:
    from liem.domains.inspections.models import Inspection
    from liem.domains.programmes.models import Programme
    from liem.spine.questions.models import Question

NEIGHBOURS = (
    ("stranger_chair", "Cà Văn Pâng", "inspection_chair"),
    ("stranger_inspector", "Quàng Thị Ỏm", "inspector"),
)
BALLOTS = Ballots(
    entitled=5,
    present=5,
    issued=5,
    collected=5,
    invalid=0,
    counts={"expulsion": 0, "warning": 0, "reprimand": 4, NONE: 1},
)
BODIES = (
    ("UBKT2", "Ủy ban kiểm tra Đảng ủy xã Suối Trong", "inspection_commission", "commune", "UBKTĐU"),
    # to draw lots among
    ("ST02", "Chi bộ thôn Pá Khoang", "party_cell", "cell", ""),
    ("ST03", "Chi bộ thôn Nà Sản", "party_cell", "cell", ""),
)
SEED = "47201983355120946817"


def someone(
    cast: Cast, role: str, name: str, unit: str, post: str, *, at: datetime, username: str = ""
) -> Someone:
    """Register a person with a mandate and an account."""
    person, _ = people.register_person(actor=SETUP, at=at, new=people.NewPerson(name))
    people.give_mandate(
        actor=SETUP, at=at, person_id=person.pk, unit_id=cast.units[unit].pk, post=post, valid_from=BORN
    )
    account, _, _ = people.open_account(
        actor=SETUP,
        at=at,
        person_id=person.pk,
        username=username or role.replace("_", "."),
        password=PASSWORD,
    )
    account.must_change_password = False
    account.save(update_fields=["must_change_password"])
    actor = actor_for(account, at=at)
    assert actor is not None
    return Someone(account=account, actor=actor)


def with_neighbours(cast: Cast, *, at: datetime) -> Cast:
    """Add a commission and two cells to the neighbouring commune, two persons to its first cell."""
    made = dict(cast.units)
    for code, name, kind, level, symbol in BODIES:
        made[code], _ = units.open_unit(
            actor=SETUP,
            at=at,
            new=units.NewUnit(
                code=code,
                name=name,
                kind=kind,
                level=level,
                side="party",
                valid_from=BORN,
                parent_code="XST",
                document_symbol=symbol,
            ),
        )
    more = Cast(units=made, people=dict(cast.people))
    for role, name, post in NEIGHBOURS:
        more.people[role] = someone(more, role, name, "UBKT2", post, at=at)
    more.people["stranger_cell"] = someone(more, "suoi", "Lò Văn Xuân", "ST01", "secretary", at=at)
    more.people["stranger_member"] = someone(
        more, "stranger_member", "Lò Thị Ới", "ST01", "official_member", at=at
    )
    return more


def mirrored(cast: Cast) -> Cast:
    """Return the neighbour's commune under the names of one's own: one builder makes both worlds."""
    roles = {
        "ubkt_chair": "stranger_chair",
        "inspector": "stranger_inspector",
        "secretary": "stranger_head",
        "cell_secretary": "stranger_cell",
        "member": "stranger_member",
        # whoever is kin of somebody, and that somebody
        "inspector_two": "stranger_inspector",
        "kin": "stranger",
    }
    codes = {"XCR": "XST", "XST": "XCR", "UBKT": "UBKT2", "CB01": "ST01"}
    return Cast(
        units=cast.units | {name: cast.units[code] for name, code in codes.items()},
        people=cast.people | {name: cast.people[role] for name, role in roles.items()},
    )


def inspect(cast: Cast, *, at: datetime) -> dict[str, str]:
    """Make everything of one commune; return ids by the name of the address part, or by the stage."""
    found = {
        **_programmes(cast, at=at),
        **_gathering(cast, at=at),
        **_concluding(cast, at=at),
        **_discipline(cast, at=at),
        **_reminding(cast, at=at),
        **_asking(cast, at=at),
        **_reading(cast, at=at),
    }
    return {name: str(value) for name, value in found.items()}


def _programmes(cast: Cast, *, at: datetime) -> dict[str, Any]:
    """A draft with a finished draw and an open one, a submitted and an approved programme."""
    year = local_day(at).year + 1
    month = (date(year, 3, 1), date(year, 3, 31))
    scope = drafting.Scope(
        period="year",
        first=date(year, 1, 1),
        last=date(year, 12, 31),
        purpose="Chủ động phòng ngừa vi phạm.",
        working_rules="Họp giao ban ngày 25 hằng tháng.",
        contents=("finance", "conduct_of_duty"),
    )
    inspector, lead = cast.actor("inspector"), cast.account("inspector").person_id
    made: list[tuple[Programme, Any]] = []
    for _each in range(3):
        programme, _ = drafting.draft(actor=inspector, at=at, unit_id=cast.units["UBKT"].pk, scope=scope)
        new = drafting.NewItem(
            procedure="compliance_inspection",
            subject_unit=cast.units["CB01"].pk,
            contents=("finance",),
            planned_from=month[0],
            planned_to=month[1],
            lead=lead,
        )
        item, _ = drafting.propose_item(actor=inspector, at=at, programme_id=programme.pk, new=new)
        made.append((programme, item))
    (draft, item), (submitted, submitted_item), (approved, planned) = made
    drawn = []
    for _each in range(2):
        draw, _ = draws.announce_draw(
            actor=inspector,
            at=at,
            programme_id=draft.pk,
            procedure="regular_supervision",
            count=1,
            planned_from=month[0],
            planned_to=month[1],
        )
        if not drawn:
            draws.finish_draw(actor=inspector, at=at, draw_id=draw.pk, digits=SEED, witnesses="Mặt trận xã")
        drawn.append(draw)
    for programme in (submitted, approved):
        programmes.submit(actor=inspector, at=at, programme_id=programme.pk)
    programmes.approve(
        actor=cast.actor("ubkt_chair"), at=at, programme_id=approved.pk, decision_number="05-CTr/UBKTĐU"
    )
    return {
        "programme": draft.pk,
        "submitted": submitted.pk,
        "approved": approved.pk,
        "item": item.pk,
        "submitted_item": submitted_item.pk,
        "approved_item": planned.pk,
        "draw": drawn[1].pk,
        "drawn": drawn[0].pk,
    }


def _gathering(cast: Cast, *, at: datetime) -> dict[str, Any]:
    """A case under way: a decision served, a plan that is not, evidence, a statement, a hand-over."""
    supervision = opened(cast, at=at, procedure="regular_supervision")
    case = opened(cast, at=at)
    appoint(cast, case, "inspector", "head", at=at)
    common: dict[str, Any] = {"actor": cast.actor("inspector"), "at": at, "inspection_id": case.pk}
    served, unserved = decision(cast, case, at=at), paper(cast, case, "plan", at=at)
    dossier.serve_paper(**common, paper_id=served.pk)
    blob = files.store([f"so quy {case.pk}".encode()], at=at)
    file = dossier.File(blob, "so-quy.txt")
    evidence, _ = dossier.add_evidence(
        **common, new=dossier.NewEvidence(kind="file", title="Sổ quỹ", file=file)
    )
    statement, _ = dossier.keep_statement(
        **common, kind="explanation", words="Quỹ ghi chậm vì mưa lũ.", said_on=local_day(at), file=file
    )
    sent, _ = handing.hand_over(
        actor=cast.actor("ubkt_chair"),
        at=at,
        inspection_id=case.pk,
        reason="Thuộc thẩm quyền nơi nhận",
        papers=[str(unserved.pk)],
        to_unit_id=cast.units["XST"].pk,
    )
    return {
        "supervision": supervision.pk,
        "inspection": case.pk,
        "paper": served.pk,
        "unserved": unserved.pk,
        "evidence": evidence.pk,
        "statement": statement.pk,
        "hand_over": sent.pk,
        "head": cast.account("inspector").person_id,
    }


def _concluding(cast: Cast, *, at: datetime) -> dict[str, Any]:
    """A draft with a question to its author; a conclusion with a remedy confirmed by a file, printed."""
    chair, inspector = cast.actor("ubkt_chair"), cast.actor("inspector")
    written = _written(cast, at=at)
    asked, _ = conclusion_actions.ask_author(
        actor=inspector, at=at, inspection_id=written.pk, place="findings", words="Số tiền nào?"
    )
    issued = _written(cast, at=at)
    conclusion_issuing.issue_conclusion(
        actor=chair,
        at=at,
        inspection_id=issued.pk,
        draft_id=issued.drafts.get().pk,
        signer=signer_of(cast, day=local_day(at)),
    )
    requirement = issued.requirements.get()
    assert requirement.task_id is not None
    tasks.finish(actor=cast.actor("cell_secretary"), at=at, task_id=requirement.task_id, text="Đã nộp")
    receipt = files.store([f"bien lai {issued.pk}".encode()], at=at)
    remedies.confirm_remedy(
        actor=inspector, at=at, requirement_id=requirement.pk, how="evidence", proof=receipt
    )
    printed, _ = printing.ask_printing(actor=chair, at=at, inspection_id=issued.pk)
    print_dossier(at=at, printing_id=str(printed.pk))
    return {
        "written": written.pk,
        "author_question": asked.pk,
        "issued": issued.pk,
        "requirement": requirement.pk,
    }


def _written(cast: Cast, *, at: datetime) -> Inspection:
    case = heard(cast, at=at)
    content = whole(cast, due=local_day(at) + timedelta(days=30))
    told = (cast.units["CB01"].name, cast.units["XCR"].name, "Ủy ban kiểm tra Tỉnh ủy An Liêm", "Lưu")
    content = replace(content, recipients=told)
    conclusion_actions.save_draft(
        actor=cast.actor("inspector"), at=at, inspection_id=case.pk, parent=None, content=content
    )
    return case


def _proposed(cast: Cast, act: str, *, at: datetime) -> DisciplineCase:
    case, _ = discipline.propose(
        actor=cast.actor("ubkt_chair"),
        at=at,
        new=discipline.Proposal(
            subject="member",
            subject_unit_id=cast.units["CB01"].pk,
            subject_person_id=cast.account("member").person_id,
            acts=(discipline.NewAct(act, local_day(at) - timedelta(days=200)),),
            proposed_on=local_day(at),
        ),
    )
    return case


def _discipline(cast: Cast, *, at: datetime) -> dict[str, Any]:
    """Cases about the member in the states the verbs begin in, the first with a paper and a withheld one."""
    chair, day = cast.actor("ubkt_chair"), local_day(at)
    cases = {
        state: _proposed(cast, f"Không lập sổ quỹ ({state})", at=at)
        for state in ("proposed", "heard", "notified", "appealed", "voted", "deferred", "cancelled")
    }
    for state in ("heard", "notified", "appealed"):
        common: dict[str, Any] = {"actor": chair, "at": at, "discipline_id": cases[state].pk}
        discipline.examine(**common)
        discipline.hear(**common, said_on=day, words="Tôi nhận khuyết điểm.")
        if state == "heard":
            continue
        voting.record_vote(**common, held_on=day, ballots=BALLOTS, counters="Hoàng Thị Piệng")
        deciding.decide(**common, decided_on=day, form="reprimand", signed_by=chair.name)
        carrying_out.notify(**common, to="Chi bộ", how="ký nhận trực tiếp", on=day)
    appeals.appeal(
        actor=cast.actor("member"),
        at=at,
        discipline_id=cases["appealed"].pk,
        words="Đề nghị xem lại.",
        to_unit_id=cast.units["XCR"].pk,
    )
    for state in ("voted", "deferred", "cancelled"):  # the way there is tested where it belongs
        DisciplineCase.objects.filter(pk=cases[state].pk).update(state=state)
    papers = {}
    for name, withheld in (("open_paper", ""), ("withheld_paper", "Bảo vệ người phản ánh")):
        blob = files.store([f"{name} {cases['proposed'].pk}".encode()], at=at)
        papers[name], _ = discipline.add_paper(
            actor=cast.actor("inspector"),
            at=at,
            discipline_id=cases["proposed"].pk,
            title="Biên bản",
            blob=blob,
            file_name="bien-ban.txt",
            withheld=withheld,
        )
    cases["discipline"] = cases.pop("proposed")
    return {name: made.pk for name, made in (cases | papers).items()}


def _reminding(cast: Cast, *, at: datetime) -> dict[str, Any]:
    proof = files.store([f"bien ban hop {cast.units['CB01'].code}".encode()], at=at)
    reminder, _ = reminders.note(
        actor=cast.actor("cell_secretary"),
        at=at,
        new=reminders.NewReminder(
            subject_unit_id=cast.units["CB01"].pk,
            subject_person_id=cast.account("member").person_id,
            content="working_rules",
            text="Vắng họp chi bộ, không báo trước",
            wanted="Báo trước với bí thư chi bộ",
            happened_on=local_day(at) - timedelta(days=2),
        ),
        proof=reminders.Proof(proof, "bien-ban.txt"),
    )
    return {"reminder": reminder.pk}


def _asking(cast: Cast, *, at: datetime) -> dict[str, Any]:
    """A question nobody was asked yet, and one put to the member."""
    waiting, put = (_raised(cast, key, at=at) for key in ("waiting", "put"))
    questions.ask(actor=cast.actor("inspector"), at=at, question_id=put.pk, text="Vì sao nộp chậm?")
    return {"question": waiting.pk, "put": put.pk}


def _raised(cast: Cast, key: str, *, at: datetime) -> Question:
    with atomic():
        raised = raise_step(
            actor=Actor.of_schedule("test"),
            at=at,
            kind="test",
            key=f"{key} {cast.units['UBKT'].code}",
            title="Ba lần chậm nộp quỹ trong năm",
            to_unit=cast.units["UBKT"],
            about_unit=cast.units["CB01"],
            about_person=cast.account("member").person,
            evidence=[{"words": "Nộp quỹ chậm 20 ngày"}],
            innocent=["Sổ quỹ có thể ghi ngày nộp bù"],
            basis="Quy định 21-QĐ/TW năm 2026",
        )
    assert raised is not None
    return raised[0]


def _reading(cast: Cast, *, at: datetime) -> dict[str, Any]:
    """A notice, a calendar address, a table of past cases sent in, a kinship that is recorded."""
    chair = cast.actor("ubkt_chair")
    key = f"matrix:{cast.units['UBKT'].code}"
    with atomic():
        tell_step(
            at=at,
            persons=[cast.account("ubkt_chair").person_id],
            key=key,
            kind="test",
            words="Có việc mới.",
            path="/kiem-tra/",
        )
    secret, _ = notices.open_feed(actor=chair, at=at)
    blob = files.store([past.sample("disciplines", local_day(at))], at=at)
    table = keep_preview(actor=chair, at=at, what="disciplines", blob=blob, file_name="ky-luat.xlsx")
    kin = cast.account("inspector_two").person_id
    other = cast.account("kin" if "kin" in cast.people else "clerk").person_id
    kinship, _ = record_kin(actor=SETUP, at=at, person_id=kin, other_id=other, relation="em họ")
    return {
        "notice": Notice.objects.get(key=key).pk,
        "secret": secret,
        "table": table.pk,
        "kinship": kinship.pk,
        "kin": kin,
        "procedure": "compliance_inspection",
    }
