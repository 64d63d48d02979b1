"""Column types that read whatever a row holds: a value that was spoiled raises through no page.

SQLite keeps anything in any column, and PostgreSQL keeps times that Python has no date for. A time
that cannot be read becomes `NOT_READABLE`, JSON that is none becomes None or an empty list, and
each reader decides what is safe (`domain/times/unreadable_times.py`). `unreadable`, `is_unset` and
`has_passed` ask the same in a query.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, BindParameter, Boolean, ColumnElement, DateTime, Uuid, or_
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from app.domain.times.unreadable_times import FIRST_DISBELIEVED_TIME, UNREADABLE_TIME

NOWHERE: Final = UUID(int=0)
_STORED: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", re.ASCII)
_GLOB: Final = "-".join(["[0-9]" * 4, "[0-9]" * 2, "[0-9]" * 2]) + " " + ":".join(
    ["[0-9]" * 2, "[0-9]" * 2, "[0-9]" * 2 + "." + "[0-9]" * 6]
)  # fmt: skip


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime on every database; SQLite forgets zones, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values: a time without a zone is a wrong time twice a year."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return what gives an aware datetime in UTC, NOT_READABLE for anything else, or None."""
        return _from_text if dialect.name == "sqlite" else _believed


class Json(TypeDecorator[Any]):
    """JSON that reads as None where a row holds anything else."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return JSON's own reader, without its errors."""
        read = super().result_processor(dialect, coltype)
        return read and _read_without_errors(read, None)


class Strings(Json):
    """A list of texts; what else a row holds is left out of it, or none of it is read."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return what gives a list of str."""
        read = super().result_processor(dialect, coltype)

        def texts(value: Any) -> list[str]:
            found = read(value) if read else value
            return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []

        return texts


class Pointer(TypeDecorator[UUID]):
    """The id of another row, where no foreign key holds it; what is none reads as NOWHERE."""

    impl = Uuid
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return Uuid's own reader, without its errors."""
        read = super().result_processor(dialect, coltype)
        return read and _read_without_errors(read, NOWHERE)


def _read_without_errors(read: Callable[[Any], Any], otherwise: Any) -> Callable[[Any], Any]:
    def read_what_can_be(value: Any) -> Any:
        try:
            return read(value)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return otherwise

    return read_what_can_be


def _from_text(stored: Any) -> datetime | None:
    if stored is None:
        return None
    if not isinstance(stored, str) or _STORED.fullmatch(stored) is None:
        return UNREADABLE_TIME
    try:
        return _believed(datetime.fromisoformat(stored).replace(tzinfo=UTC))
    except ValueError:
        return UNREADABLE_TIME


def _believed(stored: datetime | None) -> datetime | None:
    if stored is None:
        return None
    return (
        stored.astimezone(UTC)
        if UNREADABLE_TIME < stored < FIRST_DISBELIEVED_TIME
        else UNREADABLE_TIME
    )


class unreadable(FunctionElement[bool]):  # noqa: N801 - it is written like a function of SQL
    """Whether a column of times holds something that would read as NOT_READABLE."""

    type = Boolean()
    inherit_cache = True
    name = "unreadable"


def is_unset(column: Any) -> ColumnElement[bool]:
    """Whether a column of times is empty or cannot be read: nothing that can be believed."""
    return or_(column.is_(None), unreadable(column))


def has_passed(column: Any, at: datetime | BindParameter[Any]) -> ColumnElement[bool]:
    """Whether a time lies at or before `at`, as one that cannot be read does."""
    return or_(column <= at, unreadable(column))


@compiles(unreadable, "sqlite")
def _unreadable_in_sqlite(element: unreadable, compiler: SQLCompiler, **more: Any) -> str:
    it = compiler.process(element.clauses, **more)
    first, last = (
        f"'{at:%Y-%m-%d %H:%M:%S.%f}'" for at in (UNREADABLE_TIME, FIRST_DISBELIEVED_TIME)
    )
    whole = f"datetime(substr({it}, 1, 19)) IS substr({it}, 1, 19)"  # refuses 31 February, 25:00
    text = f"typeof({it}) = 'text' AND {it} GLOB '{_GLOB}' AND {whole}"
    return f"({it} IS NOT NULL AND NOT ({text} AND {it} > {first} AND {it} < {last}))"


@compiles(unreadable, "postgresql")
def _unreadable_in_postgresql(element: unreadable, compiler: SQLCompiler, **more: Any) -> str:
    it = compiler.process(element.clauses, **more)
    first, last = (
        f"TIMESTAMPTZ '{at:%Y-%m-%d %H:%M:%S}+00'"
        for at in (UNREADABLE_TIME, FIRST_DISBELIEVED_TIME)
    )
    return f"({it} IS NOT NULL AND NOT ({it} > {first} AND {it} < {last}))"
