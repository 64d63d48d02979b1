"""Walk the fields of a PDF form as ISO 32000-2, 12.7.4 has them: named, nested, inheriting.

Reads and names; changes nothing. The same walk serves the blank form and the copy that is filled.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NumberObject

INHERITED = ("/FT", "/Ff", "/V", "/DA", "/MaxLen", "/Opt")
DEEPEST = 32

READ_ONLY, REQUIRED = 1 << 0, 1 << 1
MULTI_LINE, PASSWORD, FILE, COMB = 1 << 12, 1 << 13, 1 << 20, 1 << 24
RADIO, PUSH_BUTTON = 1 << 15, 1 << 16
HIDDEN = 1 << 1 | 1 << 5  # hidden, or not to be viewed


class Found(NamedTuple):
    """One field: its full name, its own dictionary, its widgets, and what it inherits."""

    name: str
    node: DictionaryObject
    widgets: list[DictionaryObject]
    has: dict[str, Any]

    @property
    def flags(self) -> int:
        """Its flags, its own or inherited."""
        return int(self.has.get("/Ff", 0))


def form_of(root: DictionaryObject) -> DictionaryObject | None:
    """The interactive form of a document's catalogue, or None."""
    form = plain(root.get("/AcroForm"))
    return form if isinstance(form, DictionaryObject) else None


def walk(form: DictionaryObject) -> Iterator[Found]:
    """Every field that can hold a value, in the order of the file."""
    yield from _walk(listed(form.get("/Fields")), "", {}, 0)


def _walk(nodes: list[Any], above: str, has: dict[str, Any], depth: int) -> Iterator[Found]:
    for node in nodes:
        if not isinstance(node, DictionaryObject) or depth > DEEPEST:
            continue
        own = str(node["/T"]) if "/T" in node else ""
        name = ".".join(filter(None, (above, own)))
        held = has | {key: plain(node[key]) for key in INHERITED if key in node}
        kids = [kid for kid in listed(node.get("/Kids")) if isinstance(kid, DictionaryObject)]
        if any("/T" in kid for kid in kids):
            yield from _walk(list(kids), name, held, depth + 1)
        elif "/FT" in held:
            yield Found(name, node, kids or [node], held)


def rectangle(widget: DictionaryObject) -> tuple[float, float]:
    """Width and height of a widget in points, as it stands on an unturned page."""
    sides = [_number(side) for side in listed(widget.get("/Rect"))]
    if len(sides) != 4:
        return 0.0, 0.0
    return abs(sides[2] - sides[0]), abs(sides[3] - sides[1])


def turned(widget: DictionaryObject) -> int:
    """How far its content is turned against the page: 0, 90, 180 or 270."""
    looks = plain(widget.get("/MK"))
    turn = looks.get("/R", 0) if isinstance(looks, DictionaryObject) else 0
    return int(_number(turn)) % 360


def states_of(widget: DictionaryObject) -> list[str]:
    """Names of the states that a button has a picture for, without the one of "off"."""
    faces = plain(widget.get("/AP"))
    normal = plain(faces.get("/N")) if isinstance(faces, DictionaryObject) else None
    if not isinstance(normal, DictionaryObject):
        return []
    return [str(name).removeprefix("/") for name in normal if str(name) != "/Off"]


def numbers(widget: DictionaryObject, key: str) -> list[float]:
    """The numbers of one entry of how a widget looks: a colour, mostly."""
    looks = plain(widget.get("/MK"))
    return (
        [_number(n) for n in listed(looks.get(key))] if isinstance(looks, DictionaryObject) else []
    )


def _number(thing: Any) -> float:
    thing = plain(thing)
    return float(thing) if isinstance(thing, NumberObject | FloatObject | int | float) else 0.0


def listed(thing: Any) -> list[Any]:
    """The objects of an array; none for anything else."""
    thing = plain(thing)
    return [plain(one) for one in thing] if isinstance(thing, ArrayObject) else []


def plain(thing: Any) -> Any:
    """The object itself, where a file only points to it."""
    return thing.get_object() if hasattr(thing, "get_object") else thing
