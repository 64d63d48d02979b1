"""A query marked as large gives the same rows on both databases, and PostgreSQL spells none out."""

from __future__ import annotations

from typing import Any

from psycopg.pq import Format
from sqlalchemy import event, select

from app.database import LARGE_RESULT
from app.models.audit_log import Leaf
from tests.support.club.office import Office


def test_a_large_result_has_the_same_rows_and_is_not_spelt_out(office: Office):
    office.signed("sam")
    query, formats = select(Leaf.i, Leaf.hash, Leaf.line, Leaf.obj).order_by(Leaf.i), []

    def note(_connection: Any, cursor: Any, *_rest: Any) -> None:
        formats.append(getattr(cursor, "format", None))

    with office.world.session() as session:
        usual = session.execute(query).all()
        event.listen(session.get_bind(), "after_cursor_execute", note)
        large = session.execute(query, execution_options=LARGE_RESULT).all()
        session.execute(query).all()
        event.remove(session.get_bind(), "after_cursor_execute", note)
        is_postgresql = session.get_bind().dialect.name == "postgresql"
    assert large == usual
    assert all(type(line) is bytes for _, _, line, _ in large)
    assert formats == ([Format.BINARY, Format.TEXT] if is_postgresql else [None, None])
