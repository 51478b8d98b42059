"""Checking a published result against the published list: everything is drawn again and compared."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any, Final

from liem.kernel.draw.frame import Frame
from liem.kernel.draw.lots import FORMAT, Result, draw
from liem.kernel.errors import KernelError

_KEYS: Final = (
    "format", "frame_sha256", "size", "seed", "rate", "count", "leaders", "reserves_each",
    "units", "chosen", "reserves",
)  # fmt: skip
_COMPARED: Final = (
    ("size", "số dòng của danh sách"),
    ("units", "bảng theo đơn vị"),
    ("chosen", "danh sách được chọn"),
    ("reserves", "danh sách dự bị"),
)


class BadResult(KernelError):
    """The text is not a result of `liem-draw/v1`."""


class DrawMismatch(KernelError):
    """The result does not follow from the list and the seed; `where` names the first difference."""

    def __init__(self, where: str, *, vi_where: str, said: object, found: object) -> None:
        super().__init__(
            "draw_mismatch",
            vi=f"Kết quả KHÔNG khớp, chỗ đầu tiên: {vi_where}. Kết quả ghi {_show(said)}; "
            f"tính lại ra {_show(found)}.",
            en=f"The result does NOT hold; first difference: {where}. It says {_show(said)}; "
            f"recomputed: {_show(found)}.",
        )
        self.where = where


def check(result_json: str | bytes, frame: Frame) -> None:
    """Recompute the draw and compare. Raises DrawMismatch; BadResult, BadSeed, BadTerms, NoLeader.

    Seed, rate, count and leader rule are taken from the result: compare them with what was announced.
    """
    redraw(result_json, frame)


def redraw(result_json: str | bytes, frame: Frame) -> Result:
    """As `check`, and give the recomputed result, which then equals the published one."""
    said = _read(result_json)
    if said["frame_sha256"] != frame.sha256:
        raise DrawMismatch(
            "frame_sha256",
            vi_where="mã SHA-256 của danh sách (đây không phải danh sách đã dùng để bốc thăm)",
            said=said["frame_sha256"],
            found=frame.sha256,
        )
    again = draw(
        frame,
        seed=said["seed"],
        rate=said["rate"],
        count=said["count"],
        leaders=said["leaders"],
        reserves=said["reserves_each"],
    )
    for name, vi in _COMPARED:
        found = getattr(again, name)
        _compare(name, vi, said[name], found if isinstance(found, int) else [list(row) for row in found])
    return again


def _compare(name: str, vi: str, said: Any, found: Any) -> None:
    if said == found:
        return
    if not isinstance(found, list):
        raise DrawMismatch(name, vi_where=vi, said=said, found=found)
    longest = max(len(said), len(found))
    for at in range(longest):
        left, right = said[at] if at < len(said) else None, found[at] if at < len(found) else None
        if left != right:
            raise DrawMismatch(f"{name}[{at}]", vi_where=f"{vi}, dòng {at + 1}", said=left, found=right)


def _read(result_json: str | bytes) -> dict[str, Any]:
    try:
        said = json.loads(result_json)
    except (ValueError, RecursionError):
        raise _bad("không phải JSON", "not JSON") from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise _bad(f'thiếu "format": "{FORMAT}"', f'"format": "{FORMAT}" is missing')
    if odd := set(said) ^ set(_KEYS):
        names = ", ".join(sorted(odd))
        raise _bad(f"thừa hoặc thiếu trường: {names}", f"fields too many or missing: {names}")
    kinds = {"seed": str, "frame_sha256": str, "size": int, "leaders": bool, "reserves_each": int}
    kinds |= dict.fromkeys(("units", "chosen", "reserves"), list)
    for name, kind in kinds.items():
        if type(said[name]) is not kind:
            raise _bad(f"trường {name} sai kiểu", f"field {name} has the wrong type")
    if said["count"] is not None and type(said["count"]) is not int:
        raise _bad("trường count sai kiểu", "field count has the wrong type")
    said["rate"] = _rate(said["rate"])
    return said


def _rate(text: object) -> Fraction | None:
    if text is None:
        return None
    top, slash, bottom = text.partition("/") if isinstance(text, str) else ("", "", "")
    short = slash and all(part.isascii() and part.isdigit() and len(part) <= 7 for part in (top, bottom))
    if (
        short
        and int(bottom)
        and f"{(rate := Fraction(int(top), int(bottom))).numerator}/{rate.denominator}" == text
    ):
        return rate
    raise _bad(
        'trường rate phải là phân số tối giản như "1/10"', 'field rate is a reduced fraction like "1/10"'
    )


def _show(value: object) -> str:
    text = "–" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:199] + "…"


def _bad(vi: str, en: str) -> BadResult:
    return BadResult(
        "bad_result", vi=f"Đây không phải kết quả bốc thăm: {vi}.", en=f"Not the result of a draw: {en}."
    )
