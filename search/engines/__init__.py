"""Two engines behind one protocol: the same terms, the same tree of clauses, the same hits."""

from __future__ import annotations

from pathlib import Path

from search.engines.access import OPEN, Access
from search.engines.protocol import Engine, EngineHit, EngineHits, Health, Rejected, SearchRequest, Writer

__all__ = [
    "Access", "Engine", "EngineHit", "EngineHits", "Health", "Rejected", "SearchRequest", "Writer",
    "open_engine",
]  # fmt: skip


def open_engine(
    name: str, *, home: Path, url: str | None = None, index: str = "khaosan", access: Access = OPEN
) -> Engine:
    """Open an engine by name: ``tantivy`` (in the home) or ``elasticsearch`` (at ``url``, with ``access``).

    Nothing is created and no server is asked before it is used.

    Raises:
        SettingsError: an Elasticsearch without an address.
    """
    if name == "elasticsearch":
        from search.engines.cluster.engine import ElasticsearchEngine

        return ElasticsearchEngine.at(url, index=index, access=access)
    from search.engines.embedded.engine import TantivyEngine

    return TantivyEngine(home / "index" / "tantivy")
