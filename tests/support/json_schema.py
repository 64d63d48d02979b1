"""Judge a value by a JSON Schema: as much of draft 2020-12 as `docs/entry-schema.json` uses.

A keyword that is not known here fails, so that none is passed over in silence.
"""

from __future__ import annotations

from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
SAYS_NOTHING = {"$schema", "$defs", "title", "description", "default", "discriminator", "format"}
SAYS_NOTHING |= {"contentEncoding"}
KNOWN = {"$ref", "anyOf", "type", "enum", "properties", "required", "additionalProperties", "items"}


def faults(value: Any, schema: dict[str, Any], whole: dict[str, Any] | None = None) -> list[str]:
    """What of `value` is not as the schema has it; empty when it fits."""
    whole = whole or schema
    strange = set(schema) - KNOWN - SAYS_NOTHING
    assert not strange, f"keywords that are not known here: {strange}"
    if "$ref" in schema:
        return faults(value, whole["$defs"][schema["$ref"].removeprefix("#/$defs/")], whole)
    if "anyOf" in schema:
        tries = [faults(value, one, whole) for one in schema["anyOf"]]
        return [] if any(not found for found in tries) else [f"none fits: {tries}"]
    return [*_itself(value, schema), *_inside(value, schema, whole)]


def _itself(value: Any, schema: dict[str, Any]) -> list[str]:
    kinds = TYPES.get(schema.get("type", ""), ())
    truth = isinstance(value, bool) and bool not in kinds
    found = [f"no {schema['type']}"] if kinds and (truth or not isinstance(value, kinds)) else []
    return found + (
        [f"not one of {schema['enum']}"] if value not in schema.get("enum", [value]) else []
    )


def _inside(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> list[str]:
    if isinstance(value, list) and "items" in schema:
        return [fault for one in value for fault in faults(one, schema["items"], whole)]
    if not isinstance(value, dict):
        return []
    known = schema.get("properties", {})
    found = [f"lacks {name}" for name in schema.get("required", []) if name not in value]
    if schema.get("additionalProperties") is False:
        found += [f"holds {name}" for name in value if name not in known]
    for name, inner in known.items():
        found += faults(value[name], inner, whole) if name in value else []
    return found
