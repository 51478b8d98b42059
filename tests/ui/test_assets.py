"""What is sent to a browser: its weight, and that it was built from the sources beside it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
BUILT = ROOT / "src/liem/ui/static/liem"
FONTS = sorted((BUILT / "fonts").glob("*.woff2"))


def weight(*names: str) -> int:
    """Bytes on the line: brotli for text, woff2 as it is."""
    raw = [(BUILT / name).read_bytes() for name in names]
    return sum(
        len(data) if name.endswith("woff2") else len(brotli.compress(data))
        for name, data in zip(names, raw, strict=True)
    )


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class TestWeight:
    def test_a_first_visit_of_a_citizen_is_under_110_kilobytes(self, gallery: str) -> None:
        with urllib.request.urlopen(f"{gallery}/sample/404") as reply:
            page = len(brotli.compress(reply.read()))
        fonts = [f"fonts/{font.name}" for font in FONTS]
        total = page + weight("liem.css", "liem.js", "icons.svg", "mark.svg", *fonts)
        assert 60_000 < total <= 110_000

    def test_a_first_visit_of_staff_with_every_component_is_under_120_kilobytes(self, gallery: str) -> None:
        with urllib.request.urlopen(f"{gallery}/") as reply:
            page = len(brotli.compress(reply.read()))
        fonts = [f"fonts/{font.name}" for font in FONTS]
        names = ["liem.css", "liem.js", "staff.js", "htmx.min.js", "icons.svg", "mark.svg", *fonts]
        assert page + weight(*names) <= 120_000

    def test_scripts_of_a_citizen_are_under_15_kilobytes(self) -> None:
        assert weight("liem.js") <= 15_000


class TestBuild:
    def test_every_source_is_the_one_that_was_built(self) -> None:
        manifest = json.loads((BUILT / "MANIFEST.json").read_text(encoding="utf-8"))
        kept = {"build.mjs", "package.json", "package-lock.json"}
        found = {
            str(path.relative_to(ASSETS)).replace(os.sep, "/")
            for folder in ("css", "icons", "js")
            for path in (ASSETS / folder).rglob("*")
            if path.is_file()
        }
        assert set(manifest["sources"]) == kept | found
        changed = [name for name, was in manifest["sources"].items() if sha(ASSETS / name) != was]
        assert changed == [], "changed without `cd assets && npm run build`"

    def test_every_built_file_is_the_one_that_was_built(self) -> None:
        manifest = json.loads((BUILT / "MANIFEST.json").read_text(encoding="utf-8"))
        files = {
            str(path.relative_to(BUILT)).replace(os.sep, "/") for path in BUILT.rglob("*") if path.is_file()
        }
        assert set(manifest["built"]) == files - {"MANIFEST.json"}
        assert [name for name, was in manifest["built"].items() if sha(BUILT / name) != was] == []

    @pytest.mark.slow
    def test_building_again_gives_the_same_bytes(self, tmp_path: Path) -> None:
        if shutil.which("node") is None or not (ASSETS / "node_modules/esbuild").is_dir():
            # Without Node the two tests above stand alone: they see every change of a source or a built file.
            return
        out = tmp_path / "liem"
        subprocess.run(
            ["node", "build.mjs"],
            cwd=ASSETS,
            env={**os.environ, "LIEM_ASSETS_OUT": str(out)},
            check=True,
            timeout=120,
        )
        assert (out / "MANIFEST.json").read_text() == (BUILT / "MANIFEST.json").read_text()

    def test_licences_lie_beside_what_is_not_ours(self) -> None:
        for name, words in {
            "fonts/Inter-OFL.txt": "SIL Open Font License",
            "fonts/BeVietnamPro-OFL.txt": "SIL Open Font License",
            "icons-LICENSE.txt": "MIT",
            "htmx-LICENSE.txt": "Zero-Clause BSD",
        }.items():
            assert words in (BUILT / name).read_text(encoding="utf-8"), name

    def test_htmx_is_the_pinned_one(self) -> None:
        assert 'version:"2.0.11"' in (BUILT / "htmx.min.js").read_text(encoding="utf-8")


class TestTokens:
    def test_the_two_dark_blocks_say_the_same(self) -> None:
        text = (ASSETS / "css/tokens.css").read_text(encoding="utf-8")
        by_device = re.search(r'not\(\[data-theme="light"\]\) \{(.*?)\}', text, re.DOTALL)
        by_choice = re.search(r':root\[data-theme="dark"\] \{(.*?)\}', text, re.DOTALL)
        assert by_device is not None
        assert by_choice is not None
        assert by_device[1].split() == by_choice[1].split()

    def test_dark_names_only_what_light_names(self) -> None:
        text = (ASSETS / "css/tokens.css").read_text(encoding="utf-8")
        light, _, dark = text.partition("@media")
        names = re.compile(r"(--[a-z-]+):")
        assert set(names.findall(dark)) <= set(names.findall(light))

    def test_components_take_their_colours_from_tokens(self) -> None:
        # white, black and the one green panel that must not change with the theme
        allowed = {"#fff", "#000", "#1c1917", "#1a6a3b", "#7a4d00"}
        text = (ASSETS / "css/components.css").read_text(encoding="utf-8")
        assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", text)) <= allowed

    def test_no_native_layers_because_old_phones_drop_them(self) -> None:
        assert "@layer" not in (BUILT / "liem.css").read_text(encoding="utf-8")

    def test_every_style_of_a_font_swaps(self) -> None:
        text = (ASSETS / "css/fonts.css").read_text(encoding="utf-8")
        assert text.count("font-display: swap") == text.count("@font-face") == 4
