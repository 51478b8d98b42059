"""The refusal of bundles: bytes that are not what they claim to be."""

from __future__ import annotations

from liem.kernel.errors import KernelError


class Invalid(KernelError):
    """Not a bundle, slip, card or frame in its one form, a signature that does not hold, other bytes."""
