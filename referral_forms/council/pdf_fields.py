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


class FormField(NamedTuple):
    """One field: its full name, its own dictionary, its widgets, and what it inherits."""

    name: str
    node: DictionaryObject
    widgets: list[DictionaryObject]
    has: dict[str, Any]

    @property
    def flags(self) -> int:
        """Its flags, its own or inherited."""
        return int(self.has.get("/Ff", 0))


def find_interactive_form(root: DictionaryObject) -> DictionaryObject | None:
    """Return the interactive form of a document's catalogue, or None."""
    form = resolve_reference(root.get("/AcroForm"))
    return form if isinstance(form, DictionaryObject) else None


def iter_form_fields(form: DictionaryObject) -> Iterator[FormField]:
    """Yield every field that can hold a value, in the order of the file."""
    yield from _walk(read_array(form.get("/Fields")), "", {}, 0)


def _walk(nodes: list[Any], above: str, has: dict[str, Any], depth: int) -> Iterator[FormField]:
    for node in nodes:
        if not isinstance(node, DictionaryObject) or depth > DEEPEST:
            continue
        own = str(node["/T"]) if "/T" in node else ""
        name = ".".join(filter(None, (above, own)))
        held = has | {key: resolve_reference(node[key]) for key in INHERITED if key in node}
        kids = [kid for kid in read_array(node.get("/Kids")) if isinstance(kid, DictionaryObject)]
        if any("/T" in kid for kid in kids):
            yield from _walk(list(kids), name, held, depth + 1)
        elif "/FT" in held:
            yield FormField(name, node, kids or [node], held)


def measure_widget(widget: DictionaryObject) -> tuple[float, float]:
    """Return width and height of a widget in points, as it is on an unturned page."""
    sides = [_number(side) for side in read_array(widget.get("/Rect"))]
    if len(sides) != 4:
        return 0.0, 0.0
    return abs(sides[2] - sides[0]), abs(sides[3] - sides[1])


def read_widget_rotation(widget: DictionaryObject) -> int:
    """Return how far its content is turned against the page: 0, 90, 180 or 270."""
    looks = resolve_reference(widget.get("/MK"))
    turn = looks.get("/R", 0) if isinstance(looks, DictionaryObject) else 0
    return int(_number(turn)) % 360


def list_button_states(widget: DictionaryObject) -> list[str]:
    """List names of the states that a button has a picture for, without the one of "off"."""
    faces = resolve_reference(widget.get("/AP"))
    normal = resolve_reference(faces.get("/N")) if isinstance(faces, DictionaryObject) else None
    if not isinstance(normal, DictionaryObject):
        return []
    return [str(name).removeprefix("/") for name in normal if str(name) != "/Off"]


def read_appearance_numbers(widget: DictionaryObject, key: str) -> list[float]:
    """Return the numbers of one entry of how a widget looks: a colour, mostly."""
    looks = resolve_reference(widget.get("/MK"))
    return (
        [_number(n) for n in read_array(looks.get(key))]
        if isinstance(looks, DictionaryObject)
        else []
    )


def _number(thing: Any) -> float:
    thing = resolve_reference(thing)
    return float(thing) if isinstance(thing, NumberObject | FloatObject | int | float) else 0.0


def read_array(thing: Any) -> list[Any]:
    """Return the objects of an array; none for anything else."""
    thing = resolve_reference(thing)
    return [resolve_reference(one) for one in thing] if isinstance(thing, ArrayObject) else []


def resolve_reference(thing: Any) -> Any:
    """Return the object itself, where a file only points to it."""
    return thing.get_object() if hasattr(thing, "get_object") else thing
