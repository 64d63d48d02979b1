"""A link for a confirmer outside."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.create_table(
        "training_link",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["member.id"], name=op.f("fk_training_link_learner_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_training_link_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_link")),
        sa.UniqueConstraint(
            "org_id", "token_hash", name=op.f("uq_training_link_org_id_token_hash")
        ),
    )
    with op.batch_alter_table("training_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_link_learner_id"), ["learner_id"], unique=False
        )
