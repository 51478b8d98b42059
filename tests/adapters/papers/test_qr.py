"""QR codes read back from the printed page, as a cheap phone reads them from a worn sheet."""

from __future__ import annotations

import hashlib
import io
import random
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from liem.adapters.papers import qr
from liem.kernel.log.coding import to_base45

pytestmark = pytest.mark.browser
DPI = 300
PIXELS = qr.MODULE_MM / 25.4 * DPI  # of one module, about six
# bytes of a proof: a log of some entries, of 1,000,000 with three witnesses, of 10,000,000 with three
SIZES = (300, 1028, 1156)


def letters(size: int) -> str:
    data = b"".join(hashlib.sha256(f"{size}/{n}".encode()).digest() for n in range(size // 32 + 1))
    return "LIEM1:" + to_base45(data[:size])


def printed(browser: Any, text: str) -> Image.Image:
    """Print the code on A4 as the sheet does, and photograph the sheet."""
    page = browser.new_page()
    page.set_content(f"<main>{qr.sized(text).svg}</main>")
    pdf = page.pdf(format="A4", prefer_css_page_size=False)
    page.close()
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=DPI / 72).to_pil()
    return picture.convert("L")


def worn(picture: Image.Image) -> Image.Image:
    """Turn it by 7°, blur it by a quarter of a module, and sprinkle it."""
    chance = random.Random(7)
    turned = picture.rotate(7, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    blurred = turned.filter(ImageFilter.GaussianBlur(PIXELS / 4))
    grains = bytes(min(255, max(0, round(chance.gauss(128, 25)))) for _ in range(1 << 16))
    noise = Image.frombytes("L", (256, 256), grains)
    ground = Image.new("L", blurred.size)
    for left in range(0, ground.width, 256):
        for top in range(0, ground.height, 256):
            ground.paste(noise, (left, top))
    return Image.blend(blurred, ground, 0.35)


@pytest.mark.parametrize("size", SIZES)
def test_a_receipt_reads_back_from_the_printed_sheet(browser: Any, size: int) -> None:
    text = letters(size)
    sheet = printed(browser, text)
    for picture in (sheet, worn(sheet)):
        found = [
            one for one in zxingcpp.read_barcodes(picture) if one.format == zxingcpp.BarcodeFormat.QRCode
        ]
        assert [one.text for one in found] == [text]


def test_a_module_is_half_a_millimetre_on_paper(browser: Any) -> None:
    text = letters(SIZES[1])
    sheet = printed(browser, text)
    found = zxingcpp.read_barcodes(sheet)[0].position
    width = (found.top_right.x - found.top_left.x) / DPI * 25.4  # without the quiet zone
    assert width == pytest.approx(qr.sized(text).size_mm - 8 * qr.MODULE_MM, abs=1)


def test_a_code_too_small_for_the_paper_does_not_read_back(browser: Any) -> None:
    """What the half millimetre is for: at a third of it the same sheet is lost."""
    sheet = printed(browser, letters(SIZES[1]))
    small = sheet.resize((sheet.width // 3, sheet.height // 3), Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    worn(small).save(buffer, "PNG")
    assert not zxingcpp.read_barcodes(Image.open(buffer))
