"""No name that is stored, signed or in a URL changes by accident (tests/vectors/wire_names.json).

Whoever renames a class, a function or a module changes nothing here. A name that is gone, or says
something else, would leave somebody's record unreadable, a log line unknown or a link dead.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import msgspec

from tests.support.parsed_source import parse_source
from tools.wire_names import compare_names, gather_wire_names
from tools.wire_names.structs import find_labelled_classes, find_unlabelled_classes

ROOT = Path(__file__).resolve().parents[3]
FROZEN = ROOT / "tests" / "vectors" / "wire_names.json"
OF_ONE_VERSION = {"replay_snapshot.py: ReplayState"}
"""Read only by the code that wrote it: a hash of that code is in a line before it."""
READS = re.compile(r"msgspec\.(?:convert|(?:json|msgpack)\.(?:decode|Decoder))")


def test_names_that_are_stored_signed_or_in_a_url_are_as_frozen() -> None:
    lost, added = compare_names(json.loads(FROZEN.read_text(encoding="utf-8")), gather_wire_names())
    cure = "Put these back: what exists holds them (tests/vectors/README.md)." if lost else ""
    more = "Run `make frozen`, and read what it adds." if added else ""
    assert not lost + added, "\n".join(filter(None, (*lost, cure, *added, more)))


def test_every_struct_with_a_tag_is_among_the_frozen_names() -> None:
    assert [one.__qualname__ for one in find_unlabelled_classes()] == [], (
        "name them in tools/wire_names/structs.py"
    )


def read_back() -> Iterator[tuple[str, type[msgspec.Struct]]]:
    """Structs that some module reads from bytes or from plain values, each with its place."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        for call in ast.walk(parse_source(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and READS.match(ast.unparse(call.func)):
                module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
                for name in (one.id for one in ast.walk(call) if isinstance(one, ast.Name)):
                    kind = getattr(module, name, None)
                    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                        yield f"{path.name}: {name}", kind


def test_every_struct_that_is_read_back_is_among_the_frozen_names() -> None:
    found, known = list(read_back()), find_labelled_classes()
    assert len(found) >= 10
    missing = [place for place, kind in found if kind not in known and place not in OF_ONE_VERSION]
    assert missing == [], "name them in LABELS of tools/wire_names/structs.py"


def test_a_lost_a_changed_and_a_new_name_are_told_apart_in_words() -> None:
    frozen = {"tables": {"draft": {"id": "UUID", "told": "TEXT"}}, "ids": ["draft/{}"]}
    now = {"tables": {"draft": {"id": "TEXT"}}, "ids": ["draft/{}", "rota/{}"]}
    lost, added = compare_names(frozen, now)
    assert lost == [
        "removed: tables > draft > told",
        "changed: tables > draft > id: was 'UUID', is 'TEXT'",
    ]
    assert added == ["added: ids > rota/{}"]
