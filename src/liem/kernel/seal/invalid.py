"""The refusals of sealing: bytes of a wrong form, and files that none of our keys opens."""

from __future__ import annotations

from liem.kernel.errors import KernelError


class Invalid(KernelError):
    """Not a key, not a sealed file, or one that was altered, cut off or added to."""


class NoKeyFits(Invalid):
    """The file is sealed, and for none of the keys that were tried."""


def malformed() -> Invalid:
    """Give the refusal of a header that is not in its one form."""
    return Invalid(
        "bad_seal",
        vi="Không phải tệp niêm phong đúng dạng age v1, hoặc phần đầu tệp bị hỏng.",
        en="Not a sealed file of the form age v1, or its head is damaged.",
    )


def altered() -> Invalid:
    """Give the refusal of a file whose head or content does not hold."""
    return Invalid(
        "seal_broken",
        vi="Tệp niêm phong đã bị sửa, bị cắt cụt hoặc bị nối thêm. Xin lấy lại bản gốc.",
        en="The sealed file was altered, cut off or added to. Fetch the original again.",
    )


def bad_key() -> Invalid:
    """Give the refusal of a text that is no key of a kind known here."""
    return Invalid(
        "bad_seal_key",
        vi="Khóa niêm phong không đúng dạng (age1…, age1pq1…, AGE-SECRET-KEY-1…, AGE-SECRET-KEY-PQ-1…) "
        "hoặc chép sai ký tự.",
        en="Not a sealing key (age1…, age1pq1…, AGE-SECRET-KEY-1…, AGE-SECRET-KEY-PQ-1…), or copied wrongly.",
    )
