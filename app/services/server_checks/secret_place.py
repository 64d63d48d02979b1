"""Say where the server secret lies, and what is left of an older one. Nothing is changed here."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from app.errors import SealedError
from app.models.member import Lock
from app.services.audit_log.database_check import find_sqlite_file
from app.services.auth.second_step.passkey_locks import is_passkey_lock
from app.services.secret_change.secret_files import find_next_secret_file
from app.vault.locks import read_pepper_generation


def find_secret_near_data(secret_file: Path, data: Path, database_url: str) -> Iterator[str]:
    """Yield a sentence if whoever takes a folder has the secret and what it protects.

    That is a database in a file, and `data` with the checkpoints, which no database server has.
    """
    file, folder = find_sqlite_file(make_url(database_url)), secret_file.absolute().parent
    near = [] if file is None or file.absolute().parent != folder else ["the database"]
    if folder == data.absolute():
        near.append("the checkpoints of the log")
    if not near:
        return
    yield (
        f"Note: {', '.join(('the server secret', *near[:-1]))} and {near[-1]} lie in one folder, "
        f"{secret_file.parent}. That is fine for trying Heard out. Before real records, move the "
        "secret: docs/running.md, The server secret."
    )


def find_unfinished_change(secret_file: Path) -> Iterator[str]:
    """Yield a sentence if a next secret waits that the database does not belong to."""
    if (waiting := find_next_secret_file(secret_file)).exists():
        yield (
            f"Note: {waiting} is a server secret that is not in use. To continue the change, run "
            "`flask --app wsgi secret rotate`. To give it up, move the file away."
        )


def find_old_locks(session: Session, generation: int) -> Iterator[str]:
    """Yield how many passphrases are still locked with a server secret before this one.

    A passkey that signs in alone is locked anew, and its owner's passphrase is not.
    """
    rows = session.execute(select(Lock.user_id, Lock.kind, Lock.blob)).all()
    old = {
        user
        for user, kind, blob in rows
        if kind == "passphrase" and _read_generation(blob, unreadable=generation) < generation
    }
    if not old:
        return
    people = "1 person has" if len(old) == 1 else f"{len(old)} people have"
    by_passkey = old & {
        user
        for user, kind, blob in rows
        if is_passkey_lock(kind) and _read_generation(blob) == generation
    }
    yield (
        f"Note: the server secret was changed. {people} not signed in with their passphrase since."
        f"{_describe_passkey_users(len(by_passkey))} Someone with the old secret and a copy of the "
        "database can guess at these passphrases. See docs/running.md, Change the server secret."
    )


def _describe_passkey_users(count: int) -> str:
    if not count:
        return ""
    uses = "1 of them uses a passkey" if count == 1 else f"{count} of them use a passkey"
    return f" {uses} that signs in alone, which does not change that."


def _read_generation(blob: bytes, *, unreadable: int = -1) -> int:
    """Return with which server secret a lock was made; `unreadable` for one that cannot be read."""
    try:
        return read_pepper_generation(blob)
    except SealedError:
        return unreadable
