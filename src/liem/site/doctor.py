"""`liem doctor`: examine this installation. Exit code 0 when nothing is red, 1 otherwise."""

from __future__ import annotations

import argparse
import json
import sys

from liem.desks.console import doctor

from .config import ConfigError, load


def main(words: list[str]) -> int:
    """Print findings as a list, or with `--json` as JSON."""
    parser = argparse.ArgumentParser(
        prog="liem doctor",
        description="Khám bản cài đặt, nói cách sửa. / Examine this installation and say what to mend.",
    )
    parser.add_argument("--json", action="store_true", help="in JSON / print JSON")
    options = parser.parse_args(words)
    findings = _findings()
    if options.json:
        print(json.dumps(doctor.as_json(findings), ensure_ascii=False, indent=2))
    else:
        print(doctor.as_text(findings, colour=sys.stdout.isatty()))
    return 1 if any(finding.state == "bad" for finding in findings) else 0


def _findings() -> list[doctor.Finding]:
    import django

    try:
        config = load()
        django.setup()
    except ConfigError as fault:
        return [
            doctor.Finding(
                "configuration",
                "bad",
                f"{fault.where}: {fault.vi}",
                f"{fault.where}: {fault.en}",
                "Sửa dòng đó rồi khám lại.",
                "Mend that line and run again.",
            )
        ]
    return doctor.examine(config)
