"""Reads `liem.toml` and the environment into one frozen `Config`; refuses what it does not understand.

No Django here: the command line, the doctor and the settings module all read the same object.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .building import Values, build
from .error import ConfigError
from .reading import by_env, find, from_text, read_file
from .shape import Config, Email, PostgresAddress, S3Address
from .table import SETTINGS, Setting

__all__ = ["SETTINGS", "Config", "ConfigError", "Email", "PostgresAddress", "S3Address", "Setting", "load"]

# Not settings: where the file is, and what the test command and the server hand to their own children.
_OTHER_ENVIRONMENT = {"LIEM_CONFIG"}
_OTHER_PREFIXES = ("LIEM_TEST_", "LIEM_DEMO_", "LIEM_BENCH_", "LIEM_BOOT_")


def load(*, environ: Mapping[str, str] | None = None, cwd: Path | None = None) -> Config:
    """Read the configuration in force.

    The file is the one named by `LIEM_CONFIG`, else `./liem.toml`, else `liem.toml` in `LIEM_DATA_DIR`;
    none is fine, and an empty `LIEM_CONFIG` asks for none. The environment wins over the file. Raises
    `ConfigError` on an unknown key, a wrong type, a value out of bounds, or a combination that would be
    unsafe; the message names file, line and mend.
    """
    env = os.environ if environ is None else environ
    here = (Path.cwd() if cwd is None else cwd).absolute()
    source = find(env, here)
    values = {setting.key: setting.default for setting in SETTINGS}
    places = {setting.key: setting.key for setting in SETTINGS}
    base = here
    if source is not None:
        base = source.parent
        read_file(source, values, places)
    for name, text in env.items():
        if (
            name.startswith("LIEM_")
            and name not in _OTHER_ENVIRONMENT
            and not name.startswith(_OTHER_PREFIXES)
        ):
            setting = by_env(name)
            values[setting.key] = from_text(setting, text, name)
            places[setting.key] = name
            if setting.kind == "path" and text:
                values[setting.key] = str(here / text)
    return build(Values(values, places, base), source)
