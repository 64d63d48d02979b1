"""Explain in plain words why a file is not TOML, with an example that is.

A reader of TOML says "Invalid value" of a missing quote. People who write a pack might not know
TOML, so this looks at the line itself. It only explains: the file stays refused.
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from typing import NamedTuple

from content.contacts.hours_advice import suggest_readable_hours
from content.passage_rules import EXAMPLE_DATE

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_CURLY = re.compile("[\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f]")
_VALUE = re.compile(r"\s*(?P<key>[^=\[\]{}\s]+)\s*=\s*(?P<value>.*?)\s*$")
_DATE = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})\Z")
_WRITTEN_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Z][a-z]+) (\d{4})\Z")
_TABLE = re.compile(r"[a-z_]+(?:\.[\w-]+)+")
_COLON = re.compile(r"([A-Za-z_]+)\s*:\s*(.+)")
_HOURS = re.compile(r"(\d{1,3}) ?(?:hours?|hrs?|h)")
_YES_NO = {"yes": "true", "true": "true", "no": "false", "false": "false"}
MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"


class TomlFault(NamedTuple):
    """A fault of a file in plain words: the problem, the cure, and the line."""

    problem: str
    cure: str
    line: int


def explain_toml_error(text: str, error: tomllib.TOMLDecodeError) -> TomlFault:
    """Return what is wrong with `text`, which is not TOML."""
    said, lines = str(error), text.splitlines() or [""]
    place = _PLACE.search(said)
    line = int(place[1]) if place and place[1] else len(lines)
    problem = _PLACE.sub("", said)
    if "twice" in problem or "overwrite" in problem.casefold():
        return _explain_repeat(problem, lines, line)
    if "closed" in problem or "Unterminated" in problem:
        line = _find_open_line(lines, line)
    shown = lines[min(line, len(lines)) - 1]
    return TomlFault(*_explain_line(shown), line)


def _explain_repeat(problem: str, lines: list[str], line: int) -> TomlFault:
    """Say what is there twice. The place that is named comes later."""
    while line > 1 and not lines[line - 1].strip():
        line -= 1
    shown = lines[line - 1].strip()
    name = shown if shown.startswith("[") else shown.partition("=")[0].strip()
    what = f"{name} is there twice" if name else problem
    return TomlFault(what, "Keep one of the two, with all its lines", line)


def _find_open_line(lines: list[str], line: int) -> int:
    """Return the last line up to `line` that starts a value and does not end it."""
    for number in range(line, 0, -1):
        shown = _strip_note(lines[number - 1])
        odd = shown.count('"') % 2 or shown.count("[") > shown.count("]")
        if odd or shown.count("{") > shown.count("}"):
            return number
    return line


def _strip_note(line: str) -> str:
    return re.sub(r"""#[^"']*$""", "", line)


def _explain_line(line: str) -> tuple[str, str]:
    """Return problem and cure for the line that TOML stopped at."""
    shown = _strip_note(line).strip()
    if curly := _CURLY.search(shown):
        return f"{curly[0]} is a curly quote", _straighten(shown)
    if shown.startswith("["):
        name = shown.strip("[] ")
        if " " in name:
            cure = "Write it without spaces, as [contacts.out_of_hours]"
            return "there is a space in the name of a table", cure
        return "the brackets are not one pair", f"Write it alone on its line, as [{name}]"
    if _TABLE.fullmatch(shown):
        return "the name of a table has no brackets", f"Write it as [{shown}]"
    if colon := _COLON.match(shown):
        return "there is : instead of =", f"Write {colon[1]} = {colon[2]}"
    found = _VALUE.match(shown)
    if found is None:
        name = shown.split(" ")[0].strip(":") or "label"
        return "this is not a key with its value", f'Write it in this form: {name} = "…"'
    return _explain_value(found["key"], found["value"])


def _straighten(line: str) -> str:
    straight = re.sub("[\u201c\u201d\u201e\u201f]", '"', line)
    if '"' not in straight:  # single quotes around the whole text
        straight = _CURLY.sub('"', straight)
    return f"Use straight quotes: {straight}"


def _explain_value(key: str, value: str) -> tuple[str, str]:
    if not value:
        return f"{key} has no value", f"Write one after =, or put # in front of {key}"
    if value.casefold() in _YES_NO:
        cure = f"Write {key} = {_YES_NO[value.casefold()]}, in small letters and without quotes"
        return f"{key} = {value} is neither true nor false", cure
    if _looks_like_date(value):
        return f"{value} is not a date that can be read here", f"Write {suggest_date(key, value)}"
    if value[0] in "[{":
        return _explain_open_list(key, value)
    if value[0] in "\"'":
        return _explain_quotes(key, value)
    if key == "hours":
        return f"{value} has no quotes", suggest_readable_hours(value)
    if hours := _HOURS.fullmatch(value):
        cure = f"Write {key} = {{ minutes = [{int(hours[1]) * 60}] }}"
        return f"{value} is a length of time in words", cure
    return f"{value} has no quotes", f"Write {key} = {json.dumps(value, ensure_ascii=False)}"


def _explain_open_list(key: str, value: str) -> tuple[str, str]:
    if value[0] == "{":
        return f"{key} has a bracket that does not close", "Close it on the same line, with }"
    items = [one.strip(" []\"'") for one in value.split(",")]
    plain = all(items) and "{" not in value
    form = f"{key} = {json.dumps(items, ensure_ascii=False)}" if plain else f'{key} = ["x", "y"]'
    cure = f"Put quotes around each text, a comma between two, and ] after the last: {form}"
    return f"the list of {key} is not complete", cure


def _explain_quotes(key: str, value: str) -> tuple[str, str]:
    if "\\" in value:
        return r"there is a \ in a text", f"Put {key} in single quotes, or write / for \\"
    inner = value[1:].rstrip("\"'")
    if value.count(value[0]) % 2:
        cure = f'Write {key} = "{inner}"'
        return f"the quote of {key} does not close on its line", cure
    if value.count(value[0]) > 2:
        single = inner.replace('"', "'")
        return f"there is a quote inside the text of {key}", f'Write {key} = "{single}"'
    return f"there is something after the text of {key}", "Put it on a separate line, or after #"


def _looks_like_date(value: str) -> bool:
    return bool(_DATE.match(value) or _WRITTEN_DATE.match(value))


def suggest_date(key: str, value: str) -> str:
    """Return a key with its date in the form of TOML: the same day, where it is clear."""
    given = _read_date(value)
    if given:
        return f"{key} = {given}, without quotes"
    if key == "review_by":
        return f"{key} = … with the last day to read it again, in this form: {EXAMPLE_DATE}"
    return f"{key} = {EXAMPLE_DATE}, without quotes, for 2 March 2026"


def _read_date(value: str) -> date | None:
    """Return the day of "24/11/2026" or "2026-11-4"; None where the year is not clear."""
    if _WRITTEN_DATE.match(value.strip()):
        return _read_written_date(value.strip())
    found = _DATE.match(value.strip())
    if found is None:
        return None
    first, month, last = (int(part) for part in found.groups())
    year, day = (first, last) if len(found[1]) == 4 else (last, first)
    try:
        return date(year, month, day) if year > 1999 else None
    except ValueError:
        return None


def _read_written_date(value: str) -> date | None:
    """Return the day of "24 November 2026" or "24th Nov 2026"."""
    found = _WRITTEN_DATE.match(value)
    month = MONTHS.find(found[2][:3].casefold()) if found else -1
    if found is None or month < 0 or month % 3:
        return None
    try:
        return date(int(found[3]), month // 3 + 1, int(found[1]))
    except ValueError:
        return None
