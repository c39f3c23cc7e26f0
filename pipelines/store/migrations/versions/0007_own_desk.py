"""Collections, saved searches, alerts of queries; people that articles name"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BATCH = 500
"""Records read at once: about 4 MB."""


def upgrade() -> None:
    op.create_table(
        "collections",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
    )
    op.create_table(
        "collected",
        sa.Column("collection_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), server_default="[]", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("collection_id", "member_id", name=op.f("pk_collected")),
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
    )
    op.create_table(
        "query_alerts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("sinks", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("ran_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query_alerts")),
    )
    op.create_table(
        "told_articles",
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "article_id", name=op.f("pk_told_articles")),
    )
    people = op.create_table(
        "people",
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("article_id", "place", name=op.f("pk_people")),
    )
    fill(people)
    op.create_index("ix_people_name", "people", ["name", "article_id"], unique=False)
    op.drop_index(op.f("ix_articles_cluster_id"), table_name="articles")
    op.create_index(
        "ix_articles_cluster_id", "articles", ["cluster_id", "state", "published", "source_id"], unique=False
    )
    op.create_index(
        "ix_versions_refined_at", "versions", ["refined_at", "number", "article_id"], unique=False
    )


def fill(people: sa.Table) -> None:
    """Write down whom the live articles of an older store name."""
    connection = op.get_bind()
    columns = [sa.column(name, sa.Text) for name in ("id", "state", "record")]
    articles = sa.table("articles", *columns)
    after = ""
    while True:
        query = sa.select(articles.c.id, articles.c.record).where(
            articles.c.id > after, articles.c.state == "live"
        )
        batch = connection.execute(query.order_by(articles.c.id).limit(BATCH)).all()
        rows = [row for identity, record in batch for row in _rows(identity, record)]
        if rows:
            connection.execute(sa.insert(people), rows)
        if len(batch) < BATCH:
            return
        after = batch[-1][0]


def _rows(identity: str, record: str) -> list[dict[str, object]]:
    return [
        {
            "article_id": identity,
            "place": place,
            "name": one["name"],
            "title": one.get("title"),
            "post": one.get("post"),
            "office": one.get("office"),
        }
        for place, one in enumerate(json.loads(record).get("people") or ())
    ]


def downgrade() -> None:
    op.drop_index("ix_versions_refined_at", table_name="versions")
    op.drop_index("ix_articles_cluster_id", table_name="articles")
    op.create_index(op.f("ix_articles_cluster_id"), "articles", ["cluster_id"], unique=False)
    op.drop_index("ix_people_name", table_name="people")
    op.drop_table("people")
    op.drop_table("told_articles")
    op.drop_table("query_alerts")
    op.drop_table("saved_searches")
    op.drop_table("collected")
    op.drop_table("collections")
