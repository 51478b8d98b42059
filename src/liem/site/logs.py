"""Log lines, as JSON for offices that collect them with a program; and no secret address in any of them."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any, Final

# The address of a calendar is its only key (oversight.workbench.feed): no reader of a log may get it.
_SECRET_ADDRESS: Final = re.compile(r"(/kiem-tra/lich/)[^/\s\"'?]+(\.ics)")


def without_secrets(text: str) -> str:
    """Return a text in which the secret part of every calendar address is three stars."""
    return _SECRET_ADDRESS.sub(r"\1***\2", text)


class _Record(logging.LogRecord):
    """A log record that says no secret address, whichever logger, handler or server writes it."""

    def getMessage(self) -> str:  # noqa: N802 - the name logging calls
        """Return the message with its arguments, secrets masked."""
        return without_secrets(super().getMessage())


def keep_secrets_out() -> None:
    """Let every log line of this process, those of the web server included, go through :class:`_Record`."""
    logging.setLogRecordFactory(_Record)


class PlainLines(logging.Formatter):
    """Write a line for people; the trace of a fault has no secret address either."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name logging calls
        """Return the trace, secrets masked."""
        return without_secrets(super().formatException(ei))


class JsonLines(PlainLines):
    """Write time (UTC), level, logger, message and, after a fault, its trace."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
