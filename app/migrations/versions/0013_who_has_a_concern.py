"""Hold who a concern was handed over to, for lists."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.add_column("concern", sa.Column("lead_id", sa.Uuid(), nullable=True))
