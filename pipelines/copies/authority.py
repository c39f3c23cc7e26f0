"""How near an office is to the releases it publishes: the rank that chooses a cluster's representative."""

from __future__ import annotations

from pipelines.records import Office

ISSUER = 0
"""The office that the text itself names as its issuer."""
_RANKS: dict[Office, int] = {
    "pr-office": 1,
    "prd-region": 1,
    "province": 1,
    "pao": 2,
    "municipality": 2,
    "tao": 2,
    "local-news": 4,
}
UNKNOWN = 3
"""An office of no known kind, or a corpus: between the local governments and those who collect their news."""


def authority(office: Office | None, *, issuer: bool = False) -> int:
    """Return the rank of an office for a text; ``issuer`` where the text names this office as its issuer."""
    if issuer:
        return ISSUER
    return UNKNOWN if office is None else _RANKS.get(office, UNKNOWN)
