"""Sample papers to drop on the inbox, in each form an office meets: Word, PDF with text, a scan, a photo of
a page."""

from __future__ import annotations

import io
import random
from datetime import timedelta
from typing import TYPE_CHECKING

from PIL import Image, ImageFilter

from liem.adapters import documents
from liem.domains.directives import actions as directives
from liem.kernel.clock import local_day
from liem.spine.vault import files

from . import papers

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from .world import World


def lay_out(people: World, folder: Path, *, now: datetime) -> None:
    """Write the samples into a folder and let three papers wait in the commune's inbox."""
    folder.mkdir(parents=True, exist_ok=True)
    today = local_day(now)
    chance = random.Random(7)  # noqa: S311 - grain on a picture, not a secret
    written: list[Path] = []
    for position, (topic, name) in enumerate(
        (
            (papers.TOPICS[0], "1-cong-van-word.docx"),
            (papers.TOPICS[2], "2-ke-hoach-co-lop-chu.pdf"),
            (papers.TOPICS[1], "3-chi-thi-ban-quet.pdf"),
            (papers.TOPICS[4], "4-cong-van-anh-chup.jpg"),
            (papers.TOPICS[6], "5-ket-luan.docx"),
        )
    ):
        party = topic.side == papers.PARTY
        made = papers.paper(
            topic,
            issuer=("ĐẢNG BỘ TỈNH AN LIÊM", "TỈNH ỦY") if party else ("ỦY BAN NHÂN DÂN", "TỈNH AN LIÊM"),
            number=900 + position,
            symbol=f"{topic.kind}/TU" if party else f"{topic.kind}-UBND",
            place="An Liêm",
            day=today - timedelta(days=1),
            deadlines=[today + timedelta(days=20 + 3 * each) for each in range(len(topic.items))],
            signer=people.actor("TAL", "deputy_secretary").name,
        )
        target = folder / name
        if name.endswith(".docx"):
            target.write_bytes(papers.as_docx(made))
        elif "ban-quet" in name:
            target.write_bytes(_scanned(papers.as_pdf(made), folder, chance))
        elif name.endswith(".jpg"):
            target.write_bytes(_photographed(papers.as_pdf(made), folder, chance))
        else:
            target.write_bytes(papers.as_pdf(made))
        written.append(target)
    clerk = people.actor("XCR", "clerk")
    if clerk.unit_id is None:
        return
    for path in (written[4], written[1]):
        blob = files.store_file(path, at=now)
        directives.receive(actor=clerk, at=now, unit_id=clerk.unit_id, file_name=path.name, blob=blob)


def _page(pdf: bytes, folder: Path) -> Image.Image:
    path = folder / ".page.pdf"
    path.write_bytes(pdf)
    try:
        drawn = documents.render_page(path, 1, width=1654)
    finally:
        path.unlink()
    if drawn is None:
        raise RuntimeError("a PDF page could not be drawn")
    return Image.open(io.BytesIO(drawn)).convert("L")


def _noise(page: Image.Image, chance: random.Random) -> Image.Image:
    noise = Image.effect_noise(page.size, 18 + chance.random() * 6)
    return Image.blend(page, noise, 0.08).filter(ImageFilter.GaussianBlur(0.6))


def _scanned(pdf: bytes, folder: Path, chance: random.Random) -> bytes:
    page = _noise(_page(pdf, folder).rotate(0.6, fillcolor=250, resample=Image.Resampling.BICUBIC), chance)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=200)
    return out.getvalue()


def _photographed(pdf: bytes, folder: Path, chance: random.Random) -> bytes:
    page = _page(pdf, folder)
    desk = Image.new("L", (page.width + 240, page.height + 300), 96)
    desk.paste(page, (110, 140))
    shade = Image.linear_gradient("L").resize(desk.size).point(lambda value: 255 - value // 4)
    desk = Image.composite(desk, Image.new("L", desk.size, 60), shade)
    desk = _noise(desk.rotate(-1.4, fillcolor=90, resample=Image.Resampling.BICUBIC), chance)
    out = io.BytesIO()
    desk.save(out, "JPEG", quality=82)
    return out.getvalue()
