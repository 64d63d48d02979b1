"""Seal, open and check the entries of a file, and the documents they list.

An entry is content under its own data key, that key sealed to each recipient, and the author's
signature over the ciphertext's hash and place. Opening proves secrecy and place; only
`check_entry` proves who wrote it. This module never decides who the recipients are.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.vault import contexts
from app.vault.content import open_content, open_stream, seal_content, seal_stream
from app.vault.principals import Public, Secret

DATA_KEY = 32


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry as it is stored; `wraps` pairs each recipient's fingerprint with its sealed key."""

    ciphertext: bytes
    signature: bytes
    author_fpr: bytes
    wraps: tuple[tuple[bytes, bytes], ...]

    def __repr__(self) -> str:
        """Show whose entry it is."""
        return f"SealedEntry(author={self.author_fpr.hex()[:16]})"


def seal_entry(
    plain: bytes,
    *,
    org: str,
    filekind: str,
    file: str,
    number: int,
    author: Secret,
    recipients: list[Public],
) -> SealedEntry:
    """Seal `plain` to every recipient and sign it as its author."""
    key = os.urandom(DATA_KEY)
    ciphertext = seal_content(plain, key, contexts.entry(org, filekind, file, number))
    author_fpr = author.public.fingerprint
    message = _message(ciphertext, org, filekind, file, number, author_fpr)
    wraps = tuple(
        (to.fingerprint, to.seal(key, contexts.wrap(org, filekind, file, number, to.fingerprint)))
        for to in recipients
    )
    return SealedEntry(ciphertext, author.sign(message), author_fpr, wraps)


def open_entry(
    ciphertext: bytes,
    wrap: bytes,
    *,
    org: str,
    filekind: str,
    file: str,
    number: int,
    recipient: Secret,
) -> bytes:
    """Open an entry with the recipient's own wrap. Raises SealedError. Says nothing of authors."""
    fingerprint = recipient.public.fingerprint
    key = recipient.open(wrap, contexts.wrap(org, filekind, file, number, fingerprint))
    return open_content(ciphertext, key, contexts.entry(org, filekind, file, number))


def check_entry(
    ciphertext: bytes,
    signature: bytes,
    *,
    org: str,
    filekind: str,
    file: str,
    number: int,
    author: Public,
) -> None:
    """Return if `author` signed this ciphertext in this place; raise SealedError otherwise."""
    message = _message(ciphertext, org, filekind, file, number, author.fingerprint)
    author.check(signature, message)


def _message(
    ciphertext: bytes, org: str, filekind: str, file: str, number: int, author_fpr: bytes
) -> bytes:
    digest = hashlib.sha256(ciphertext).digest()
    return contexts.sign(org, filekind, file, number, author_fpr, digest)


def seal_document(
    chunks: Iterable[bytes], *, org: str, filekind: str, file: str, number: int, index: int
) -> tuple[bytes, Iterator[bytes]]:
    """Seal a document as a stream under a new key: that key, for the entry, and the ciphertext."""
    key = os.urandom(DATA_KEY)
    context = contexts.document(org, filekind, file, number, index)
    return key, seal_stream(chunks, key, context)


def open_document(
    chunks: Iterable[bytes],
    key: bytes,
    *,
    org: str,
    filekind: str,
    file: str,
    number: int,
    index: int,
) -> Iterator[bytes]:
    """Open a document's stream. Raises SealedError, at the latest at the end of a cut one."""
    return open_stream(chunks, key, contexts.document(org, filekind, file, number, index))
