"""The salt of what members call themselves, whose hash is in the log, and an index of leads."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.add_column("member", sa.Column("called_salt", sa.Text(), nullable=True))
    lead = sa.text("""CAST(roles AS TEXT) LIKE '%"lead"%'""")
    op.create_index(
        "ix_member_lead", "member", ["org_id"], postgresql_where=lead, sqlite_where=lead
    )
