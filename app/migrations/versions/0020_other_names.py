"""An index of the few members who have a second name, to find whose account a record is."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

HAS_OTHER_NAMES = sa.text("""called IS NOT NULL OR confirmed_as LIKE '%","%'""")


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.create_index(
        "ix_member_other_names",
        "member",
        ["org_id"],
        postgresql_where=HAS_OTHER_NAMES,
        sqlite_where=HAS_OTHER_NAMES,
    )
