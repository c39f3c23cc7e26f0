"""Tables of what is fetched beside pages, and of how a source may be asked.

``attachments``, ``files`` and ``file_texts`` are derived from the archive; the rest is the crawler's memory:
what it has spent, what went wrong on how many days, which terms it has read.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from pipelines.store.tables import metadata

# What an article names, in its order. 'address' is the canonical form of 'url', by which files are known.
attachments = Table(
    "attachments",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("address", Text, nullable=False),
    Index("ix_attachments_address", "source_id", "address"),
)

# What lies at an address, as last captured.
files = Table(
    "files",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("capture_id", Integer, nullable=False),
    Column("fetched_at", Text, nullable=False),
    Index("ix_files_sha256", "sha256"),
)

# The text of bytes, once, wherever they lie. 'status': 'text', 'none' (a scan or picture), 'old_format' (an
# office file as before 2007), 'unread' (another form without a reader), 'failed' (damaged, locked, or past a
# limit), 'page' (a page where a file should be).
file_texts = Table(
    "file_texts",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("note", Text),
    Column("segmented", Text, nullable=False),
    Column("analysis", Text, nullable=False),
)

# Each state of a site's terms of use; the bytes are in the archive.
terms = Table(
    "terms",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("fetched_at", Text, primary_key=True),
    Column("status", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("capture_id", Integer, nullable=False),
)

# What an office's crawls took on a day in Asia/Bangkok.
spendings = Table(
    "spendings",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("pages", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("files", Integer, nullable=False),
    Column("file_bytes", BigInteger, nullable=False),
    Column("seconds", Integer, nullable=False),
)

# A source read back to a day, page by page; 'begun_at' is the run that its list pages belong to.
backfills = Table(
    "backfills",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("since", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("finished_at", Text),
)

# Faults that mean something only when they last: on how many days, one after the other crawl.
mishaps = Table(
    "mishaps",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("days", Integer, nullable=False),
)

# A source that said when to come again.
pauses = Table(
    "pauses",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("until", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
