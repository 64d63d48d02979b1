"""Training: what a learner keeps, what goes to whoever confirms it, and what is completed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.create_table(
        "learning_box",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_learning_box_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["member.id"], name=op.f("fk_learning_box_user_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_box")),
        sa.UniqueConstraint("user_id", "document", name=op.f("uq_learning_box_user_id_document")),
    )
    op.create_table(
        "training",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("confirmer_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmer_id"], ["member.id"], name=op.f("fk_training_confirmer_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["member.id"], name=op.f("fk_training_learner_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_training_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_table(
        "training_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_fpr", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_index", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_training_entry_author_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_training_entry_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name=op.f("fk_training_entry_training_id_training")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_entry")),
        sa.UniqueConstraint(
            "training_id", "number", name=op.f("uq_training_entry_training_id_number")
        ),
    )
    op.create_table(
        "training_wrap",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_fpr", sa.LargeBinary(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["training_entry.id"],
            name=op.f("fk_training_wrap_entry_id_training_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_training_wrap_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_wrap")),
        sa.UniqueConstraint(
            "entry_id", "recipient_fpr", name=op.f("uq_training_wrap_entry_id_recipient_fpr")
        ),
    )
    op.create_table(
        "training_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_fpr", sa.LargeBinary(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_index", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_training_note_author_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["member.id"], name=op.f("fk_training_note_learner_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_training_note_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_note")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_training_note_org_id_code")),
    )
    op.create_index(op.f("ix_training_confirmer_id"), "training", ["confirmer_id"])
    op.create_index(op.f("ix_training_learner_id"), "training", ["learner_id"])
    op.create_index(op.f("ix_training_wrap_entry_id"), "training_wrap", ["entry_id"])
    op.create_index(op.f("ix_training_note_about"), "training_note", ["about"])
    op.create_index(op.f("ix_training_note_learner_id"), "training_note", ["learner_id"])
