"""Who is meant: units, posts and groups as they stand in orders, and where their name ends.

A name begins with a known head word ("Ủy ban Kiểm tra", "các chi bộ", "Chủ tịch") and ends before the verb
that says
what to do. Verbs are small-lettered, so "Ban Chỉ đạo" and "Ủy ban kiểm tra" stay names.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from .spelling import shadow

_PREFIX = r"(?:(?:tat ca|toan bo|toan the|toan)\s+)?(?:(?:cac|moi|tung|nhung)\s+)?(?:(?:tap the|lanh dao|nguoi dung dau|thu truong)\s+)*"
_NAMES_ANY_CASE = (
    "uy ban nhan dan|ubnd|uy ban kiem tra|ubkt|co quan uy ban kiem tra|uy ban mat tran to quoc|"
    "uy ban mttq|mat tran to quoc|"
    "mttq|mat tran|hoi dong nhan dan|hdnd|van phong|vpdu|dang uy|dang bo|chi bo|chi uy|tinh uy|"
    "thanh uy|huyen uy|quan uy|"
    "cap uy|to chuc dang|to chuc co so dang|to chuc chinh tri|to chuc doan the|doan the|"
    "doan thanh nien|cong doan|lien doan lao dong|"
    "cong an|ban chi huy|bo chi huy|quan su|don bien phong|bo doi bien phong|tram y te|trung tam|"
    "hoi nong dan|hoi lien hiep phu nu|"
    "hoi phu nu|hoi cuu chien binh|hoi chu thap do|hoi nguoi cao tuoi|hoi dac thu|hoi quan chung|"
    "co quan|don vi|dia phuong|phong ban|phong chuyen mon|"
    "ban thuong vu|ban chap hanh|ban to chuc|ban xay dung dang|ban tuyen giao|ban noi chinh|"
    "ban dan van|ban chi dao|ban quan ly|"
    "ban can su|ban phap che|ban kinh te|ban van hoa|ban thanh tra nhan dan|ban giam sat|"
    "ban cong tac mat tran|ban dang|"
    "ban nhan dan|ban tiep cong dan|to cong tac|to kiem tra|to giam sat|to giup viec|to dan pho|"
    "to hoa giai|to thu ky|doan cong tac|doan kiem tra|doan giam sat|doan thanh tra|"
    "kho bac|bao hiem xa hoi|chi cuc|vien kiem sat|toa an|ngan hang|hop tac xa|doanh nghiep|cong ty|"
    "quy tin dung|nha truong|"
    "truong hoc|truong tieu hoc|truong thcs|truong thpt|truong mam non|truong mau giao|truong ptdt|"
    "truong trung hoc|truong pho thong|truong th&?thcs|truong trung cap|truong chinh tri|"
    "bi thu|pho bi thu|chu tich|pho chu tich|giam doc|pho giam doc|truong phong|truong ban|"
    "chanh van phong|pho chanh van phong|"
    "chanh thanh tra|hieu truong|chi huy truong|truong cong an|truong tram|truong thon|truong ban|"
    "to truong|truong doan|"
    "thu truong|nguoi dung dau|thuong truc|uy vien|truong cac|cac phong|cac ban|cac so|cac hoi|"
    "cac truong|phong, ban|bao cao vien|bo phan|khoi|cap uy vien|"
    "dong chi|thanh vien|hoi dong|so, ban|so, nganh|nganh|cap, cac nganh|cap uy|cap|thon|xa|phuong|"
    "dac khu|huyen|to chuc|chinh quyen|"
    "bao chi|co quan bao chi|cong chuc tiep cong dan|xom|khu pho|lien doan|ke toan|cong chuc|"
    "to cong nghe so|luc luong|ban, nganh|to kiem ke|to tham dinh|to xac minh|to ra soat|to thanh tra|"
    "to phan ung nhanh|to bau cu|to xu ly|to thu hoi|to dieu tra|to thong ke"
)
_NAMES_CAPITAL = "phong|ban|so|bo|hoi|to|doan|thanh tra|cuc|vien|thue|truong|tram|nhom|tieu ban|ong|ba|doi"
_HEAD = re.compile(
    rf"(?P<all>(?:toan the|moi|tung|tat ca)\s+(?:cac\s+)?(?:dang vien|can bo|cong chuc|doan vien|hoi vien)\b)|"
    rf"(?:{_PREFIX})(?:(?P<any>(?:{_NAMES_ANY_CASE})\b(?!-))|(?P<cap>(?:{_NAMES_CAPITAL})\b\s+(?=\S)))"
)
# Ordinary words that begin like a body.
_NOT_A_BODY = re.compile(
    rf"{_PREFIX}(?:phong,? chong|phong ngua|ban hanh|ban giao|to chuc (?!dang|chinh tri|doan the|"
    rf"co so dang|chinh tri - xa hoi|hoi|thanh vien|cong doan|kinh te)|"
    r"doan ket|hoi nghi|hoi thao|hoi nhap|bo tri|bo sung|so ket|so luong|quan ly (?!du an)|cap (?!uy|"
    r", )|cap uy vien hoat|thanh tra (?:viec|cac|,)|"
    r"truong hop|xa hoi|trung tam (?:cua|la)|bo may|co quan nao|quan su hoa|don vi tinh|ba la|"
    r"dong chi nao|khoi luong|khoi phuc|thuong truc (?:24|san)|"
    r"so lieu|to giac|cong ty nao|thon tinh|bo nhiem|phuong (?:an|thuc|phap|cham|huong|tien)|"
    r"xa, phuong la|nganh nghe)"
)
_COMPOUND = re.compile(
    r"(?:bao chi|to (?:kiem ke|tham dinh|xac minh|ra soat|thanh tra|xu ly|thu hoi|dieu tra|thong ke)|"
    r"uy ban kiem tra|doan kiem tra|doan giam sat|to kiem tra|to giam sat|to chuc dang|"
    r"to chuc co so dang|to chuc chinh tri(?: - xa hoi|-xa hoi)?|"
    r"to chuc doan the|to chuc hoi|to chuc|ban to chuc|ban chi dao|ban quan ly(?: du an)?|"
    r"ban giam sat(?: dau tu)?(?: cua)?(?: cong dong)?|chi bo|chi uy|chi cuc|chi huy(?: truong)?|"
    r"bi thu|nhan dan|thu truong|thu ky|"
    r"thanh tra(?= (?:tinh|xa|nha nuoc|so|nhan dan|huyen|chinh phu))|lanh dao(?= (?:cac|co quan|"
    r"dia phuong|phong|xa|dang|ubnd|uy ban|don vi|ban))|"
    r"lanh dao, quan ly|ban thanh tra nhan dan|trung tam phuc vu hanh chinh cong|"
    r"bo phan tiep nhan va tra ket qua|phong chuyen mon|"
    r"chinh quyen|phong ban|tien hanh to tung|chiu su quan ly|thuong truc|don vi truc thuoc|"
    r"chi huy quan su|truc thuoc|bao cao vien|"
    r"duoc kiem tra|duoc giam sat|duoc thanh tra|duoc phan cong|duoc giao|phu trach|to tung|thu ky|"
    r"tham muu, giup viec|kiem tra dang|giup viec|"
    r"phong, chong tham nhung(?:, lang phi)?(?:, tieu cuc)?|phong, chong thien tai|du an|du toan|"
    r"quan ly nha nuoc|truyen thong|ve tinh)"
)
_VERBS = (
    "chu tri|chiu trach nhiem|co trach nhiem|phoi hop|tham muu|xay dung|ban hanh|trien khai|thuc hien|"
    "to chuc|tiep tuc|tang cuong|"
    "day manh|ra soat|bao cao|kiem tra|giam sat|don doc|theo doi|huong dan|chi dao|lanh dao|quan triet|"
    "tuyen truyen|tong hop|cap nhat|"
    "hoan thanh|hoan thien|khac phuc|xu ly|giai quyet|tap trung|khan truong|kip thoi|nghiem tuc|"
    "thuong xuyen|dinh ky|chu dong|can cu|"
    "nghien cuu|de xuat|trinh|gui|nop|lap|bo tri|cong khai|niem yet|phat dong|van dong|ky cam ket|"
    "dang ky|thanh lap|cu|phan cong|giao|"
    "danh gia|so ket|tong ket|nang cao|quan tam|chu trong|bao dam|dam bao|duy tri|phat huy|thong bao|"
    "cung cap|tiep nhan|thong nhat|"
    "siet chat|chan chinh|ngan chan|kiem diem|thu hoi|kiem soat|ke khai|xac minh|tham dinh|tiep|"
    "doi thoai|ung pho|truc|san sang|dieu chinh|"
    "bo sung|can|phai|khong|neu|tich cuc|gan|dong thoi|hang thang|hang quy|hang tuan|hang nam|"
    "quyet liet|xem xet|cho y kien|quyet dinh|"
    "tien hanh|mo|lam|dua|thanh toan|phan bo|giai ngan|thu|chi tra|xac nhan|doi chieu|thong ke|kiem ke|"
    "ban giao|tiep thu|nghiem thu|"
    "phe duyet|tham gia|ho tro|van hanh|cong bo|ap dung|so hoa|nhap|chuan bi|phan anh|kien nghi|"
    "thanh tra|dieu tra|truy to|phat hien|bao ve|"
    "quan ly|chuyen|luu tru|khoanh vung|so tan|di doi|huy dong|ky|ra|dieu dong|luan chuyen|hop|"
    "lua chon|chon|mua|sua chua|don dep|ve sinh|nhac nho|"
    "siet|tuan tra|canh bao|kich hoat|tiem phong|cap phat|khen thuong|bieu duong|mo rong|khoi phuc|"
    "thu gom|soan thao|bien soan|canh giac|phan luong|lien he|khuyen khich|dong vien|lam ro|cham dut|"
    "tu kiem tra|tu|uu tien|kien toan|sap xep|cung co|giu|giup|phan loai|phan cap|phat|phan tich|du|"
    "thuc day|tao|xac dinh|lay|thao luan|yeu cau|de nghi|"
    "tiep cong dan|hop dong|lam viec|uon nan|nam|thiet lap|cai|khai thac|su dung|cai cach|tham gop|gop|"
    "chi|nghiem cam|cam|tuyet doi|chap hanh|hanh|tro|"
    "bam sat|phan dau|quyet tam|trao doi|thay doi|cham lo|khao sat|tap huan|boi duong|dao tao|nhan|"
    "dau moi|la dau moi|lam dau moi|phu trach chinh|tra loi|dang tai|phat song|hoan tra|doi moi|ket noi|chia se|"
    "gop y|dinh huong|nang cap|thay the|loai bo|cham soc|thong tin(?= (?:kip thoi|day du|chinh xac|rong rai|ve|den|cho))"
)
_STOPS = "trong|theo|de|truoc|nham|ve|tu|den|tren co so|da|dang|se|duoc|bi|la|lam|khi|nhu|voi|cho|tai|thuoc dien|gom|bao gom|vao|cham nhat|ngay|biet|thi|ma"
_VERB = re.compile(rf"(?:{_VERBS})\b(?!-)")
_STOP = re.compile(rf"(?:{_STOPS})\b")
_WORD = re.compile(r"[^\s,;:.()]+")
_LIST_JOINT = re.compile(r"\s*(?:,|;| va| cung voi| cung)\s*(?:(?:va|cung)\s+)?")
_ORDER = re.compile(
    r"\b(?:giao(?: nhiem vu)?(?: trach nhiem)?|yeu cau|de nghi|phan cong|chi dao|"
    r"uy quyen)(?:\s+cho)?\s*:?\s+"
)
_NOT_GIVING = re.compile(r"\s*(?:thong|luu|dich|tiep|ban|nhan|duc|viec|thua|thoi|hang)\b")
_WITH = re.compile(r"\bphoi hop(?:\s+(?:chat che|dong bo|thuong xuyen))*(?:\s+(?:voi|cung(?: voi)?))?\s+")
_NAMED_LEAD = re.compile(
    r"(?:(?:co quan|don vi|bo phan|nguoi)\s+)?(?:chu tri(?: thuc hien| tham muu)?|phu trach|"
    r"thuc hien)\s*:\s*|don vi (?:dau moi|chiu trach nhiem)\s*:\s*"
)
_NAMED_CO = re.compile(r"(?:(?:co quan|don vi)\s+)?phoi hop(?: thuc hien)?\s*:\s*")
_ADVERBIAL = re.compile(
    r"(?:dinh ky|hang (?:thang|quy|nam|tuan|ngay)|truoc (?:ngay|\d)|cham nhat|khi|sau khi|can cu|tren co so|trong|ngay|"
    r"dong thoi|ben canh do|ngoai ra|rieng|doi voi|truoc mat|ngoai cac)\b"
)
# "… theo địa bàn phụ trách hướng dẫn …", "… theo chức năng, nhiệm vụ được giao tham mưu …"
_BY_AREA = re.compile(
    rf"theo (?:dia ban|chuc nang|linh vuc|phan cong|nhiem vu|tham quyen)[^.;]{{0,70}}?\b(?:{_VERBS})\b"
)
_TOPIC = re.compile(r"[^.:;\n]{3,140}[:\n]\s*(?:- )?")
_ONE_OFFICE = re.compile(r"(?:hdnd|hoi dong nhan dan)\s*$")
_PRONOUNS = frozenset(
    {"cac dong chi", "dong chi", "quy co quan", "cap", "nganh", "to chuc", "chinh quyen", "xa", "phuong"}
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text: a unit's printed name and where it stands."""

    text: str
    start: int
    end: int


def _span(text: str, start: int, end: int) -> Span | None:
    printed = text[start:end]
    trimmed = printed.rstrip(" ,;:-–.")
    for tail in (" và", " cùng", " hoặc", " các", " của"):
        trimmed = trimmed.removesuffix(tail).rstrip(" ,;")
    if not trimmed or shadow(trimmed) in _PRONOUNS:
        return None
    return Span(trimmed, start, start + len(trimmed))


def begins_body(text: str, low: str, at: int) -> int | None:
    """End of the head word when a body's name begins at ``at``, else None."""
    if _NOT_A_BODY.match(low, at):
        return None
    found = _HEAD.match(low, at)
    if not found:
        return None
    if found["cap"]:
        after = text[found.end() :]
        if not after[:1].isupper() and not re.match(
            r"(?:chuyên môn|đảng|ban|trưởng|dân phố|tỉnh|xã|nhà nước|thành phố)", after
        ):
            return None
    elif (
        text[at].isupper() is False
        and low[at:].startswith(("ban ", "so "))
        and not text[at:].startswith(("ban ", "sở "))
    ):
        return None
    return found.end()


def begins_verb(low: str, at: int) -> bool:
    """Whether a verb of doing stands at ``at``."""
    return _VERB.match(low, at) is not None


def body_at(text: str, low: str, at: int) -> Span | None:
    """The unit (or list of units) whose name begins at ``at``: up to the verb, colon or stop."""
    end = begins_body(text, low, at)
    if end is None:
        return None
    position, words = end, 0
    while position < len(text) and words < 40:
        joint = _LIST_JOINT.match(low, position) if low[position] in ",;" else None
        if low[position] in ".:(\n" or (low[position] == ";" and joint is None):
            break
        if joint:
            if begins_body(text, low, joint.end()) is None:
                break
            position = begins_body(text, low, joint.end()) or joint.end()
            continue
        if low[position] in " ,":
            position += 1
            continue
        compound = _COMPOUND.match(low, position)
        if compound and (compound.group() != "to chuc" or text[position].isupper()):
            position = compound.end()
            words += 2
            continue
        small = not text[position].isupper()
        if small and (_VERB.match(low, position) or _STOP.match(low, position)):
            break
        word = _WORD.match(low, position)
        position = word.end() if word else position + 1
        words += 1
    return _span(text, at, position)


def split_list(span: Span, text: str, low: str) -> list[Span]:
    """Units of a printed list; "cơ quan, đơn vị" and names with "và" inside stay whole."""
    cuts: list[int] = [span.start]
    for joint in _LIST_JOINT.finditer(low, span.start, span.end):
        if not joint.group().strip():
            continue
        nxt = joint.end()
        if begins_body(text, low, nxt) is None or nxt >= span.end:
            continue
        head = re.match(
            r"(?:don vi|dia phuong|to chuc dang|chinh quyen|nganh|cac nganh|bao chi|doan the|to chuc)\b",
            low[nxt:],
        )
        if head and "va " not in joint.group() + " ":
            continue
        if head and re.search(r"(?:co quan|cap uy|don vi|cap)\s*$", low[span.start : joint.start()]):
            continue
        if _ONE_OFFICE.search(low[: joint.start()]) and low[nxt:].startswith(("ubnd", "uy ban nhan dan")):
            continue
        cuts.append(nxt)
    cuts.append(span.end)
    pieces = [_span(text, a, b) for a, b in itertools.pairwise(cuts)]
    return [piece for piece in pieces if piece]


def ordered_body(text: str, low: str, *, start: int = 0, last: bool = False) -> Span | None:
    """The unit after "giao", "yêu cầu", "đề nghị", "phân công", "chỉ đạo" (the first, or the last when
    ``last``)."""
    result: Span | None = None
    for order in _ORDER.finditer(low, start):
        word = text[order.start() : order.end()].split(maxsplit=1)[0].lower()
        if word.startswith("gi") and word != "giao":
            continue  # giáo, giảo … are other words
        if word == "giao" and _NOT_GIVING.match(low, order.end()) and not text[order.end()].isupper():
            continue
        if re.search(r"\b(?:ban|duoc|da|theo|tham gia|do)\s+$", low[: order.start()]) and word != "đề":
            continue
        found = body_at(text, low, order.end())
        if found is None:
            continue
        if not last:
            return found
        result = found
    return result


def leading_body(text: str, low: str) -> Span | None:
    """The unit at the head of an item: "X:", "Đối với X:", "X chủ trì …", "X tiếp tục …", or X alone."""
    at = len(prefix.group()) if (prefix := re.match(r"(?:doi voi|ve phia|trach nhiem cua)\s+", low)) else 0
    found = body_at(text, low, at)
    if found is None:
        return None
    if low[found.end :].startswith("\n"):
        return found
    rest = low[found.end :].lstrip()
    small = text[found.end :].lstrip()[:1].islower()
    if not rest or rest[0] in ":.;\n(" or (rest[0] == "," and (at or _VERB.match(rest.lstrip(", ")))):
        return found
    if small and _BY_AREA.match(rest) and not at:
        return found
    return found if (small and _VERB.match(rest)) or (rest[0] == "-" and at) else None


def lead_unit(text: str, low: str) -> Span | None:
    """Who leads an item, from the item's own words; None when it names nobody."""
    named = _NAMED_LEAD.search(low)
    if named and (found := body_at(text, low, named.end())):
        return found
    head = leading_body(text, low)
    if head is not None:
        # "Ban Thường vụ … giao Ban Nội chính …": the one who is given the work, not the giver.
        clause = re.search(r"[.;\n]", low[head.end :])
        stop = head.end + clause.start() if clause else len(low)
        gives = re.match(
            r"\s*(?:,\s*)?(?:thong nhat\s+)?(?:giao|yeu cau|de nghi|phan cong)\b",
            low[head.end : stop],
        )
        given = ordered_body(text[:stop], low[:stop], start=head.end) if gives else None
        return given or head
    opening = _ADVERBIAL.match(low)
    if opening:
        for comma in re.finditer(r",\s*", low[:140]):
            after = comma.end()
            if (acts := leading_body(text[after:], low[after:])) is not None:
                return Span(acts.text, acts.start + after, acts.end + after)
    topic = _TOPIC.match(low)
    if topic and (after_topic := leading_body(text[topic.end() :], low[topic.end() :])):
        return Span(after_topic.text, after_topic.start + topic.end(), after_topic.end + topic.end())
    clause_order = ordered_body(text, low)
    if clause_order is not None:
        return clause_order
    bracket = re.search(r"\(\s*(?:giao\s+)?(?=[^()]*\b(?:chu tri|thuc hien)\b)", low)
    if bracket and (found := body_at(text, low, bracket.end())):
        return found
    return _in_charge(text, low)


def _in_charge(text: str, low: str) -> Span | None:
    """ "… do X chủ trì": the unit named just before the verb."""
    for found in re.finditer(r"\bdo\s+", low):
        body = body_at(text, low, found.end())
        if body and re.match(
            r"\s*(?:chu tri|thuc hien|chiu trach nhiem|phu trach|dam nhiem)", low[body.end :]
        ):
            return body
    return None


def co_units(text: str, low: str) -> list[Span]:
    """Units that help: after "phối hợp với" or "Phối hợp:"."""
    out: list[Span] = []
    for pattern in (_NAMED_CO, _WITH):
        for found in pattern.finditer(low):
            body = body_at(text, low, found.end())
            if body:
                out.extend(
                    piece for piece in split_list(body, text, low) if piece.text not in {o.text for o in out}
                )
        if out:
            break
    return out


def is_command(text: str, low: str) -> bool:
    """Whether a sentence orders something: it begins with a verb of doing, an order, or a unit with a
    verb."""
    if _ORDER.match(low) and ordered_body(text, low) is not None:
        return True
    if _VERB.match(low) and not re.match(
        r"(?:ket qua|lanh dao (?:cac|tinh|xa)|bao cao (?:ket qua|so|cua|tinh hinh)\b|chi \d|thu \d)", low
    ):
        return True
    head = leading_body(text, low)
    if head is None:
        return False
    rest = low[head.end :].lstrip(" ,:\n")
    return bool(_VERB.match(rest)) and not re.match(r"(?:da|dang|duoc|chua)\b", rest)
