"""How the law room says no."""

from __future__ import annotations

from datetime import date

from liem.kernel.errors import KernelError


class BadLaw(KernelError):
    """A law file that may not be used: names file and line, what is wrong and what to mend."""

    def __init__(self, fault: str, *, file: str, line: int, vi: str, en: str) -> None:
        super().__init__(fault, vi=f"{file}, dòng {line}: {vi}", en=f"{file}, line {line}: {en}")
        self.file = file
        self.line = line


class NoLawInForce(KernelError):
    """No provision answers the question on that day; the action must refuse, never assume a value."""

    def __init__(self, key: str, day: date, *, jurisdictions: tuple[str, ...]) -> None:
        super().__init__(
            "no_law_in_force",
            vi=f"Ngày {day:%d/%m/%Y} chưa có quy định “{key}” trong dữ liệu pháp luật "
            f"({', '.join(jurisdictions)}). Hãy bổ sung quy định kèm căn cứ rồi làm lại.",
            en=f"No provision {key!r} in force on {day} ({', '.join(jurisdictions)}). Add it and its basis.",
        )
        self.key = key
        self.day = day
        self.jurisdictions = jurisdictions


class WrongUnit(KernelError):
    """A provision was asked for something it does not measure, such as a deadline from an amount of money."""

    def __init__(self, key: str, *, unit: str, wanted: str) -> None:
        super().__init__(
            "wrong_unit",
            vi=f"Quy định “{key}” có đơn vị “{unit}”, không dùng làm {wanted} được.",
            en=f"Provision {key!r} has unit {unit!r}, which is not {wanted}.",
        )
