"""The tables of copies, in the same store and the same transactions as the articles.

Candidates live here and not in a search engine: an engine shows a document only after its next refresh, so
copies that arrive together would miss each other (dedup §5). Texts are kept here too, compressed, and not
fetched from ``articles``: a judgement must see exactly the text that was sketched, the layer then works
without any other table (``khaosan dedup`` has none), and a takedown empties both in one transaction.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)

from pipelines.store.tables import metadata

STOP = -1
"""In place of a document's number: this print is boilerplate, its rows are gone."""

documents = Table(
    "copy_documents",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    # The first document with this very key text; prints and links are kept for owners only.
    Column("owner", Integer, nullable=False, index=True),
    Column("cluster", Text, nullable=False, index=True),
    # Of all documents that carry a text; few belong to a series, so the index holds those alone.
    Column("series", Text),
    Column("digest", LargeBinary),
    Column("day", Integer),
    Column("source", Text, nullable=False),
    Column("authority", SmallInteger, nullable=False),
    Column("length", Integer, nullable=False),
    Column("prints", Integer, nullable=False),
    Column("version", SmallInteger, nullable=False),
    Index("ix_copy_documents_digest", "digest"),
    Index(
        "ix_copy_documents_series",
        "series",
        sqlite_where=text("series IS NOT NULL"),
        postgresql_where=text("series IS NOT NULL"),
    ),
)

texts = Table(
    "copy_texts",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("packed", LargeBinary, nullable=False),
)

prints = Table(
    "copy_prints",
    metadata,
    Column("print", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

links = Table(
    "copy_links",
    metadata,
    Column("a", Integer, primary_key=True, autoincrement=False),
    Column("b", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("bars", Boolean, nullable=False),
    Column("score", Float, nullable=False),
    Column("jaccard", Float, nullable=False),
    Column("containment_a", Float, nullable=False),
    Column("containment_b", Float, nullable=False),
    Column("conflicts", Integer, nullable=False),
    Column("days", Integer),
    Column("version", SmallInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("reason_th", Text, nullable=False),
    Index("ix_copy_links_b", "b"),
)

clusters = Table(
    "copy_clusters",
    metadata,
    # The order of minting: of two clusters that turn out to be one, the older id survives.
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    # The id that goes on for this one after a merge; null = in use, or empty.
    Column("alias_of", Text, index=True),
    Column("minted_at", Text, nullable=False),
)

series = Table(
    "copy_series",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    # As for clusters: the older id goes on after a merge.
    Column("alias_of", Text, index=True),
    Column("minted_at", Text, nullable=False),
)
