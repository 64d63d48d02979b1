"""Children's files: a sealed card each, and signed entries that link and unlink concerns.

No name, no reason and no id of a concern stands here in clear.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.create_table(
        "child_file",
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recipient_fpr", sa.LargeBinary(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_child_file_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_file")),
    )
    op.create_table(
        "child_entry",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_fpr", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_index", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_child_entry_author_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["child_file.id"], name=op.f("fk_child_entry_file_id_child_file")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_child_entry_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_entry")),
        sa.UniqueConstraint("file_id", "number", name=op.f("uq_child_entry_file_id_number")),
    )
    with op.batch_alter_table("child_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_child_entry_file_id"), ["file_id"], unique=False)

    op.create_table(
        "child_wrap",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_fpr", sa.LargeBinary(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["child_entry.id"], name=op.f("fk_child_wrap_entry_id_child_entry")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_child_wrap_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_wrap")),
        sa.UniqueConstraint(
            "entry_id", "recipient_fpr", name=op.f("uq_child_wrap_entry_id_recipient_fpr")
        ),
    )
    with op.batch_alter_table("child_wrap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_child_wrap_entry_id"), ["entry_id"], unique=False)
