"""`liem draw`: one list and seed give the same lines, drawn or checked; refusals speak two languages."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest

from liem.desks.console.draw import main

SEED = "BT-03/47201983355120946817"
STAFF = "Xã Thử\tH\tct-01\nXã Thử\tD\tct-02\n" + "".join(f"Xã Thử\tN\tnv-{at:02}\n" for at in range(20))
Told = pytest.CaptureFixture[str]


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    path = tmp_path / "danh-sach.tsv"
    path.write_text("".join(sorted(STAFF.splitlines(keepends=True))), "utf-8")
    return path


def run(told: Told, *words: str | Path) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    out = told.readouterr()
    return code, out.out, out.err


def publish(told: Told, folder: Path, *words: str | Path) -> Path:
    code, out, _ = run(told, *words, "--json")
    assert code == 0
    (folder / "ket-qua.json").write_text(out, "utf-8")
    return folder / "ket-qua.json"


class TestDraw:
    def test_prints_what_the_shell_prints_from_the_line_it_shows(self, capsys: Told, staff: Path) -> None:
        code, out, err = run(capsys, staff, "--seed", SEED, "--rate", "10%", "--leaders", "--reserves", "2")
        assert code == 0
        assert [line.split("\t")[0] for line in out.splitlines()] == ["1", "2", "3", "R1", "R2"]
        assert out.split("\t")[2] in {"H", "D"}
        (line,) = [text for text in err.splitlines() if "recompute" in text]
        shell = line.split("recompute: ")[1]
        again = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True)
        assert (again.stdout, again.stderr) == (out, "")
        assert "ít nhất một cấp trưởng hoặc cấp phó" in err
        assert "at least one of them a head or deputy" in err

    def test_takes_one_list_from_any_kind_of_file(self, capsys: Told, tmp_path: Path) -> None:
        names = ["Lò Thị Mai", "Đỗ Văn Thử", "Giàng A Sếnh", "An"]
        decomposed = unicodedata.normalize("NFD", "\r\n".join(names))
        (tmp_path / "a.txt").write_text("\n".join(names) + "\n\n", "utf-8")
        (tmp_path / "b.txt").write_bytes(b"\xef\xbb\xbf" + decomposed.encode())
        (tmp_path / "c.csv").write_text("\ufeffSTT;Tên\r\n" + "".join(f"1;{n}\r\n" for n in names), "utf-8")
        (tmp_path / "d.csv").write_text("id,note\n" + "".join(f'"{n}",x\n' for n in names[::-1]), "utf-8")
        (tmp_path / "e.tsv").write_text("".join(f"-\tN\t{name}\n" for name in names), "utf-8")
        told = {run(capsys, path, "--seed", SEED, "--count", "2")[:2] for path in tmp_path.iterdir()}
        ((code, out),) = told
        assert code == 0
        assert len(out.splitlines()) == 2

    def test_reads_units_and_kinds_from_a_table(self, capsys: Told, tmp_path: Path, staff: Path) -> None:
        table = tmp_path / "ds.csv"
        rows = [line.split("\t") for line in STAFF.splitlines()]
        text = "Mã,Ghi chú,Loại,Đơn vị\n" + "".join(f'{i},"a, b",{k},{u}\n' for u, k, i in rows)
        table.write_text(text, "utf-8")
        words = ("--seed", SEED, "--rate", "1/10", "--leaders")
        assert run(capsys, table, *words)[:2] == run(capsys, staff, *words)[:2]

    def test_writes_the_list_to_publish_before_there_is_a_seed(self, capsys: Told, tmp_path: Path) -> None:
        names = tmp_path / "ten.txt"
        names.write_text("b\na\n", "utf-8")
        frame = tmp_path / "cong-bo.tsv"
        code, out, err = run(capsys, names, "--frame", frame)
        assert (code, out, frame.read_bytes()) == (0, "", b"-\tN\ta\n-\tN\tb\n")
        summed = subprocess.run(["sha256sum", str(frame)], capture_output=True, text=True, check=True)
        assert summed.stdout[:64] in err

    def test_shows_no_line_of_shell_for_a_file_whose_hash_is_another(
        self, capsys: Told, tmp_path: Path
    ) -> None:
        unsorted = tmp_path / "x.tsv"
        unsorted.write_text("U\tN\tb\nU\tN\ta\n", "utf-8")
        assert "sha256sum" not in run(capsys, unsorted, "--seed", SEED, "--count", "1")[2]
        err = run(capsys, unsorted, "--seed", SEED, "--count", "1", "--frame", tmp_path / "y.tsv")[2]
        assert "y.tsv" in err

    @pytest.mark.parametrize("rate", ["10%", "10 %", "1/10", "10,0%", "10.0%"])
    def test_reads_a_rate_as_people_write_it(self, capsys: Told, staff: Path, rate: str) -> None:
        code, out, err = run(capsys, staff, "--seed", SEED, "--rate", rate)
        assert (code, len(out.splitlines())) == (0, 3)
        assert " 10% " in err


class TestCheck:
    def test_prints_the_same_lines_as_the_draw(self, capsys: Told, tmp_path: Path) -> None:
        names, frame = tmp_path / "ten.txt", tmp_path / "ds.tsv"
        names.write_text("".join(f"Nguyễn Thị Thử {at}\n" for at in (3, 1, 4, 0, 5, 9, 2, 6, 8, 7)), "utf-8")
        terms = ("--seed", SEED, "--rate", "30%", "--reserves", "2")
        result = publish(capsys, tmp_path, names, *terms, "--frame", frame)
        drawn = run(capsys, names, *terms)[1]
        assert len(drawn.splitlines()) == 5
        assert run(capsys, "--check", result, names)[:2] == (0, drawn)
        assert run(capsys, "--check", result, frame)[:2] == (0, drawn)

    @pytest.mark.slow
    def test_draws_and_checks_a_million_names_within_the_promised_time_and_memory(
        self, tmp_path: Path
    ) -> None:
        """Five seconds on a quiet machine (docs/reference/draw.md); tests share one and get fifteen."""
        names = [f"Nguyễn Thị Thử {at:07}" for at in range(1_000_000)]
        random.Random(1).shuffle(names)
        (tmp_path / "ten.txt").write_text("\n".join(names), "utf-8")
        result = self.timed(tmp_path, "ten.txt", "--seed", SEED, "--rate", "10%", "--json")
        (tmp_path / "kq.json").write_bytes(result)
        chosen = json.loads(result)["chosen"]
        assert len({one[2] for one in chosen}) == 100_000
        printed = self.timed(tmp_path, "--check", "kq.json", "ten.txt").decode()
        assert printed == "".join("\t".join((str(at), *one)) + "\n" for at, one in enumerate(chosen, 1))

    @staticmethod
    def timed(folder: Path, *words: str) -> bytes:
        code = (
            "import sys; from pathlib import Path; from liem.desks.console.draw import main\n"
            "code = main(sys.argv[1:]); print(Path('/proc/self/status').read_text(), file=sys.stderr)\n"
            "sys.exit(code)"
        )
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", code, *words], cwd=folder, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert time.monotonic() - began < 15
        most = re.search(rb"VmHWM:\s*(\d+) kB", done.stderr)
        assert most
        assert int(most[1]) < 300 * 1024
        return done.stdout

    def test_holds_and_asks_to_compare_with_what_was_announced(
        self, capsys: Told, tmp_path: Path, staff: Path
    ) -> None:
        result = publish(capsys, tmp_path, staff, "--seed", SEED, "--rate", "10%", "--leaders")
        code, _, err = run(capsys, "--check", result, staff)
        assert code == 0
        assert "KHỚP" in err
        assert "HOLDS" in err
        assert SEED in err

    def test_names_the_person_who_was_put_in(self, capsys: Told, tmp_path: Path, staff: Path) -> None:
        result = publish(capsys, tmp_path, staff, "--seed", SEED, "--rate", "10%")
        said = json.loads(result.read_text("utf-8"))
        said["chosen"][1][2] = "nv-99"
        result.write_text(json.dumps(said), "utf-8")
        code, out, err = run(capsys, "--check", result, staff)
        assert (code, out) == (1, "")
        assert "dòng 2" in err
        assert "chosen[1]" in err
        assert "nv-99" in err

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda data: data.replace(b"nv-00\n", b"nv-0\n"), "SHA-256"),
            (lambda data: data.replace(b"\n", b"\r\n"), "LF"),
            (lambda data: data[:-1], "LF"),
            (lambda data: b"".join(reversed(data.splitlines(keepends=True))), "LC_ALL=C sort"),
            (lambda data: b"\xef\xbb\xbf" + data, "U+FEFF"),
            (lambda data: b"\xff" + data, "UTF-8"),
            (lambda data: b"", "trống"),
        ],
    )
    def test_refuses_another_list_and_one_out_of_form(
        self, capsys: Told, tmp_path: Path, staff: Path, change: object, told: str
    ) -> None:
        result = publish(capsys, tmp_path, staff, "--seed", SEED, "--count", "2")
        staff.write_bytes(change(staff.read_bytes()))  # type: ignore[operator]
        code, out, err = run(capsys, "--check", result, staff)
        assert (code, out) == (1, "")
        assert told in err

    def test_takes_no_terms_of_its_own(self, capsys: Told, tmp_path: Path, staff: Path) -> None:
        result = publish(capsys, tmp_path, staff, "--seed", SEED, "--count", "2")
        for words in (("--seed", SEED), ("--count", "2"), ("--leaders",)):
            code, _, err = run(capsys, "--check", result, staff, *words)
            assert code == 1
            assert "--check" in err


class TestRefusals:
    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ((), "--seed"),
            (("--seed", SEED), "đúng một trong hai"),
            (("--seed", "BT/123", "--count", "1"), "20 chữ số"),
            (("--seed", SEED, "--rate", "0.1"), "Viết 10%"),
            (("--seed", SEED, "--rate", "10"), "Viết 10%"),
            (("--seed", SEED, "--rate", "1/0"), "Viết 10%"),
            (("--seed", SEED, "--rate", "x%"), "Viết 10%"),
            (("--seed", SEED, "--rate", "0%"), "lớn hơn 0"),
            (("--seed", SEED, "--rate", "101%"), "không quá 1"),
            (("--seed", SEED, "--count", "0"), "ít nhất là 1"),
            (("--seed", SEED, "--count", "1", "--reserves", "-1"), "không thể âm"),
        ],
        ids=str,
    )
    def test_say_what_to_write_instead(
        self, capsys: Told, staff: Path, words: tuple[str, ...], told: str
    ) -> None:
        code, out, err = run(capsys, staff, *words)
        assert (code, out) == (1, "")
        assert told in err
        assert err.count("liem draw: ") == 2

    @pytest.mark.parametrize(
        ("name", "data", "told"),
        [
            ("a.txt", "a\n\nb\n", "Dòng 2"),
            ("a.txt", "a\nb \n", "Dòng 2"),
            ("a.txt", "a\nU\tN\tb\n", "U+0009"),
            ("a.txt", "a\na\n", "hai lần"),
            ("a.txt", "\n\n", "trống"),
            ("a.csv", "", "dòng tiêu đề"),
            ("a.csv", "An\nBình\n", "dòng tiêu đề"),
            ("a.csv", "id,kind\na,N\n\nb,X\n", "Dòng 3"),
            ("a.csv", "id,kind\na,N\nb\n", "Dòng 3"),
            ("a.csv", 'id\n"' + "a" * 200_000 + '"\n', "CSV"),
            ("a.tsv", "U\tN\ta\nU\tN\n", "Dòng 2"),
            ("a.tsv", "U\tQ\ta\n", "Dòng 1"),
        ],
        ids=lambda value: repr(value)[:20],
    )
    def test_name_the_line_of_the_list(
        self, capsys: Told, tmp_path: Path, name: str, data: str, told: str
    ) -> None:
        (tmp_path / name).write_text(data, "utf-8")
        code, out, err = run(capsys, tmp_path / name, "--seed", SEED, "--count", "1")
        assert (code, out) == (1, "")
        assert told in err

    def test_tell_a_missing_file_and_one_in_another_encoding(self, capsys: Told, tmp_path: Path) -> None:
        assert "khong-co.txt" in run(capsys, tmp_path / "khong-co.txt", "--seed", SEED, "--count", "1")[2]
        (tmp_path / "a.txt").write_bytes("Lò".encode("cp1258", "replace") + b"\xff\n")
        code, _, err = run(capsys, tmp_path / "a.txt", "--seed", SEED, "--count", "1")
        assert code == 1
        assert "UTF-8" in err

    def test_tell_a_unit_without_a_leader(self, capsys: Told, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("a\nb\n", "utf-8")
        code, _, err = run(capsys, tmp_path / "a.txt", "--seed", SEED, "--count", "1", "--leaders")
        assert code == 1
        assert "cấp trưởng" in err
        assert "head or deputy" in err

    def test_of_rate_and_count_together_are_the_parsers(self, staff: Path) -> None:
        with pytest.raises(SystemExit) as left:
            main([str(staff), "--seed", SEED, "--rate", "10%", "--count", "1"])
        assert left.value.code == 2


class TestLoading:
    def test_stays_free_of_django(self) -> None:
        code = "import sys, liem.desks.console.draw; sys.exit('django' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
