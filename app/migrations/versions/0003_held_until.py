"""Until when a phone script keeps a sign-in open."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.add_column("sign_in", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
