"""The tables of the store, on SQLite and PostgreSQL alike.

All is derived from the archive but ``sources``, ``frontier``, ``takedowns`` and ``robots``: what
a person decided, and what the crawler still has to do. Moments are ISO 8601 text with zone, so they sort
and compare the same in both databases; records are JSON text, read and written by :mod:`pipelines.codec`.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    Column("province", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="unverified"),
    Column("state_reason", Text),
    Column("state_since", Text),
    Column("enabled", Boolean, nullable=False),
    Column("synced_at", Text, nullable=False),
)

captures = Table(
    "captures",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("requested_url", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("content_type", Text),
    Column("fetched_at", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("tls_valid", Boolean),
    Column("hint", Text, nullable=False),
    Column("warc_file", Text, nullable=False),
    Column("warc_offset", Integer, nullable=False),
    Column("warc_length", Integer, nullable=False),
    # What refining made of it: null = not refined yet; else 'articles', 'list', 'unchanged',
    # 'tombstone' (its article is gone at its source), or 'discard:<role>' or 'quarantine:<code>'.
    Column("outcome", Text),
    Column("refined_with", Text),
    # The span of days that its list was read for, 'since/until'; null = all that it holds.
    Column("span", Text),
    UniqueConstraint("warc_file", "warc_offset"),
    Index("ix_captures_pending", "outcome", "id"),
    Index("ix_captures_url", "source_id", "url"),
    sqlite_autoincrement=True,
)

frontier = Table(
    "frontier",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Column("depth", Integer, nullable=False, server_default="0"),
    Column("priority", Integer, nullable=False, server_default="0"),
    # 'waiting' (to be fetched when next_visit has come), 'done', 'failed' (attempts used up), 'refused'
    # (robots, address guard).
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("discovered_at", Text, nullable=False),
    Column("next_visit", Text),
    Column("visited_at", Text),
    Column("last_status", Integer),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("sha256", Text),
    Column("misses", Integer, nullable=False, server_default="0"),
    Column("note", Text),
    # 'url' is the canonical address, the key; 'fetch_url' the one that was linked.
    Column("fetch_url", Text, nullable=False),
    # Which of the family's doors a list page belongs to: 'rest', 'feed', 'html'.
    Column("door", Text),
    Column("visits", Integer, nullable=False, server_default="0"),
    Index("ix_frontier_due", "source_id", "state", "next_visit"),
)

robots = Table(
    "robots",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("fetched_at", Text, primary_key=True),
    Column("status", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("etag", Text),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("canonical_url", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("published", Text),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("cluster_id", Text),
    # The series its story is an issue of; most stories are of none.
    Column("series_id", Text),
    # 'live', 'gone' (deleted at source: a tombstone), 'taken_down' (by command).
    Column("state", Text, nullable=False, server_default="live"),
    Column("state_at", Text),
    Column("first_captured_at", Text, nullable=False),
    Column("last_captured_at", Text, nullable=False),
    Column("capture_id", Integer, ForeignKey("captures.id")),
    Column("rule", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("segmented_headline", Text, nullable=False),
    Column("segmented_body", Text, nullable=False),
    Index("ix_articles_source_id", "source_id"),
    # All that a list of stories needs, so that no record is read for it.
    Index("ix_articles_cluster_id", "cluster_id", "state", "published", "source_id"),
    Index("ix_articles_canonical", "source_id", "canonical_url"),
    Index("ix_articles_published", "published"),
    Index(
        "ix_articles_series_id",
        "series_id",
        sqlite_where=text("series_id IS NOT NULL"),
        postgresql_where=text("series_id IS NOT NULL"),
    ),
)

versions = Table(
    "versions",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("capture_id", Integer),
    Column("captured_at", Text, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("analysis", Text, nullable=False),
    # When it was read; null in stores that knew it before this was kept.
    Column("refined_at", Text),
    Index("ix_versions_refined_at", "refined_at", "number", "article_id"),
)

discards = Table(
    "discards",
    metadata,
    Column("capture_id", Integer, primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("fate", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("canonical_url", Text),
    Column("at", Text, nullable=False),
    Index("ix_discards_source_id", "source_id", "code"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("article_id", Text, nullable=False),
    Column("action", Text, nullable=False),  # 'upsert' or 'delete'
    Column("at", Text, nullable=False),
    sqlite_autoincrement=True,
)

index_states = Table(
    "index_states",
    metadata,
    Column("engine", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("analysis", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("engine", Text, primary_key=True),
    Column("article_id", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", Text, nullable=False),
)

takedowns = Table(
    "takedowns",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("started_at", Text, nullable=False),
    Column("finished_at", Text),
    Column("report", Text),
)

issues = Table(
    "issues",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run_id", Text, nullable=False),
    Column("source_id", Text),
    Column("stage", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("cure", Text, nullable=False, server_default=""),
    Column("url", Text),
    Column("share", Float),
    Column("at", Text, nullable=False),
    Index("ix_issues_run_id", "run_id"),
    sqlite_autoincrement=True,
)
