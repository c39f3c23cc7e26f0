"""``khaosan dedup``: the copies in any file of texts, without a store."""

from __future__ import annotations

from pathlib import Path

from flows.commands.common import COMMON, Common


def dedup(file: Path, *, common: Common = COMMON) -> int:
    """Print ``{id, cluster}`` for every line of a file; a text without a copy has a cluster of its own.

    Args:
        file: JSON Lines of ``{id, title, body, date, source}``, in any order; gzip by suffix.
    """
    from flows.output import emit_lines
    from pipelines.copies import cluster_stream
    from pipelines.copies.lines import read_lines

    pairs = cluster_stream(read_lines(file))
    emit_lines(({"id": one, "cluster": cluster} for one, cluster in pairs), json=True, text=str)
    return 0
