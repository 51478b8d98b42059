"""A witness cosigns only what continues the past, keeps it before it answers, and keeps the evidence."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desks.witness.logs import ORIGIN, GrowingLog, Key, witness_key
from liem.desks.witness import main
from liem.desks.witness.book import Book
from liem.desks.witness.deciding import Answer, decide
from liem.desks.witness.mirror import export, mirror
from liem.desks.witness.server import WitnessServer, page
from liem.kernel.errors import KernelError
from liem.kernel.log import (
    EMPTY_ROOT,
    Checkpoint,
    Folder,
    Head,
    Invalid,
    Note,
    Policy,
    audit,
    verify_signature,
)
from liem.kernel.log.asking import Behind, Refused, make_request, read_answer
from liem.kernel.log.note import parse_signature
from liem.kernel.log.witness import LARGEST_REQUEST, Rejected, Request

SIGNER = witness_key()


class Watching:
    """A witness with its book, a log it trusts, and a clock in the hand of the test."""

    def __init__(self, folder: Path) -> None:
        self.book, self.log, self.time = Book(folder), GrowingLog(), 1_000_000
        self.book.trust(self.log.key.key, url="")

    def ask(self, body: bytes | Request) -> Answer:
        data = body.encode() if isinstance(body, Request) else body
        return decide(self.book, SIGNER, data, now=lambda: self.time)

    def cosigned(self, count: int = 5) -> Head:
        old = self.log.size
        self.log.grow(count)
        assert self.ask(self.log.request(old)).status == 200
        return self.book.one(ORIGIN).head


@pytest.fixture
def watching(tmp_path: Path) -> Watching:
    return Watching(tmp_path)


class TestConformance:
    def test_cosigns_the_first_head_and_each_that_continues_it(self, watching: Watching) -> None:
        for count in (1, 4, 300, 70):
            head = watching.cosigned(count)
            assert head.size == watching.log.size
        kept = watching.book.one(ORIGIN)
        line = parse_signature(kept.note.rstrip("\n").split("\n")[-1])
        assert verify_signature(SIGNER.key, line, Note.parse(kept.note.encode()).text) == watching.time

    def test_cosigns_the_empty_log_and_the_same_head_again(self, watching: Watching) -> None:
        assert watching.ask(watching.log.request(0)).status == 200
        watching.cosigned(3)
        watching.time += 60
        assert watching.ask(watching.log.request(3)).status == 200
        assert watching.book.one(ORIGIN).time == watching.time

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"old 0\n",
            b"old 00\n\n%s",
            b"old -1\n\n%s",
            b"new 0\n\n%s",
            b"old 0\nAAAA\n\n%s",
            b"old 0\n" + b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64 + b"\n%s",
            b"old 6\n\n%s",
            b"old 0\n\nkh\xc3\xb4ng ph\xe1\xba\xa3i \xc4\x91\xe1\xba\xa7u s\xe1\xbb\x95\n",
        ],
    )
    def test_answers_400_to_what_is_no_request(self, watching: Watching, body: bytes) -> None:
        watching.log.grow(5)
        note = watching.log.note().encode()
        assert watching.ask(body.replace(b"%s", note)).status == 400
        assert watching.book.one(ORIGIN).head.size == 0

    def test_answers_400_to_what_is_too_long(self, watching: Watching) -> None:
        assert watching.ask(b"old 0\n\n" + b"x" * LARGEST_REQUEST).status == 400

    def test_answers_404_for_a_log_it_does_not_watch(self, watching: Watching) -> None:
        other = GrowingLog(Key("khac.example/so"))
        other.grow(1)
        assert watching.ask(other.request(0)).status == 404

    def test_answers_403_when_the_log_has_not_signed(self, watching: Watching) -> None:
        stranger = GrowingLog(Key(ORIGIN))
        stranger.grow(4)
        assert watching.ask(stranger.request(0)).status == 403
        both = stranger.note().signed(*watching.log.note().signatures)  # the right key over another text
        assert watching.ask(Request(0, (), both)).status == 403

    def test_ignores_signatures_of_strangers_and_the_same_one_twice(self, watching: Watching) -> None:
        watching.log.grow(4)
        note = watching.log.note()
        stranger = GrowingLog(Key(ORIGIN))
        stranger.grow(4)
        more = Note(note.text, (*stranger.note().signatures, *note.signatures, *note.signatures))
        assert watching.ask(Request(0, (), more)).status == 200

    def test_answers_409_with_the_size_it_has_seen(self, watching: Watching) -> None:
        watching.cosigned(5)
        watching.log.grow(5)
        answer = watching.ask(watching.log.request(0))
        assert (answer.status, answer.body, answer.kind) == (409, b"5\n", "text/x.tlog.size")
        told = read_answer(409, answer.body, key=SIGNER.key, text="")
        assert told == Behind(5)

    def test_answers_422_to_a_proof_that_does_not_hold(self, watching: Watching) -> None:
        watching.cosigned(5)
        watching.log.grow(6)
        good = watching.log.request(5)
        for proof in (good.proof[:-1], (*good.proof, b"\1" * 32), (b"\1" * 32, *good.proof[1:])):
            assert watching.ask(Request(5, proof, good.note)).status == 422
        assert watching.book.one(ORIGIN).head.size == 5
        assert watching.ask(good).status == 200


class TestEvidence:
    def test_of_a_fork_is_kept_and_shown(self, watching: Watching) -> None:
        head = watching.cosigned(5)
        other = GrowingLog(watching.log.key, mark=b"other")
        other.grow(5)
        assert watching.ask(other.request(5)).status == 409  # two heads of one size
        other.grow(3)
        assert watching.ask(other.request(5)).status == 422  # grown past the witness
        caught = watching.book.incidents(ORIGIN)
        assert [one.proven for one in caught] == [True, False]  # a broken proof alone accuses nobody
        for one in caught:
            held = Note.parse(one.held.encode())
            shown = Request.parse(one.shown.encode()).note
            log = f"log {watching.log.key.key}\nquorum none\n".encode()
            # both heads are signed by the log: whoever reads them needs nothing else
            assert Policy.parse(log).judge(held).checkpoint.head == head
            assert Policy.parse(log).judge(shown).checkpoint.head.root != head.root
        assert "tách đôi" in page(watching.book, str(SIGNER.key))
        assert watching.book.one(ORIGIN).head == head

    def test_of_the_same_thing_is_kept_once(self, watching: Watching) -> None:
        watching.cosigned(5)
        other = GrowingLog(watching.log.key, mark=b"other")
        other.grow(5)
        for _again in range(3):
            watching.ask(other.request(5))
        assert len(watching.book.incidents()) == 1

    def test_accuses_nobody_of_a_proof_that_was_damaged_on_the_way(self, watching: Watching) -> None:
        watching.cosigned(5)
        watching.log.grow(6)
        good = watching.log.request(5)
        for byte in range(120):
            watching.ask(Request(5, (bytes([byte]) * 32,), good.note))
        doubted = watching.book.incidents()
        assert [one.proven for one in doubted] == [False]  # once, however often it is sent
        watching.ask(good)
        mirror(watching.book, watching.book.one(ORIGIN), read=watching.log.read, tell=lambda *_: None)
        assert watching.book.incidents() == []

    def test_is_proven_by_the_copy_when_the_fork_was_longer(self, watching: Watching) -> None:
        watching.cosigned(5)
        other = GrowingLog(watching.log.key, mark=b"other")
        other.grow(8)
        assert watching.ask(other.request(5)).status == 422
        watching.cosigned(9)
        mirror(watching.book, watching.book.one(ORIGIN), read=watching.log.read, tell=lambda *_: None)
        assert [one.proven for one in watching.book.incidents()] == [True]

    def test_a_rollback_is_refused_with_the_larger_size(self, watching: Watching) -> None:
        watching.cosigned(5)
        watching.cosigned(5)
        assert watching.ask(watching.log.request(5, 7)).body == b"10\n"


class TestTime:
    @pytest.mark.slow
    def test_never_goes_back_whatever_the_clock_does(self, watching: Watching) -> None:
        chance = random.Random(3)
        last = 0
        for _jump in range(300):
            watching.time = 1_780_000_000 + chance.randint(-31_536_000, 31_536_000)
            answer_old = watching.log.size
            watching.log.grow(1)
            answer = watching.ask(watching.log.request(answer_old))
            line = parse_signature(answer.body.decode().rstrip("\n"))
            said = verify_signature(SIGNER.key, line, watching.log.note().text)
            assert said >= last
            last = said

    def test_goes_past_2038(self, watching: Watching) -> None:
        watching.time = 2**31 + 5
        watching.cosigned(1)
        assert watching.book.one(ORIGIN).time == 2**31 + 5


class TestRaces:
    @pytest.mark.slow
    def test_two_requests_at_once_never_roll_the_log_back(self, tmp_path: Path) -> None:
        book, key = Book(tmp_path), Key(ORIGIN)
        log = GrowingLog(key)
        log.grow(10_100)
        book.trust(key.key, url="")
        signed: list[int] = []
        for pair in range(1000):
            size = pair * 10
            book_last = book.one(ORIGIN).head.size
            requests = [log.request(book_last, size + 5), log.request(book_last, size + 9)]

            def ask(request: Request) -> None:
                answer = decide(book, SIGNER, request.encode(), now=lambda: 1)
                if answer.status == 200:
                    signed.append(request.checkpoint.size)

            threads = [threading.Thread(target=ask, args=(one,)) for one in requests]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert signed == sorted(signed)
        assert len(signed) >= 1000

    def test_holds_in_every_order_of_two_requests_and_a_crash(self) -> None:
        # the product's order: decide and keep in one step, answer after; the two mutants break it apart
        assert violations(("decide+keep", "answer")) == 0
        assert violations(("decide", "keep", "answer")) > 0
        assert violations(("decide", "answer", "keep")) > 0

    @pytest.mark.slow
    def test_keeps_what_it_answered_through_kills(self, tmp_path: Path) -> None:
        folder = tmp_path / "w"
        assert main(["init", str(folder), "--name", "mttq.example"]) == 0
        log = GrowingLog()
        assert main(["trust", str(folder), str(log.key.key)]) == 0
        code = (
            "import sys; from pathlib import Path; from liem.desks.witness.book import Book\n"
            "from liem.desks.witness.deciding import decide\n"
            "from liem.desks.witness.command import _signer\n"
            "folder = Path(sys.argv[1]); book, signer = Book(folder), _signer(folder)\n"
            "for name in sys.stdin:\n"
            "    a = decide(book, signer, Path(name.strip()).read_bytes(), now=lambda: 1)\n"
            "    print(name.strip(), a.status, flush=True)\n"
        )
        chance = random.Random(5)
        answered = 0
        for _kill in range(10):
            held = Book(folder).one(ORIGIN).head.size
            files = []
            for step in range(30):
                old = log.size if step or log.size == held else held
                log.grow(1)
                files.append(tmp_path / f"{log.size}.req")
                files[-1].write_bytes(log.request(old).encode())
            process = subprocess.Popen(
                [sys.executable, "-c", code, str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            process.stdin.write("".join(f"{file}\n" for file in files))
            process.stdin.flush()
            first = process.stdout.readline()
            time.sleep(chance.uniform(0, 0.02))
            os.kill(process.pid, signal.SIGKILL)
            lines = [first, *process.stdout.read().splitlines()]
            process.wait()
            sizes = [int(Path(line.split()[0]).stem) for line in lines if line.strip().endswith(" 200")]
            answered = max([answered, *sizes])
            assert Book(folder).one(ORIGIN).head.size >= answered
        assert answered > 10


def violations(steps: tuple[str, ...]) -> int:
    """Count the runs of two requests (to 5 and to 9 entries, both from 0), with a crash anywhere, in which
    the witness signs a smaller head after it had signed a larger one, or forgets what it signed."""
    bad = 0
    order_of_two = set(itertools.permutations([0] * len(steps) + [1] * len(steps)))
    for order in order_of_two:
        for crash in range(len(order) + 1):
            kept, decided, answered = 0, {}, []
            at = [0, 0]
            for moment, who in enumerate(order):
                if moment == crash:
                    decided.clear()  # memory is gone, the disk stays
                    break
                step, size = steps[at[who]], (5, 9)[who]
                at[who] += 1
                if step.startswith("decide"):
                    decided[who] = kept == 0
                if step.endswith("keep") and decided.get(who):
                    kept = size
                if step == "answer" and decided.get(who):
                    answered.append(size)
            if answered != sorted(answered) or (answered and kept < max(answered)):
                bad += 1
    return bad


class TestMirror:
    def test_holds_the_whole_log_and_gives_it_back(self, watching: Watching, tmp_path: Path) -> None:
        for count in (300, 1, 800):
            watching.cosigned(count)
            added = mirror(
                watching.book, watching.book.one(ORIGIN), read=watching.log.read, tell=lambda *_: None
            )
            assert added == count
        log = watching.book.one(ORIGIN)
        assert log.mirrored == log.head
        export(watching.book, log, tmp_path / "out")
        assert audit(Folder(tmp_path / "out").read, log.head) == 1101
        head = Checkpoint.parse(Note.parse(Folder(tmp_path / "out").checkpoint()).text).head
        assert head == log.head

    def test_does_not_count_a_damaged_file_and_fetches_it_again(self, watching: Watching) -> None:
        watching.cosigned(700)
        read = watching.log.read

        def damaged(tile: object) -> bytes | None:
            data = read(tile)
            return data[:-1] + bytes([data[-1] ^ 1]) if data and tile.path == "tile/entries/001" else data

        log = watching.book.one(ORIGIN)
        with pytest.raises(Invalid, match="tile/0/001"):
            mirror(watching.book, log, read=damaged, tell=lambda *_: None)
        assert watching.book.one(ORIGIN).mirrored.size == 0
        assert mirror(watching.book, log, read=read, tell=lambda *_: None) == 700

    def test_keeps_what_it_had_when_what_follows_is_damaged(self, watching: Watching) -> None:
        watching.cosigned(300)
        held = watching.book.one(ORIGIN).head
        mirror(watching.book, watching.book.one(ORIGIN), read=watching.log.read, tell=lambda *_: None)
        watching.cosigned(20)
        log = watching.book.one(ORIGIN)
        with pytest.raises(Invalid):
            mirror(watching.book, log, read=lambda tile: bytes(32 * tile.width), tell=lambda *_: None)
        assert audit(lambda tile: watching.book.read(ORIGIN, tile), held) == 300

    def test_goes_on_after_a_break(self, watching: Watching) -> None:
        watching.cosigned(20_000)
        asked: list[str] = []

        def breaking(tile: object) -> bytes | None:
            asked.append(tile.path)
            if len(asked) == 100:
                raise OSError("no route")
            return watching.log.read(tile)

        log = watching.book.one(ORIGIN)
        with pytest.raises(OSError, match="no route"):
            mirror(watching.book, log, read=breaking, tell=lambda *_: None)
        assert mirror(watching.book, log, read=breaking, tell=lambda *_: None) == 20_000
        assert len(asked) - len(set(asked)) <= 64  # only the part that was not kept yet

    def test_is_not_exported_before_it_is_complete(self, watching: Watching, tmp_path: Path) -> None:
        watching.cosigned(3)
        with pytest.raises(Invalid):
            export(watching.book, watching.book.one(ORIGIN), tmp_path / "out")


@pytest.fixture
def served(watching: Watching) -> Iterator[tuple[Watching, WitnessServer]]:
    server = WitnessServer(("127.0.0.1", 0), watching.book, SIGNER)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield watching, server
    server.shutdown()
    server.server_close()


def call(
    server: WitnessServer, method: str, path: str, body: bytes | None = None
) -> tuple[int, bytes, object]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.request(method, path, body=body)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, data, answer.headers


class TestServer:
    def test_answers_over_http_what_it_answers_to_a_file(
        self, served: tuple[Watching, WitnessServer]
    ) -> None:
        watching, server = served
        watching.log.grow(9)
        body = watching.log.request(0).encode()
        second = int(time.time()) + 1_000  # ahead of the clock, so that both answers say the same second
        by_file = decide(watching.book, SIGNER, body, now=lambda: second)
        again = watching.log.request(9).encode()
        assert call(server, "POST", "/add-checkpoint", again)[:2] == (200, by_file.body)
        with watching.book.writing() as db:
            db.execute("UPDATE log SET size = 0, root = ?", (EMPTY_ROOT,))
        status, data, headers = call(server, "POST", "/add-checkpoint", body)
        assert status == 200
        told = read_answer(200, data, key=SIGNER.key, text=watching.log.note().text)
        assert isinstance(told, tuple)
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert call(server, "POST", "/add-checkpoint", body)[:2] == (409, b"9\n")
        assert call(server, "POST", "/other", body)[0] == 404
        assert call(server, "POST", "/add-checkpoint", b"x" * (LARGEST_REQUEST + 1))[0] == 400

    def test_shows_heads_and_files_to_everybody(self, served: tuple[Watching, WitnessServer]) -> None:
        watching, server = served
        watching.cosigned(9)
        mirror(watching.book, watching.book.one(ORIGIN), read=watching.log.read, tell=lambda *_: None)
        name = "xa.example%2Fso"
        assert Note.parse(call(server, "GET", f"/log/{name}/checkpoint")[1]).text == watching.log.note().text
        assert call(server, "GET", f"/log/{name}/tile/0/000.p/9")[1] == watching.log.tiles["tile/0/000.p/9"]
        assert call(server, "GET", f"/log/{name}/tile/../../witness.key")[0] == 404
        shown = call(server, "GET", "/")[1].decode()
        assert ORIGIN in shown
        assert "<script" not in shown
        assert call(server, "GET", "/vkey")[1].decode().strip() == str(SIGNER.key)


class TestCommand:
    def test_leads_a_body_without_a_network_from_key_to_signature(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder, log = tmp_path / "w", GrowingLog()
        log.grow(12)
        (tmp_path / "yeu-cau.txt").write_bytes(log.request(0).encode())
        assert main(["init", str(folder), "--name", "mttq.xa.example"]) == 0
        vkey = capsys.readouterr().out.strip()
        assert main(["init", str(folder), "--name", "khac.example"]) == 1
        assert main(["trust", str(folder), vkey]) == 1  # its own key is no log
        assert main(["trust", str(folder), str(log.key.key)]) == 0
        assert (
            main(["check", str(folder), str(tmp_path / "yeu-cau.txt"), "--out", str(tmp_path / "ky.txt")])
            == 0
        )
        line = (tmp_path / "ky.txt").read_text("utf-8")
        assert line.startswith("— mttq.xa.example ")
        assert main(["check", str(folder), str(tmp_path / "yeu-cau.txt")]) == 1
        assert "12" in capsys.readouterr().err
        assert main(["status", str(folder)]) == 0
        assert (folder / "witness.key").stat().st_mode & 0o077 == 0

    def test_takes_a_request_whose_line_ends_a_mail_program_changed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder, log = tmp_path / "w", GrowingLog()
        log.grow(12)
        main(["init", str(folder), "--name", "mttq.example"])
        main(["trust", str(folder), str(log.key.key)])
        mailed = tmp_path / "thu.txt"
        mailed.write_bytes(log.request(0).encode().replace(b"\n", b"\r\n") + b"\r\n")
        capsys.readouterr()
        assert main(["check", str(folder), str(mailed)]) == 0
        line = parse_signature(capsys.readouterr().out.removesuffix("\n"))
        assert line.line in Book(folder).one(ORIGIN).note

    def test_ends_with_1_when_it_has_caught_something(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder, log = tmp_path / "w", GrowingLog()
        log.grow(5)
        other = GrowingLog(log.key, mark=b"other")
        other.grow(5)
        main(["init", str(folder), "--name", "mttq.example"])
        main(["trust", str(folder), str(log.key.key)])
        for number, request in enumerate((log.request(0), other.request(5))):
            (tmp_path / f"{number}.txt").write_bytes(request.encode())
            main(["check", str(folder), str(tmp_path / f"{number}.txt")])
        capsys.readouterr()
        assert main(["status", str(folder), "--evidence"]) == 1
        assert log.note().text in capsys.readouterr().out


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
def test_no_body_makes_the_parser_raise_anything_but_a_refusal(body: bytes) -> None:
    log = GrowingLog()
    log.grow(3)
    for data in (body, b"old " + body, b"old 0\n\n" + body, make_request(0, (), log.note()) + body):
        with contextlib.suppress(Rejected):  # anything else that is raised fails the test
            Request.parse(data)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 600), st.binary(max_size=300))
def test_no_answer_makes_the_log_raise_anything(status: int, body: bytes) -> None:
    told = read_answer(status, body, key=SIGNER.key, text="x\n")
    assert isinstance(told, Behind | Refused)
    assert issubclass(Invalid, KernelError)
