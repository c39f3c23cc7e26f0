"""Tables of the readers' desk: datasets, keys of the API, collections, saved searches, alerts of queries.

None is derived from the archive: a dataset is what a person cites, a key what a person was given, the rest
what a person put together.
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

collections = Table(
    "collections",
    metadata,
    # Its name: letters, digits, '-' and '_', so that ``collection:NAME`` needs no quotes.
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # of 'offices' or 'articles'
    Column("note", Text, nullable=False, server_default=""),
    Column("made_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
)

collected = Table(
    "collected",
    metadata,
    Column("collection_id", Text, primary_key=True),
    # An office's or an article's id; it stays when what it names is gone.
    Column("member_id", Text, primary_key=True),
    # A JSON list of words.
    Column("tags", Text, nullable=False, server_default="[]"),
    Column("note", Text, nullable=False, server_default=""),
    Column("added_at", Text, nullable=False),
)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", Text, primary_key=True),
    # The parameters of the search page's address: they are the search.
    Column("address", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    # Up to when a person has seen what it finds; what was read later is new.
    Column("seen_at", Text, nullable=False),
)

query_alerts = Table(
    "query_alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("address", Text, nullable=False),
    # Names of sinks, parted by commas.
    Column("sinks", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    # The last message of the outbox it has looked at.
    Column("seq", Integer, nullable=False),
    Column("ran_at", Text),
)

told_articles = Table(
    "told_articles",
    metadata,
    Column("alert_id", Text, primary_key=True),
    # Articles, not stories: a story may be joined to another and take its name.
    Column("article_id", Text, primary_key=True),
    # 1 where a message was made of it; 0 where it is a copy of what was told.
    Column("first", Integer, nullable=False),
    Column("at", Text, nullable=False),
)
