"""Turn what a column holds into a value that any database can hold, and back.

A value that is not of its column's kind (a fault, or somebody's hand) is carried as it is: a backup
never mends and never fails for one. This module reads no row.
"""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, Boolean, DateTime, Integer, LargeBinary, String, Uuid
from sqlalchemy.types import TypeEngine

from app.domain.times.unreadable_times import UNREADABLE_TIME

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", re.ASCII)
_TIME_FORMAT: Final = "%Y-%m-%d %H:%M:%S.%f"
_HEX: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


class DamagedValueError(Exception):
    """A value was damaged before it was backed up, and this database cannot hold it."""


def get_column_kind(column: TypeEngine[Any]) -> str:
    """Return the kind of a column, as a database says its type. Raises ValueError for no kind."""
    if isinstance(column, Uuid) or (isinstance(column, String) and column.length == 32):
        return "uuid"  # SQLite has no such type: CHAR(32)
    for kind, types in (
        ("bytes", LargeBinary), ("time", DateTime), ("bool", Boolean), ("int", Integer),
        ("json", JSON), ("text", String),
    ):  # fmt: skip
        if isinstance(column, types):
            return kind
    raise ValueError(f"no kind for a column of type {type(column).__name__}")


def make_backup_value(kind: str, value: Any) -> Any:
    """Return a stored value as JSON can hold it. `value` is what the driver gave."""
    if value is None:
        return None
    portable = _PORTABLE[kind](value)
    return _carry(value) if portable is None else portable


def _uuid(value: Any) -> str | None:
    if isinstance(value, str) and _HEX.fullmatch(value):
        return str(UUID(value))
    return str(value) if isinstance(value, UUID) else None


def _bytes(value: Any) -> str | None:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else None


def _time(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, str) and _TIME.fullmatch(value):
        return f"{value.replace(' ', 'T')}Z"
    return None


def _bool(value: Any) -> bool | None:
    return bool(value) if isinstance(value, int) and value in {0, 1} else None


def _int(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


_PORTABLE: Final = {
    "uuid": _uuid, "bytes": _bytes, "time": _time, "bool": _bool, "int": _int,
    "json": _text, "text": _text,
}  # fmt: skip
"""By kind; each returns None for a value that is not of its kind."""


def _carry(value: Any) -> dict[str, Any]:
    if isinstance(value, bytes):
        return {"stored": base64.b64encode(value).decode(), "as": "bytes"}
    if isinstance(value, int | float):
        return {"stored": str(value), "as": "number"}
    return {"stored": str(value), "as": "text"}


def make_database_value(kind: str, value: Any, dialect: str) -> Any:
    """Return a value of a backup as this database holds it: make_backup_value, backwards.

    Raises DamagedValueError, or ValueError for what no backup says.
    """
    if value is None:
        return None
    if isinstance(value, dict):
        return _restore_carried(kind, value, dialect)
    if kind == "bytes":
        return base64.b64decode(value, validate=True)
    if dialect == "sqlite":
        return _make_sqlite(kind, value)
    if kind == "uuid":
        return UUID(value)
    if kind == "time":
        return _parse_time(value)
    return value


def _make_sqlite(kind: str, value: Any) -> Any:
    match kind:
        case "uuid":
            return UUID(value).hex
        case "time":
            return value[:-1].replace("T", " ")
        case "bool":
            return int(value)
    return value


def _parse_time(text: str) -> datetime:
    """Read a time; one that no calendar has reads as one that cannot be read."""
    try:
        stored = datetime.strptime(text[:-1].replace("T", " "), _TIME_FORMAT)  # noqa: DTZ007 - next
    except ValueError:
        return UNREADABLE_TIME
    return stored.replace(tzinfo=UTC)


def _restore_carried(kind: str, carried: dict[str, str], dialect: str) -> Any:
    stored, of = carried["stored"], carried["as"]
    if dialect != "sqlite":
        if kind == "time":
            return UNREADABLE_TIME
        raise DamagedValueError(kind)
    if of == "bytes":
        return base64.b64decode(stored, validate=True)
    if of == "number":
        return float(stored) if set(stored) & set(".einf") else int(stored)
    return stored
