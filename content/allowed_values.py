"""Say what a place of a pack's file may have, for whoever wrote something else there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

import msgspec
from msgspec import inspect

from content.contacts.line_rules import NATIONAL_ROLES
from content.council_forms import CouncilForm
from content.passages import Contact, GuidanceStep, Passage, Source

_STEP = re.compile(r"\.(\w+)|\[(?:(\d+)|\.\.\.)\]")
_MISSING = re.compile(r"Object missing required field `(\w+)`")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LINE_STATUSES = ("to confirm", "confirmed")
_ARRAYS = (inspect.ListType, inspect.VarTupleType, inspect.TupleType, inspect.FrozenSetType)


def explain_wrong_value(
    error: msgspec.ValidationError, shape: type, table: Mapping[str, Any]
) -> tuple[str, str, str]:
    """Return where in `table` a value is wrong, as ".boxes.name", the problem and the cure."""
    problem, _, found = str(error).partition(" - at `$")
    where = found.removesuffix("`")
    local = bool(table.get("area"))
    if missing := _MISSING.search(problem):
        allowed = describe_allowed(shape, f"{where}.{missing[1]}", local=local)
        cure = ". ".join(filter(None, (f"Write {missing[1]}", allowed)))
    elif is_list(shape, where):
        cure = _explain_list(shape, where, _read(table, where))
    else:
        cure = describe_allowed(shape, where, local=local)
    place = _name_first_key(shape, table, where)
    return place, problem, cure or "See docs/content.md for what it can be"


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
    return f"Use one of: {', '.join(names)}" if names else ""


def is_list(shape: type, where: str) -> bool:
    """Say whether a list can be at `where`."""
    return any(isinstance(kind, _ARRAYS) for kind in _find_kinds(shape, where))


def _list_unwritten(shape: type, *, local: bool) -> set[str]:
    """Return the fields that the name of a table or the loader fills in, so no file has them."""
    found = {"key"} if issubclass(shape, Passage | Source) else set()
    if issubclass(shape, Contact):
        found |= {"area", "published"} if local else {"area"}
    if issubclass(shape, CouncilForm):
        found |= {"data", "file"}
    return found | ({"prompts"} if issubclass(shape, GuidanceStep) else set())


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
                shown = key if _BARE_KEY.fullmatch(key) else f'"{key}"'
                return f"{head}.{shown}{rest}"
    return where


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
    kinds = [inspect.type_info(shape)]
    for step in _STEP.finditer(where):
        kinds = [found for kind in kinds for found in _step_into(kind, step[1])]
    return kinds


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
