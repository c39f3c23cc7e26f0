"""Where a new generation is committed while it is filled, so that it ends as one segment.

A search looks up each term in every segment. Tantivy's Python cannot merge; its writer merges by itself,
eight segments of about one size as soon as there are eight. So what is filled is cut into 8, 64, 512 … equal
parts whose segments it takes for one size, and eight of them merged for the next: they end as one.

That is so while a part is less than what may wait between two commits (``MOST_WAITING`` in :mod:`.engine`,
256 MB). Of whole releases, 60 KB each, about 4,270 are: a part is then up to four segments, and 100,000
releases end as three, a million as about four.
"""

from __future__ import annotations

from collections.abc import Iterator

TOGETHER = 8
"""Segments of one size that Tantivy merges (``min_num_segments`` of its ``LogMergePolicy``)."""
ONE_SIZE = 16_824
"""Documents up to which all segments count as of one size, however small: ``min_layer_size``, 10,000, times
two to ``level_log_size``, .75, and a few, so that eight of the smallest parts merged are beyond it."""


def ends(expected: int) -> Iterator[int]:
    """Yield the numbers of documents after which to commit; the end of the last part is the end of all.

    Args:
        expected: Documents that will be written, or about so many: the last part may be shorter or longer.
    """
    parts = 1
    while expected > parts * ONE_SIZE:
        parts *= TOGETHER
    return (expected * part // parts for part in range(1, parts))
