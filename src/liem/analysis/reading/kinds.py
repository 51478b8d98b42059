"""Kinds of documents: the title printed in capitals, the letters in the symbol, the identifier of the glossary.

Letters: annex III of Decree 30/2020/NĐ-CP (State) and the Party's numbering rules. "QĐ" alone does not say
whether a Party paper is a decision or a regulation, so it gives no kind without a title.
"""

from __future__ import annotations

# Squeezed title (no marks, no blanks) → identifier. Longer titles are tried first.
TITLES: dict[str, str] = {
    "nghiquyet": "resolution",
    "quyetdinh": "decision",
    "quydinh": "regulation",
    "quyche": "statute",
    "chithi": "instruction",
    "ketluan": "conclusion_document",
    "thongtri": "circular_note",
    "thongcao": "communique",
    "thongbao": "notice",
    "thongbaoketluan": "notice",
    "huongdan": "guidance",
    "baocao": "report",
    "kehoach": "plan",
    "chuongtrinh": "programme",
    "chuongtrinhhanhdong": "programme",
    "chuongtrinhcongtac": "programme",
    "dean": "scheme",
    "phuongan": "option_plan",
    "duan": "project",
    "totrinh": "submission",
    "congdien": "telegram",
    "bienban": "minutes",
    "giaymoi": "invitation",
    "phieuchuyen": "transfer_slip",
    "phieugui": "dispatch_slip",
    "giaygioithieu": "introduction_letter",
    "congvan": "official_letter",
    "loikeugoi": "appeal",
    "tuyenbo": "declaration",
    "nghidinh": "decree",
    "thongtu": "circular",
}

# Title as it is said in running text ("Công văn số …") → identifier; keys are shadows.
SPOKEN: dict[str, str] = {
    "cong van": "official_letter",
    "nghi quyet": "resolution",
    "quyet dinh": "decision",
    "quy dinh": "regulation",
    "quy che": "statute",
    "chi thi": "instruction",
    "ket luan": "conclusion_document",
    "thong bao": "notice",
    "huong dan": "guidance",
    "ke hoach": "plan",
    "chuong trinh": "programme",
    "de an": "scheme",
    "to trinh": "submission",
    "bao cao": "report",
    "cong dien": "telegram",
    "thong tri": "circular_note",
}

LETTERS: dict[str, str] = {
    "NQ": "resolution",
    "CT": "instruction",
    "KL": "conclusion_document",
    "QC": "statute",
    "QYĐ": "regulation",
    "QĐI": "regulation",
    "TC": "communique",
    "TB": "notice",
    "HD": "guidance",
    "CTR": "programme",
    "CTHĐ": "programme",
    "KH": "plan",
    "PA": "option_plan",
    "ĐA": "scheme",
    "DA": "project",
    "BC": "report",
    "BB": "minutes",
    "TTR": "submission",
    "CĐ": "telegram",
    "GM": "invitation",
    "PC": "transfer_slip",
    "PG": "dispatch_slip",
    "GGT": "introduction_letter",
    "CV": "official_letter",
}

# Papers that report, ask or invite: what is numbered in them is not ordered to anybody.
NO_TASKS = frozenset({"submission", "invitation", "transfer_slip", "dispatch_slip", "introduction_letter"})

ALL_LETTERS = (
    "CTHĐ CTr CTrHĐ TTLT TTr QyĐ QĐi QÐi QCPH NQLT KHLT "
    "NQ QĐ QÐ KL CT QC TT HD TB TC BC KH ĐA ÐA DA PA CV BB CĐ CÐ GM GUQ HĐ HÐ PC PG PB GGT GNP NĐ NÐ L PL"
).split()
