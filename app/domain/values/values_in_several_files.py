"""Put together what was written in several children's files and may be the same thing. Pure.

Each group says in words why it may be the same. Nothing is scored, ranked or judged, and what
people said is no proof.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum

from app.domain.private_struct import PrivateStruct
from app.domain.search.name_match import is_close_word
from app.domain.values.entry_values import Value
from app.domain.values.normalised import (
    AT_END,
    AT_START,
    SHORTEST_PLATE_PART,
    UNLINKED,
    ValueKind,
    does_plate_fit,
)

FEWEST_FILES = 2
SHORTEST_NEAR = {ValueKind.PLATE: 6, ValueKind.ONLINE: 5}
"""In a shorter one, one letter makes another."""
LAST_DIGITS = 6
EVERYWHERE = frozenset({
    "bus", "car", "centre", "church", "club", "corner", "college", "flat", "front", "gate", "gym",
    "hall", "home", "house", "lane", "outside", "park", "road", "school", "shop", "shops", "stop",
    "station", "street", "town", "behind", "next", "near", "back", "unknown", "not", "known",
})  # fmt: skip
"""Words of a place that many places have."""


class Sameness(Enum):
    """Why two values may be the same, in words."""

    SAME = "Written the same"
    SIGNS = "Written the same, but for spaces, signs or capitals"
    PART = "Part of the plate fits"
    DIGITS = "The last digits are the same"
    NEAR = "Nearly the same. Check"


class Mention(PrivateStruct, frozen=True):
    """A value in one entry of one concern. `files`: the children's files that it stands in."""

    value: Value
    concern: str
    number: int
    at: datetime
    by: str
    files: tuple[str, ...]


class ValueGroup(PrivateStruct, frozen=True):
    """Values that may be one thing. `mentions`: oldest first; `files`: in order of their ids."""

    kind: ValueKind
    key: str
    same: Sameness
    mentions: tuple[Mention, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The children's files in which it stands."""
        return tuple(sorted({file for one in self.mentions for file in one.files}))

    @property
    def keys(self) -> frozenset[str]:
        """Every value in it, as it is compared."""
        return frozenset(one.value.key for one in self.mentions)

    @property
    def concerns(self) -> tuple[str, ...]:
        """The concerns in which it was written, in the order in which it was."""
        return tuple(dict.fromkeys(one.concern for one in self.mentions))

    @property
    def is_one_concern(self) -> bool:
        """Whether one concern, about several children, is all that links the files."""
        return len(self.concerns) == 1

    @property
    def written(self) -> tuple[tuple[str, int], ...]:
        """Each way in which it was written, and how often."""
        counts: dict[str, int] = {}
        for one in self.mentions:
            counts[one.value.text] = counts.get(one.value.text, 0) + 1
        return tuple(counts.items())

    @property
    def name(self) -> str:
        """The fullest way in which it was written, among those that are compared as its key."""
        whole = [one.value.text for one in self.mentions if one.value.key == self.key]
        return max(whole, key=len)


def group_values(mentions: Iterable[Mention]) -> tuple[ValueGroup, ...]:
    """Return each thing that stands in two or more children's files.

    In the order of their kinds, then of the day when each was written first.
    """
    by_kind: dict[ValueKind, list[Mention]] = defaultdict(list)
    for one in mentions:
        by_kind[one.value.kind].append(one)
    found: list[ValueGroup] = []
    for kind in ValueKind:
        groups = list(_list_groups(kind, by_kind[kind]))
        found += sorted(_drop_parts(groups), key=lambda one: (one.mentions[0].at, one.key))
    return tuple(found)


def _list_groups(kind: ValueKind, mentions: list[Mention]) -> Iterator[ValueGroup]:
    if kind is ValueKind.VEHICLE:
        return
    by_key: dict[str, list[Mention]] = defaultdict(list)
    for one in mentions:
        if not one.value.key.startswith(UNLINKED):
            by_key[one.value.key].append(one)
    likeness = _find_likeness(kind, by_key.keys())
    asked = {key for key, own in by_key.items() if any(one.value.can_link for one in own)}
    files = {key: {file for one in own for file in one.files} for key, own in by_key.items()}
    for key, own in by_key.items():
        others = likeness.get(key, {})
        if asked.isdisjoint((key, *others)):
            continue
        if len(files[key].union(*(files[other] for other in others))) < FEWEST_FILES:
            continue
        texts = {one.value.text for one in own}
        same = Sameness.SAME if len(texts) == 1 else Sameness.SIGNS
        for other_same in others.values():
            same = max(same, other_same, key=list(Sameness).index)
        every = [*own, *(one for other in others for one in by_key[other])]
        yield ValueGroup(kind, key, same, tuple(sorted(every, key=lambda one: one.at)))


def _drop_parts(groups: list[ValueGroup]) -> Iterator[ValueGroup]:
    """Yield the groups but for those of which all stands in another one too."""
    placed = [
        (frozenset((one.concern, one.number, one.value) for one in group.mentions), group)
        for group in sorted(groups, key=lambda one: (-len(one.mentions), one.same.value, one.key))
    ]
    by_mention: dict[object, list[frozenset[object]]] = defaultdict(list)
    for held, group in placed:
        first = next(iter(held))
        if any(held <= other for other in by_mention[first]):
            continue
        for one in held:
            by_mention[one].append(frozenset(held))
        yield group


def _find_likeness(kind: ValueKind, keys: Iterable[str]) -> dict[str, dict[str, Sameness]]:
    """Return for each value the others that may be the same thing, and why."""
    known = tuple(keys)
    found: dict[str, dict[str, Sameness]] = defaultdict(dict)
    if kind in SHORTEST_NEAR:
        for one, other in _list_close(known, SHORTEST_NEAR[kind]):
            found[one][other] = found[other][one] = Sameness.NEAR
    for part, whole, why in _list_parts(kind, known):
        found[whole][part] = why
    return found


def _list_parts(kind: ValueKind, keys: tuple[str, ...]) -> Iterator[tuple[str, str, Sameness]]:
    """Yield each value that may be a part of a longer one, with that and why."""
    if kind is ValueKind.PLATE:
        yield from ((*pair, Sameness.PART) for pair in _list_plate_parts(keys))
    elif kind is ValueKind.PHONE:
        yield from ((*pair, Sameness.DIGITS) for pair in _list_same_endings(keys))
    elif kind in {ValueKind.PERSON, ValueKind.PLACE}:
        yield from ((*pair, Sameness.NEAR) for pair in _list_names_within(kind, keys))


def _list_close(keys: tuple[str, ...], shortest: int) -> Iterator[tuple[str, str]]:
    """Yield pairs that differ by a letter, or two swapped: with a letter left out they meet."""
    meets: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        if len(key) >= shortest and not {AT_START, AT_END} & set(key):
            for at in range(len(key)):
                meets[key[:at] + key[at + 1 :]].add(key)
            meets[key].add(key)
    pairs = {(one, other) for met in meets.values() for one in met for other in met if one < other}
    yield from sorted(pair for pair in pairs if is_close_word(*pair))


def _list_plate_parts(keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield parts of plates, each with every longer plate that it fits."""
    runs: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        plain = key.strip(AT_START + AT_END)
        for run in {
            plain[start:end]
            for start in range(len(plain))
            for end in range(start + SHORTEST_PLATE_PART, len(plain) + 1)
        }:
            runs[run].append(key)
    for key in keys:
        for whole in runs.get(key.strip(AT_START + AT_END), ()):
            if does_plate_fit(key, whole):
                yield key, whole


def _list_same_endings(keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    by_end: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        by_end[key[-LAST_DIGITS:]].append(key)
    for met in by_end.values():
        for one in met:
            yield from ((one, other) for other in met if one != other and other.endswith(one))


def _list_names_within(kind: ValueKind, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield names of which each word stands in another one, or is close to a word of it."""
    common = EVERYWHERE if kind is ValueKind.PLACE else frozenset[str]()
    words = {key: key.split() for key in keys}
    telling = {key: [word for word in found if word not in common] for key, found in words.items()}
    by_word: dict[str, set[str]] = defaultdict(set)
    for key, found in telling.items():
        for word in found:
            by_word[word].add(key)
    close: dict[str, set[str]] = defaultdict(set)
    for one, other in _list_close(tuple(by_word), 5):
        close[one].add(other)
        close[other].add(one)
    for key, found in telling.items():
        if not found:
            continue
        fits = [set().union(*(by_word[like] for like in (word, *close[word]))) for word in found]
        for other in sorted(set.intersection(*fits) - {key}):
            yield key, other
