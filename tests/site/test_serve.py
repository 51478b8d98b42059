"""`liem serve` as a real process: it starts, ends in order, and says what is wrong with its address."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from running import LIEM, Server, environment, free_port, refused, within

SLOW_PAGE = """
import os, sys
from liem.site.background import Background
from liem.site.serve import listen, run

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    print("asked", flush=True)
    os.read(0, 1)  # one byte lets one page go on
    return [b"done" * 100_000]

sys.exit(run(application, listen(sys.argv[1]), Background(job_threads=0), alone=False))
"""


def connected(port: int) -> int:
    """Count the visitors whose connection stands, taken by the server or in the queue of its socket."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    local = f"0100007F:{port:04X}"
    return sum(fields[1] == local and fields[3] == "01" for fields in map(str.split, lines))


def children(server: Server) -> set[int]:
    """Process ids of the processes that draw pages."""
    assert server.process is not None
    listed = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    return {int(pid) for pid in listed.split()}


@pytest.mark.slow
class TestServing:
    def test_answers_and_ends_in_order(self, serve: Callable[..., Server]) -> None:
        server = serve()
        with urllib.request.urlopen(server.url) as answer:
            assert answer.status == 200
        assert server.stop() == 0
        assert "Traceback" not in server.log

    def test_starts_again_after_a_power_cut(self, serve: Callable[..., Server]) -> None:
        server = serve()
        server.kill()
        server.start()
        assert server.stop() == 0

    def test_puts_a_new_process_in_the_place_of_one_that_died(self, serve: Callable[..., Server]) -> None:
        server = serve("--processes", "2")
        first = children(server)
        assert len(first) == 3  # two draw pages, one runs jobs
        for pid in first:
            os.kill(pid, signal.SIGKILL)
        assert within(20, lambda: len(children(server) - first) == 3)
        with urllib.request.urlopen(server.url) as answer:
            assert answer.status == 200
        assert server.stop() == 0

    def test_leaves_nothing_on_the_port_when_its_first_process_is_killed(
        self, serve: Callable[..., Server]
    ) -> None:
        server = serve("--processes", "2")
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        assert refused(server.port)

    @pytest.mark.parametrize("visitors", [1, 6], ids=["under way", "waiting for their turn"])
    def test_sends_the_pages_asked_for_before_it_ends(self, visitors: int) -> None:
        port = free_port()
        line = [sys.executable, "-c", SLOW_PAGE, f"127.0.0.1:{port}"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(line, text=True, **pipes) as process:
            assert process.stdin is not None
            assert process.stderr is not None
            assert process.stdout is not None
            assert str(port) in process.stderr.readline()
            bodies: list[bytes] = []

            def ask() -> None:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                    bodies.append(answer.read())

            waiting = [threading.Thread(target=ask) for _ in range(visitors)]
            for each in waiting:
                each.start()
            assert process.stdout.readline() == "asked\n"
            assert within(10, lambda: connected(port) == visitors)
            process.terminate()
            assert refused(port)
            process.stdin.write("." * visitors)
            process.stdin.flush()
            for each in waiting:
                each.join(10)
            assert bodies == [b"done" * 100_000] * visitors
            assert process.wait(10) == 0


class TestAddress:
    def test_taken_is_told_with_another_choice(self, tmp_path: Path) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            done = subprocess.run(
                [*LIEM, "serve", "--bind", f"127.0.0.1:{port}"],
                env=environment(tmp_path, port),
                capture_output=True,
                text=True,
                check=False,
            )
        assert done.returncode == 2
        assert f"liem serve --bind 127.0.0.1:{port + 1}" in done.stderr
        assert "Traceback" not in done.stderr

    def test_may_be_a_socket_left_by_a_killed_process(self, tmp_path: Path) -> None:
        from liem.site.serve import listen

        path = tmp_path / "liem.sock"
        left = socket.socket(socket.AF_UNIX)
        left.bind(str(path))
        left.close()
        again = listen(f"unix:{path}")
        assert again is not None
        assert listen(f"unix:{path}") is None  # now it is really taken
        again.close()

    @pytest.mark.slow
    def test_may_be_a_unix_socket(self, serve: Callable[..., Server], tmp_path: Path) -> None:
        path = tmp_path / "s.sock"
        line = [sys.executable, "-c", SLOW_PAGE, f"unix:{path}"]
        with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            process.stderr.readline()
            connection = http.client.HTTPConnection("localhost")
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.connect(str(path))
            connection.request("GET", "/")
            assert connection.getresponse().read() == b"done" * 100_000
            process.terminate()
            assert process.wait(10) == 0
