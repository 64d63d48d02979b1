"""Seal content of any length under its own data key: C2SP chunked-encryption, Cobblestone-256.

Layout: salt 24 | key commitment 32 | AES-256-GCM chunks of 16 KiB, the last always short. The
commitment means one ciphertext opens under one key only, so author and lead read the same words.
A cut stream is an error. This module never reuses or chooses a data key.
"""

from collections.abc import Iterable, Iterator

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from app.errors import SealedError

STEP = 1024


def pad(plain: bytes) -> bytes:
    """Append 0x80 and zeros up to the next whole KiB, so that a length tells little."""
    return plain + b"\x80" + bytes(-(len(plain) + 1) % STEP)


def unpad(padded: bytes) -> bytes:
    """Undo `pad`. Raises SealedError."""
    plain = padded.rstrip(b"\0")
    if plain[-1:] != b"\x80":
        raise SealedError("padding")
    return plain[:-1]


def seal_content(plain: bytes, data_key: bytes, context: bytes) -> bytes:
    """Pad and seal `plain` under a 32-byte `data_key` that seals nothing else."""
    return b"".join(seal_stream([pad(plain)], data_key, context))


def open_content(blob: bytes, data_key: bytes, context: bytes) -> bytes:
    """Open what `seal_content` made. Raises SealedError."""
    return unpad(b"".join(open_stream([blob], data_key, context)))


def seal_stream(chunks: Iterable[bytes], data_key: bytes, context: bytes) -> Iterator[bytes]:
    """Seal chunks of any sizes as they come; adds no padding. Raises SealedError for a bad key."""
    try:
        encryptor = Cobblestone256Encryptor(data_key, context)
    except ValueError:
        raise SealedError("data-key") from None
    for chunk in chunks:
        yield encryptor.update(chunk)
    yield encryptor.finalize()


def open_stream(chunks: Iterable[bytes], data_key: bytes, context: bytes) -> Iterator[bytes]:
    """Open a sealed stream; every piece given out is authentic, but the end is not yet proved.

    Raises SealedError for altered, moved, cut or lengthened bytes. Danger: a caller who acts on
    pieces before the stream has ended may act on a cut file.
    """
    try:
        decryptor = Cobblestone256Decryptor(data_key, context)
        for chunk in chunks:
            yield decryptor.update(chunk)
        yield decryptor.finalize()
    except (InvalidTag, ValueError):
        raise SealedError("content") from None
