"""Runs of one kind in a text: Thai letters, or one Latin word or number kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Thai letters, marks, ฯ and ๆ; ฿ and ๏ ๚ ๛ are signs. Then letters and digits of other scripts, with the
# decimal point and thousands comma of "1,234.50" inside. Both classes are single, so this is linear.
RUN = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]+|[^\\W\u0e00-\u0e7f_]+(?:[.,][0-9]+)*")


def runs(folded: str) -> Iterator[str]:
    """Yield the runs of a folded text in order, without what lies between them."""
    return (match[0] for match in RUN.finditer(folded))


def is_thai(run: str) -> bool:
    """Tell whether a run is Thai."""
    return "\u0e01" <= run[0] <= "\u0e4e"
