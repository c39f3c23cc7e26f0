"""Series of copies"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "copy_series",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("alias_of", sa.Text(), nullable=True),
        sa.Column("minted_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_copy_series")),
        sa.UniqueConstraint("id", name=op.f("uq_copy_series_id")),
    )
    op.create_index("ix_copy_series_alias_of", "copy_series", ["alias_of"], unique=False)
    for table, column in (("copy_documents", "series"), ("articles", "series_id")):
        op.add_column(table, sa.Column(column, sa.Text(), nullable=True))
        op.create_index(
            f"ix_{table}_{column}",
            table,
            [column],
            unique=False,
            sqlite_where=sa.text(f"{column} IS NOT NULL"),
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def downgrade() -> None:

    for table, column in (("articles", "series_id"), ("copy_documents", "series")):
        op.drop_index(f"ix_{table}_{column}", table_name=table)
        op.drop_column(table, column)
    op.drop_index("ix_copy_series_alias_of", table_name="copy_series")
    op.drop_table("copy_series")
