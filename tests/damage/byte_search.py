"""Look for words in raw bytes, in every spelling that storage could give them.

A blob that was compressed would hide them, so columns are read through the database as well.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote


def spellings(word: str) -> set[bytes]:
    """UTF-8, UTF-16, UTF-32, Latin-1, hex, JSON and URL escapes, and base64 at each alignment."""
    found = {word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")}
    if word.isascii() or all(ord(sign) < 256 for sign in word):
        found.add(word.encode("latin-1"))
    plain = word.encode()
    found |= {plain.hex().encode(), plain.hex().upper().encode()}
    found |= {quote(word).encode(), json.dumps(word)[1:-1].encode()}
    for raw in (plain, word.encode("utf-16-le")):
        found |= set(_base64(raw))
    return {one for one in found if len(one) >= 5}


def _base64(raw: bytes) -> Iterator[bytes]:
    """The signs of base64 that depend on these bytes alone, wherever they begin in the text."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + raw)
        inner = text[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def found_in(data: bytes, words: Iterable[str]) -> set[str]:
    """The words that are in these bytes in any spelling, as they are, in capitals, in small."""
    return {
        word
        for word in words
        if any(
            one in data for case in {word, word.lower(), word.upper()} for one in spellings(case)
        )
    }


def files_under(*folders: Path) -> Iterator[Path]:
    """Every file in these folders; a path of a file is itself."""
    for folder in folders:
        if folder.is_file():
            yield folder
        else:
            yield from (path for path in folder.rglob("*") if path.is_file())
