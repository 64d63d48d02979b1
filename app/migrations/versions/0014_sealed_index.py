"""The sealed search index: slips, one for each entry and reader, and books of them.

Only ids, counts and sealed bytes stand here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    op.create_table(
        "index_slip",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recipient_fpr", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("leaf_index", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concern.id"], name=op.f("fk_index_slip_concern_id_concern")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_index_slip_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_slip")),
        sa.UniqueConstraint(
            "concern_id",
            "number",
            "recipient_fpr",
            name=op.f("uq_index_slip_concern_id_number_recipient_fpr"),
        ),
    )
    with op.batch_alter_table("index_slip", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_index_slip_recipient_fpr"), ["recipient_fpr"], unique=False
        )

    op.create_table(
        "index_book",
        sa.Column("recipient_fpr", sa.LargeBinary(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_index_book_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_book")),
        sa.UniqueConstraint(
            "org_id",
            "recipient_fpr",
            "part",
            name=op.f("uq_index_book_org_id_recipient_fpr_part"),
        ),
    )
