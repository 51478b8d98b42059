"""Takes the picture of the README from the running product: demo data, a real sign-in, a real browser.

    LIEM_DATA_DIR=/some/folder ./liem demo --bind 127.0.0.1:8347      # in another terminal
    .venv/bin/python tools/picture.py --data /some/folder --url http://127.0.0.1:8347

Writes docs/images/liem.png, at most 200 KB. Persons and places on it are those of the demo, all invented.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).resolve().parents[1] / "docs" / "images" / "liem.png"
MOST_BYTES = 200_000
WIDTH, HEIGHT = 1360, 850
SCAN = "3-chi-thi-ban-quet.pdf"


def main() -> int:
    """Sign in, go to the page, take the picture. 0 taken, 1 too large, 2 no browser."""
    options = _parser().parse_args()
    accounts = json.loads((options.data / "demo-accounts.json").read_text("utf-8"))
    account = next(each for each in accounts if each["username"] == "vanthu")
    chromium = os.environ.get("LIEM_TEST_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("apt-get install chromium", file=sys.stderr)
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="vi-VN", color_scheme="light"
        )
        _sign_in(page, options.url, account)
        _read_scan(page, options)
        taken = page.screenshot()
        browser.close()
    small = _few_colours(taken)
    options.target.parent.mkdir(parents=True, exist_ok=True)
    options.target.write_bytes(small)
    print(f"{options.target}: {len(small)} bytes")
    return 0 if len(small) <= MOST_BYTES else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Take the picture of the README.")
    parser.add_argument("--data", type=Path, required=True, help="data folder of the demo")
    parser.add_argument("--url", default="http://127.0.0.1:8347")
    parser.add_argument("--target", type=Path, default=TARGET)
    return parser


def _sign_in(page: Page, url: str, account: dict[str, str]) -> None:
    page.goto(url)  # leads to the sign-in page, wherever it is
    page.fill("input[name=login]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def _read_scan(page: Page, options: argparse.Namespace) -> None:
    """Drop the scan among the samples, wait until it is read, open it, light up the first deadline."""
    page.goto(f"{options.url}/van-ban/")
    page.set_input_files("input[type=file]", options.data / "mau-van-ban" / SCAN)
    page.get_by_role("link", name="Mở").first.click(timeout=60_000)
    page.wait_for_load_state("networkidle")
    due = page.locator("#muc-0 a.where").last
    due.click()
    due.evaluate("link => window.scrollTo(0, link.getBoundingClientRect().top + window.scrollY - 500)")
    page.wait_for_timeout(600)  # the place on the page fades in


def _few_colours(taken: bytes) -> bytes:
    """The same picture with 256 colours: a page of text needs no more."""
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    out = io.BytesIO()
    picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
