"""Which rules a capture is read with, as one short text: reading again is worth it where that differs."""

from __future__ import annotations

from hashlib import sha256

from pipelines import families
from pipelines.codec import to_json
from pipelines.records import Source
from pipelines.text.segment import ANALYSIS_VERSION

UNDERSTANDING = 2
"""Version of what is read from any family's text: dates, places, people, kinds, letters, masking. Raise it
when one of them reads otherwise than before."""
_SHOWN = 8


def rules_of(source: Source) -> str:
    """Name the rules in force for an office: ``prd@1+read-1+<analysis>``, and a digest of its row's own."""
    row = to_json((source.selectors, source.encoding, source.province, source.office, source.name))
    own = sha256(row.encode()).hexdigest()[:_SHOWN]
    return f"{families.version(source.family)}+read-{UNDERSTANDING}+{ANALYSIS_VERSION}+row-{own}"
