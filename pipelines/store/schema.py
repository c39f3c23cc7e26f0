"""The whole schema: every module that declares tables on the one MetaData, gathered for migrations."""

from __future__ import annotations

from pipelines.copies import tables as copies
from pipelines.store import desk, fetching, operating, people
from pipelines.store.tables import metadata

__all__ = ["copies", "desk", "fetching", "metadata", "operating", "people"]
