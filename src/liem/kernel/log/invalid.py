"""The one refusal of this package: something shown to us is not what it claims to be."""

from __future__ import annotations

from liem.kernel.errors import KernelError


class Invalid(KernelError):
    """Bytes of a wrong form, a hash that does not fit, a signature that does not hold, a quorum not met."""
