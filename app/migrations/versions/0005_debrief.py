"""A practice that its trainee sends to somebody to talk about, and the notes of that talk."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.create_table(
        "debrief",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("confirmer_id", sa.Uuid(), nullable=False),
        sa.Column("waits_for", sa.Uuid(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmer_id"], ["member.id"], name=op.f("fk_debrief_confirmer_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["member.id"], name=op.f("fk_debrief_learner_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_debrief_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["waits_for"], ["member.id"], name=op.f("fk_debrief_waits_for_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debrief")),
    )
    op.create_table(
        "debrief_entry",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_fpr", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_index", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_debrief_entry_author_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_debrief_entry_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["debrief.id"], name=op.f("fk_debrief_entry_training_id_debrief")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debrief_entry")),
        sa.UniqueConstraint(
            "training_id", "number", name=op.f("uq_debrief_entry_training_id_number")
        ),
    )
    op.create_table(
        "debrief_wrap",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_fpr", sa.LargeBinary(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["debrief_entry.id"], name=op.f("fk_debrief_wrap_entry_id_debrief_entry")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_debrief_wrap_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debrief_wrap")),
        sa.UniqueConstraint(
            "entry_id", "recipient_fpr", name=op.f("uq_debrief_wrap_entry_id_recipient_fpr")
        ),
    )
    op.create_index(op.f("ix_debrief_confirmer_id"), "debrief", ["confirmer_id"])
    op.create_index(op.f("ix_debrief_learner_id"), "debrief", ["learner_id"])
    op.create_index(op.f("ix_debrief_wrap_entry_id"), "debrief_wrap", ["entry_id"])
