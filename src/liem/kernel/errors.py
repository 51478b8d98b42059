"""How the kernel says no: a code for machines, a Vietnamese sentence for people, an English one beside it."""

from __future__ import annotations


class KernelError(ValueError):
    """A value that cannot be used. `code` is stable; `vi` and `en` say what, why and how to go on."""

    def __init__(self, code: str, *, vi: str, en: str) -> None:
        super().__init__(vi)
        self.code = code
        self.vi = vi
        self.en = en
