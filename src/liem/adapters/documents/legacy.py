"""Vietnamese of before Unicode: the one-byte table of the .Vn fonts (TCVN 5712:1993, VN3)."""

from __future__ import annotations

from typing import Final

_OLD: Final = "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ¡¢§£¤¥¦"
_NEW: Final = "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ"
_TABLE: Final = str.maketrans(_OLD, _NEW)


def from_tcvn3(text: str, *, capitals: bool) -> str:
    """Turn text typed with a .Vn font into Unicode; ``capitals`` for the fonts whose name ends in H."""
    out = text.translate(_TABLE)
    return out.upper() if capitals else out
