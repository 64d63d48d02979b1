"""The values that go into a paper, and the filled paper itself: plain frozen values.

Nothing here decides, formats a page or opens a file. A repr never shows what a person wrote, since
reprs reach log files.
"""

from datetime import date, datetime
from enum import StrEnum

import msgspec

NOT_KNOWN = "Not known"
NOT_ASKED = "Not asked"
NOT_ANSWERED = "Not answered"
NOT_ASKED_YET = "Not asked yet"
GAP_KINDS = (NOT_KNOWN, NOT_ASKED, NOT_ANSWERED, NOT_ASKED_YET)
"""The four ways in which an answer can be missing. Screen and paper call them so (decision 72)."""
GAP_MEANINGS = {
    NOT_KNOWN: "the worker does not know",
    NOT_ASKED: "the worker has not asked",
    NOT_ANSWERED: "the worker was shown the question and left it blank",
    NOT_ASKED_YET: "no one has asked the worker",
}
"""Words for each kind, for a reader who has never seen Heard."""

ABOUT_ANOTHER_CHILD = "Answered about another child"
"""Words for a box that takes no blank, if the answer is not about the child of this paper."""

NOT_APPLICABLE = "Not applicable"
"""Printed, on forms that take no blank, where a question does not arise."""

HELD_BACK_TEXT = "A passage is held back to protect someone. Ask the referrer."
"""Printed instead of a quotation in which a private name stands: it is no quotation itself."""

LEFT_OUT = "left_out"
UNKNOWN_WORDS = {
    "not_known": NOT_KNOWN,
    "not_asked": NOT_ASKED,
    "not_safe_to_ask": "Not safe to ask",
    "not_told_yet": "Not told yet",
    LEFT_OUT: "Left out: a child may be named in it",
}
"""What stands instead of an answer: token to printed text. A worker says it, as in
docs/record-schema.md; LEFT_OUT alone is said by a paper that names no child.
"""


class Answer(msgspec.Struct, frozen=True):
    """One answer to one question.

    `key` is "part.field", named as in docs/record-schema.md; `label` overrides the catalogue's.
    Give answers oldest first: several for one key are all printed, in the order given.
    `quote` marks somebody's own words, kept word for word. In a repeating group `item` counts
    from 1, is unique among that group's items on the paper, and `item_label` heads the item.
    `clock` is the time that goes with `day`, and `group` the heading that a sign stands under.
    `child` is the name (or "Child 2") of whom the answer is about, and the same text in every
    answer about that child; "" where the question is not asked once a child. `said` tells who
    added it and when ("Added by Sam Lee, 24 November 2026, 14:20"); "" for the signed record
    itself. `unknown`, one of UNKNOWN's tokens, stands in for `text`. `tokens` are the options
    that were chosen, and `day` is the day as YYYY-MM-DD, for forms with boxes to tick and dates
    of their own; `text` says the same in words. `given` is when an answer was given that is true
    of one moment, and when it was last given again; empty where that is not known. `reached` are
    the services that a call reached, as tokens of "told.whom"; empty in other answers.
    """

    key: str
    label: str = ""
    text: str = ""
    quote: bool = False
    item: int | None = None
    item_label: str = ""
    child: str = ""
    said: str = ""
    unknown: str = ""
    tokens: tuple[str, ...] = ()
    day: str = ""
    clock: str = ""
    group: str = ""
    given: tuple[datetime, ...] = ()
    reached: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Answer {self.key}>"


class PrintedContact(msgspec.Struct, frozen=True):
    """A line to ring: `number` "" prints "number not confirmed"; `when` are its hours in words.

    `checked` says when a person last rang it, as a phrase: "last checked 3 March 2026"; `wrong`:
    they found that it is not the number.
    """

    who: str
    number: str = ""
    when: str = ""
    checked: str = ""
    wrong: bool = False


class PrintedCheckpoint(msgspec.Struct, frozen=True):
    """The signed state of the log that holds this record: leaf count and root as its lines have
    them, and the start of the root in short."""

    size: int
    root: str
    fingerprint: str
    origin: str = ""


class PaperMeta(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about the paper that is not an answer.

    Times are aware datetimes and print in Europe/London. `made_at` is when this document was made,
    `signed_at` when the author signed. `children` are the names printed at the top. `banner` ""
    prints none; `watermark` is one short word across each sheet, "" for none. Among several
    children in the answers, gaps print only for those in `children`, spelt as in `Answer.child`.
    `record_hash` is the SHA-256 of the sealed record in hexadecimal.
    `left_out` tells the reader what is missing from this paper and why, "" when nothing is.
    `corrected` says which later entries correct the record ("entry 4, 24 November 2026, 14:20, by
    Sam Lee"), "" when none does. `added` is what `made_by` wrote for this paper alone.
    `also_referred`: reference and day of other referrals about the same child, the newest first.
    `words_of`: in a practice, the adult whose words are where the child's would be.
    """

    reference: str
    organisation: str
    author: str
    signed_at: datetime
    made_at: datetime
    author_role: str = ""
    author_contact: str = ""
    author_phone: str = ""
    organisation_address: str = ""
    made_by: str = ""
    lead: str = ""
    lead_contact: str = ""
    area: str = ""
    late: str = ""
    children: tuple[str, ...] = ()
    contacts: tuple[PrintedContact, ...] = ()
    left_out: str = ""
    corrected: str = ""
    added: str = ""
    also_referred: tuple[tuple[str, date], ...] = ()
    words_of: str = ""
    banner: str = "OFFICIAL-SENSITIVE"
    watermark: str = ""
    record_hash: str = ""
    checkpoint: PrintedCheckpoint | None = None

    def __repr__(self) -> str:
        return f"<Meta {self.reference}>"


class PrintedAnswer(msgspec.Struct, frozen=True):
    """One answer as it is printed. `blank` marks a gap; `original` another language."""

    text: str
    quote: bool = False
    said: str = ""
    blank: bool = False
    original: bool = False

    def __repr__(self) -> str:
        return "<Printed>"


class RowStyle(StrEnum):
    """How a row is set: beside its question, or without one."""

    BESIDE = "beside"
    PLAIN = "plain"
    NOTE = "note"
    BULLET = "bullet"


class FilledRow(msgspec.Struct, frozen=True):
    """A question and every answer it got, oldest first; never without one.

    `style` other than BESIDE prints no label: the heading above says what it is.
    """

    key: str
    label: str
    answers: tuple[PrintedAnswer, ...]
    style: RowStyle = RowStyle.BESIDE

    def __repr__(self) -> str:
        return f"<Row {self.key}>"


class StripCell(msgspec.Struct, frozen=True):
    """A fact at the top of a paper; `row`: the line of the frame that it stands in, from 0."""

    label: str
    text: str
    note: str = ""
    row: int = 0

    def __repr__(self) -> str:
        return "<Cell>"


class Gap(msgspec.Struct, frozen=True):
    """Questions under one heading that have no answer, and in which way."""

    kind: str
    heading: str
    labels: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Gap of {len(self.labels)}>"


class FilledPart(msgspec.Struct, frozen=True):
    """Rows under one sub-heading; `heading` "" continues straight under the block's heading.

    `level` is the depth of that heading, 3 or 4. `own` marks a heading in the user's own words.
    """

    heading: str
    rows: tuple[FilledRow, ...]
    level: int = 3
    own: bool = False

    def __repr__(self) -> str:
        return f"<Part of {len(self.rows)} rows>"


class FilledBlock(msgspec.Struct, frozen=True):
    """One block of the paper. `number` is its place; it is printed on forms that have numbers."""

    number: int
    heading: str
    parts: tuple[FilledPart, ...]


class FilledPaper(msgspec.Struct, frozen=True):
    """A filled form, ready to be laid out. `top` and `foot` are rows of facts about the paper.

    `lead` stands under the title, `strip` over everything else, with `strip_note` under it. `gaps`
    are what the last block lists. `numbered`: headings of blocks carry their numbers, as on a
    council's own form.
    """

    title: str
    form_id: str
    form_version: str
    source: str
    notice: str
    meta: PaperMeta
    top: tuple[FilledRow, ...]
    blocks: tuple[FilledBlock, ...]
    foot: tuple[FilledRow, ...]
    lead: str = ""
    strip: tuple[StripCell, ...] = ()
    strip_note: str = ""
    gaps: tuple[Gap, ...] = ()
    numbered: bool = True
    foot_heading: str = ""

    def title_of(self, block: FilledBlock) -> str:
        """Return the heading of a block as it is printed."""
        return f"{block.number}. {block.heading}" if self.numbered else block.heading

    def __repr__(self) -> str:
        return f"<Paper {self.meta.reference}>"
