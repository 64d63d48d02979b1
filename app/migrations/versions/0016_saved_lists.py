"""Lists of concerns that readers keep under names of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.create_table(
        "saved_list",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_saved_list_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["member.id"], name=op.f("fk_saved_list_user_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_list")),
    )
    op.create_index(op.f("ix_saved_list_user_id"), "saved_list", ["user_id"])
