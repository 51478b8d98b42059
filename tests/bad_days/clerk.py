"""A clerk as a process of its own, for tests that cut it off: prints one JSON line after each answered
action.

Run as ``python clerk.py MODE [ARGUMENT …]`` with the environment of an installation whose cast stands.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from uuid import UUID

import django


def say(**line: object) -> None:
    """Tell the test what was answered; flushed, so a kill cannot take it back."""
    sys.stdout.write(json.dumps(line, default=str) + "\n")
    sys.stdout.flush()


def actor(username: str) -> object:
    from liem.spine.people.models import Account
    from liem.spine.people.readers import actor_for

    found = actor_for(Account.objects.get(username=username), at=datetime.now(UTC))
    assert found is not None
    return found


def stand() -> None:
    """Make the cast and tell its unit and account ids."""
    from cast import assemble

    made = assemble(at=datetime.now(UTC))
    say(units={code: unit.pk for code, unit in made.units.items()})


def confirm(most: int) -> None:
    """Receive and confirm papers with two tasks each, one after the other."""
    from liem.domains.directives import actions
    from liem.spine.tasks.steps import NewTask
    from liem.spine.vault import files

    clerk = actor("clerk")
    for number in range(most):
        at = datetime.now(UTC)
        blob = files.store([f"văn bản {at.isoformat()} {number}".encode()], at=at)
        directive, _ = actions.receive(
            actor=clerk, at=at, unit_id=clerk.unit_id, file_name=f"{number}.pdf", blob=blob
        )
        head = actions.Head("1", "CV/TU", "Tỉnh ủy An Liêm", date(2026, 11, 20), "official_letter", "Thử")
        tasks = (NewTask(text="Việc một"), NewTask(text="Việc hai"))
        _, receipt = actions.confirm(
            actor=clerk,
            at=at,
            directive_id=directive.pk,
            revision=directive.revision,
            what=actions.Confirmation(head=head, tasks=tasks),
        )
        say(directive=directive.pk, seq=receipt.seq)


def report(username: str, task_id: str, most: int) -> None:
    """Report progress on one task again and again."""
    from liem.spine.tasks import actions

    worker = actor(username)
    for number in range(most):
        receipt = actions.report_progress(
            actor=worker,
            at=datetime.now(UTC),
            task_id=UUID(task_id),
            percent=number % 100,
            text=f"lần {number}",
        )
        say(seq=receipt.seq)


def give(unit: str, many: int) -> None:
    """Make tasks given to a unit and tell their ids."""
    from cast import Cast, assigned_task  # noqa: F401 - the type is for readers
    from liem.spine.people.models import Account
    from liem.spine.units.models import Unit

    class Standing:
        units = {each.code: each for each in Unit.objects.all()}

        @staticmethod
        def actor(role: str) -> object:
            return actor(role.replace("_", "."))

        @staticmethod
        def account(role: str) -> Account:
            return Account.objects.get(username=role.replace("_", "."))

    for _ in range(many):
        say(task=assigned_task(Standing(), at=datetime.now(UTC), unit=unit, due=None).pk)


if __name__ == "__main__":
    sys.path.insert(0, str(__import__("pathlib").Path(__file__).resolve().parents[1]))
    django.setup()
    mode, *words = sys.argv[1:]
    {
        "stand": stand,
        "confirm": lambda: confirm(int(words[0])),
        "report": lambda: report(words[0], words[1], int(words[2])),
        "give": lambda: give(words[0], int(words[1])),
    }[mode]()
