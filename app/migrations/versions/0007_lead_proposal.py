"""A lead whom one lead confirmed, and who waits for a second person to approve it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.create_table(
        "lead_proposal",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_lead_proposal_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_lead_proposal_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_proposal")),
        sa.UniqueConstraint("org_id", "member_id", name=op.f("uq_lead_proposal_org_id_member_id")),
    )
