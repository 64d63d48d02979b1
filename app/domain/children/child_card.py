"""The contents of a child's file once its seal is open: links, and the card that lists show.

The card repeats what was written of the child in each concern that is linked now, and the days on
which facts are looked at again: without the link nothing of a concern is left. No name stands in an
entry.
"""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from app.domain.children.file_facts import AnyFact, StandingFact, Topic
from app.domain.children.file_prints import FilePrint
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Part, Record, SignedEntry
from app.domain.record.moments import DAY_TYPED
from app.domain.record.name_comparison import fold_name
from app.domain.record.part_lookup import find_first_child
from content.london_time import get_london_day

SCHEMA = 1
MAX_WORDS = 120
"""Characters of one answer that a card holds; the concern has it whole."""
NOT_NAMED = "Child not named"


class Link(SignedEntry, tag="link", frozen=True, kw_only=True):
    """A lead put a child of a concern into this file.

    `child`: its id within that record; `part`: the child's part in it as the lead sees it, ""
    where it was not said; `reasons`: names of the reasons and differences that were shown,
    except who was named in both: no name stands in an entry.
    """

    concern: str
    child: str
    part: str = ""
    reasons: tuple[str, ...] = ()


class Unlink(SignedEntry, tag="unlink", frozen=True, kw_only=True):
    """A lead took a concern out of this file: which entry had put it in, and why it was wrong.

    `copies`: what was done about copies printed while it was linked; absent where there were none.
    """

    link: int
    concern: str
    child: str
    why: str
    copies: str | msgspec.UnsetType = msgspec.UNSET


class NotSame(SignedEntry, tag="not_same", frozen=True, kw_only=True):
    """A lead said that what files have in common is not one thing: it links them no more.

    `value`: the kind of thing; `keys`: as it is compared; `written`: as it was written; `files`:
    every file in which it was, this one too; `why`: the lead's words.
    """

    value: str
    keys: tuple[str, ...]
    written: tuple[str, ...]
    files: tuple[str, ...]
    why: str


FileEntry = Link | Unlink | NotSame | AnyFact | FilePrint
_ENTRIES = msgspec.json.Decoder(FileEntry)


class ChildFacts(PrivateStruct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Answers of one concern about who a child is. `born_on`: a day (ISO) or what was typed for it.

    `as_of`: the day on which the record was signed, which an age counts from.
    """

    name: str
    age: str
    born_on: str
    group: str
    as_of: str

    @property
    def birthday(self) -> date | None:
        """The day of birth, where it could be read as one."""
        return _read_day(self.born_on)

    @property
    def signed_on(self) -> date | None:
        """The day on which the record was signed, where it is one."""
        return _read_day(self.as_of)


class LinkedChild(PrivateStruct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A child of a concern that is in the file now. `number`: the entry that put it in."""

    concern: str
    child: str
    number: int
    part: str
    facts: ChildFacts


class FactReview(PrivateStruct, frozen=True, forbid_unknown_fields=True):
    """The day on which leads look again at a fact. `root`: the entry that first wrote of it."""

    topic: Topic
    root: int
    on: date


class BlockedNumber(PrivateStruct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A phone number that no one should call: its digits, and how it was written."""

    digits: str
    written: str


class ChildCard(PrivateStruct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The card of a child's file: what is linked now, in the order of the links.

    `reviews`: of the facts that stand, so that Today opens no file to know them. `blocked`: the
    numbers that no one should call by these facts, so that other files can say so too; absent where
    they were never listed, which is not the same as none. Nothing else of a fact is here.
    """

    links: tuple[LinkedChild, ...]
    schema: int = SCHEMA
    reviews: tuple[FactReview, ...] = ()
    blocked: tuple[BlockedNumber, ...] | msgspec.UnsetType = msgspec.UNSET

    @property
    def name(self) -> str:
        """The fullest name that was written; of several as full, the first."""
        names = self._list("name")
        return max(names, key=lambda name: len(name.split()), default="") or NOT_NAMED

    @property
    def is_named(self) -> bool:
        """Whether a name was written at all."""
        return bool(self._list("name"))

    @property
    def other_names(self) -> tuple[str, ...]:
        """The other ways in which the name was written."""
        shown = fold_name(self.name)
        return tuple(name for name in self._list("name") if fold_name(name) != shown)

    @property
    def birthdays(self) -> tuple[date, ...]:
        """Every day of birth that was written, once."""
        return tuple(dict.fromkeys(day for one in self.links if (day := one.facts.birthday)))

    @property
    def groups(self) -> tuple[str, ...]:
        """Every class, team or group that was written, the newest record's first."""
        newest = sorted(self.links, key=lambda one: one.facts.as_of, reverse=True)
        return tuple(_once(one.facts.group for one in newest))

    @property
    def newest_age(self) -> tuple[str, date] | None:
        """The age in the newest record that has one, and the day of that record."""
        found = [
            (one.facts.age, day)
            for one in self.links
            if one.facts.age and (day := _read_day(one.facts.as_of))
        ]
        return max(found, key=lambda pair: pair[1], default=None)

    def find(self, concern: str, child: str) -> LinkedChild | None:
        """Return the link of this child of a concern, where it is in the file now."""
        return next(
            (one for one in self.links if (one.concern, one.child) == (concern, child)), None
        )

    def _list(self, field: str) -> tuple[str, ...]:
        return tuple(_once(getattr(one.facts, field) for one in self.links))


def list_fact_reviews(facts: Iterable[StandingFact]) -> tuple[FactReview, ...]:
    """Return the review days of the facts that stand and are not over, the earliest first."""
    found = [
        FactReview(one.topic, one.root, day)
        for one in facts
        if not one.is_over and (day := _read_day(getattr(one.said, "review_on", "")))
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.root)))


def compute_age(born: date, today: date) -> int:
    """Return how old somebody is who was born on that day."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def list_record_children(record: Record) -> tuple[str, ...]:
    """Return the ids of the children of a record in order; its only child where none is named."""
    found = (one.children[0] for one in record.parts if _is_child(one))
    return tuple(dict.fromkeys(found)) or (find_first_child(record.parts),)


def read_child_facts(record: Record, child: str) -> ChildFacts:
    """Return what a record says of who one of its children is."""
    values = next((one.values for one in record.parts if _is_child(one, child)), {})
    born = values.get("born_on")
    day = born.get("date") or born.get(DAY_TYPED) if isinstance(born, dict) else born
    return ChildFacts(
        name=_read_text(values.get("name")),
        age=_read_text(values.get("age")),
        born_on=_read_text(day),
        group=_read_text(values.get("group")),
        as_of=get_london_day(record.signed_at).isoformat(),
    )


def read_child_involvement(record: Record, child: str) -> str:
    """Return the worker's answer about a child's part; "" where there is none."""
    values = next((one.values for one in record.parts if _is_child(one, child)), {})
    return _read_text(values.get("part"))


def decode_file_entry(data: bytes) -> FileEntry:
    """Return a file's entry from canonical JSON. Raises msgspec.MsgspecError."""
    entry: FileEntry = _ENTRIES.decode(data)
    return entry


def encode_card(card: ChildCard) -> bytes:
    """Return the canonical JSON of a card."""
    return msgspec.json.encode(card, order="sorted")


def decode_card(data: bytes) -> ChildCard:
    """Return a card from canonical JSON. Raises msgspec.MsgspecError."""
    return msgspec.json.decode(data, type=ChildCard)


def _is_child(part: Part, child: str = "") -> bool:
    alone = part.page == "child" and len(part.children) == 1
    return alone and child in {"", *part.children}


def _read_text(value: object) -> str:
    return " ".join(value.split())[:MAX_WORDS] if isinstance(value, str) else ""


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _once(texts: Iterable[str]) -> Iterator[str]:
    """Yield each text that is not empty, once, however it is spelled in capitals or accents."""
    seen = set()
    for text in dict.fromkeys(texts):
        if text and (key := fold_name(text)) not in seen:
            seen.add(key)
            yield text
