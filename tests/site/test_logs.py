"""No line of a log gives away the address of a calendar, whoever writes the line."""

from __future__ import annotations

import io
import json
import logging
import re
from pathlib import Path

import pytest

from liem.site.logs import JsonLines, PlainLines, keep_secrets_out

SECRET = "Zk3-9_aQ" * 5
ADDRESS = f"/kiem-tra/lich/{SECRET}.ics"
DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture
def lines() -> io.StringIO:
    keep_secrets_out()
    return io.StringIO()


def logger_to(stream: io.StringIO, formatter: logging.Formatter) -> logging.Logger:
    logger = logging.getLogger("liem.tests.secret")
    logger.handlers.clear()
    logger.setLevel(logging.INFO)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger.addHandler(handler)
    return logger


@pytest.mark.parametrize("formatter", [logging.Formatter("%(message)s"), PlainLines(), JsonLines()])
def test_an_address_is_logged_without_its_key(lines: io.StringIO, formatter: logging.Formatter) -> None:
    logger = logger_to(lines, formatter)
    logger.warning("Not Found: %s", ADDRESS)
    logger.info('127.0.0.1 "GET %(r)s HTTP/1.1" 200', {"r": ADDRESS})  # as gunicorn writes its access log
    told = lines.getvalue()
    assert SECRET not in told
    assert told.count("/kiem-tra/lich/***.ics") == 2


@pytest.mark.parametrize("formatter", [PlainLines(), JsonLines()])
def test_a_trace_has_it_neither(lines: io.StringIO, formatter: logging.Formatter) -> None:
    try:
        raise RuntimeError(f"GET {ADDRESS}")
    except RuntimeError:
        logger_to(lines, formatter).exception("failed")
    assert SECRET not in lines.getvalue()


def test_everything_else_is_logged_as_it_was(lines: io.StringIO) -> None:
    logger_to(lines, JsonLines()).warning("%d of %s", 3, "/kiem-tra/lich/")
    assert json.loads(lines.getvalue())["message"] == "3 of /kiem-tra/lich/"


@pytest.mark.parametrize("path", ["commune/nginx.conf", "province/nginx.conf", "commune/Caddyfile"])
def test_the_proxies_of_the_guide_mask_it_too(path: str) -> None:
    words = (DEPLOY / path).read_text(encoding="utf-8")
    found = re.search(r"(\^/kiem-tra/lich/\S+?)\"? \"/kiem-tra/lich/\*\*\*\.ics\"", words)
    assert found is not None
    assert re.match(found[1], ADDRESS)
    assert "access_log /var/log/nginx/liem.log liem;" in words or "request>uri regexp" in words
