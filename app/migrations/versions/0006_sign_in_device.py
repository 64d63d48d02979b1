"""The device of a sign-in, sealed for whoever signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.add_column("sign_in", sa.Column("device", sa.LargeBinary(), nullable=True))
