"""Seal, open and check the entries of a file, and the documents they list.

An entry is content under its own data key, that key sealed to each recipient, and the author's
signature over the ciphertext's hash and place. Opening proves secrecy and place; only
`verify_entry_signature` proves who wrote it. This module never decides who the recipients are.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypedDict, Unpack

from app.vault import contexts
from app.vault.principals import Public, Secret
from app.vault.sealed_content import open_content, open_stream, seal_content, seal_stream

DATA_KEY = 32


class EntryPlace(TypedDict):
    """Where an entry belongs: organisation, kind and id of its file, and its number there."""

    org: str
    filekind: str
    file: str
    number: int


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
    plain: bytes, *, author: Secret, recipients: list[Public], **at: Unpack[EntryPlace]
) -> SealedEntry:
    """Seal `plain` to every recipient and sign it as its author."""
    key = os.urandom(DATA_KEY)
    ciphertext = seal_content(plain, key, contexts.entry(**at))
    author_fpr = author.public.fingerprint
    signature = author.sign(_message(ciphertext, author_fpr, at))
    wraps = tuple(
        (to.fingerprint, to.seal(key, contexts.wrap(**at, recipient_fpr=to.fingerprint)))
        for to in recipients
    )
    return SealedEntry(ciphertext, signature, author_fpr, wraps)


def open_entry(blob: bytes, wrap: bytes, *, recipient: Secret, **at: Unpack[EntryPlace]) -> bytes:
    """Open an entry with the recipient's own wrap. Raises SealedError. Says nothing of authors."""
    context = contexts.wrap(**at, recipient_fpr=recipient.public.fingerprint)
    return open_content(blob, recipient.open(wrap, context), contexts.entry(**at))


def verify_entry_signature(
    ciphertext: bytes, signature: bytes, *, author: Public, **at: Unpack[EntryPlace]
) -> None:
    """Return if `author` signed this ciphertext in this place; raise SealedError otherwise."""
    author.check(signature, _message(ciphertext, author.fingerprint, at))


def _message(ciphertext: bytes, author_fpr: bytes, at: EntryPlace) -> bytes:
    digest = hashlib.sha256(ciphertext).digest()
    return contexts.sign(**at, author_fpr=author_fpr, digest=digest)


def seal_document(
    chunks: Iterable[bytes], *, index: int, **at: Unpack[EntryPlace]
) -> tuple[bytes, Iterator[bytes]]:
    """Seal a document as a stream under a new key: that key, for the entry, and the ciphertext."""
    key = os.urandom(DATA_KEY)
    return key, seal_stream(chunks, key, contexts.document(**at, index=index))


def open_document(
    chunks: Iterable[bytes], key: bytes, *, index: int, **at: Unpack[EntryPlace]
) -> Iterator[bytes]:
    """Open a document's stream. Raises SealedError, at the latest at the end of a cut one."""
    return open_stream(chunks, key, contexts.document(**at, index=index))
