"""Columns for what members call themselves since they were confirmed, and to find them by.

Until now a new name stood in `name`. It moves to `called`, and the confirmed one takes its place.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.domain.record.name_comparison import make_name_key
from app.models.member import make_search_text

revision = "0008"
down_revision = "0007"
_MEMBER = sa.table(
    "member",
    *(sa.column(name) for name in ("id", "name", "email", "confirmed_as")),
    *(sa.column(name) for name in ("called", "name_key", "search_text")),
)


def upgrade() -> None:
    """Make the change. The way back is a backup: a downgrade would drop what was recorded."""
    for name in ("called", "name_key", "search_text"):
        op.add_column("member", sa.Column(name, sa.Text(), nullable=True))
    op.create_index("ix_member_name_key", "member", ["org_id", "name_key"])
    op.create_index("ix_member_confirmed_at", "member", ["org_id", "confirmed_at"])
    connection = op.get_bind()
    columns = (_MEMBER.c.id, _MEMBER.c.name, _MEMBER.c.email, _MEMBER.c.confirmed_as)
    for member_id, name, email, confirmed_as in connection.execute(sa.select(*columns)).all():
        confirmed = _read_confirmed_name(confirmed_as) or name
        called = None if name == confirmed else name
        connection.execute(
            _MEMBER.update()
            .where(_MEMBER.c.id == member_id)
            .values(
                name=confirmed,
                called=called,
                name_key=make_name_key(confirmed),
                search_text=make_search_text(confirmed, called, email),
            )
        )


def _read_confirmed_name(stored: Any) -> str:
    """Return the present name in a row of names, or "" where it cannot be read."""
    try:
        name = json.loads(stored)["names"][0]
    except (ValueError, TypeError, LookupError):
        return ""
    return name if isinstance(name, str) else ""
