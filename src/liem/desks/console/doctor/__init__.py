"""`liem doctor`: examines an installation and says, in words an office can act on, what to mend and how.

Every finding has a state, what was seen and the mend; nothing is changed. Checks are plain functions from an
`Installation` to findings; a check that breaks is itself a red finding, never a silent pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict

from . import data, ledger, machine, outside, trust
from .finding import Finding, Installation

__all__ = ["CHECKS", "Finding", "Installation", "as_json", "as_text", "examine"]

Check = Callable[[Installation], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    machine.python,
    machine.memory,
    machine.clock,
    machine.tesseract,
    machine.fonts,
    data.folder,
    data.space,
    data.disk_speed,
    data.secret,
    data.sqlite,
    data.postgres,
    data.migrations,
    ledger.checked,
    trust.log,
    trust.erasure_keys,
    data.backup,
    trust.backups,
    outside.address,
    outside.port,
    outside.certificate,
    outside.sign_in,
    outside.mail,
    outside.storage,
    outside.office,
)


def examine(installation: Installation, *, checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """Run every check in order."""
    found: list[Finding] = []
    for check in checks:
        try:
            found += check(installation)
        except Exception as fault:  # noqa: BLE001 a doctor that dies on the first illness helps nobody
            found.append(
                Finding(
                    check.__name__,
                    "bad",
                    vi=f"không khám được mục này: {type(fault).__name__}: {fault}",
                    en=f"this could not be examined: {type(fault).__name__}: {fault}",
                    mend_vi="Sửa các mục đỏ khác rồi khám lại; nếu còn, gửi dòng này cho người hỗ trợ.",
                    mend_en="Mend the other red lines and run again; if it stays, send this line to support.",
                )
            )
    return found


def as_text(findings: Iterable[Finding], *, colour: bool) -> str:
    """A list for a terminal: sign, what was seen in both languages, and the mend when there is one."""
    signs = {"ok": ("ĐẠT", "32"), "warn": ("NÊN SỬA", "33"), "bad": ("HỎNG", "31")}
    lines = []
    for finding in findings:
        word, code = signs[finding.state]
        sign = f"\x1b[{code}m{word:<8}\x1b[0m" if colour else f"{word:<8}"
        lines += [f"{sign}{finding.vi}", f"        {finding.en}"]
        if finding.mend_vi:
            lines += [f"        → {finding.mend_vi}", f"        → {finding.mend_en}"]
    return "\n".join(lines)


def as_json(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """The same for machines: one object per finding, keys as the fields of `Finding`."""
    return [asdict(finding) for finding in findings]
