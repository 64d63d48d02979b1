"""What stands around the chapters: questions with room to write, who signs, law, words."""

from collections.abc import Iterator
from datetime import date

from content.passages import Contact
from content.workbook.chapters import Question, Statement
from content.workbook.workbook_text import Book
from referral_forms.workbook.block_types import (
    Block,
    Field,
    Heading,
    Item,
    Notes,
    Para,
    Place,
    Row,
    Ruled,
    Ticks,
    Whole,
)
from referral_forms.workbook.chapter_blocks import (
    BULLET,
    aged,
    change,
    changes,
    page,
    read_more,
    source,
    to_write_to,
)

WRITE_ON = 9
"""Ruled lines for an answer in one's own words."""
REST = 20
"""Ruled lines for the last, which has a sheet to itself."""
HIGH = 54.0
"""Points of a box that somebody signs in or writes some lines in."""


def blocks(whole: Whole) -> Iterator[Block]:
    """The whole workbook, from the first chapter to the last note on what changed."""
    book = whole.book
    for one in book.edition.chapters:
        yield from page(book, one, whole.lines.get(one.key, {}))
    yield from _to_answer(book)
    yield from _to_sign(book)
    yield from _five_details(book)
    yield from _answers(book)
    for one in book.edition.roles:
        yield from page(book, one, whole.lines.get(f"roles/{one.key}", {}))
    yield from _law(book)
    yield from _glossary(book)
    yield from _changed(book)


def day(on: date) -> str:
    """A day in words: 24 November 2026."""
    return f"{on.day} {on:%B %Y}"


def _to_answer(book: Book) -> Iterator[Block]:
    yield Heading("The six questions: your answers", 1)
    yield Para("Answer in your own words. Look things up: that is part of learning.", "lead")
    yield Para("Never write about a real child here, or about anybody who could be recognised.")
    asked = book.edition.questions
    for number, one in enumerate(asked, 1):
        yield Heading(f"{number}. {one.text}", 3)
        if one.kind == "true_false":
            yield Ticks(("True", "False"))
        else:
            yield Ruled(REST if number == len(asked) else WRITE_ON)


def _to_sign(book: Book) -> Iterator[Block]:
    yield Heading("Talked over, and signed", 1)
    yield Para("Answers alone do not show that somebody understands this. The talk does.", "lead")
    yield Heading("The learner", 2)
    yield Para(f"I have read this workbook, edition {book.edition.edition.version}.")
    for label in ("Name", "Job title", "Agency", "E-mail", "Date"):
        yield Field(label)
    yield Field("Signature", HIGH)
    yield Heading("Whoever confirms it", 2)
    yield Para(
        "I have talked with the learner about these answers. They have completed this training "
        "and understand it well enough. Nobody confirms their own."
    )
    yield Field("We talked on")
    yield Field("How we talked")
    yield Field("Points to follow up", HIGH)
    for label in ("Name", "Job title", "Date"):
        yield Field(label)
    yield Field("Signature", HIGH)


def _five_details(book: Book) -> Iterator[Block]:
    yield Heading("Five details for the board", 1)
    yield Para("Whoever confirms the training fills in this page and sends it alone.", "lead")
    yield Field("Workbook completed", text=book.edition.edition.name)
    for label in ("Name and e-mail", "Job title", "Agency", "Date of completion"):
        yield Field(label)
    yield Heading("Send it to", 2)
    for one in _boards(book):
        yield from to_write_to(one)


def _boards(book: Book) -> list[Contact]:
    found = (one for one in book.pack.contacts.values() if one.role == "board")
    return [one for one in found if one.email or one.address]


def _answers(book: Book) -> Iterator[Block]:
    yield Heading("The six questions: what an answer may hold", 1)
    yield Para("Read this after you have written your own answers.", "lead")
    for one in book.edition.questions:
        yield from _asked(book, one)


def _asked(book: Book, one: Question) -> Iterator[Block]:
    yield Heading(one.text, 2, place=f"questions/{one.key}")
    if one.kind == "true_false":
        yield Para("Answer: true." if one.answer else "Answer: false.", "strong")
    yield from map(Para, one.feedback)
    yield from (Item(BULLET, (Para(line),)) for line in one.points)
    yield from read_more(book, one.see, "Read again")
    yield from changes(book, one.changes)


def _law(book: Book) -> Iterator[Block]:
    yield Heading("Law, in plain words", 1)
    yield Para("What it says, for people who work with children. This is not legal advice.", "lead")
    yield Para(
        "You do not need to know which crime it is. If you are worried about a child, pass it on."
    )
    yield from aged(book.old(book.edition.law.values()))
    for one in book.edition.law.values():
        yield Heading(one.heading, 2, place=f"law/{one.key}")
        yield from map(Para, one.text)
        yield _standing(book, one)
        if one.unsure:
            yield Notes("Not established:", (Para(one.unsure),))


def _standing(book: Book, one: Statement) -> Para:
    """Where it is written, whether it is in force, when it was read, and who says so."""
    if one.status == "in force":
        force = f"In force from {day(one.since)}." if one.since else "In force."
    elif one.status == "not in force":
        force = "Not in force yet."
    else:
        force = "Not checked: ask before you rely on it."
    read = f"Read {day(one.reviewed_on)}, to be read again by {day(one.review_by)}."
    said = source(book, one.source)
    words = [f"{one.act}.", force, read, f"Looked after by: {one.owner}.", said.text]
    if one.since_source:
        words.append(source(book, one.since_source).text.replace("Source:", "The day:", 1))
    return said._replace(text=" ".join(words))


def _glossary(book: Book) -> Iterator[Block]:
    yield Heading("Words, and what they mean", 1)
    yield Para(
        "Words that people use in this work, and the letters that they write instead.", "lead"
    )
    yield from aged(book.old(book.edition.glossary))
    for one in book.edition.glossary:
        yield Place(f"glossary/{one.key}")
        also = f"also {', '.join(one.also)}" if one.also else ""
        yield Row(one.term, (Para(one.meaning),), also)


def _changed(book: Book) -> Iterator[Block]:
    yield Heading("What changed since the paper workbook", 1)
    yield Para("Law and words have moved on. Here is each thing that differs, and why.", "lead")
    yield from aged(book.old(book.edition.changes))
    for one in book.edition.changes:
        yield Heading(one.heading, 2, place=f"changes/{one.key}")
        yield from change(book, one)
        yield from read_more(book, one.at, "Where it stands")
