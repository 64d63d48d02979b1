"""List days in a pack that no one can have meant: still to come, or written as a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from content.findings.pack_finding import PackFinding
from content.london_time import format_date
from content.pack import Pack
from content.pack_faults.fault_lines import find_fault_line
from content.pack_files import RawSections, list_toml_files
from content.pack_rules import list_pack_decisions
from content.pack_settings import DatedDecision
from content.passages import Passage
from content.workbook.edition import Workbook

DAY_KEYS = frozenset(("reviewed_on", "review_by", "since", "checked_on", "on"))
"""Keys whose value is a day, in every file of a pack."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def list_future_check_days(
    pack: Pack, base: Pack | None, raw: RawSections, today: date
) -> Iterator[PackFinding]:
    """Yield each day of a look or a call that is after `today`: no one can have done that."""
    known = dict(list_pack_decisions(base)) if base else {}
    found: list[tuple[str, Passage | DatedDecision]] = [
        (f"{section}.{one.key}", one)
        for section, one in pack.passages()
        if raw[section][one.key].file.startswith(f"{pack.name}/")
    ]
    found += [
        (f"settings.{key}", one) for key, one in list_pack_decisions(pack) if one != known.get(key)
    ]
    for key, one in found:
        yield from _list_to_come(pack, key, one, today)


def list_future_link_days(book: Workbook, pack: Pack, today: date) -> Iterator[PackFinding]:
    """Yield those days of the links that an authority gives to the workbook."""
    for address, one in book.passages():
        if address.startswith("links/") == (pack.kind == "authority"):
            yield from _list_to_come(pack, f"workbook.{address}", one, today)


def _list_to_come(
    pack: Pack, key: str, one: Passage | DatedDecision, today: date
) -> Iterator[PackFinding]:
    days = {"reviewed_on": one.reviewed_on, "checked_on": getattr(one, "checked_on", None)}
    for name, day in days.items():
        if day is not None and day > today:
            yield PackFinding(
                pack=pack.name,
                key=f"{key}.{name}",
                problem="broken",
                words=f"{format_date(day)} is still to come",
                cure="Give the day someone did it",
            )


def list_dates_written_as_text(name: str, packs: Path) -> Iterator[PackFinding]:
    """Yield each day of a pack's own files that has quotes around it, as no other day has."""
    for path in list_toml_files(packs / name):
        file = path.relative_to(packs).as_posix()
        for key, day in _list_quoted(_read_tables(path), ""):
            last = key.rpartition(".")[2]
            yield PackFinding(
                pack=name,
                key=key,
                problem="broken",
                words=f'"{day}" has quotes, so it is a text and not a day',
                cure=f"Write {last} = {day}, without quotes",
                file=file,
                line=find_fault_line(path, key),
            )


def _read_tables(path: Path) -> Mapping[str, Any]:
    """Return what a file has. Loading tells about one that cannot be read."""
    with suppress(OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    return {}


def _list_quoted(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield the key and the value of each day in quotes, in tables within tables."""
    if isinstance(value, list):
        for one in value:
            yield from _list_quoted(one, place)
    if not isinstance(value, Mapping):
        return
    for key, inner in value.items():
        within = f"{place}.{key}" if place else key
        if key in DAY_KEYS and isinstance(inner, str) and _DAY.fullmatch(inner):
            yield within, inner
        else:
            yield from _list_quoted(inner, within)
