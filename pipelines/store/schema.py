"""The whole schema: every module that declares tables on the one MetaData, gathered for migrations."""

from __future__ import annotations

from pipelines.store.tables import metadata

__all__ = ["metadata"]
