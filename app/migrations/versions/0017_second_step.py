"""A second step for signing in: the app's secret and recovery codes, sealed to their owner."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_second_factor_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["member.id"], name=op.f("fk_second_factor_user_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
        sa.UniqueConstraint("org_id", "user_id", name=op.f("uq_second_factor_org_id_user_id")),
    )
