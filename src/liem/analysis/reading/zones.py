"""What a part of a document is about: orders, findings, or background.

Sections and lead-in sentences decide. Numbered lines that nothing governs are decided by their own words,
and stay
findings when a later sentence opens the orders ("… yêu cầu như sau:").
"""

from __future__ import annotations

import re
from typing import Literal

from .bodies import ordered_body
from .outline import Node, is_heading
from .spelling import shadow

Zone = Literal["task", "finding", "background", "open"]

_FINDING_HEAD = re.compile(
    r"(?:(?:nhung|mot so|cac|ve|danh gia|khai quat|tom tat)\s+)*(?:ket qua|uu diem|ton tai|han che|"
    r"khuyet diem|nguyen nhan|tinh hinh|thuc trang|danh gia|"
    r"nhan xet|vi pham|sai pham|dac diem|boi canh|bai hoc kinh nghiem|kho khan|thuan loi|"
    r"noi dung (?:cuoc )?(?:hop|lam viec|kiem tra|bao cao|chuong trinh)|"
    r"chuong trinh (?:hop|hoi nghi|lam viec|nghi su)|dien bien|y kien|thong bao tinh hinh|"
    r"cong tac da lam|viec da lam|thao luan)\b"
)
_BACKGROUND_HEAD = re.compile(
    r"(?:(?:nhung|cac)\s+)?(?:muc dich|muc tieu|quan diem|pham vi|doi tuong|nguyen tac|can cu|chi tieu|"
    r"thanh phan|thoi gian(?!.*hoan thanh)|dia diem|"
    r"su can thiet|co so|hinh thuc|kinh phi|kien nghi, de xuat|de xuat, kien nghi|de xuat|"
    r"yeu cau chung|giai thich tu ngu|quy dinh chung|che do thong tin)\b"
)
_TASK_HEAD = re.compile(
    r"(?:(?:nhung|mot so|cac|ve|noi dung)\s+)*(?:nhiem vu|giai phap|yeu cau|to chuc thuc hien|"
    r"phan cong|trach nhiem|ket luan|chi dao|phuong huong|"
    r"cong viec|bien phap|kien nghi|noi dung|trong tam|viec can|de nghi|quyet dinh|quyet nghi|tien do|"
    r"khac phuc|lanh dao|y kien chi dao|noi dung ket luan|thuc hien)\b"
)
_EXACT_FINDING = re.compile(
    r"(?:(?:nhung|mot so|ve|cac)\s+)?(?:uu diem|ton tai|han che|khuyet diem|nguyen nhan|ket qua|"
    r"nhan xet|danh gia)"
    r"(?:(?:\s*,\s*|\s+va\s+|\s*-\s*)(?:uu diem|ton tai|han che|khuyet diem|nguyen nhan|vi pham|"
    r"vuong mac|nhan xet|danh gia|kho khan))*"
    r"(?:\s+(?:dat duoc|chinh|chung|chu yeu|va nguyen nhan|cua han che|kiem tra|giam sat|noi bat|"
    r"thuc hien(?: nhiem vu)?))*\s*[:.]?"
)
_EXACT_TASK = re.compile(
    r"(?:(?:nhung|mot so|ve|cac|noi dung)\s+)?(?:nhiem vu|giai phap|yeu cau|to chuc thuc hien|"
    r"phan cong|ket luan|chi dao|kien nghi|de nghi|phuong huong)"
    r"(?:(?:\s*,\s*|\s+va\s+)(?:nhiem vu|giai phap|kien nghi|yeu cau|de nghi))*(?:\s+(?:thuc hien|"
    r"trong tam|chu yeu|cu the|khac phuc|nhiem vu|trong thoi gian toi))*\s*[:.]?"
)
_EXACT_BACKGROUND = re.compile(
    r"(?:muc dich|muc tieu|quan diem|pham vi|doi tuong|thoi gian|dia diem|thanh phan|kinh phi|nguyen tac)"
    r"(?:(?:\s*,\s*|\s+va\s+)(?:yeu cau|doi tuong|thoi gian|dia diem|thanh phan))*(?:\s+(?:chung|"
    r"cu the|thuc hien|tham du|du hop))*\s*(?:[:.].{0,120})?"
)
_LEAD_FINDING = re.compile(
    r"ket qua(?! (?:thuc hien )?ve)|\bnghe\b|uu diem|han che|ton tai|khuyet diem|nguyen nhan|da nghe|"
    r"nghe (?:bao cao|va)|cho y kien|thao luan|noi dung (?:hop|cuoc hop|hoi nghi|lam viec|"
    r"chuong trinh)|"
    r"chuong trinh (?:hop|hoi nghi|nghi su)|thanh phan|tham du|du hop|co mat|vi pham|sai pham|"
    r"bieu hien|dat duoc|xem xet (?:cac|noi dung)|gom co|de trinh|cac van de|con de xay ra"
)
# "giao" gives work, but not in "giao ban", "bàn giao", "nhiệm vụ được giao".
_GIVES = r"(?<!ban )(?<!duoc )(?<!da )\bgiao\b(?! (?:ban|thong|luu|dich|tiep|nhan|dat|rung)\b)"
_LEAD_TASK = re.compile(
    rf"yeu cau|de nghi|{_GIVES}|chi dao|nhiem vu|ket luan|thong nhat|quyet dinh|quyet nghi|tap trung|"
    r"co trach nhiem|trien khai|to chuc thuc hien|thuc hien|giai phap|kien nghi|phan cong|"
    r"noi dung cong viec"
)
_STRONG_LEAD = re.compile(
    rf"\b(?:yeu cau|de nghi|{_GIVES}|chi dao|nhiem vu|ket luan|quyet dinh|quyet nghi|thong nhat)\b"
)


# "I." and "II." as scanners read them: IL, Il, H, IH …
_MISREAD_ROMAN = re.compile(r"^[ilvxht1|!]{1,4}(?:[.,:)\-]\s*|\s+)(?=[a-z]{2})")


def heading_zone(node: Node, inherited: Zone, kind: str | None) -> Zone | None:
    """The zone a heading opens by its own name; None when it names nothing of the sort."""
    first = node.paras[0]
    low = _MISREAD_ROMAN.sub("", first.low.strip(" .:-"))
    if node.kind == "section":
        if _BACKGROUND_HEAD.match(low):
            return "background"
        if _FINDING_HEAD.match(low):
            return "finding"
        if kind in {"minutes", "invitation"} and low.startswith(("noi dung", "chuong trinh")):
            return "finding"
        if _TASK_HEAD.match(low):
            if low.startswith(("kien nghi", "de nghi")) and kind == "report":
                return "background"
            return "background" if inherited == "background" else "task"
        return None
    lead_words = re.split(r"[:.]", low, maxsplit=1)[0]
    if _EXACT_FINDING.fullmatch(lead_words) and len(lead_words.split()) <= 12:
        return "finding"
    if not is_heading(first) and not first.low.startswith(
        ("muc dich", "thoi gian:", "dia diem:", "thanh phan")
    ):
        return None
    if _EXACT_BACKGROUND.fullmatch(low):
        return "background"
    if _EXACT_TASK.fullmatch(low):
        return "background" if inherited == "background" else "task"
    return None


def lead_zone(node: Node) -> Zone | None:
    """The zone a lead-in sentence opens, by the last word that says so; None when it says nothing ("cụ
    thể:")."""
    low = re.split(r"(?<=[.;])\s+", node.paras[-1].low)[-1]
    text = node.paras[-1].text[-len(low) :]
    finding = max((found.start() for found in _LEAD_FINDING.finditer(low)), default=-1)
    task = max((found.start() for found in _STRONG_LEAD.finditer(low)), default=-1)
    if task >= 0 and (task > finding or ordered_body(text, low) is not None):
        return "task"
    if finding >= 0:
        return "finding"
    return "task" if _LEAD_TASK.search(low) else None


def is_agenda_kind(kind: str | None) -> bool:
    """Whether numbered lines of this kind are an agenda or a plea, never orders."""
    return kind in {"invitation", "submission"}


def same_words(first: str, second: str) -> bool:
    """Whether two items open with the same eight words."""
    return shadow(first).split()[:8] == shadow(second).split()[:8]
