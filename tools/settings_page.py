"""Writes docs/reference/settings.md from the table the product itself reads."""

from __future__ import annotations

from pathlib import Path

from liem.site.config import SETTINGS, Setting

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "settings.md"
HEAD = """# Settings · Thiết lập

`liem.toml` is looked for at the path in `LIEM_CONFIG`, then in the current folder, then in `LIEM_DATA_DIR`.
An empty `LIEM_CONFIG` means no file. Every key can also be given by the environment variable beside it,
which wins. Relative paths start at the folder of the file (in a variable: at the current folder). Lists in
a variable are separated by commas. An unknown key, a wrong type or an unsafe combination stops the start
with the line and the mend. This page is written by `tools/settings_page.py` and compared with the code by a
test.

`liem.toml` được tìm theo `LIEM_CONFIG`, rồi thư mục hiện tại, rồi `LIEM_DATA_DIR`. Mỗi khóa có một biến môi
trường tương ứng, biến được ưu tiên. Khóa lạ, sai kiểu hoặc không an toàn thì chương trình dừng, nêu rõ dòng
và cách sửa.

| Key | Variable | Value | Default | Meaning · Ý nghĩa |
|---|---|---|---|---|
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(HEAD + "".join(_row(setting) for setting in SETTINGS), "utf-8")


def _row(setting: Setting) -> str:
    kind = " / ".join(setting.choices) if setting.choices else setting.kind
    if setting.kind == "int":
        kind = f"{setting.least}–{setting.most}"
    match setting.default:
        case None | "" | ():
            default = "–"
        case bool(truth):
            default = str(truth).lower()
        case tuple(items):
            default = ", ".join(items)
        case other:
            default = str(other)
    return f"| `{setting.key}` | `{setting.env}` | {kind} | {default} | {setting.en} · {setting.vi} |\n"


if __name__ == "__main__":
    main()
