"""Finds `liem.toml`, reads it and the environment against the table of settings."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from . import files
from .error import ConfigError
from .table import BY_KEY, SETTINGS, Setting, Value

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def find(env: Mapping[str, str], here: Path) -> Path | None:
    """The `liem.toml` in force, or None. Raises `ConfigError` when `LIEM_CONFIG` names no file."""
    named = env.get("LIEM_CONFIG")
    if named == "":
        return None
    if named is not None:
        path = here / Path(named).expanduser()
        if not path.is_file():
            raise ConfigError(
                "config.missing",
                where="LIEM_CONFIG",
                vi=f"không có tệp {path}. Sửa đường dẫn hoặc bỏ biến LIEM_CONFIG.",
                en=f"there is no file {path}. Mend the path or unset LIEM_CONFIG.",
            )
        return path
    candidates = [here / "liem.toml"]
    if env.get("LIEM_DATA_DIR"):
        candidates.append(here / env["LIEM_DATA_DIR"] / "liem.toml")
    return next((path for path in candidates if path.is_file()), None)


def read_file(source: Path, values: dict[str, Value], places: dict[str, str]) -> None:
    """Put what `source` sets into `values`, and its file and line into `places`."""
    text = files.read(source)
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ConfigError(
            "config.syntax",
            where=str(source),
            vi=f"sai cú pháp TOML: {fault}. Chuỗi phải nằm trong ngoặc kép.",
            en=f"not valid TOML: {fault}. Texts stand in double quotes.",
        ) from fault
    for key, value in _flatten(tree):
        where = f"{source}:{_line_of(text, key)}"
        setting = BY_KEY.get(key)
        if setting is None:
            raise _unknown(key, where, list(BY_KEY))
        values[key] = _from_toml(setting, value, where)
        places[key] = where


def _flatten(tree: Mapping[str, object], prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for key, value in tree.items():
        if isinstance(value, dict):
            found += _flatten(value, f"{prefix}{key}.")
        else:
            found.append((prefix + key, value))
    return found


def _line_of(text: str, key: str) -> int:
    """Line on which a key is set, 1 when it cannot be told (tomllib keeps no places)."""
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            section = heading[1] + "."
        elif (assigned := re.match(r"\s*([\w.\-\"']+)\s*=", line)) and section + assigned[1] == key:
            return number
    return 1


def _unknown(key: str, where: str, known: list[str]) -> ConfigError:
    near = difflib.get_close_matches(key, known, n=1)
    vi = f"Có phải '{near[0]}'?" if near else "Xem docs/reference/settings.md."
    en = f"Did you mean '{near[0]}'?" if near else "See docs/reference/settings.md."
    return ConfigError(
        "config.unknown_key",
        where=where,
        vi=f"không có thiết lập '{key}'. {vi}",
        en=f"there is no setting '{key}'. {en}",
    )


def by_env(name: str) -> Setting:
    """The setting an environment name stands for. Raises `ConfigError` with the nearest name."""
    for setting in SETTINGS:
        if setting.env == name:
            return setting
    raise _unknown(name, name, [setting.env for setting in SETTINGS])


def _from_toml(setting: Setting, value: object, where: str) -> Value:
    if setting.kind == "texts" and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if setting.kind == "bool" and isinstance(value, bool):
        return value
    if setting.kind == "int" and isinstance(value, int) and not isinstance(value, bool):
        return _bounded(setting, value, where)
    if setting.kind in {"text", "path", "choice"} and isinstance(value, str):
        return _chosen(setting, value, where)
    raise _wrong_type(setting, where)


def from_text(setting: Setting, text: str, where: str) -> Value:
    """Read an environment value: lists by comma, truth as true/false. Raises `ConfigError`."""
    match setting.kind:
        case "texts":
            return tuple(part.strip() for part in text.split(",") if part.strip())
        case "bool":
            if text.lower() in _TRUE | _FALSE:
                return text.lower() in _TRUE
            raise _wrong_type(setting, where)
        case "int":
            if not re.fullmatch(r"\d+", text):
                raise _wrong_type(setting, where)
            return _bounded(setting, int(text), where)
        case _:
            return _chosen(setting, text, where)


def _bounded(setting: Setting, value: int, where: str) -> int:
    if setting.least <= value <= setting.most:
        return value
    raise ConfigError(
        "config.out_of_bounds",
        where=where,
        vi=f"{setting.key} phải từ {setting.least} đến {setting.most}, đang là {value}.",
        en=f"{setting.key} must be from {setting.least} to {setting.most}, it is {value}.",
    )


def _chosen(setting: Setting, value: str, where: str) -> str:
    if not setting.choices or value in setting.choices:
        return value
    choices = ", ".join(setting.choices)
    raise ConfigError(
        "config.not_a_choice",
        where=where,
        vi=f"{setting.key} chỉ nhận: {choices}; đang là '{value}'.",
        en=f"{setting.key} takes one of: {choices}; it is '{value}'.",
    )


def _wrong_type(setting: Setting, where: str) -> ConfigError:
    vi, en, example = {
        "text": ("một chuỗi", "a text", '"…"'),
        "path": ("một đường dẫn", "a path", '"…"'),
        "choice": ("một chuỗi", "a text", f'"{setting.choices[0]}"' if setting.choices else ""),
        "int": ("một số nguyên", "a whole number", str(setting.default)),
        "bool": ("true hoặc false", "true or false", "false"),
        "texts": ("một danh sách chuỗi", "a list of texts", '["…", "…"]'),
    }[setting.kind]
    return ConfigError(
        "config.wrong_type",
        where=where,
        vi=f"{setting.key} phải là {vi}, ví dụ {setting.key.split('.')[-1]} = {example}",
        en=f"{setting.key} must be {en}, e.g. {setting.key.split('.')[-1]} = {example}",
    )
