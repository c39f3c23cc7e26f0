"""Tables of daily operation: who was visited when, what is thought of each office, what was said to whom.

None of it can be had from the archive again; all of it is small: a row an office and day, or fewer.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from pipelines.store.tables import metadata

visits = Table(
    "visits",
    metadata,
    Column("source_id", Text, primary_key=True),
    # A day in Asia/Bangkok, ISO; several crawls of a day make one row.
    Column("day", Text, primary_key=True),
    # 'collected', 'nothing_new', 'failed'; no row = not attempted.
    Column("outcome", Text, nullable=False),
    Column("code", Text),
    Column("reason", Text),
    Column("door", Text),
    Column("requests", Integer, nullable=False),
    Column("captures", Integer, nullable=False),
    Column("not_modified", Integer, nullable=False),
    # Items first named that day, and list pages whose bytes were other than before.
    Column("new_items", Integer, nullable=False),
    Column("lists_changed", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Index("ix_visits_day", "day"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("at", Text, nullable=False),
)

# An office whose output is held back from the index, and the articles that are; 'shown' is the version that
# the index keeps, 0 = none.
holds = Table(
    "holds",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("run_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Text, nullable=False),
)

held = Table(
    "held",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Index("ix_held_source_id", "source_id"),
)

# What is wrong now, one row a cause however many days it lasts, and the messages it made.
causes = Table(
    "causes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
    Column("told_at", Text),
)

notices = Table(
    "notices",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("cause_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # 'new', 'still', 'resolved'
    Column("sink", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Text),  # null = sent, or given up
    Column("sent_at", Text),
    Column("error", Text),
    Index("ix_notices_next_at", "next_at"),
    sqlite_autoincrement=True,
)
