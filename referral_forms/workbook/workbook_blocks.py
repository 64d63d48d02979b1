"""Turn what stands around the chapters into blocks: questions, signatures, law, words."""

from collections.abc import Iterator

from content.london_time import format_date
from content.passages import Contact
from content.workbook.chapters import LawStatement, WorkbookQuestion
from content.workbook.workbook_text import WorkbookText
from referral_forms.workbook.block_types import (
    FieldBlock,
    HeadingBlock,
    ItemBlock,
    NotesBlock,
    ParagraphBlock,
    PlaceBlock,
    RowBlock,
    RuledBlock,
    TicksBlock,
    WorkbookBlock,
    WorkbookToPrint,
)
from referral_forms.workbook.chapter_blocks import (
    BULLET,
    build_address_lines,
    build_change_note,
    build_outdated_notice,
    build_page_blocks,
    build_reading_links,
    build_source_line,
)

ANSWER_LINES = 5
"""Ruled lines for an answer in one's own words."""
SPARE_LINES = 10
"""Ruled lines for the last, which asks for the most."""
SIGNATURE_HEIGHT = 54.0
"""Points of a box that somebody signs in or writes some lines in."""


def build_workbook_blocks(whole: WorkbookToPrint) -> Iterator[WorkbookBlock]:
    """Yield the whole workbook, from the first chapter to the last note on what changed."""
    book = whole.book
    for one in book.edition.chapters:
        yield from build_page_blocks(book, one, whole.lines.get(one.key, {}))
    yield from _to_answer(book)
    yield from _to_sign(book)
    yield from _five_details(book)
    yield from _answers(book)
    for one in book.edition.roles:
        yield from build_page_blocks(book, one, whole.lines.get(f"roles/{one.key}", {}))
    yield from _law(book)
    yield from _glossary(book)
    yield from _changed(book)


def _to_answer(book: WorkbookText) -> Iterator[WorkbookBlock]:
    yield HeadingBlock("The six questions: your answers", 1)
    yield ParagraphBlock(
        "Answer in your own words. Look things up: that is part of learning.", "lead"
    )
    yield ParagraphBlock(
        "Never write about a real child here, or about anyone who could be recognised."
    )
    asked = book.edition.questions
    for number, one in enumerate(asked, 1):
        yield HeadingBlock(f"{number}. {one.text}", 3)
        if one.kind == "true_false":
            yield TicksBlock(("True", "False"))
        else:
            yield RuledBlock(SPARE_LINES if number == len(asked) else ANSWER_LINES)


def _to_sign(book: WorkbookText) -> Iterator[WorkbookBlock]:
    yield HeadingBlock("Talked over, and signed", 1, own_sheet=True)
    yield ParagraphBlock(
        "Answers alone do not show that someone understands this. The talk does.", "lead"
    )
    yield HeadingBlock("The learner", 2)
    yield ParagraphBlock(f"I have read this workbook, edition {book.edition.edition.version}.")
    for label in ("Name", "Job title", "Agency", "Email", "Date"):
        yield FieldBlock(label)
    yield FieldBlock("Signature", SIGNATURE_HEIGHT)
    yield HeadingBlock("The person who confirms it", 2)
    yield ParagraphBlock(
        "I have talked with the learner about these answers. They have completed this training "
        "and understand it well enough. You cannot confirm your own."
    )
    yield FieldBlock("We talked on")
    yield FieldBlock("How we talked")
    yield FieldBlock("Points to follow up", SIGNATURE_HEIGHT)
    for label in ("Name", "Job title", "Date"):
        yield FieldBlock(label)
    yield FieldBlock("Signature", SIGNATURE_HEIGHT)


def _five_details(book: WorkbookText) -> Iterator[WorkbookBlock]:
    yield HeadingBlock("Five details for the board", 1, own_sheet=True)
    yield ParagraphBlock(
        "The person who confirms the training fills in this page and sends only this page.", "lead"
    )
    yield FieldBlock("Workbook completed", text=book.edition.edition.name)
    for label in ("Name and email", "Job title", "Agency", "Date of completion"):
        yield FieldBlock(label)
    yield HeadingBlock("Send it to", 2)
    for one in _boards(book):
        yield from build_address_lines(one)


def _boards(book: WorkbookText) -> list[Contact]:
    found = (one for one in book.pack.contacts.values() if one.role == "board")
    return [one for one in found if one.email or one.address]


def _answers(book: WorkbookText) -> Iterator[WorkbookBlock]:
    yield HeadingBlock("The six questions: what an answer could include", 1, own_sheet=True)
    yield ParagraphBlock("Read this after you have written your own answers.", "lead")
    for one in book.edition.questions:
        yield from _asked(book, one)


def _asked(book: WorkbookText, one: WorkbookQuestion) -> Iterator[WorkbookBlock]:
    yield HeadingBlock(one.text, 2, place=f"questions/{one.key}")
    if one.kind == "true_false":
        yield ParagraphBlock("Answer: true." if one.answer else "Answer: false.", "strong")
    yield from map(ParagraphBlock, one.feedback)
    yield from (ItemBlock(BULLET, (ParagraphBlock(line),)) for line in one.points)
    yield from build_reading_links(book, one.see, "Read again")


def _law(book: WorkbookText) -> Iterator[WorkbookBlock]:
    yield HeadingBlock("Law, in plain words", 1)
    yield ParagraphBlock("For people who work with children. This is not legal advice.", "lead")
    yield ParagraphBlock(
        "You do not need to know which crime it is. If you are worried about a child, pass it on."
    )
    yield from build_outdated_notice(book.old(book.edition.law.values()))
    for one in book.edition.law.values():
        yield HeadingBlock(one.heading, 2, place=f"law/{one.key}")
        yield from map(ParagraphBlock, one.text)
        yield _standing(book, one)
        if one.unsure:
            yield NotesBlock("Not established:", (ParagraphBlock(one.unsure),))


def _standing(book: WorkbookText, one: LawStatement) -> ParagraphBlock:
    """Return where it is written, whether it is in force, when it was read, and who says so."""
    if one.status == "in force":
        force = f"In force from {format_date(one.since)}." if one.since else "In force."
    elif one.status == "not in force":
        force = "Not in force yet."
    else:
        force = "Not checked: ask before you rely on it."
    last, next_ = format_date(one.reviewed_on), format_date(one.review_by)
    read = f"Read {last}, to be read again by {next_}."
    said = build_source_line(book, one.source)
    words = [f"{one.act}.", force, read, f"Looked after by: {one.owner}.", said.text]
    if one.since_source:
        words.append(
            build_source_line(book, one.since_source).text.replace("Source:", "The day:", 1)
        )
    return said._replace(text=" ".join(words))


def _glossary(book: WorkbookText) -> Iterator[WorkbookBlock]:
    yield HeadingBlock("Words, and what they mean", 1)
    yield ParagraphBlock(
        "Words that people use in this work, and the letters that they write instead.", "lead"
    )
    yield from build_outdated_notice(book.old(book.edition.glossary))
    for one in book.edition.glossary:
        yield PlaceBlock(f"glossary/{one.key}")
        also = f"also {', '.join(one.also)}" if one.also else ""
        yield RowBlock(one.term, (ParagraphBlock(one.meaning),), also)


def _changed(book: WorkbookText) -> Iterator[WorkbookBlock]:
    yield HeadingBlock("What changed since the paper workbook", 1)
    yield ParagraphBlock(
        "Law and words have moved on. Here is each thing that differs, and why.", "lead"
    )
    yield from build_outdated_notice(book.old(book.edition.changes))
    for one in book.edition.changes:
        yield HeadingBlock(one.heading, 2, place=f"changes/{one.key}")
        yield from build_change_note(book, one)
        yield from build_reading_links(book, one.at, "Where to find it")
    yield HeadingBlock("Single lines of the lists", 2)
    for line in book.line_changes():
        said = build_source_line(book, line.item.changed_source)
        where = tuple(build_reading_links(book, (line.address,), "Where to find it"))
        words = ParagraphBlock(line.item.text, "strong"), ParagraphBlock(line.item.changed)
        yield ItemBlock(BULLET, (*words, said, *where))
