"""The frozen shapes of what a pack says: contacts, words, indicators, hints.

Shapes only; every struct refuses unknown keys. Nothing here computes a total, a level or
an order of risk, and nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, Protocol

from msgspec import Struct

from content.contacts.opening_hours import NOT_KNOWN, BankHolidays, Hours
from content.london_time import format_date

PassageStatus = Literal["in force", "not in force", "unknown, check", "to confirm", "confirmed"]
ContactRole = Literal[
    "emergency", "police", "day", "freephone", "out_of_hours", "lado", "board", "advice", "access"
]
WRITTEN_TO = ("lado", "board")
"""Roles of lines whose email people are shown."""
GroupLetter = Literal["A", "B", "C", "D", "E"]


class Source(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A page that we rely on: its title, its publisher and, where there is one, a link.

    `own`: it is in a council's pack, and not in the one beneath. Loading sets it.
    """

    key: str
    publisher: str
    title: str
    link: str = ""
    own: bool = False


class Passage(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Anything that a pack says. `source` is a key of the pack's sources.

    `status` "in force" needs `since`. Past `review_by` the screen says that it may be out
    of date. A contact is "to confirm" until a person has rung it, then "confirmed".
    """

    key: str
    source: str
    reviewed_on: date
    review_by: date
    owner: str
    status: PassageStatus
    since: date | None = None

    def stale(self, today: date) -> bool:
        """Say whether `today` is past the date by which a person should have looked again."""
        return today > self.review_by

    @property
    def looked_at(self) -> date:
        """The day on which a person last compared it with its source."""
        return self.reviewed_on


class Dated(Protocol):
    """What somebody looked at on a day, and must look at again."""

    @property
    def looked_at(self) -> date:
        """The day on which a person last compared it with its source."""

    def stale(self, today: date) -> bool:
        """Say whether `today` is past the date by which they should have looked again."""


def describe_outdated_passages(passages: Iterable[Dated], today: date) -> str:
    """Return the sentence for what is past its review date, by its oldest; empty for none."""
    days = [one.looked_at for one in passages if one.stale(today)]
    if not days:
        return ""
    return f"This may be out of date: last checked on {format_date(min(days))}."


class Contact(Passage, frozen=True, kw_only=True):
    """A line to ring or a place to write to. No number at all is an honest value.

    `hours` are ranges of `content.contacts.opening_hours`; `outside` names the contact of the same
    area outside whose hours this one answers. `checked_on` is the day a person rang it.
    `case_data` false: never for a child's details. `published`: of a line of all England, the
    number as somebody read it on its publisher's page. What is said of that page is about these
    digits.
    """

    label: str
    role: ContactRole
    area: str = ""
    number: str = ""
    text: str = ""
    email: str = ""
    web: str = ""
    address: str = ""
    hours: Hours = NOT_KNOWN
    bank_holidays: BankHolidays = NOT_KNOWN
    outside: str = ""
    answerphone: bool = False
    case_data: bool = True
    checked_on: date | None = None
    published: str = ""

    @property
    def is_as_published(self) -> bool:
        """Whether its number is still the one that somebody read on its publisher's page."""
        return bool(self.number) and self.published == self.number

    @property
    def shown_email(self) -> str:
        """Its email as people see it; empty for a line to call, where no one should email."""
        return self.email if self.role in WRITTEN_TO else ""

    @property
    def tel(self) -> str:
        """The digits alone, for `href="tel:…"`; empty when there is no number."""
        return "".join(sign for sign in self.number if sign.isdigit())

    @property
    def looked_at(self) -> date:
        """The day on which a person rang it, or read it where nobody has."""
        return self.checked_on or self.reviewed_on


class PageText(Passage, frozen=True, kw_only=True):
    """Words for a page: a heading, paragraphs, points; `say` is meant to be said aloud.

    `{lead_title}`, `{spoc}` and `{council}` stand for the organisation's and area's names.
    """

    heading: str = ""
    say: str = ""
    body: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


class StepPrompt(Passage, frozen=True, kw_only=True):
    """One thing to do within a step. `workbook` names the item it comes from, as "receive/1"."""

    step: str
    label: str
    more: str = ""
    workbook: tuple[str, ...] = ()
    changed: str = ""
    changed_source: str = ""


class GuidanceStep(Passage, frozen=True, kw_only=True):
    """One of the four steps, in the workbook's name and in people's words."""

    title: str
    heading: str
    third: str = ""
    prompts: tuple[StepPrompt, ...] = ()


class BlankFormPart(Passage, frozen=True, kw_only=True):
    """A part of the blank form: a heading, a hint, and (label, ruled lines) to write on."""

    heading: str
    hint: str = ""
    lines: tuple[tuple[str, int], ...] = ()


class IndicatorGroup(Passage, frozen=True, kw_only=True):
    """One of five groups. `ring`: any pick shows whom to ring. There is no total, ever."""

    group: GroupLetter
    title: str
    intro: str
    ring: bool = False
    ring_text: str = ""


class Indicator(Passage, frozen=True, kw_only=True):
    """Something noticed. `key` is the stored token. `workbook`: each item it comes from.

    `guard` is a rule shown with it; `keep_from_family` says what a pick must switch on.
    """

    group: GroupLetter
    label: str
    example: str
    workbook: tuple[str, ...] = ()
    ordinary: str = ""
    guard: str = ""
    keep_from_family: bool = False
    changed: str = ""
    changed_source: str = ""


class HintPhrase(Passage, frozen=True, kw_only=True):
    """A language hint: patterns of `content.patterns`, a reason, and other ways to say it."""

    patterns: tuple[str, ...]
    why: str
    alternatives: tuple[str, ...]
    applies_to: tuple[str, ...] = ("own",)
    unless: tuple[str, ...] = ()
    cased: bool = False


class LeadingQuestion(Passage, frozen=True, kw_only=True):
    """A way of asking that can lead a child, with an open way, for practice only.

    `why_adult`: the reason to a trainee who talks with an adult about a child, where `why` speaks
    of a child. `{speaks}` is that adult's name, and `{child}` the child's.
    """

    kind: Literal["leading", "tag", "why", "multiple"]
    patterns: tuple[str, ...]
    why: str
    instead: tuple[str, ...]
    why_adult: str = ""
    unless: tuple[str, ...] = ()
    starts: bool = False
    ends: bool = False


class HelpfulReply(Passage, frozen=True, kw_only=True):
    """A way of replying after which a child can go on, for practice.

    `practical`: about a drink, a seat or a note, so that it is no question about what happened.
    `neutral`: about the talk itself, so that it is no help alone.
    """

    kind: Literal["open", "reflecting", "accepting", "explaining", "supporting", "silence"]
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    practical: bool = False
    neutral: bool = False


GraveHarm = Literal["", "sends_to_danger", "takes_pictures", "destroys_evidence"]


class UnhelpfulReply(Passage, frozen=True, kw_only=True):
    """A way of replying that may make a child say less, and what to say instead, for practice.

    `unsure`: patterns that good replies hold more often than harmful ones. Nothing is said of what
    they find, and no reply that helps is offered for it. `why_adult`: as in LeadingQuestion.
    `unsaid`: its patterns name an act or ask for a nod to it: found only where the child has not
    said that act. Names of people are "he" in them, and that of the child is "you".
    `in_clauses`: it is looked for in each clause, in which "I won't" stands for "I'll not" and the
    like, names as for `unsaid`, and a pattern can start with a stop. `makes`: a key of [promises].
    `put_right`: what to do at once after such words, for the ending; empty for most. `grave`: what
    makes it one of the worst that can be said, whatever its kind; empty for most.
    """

    kind: Literal["leading", "judging", "promising", "hurrying", "investigating", "avoiding"]
    patterns: tuple[str, ...]
    why: str
    instead: tuple[str, ...]
    why_adult: str = ""
    unsure: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unsaid: bool = False
    in_clauses: bool = False
    makes: str = ""
    put_right: str = ""
    grave: GraveHarm = ""


class OwnPromise(Passage, frozen=True, kw_only=True):
    """A promise that a trainee can make in their own words, for practice.

    Narrow: a child comes back to it, so it is never found where it might not have been made.
    """

    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()


class ChildReaction(Passage, frozen=True, kw_only=True):
    """The reaction of a child to words that harm and are like no written reply, for practice.

    `does`: true of whoever speaks, in any turn of any scenario. Their name is put in front of it.
    """

    kind: Literal["leading", "judging", "promising", "hurrying", "investigating", "avoiding"]
    does: str
