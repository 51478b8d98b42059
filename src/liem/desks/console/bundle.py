"""`liem bundle …`: exchange bundles with other offices by file, folder, network or QR codes.

Who may run these commands keeps the machine; what they do stands in the ledger under the name of the console.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from liem.spine.bundles.keys import Here
    from liem.spine.bundles.kinds import Packed
    from liem.spine.bundles.receiving import Step

DONE, REFUSED, NOT_UNDERSTOOD, WAITING = 0, 1, 2, 3
SUFFIX: Final = ".liem"


def main(words: Sequence[str]) -> int:
    """Run one verb. 0 done, 1 refused with the reason, 2 not understood, 3 something is missing yet."""
    options = _parser().parse_args(words)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    import django

    django.setup()
    from django.db import OperationalError, ProgrammingError
    from django.utils.translation import override

    from liem.adapters.bundles import NotDelivered
    from liem.kernel.errors import KernelError
    from liem.spine.access import Refusal
    from liem.spine.bundles.keys import here

    verbs: dict[str, Callable[[argparse.Namespace, Here, datetime], int]] = {
        "keys": _keys,
        "trust": _trust,
        "export": _export,
        "import": _import,
        "send": _send,
        "qr": _qr,
        "status": _status,
    }
    try:
        with override("vi"):
            return verbs[options.verb](options, here(options.office), datetime.now(UTC))
    except Refusal as refusal:
        _complain(f"{refusal.message} {refusal.next_step}".rstrip())
    except KernelError as fault:
        _complain(fault.vi, fault.en)
    except (OSError, NotDelivered) as fault:
        _complain(str(fault))
    except (OperationalError, ProgrammingError) as fault:
        _complain(f"chưa dùng được cơ sở dữ liệu ({fault}). Chạy trước: liem manage migrate")
    return REFUSED


def _complain(*words: str) -> None:
    for each in words:
        print(f"liem bundle: {each}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem bundle",
        description="Trao đổi gói với cơ quan khác. / Exchange bundles with other offices.",
    )
    parser.add_argument(
        "--office", default="", help="mã đơn vị, nếu khác cơ quan của bản cài / unit code, if another"
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    keys = verbs.add_parser("keys", help="in thẻ khóa và vân tay khóa của mình / print the own card")
    keys.add_argument("--out", type=Path, help="ghi thẻ khóa vào tệp / write the card to a file")
    trust = verbs.add_parser("trust", help="nhận thẻ khóa của nơi khác / take in the card of another office")
    trust.add_argument("card", type=Path)
    trust.add_argument("--as", dest="role", required=True, choices=("above", "below", "site"))
    trust.add_argument("--fingerprint", required=True, help="đọc qua điện thoại / as read over the telephone")
    trust.add_argument("--new-stream", action="store_true", help="đánh số gói lại từ đầu / count anew")
    export = verbs.add_parser("export", help="lập một gói / make a bundle")
    export.add_argument("--to", required=True, help="mã nơi nhận / code of the receiver")
    export.add_argument("--out", type=Path, required=True, help="thư mục hoặc USB / folder or stick")
    what = export.add_mutually_exclusive_group(required=True)
    what.add_argument("--directive", help="số hồ sơ văn bản / dossier number of a directive")
    what.add_argument("--report", action="store_true", help="báo cáo tiến độ / report on the work")
    what.add_argument("--received", action="store_true", help="giấy báo nhận / acknowledge what came")
    what.add_argument("--sealed", nargs="+", type=Path, help="tệp đã niêm phong / sealed files")
    what.add_argument("--again", type=int, metavar="N", help="chép lại gói số N / copy bundle N again")
    take = verbs.add_parser("import", help="nhận gói từ tệp, thư mục, mã QR / take bundles")
    take.add_argument("paths", nargs="+", type=Path, help=f"*{SUFFIX}, thư mục, hoặc tệp .txt các mã QR")
    send = verbs.add_parser("send", help="gửi gói qua mạng, gửi tiếp khi đứt / send over the network")
    send.add_argument("file", type=Path)
    send.add_argument("address", help="https://…")
    codes = verbs.add_parser("qr", help="đổi gói nhỏ thành dãy mã QR / a small bundle as QR codes")
    codes.add_argument("file", type=Path)
    codes.add_argument("--out", type=Path, required=True)
    verbs.add_parser("status", help="đã gửi, đã nhận đến đâu / how far the exchange is")
    return parser


def _keys(options: argparse.Namespace, here: Here, _at: datetime) -> int:
    card = here.card
    data = card.encode(here.signer)
    if options.out is not None:
        options.out.write_bytes(data)
    else:
        sys.stdout.write(data.decode())
    print(f"Vân tay khóa / fingerprint: {card.fingerprint}", file=sys.stderr)
    return DONE


def _trust(options: argparse.Namespace, here: Here, at: datetime) -> int:
    from liem.spine.access import Actor, Duty
    from liem.spine.bundles import actions

    peer, _receipt = actions.trust_peer(
        actor=Actor.of_schedule("console", Duty.KEEP_SYSTEM),
        at=at,
        here=here,
        card=options.card.read_bytes(),
        fingerprint=options.fingerprint,
        role=options.role,
        new_stream=options.new_stream,
    )
    print(f"Đã nhận thẻ khóa của / card taken in: {peer}")
    return DONE


def _export(options: argparse.Namespace, here: Here, at: datetime) -> int:
    from liem.spine.access import Actor, Duty
    from liem.spine.bundles import actions, readers, sealing

    if options.again is not None:
        sent = readers.get_sent(here.unit, options.to, options.again)
    else:
        kind, packed = _packed(options, here, at)
        sent, _receipt = actions.send(
            actor=Actor.of_schedule("console", Duty.RECEIVE_DOCUMENTS),
            at=at,
            here=here,
            office=options.to,
            kind=kind,
            packed=packed,
        )
    path = sealing.copy_out(here, sent, options.out)
    print(f"Gói số {sent.number} gửi {sent.peer}: {path} ({path.stat().st_size} byte)")
    return DONE


def _packed(options: argparse.Namespace, here: Here, at: datetime) -> tuple[str, Packed]:
    from liem.domains.directives import exchange
    from liem.spine.bundles import acknowledged, readers, sealed_files
    from liem.spine.bundles.kinds import ACKNOWLEDGEMENT, Enclosed
    from liem.spine.vault import files

    if options.directive is not None:
        return exchange.DIRECTIVE, exchange.pack_dossier(here.unit, options.directive, office=options.to)
    if options.report:
        return exchange.REPORT, exchange.pack_report(
            here.unit, readers.get_peer(here.unit, options.to), at=at
        )
    if options.received:
        return ACKNOWLEDGEMENT, acknowledged.pack(readers.get_peer(here.unit, options.to))
    enclosed = [Enclosed(path.name, files.store_file(path, at=at)) for path in options.sealed]
    return sealed_files.WORD, sealed_files.pack(enclosed)


def _import(options: argparse.Namespace, here: Here, at: datetime) -> int:
    from liem.spine.access import Refusal

    worst = DONE
    for path in _listed(options.paths):
        try:
            steps = _brought(path, here, at)
        except Refusal as refusal:
            _complain(f"{path}: {refusal.message} {refusal.next_step}".rstrip())
            worst = REFUSED
            continue
        for step in steps:
            print(f"{path.name}: {step.words}")
        codes = [_code(step) for step in steps]
        worst = REFUSED if REFUSED in (worst, *codes) else max(worst, *codes)
    return worst


def _listed(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]


def _brought(path: Path, here: Here, at: datetime) -> list[Step]:
    from liem.spine.access import Actor, Duty
    from liem.spine.bundles import receiving

    actor = Actor.of_schedule("console", Duty.RECEIVE_DOCUMENTS)
    if path.suffix == ".txt":
        return receiving.bring_scanned(here, path.read_text("utf-8"), actor=actor, at=at)
    with path.open("rb") as source:
        return receiving.bring(here, source, actor=actor, at=at)


def _code(step: Step) -> int:
    return {"refused": REFUSED, "waiting": WAITING, "partial": WAITING}.get(step.state.value, DONE)


def _send(options: argparse.Namespace, _here: Here, _at: datetime) -> int:
    from liem.adapters import bundles

    with options.file.open("rb") as source:
        told = bundles.deliver(options.address, source)
    print(f"{told.message} ({told.parts} phần gửi lần này / parts sent now)")
    return {"refused": REFUSED, "waiting": WAITING, "partial": WAITING}.get(told.state, DONE)


def _qr(options: argparse.Namespace, _here: Here, _at: datetime) -> int:
    from liem.adapters.papers import qr
    from liem.kernel.bundle import frames

    lines = frames.cut(options.file.read_bytes())
    options.out.mkdir(parents=True, exist_ok=True)
    for number, line in enumerate(lines, start=1):
        (options.out / f"{number:02d}-{len(lines):02d}.svg").write_text(qr.sized(line).svg, "utf-8")
    (options.out / "frames.txt").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{options.out}: {len(lines)} mã QR / QR codes")
    return DONE


def _status(_options: argparse.Namespace, here: Here, _at: datetime) -> int:
    from liem.spine.bundles import readers

    print(f"{here.unit.name} ({here.office}), vân tay khóa / fingerprint: {here.card.fingerprint}")
    for one in readers.standings(here):
        waiting = ", ".join(f"số {number} thiếu {missing} phần" for number, missing in one.waiting)
        print(
            f"{one.peer} · {one.peer.get_role_display()}: đã gửi / sent {one.sent}, "
            f"biết đã đến / arrived {one.arrived}, "
            f"đã nhận / received {one.received}, chưa báo nhận / untold {one.untold}, "
            f"không nhận được / refused {one.refused}"
            + (f", còn thiếu / missing: số {one.expected}" if one.gap else "")
            + (f", đang chờ / waiting: {waiting}" if waiting else "")
        )
    for row in readers.refused(here.unit):
        print(f"  {row.peer.office} số {row.number}: {row.reason}")
    sealed = len(readers.delivered(here.unit))
    if sealed:
        print(f"Tệp niêm phong đã vào kho / sealed files in the vault: {sealed}")
    return DONE
