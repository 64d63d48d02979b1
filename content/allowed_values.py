"""Say what a place of a pack's file may have, for whoever wrote something else there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from content.contacts.hours_advice import suggest_readable_hours
from content.contacts.line_rules import NATIONAL_ROLES
from content.contacts.opening_hours import parse_opening_hours
from content.council_forms import CouncilForm
from content.pack_faults.toml_faults import suggest_date
from content.pack_faults.value_faults import (
    MISSING,
    TIME_LIMIT,
    UNKNOWN,
    explain_value,
    suggest_key,
)
from content.pack_settings import TimeLimit
from content.passages import Contact, GuidanceStep, Passage, Source

USE_ONE = "Use one of: "
_STEP = re.compile(r"\.(\w+)|\[(?:(\d+)|\.\.\.)\]")
_STEPS = re.compile(r"(?:\.\w+|\[\d+\])*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LINE_STATUSES = ("to confirm", "confirmed")
_ARRAYS = (inspect.ListType, inspect.VarTupleType, inspect.TupleType, inspect.FrozenSetType)


def explain_wrong_value(
    error: msgspec.ValidationError, shape: type, table: Mapping[str, Any]
) -> tuple[str, str, str]:
    """Return where in `table` a value is wrong, as ".boxes.name", the problem and the cure."""
    said, _, found = str(error).partition(" - at `$")
    where = found.removesuffix("`")
    place = _name_first_key(shape, table, where)
    value = _read(table, place if _STEPS.fullmatch(place) else where)
    fault = explain_value(said, _find_last_key(place), value)
    cure = _find_cure(said, shape, where, value, local=bool(table.get("area")))
    if issubclass(shape, Contact) and where == ".hours" and isinstance(value, str):
        return place, f"'{value}' cannot be read as hours", cure
    if unknown := UNKNOWN.fullmatch(said):
        place = f"{place}.{_quote_key(unknown[1])}"
    return place, fault.problem, fault.cure or cure or "See docs/content.md for what it can be"


def _find_cure(said: str, shape: type, where: str, value: object, *, local: bool) -> str:
    allowed = describe_allowed(shape, where, local=local)
    if missing := MISSING.fullmatch(said):
        return _explain_missing(shape, where, missing[1], local=local)
    if any(getattr(kind, "cls", None) is TimeLimit for kind in _find_kinds(shape, where)):
        return TIME_LIMIT
    if unknown := UNKNOWN.fullmatch(said):
        return suggest_key(unknown[1], allowed.removeprefix(USE_ONE).split(", ")) + allowed
    if issubclass(shape, Contact) and where.startswith(".hours"):
        return _explain_hours(value)
    return _explain_list(shape, where, value) if can_be_list(shape, where) else allowed


def describe_allowed(shape: type, where: str, *, local: bool = True) -> str:
    """Return what can be at `where`, a path as msgspec writes it: "Use one of: …", or "".

    Of a struct the keys, of a choice its values, in quotes as a file has them. `local`: in the file
    of a council, which cannot have all that England's can.
    """
    kinds = _find_kinds(shape, where)
    names = [name for kind in kinds for name in _list_names(kind)]
    names.sort(key=lambda name: name != '"not known"')  # first: "always" is rarely true
    if not where:
        unwritten = _list_unwritten(shape, local=local)
        names = [name for name in names if name not in unwritten]
    elif where == ".status" and issubclass(shape, Passage):
        of_line = issubclass(shape, Contact)
        names = [name for name in names if (name.strip('"') in _LINE_STATUSES) == of_line]
    elif where == ".role" and issubclass(shape, Contact) and local:
        names = [name for name in names if name.strip('"') not in NATIONAL_ROLES]
    return f"{USE_ONE}{', '.join(names)}" if names else ""


def can_be_list(shape: type, where: str) -> bool:
    """Say whether a list can be at `where`."""
    return any(isinstance(kind, _ARRAYS) for kind in _find_kinds(shape, where))


def _list_unwritten(shape: type, *, local: bool) -> set[str]:
    """Return the fields that the name of a table or the loader fills in, so no file has them."""
    found = {"key"} if issubclass(shape, Passage | Source) else set()
    if issubclass(shape, Source):
        found |= {"own"}
    if issubclass(shape, Contact):
        found |= {"area", "published"} if local else {"area"}
    if issubclass(shape, CouncilForm):
        found |= {"data", "file"}
    return found | ({"prompts"} if issubclass(shape, GuidanceStep) else set())


def _explain_missing(shape: type, where: str, name: str, *, local: bool) -> str:
    """Return how to write a key that must be there."""
    place = f"{where}.{name}"
    if allowed := describe_allowed(shape, place, local=local):
        return f"Write {name}. {allowed}"
    kinds = _find_kinds(shape, place)
    if any(isinstance(kind, inspect.DateType) for kind in kinds):
        return f"Write {suggest_date(name, '')}"
    text = any(isinstance(kind, inspect.StrType) for kind in kinds)
    return f'Write {name} = "…"' if text else f"Write {name}"


def _explain_hours(value: object) -> str:
    """Return how to write hours; a range that only lacks its brackets stays as it is."""
    ranges = (value,) if isinstance(value, str) else ()
    try:
        readable = bool(parse_opening_hours(ranges))
    except ValueError:
        readable = False
    return _explain_list(Contact, ".hours", value) if readable else suggest_readable_hours(value)


def _explain_list(shape: type, where: str, value: object) -> str:
    """Return how to write `value` as a list. Words come last: such a word may not be true here."""
    shown = f": [{json.dumps(value, ensure_ascii=False)}]" if isinstance(value, str | int) else ""
    words = describe_allowed(shape, where)
    only = f". Only where that is true, {words[:1].lower()}{words[1:]}" if words else ""
    return f"Write it as a list, in square brackets{shown}{only}"


def _name_first_key(shape: type, table: Mapping[str, Any], where: str) -> str:
    """Return `where` with the first key that msgspec leaves out: it writes [...] for it."""
    head, hidden, rest = where.partition("[...]")
    names = head.split(".")[1:]
    if not hidden or "[" in head:
        return where
    for key in _read(table, head):
        try:
            msgspec.convert(_keep_one(table, names, key), shape)
        except msgspec.ValidationError as error:
            if f"`${where}`" in str(error):
                return f"{head}.{_quote_key(key)}{rest}"
    return where


def _quote_key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else f'"{key}"'


def _find_last_key(where: str) -> str:
    """Return the name at the end of a path: "hours" of ".hours[0]"."""
    names = [step[1] for step in _STEP.finditer(where) if step[1]]
    return names[-1] if names else "it"


def _keep_one(table: Mapping[str, Any], names: Sequence[str], key: str) -> dict[str, Any]:
    """Return `table` with only `key` in the table that `names` lead to."""
    if not names:
        return {key: table[key]}
    return {**table, names[0]: _keep_one(table[names[0]], names[1:], key)}


def _read(table: Any, where: str) -> Any:
    """Return the value at `where`, or None behind a key that msgspec does not name."""
    for step in _STEP.finditer(where):
        if step[1] is None and step[2] is None:
            return None
        table = table[step[1] if step[1] is not None else int(step[2])]
    return table


def _find_kinds(shape: type, where: str) -> list[Any]:
    kinds = [_read_type(shape)]
    for step in _STEP.finditer(where):
        kinds = [found for kind in kinds for found in _step_into(kind, step[1])]
    return kinds


@cache
def _read_type(shape: type) -> Any:
    """Return what msgspec says of a type: worked out once, since each passage of a pack asks."""
    return inspect.type_info(shape)


def _unwrap(kind: Any) -> list[Any]:
    return list(kind.types) if isinstance(kind, inspect.UnionType) else [kind]


def _step_into(kind: Any, name: str | None) -> list[Any]:
    if isinstance(kind, inspect.StructType) and name is not None:
        return [
            found
            for field in kind.fields
            if field.encode_name == name
            for found in _unwrap(field.type)
        ]
    if isinstance(kind, inspect.DictType):
        return _unwrap(kind.value_type)
    item = getattr(kind, "item_type", None)
    return _unwrap(item) if item is not None and name is None else []


def _list_names(kind: Any) -> list[str]:
    if isinstance(kind, inspect.StructType):
        return [field.encode_name for field in kind.fields]
    values: Sequence[object] = ()
    if isinstance(kind, inspect.EnumType):
        values = [one.value for one in kind.cls if isinstance(one, Enum)]
    elif isinstance(kind, inspect.LiteralType):
        values = kind.values
    return [json.dumps(value) for value in values]
