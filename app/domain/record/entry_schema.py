"""The entries of a concern, once their seal is open: tagged structs, schema 1.

Canonical JSON (sorted keys, no spaces, UTF-8) is what is sealed, signed and hashed. Unknown
fields are refused: an older reader never shows half of a newer entry.
"""

from datetime import date, datetime
from typing import Any, get_args

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.times.answer_times import AnswerTime

SCHEMA = 1

Values = dict[str, Any]
"""A part's values by field name: strings, lists of strings, times, or {"unknown": token}."""


FIRST_FORM = 1
"""The form of parts that name none: they are older than form versions."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One page, or one item of a repeating group: whose it is, and what was answered.

    `children` are ids within the record (c1, c2 …), so that two children in one concern can be
    told apart later for papers, transfer and subject access (docs/record-schema.md). `form` is the
    wording it was asked in (content/question_wording.py): absent means 1.
    """

    page: str
    children: tuple[str, ...]
    values: Values
    item: str = ""
    form: int | msgspec.UnsetType = msgspec.UNSET

    @property
    def form_number(self) -> int:
        """The form version that its questions were asked on."""
        return FIRST_FORM if self.form is msgspec.UNSET else self.form


NAME_NOT_CHECKED = "name not checked"


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wrote an entry, as they were at the time: files outlive staff lists."""

    id: str
    name: str
    job_title: str
    phone: str
    email: str
    roles: tuple[str, ...]
    confirmed: bool

    @property
    def marked_name(self) -> str:
        """The name, which no lead had checked if they were not confirmed at the time."""
        return self.name if self.confirmed else f"{self.name} ({NAME_NOT_CHECKED})"


class SignedEntry(
    PrivateStruct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True
):
    """What every entry says."""

    schema: int = SCHEMA
    by: Person
    signed_at: datetime


class _Once(SignedEntry, frozen=True, kw_only=True):
    """An entry that a button makes once. `once`: the id of its draft, or of the words offered."""

    once: str | msgspec.UnsetType = msgspec.UNSET


class Record(_Once, tag="record", frozen=True, kw_only=True):
    """The practitioner's signed account: the file's first entry.

    `shown`: names of the question pages that its author was shown, so that what they left blank is
    told from what no one asked; absent in records that do not know.
    `held_back`: answers that no document prints, because a private name stands in them, by the keys
    of `private_mentions`; absent where there are none. `answered`: when those answers were given
    that are true of one moment; absent where that is not known.
    """

    reference: str
    began_at: datetime
    parts: tuple[Part, ...]
    not_for: tuple[str, ...]
    route: str
    recipients: tuple[str, ...]
    pack: str
    shown: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    held_back: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    answered: tuple[AnswerTime, ...] | msgspec.UnsetType = msgspec.UNSET

    @property
    def held_keys(self) -> frozenset[str]:
        """Keys of the answers that no document prints."""
        return frozenset(() if self.held_back is msgspec.UNSET else self.held_back)

    @property
    def form_number(self) -> int:
        """The form version that its questions were asked on."""
        return max((part.form_number for part in self.parts), default=FIRST_FORM)


class Details(_Once, tag="details", frozen=True, kw_only=True):
    """One page filled after signing; `duties` is one of them.

    `saved_at` is there only for the other text of a page of the record that was saved in two
    places: when that text was saved. It was signed with the record, and nobody chose between them.
    """

    page: str
    parts: tuple[Part, ...]
    saved_at: datetime | msgspec.UnsetType = msgspec.UNSET

    @property
    def other_text_of(self) -> datetime | None:
        """When this other text of a page of the record was saved; None for a page filled later."""
        return None if self.saved_at is msgspec.UNSET else self.saved_at


class Addition(_Once, tag="addition", frozen=True, kw_only=True):
    """More words; a correction says which entry it corrects and why.

    `answers`: the number of the `AuthorQuestion` that it answers; absent where it answers none.
    """

    words: str
    children: tuple[str, ...]
    verbatim: bool = False
    corrects: int | None = None
    reason: str = ""
    answers: int | msgspec.UnsetType = msgspec.UNSET


class ForAuthor(PrivateStruct, frozen=True, forbid_unknown_fields=True):
    """Words for the author beside one outcome, its `item`: what they need to know and do."""

    item: str
    words: str


class Decision(_Once, tag="decision", frozen=True, kw_only=True):
    """A decision: one or more outcomes, also not to refer. The author of the record can read it.

    The reasons are a `LeadsNote` of their own. In decisions signed before there was `for_author`
    they stand among the parts, and their author can read them.
    """

    parts: tuple[Part, ...]
    for_author: tuple[ForAuthor, ...] | msgspec.UnsetType = msgspec.UNSET

    def find_words_for_author(self, item: str) -> str:
        """Return what the author needs to know and do beside an outcome, or ""."""
        said = () if self.for_author is msgspec.UNSET else self.for_author
        return next((one.words for one in said if one.item == item), "")


class LeadsNote(_Once, tag="leads_note", frozen=True, kw_only=True):
    """A part of another entry that only those who decide can read, as the reasons of a decision.

    `of`: the number of that entry; `parts` or `words`: what it says. It is never
    sealed to the author of the record. One of the record itself is a reader's note.
    """

    of: int
    parts: tuple[Part, ...]
    words: str = ""


class TaskOwner(PrivateStruct, frozen=True, forbid_unknown_fields=True):
    """The person who does a task, as they were named when it was made."""

    id: str
    name: str


class AssignedTask(_Once, tag="task", frozen=True, kw_only=True):
    """Something that one of the readers does by a day. `children`: whom it is about; none: all."""

    what: str
    owner: TaskOwner
    due: date
    children: tuple[str, ...] = ()


class AuthorQuestion(_Once, tag="question", frozen=True, kw_only=True):
    """A question to the author of the record, to answer by a day. The author can read it.

    `to`: the author; `children`: whom it is about; none: all. The answer is an `Addition`.
    """

    words: str
    to: TaskOwner
    due: date
    children: tuple[str, ...] = ()


class TaskOutcome(_Once, tag="task_done", frozen=True, kw_only=True):
    """A task is done, or `to` someone else. `of`: its entry; `said`: what was done, in one line."""

    of: int
    said: str
    to: TaskOwner | msgspec.UnsetType = msgspec.UNSET


class Handover(_Once, tag="handover", frozen=True, kw_only=True):
    """A concern is given to another of its readers. Why is a `LeadsNote` of its own."""

    to: TaskOwner


class Disagreement(_Once, tag="disagreement", frozen=True, kw_only=True):
    """Somebody who can open the file disagrees with what was decided."""

    parts: tuple[Part, ...]


class Call(_Once, tag="call", frozen=True, kw_only=True):
    """Calls that were made after signing: who was rung, what they said, which children it is about.

    Its parts are those of the page that asks who was told. Older ones are `Details` of page `call`.
    """

    parts: tuple[Part, ...]


class Referral(_Once, tag="referral", frozen=True, kw_only=True):
    """How it was passed on to children's services: by whom, to whom, when and with which paper."""

    parts: tuple[Part, ...]


class Reply(_Once, tag="reply", frozen=True, kw_only=True):
    """What children's services answered, or that they did not."""

    parts: tuple[Part, ...]


class Escalation(_Once, tag="escalation", frozen=True, kw_only=True):
    """A step further, when no answer came or a wrong one: to whom, when, why, what they said.

    `level`: which way it went up. It waits for an answer then; absent in older ones, which do not.
    """

    parts: tuple[Part, ...]
    level: str | msgspec.UnsetType = msgspec.UNSET


class EscalationAnswer(_Once, tag="escalation_answer", frozen=True, kw_only=True):
    """The answer to an escalation. `of`: the number of its entry."""

    of: int
    said: str


class Closure(_Once, tag="closure", frozen=True, kw_only=True):
    """A reader closes the file: what each child was told. It hides nothing.

    `for_author`: what the author needs to know. `ended`: keys of what waited, no task, and is
    done. Why is in the `ClosingNote` next to it; in older ones among the parts.
    """

    parts: tuple[Part, ...]
    for_author: str | msgspec.UnsetType = msgspec.UNSET
    ended: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


class ClosedItem(PrivateStruct, frozen=True, forbid_unknown_fields=True):
    """Something that was still open, and what happens to it: `how` is done, moved or not_needed.

    `key`: what it is, as "task/5"; `said`: the line about it; `child` and `file`: for one that is
    moved, of the record's children, and the child's file where its day stands from then on.
    """

    key: str
    how: str
    said: str = ""
    child: str = ""
    file: str = ""


class NotSafeToTell(PrivateStruct, frozen=True, forbid_unknown_fields=True):
    """Why it is not safe to tell a child."""

    child: str
    why: str


class ClosingNote(_Once, tag="closing_note", frozen=True, kw_only=True):
    """Why a concern was closed, and what happens to each thing that was still open.

    `of`: the number of its closure. It is never sealed to the author of the record.
    """

    of: int
    reason: str
    items: tuple[ClosedItem, ...]
    not_safe: tuple[NotSafeToTell, ...] = ()


class Reopening(_Once, tag="reopening", frozen=True, kw_only=True):
    """Somebody who can open a closed file opens it again: why."""

    parts: tuple[Part, ...]


class Acknowledgement(SignedEntry, tag="acknowledgement", frozen=True, kw_only=True):
    """A reader has read the record. One tap.

    `upto`: the last entry that they had seen, where its author added words while they read; absent
    where they had seen all that there was.
    """

    upto: int | msgspec.UnsetType = msgspec.UNSET


class Paper(_Once, tag="paper", frozen=True, kw_only=True):
    """The exact bytes handed over; they lie sealed beside this entry as a document.

    `added`: words that were written for this paper alone; absent where there are none.
    """

    form: str
    version: str
    file_name: str
    size: int
    sha256: str
    encrypted: bool
    child: str
    document_key: bytes
    added: str | msgspec.UnsetType = msgspec.UNSET

    @property
    def words(self) -> str:
        """What was written for this paper alone; "" where nothing was."""
        return "" if self.added is msgspec.UNSET else self.added


PageEntry = Call | Decision | Disagreement | Referral | Reply | Escalation | Closure | Reopening
"""Entries made of the answers of a page that is no part of the guided record."""
ENTRY_TYPE_BY_PAGE: dict[str, type[PageEntry]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(PageEntry)
}
"""By the page's name, which is the entry's `kind` too. Every other page becomes details."""
EntryWithParts = Record | Details | PageEntry
"""Entries that hold answers to the questions of a page."""
ReadersEntry = LeadsNote | AssignedTask | TaskOutcome | ClosingNote
"""Entries that are sealed to the readers of a record alone, and never to its author."""
_PlainEntry = Addition | Acknowledgement | Paper | Handover | EscalationAnswer | AuthorQuestion
Entry = EntryWithParts | _PlainEntry | ReadersEntry
_DECODER = msgspec.json.Decoder(Entry)


class Card(PrivateStruct, frozen=True, forbid_unknown_fields=True):
    """What a list shows of a file, sealed: a child's name, age, the worry, the danger answer.

    `also` names the account that is written and not on the card ("child_words"); cards sealed
    before there was such a key have none. `safe_tonight` is the most worried answer about any of
    the children; absent where there is none, and in older cards. `other_times`: the record has
    another leaving time than `leaves_at`; absent where it has not, and in older cards.
    `short_name`: what the team of its readers calls the concern; absent until one of them names it.
    `danger_at`: when danger was answered; absent where that is not known.
    """

    children: tuple[str, ...]
    ages: tuple[str, ...]
    worry: str
    danger: str
    leaves_at: str
    lead_told: str
    also: str | msgspec.UnsetType = msgspec.UNSET
    safe_tonight: str | msgspec.UnsetType = msgspec.UNSET
    other_times: bool | msgspec.UnsetType = msgspec.UNSET
    short_name: str | msgspec.UnsetType = msgspec.UNSET
    danger_at: datetime | msgspec.UnsetType = msgspec.UNSET


def encode_canonical(thing: SignedEntry | Card) -> bytes:
    """Return the canonical JSON of an entry, of whatever kind, or a card."""
    return msgspec.json.encode(thing, order="sorted")


def decode_entry(data: bytes) -> Entry:
    """Decode an entry from canonical JSON. Raises msgspec.ValidationError for any other shape."""
    entry: Entry = _DECODER.decode(data)
    return entry


def decode_card(data: bytes) -> Card:
    """Decode a card from canonical JSON."""
    return msgspec.json.decode(data, type=Card)
