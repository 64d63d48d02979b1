"""The frozen shapes of what the workbook says: chapters, questions, law, words, pictures.

Shapes only: `edition` holds them together, `workbook_loader` reads and joins them. Nothing here
counts what a learner got right, and nothing here holds a phone number: a part names lines, and the
authority's pack has them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec import Struct

from content.passages import GroupLetter, Passage

QuestionKind = Literal["text", "true_false"]


class WorkbookChange(Passage, frozen=True, kw_only=True):
    """What differs from the paper workbook, and why. `number`: which of the corrections, from 1.

    `at`: addresses of the parts where the note stands. `unsure`: what is not established.
    """

    number: int
    heading: str
    paper: str
    now: str
    why: str
    at: tuple[str, ...]
    unsure: str = ""


class ListItem(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of a list. `workbook`: each item of the paper that it stands for.

    `ordinary`: where this is also part of growing up; `guard`: a rule that goes with it;
    `changed` and `changed_source`: what differs from the paper, and the key of its source.
    """

    text: str
    more: str = ""
    workbook: tuple[str, ...] = ()
    ordinary: str = ""
    guard: str = ""
    changed: str = ""
    changed_source: str = ""


class ChapterPart(Passage, frozen=True, kw_only=True):
    """A passage of a chapter: heading, `body` paragraphs, `items`, and `after` the list.

    `numbered`: the items are steps in order. `draws`: the list comes from the signs or prompts of
    the pack, under this section of the paper (`groups`: only these). `figure`: key of a picture.
    `law`, `see`, `links`: addresses without their first word, of statements, places, local links.
    `lines`: roles or keys of lines to ring or write to. What loading adds: `contacts`, the keys of
    these lines in the authority's pack, and `changes`.
    """

    heading: str = ""
    body: tuple[str, ...] = ()
    items: tuple[ListItem, ...] = ()
    after: tuple[str, ...] = ()
    numbered: bool = False
    draws: str = ""
    groups: tuple[GroupLetter, ...] = ()
    figure: str = ""
    law: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    workbook: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    changes: tuple[WorkbookChange, ...] = ()

    @property
    def text(self) -> str:
        """All words of this part, as one text of sentences."""
        return "\n".join(_sentences(self))

    @property
    def refs(self) -> frozenset[str]:
        """Each item of the paper that this part, or one of its items, stands for."""
        return frozenset((*self.workbook, *(ref for one in self.items for ref in one.workbook)))


class CheckAnswer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One answer to choose in a self-check, and what to say to whoever chose it."""

    text: str
    right: bool
    feedback: str


class SelfCheck(Passage, frozen=True, kw_only=True):
    """A question within a chapter. It is never kept or counted. `see`: where it is explained."""

    question: str
    answers: tuple[CheckAnswer, ...]
    see: tuple[str, ...]


class Chapter(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A chapter, or the page of one field of work (`number` 0).

    `content_note`: what a reader should know before a hard chapter; empty for none. `minutes`: how
    long it takes to read (`reading_time`), which loading adds.
    """

    key: str
    number: int = 0
    title: str
    summary: str
    content_note: str = ""
    parts: tuple[ChapterPart, ...] = ()
    checks: tuple[SelfCheck, ...] = ()
    minutes: int = 0

    @property
    def text(self) -> str:
        """All prose of this chapter as one text of sentences, without answers to its checks."""
        return "\n".join((f"{self.title}.", self.summary, *(part.text for part in self.parts)))

    @property
    def mark(self) -> str:
        """Sixteen hex digits that change when any word to read changes, and with no date or line.

        Take it before names are filled in, so that it is the same for everybody.
        """
        asked = [
            (one.question, [msgspec.to_builtins(a) for a in one.answers]) for one in self.checks
        ]
        return hashlib.sha256(msgspec.json.encode((self.text, asked))).hexdigest()[:16]

    def part(self, key: str) -> ChapterPart | None:
        """Return the part with `key`, or None."""
        return next((one for one in self.parts if one.key == key), None)


class WorkbookQuestion(Passage, frozen=True, kw_only=True):
    """One of the paper's questions. `answer`: of a true or false question; None for free text.

    `points`: what an answer may hold, for the learner and whoever they talk to; nothing counts
    them. `feedback`: said after answering. `see`: where the workbook explains it. Loading adds
    `changes`.
    """

    kind: QuestionKind
    text: str
    feedback: tuple[str, ...]
    see: tuple[str, ...]
    workbook: tuple[str, ...]
    answer: bool | None = None
    points: tuple[str, ...] = ()
    changes: tuple[WorkbookChange, ...] = ()


class LawStatement(Passage, frozen=True, kw_only=True):
    """One thing that the law or guidance says. `since`: the day from which it is in force.

    `since_source`: who says the day, where `source` does not. `act`: where it is written.
    `unsure`: what nobody has been able to check.
    """

    heading: str
    text: tuple[str, ...]
    act: str
    unsure: str = ""
    since_source: str = ""


class GlossaryTerm(Passage, frozen=True, kw_only=True):
    """A word and what it means here. `also`: letters or other words for the same."""

    term: str
    meaning: str
    also: tuple[str, ...] = ()


class Picture(Passage, frozen=True, kw_only=True):
    """A drawing. `alt`: one sentence; `long`: all that it says, in words. `svg`: the drawing."""

    title: str
    alt: str
    long: tuple[str, ...]
    file: str
    svg: str = ""


class WorkbookLink(Passage, frozen=True, kw_only=True):
    """A page that the authority has. `web` is empty where its address is not known."""

    label: str
    text: str
    web: str = ""


def _sentences(part: ChapterPart) -> Iterator[str]:
    if part.heading:
        yield part.heading if part.heading.endswith("?") else f"{part.heading}."
    yield from part.body
    for one in part.items:
        yield _stopped(one.text)
        yield from (_stopped(words) for words in (one.more, one.ordinary, one.guard) if words)
    yield from part.after


def _stopped(words: str) -> str:
    return words if words.endswith((".", "?", ":")) else f"{words}."
