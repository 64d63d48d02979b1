"""Groups that do the training together."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.create_table(
        "training_group",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("finish_on", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_training_group_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_group")),
    )
    op.create_table(
        "training_group_member",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["training_group.id"],
            name=op.f("fk_training_group_member_group_id_training_group"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_training_group_member_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"],
            ["organisation.id"],
            name=op.f("fk_training_group_member_org_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_group_member")),
        sa.UniqueConstraint(
            "group_id", "member_id", name=op.f("uq_training_group_member_group_id_member_id")
        ),
    )
    with op.batch_alter_table("training_group_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_group_member_member_id"), ["member_id"], unique=False
        )
