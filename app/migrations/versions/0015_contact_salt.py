"""The salt of members' phones and email addresses, whose hashes are in the log."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.add_column("member", sa.Column("contact_salt", sa.Text(), nullable=True))
