"""Tables of the readers' desk: datasets that were made, and keys of the API.

Neither is derived from the archive: a dataset is what a person cites, a key what a person was given.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from pipelines.store.tables import metadata

datasets = Table(
    "datasets",
    metadata,
    # The beginning of the manifest's hash: the same manifest has one id wherever it is kept.
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    # The manifest's canonical JSON, packed by zlib: 130 bytes an article become about 60.
    Column("packed", LargeBinary, nullable=False),
    Index("ix_datasets_made_at", "made_at"),
)

api_keys = Table(
    "api_keys",
    metadata,
    # What people call a key by; it is no secret.
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    # SHA-256 of the key. A key is 256 random bits, so no salt and no slow hash is needed.
    Column("digest", Text, nullable=False, unique=True),
    Column("made_at", Text, nullable=False),
    Column("revoked_at", Text),
)
