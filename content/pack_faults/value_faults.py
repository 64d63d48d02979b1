"""Say what is wrong with one value of a pack in plain words, and how it is written.

The words of the library that reads values are about types. People who write a pack read what is in
their file, and the same thing as it should be. What a place can have is in `allowed_values`.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from content.pack_faults.toml_faults import suggest_date

TIME_LIMIT = "For 24 hours write { minutes = [1440] }, for one working day { working_days = 1 }"
UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")
MISSING = re.compile(r"Object missing required field `(\w+)`")
_EXPECTED = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_CHOICE = re.compile(r"Invalid enum value (.+)")
_NAMES = {
    "str": "a text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "date": "a date",
    "datetime": "a date with a time",
    "time": "a time",
}


class ValueFault(NamedTuple):
    """A fault of one value: the problem and the cure. `cure` is empty where none is known."""

    problem: str
    cure: str = ""


def explain_value(said: str, key: str, value: object) -> ValueFault:
    """Return in plain words what the library `said` of `value`, the value of `key`."""
    if unknown := UNKNOWN.fullmatch(said):
        return ValueFault("there is no such key" if unknown[1] else said)
    if missing := MISSING.fullmatch(said):
        return ValueFault(f"{missing[1]} is missing")
    if choice := _CHOICE.fullmatch(said):
        return ValueFault(f"{choice[1]} cannot be here")
    if "RFC3339" in said:
        return ValueFault(f"'{value}' is not a date", f"Write {suggest_date(key, str(value))}")
    if expected := _EXPECTED.fullmatch(said):
        wanted = [one for one in expected[1].split(" | ") if one != "null"]
        return _explain_kind(wanted, expected[2], key, value)
    return ValueFault(said)


def _explain_kind(wanted: list[str], got: str, key: str, value: object) -> ValueFault:
    must = " or ".join(_NAMES.get(one, one) for one in wanted)
    problem = f"is {_NAMES.get(got, got)}, and must be {must}"
    if "date" in wanted:
        return ValueFault(problem, f"Write {suggest_date(key, _show_plain(value))}")
    if "bool" in wanted:
        return ValueFault(problem, f"Write {key} = true or {key} = false, without quotes")
    if "int" in wanted and isinstance(value, str) and value.strip().isdigit():
        return ValueFault(problem, f"Write {key} = {int(value)}, without quotes")
    if "int" in wanted:
        return ValueFault(problem, f"Give a whole number, without quotes: {key} = 36")
    if "str" in wanted and key == "number":
        cure = 'Give the whole number in quotes, with its 0: number = "01632 960201"'
        return ValueFault(problem, cure)
    if "str" in wanted and "array" not in wanted:
        shown = json.dumps(_show_plain(value), ensure_ascii=False)
        return ValueFault(problem, f"Write it in quotes: {shown}")
    return ValueFault(problem)


def _show_plain(value: object) -> str:
    if isinstance(value, list | tuple) and len(value) == 1:
        return _show_plain(value[0])
    return value.isoformat() if isinstance(value, date) else str(value)


_MEANT = {"phone": "number", "telephone": "number", "tel": "number", "name": "label", "url": "web"}
"""Keys that people write for another one, which looks nothing like it."""


def suggest_key(unknown: str, known: Iterable[str]) -> str:
    """Return "Perhaps role is meant. " where a key that is known is near this one, or ""."""
    every = list(known)
    close = difflib.get_close_matches(unknown, every, n=1)
    meant = _MEANT.get(unknown)
    found = meant if meant in every else next(iter(close), None)
    return f"Perhaps {found} is meant. " if found else ""
