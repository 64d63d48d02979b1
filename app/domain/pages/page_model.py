"""The model of a question: its name, kind, options and what may be said instead of an answer.

Names are the schema names: a page, the stored record and the document speak one language.
This module never holds an answer.
"""

from enum import StrEnum

import msgspec

MAX_CHARACTERS = 20_000
"""Longest text kept in one field (docs/record-schema.md, "word for word")."""


class AnswerKind(StrEnum):
    """The shape of an answer; stored as the comment says."""

    WORDS = "words"  # text word for word, never hinted at: a string
    TEXT = "text"  # the worker's own long text: a string
    LINE = "line"  # a short text, mostly of one line: a string
    ONE = "one"  # one option token: a string
    MANY = "many"  # option tokens: a list of strings
    DATE = "date"  # {"date": "2026-11-24", "time": null, "zone": "Europe/London"}
    MOMENT = "moment"  # {"date": "2026-11-24", "time": "14:05" or null, "zone": …}; see moments.py
    TIME = "time"  # "14:05"; as typed: {"time": null, "time_as_typed": "about six"}
    CHILDREN = "children"  # ids of children in this record: a list of strings


class Unknown(StrEnum):
    """What may be said instead of an answer; stored as {"unknown": token}."""

    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
    NOT_SAFE_TO_ASK = "not_safe_to_ask"
    NOT_TOLD_YET = "not_told_yet"
    NOT_SAFE_TO_TELL = "not_safe_to_tell"


UNKNOWN_LABELS = {
    Unknown.NOT_KNOWN: "Not known",
    Unknown.NOT_ASKED: "Not asked",
    Unknown.NOT_SAFE_TO_ASK: "Not safe to ask",
    Unknown.NOT_TOLD_YET: "Not told yet",
    Unknown.NOT_SAFE_TO_TELL: "Not safe to tell",
}
PLAIN_UNKNOWNS = (Unknown.NOT_KNOWN,)
SENSITIVE_UNKNOWNS = (Unknown.NOT_KNOWN, Unknown.NOT_ASKED, Unknown.NOT_SAFE_TO_ASK)
TOLD_UNKNOWNS = (*SENSITIVE_UNKNOWNS, Unknown.NOT_TOLD_YET)
OFFERED_TOLD_UNKNOWNS = (Unknown.NOT_KNOWN, Unknown.NOT_TOLD_YET)
"""What is offered where a question is about what was told, not asked."""


class Option(msgspec.Struct, frozen=True):
    """One answer to choose: the token that is stored, the label that is read.

    `third` is the label for a reader who is not the worker; "" where the label does for both.
    `of_other` replaces both where the worker wrote down another person's account.
    """

    token: str
    label: str
    third: str = ""
    of_other: str = ""


def make_options(**labels: str | tuple[str, ...]) -> tuple[Option, ...]:
    """Return options as written; keyword = token.

    The value is the label, or the label, `third` and perhaps `of_other`.
    """
    return tuple(
        Option(token, label) if isinstance(label, str) else Option(token, *label)
        for token, label in labels.items()
    )


YES_NO = make_options(yes="Yes", no="No")
YES_NO_UNSURE = make_options(yes="Yes", no="No", unsure="Not sure")


class Field(msgspec.Struct, frozen=True, cache_hash=True):
    """One question. `hinted` marks the worker's own text, where language hints may run.

    `label` asks the worker. `third` is the same for a reader who is not the worker, on paper and
    on screen; "" where the label does for both. `of_other` replaces both where the worker wrote
    down another person's account, and names no one: the worker did not see or hear it.
    """

    name: str
    label: str
    kind: AnswerKind = AnswerKind.LINE
    hint: str = ""
    options: tuple[Option, ...] = ()
    unknowns: tuple[Unknown, ...] = PLAIN_UNKNOWNS
    offered: tuple[Unknown, ...] = ()  # those of `unknowns` that a page offers, where not all fit
    hinted: bool = False
    fold: str = ""  # fields with the same fold sit together behind that line until needed
    rows: int = 3
    wraps: bool = False  # a line that is often longer than a phone is wide: drawn over two
    later: bool = False  # a day that may lie ahead
    needs_year: bool = False  # a day that is not this year's where no year is typed
    like: str = ""  # how to write this day, where today's date is no fitting example
    beside: tuple["Field", ...] = ()  # stored with its answer by Heard itself, asked of nobody
    third: str = ""
    of_other: str = ""

    @property
    def verbatim(self) -> bool:
        """Whether the text is somebody's words, shown as a quotation."""
        return self.kind is AnswerKind.WORDS

    def said(self, *, third: bool, of_other: bool = False) -> str:
        """Return the label as its reader should read it. `of_other`: in another's account."""
        return (of_other and self.of_other) or (third and self.third) or self.label

    def label_of(self, token: str, *, third: bool = False, of_other: bool = False) -> str:
        """Return the label of an option token, or the token itself if an older record holds it.

        `of_other`: in another person's account.
        """
        found = next((o for o in self.options if o.token == token), Option(token, token))
        return (of_other and found.of_other) or (third and found.third) or found.label


class Group(msgspec.Struct, frozen=True):
    """Questions that repeat: each item is one part of the record."""

    name: str
    one: str
    fields: tuple[Field, ...]
    add: str
    maximum: int = 40


class Step(StrEnum):
    """The four steps of the workbook, and the moment before them."""

    BEFORE = "before"
    RECEIVE = "receive"
    REACT = "react"
    RECORD = "record"
    SUPPORT = "support"


FIRST_HEADING = "First: is anyone in danger now?"
"""The heading of the moment before the four steps; theirs are the pack's."""


class Page(msgspec.Struct, frozen=True):
    """One page of questions. `part` is the name in the stored record (docs/record-schema.md).

    What stands beside a page or a question is the pack's, found by these names; `intro` is the
    key of the words under the title where they are not those of the page's own name. `third` is
    the title for a reader who is not the worker; "" where the title does for both.
    """

    name: str
    title: str
    step: Step
    fields: tuple[Field, ...] = ()
    group: Group | None = None
    core: bool = False
    per_child: bool = False
    intro: str = ""
    part: str = ""
    needs_child_told: bool = False
    group_first: bool = False  # the items of its group stand before its own questions
    pick_group: str = ""  # indicators: which of the five groups A to E this page shows
    after_signing: bool = False  # duties: only a `details` entry, never in the draft
    guided: bool = True  # stands in one of the four steps; what is decided of a file does not
    for_readers: bool = False  # only those the record was sealed to, not its author alone
    third: str = ""

    @property
    def part_name(self) -> str:
        """Name of this page's parts in the record."""
        return self.part or self.name

    def said(self, *, third: bool) -> str:
        """Return the title as its reader should read it."""
        return (third and self.third) or self.title
