"""Read the values that an entry has in its fields: for searches, and for links between files.

Only from the answers to the questions below, never from the child's words or anybody else's, and
never who gave information: a source's name is read from no entry at all. A value in which the name
of a private source stands is left out too, and so is each answer that no document may print.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from app.domain.pages import find_field
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Details, Entry, EntryWithParts, Part, Record
from app.domain.record.private_mentions import (
    find_private_name,
    find_private_user_name,
    list_private_names,
    make_answer_key,
)
from app.domain.values import normalised
from app.domain.values.normalised import ValueKind

MAX_WRITTEN = 120
"""Characters of an answer that are kept as they were written; the concern has it whole."""
MAX_VALUES = 200
"""Values of one entry."""
PrivateNames = Mapping[str, frozenset[str]]


class Value(PrivateStruct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One value. `key`: as it is compared; `text`: as it was written.

    `page`, `field`: the question; `children`: whom its part of the record is about.
    """

    kind: ValueKind
    key: str
    text: str
    page: str
    field: str
    children: tuple[str, ...] = ()

    @property
    def can_link(self) -> bool:
        """Whether the question asks for what links files: who a worker is worried about."""
        return (self.page, self.field) in LINKING

    @property
    def label(self) -> str:
        """The question, in words."""
        found = find_field(self.page, self.field)
        return found.label if found else self.field


class Slip(PrivateStruct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """The values of one signed entry: whose entry it is, when it was signed, and by whom.

    `cut`: it has not all of them, or not all of one. Searches say that they did not look in all.
    """

    concern: str
    number: int
    at: datetime
    by: str
    values: tuple[Value, ...]
    cut: bool = False


Find = Callable[[str], Iterable[str]]


def _find_plate_keys(text: str) -> Iterable[str]:
    return [one.key for one in normalised.find_plates(text)]


def _find_places(text: str) -> Iterable[str]:
    return filter(None, (normalised.fold_place(text),))


_FINDERS: dict[ValueKind, Find] = {
    ValueKind.PLATE: _find_plate_keys,
    ValueKind.PHONE: normalised.find_phones,
    ValueKind.ONLINE: normalised.find_online_names,
    ValueKind.PERSON: normalised.find_people,
    ValueKind.PLACE: _find_places,
}
CHILD_NAME = "child", "name"
LINKING = {
    ("people", "name_or_nickname"): ValueKind.PERSON,
    ("people", "usernames"): ValueKind.ONLINE,
    ("people", "phones"): ValueKind.PHONE,
    ("people", "vehicles"): ValueKind.PLATE,
    ("people", "places"): ValueKind.PLACE,
    ("circumstances", "happened_where"): ValueKind.PLACE,
    ("exploitation", "other_children_named"): ValueKind.PERSON,
}
"""Questions whose answers can link files."""
QUESTIONS = {
    **LINKING,
    CHILD_NAME: ValueKind.PERSON,
    ("about_child", "also_known_as"): ValueKind.PERSON,
    ("about_child", "phone"): ValueKind.PHONE,
    ("about_child", "addresses"): ValueKind.PLACE,
    ("about_child", "school_or_setting"): ValueKind.PLACE,
    ("household", "name"): ValueKind.PERSON,
    ("household", "phone"): ValueKind.PHONE,
    ("household", "address"): ValueKind.PLACE,
}
"""All questions that values are read from. An answer of a family links files only by what else is
written in a question of LINKING."""


def make_slip(
    concern: str,
    number: int,
    entry: Entry,
    private: PrivateNames | None = None,
    held: frozenset[str] = frozenset(),
) -> Slip:
    """Return the values of an entry.

    `private`: names that other entries keep private; `held`: keys of the answers that the concern's
    record holds back from documents.
    """
    values, cut = _read_all(entry, private or {}, held)
    return Slip(concern, number, entry.signed_at, entry.by.marked_name, values, cut)


def read_entry_values(entry: Entry, private: PrivateNames | None = None) -> tuple[Value, ...]:
    """Return the values in the fields of an entry, in its order."""
    return _read_all(entry, private or {}, frozenset())[0]


def _read_all(
    entry: Entry, private: PrivateNames, held: frozenset[str]
) -> tuple[tuple[Value, ...], bool]:
    """Return the values of an entry, and whether something of them was cut."""
    if not isinstance(entry, EntryWithParts):
        return (), False
    names = {**list_private_names(entry.parts), **private}
    held = _find_held(entry, held)
    found: dict[Value, None] = {}
    cut = False
    for part in entry.parts:
        for field, text in _list_answers(part):
            if make_answer_key(part, field) in held or _has_private(part, field, text, names):
                continue
            found.update(dict.fromkeys(_read_answer(part, field, text)))
            cut = cut or any(len(line) > MAX_WRITTEN for line in _list_lines(text))
    return tuple(found)[:MAX_VALUES], cut or len(found) > MAX_VALUES


def _find_held(entry: Entry, held: frozenset[str]) -> frozenset[str]:
    """Return what no document prints of an entry: of the record, or another text of its pages."""
    if isinstance(entry, Record):
        return held | entry.held_keys
    return held if isinstance(entry, Details) and entry.other_text_of else frozenset()


def _has_private(part: Part, field: str, text: str, names: PrivateNames) -> bool:
    """Whether a private name is in an answer. The child's own is none: a parent may share it."""
    if (part.page, field) == CHILD_NAME:
        return False
    is_user_name = QUESTIONS[part.page, field] is ValueKind.ONLINE
    return bool((find_private_user_name if is_user_name else find_private_name)(text, names))


def encode_slip(slip: Slip) -> bytes:
    """Return the canonical JSON of a slip."""
    return msgspec.json.encode(slip, order="sorted")


def decode_slip(data: bytes) -> Slip:
    """Return a slip from canonical JSON. Raises msgspec.MsgspecError."""
    return _SLIP.decode(data)


_SLIP = msgspec.json.Decoder(Slip)


def _list_answers(part: Part) -> Iterator[tuple[str, str]]:
    for field, text in part.values.items():
        if (part.page, field) in QUESTIONS and isinstance(text, str) and text.strip():
            yield field, text


def _read_answer(part: Part, field: str, text: str) -> Iterator[Value]:
    """Yield the values of each line of an answer, with that line as it was written."""
    for line in _list_lines(text):
        kind = QUESTIONS[part.page, field]
        if " ".join(normalised.list_words(line)) in normalised.NO_ANSWERS:
            continue
        keys = tuple(dict.fromkeys(_FINDERS[kind](line)))
        if kind is ValueKind.PLATE and not keys:
            kind, keys = ValueKind.VEHICLE, (normalised.fold_place(line),)
        if kind is ValueKind.PERSON and not keys:
            keys = (normalised.fold_short_name(line),)
        for key in filter(None, keys):
            written = line[:MAX_WRITTEN]
            yield Value(kind, key[:MAX_WRITTEN], written, part.page, field, part.children)


def _list_lines(text: str) -> list[str]:
    """Return the lines of an answer that have something, with single spaces."""
    return [words for line in text.splitlines() if (words := " ".join(line.split()))]
