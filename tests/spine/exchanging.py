"""Two offices of the cast that exchange bundles: the province and the commune, each with its own keys."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cast import AT, Cast
from liem.domains.directives import actions as directives
from liem.domains.directives import exchange
from liem.domains.directives.deadlines import on_day
from liem.domains.directives.models import Directive
from liem.kernel.clock import local_day
from liem.spine.access import Actor, Duty
from liem.spine.bundles import actions, receiving, sealing
from liem.spine.bundles.keys import Here, here
from liem.spine.bundles.kinds import Enclosed, Packed
from liem.spine.bundles.models import Sent
from liem.spine.tasks.steps import Assignment, NewTask
from liem.spine.vault import files

KEEPER = Actor.of_schedule("console", Duty.KEEP_SYSTEM, Duty.RECEIVE_DOCUMENTS)


@dataclass
class Office:
    """One side: makes bundles, is brought bundles."""

    here: Here

    def send(self, to: str, kind: str, packed: Packed, *, at: datetime = AT) -> bytes:
        """The bytes of the next bundle."""
        sent, _ = actions.send(actor=KEEPER, at=at, here=self.here, office=to, kind=kind, packed=packed)
        return sealing.file_of(self.here, sent).read_bytes()

    def bring(self, data: bytes, *, at: datetime = AT) -> list[receiving.Step]:
        """What becomes of a file that is brought."""
        return receiving.bring(self.here, io.BytesIO(data), actor=KEEPER, at=at)

    def states(self, data: bytes, *, at: datetime = AT) -> list[str]:
        """The same, in one word each."""
        return [step.state.value for step in self.bring(data, at=at)]

    def trust(self, other: Office, role: str, *, new_stream: bool = False, at: datetime = AT) -> None:
        """Take in the other's card, its fingerprint compared."""
        card = other.here.card
        actions.trust_peer(
            actor=KEEPER,
            at=at,
            here=self.here,
            card=card.encode(other.here.signer),
            fingerprint=card.fingerprint,
            role=role,
            new_stream=new_stream,
        )


def office(code: str, folder: Path) -> Office:
    """An office with keys and folder of its own."""
    return Office(here(code, root=folder / code))


def pair(folder: Path) -> tuple[Office, Office]:
    """The province and the commune, each with the other's card."""
    province, commune = office("TAL", folder), office("XCR", folder)
    province.trust(commune, "below")
    commune.trust(province, "above")
    return province, commune


def sealed_file(name: str, at: datetime = AT) -> Enclosed:
    """A file nobody here can open, in the vault."""
    from liem.kernel import seal

    data = seal.encrypt_bytes(name.encode(), [seal.X25519Identity.generate().recipient])
    return Enclosed(name, files.store([data], at=at))


def last_sent(one: Office) -> Sent:
    """The row of the bundle made last."""
    return Sent.objects.filter(peer__own=one.here.unit).latest("number")


def directive_of_province(cast: Cast, words: tuple[str, ...], *, at: datetime = AT) -> Directive:
    """A directive of the province with its original, each task given to the commune."""
    head = cast.actor("province_head")
    clerk = replace(head, duties=head.duties | {Duty.RECEIVE_DOCUMENTS})
    province = cast.units["TAL"]
    blob = files.store([f"bản gốc {words}".encode()], at=at)
    directive, _ = directives.receive(
        actor=clerk, at=at, unit_id=province.pk, file_name="chi-thi.pdf", blob=blob
    )
    tasks = tuple(
        NewTask(text=each, number=str(place), product="Báo cáo", due=on_day(local_day(at)))
        for place, each in enumerate(words, start=1)
    )
    what = directives.Confirmation(
        head=directives.Head(
            number="15",
            symbol="CT/TU",
            issuer="Tỉnh ủy An Liêm",
            issued_on=local_day(at),
            kind="instruction",
            subject="Tăng cường kiểm tra quỹ",
        ),
        tasks=tasks,
    )
    directive, _ = directives.confirm(
        actor=clerk, at=at, directive_id=directive.pk, revision=directive.revision, what=what
    )
    how = {task.pk: Assignment(lead_unit=cast.units["XCR"]) for task in directive.case.tasks.all()}
    directives.assign_tasks(actor=clerk, at=at, directive_id=directive.pk, assignments=how)
    return directive


def packed_directive(cast: Cast, *words: str) -> tuple[Directive, Packed]:
    """A directive of the province, ready to be sent to the commune."""
    directive = directive_of_province(cast, words or ("Rà soát sổ quỹ chi bộ",))
    return directive, exchange.pack_directive(directive, to=cast.units["XCR"])


def nothing_of(seen: Callable[[], object], work: Callable[[], object]) -> None:
    """Do something that must leave what ``seen`` gives as it was."""
    before = seen()
    work()
    assert seen() == before
