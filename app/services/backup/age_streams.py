"""Lock and open a stream in the format of the program `age`, for the holders of given keys.

For backups, which never lie whole in memory, nor on a disk in clear. This module keeps no key, and
opens no record: what a backup holds is sealed a second time, by keys that are not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyrage

Read = Callable[[int], bytes]
Write = Callable[[bytes], int]


class NotABackupKeyError(ValueError):
    """The text is no key of age of the kind that is needed. Never says what it was."""


class NotOpenedError(Exception):
    """The stream is not for these keys, was damaged, or ends too early."""


class _Watched:
    """A file for the library, which says only that something failed: this remembers what."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._work = work
        self.error: BaseException | None = None

    def _do(self, given: Any) -> Any:
        if self.error is not None:
            raise self.error  # age calls once more with what it had left: that is not the fault
        try:
            return self._work(given)
        except BaseException as error:
            self.error = error
            raise

    def read(self, size: int) -> bytes:
        """Return the next piece; empty at the end."""
        piece: bytes = self._do(size)
        return piece

    def write(self, piece: bytes) -> int:
        """Take one piece."""
        self._do(piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: whoever gave the file brings it to the disk."""


def encrypt_stream(read: Read, write: Write, keys: Sequence[str]) -> None:
    """Lock what `read` gives for the holders of the secret halves of `keys`, "age1…".

    Raises NotABackupKeyError before anything is read, and whatever `read` or `write` raise.
    """
    recipients = [_parse_key(pyrage.x25519.Recipient, key) for key in keys]
    _run(pyrage.encrypt_io, _Watched(read), _Watched(write), recipients)


def decrypt_stream(read: Read, write: Write, secrets: Sequence[str]) -> None:
    """Open what `read` gives with one of these secret keys.

    `write` has been given a part of it when the rest turns out to be damaged. Raises
    NotABackupKeyError, NotOpenedError, and whatever `read` or `write` raise.
    """
    identities = [_parse_key(pyrage.x25519.Identity, secret) for secret in secrets]
    source, target = _Watched(read), _Watched(write)
    try:
        _run(pyrage.decrypt_io, source, target, identities)
    except (pyrage.DecryptError, OSError):  # it calls a changed piece an error of reading
        if source.error or target.error:
            raise
        raise NotOpenedError("not opened") from None


def demand_backup_keys(keys: Sequence[str]) -> None:
    """Raise NotABackupKeyError unless each of these is a public key."""
    for key in keys:
        _parse_key(pyrage.x25519.Recipient, key)


def _run(work: Callable[..., None], source: _Watched, target: _Watched, keys: list[Any]) -> None:
    try:
        work(source, target, keys)
    except BaseException:
        if (error := source.error or target.error) is not None:
            raise error from None
        raise


def _parse_key(kind: Any, key: str) -> Any:
    try:
        return kind.from_str(key.strip())
    except (pyrage.RecipientError, pyrage.IdentityError, UnicodeError):
        raise NotABackupKeyError("not an age key") from None
