"""Write the script of the stand-alone page: the modules of ui/static/verify put into one classic script.

A page opened from a file may load a script but no module. Nothing is shortened: what runs can be read.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "src/liem/ui/static/verify"
MODULES = ("hashes", "ed25519", "log", "verify", "draw", "page")
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.mjs";\n', re.MULTILINE)
FORWARD = re.compile(r'^export \{([^}]*)\} from "\./(\w+)\.mjs";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)


def wrapped(name: str, text: str) -> str:
    """One module as a function that is called at once and gives what it exported."""
    forwarded = [(match[1].strip(), match[2]) for match in FORWARD.finditer(text)]
    names = EXPORT.findall(text)
    text = EXPORT.sub(
        "",
        IMPORT.sub(lambda match: f"const {{{_renamed(match[1])}}} = of_{match[2]};\n", FORWARD.sub("", text)),
    )
    given = [
        *names,
        *(
            f"{one.strip()}: of_{module}.{one.strip()}"
            for some, module in forwarded
            for one in some.split(",")
        ),
    ]
    return f"const of_{name} = (() => {{\n{text.rstrip()}\nreturn {{ {', '.join(given)} }};\n}})();\n"


def _renamed(names: str) -> str:
    return names.replace(" as ", ": ")


def script() -> str:
    """The whole script."""
    head = "// Made by tools/verify_page.py from the modules beside it.\n'use strict';\n(() => {\n"
    return (
        head
        + "\n".join(wrapped(name, (FOLDER / f"{name}.mjs").read_text("utf-8")) for name in MODULES)
        + "})();\n"
    )


if __name__ == "__main__":
    target = FOLDER / "verify-page.js"
    if "--check" in sys.argv:
        sys.exit(target.read_text("utf-8") != script())
    target.write_text(script(), "utf-8")
    print(f"{target.name}: {len(script())} characters")
