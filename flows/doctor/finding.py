"""What the doctor says of one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. ``ok`` with a ``cure`` is advice."""

    check: str
    ok: bool
    detail: str
    cure: str = ""
    broken: bool = False
    """It could not be looked at: detail and cure are of the error that stopped the look."""
