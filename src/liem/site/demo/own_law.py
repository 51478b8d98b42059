"""The invented rules of the invented province An Liêm, so that the clocks of an inspection run in the
demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from liem.site.own_law import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "an-liem-gia-dinh.yaml"
# id, title, unit, value, event it runs from
_LIMITS: Final = (
    ("insp.announce_after_sign", "Triển khai quyết định kiểm tra sau khi ký", "wd", "5", "decision_signed"),
    ("insp.compliance.duration", "Thời gian kiểm tra chấp hành", "d", "30", "started"),
    ("insp.finance.duration", "Thời gian kiểm tra tài chính đảng, đảng phí", "d", "25", "started"),
    ("insp.duty.duration", "Thời gian kiểm tra nhiệm vụ kiểm tra, giám sát", "d", "25", "started"),
    ("insp.sign.duration", "Thời gian kiểm tra khi có dấu hiệu vi phạm", "d", "45", "started"),
    ("insp.unannounced.duration", "Thời gian kiểm tra đột xuất", "d", "10", "started"),
    ("sup.thematic.duration", "Thời gian giám sát chuyên đề", "d", "20", "started"),
    ("insp.cell.duration", "Thời gian kiểm tra của chi bộ", "d", "30", "started"),
    ("insp.administrative.duration", "Thời gian kiểm tra hành chính", "d", "20", "started"),
    ("insp.compliance.lookback", "Mốc thời gian kiểm tra chấp hành", "mo", "24", ""),
    ("insp.finance.lookback", "Mốc thời gian kiểm tra tài chính đảng, đảng phí", "mo", "24", ""),
    ("insp.duty.lookback", "Mốc thời gian kiểm tra nhiệm vụ kiểm tra, giám sát", "mo", "24", ""),
    ("insp.sign.lookback", "Mốc thời gian kiểm tra khi có dấu hiệu vi phạm", "mo", "60", ""),
    ("sup.thematic.lookback", "Mốc thời gian giám sát chuyên đề", "mo", "24", ""),
    ("insp.cell.lookback.base", "Mốc kiểm tra của chi bộ cơ sở", "mo", "24", ""),
    ("insp.cell.lookback.subordinate", "Mốc kiểm tra của chi bộ trực thuộc", "mo", "18", ""),
    ("insp.administrative.lookback", "Mốc thời gian kiểm tra hành chính", "mo", "24", ""),
    ("insp.extend", "Gia hạn so với thời gian ban đầu", "ratio", '"1/3"', ""),
    ("insp.team.max", "Số thành viên đoàn kiểm tra", "count", "5", ""),
    ("insp.administrative.team.max", "Số thành viên đoàn kiểm tra hành chính", "count", "5", ""),
    ("inspection.cycle", "Sau thời gian này thì gợi ý đưa vào chương trình", "mo", "12", ""),
)
_HEAD: Final = """\
# Bịa ra để dùng thử Liêm: tỉnh An Liêm không có thật, văn bản này không có thật, số ngày ở đây không phải căn cứ.
# Invented for trying Liêm out: the province, the document and the figures are no law anywhere.
about: Quy định giả định của tỉnh giả định An Liêm, chỉ để dùng thử.
defaults:
  jurisdiction: province:tal
  valid: [2025-07-01, null]
  basis: {doc: Quy định giả định 05-QĐ/TU của Tỉnh ủy An Liêm (bịa ra để dùng thử)}
  confidence: S
  source: giả định, không có văn bản nào
provisions:
"""


def write(data_dir: Path) -> Path:
    """Write the file into ``<data_dir>/law`` before anything asks the law; return it."""
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    lines = [_HEAD]
    for key, title, unit, value, event in _LIMITS:
        lines.append(f"- id: {key}\n  title: {title}\n  unit: {unit}\n  value: {value}\n  bound: at_most\n")
        if event:
            lines.append(f"  count_from: {event}\n")
    target = folder / FILE
    target.write_text("".join(lines), encoding="utf-8")
    return target
