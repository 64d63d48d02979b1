"""Say what a place of a pack's file may have, for whoever wrote something else there."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from msgspec import inspect

_STEP = re.compile(r"\.(\w+)|\[(?:\d+|\.\.\.)\]")


def describe_allowed(shape: type, where: str) -> str:
    """Return what can be at `where`, a path as msgspec writes it: "Use one of: …", or "".

    Of a struct the keys, of a choice its values.
    """
    kinds = [inspect.type_info(shape)]
    for step in _STEP.finditer(where):
        kinds = [found for kind in kinds for found in _step_into(kind, step[1])]
    names = [name for kind in kinds for name in _list_names(kind)]
    return f"Use one of: {', '.join(names)}" if names else ""


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
    if isinstance(kind, inspect.EnumType):
        return [str(one.value) for one in kind.cls if isinstance(one, Enum)]
    return [str(value) for value in kind.values] if isinstance(kind, inspect.LiteralType) else []
