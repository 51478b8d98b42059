"""`liem match`: tables as offices keep them in, pairs with their reasons out, every unusable cell named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from liem.adapters.tables import Column, Sheet, write_xlsx
from liem.desks.console.match import main

LIST = """Danh sách nhận hỗ trợ,,,,
STT,Họ và tên,Năm sinh,Số CCCD,Thôn
1,Nguyễn Thị Hoà,12/03/1975,038075012345,Thôn Vịn
2,NGUYEN THI HOA,12/3/1975,38075012345,Vịn
3,Lò Văn Pẩn,1960,,Ruộng
4,,1960,,Ruộng
5,Hà Thị Lý,03/12/1981,111,Đục
"""


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "danh-sach.csv"
    path.write_text(LIST, "utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_gives_pairs_with_the_weight_of_each_field(listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, listed)
    (pair,) = said["pairs"]
    assert (pair["a"]["row"], pair["b"]["row"]) == (3, 4)
    assert pair["probability"] > 0.999
    assert [(one["field"], one["level"]) for one in pair["fields"]] == [
        ("name", "plain"), ("birth", "day"), ("number", "same"), ("phone", ""), ("place", "same"),
    ]  # fmt: skip
    assert said["groups"] == [[pair["a"], pair["b"]]]
    assert said["rows"] == 4


def test_names_every_cell_it_cannot_use_and_goes_on(listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faults = told(capsys, listed)["faults"]
    assert [(one["row"], one["column"]) for one in faults] == [(6, "Họ và tên"), (7, "số định danh / number")]
    main([str(listed)])
    said = capsys.readouterr()
    assert "hàng / row 6" in said.err
    assert "«Nguyễn Thị Hoà» / «NGUYEN THI HOA»" in said.out


def test_matches_across_two_tables_of_two_kinds(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "cap-nhat.xlsx"
    columns = [Column(title, "text", 20) for title in ("Người nhận", "Ngày sinh", "CMND", "SĐT")]
    rows = [["Lò V. Pẩn", "1960", "", ""], ["Ng. T. Hoà", "1975", "038075012345", ""]]
    other.write_bytes(write_xlsx([Sheet(name="Nhận", columns=columns, rows=rows)]))
    pairs = told(capsys, listed, other)["pairs"]
    assert {(one["a"]["row"], one["b"]["file"], one["b"]["row"]) for one in pairs} >= {
        (3, "cap-nhat.xlsx", 3),
        (4, "cap-nhat.xlsx", 3),
    }
    assert all(one["a"]["file"] != one["b"]["file"] for one in pairs)


def test_takes_headings_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Ai,Mã\nHoà Nguyễn,038075012345\nHòa Nguyễn,38075012345\n", "utf-8")
    assert main([str(path)]) == 1
    assert len(told(capsys, path, "--map", "name=Ai", "--map", "number=Mã")["pairs"]) == 1
    assert main([str(path), "--map", "ten=Ai"]) == 2
    assert "name, birth, number" in capsys.readouterr().err


def test_tells_of_people_who_may_be_one_household_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ho.csv"
    path.write_text(
        "Họ và tên,Năm sinh,CCCD,SĐT,Thôn\n"
        "Phạm Văn Nam,12/04/1980,038080000111,0912345678,Thôn Vịn\n"
        "Trần Thị Lan,03/09/1982,038182000222,+84912345678,Vịn\n"
        "Lê Văn Sơn,05/06/1971,038071000333,0912345678,Đục\n"
        "Vi Thị Hoa,07/08/1990,038190000444,0987654321,Đục\n"
        "Vi Thi Hoa,07/08/1990,38190000444,0987654321,Đục\n",
        "utf-8",
    )
    assert "households" not in told(capsys, path)
    said = told(capsys, path, "--households")
    assert [[one["row"] for one in home] for home in said["households"]] == [[2, 3]]
    assert [[one["row"] for one in group] for group in said["groups"]] == [[5, 6]]
    main([str(path), "--households"])
    assert (
        "one telephone and place:  ho.csv:2 Phạm Văn Nam,  ho.csv:3 Trần Thị Lan" in capsys.readouterr().out
    )


def test_says_what_is_wrong_with_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "khong-co.csv")]) == 1
    empty = tmp_path / "rong.csv"
    empty.touch()
    assert main([str(empty)]) == 1
    said = capsys.readouterr().err
    assert "khong-co.csv" in said
    assert "không có nội dung" in said


def test_asks_for_a_probability_that_is_one(listed: Path) -> None:
    assert main([str(listed), "--likely", "1"]) == 2
    assert main([str(listed), "--likely", "0.99"]) == 0


def test_ends_quietly_when_nobody_reads_on(listed: Path) -> None:
    program = "import sys; from liem.desks.console.match import main; sys.exit(main(sys.argv[1:]))"
    with subprocess.Popen(
        [sys.executable, "-c", program, listed, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1
