"""Members who came back: the account that they had before."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

CAME_BACK = sa.text("earlier_id IS NOT NULL")


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.add_column("member", sa.Column("earlier_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_member_earlier",
        "member",
        ["org_id"],
        postgresql_where=CAME_BACK,
        sqlite_where=CAME_BACK,
    )
