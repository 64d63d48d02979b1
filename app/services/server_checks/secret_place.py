"""Say where the server secret lies when that is next to the database. Nothing is read or moved."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from app.services.audit_log.database_check import find_sqlite_file


def find_close_secret(secret_file: Path, database_url: str) -> Iterator[str]:
    """Yield a sentence if whoever takes the folder of the database has the secret too."""
    file = find_sqlite_file(make_url(database_url))
    if file is not None and file.absolute().parent == secret_file.absolute().parent:
        yield (
            f"Note: the server secret and the database lie in one folder, {secret_file.parent}. "
            "That is fine for trying Heard out. Before real records, move the secret: "
            "docs/running.md, The server secret."
        )
