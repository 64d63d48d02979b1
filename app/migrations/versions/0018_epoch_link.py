"""Links between the epochs of a team's key: the older seed, sealed to the newer key."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.create_table(
        "epoch_link",
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_epoch_link_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epoch_link")),
        sa.UniqueConstraint(
            "org_id", "team", "epoch", name=op.f("uq_epoch_link_org_id_team_epoch")
        ),
    )
