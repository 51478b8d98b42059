"""Thể thức: how the parts of an official paper must look, as dated law says it.

State bodies: Annex I of Decree 30/2020/NĐ-CP. Party bodies: the Central Office's guidance on the form of
party documents. Nothing here has a default that stands in for the law: a layout with a value missing is
refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

from liem.kernel.errors import KernelError

Side = Literal["party", "state"]
HeadMark = Literal["line", "star", "dashes", "none"]

FACES = (
    "superior", "issuer", "number", "dateline", "kind_title", "subject", "letter_subject",
    "addressees", "body", "table", "heading", "authority", "sign_title", "signer",
    "recipients_label", "recipients", "page_number", "urgency", "annex_title", "annex_note", "proof",
)  # fmt: skip
"""Every part of a paper whose size and weight the rule fixes; a layout names all of them."""


class LayoutError(KernelError):
    """A layout provision that cannot be used: ``faults`` names each missing, unknown or wrong value."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        listed = "; ".join(self.faults)
        super().__init__(
            "paper.layout",
            vi=f"Quy định trình bày văn bản chưa dùng được: {listed}. Hãy sửa dữ liệu pháp luật rồi làm lại.",
            en=f"The layout provision cannot be used: {listed}. Complete the law data and try again.",
        )


@dataclass(frozen=True, slots=True)
class Face:
    """Cỡ chữ, kiểu chữ: size in points, and weight."""

    size: float
    bold: bool
    italic: bool
    underline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Thể thức: sizes in points, lengths in millimetres, words as printed.

    ``number_form`` takes ``{number}`` and ``{symbol}``; ``dateline_form`` takes ``{place} {day} {month}
    {year}``; ``letter_subject_form`` takes ``{subject}``. ``pad_*_below`` is the value under which a zero
    is put in front (10 → 01 … 09; months usually 3 → 01, 02). ``sign_forms`` are the printed short forms
    of the signing capacity: ``on_behalf`` (T/M, TM.), ``by_order`` (T/L, TL.), ``for_head`` (K/T, KT.),
    ``by_authority`` (T/U, TUQ.), ``acting`` (Q.).
    """

    side: Side
    basis: str
    font: str
    page_width_mm: float
    page_height_mm: float
    margin_top_mm: float
    margin_bottom_mm: float
    margin_left_mm: float
    margin_right_mm: float
    motto: tuple[str, ...]
    motto_faces: tuple[Face, ...]
    issuer_mark: HeadMark
    subject_mark: HeadMark
    number_form: str
    letter_subject_form: str
    dateline_form: str
    pad_number_below: int
    pad_day_below: int
    pad_month_below: int
    addressees_label: str
    recipients_label: str
    ending_mark: str
    line_spacing: float
    paragraph_gap_pt: float
    first_line_mm: float
    sign_space_mm: float
    page_number_from: int
    annex_restarts_numbering: bool
    sign_forms: Mapping[str, str]
    faces: Mapping[str, Face]

    def __post_init__(self) -> None:
        faults = [f"thiếu kiểu chữ của «{name}»" for name in FACES if name not in self.faces]
        if len(self.motto) != len(self.motto_faces):
            faults.append("số dòng tiêu đề khác số kiểu chữ của tiêu đề")
        if faults:
            raise LayoutError(faults)

    @classmethod
    def from_provision(cls, values: Mapping[str, Any]) -> Layout:
        """Read a layout from dated law data.

        Expected shape: one key per field of this class; ``faces`` maps each name of :data:`FACES` to
        ``{size, bold, italic[, underline]}``; ``motto`` is a list of ``{text, size, bold, italic}``.
        Raises :class:`LayoutError` naming every key that is missing, unknown or of the wrong type.
        """
        faults: list[str] = []
        given = dict(values)
        motto = _mottos(given.pop("motto", None), faults)
        faces = _faces(given.pop("faces", None), faults)
        names = {f.name: str(f.type) for f in fields(cls)}
        for name in ("motto", "motto_faces", "faces"):
            names.pop(name)
        faults += [f"thiếu «{name}»" for name in names if name not in given]
        faults += [f"không biết «{name}»" for name in given if name not in names]
        for name in names.keys() & given.keys():
            given[name] = _typed(name, names[name], given[name], faults)
        if faults:
            raise LayoutError(sorted(faults))
        return cls(
            motto=tuple(t for t, _ in motto), motto_faces=tuple(f for _, f in motto), faces=faces, **given
        )

    def number_line(self, number: str | None, symbol: str) -> str:
        """``Số 05-NQ/ĐU`` or ``Số: 12/KH-UBND``; without a number, room to write it by hand."""
        if number is None:
            shown = "\u00a0" * 8
        elif number.isascii() and number.isdigit() and int(number) < self.pad_number_below:
            shown = f"{int(number):02d}"
        else:
            shown = number
        return self.number_form.format(number=shown, symbol=symbol)

    def date_line(self, place: str, day: date | None) -> str:
        """``An Liêm, ngày 05 tháng 11 năm 2026``; without a day, room to write it by hand."""
        if day is None:
            gap = "\u00a0" * 6
            return self.dateline_form.format(place=place, day=gap, month=gap, year=gap)
        return self.dateline_form.format(
            place=place,
            day=f"{day.day:02d}" if day.day < self.pad_day_below else day.day,
            month=f"{day.month:02d}" if day.month < self.pad_month_below else day.month,
            year=day.year,
        )

    def authority(self, form: str, body: str) -> str:
        """Quyền hạn: ``authority("on_behalf", "Đảng ủy")`` → ``T/M ĐẢNG ỦY`` or ``TM. ĐẢNG ỦY``.

        Raises :class:`LayoutError` when this side does not know the form.
        """
        if form not in self.sign_forms:
            raise LayoutError([f"thể thức này không có hình thức đề ký «{form}»"])
        return f"{self.sign_forms[form]} {body.upper()}"


def _number(value: object) -> float | None:
    """A size as law data gives it: whole, decimal or exact share."""
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
        return None
    return float(value)


def _face(value: object, name: str, faults: list[str]) -> Face:
    if isinstance(value, Mapping):
        size, bold, italic = _number(value.get("size")), value.get("bold"), value.get("italic")
        underline = value.get("underline", False)
        if size and isinstance(bold, bool) and isinstance(italic, bool) and isinstance(underline, bool):
            return Face(size, bold, italic, underline)
    faults.append(f"kiểu chữ của «{name}» phải có size, bold, italic")
    return Face(0, bold=False, italic=False)


def _faces(value: object, faults: list[str]) -> Mapping[str, Face]:
    if not isinstance(value, Mapping):
        faults.append("thiếu «faces»")
        return {}
    faults += [f"không biết kiểu chữ «{name}»" for name in value if name not in FACES]
    faults += [f"thiếu kiểu chữ của «{name}»" for name in FACES if name not in value]
    return MappingProxyType({n: _face(v, n, faults) for n, v in value.items() if n in FACES})


def _mottos(value: object, faults: list[str]) -> list[tuple[str, Face]]:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        faults.append("thiếu «motto»")
        return []
    lines = []
    for line in value:
        text = line.get("text") if isinstance(line, Mapping) else None
        if not isinstance(text, str):
            faults.append("mỗi dòng «motto» phải có text")
            continue
        lines.append((text, _face(line, f"motto: {text}", faults)))
    return lines


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "Side": ("party", "state"),
    "HeadMark": ("line", "star", "dashes", "none"),
}


def _typed(name: str, kind: str, value: object, faults: list[str]) -> object:
    if kind in _CHOICES:
        if value not in _CHOICES[kind]:
            faults.append(f"«{name}» phải là một trong {', '.join(_CHOICES[kind])}")
    elif kind == "bool" and not isinstance(value, bool):
        faults.append(f"«{name}» phải là true hoặc false")
    elif kind == "str" and not isinstance(value, str):
        faults.append(f"«{name}» phải là chữ")
    elif kind == "int" and (isinstance(value, bool) or not isinstance(value, int)):
        faults.append(f"«{name}» phải là số nguyên")
    elif kind == "float":
        number = _number(value)
        if number is None:
            faults.append(f"«{name}» phải là số")
        return number
    elif kind.startswith("Mapping"):
        if isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values()):
            return MappingProxyType(dict(value))
        faults.append(f"«{name}» phải là bảng chữ")
    return value
