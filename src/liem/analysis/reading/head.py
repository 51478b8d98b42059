"""The head of a document: issuer, number and symbol, date of issue, kind, subject.

Only the head is asked. A date in running text is the date of something else; a number that stands in a
stamp is not
the number of the document. What the head leaves open stays open.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from .kinds import TITLES
from .lines import Row, boxes_of
from .paragraphs import is_capitals
from .result import Value
from .spelling import shadow, squeezed
from .symbols import HeadSymbol, head_symbol, kind_of_symbol, safe_date

_LONGEST_HEAD = 45

_MOTTO = re.compile(
    r"dang\s*cong\s*san\s*viet\s*nam|cong\s*hoa\s*xa\s*hoi\s*chu\s*nghia\s*viet\s*nam|"
    r"doc\s*lap\s*-?\s*tu\s*do\s*-?\s*hanh\s*phuc"
)
_D = r"[\doil|]"
_BLANK = r"[.…_\s]*"
_DATELINE = re.compile(
    rf"(?:ng[a ]?ay)\s*(?P<d>{_D}{{1,2}}|{_BLANK})\s*th[a ]?ang\s*(?P<m>{_D}{{1,2}}|"
    rf"{_BLANK})\s*nam\s*(?P<y>{_D}{{4}}|{_BLANK})"
    r"\s*[.,]?$"
)
_SHORT_DATELINE = re.compile(
    rf",\s*ngay\s*(?P<d>{_D}{{1,2}})\s*[/.-]\s*(?P<m>{_D}{{1,2}})\s*[/.-]\s*(?P<y>\d{{4}})\s*$"
)
_OCR_DIGITS = str.maketrans("oil|", "0111")
_RULE = re.compile(r"[*\-_=~.oO0○◦–—\s]{1,60}|-+\s*\*\s*-+")
_URGENCY = re.compile(
    r"(?:hoa toc|thuong khan|khan|hoa toc hen gio|mat|toi mat|tuyet mat|du thao.*|sao y.*|ban sao.*|"
    r"luu hanh noi bo|"
    r"xin y kien|ban chinh)\W*"
)
_BODY_KEY = re.compile(
    r"(?:kinh gui|can cu\b|xet |xet de nghi|theo de nghi|thuc hien (?:cong van|ke hoach|nghi quyet|"
    r"chi thi|ket luan|"
    r"thong bao|quyet dinh|huong dan|chuong trinh|quy dinh)\b.*so\b|i[.\-]\s|1\.\s|dieu 1\b|noi nhan|"
    r"(?:thua|dong chi)|de (?:trien khai|thuc hien|tang cuong)\b)"
)
_ABOUT = re.compile(r"v\s*/\s*v\b\s*:?\s*")
# A line that ends in one of these is not the end of a subject: "… của Ban / Thường vụ Tỉnh ủy".
_HANGING = frozenset(
    "ban uy dang hoi bo so phong van chi tinh xa phuong thanh huyen mat tran to quoc chinh thu thuong cua va ve cac "
    "cho trong tren tai theo voi de tu den so nam ngay thang nghi chi ket quy ke cong".split()
)
# "… của Ban Thường vụ / Tỉnh ủy về …": the break falls inside a committee's name.
_PART_OF_COMMITTEE = re.compile(
    r"(?:ban thuong vu|ban chap hanh|thuong truc|van phong|uy ban kiem tra|ban [a-z ]{2,20})\s*$"
)
_COMMITTEE_OF = re.compile(r"(?:tinh uy|thanh uy|dang uy|huyen uy|quan uy|trung uong|quoc hoi)\b")
_OWN_LINE_IS_GENERIC = re.compile(
    r"(?:van phong|uy ban kiem tra|ban thuong vu|ban xay dung dang|ban to chuc|"
    r"ban tuyen giao(?: va dan van)?|"
    r"ban noi chinh|ban dan van|co quan uy ban kiem tra|ban chi dao|ban chap hanh|uy ban nhan dan|"
    r"hoi dong nhan dan|"
    r"thuong truc(?: dang uy)?|ban kinh te.*|ban phap che|to cong tac|hoi dong)"
)
_PARTY_PLACE = re.compile(r"dang bo (?P<level>tinh|thanh pho|huyen|quan|xa|phuong|dac khu)\s+")
_LEVEL = re.compile(
    r"(?:xa|phuong|dac khu|tinh|thanh pho|huyen|quan|thi xa|thi tran|thon|ban|khoi|to dan pho)\b"
)
_BODY_WORD = re.compile(
    r"(?:uy ban|dang|ban|so|phong|van phong|chi bo|hoi|truong|cong an|tram|trung tam|mat tran|doan|"
    r"ubnd|hdnd|chu tich|tinh uy|thanh uy|huyen uy|quan uy|bo|thanh tra|to|thuong truc|lien doan|cong doan)\b"
)
_SUPERIOR = re.compile(
    r"(?:dang bo|dang uy|tinh uy|thanh uy|huyen uy|quan uy|ubnd|uy ban nhan dan|hoi dong nhan dan|chi bo)\b"
)


@dataclass(slots=True)
class Head:
    """What the head says, and ``body_at``: the position of the first row after it."""

    number: Value[str] | None = None
    symbol: Value[str] | None = None
    issuer: Value[str] | None = None
    date: Value[dt.date] | None = None
    kind: Value[str] | None = None
    subject: Value[str] | None = None
    subject_row: int | None = None
    is_letterhead: bool = False
    body_at: int = 0
    separator: str = "-"


def value_of(rows: list[Row], value: str, raw: str | None = None, *, certain: bool = True) -> Value[str]:
    """A value that fills whole rows."""
    return Value(
        value,
        " ".join(row.text for row in rows) if raw is None else raw,
        tuple(box for row in rows for box in boxes_of(row, 0, len(row.text))),
        tuple(row.index for row in rows),
        certain,
    )


def _piece(row: Row, start: int, end: int, value: str, *, certain: bool = True) -> Value[str]:
    return Value(value, row.text[start:end], boxes_of(row, start, end), (row.index,), certain)


def _without_motto(row: Row) -> tuple[str, str, int]:
    """Text and shadow of a row with the motto cut out, and how many characters were cut at the front."""
    found = _MOTTO.search(row.low)
    if not found:
        return row.text, row.low, 0
    before, after = row.text[: found.start()].strip(), row.text[found.end() :].strip()
    if before:
        return before, shadow(before), 0
    return after, shadow(after), row.text.find(after) if after else 0


def title_kind(text: str) -> tuple[str, str] | None:
    """Kind and rest of a title row in capitals ("KẾ HOẠCH", "BÁO CÁO KẾT QUẢ …"), or None."""
    if not is_capitals(text):
        return None
    bare = squeezed(text)
    if bare in TITLES:
        return TITLES[bare], ""
    for title in sorted(TITLES, key=len, reverse=True):
        if bare.startswith(title):
            size = 0
            for position, char in enumerate(text):
                size += char.isalnum()
                if size == len(title):
                    return TITLES[title], text[position + 1 :].strip(" :")
    return None


def _hangs(row: Row) -> bool:
    """Whether a line ends in a word that another must follow ("… của Ban"); "từ cơ sở" is complete."""
    low = row.low.rstrip()
    return low.rpartition(" ")[2] in _HANGING and not low.endswith("co so")


def _further_left(row: Row, before: Row) -> bool:
    box, above = row.line.box, before.line.box
    return box is not None and above is not None and box.left < above.left - 0.03


def _ends_number_line(text: str) -> bool:
    return head_symbol(text) is not None or _DATELINE.search(shadow(text)) is not None


class _HeadReader:
    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows[: self._limit(rows)]
        self.all = rows
        self.head = Head()
        self.used: set[int] = set()
        self.title_at: int | None = None
        self.number_at: int | None = None
        self.date_at: int | None = None
        self.place = ""

    @staticmethod
    def _limit(rows: list[Row]) -> int:
        for position, row in enumerate(rows[:_LONGEST_HEAD]):
            if position >= 2 and (_BODY_KEY.match(row.low) or squeezed(row.text[:14]).startswith("kinhgui")):
                last = next((r for r in reversed(rows[:position]) if not _RULE.fullmatch(r.text)), None)
                if last is not None and title_kind(last.text):
                    continue  # "KẾ HOẠCH / thực hiện Chỉ thị số …" is the subject
                if last is not None and row.text[:1].islower() and _ends_number_line(last.text):
                    continue  # "Số 12-CV/TU / thực hiện Kết luận số …" is the subject of a letter
                earlier = any(_MOTTO.search(r.low) or head_symbol(r.text) for r in rows[:position])
                if earlier or position > 12:
                    return position
        return min(len(rows), _LONGEST_HEAD)

    def read(self) -> Head:
        self.mottos = [i for i, row in enumerate(self.rows) if _MOTTO.search(row.low)]
        self.used.update(self.mottos)
        self._number()
        self._title()
        self._date()
        self.head.is_letterhead = bool(self.mottos) or self.number_at is not None
        if self.head.is_letterhead:
            self._issuer()
            self._subject()
            self.head.body_at = max(self.used, default=-1) + 1
        return self.head

    def _number(self) -> None:
        for position, row in enumerate(self.rows):
            text, _, shift = _without_motto(row)
            found = head_symbol(text)
            if found is None or (len(text) > 110):
                continue
            if not found.symbol and position + 1 < len(self.rows):
                joined = head_symbol(f"{text} {self.rows[position + 1].text}")
                if joined and joined.symbol and text.strip().lower().rstrip(":. ") in {"số", "so", "sô"}:
                    self._take_number(position + 1, joined, shift=-len(text) - 1)
                    self.used.add(position)
                    self.number_at = position
                    return
            if found.symbol or position <= 14:
                self._take_number(position, found, shift)
                return

    def _take_number(self, position: int, found: HeadSymbol, shift: int) -> None:
        row = self.rows[position]
        self.number_at = position
        self.used.add(position)
        self.head.separator = found.separator
        start = max(0, found.start + shift)
        end = max(start, found.end + shift)
        if found.number:
            self.head.number = _piece(row, start, end, found.number, certain=found.certain)
        if found.symbol:
            self.head.symbol = _piece(row, start, end, found.symbol, certain=found.certain)
            kind = kind_of_symbol(found.symbol)
            if kind:
                self.head.kind = _piece(row, start, end, kind, certain=found.certain)

    def _title(self) -> None:
        first = 0 if self.number_at is None else self.number_at
        order = [*range(first, len(self.rows)), *range(first)]
        for position in order:
            if position in self.used:
                continue
            row = self.rows[position]
            found = title_kind(row.text)
            if found is None or row.text.rstrip().endswith(":"):
                continue
            kind, rest = found
            # "BAN CHỈ ĐẠO", "VĂN PHÒNG" and the like are no titles; "BÁO CÁO VIÊN" would need a rest of one
            # word.
            if rest and position < first:
                continue
            self.title_at = position
            self.used.add(position)
            self.head.kind = value_of([row], kind)
            return

    def _date(self) -> None:
        for position, row in enumerate(self.rows):
            joined = row.text
            spans = [row]
            for _ in range(2):
                found = self._dateline(joined)
                broken = found is not None and found[0] is None and self._is_year(position + len(spans))
                if found is not None and not broken:
                    day, raw = found
                    self.place = _place_before(joined, raw)
                    if day is not None:
                        self.head.date = Value(
                            day,
                            raw,
                            tuple(b for r in spans for b in boxes_of(r, 0, len(r.text))),
                            tuple(r.index for r in spans),
                        )
                    self.date_at = position
                    self.used.update(range(position, position + len(spans)))
                    return
                if len(spans) > 1 or position + 1 >= len(self.rows) or "ngay" not in row.low:
                    break
                spans.append(self.rows[position + 1])
                joined = f"{row.text} {self.rows[position + 1].text}"

    def _is_year(self, position: int) -> bool:
        """Whether a row holds nothing but the year that a narrow column pushed off the dateline."""
        return (
            position < len(self.rows) and re.fullmatch(r"(?:19|20)\d\d", self.rows[position].low) is not None
        )

    @staticmethod
    def _dateline(text: str) -> tuple[dt.date | None, str] | None:
        """A dateline's day (None when a part is left blank) and its print; None when the text is no
        dateline."""
        low = shadow(text)
        found = _DATELINE.search(low) or _SHORT_DATELINE.search(low)
        if not found:
            return None
        before = text[: found.start()]
        numbered = head_symbol(before)
        place = before[numbered.end :] if numbered else before
        place = _MOTTO.sub(" ", shadow(place)) if _MOTTO.search(shadow(place)) else place
        words = place.strip(" ,.*-_–—").split()
        if len(words) > 9 or (words and not words[0][0].isupper() and not place.islower()):
            return None
        parts = [found[key].strip(" .…_").translate(_OCR_DIGITS) for key in "ymd"]
        raw = text[found.start() :].strip(" ,")
        if not all(part.isdigit() for part in parts):
            return None, raw
        year, month, day = map(int, parts)
        return (safe_date(year, month, day) if 1945 <= year <= 2100 else None), raw

    def _issuer(self) -> None:
        stop = self.number_at if self.number_at is not None else self.title_at
        stop = len(self.rows) if stop is None else stop
        found: list[tuple[Row, str]] = []
        for position, row in enumerate(self.rows[:stop]):
            text, low, _ = _without_motto(row)
            text = text.strip(" *-_")
            if not text or _RULE.fullmatch(row.text) or _URGENCY.fullmatch(low) or position == self.date_at:
                continue
            if position == self.title_at or low.startswith(("v/v", "ve viec")):
                continue
            if is_capitals(text) and len(text) > 3:
                found.append((row, text))
                self.used.add(position)
        if not found:
            return
        rows = [row for row, _ in found]
        lines = [text for _, text in found]
        printed = _issuing_body(lines)
        spoken = _as_in_dateline(printed, self.place)
        self.head.issuer = value_of(rows, spoken, "\n".join(lines), certain=spoken == printed)

    def _subject(self) -> None:
        for position, row in enumerate(self.rows):
            about = _ABOUT.match(row.low)
            if about or (self.title_at is None and row.low.startswith("ve viec")):
                self._collect_subject(position, about.end() if about else 0, letter=True)
                return
        if self.title_at is None:
            self._letter_subject()
        else:
            rest = title_kind(self.rows[self.title_at].text)
            if rest and rest[1]:
                self._collect_subject(
                    self.title_at, len(self.rows[self.title_at].text) - len(rest[1]), letter=False
                )
                return
            after = [i for i in range(self.title_at + 1, len(self.rows)) if i not in self.used]
            after = [i for i in after if not _RULE.fullmatch(self.rows[i].text)]
            if after and self._author(after[0]):
                after = after[1:]
            if after and after[0] <= self.title_at + 4:
                self._collect_subject(after[0], 0, letter=False)

    def _letter_subject(self) -> None:
        """A Party letter prints its subject under the number in small letters, without "V/v"."""
        end = len(self.rows)
        if self.number_at is None or end >= len(self.all):
            return
        if not squeezed(self.all[end].text[:14]).startswith("kinhgui"):
            return
        for position in range(self.number_at + 1, end):
            row = self.rows[position]
            if position in self.used or _RULE.fullmatch(row.text) or _URGENCY.fullmatch(row.low):
                continue
            drawn = row.line.italic or row.line.centered or row.line.cell is not None
            if is_capitals(row.text) or not (row.text[:1].islower() or drawn):
                continue
            self._collect_subject(position, 0, letter=True)
            return

    def _author(self, position: int) -> bool:
        """Take "CỦA BAN THƯỜNG VỤ TỈNH ỦY" under the title as the issuer: the head names only its
        committee."""
        row = self.rows[position]
        if not (row.low.startswith("cua ") and is_capitals(row.text)):
            return False
        self.used.add(position)
        self.head.issuer = _piece(row, 4, len(row.text), row.text[4:].strip())
        return True

    def _collect_subject(self, position: int, cut: int, *, letter: bool) -> None:
        first = self.rows[position]
        rows = [first]
        text = first.text[cut:].strip()
        self.head.subject_row = position
        for following in range(position + 1, min(position + 7, len(self.all))):
            row = self.all[following]
            if following in self.used and following != self.title_at:
                if letter or following == self.date_at:
                    continue
                break
            if not self._continues_subject(rows[-1], row, letter=letter):
                break
            rows.append(row)
            self.used.add(following)
            text = f"{text} {row.text}"
        self.used.add(position)
        if text:
            self.head.subject = value_of(rows, text.strip(" ."), text)

    def _continues_subject(self, before: Row, row: Row, *, letter: bool) -> bool:
        if row.after_gap or _RULE.fullmatch(row.text) or _BODY_KEY.match(row.low) or title_kind(row.text):
            return False
        if squeezed(row.text[:14]).startswith("kinhgui") or head_symbol(row.text):
            return False
        if before.text.rstrip().endswith((".", ";", ":")) or len(row.text) > 150:
            return False
        if not letter and (before.line.bold, before.line.centered) == (True, True) and not row.line.centered:
            return False  # Word and PDF say where the subject, bold in the middle, ends
        if is_capitals(before.text) and is_capitals(row.text):
            return not letter
        if row.text[:1].islower() or row.text[:1] in '(“"0123456789':
            return True
        if row.text.rstrip().endswith(":") or (before.line.bold and not row.line.bold):
            return False  # a lead-in sentence, or the first line of the body under a bold subject
        if _hangs(before) and len(row.text) < 60:
            return True
        if _further_left(row, before):
            return False  # a subject stands in the middle; the body begins at the margin
        if _hangs(before) or (_COMMITTEE_OF.match(row.low) and _PART_OF_COMMITTEE.search(before.low)):
            return True
        if letter or is_capitals(row.text):
            return False
        return (before.line.bold and row.line.bold) or (before.line.centered and row.line.centered)


def _issuing_body(lines: list[str]) -> str:
    """The issuing body from its lines, the superior first.

    "ỦY BAN NHÂN DÂN / XÃ X" is one name in two lines; "ĐẢNG ỦY XÃ X / VĂN PHÒNG" is the office of that
    committee; "ĐẢNG BỘ TỈNH X / TỈNH ỦY" is the committee of that place; otherwise the last line names the
    issuer and the lines above its superior.
    """
    last = lines[-1]
    if len(lines) == 1:
        return last
    above, low, low_above = lines[-2], shadow(last).strip(), shadow(lines[-2])
    place = _PARTY_PLACE.match(low_above)
    if place and low in {"tinh uy", "thanh uy", "huyen uy", "quan uy", "dang uy"}:
        # "TỈNH ỦY" says the level itself, "ĐẢNG ỦY" needs "XÃ"
        keep = place.start("level") if low == "dang uy" else place.end()
        return f"{last} {above[keep:].strip()}"
    if _OWN_LINE_IS_GENERIC.fullmatch(low) and _SUPERIOR.match(low_above):
        return f"{last} {above}"
    is_ban = low.startswith("ban ") and not last.upper().startswith("BẢN")
    if _LEVEL.match(low) and not is_ban and low not in {"tinh uy", "thanh uy", "huyen uy", "quan uy"}:
        return f"{above} {last}"
    if not _BODY_WORD.match(low):
        return f"{above} {last}"
    return last


def _place_before(text: str, raw: str) -> str:
    """The place of a dateline: "Lũng Phạ" of "Lũng Phạ, ngày …"."""
    found = re.search(r"([^,*]{2,40}),\s*$", text[: text.find(raw)] if raw in text else "")
    return found[1].strip() if found else ""


def _as_in_dateline(issuer: str, place: str) -> str:
    """The issuer with the place as the dateline spells it, where a scan lost marks of the capitals."""
    size = len(place)
    if not size or shadow(issuer[-size:]) != shadow(place) or issuer[-size:].casefold() == place.casefold():
        return issuer
    fewer = sum(not char.isascii() for char in issuer[-size:]) < sum(not char.isascii() for char in place)
    return issuer[:-size] + place.upper() if fewer else issuer


def read_head(rows: list[Row]) -> Head:
    """Read the head of ``rows``; ``is_letterhead`` is False when the text is not laid out as a document."""
    return _HeadReader(rows).read()
