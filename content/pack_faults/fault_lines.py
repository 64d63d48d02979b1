"""Find the line of a pack's file that a fault is about.

A reader of TOML names no lines once a file is read. This finds them again, for the fault alone. It
decides nothing, and a file that cannot be read has no line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from content.content_error import ContentError

PROVENANCE = "provenance"
_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEYS = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*\[(\[?)\s*({_KEYS})\s*\]")
_VALUE = re.compile(rf"\s*({_KEYS})\s*=")
_STEP = re.compile(rf"({_KEY})|\[\d*(?:\.\.\.)?\]")
_LONG_QUOTES = ('"""', "'''")

KeyPath = tuple[str, ...]


@contextmanager
def add_line_number_to_raised_error(packs: Path) -> Iterator[None]:
    """Give the line to each ContentError that is raised inside, about a file under `packs`."""
    try:
        yield
    except ContentError as error:
        add_line_number_to_error(packs, error)
        raise


def add_line_number_to_error(packs: Path, error: ContentError) -> ContentError:
    """Return the error with its line, about a file under `packs`. A line that it has stays."""
    error.line = error.line or find_fault_line(packs / error.file, error.key)
    return error


def find_fault_line(path: Path, key: str) -> int:
    """Return the number of the line that `key`, as "contacts.spoc.hours", is about; 0 for none.

    That is the line of the key itself. Where it is not written there, it is the one of the file's
    [provenance] that gave its value, or the nearest table around the place.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return 0
    wanted, lines = split_key(key), _read_lines(text)
    for length in range(len(wanted), 0, -1):
        if length < len(wanted) and (given := lines.get((PROVENANCE, wanted[-1]))):
            return given
        if line := _find_line(lines, wanted[:length]):
            return _find_row(text, line, wanted[length:]) or line
    return 0


def split_key(key: str) -> KeyPath:
    """Return the names in a key, in order: "spoc" and "hours" of "spoc.hours[0]"."""
    return tuple(step[1].strip("\"'") for step in _STEP.finditer(key) if step[1])


def _find_line(lines: dict[KeyPath, int], place: KeyPath) -> int:
    """Return the line of a place, with its section or without; 0 for none."""
    if place in lines:
        return lines[place]
    without_section = (line for path, line in lines.items() if path[1:] == place)
    inside = (line for path, line in lines.items() if path[: len(place)] == place)
    return next(without_section, 0) or next(inside, 0)


def _find_row(text: str, line: int, rest: KeyPath) -> int:
    """Return the line of the row with this key, in the list that starts on `line`; 0 for none."""
    if not rest:
        return 0
    row = re.compile(rf"""\bkey\s*=\s*["']{re.escape(rest[0])}["']""")
    for number, shown in enumerate(text.splitlines()[line:], line + 1):
        if _HEADER.match(shown):
            return 0
        if row.search(shown):
            return number
    return 0


def _read_lines(text: str) -> dict[KeyPath, int]:
    lines: dict[KeyPath, int] = {}
    for path, number in _list_places(text):
        lines.setdefault(path, number)
    return lines


def _list_places(text: str) -> Iterator[tuple[KeyPath, int]]:
    """Yield each table and each key of a file with its line.

    Not what is in long texts, and not the rows of a [[list]]: many have one name.
    """
    table: KeyPath | None = ()
    inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        if inside:
            inside = "" if line.count(inside) % 2 else inside
            continue
        if header := _HEADER.match(line):
            table = None if header[1] else split_key(header[2])
            if table is not None:
                yield table, number
        elif table is not None and (value := _VALUE.match(line)):
            yield (*table, *split_key(value[1])), number
        inside = next((quote for quote in _LONG_QUOTES if line.count(quote) % 2), "")
