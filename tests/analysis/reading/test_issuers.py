"""The issuing body as its name is spoken, from the lines it is printed in."""

from __future__ import annotations

import pytest

from liem.analysis.reading import read, source_from_text

LETTER = """{lines}
Số 12-CV/ĐU
tăng cường tiếp công dân

Kính gửi: Các chi bộ trực thuộc

1. Các chi bộ công khai lịch tiếp công dân.
"""


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (("ĐẢNG BỘ TỈNH AN SƠN", "TỈNH ỦY"), "TỈNH ỦY AN SƠN"),
        (("ĐẢNG BỘ THÀNH PHỐ AN SƠN", "THÀNH ỦY"), "THÀNH ỦY AN SƠN"),
        (("ĐẢNG BỘ XÃ AN LIÊM", "ĐẢNG ỦY"), "ĐẢNG ỦY XÃ AN LIÊM"),
        (("ĐẢNG BỘ PHƯỜNG AN LIÊM", "ĐẢNG ỦY"), "ĐẢNG ỦY PHƯỜNG AN LIÊM"),
        (("ĐẢNG BỘ TỈNH AN SƠN", "ĐẢNG ỦY XÃ AN LIÊM"), "ĐẢNG ỦY XÃ AN LIÊM"),
        (("ĐẢNG ỦY XÃ AN LIÊM", "VĂN PHÒNG"), "VĂN PHÒNG ĐẢNG ỦY XÃ AN LIÊM"),
        (("ĐẢNG ỦY XÃ AN LIÊM", "ỦY BAN KIỂM TRA"), "ỦY BAN KIỂM TRA ĐẢNG ỦY XÃ AN LIÊM"),
        (("TỈNH ỦY AN SƠN", "BAN NỘI CHÍNH"), "BAN NỘI CHÍNH TỈNH ỦY AN SƠN"),
        (("ỦY BAN NHÂN DÂN", "XÃ AN LIÊM"), "ỦY BAN NHÂN DÂN XÃ AN LIÊM"),
        (("ỦY BAN NHÂN DÂN XÃ AN LIÊM", "PHÒNG KINH TẾ"), "PHÒNG KINH TẾ"),
        (("ĐẢNG BỘ XÃ AN LIÊM", "CHI BỘ THÔN SUỐI VÀNG"), "CHI BỘ THÔN SUỐI VÀNG"),
    ],
)
class TestTheIssuer:
    def test_is_joined_from_its_lines(self, lines: tuple[str, ...], issuer: str) -> None:
        heads = [f"{lines[0]}          ĐẢNG CỘNG SẢN VIỆT NAM", *lines[1:]]
        found = read(source_from_text(LETTER.format(lines="\n".join(heads))))
        assert found.issuer is not None
        assert found.issuer.value == issuer
        assert found.subject is not None
        assert found.subject.value == "tăng cường tiếp công dân"
