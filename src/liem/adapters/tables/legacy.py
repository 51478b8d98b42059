"""Recognise Vietnamese written before Unicode, so that it is refused by name instead of stored as rubbish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from liem.adapters.tables.problem import TableError

# Where the TCVN3 (ABC) fonts put Vietnamese letters, seen as Windows-1252 characters.
_TCVN3: Final = "¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"
# Of these, the ones no other writing puts beside a letter; « and » are quotation marks, so they do not count.
_SIGNS: Final = "¨©ª¬®µ¶·¸¹¼½¾Æ×Þßåæ÷øþ"
_IN_WORD: Final = re.compile(f"[A-Za-z{_TCVN3}]*[A-Za-z][{_SIGNS}]|[{_SIGNS}][A-Za-z{_TCVN3}]+")
_VIETNAMESE: Final = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")


def is_tcvn3(texts: Iterable[str]) -> bool:
    """Say whether texts are TCVN3 shown through a Unicode font: «Uû ban nh©n d©n» for Ủy ban nhân dân."""
    odd = vietnamese = 0
    for words in texts:
        odd += len(_IN_WORD.findall(words))
        vietnamese += len(_VIETNAMESE.findall(words))
    return odd >= 3 and odd > vietnamese


def refuse_tcvn3(filename: str) -> TableError:
    """Make the refusal for a table typed in a TCVN3 font."""
    return TableError(
        "table.encoding",
        vi=f"Chữ trong tệp «{filename}» gõ bằng bảng mã TCVN3 (phông .VnTime). Hãy chuyển sang Unicode, "
        "ví dụ bằng công cụ chuyển mã của UniKey, rồi chọn lại.",
        en="The words are in the TCVN3 encoding (.VnTime fonts). Convert them to Unicode "
        "and choose the file again.",
    )


def decoded(content: bytes, filename: str) -> str:
    """Decode a text file: UTF-8 or UTF-16; older encodings are refused with the way to save anew."""
    if content.startswith(b"\xef\xbb\xbf"):
        return _strict(content[3:], "utf-8", filename)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16", filename)
    sample = content[:4000]
    if sample.count(0) > len(sample) // 4:
        return _strict(
            content, "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be", filename
        )
    return _strict(content, "utf-8", filename)


def _strict(content: bytes, encoding: str, filename: str) -> str:
    try:
        words = content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise _old_encoding(content, filename) from fault
    if "\x00" in words:
        raise TableError(
            "table.kind",
            vi=f"Tệp «{filename}» không phải tệp chữ. Hãy chọn tệp .xlsx hoặc .csv.",
            en="The file is no text file. Choose an .xlsx or .csv file.",
        )
    return words


def _old_encoding(content: bytes, filename: str) -> TableError:
    sample = content[:200_000]
    if is_tcvn3([sample.decode("cp1252", errors="replace")]):
        return refuse_tcvn3(filename)
    name = "không phải Unicode"
    if _VIETNAMESE.search(unicodedata.normalize("NFC", sample.decode("cp1258", errors="replace"))):
        name = "Windows-1258"
    return TableError(
        "table.encoding",
        vi=f"Tệp «{filename}» lưu bằng bảng mã {name} nên chữ sẽ sai. Trong Excel, hãy chọn Lưu dưới dạng "
        "«CSV UTF-8» hoặc .xlsx rồi chọn lại.",
        en="The file is not in Unicode. In Excel save it as «CSV UTF-8» or .xlsx and choose it again.",
    )
