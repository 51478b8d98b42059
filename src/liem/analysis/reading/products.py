"""The product of a task (sản phẩm): named as such, or plainly a paper to be made and handed over.

"Lập danh mục …", "xây dựng kế hoạch …", "gửi báo cáo …" name a paper; "báo cáo kết quả" alone is a verb and
names none.
"""

from __future__ import annotations

import re

from .bodies import Span, begins_verb

_NAMED = re.compile(
    r"\b(?:san pham(?: dau ra| du kien| hoan thanh)?|ket qua dau ra|dau ra)\s*(?::|"
    r"la(?=\s))\s*(?P<what>[^.;\n()]{3,160})"
)
_PAPER = (
    r"(?:du thao\s+)?(?:danh muc|danh sach|bien ban|bang (?:tong hop|thong ke|ke|theo doi)|bieu (?:tong hop|thong ke|mau)|"
    r"ho so|so theo doi|phuong an|du toan|bao cao|ke hoach|chuong trinh|de an|quy che|quy trinh|quy dinh|noi quy|"
    r"nghi quyet|chi thi|ket luan|huong dan|quyet dinh|to trinh|cong van|thong bao|tai lieu|bo tieu chi|"
    r"ban (?:ke khai|cam ket|dang ky|kiem diem)|mau so|de cuong|lich tiep cong dan)"
)
_MAKES = re.compile(
    rf"\b(?:lap|xay dung|ban hanh|soan thao|bien soan|hoan thien|gui|nop|trinh)\s+(?P<what>{_PAPER})\b"
)
# "việc xây dựng kế hoạch", "hướng dẫn lập hồ sơ", "đã ban hành …" speak of a paper, they do not ask for it.
_ONLY_SPEAKS = re.compile(
    r"\b(?:viec|huong dan|kiem tra|giam sat|theo doi|don doc|ket qua|tien do|quy trinh|cong tac|noi dung|da|duoc|chua|"
    r"khong|cho|khi|sau khi|truoc khi|de|trong|ve|tu ngay|theo|can cu|chat luong|ky nang|cach|hoi dong)\s+$"
)
_STOP = re.compile(
    r"(?:truoc|cham nhat|muon nhat|xong|hoan thanh|trong (?:thang|quy|vong|thoi|ngay|nam|tuan)|de|theo|nham|cho|den(?! nay)|toi|"
    r"gui|bao cao(?! vien)|hang (?:thang|quy|tuan|nam|ngay)|dinh ky|khi|neu|sau|bao dam|dam bao|kem theo|thuong xuyen|tren co so|ngay)\b"
)
# "thu, nộp đảng phí", "kiểm tra, giám sát": two verbs that name one thing.
_PAIR = re.compile(r"\b(?:kiem tra|thu|tiep nhan|giao|so ket|danh gia|quan ly|dang ky)$")
_PAIR_END = re.compile(r"(?:giam sat|nop|chi|xu ly|nhan|tong ket|xep loai|su dung|ky cam ket)\b")
_MOST_WORDS = 22


def product_of(text: str, low: str) -> Span | None:
    """The product an item names, as printed; None when its words name none."""
    named = _NAMED.search(low)
    if named:
        start, end = named.span("what")
        printed = text[start:end].strip(" ,")
        return Span(printed, start, start + len(printed))
    for found in _MAKES.finditer(low):
        if _ONLY_SPEAKS.search(low[: found.start()]):
            continue
        end = _end(text, low, found.end())
        printed = text[found.start("what") : end].rstrip(" ,:-")
        return Span(printed, found.start("what"), found.start("what") + len(printed))
    return None


def _end(text: str, low: str, position: int) -> int:
    """Where the name of the paper ends: at a stop, a day, or the next thing to do."""
    for count, word in enumerate(re.finditer(r"[^\s.;:()\n,]+|[.;:()\n,]", low[position:])):
        at = position + word.start()
        if word.group() in ".;:()\n" or count > _MOST_WORDS:
            return at
        if word.group() in {",", "va"}:
            after = len(low[: at + len(word.group())]) + _blanks(low, at + len(word.group()))
            if _PAIR.search(low[:at]) and _PAIR_END.match(low, after):
                continue
            if begins_verb(low, after) or _STOP.match(low, after) or text[after : after + 1].isupper():
                return at
            continue
        if _STOP.match(low, at) and not low[:at].endswith("chuyen "):
            return at
        if word.group() == "ve" and text[at + 3 : at + 4].isupper():
            return at
    return len(low)


def _blanks(low: str, at: int) -> int:
    return len(low[at:]) - len(low[at:].lstrip())
