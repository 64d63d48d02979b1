"""Turn a chapter, or the page of a field of work, into blocks: its words, in its order.

`app/templates/learning/parts.html` says the same on screen, and a test holds the two together.
"""

from collections.abc import Iterable, Iterator, Mapping

from content.contacts.phone_lines import PhoneLine
from content.passages import Contact
from content.workbook import chapters
from content.workbook.chapters import Chapter, ChapterPart, CheckAnswer, SelfCheck, WorkbookChange
from content.workbook.workbook_text import WorkbookText
from referral_forms.workbook.block_types import (
    FigureBlock,
    HeadingBlock,
    ItemBlock,
    NotesBlock,
    ParagraphBlock,
    PlaceBlock,
    RowBlock,
    WorkbookBlock,
)

BULLET = "•"
OUR_SOURCES = ("heard", "workbook")
NEVER_ABOUT_A_CHILD = "Never anything about a child."

LinesByKey = Mapping[str, tuple[PhoneLine, ...]]


def build_page_blocks(
    book: WorkbookText, one: Chapter, lines: LinesByKey
) -> Iterator[WorkbookBlock]:
    """Yield all of one chapter, or of the page of a field of work (its number is 0)."""
    front = one.key if one.number else f"roles/{one.key}"
    title = f"{one.number}. {one.title}" if one.number else one.title
    yield HeadingBlock(title, 1, place=front, above=_above(book, one))
    yield ParagraphBlock(one.summary, "lead")
    if one.content_note:
        yield NotesBlock("Before you read", (ParagraphBlock(one.content_note),))
    yield from build_outdated_notice(book.old_of(one))
    for part in one.parts:
        yield from _part(book, front, part, lines.get(part.key, ()))
    if one.checks:
        yield HeadingBlock("Check yourself", 2)
        for check in one.checks:
            yield from _check(book, front, check)


def build_outdated_notice(sentence: str) -> Iterator[ParagraphBlock]:
    """Yield that words may be out of date, where there is something to say."""
    if sentence:
        yield ParagraphBlock(sentence, "about")


def build_source_line(book: WorkbookText, key: str) -> ParagraphBlock:
    """Return who says so, with the address of it where there is one."""
    found = book.pack.sources[key]
    return ParagraphBlock(f"Source: {found.title}, {found.publisher}.", "about", to=found.link)


def build_reading_links(
    book: WorkbookText, addresses: Iterable[str], words: str = "Read"
) -> Iterator[ParagraphBlock]:
    """Yield where else in the workbook to read, each a link to its place."""
    for address in addresses:
        yield ParagraphBlock(
            f"{words}: {book.place(address).title}", "about", to=f"place:{address}"
        )


def build_change_note(book: WorkbookText, one: WorkbookChange) -> tuple[ParagraphBlock, ...]:
    """Return what differs from the paper workbook, and why."""
    why = f"Why: {one.why} {one.unsure}".rstrip()
    return (
        ParagraphBlock(one.paper),
        ParagraphBlock(f"Now: {one.now}"),
        ParagraphBlock(why),
        build_source_line(book, one.source),
    )


def _above(book: WorkbookText, one: Chapter) -> str:
    if not one.number:
        return "For your field of work"
    minutes = "minute" if one.minutes == 1 else "minutes"
    return f"Chapter {one.number} of {len(book.edition.chapters)}. About {one.minutes} {minutes}"


def _part(
    book: WorkbookText, front: str, part: ChapterPart, lines: tuple[PhoneLine, ...]
) -> Iterator[WorkbookBlock]:
    place = f"{front}/{part.key}"
    yield HeadingBlock(part.heading, 2, place=place) if part.heading else PlaceBlock(place)
    yield from map(ParagraphBlock, part.body)
    if part.figure:
        picture = book.edition.pictures[part.figure]
        yield PlaceBlock(f"pictures/{part.figure}")
        yield FigureBlock(picture.svg, picture.title)
        yield NotesBlock("The picture in words", tuple(map(ParagraphBlock, picture.long)))
    for number, one in enumerate(part.items, 1):
        yield ItemBlock(f"{number}." if part.numbered else BULLET, tuple(_item(one)))
    yield from map(ParagraphBlock, part.after)
    yield from (_line(one) for one in lines)
    yield from _written_to(book, part)
    yield from build_reading_links(book, (f"law/{key}" for key in part.law), "Law")
    yield from build_reading_links(book, part.see)
    for key in part.links:
        link = book.edition.links[key]
        web = f" {link.label}: {link.web}" if link.web else ""
        yield ParagraphBlock(f"{link.text}{web}", to=link.web)
    if part.source not in OUR_SOURCES:
        yield build_source_line(book, part.source)


def _item(one: chapters.ListItem) -> Iterator[ParagraphBlock]:
    yield ParagraphBlock(one.text)
    yield from (ParagraphBlock(words, "about") for words in (one.more, one.ordinary) if words)
    if one.guard:
        yield ParagraphBlock(one.guard, "strong")


def _line(one: PhoneLine) -> RowBlock:
    """Return a line to call, as its row on the page."""
    number = f"{one.number} (do not call it)" if one.wrong else one.number
    said = [ParagraphBlock(number or "Number not checked", "strong")]
    if one.wrong:
        said.append(ParagraphBlock(f"{one.checked}.", "strong"))
    about = [words.removesuffix(".") for words in (one.note, one.when) if words]
    if about:
        said.append(ParagraphBlock(f"{'. '.join(about)}."))
    if one.answerphone:
        said.append(ParagraphBlock("This is an answerphone.", "strong"))
    if one.checked and not one.wrong:
        said.append(ParagraphBlock(f"{one.checked}.", "about"))
    return RowBlock(one.who, tuple(said))


def _written_to(book: WorkbookText, part: ChapterPart) -> Iterator[ParagraphBlock]:
    """Yield the board and others that have an address to write to."""
    for one in (book.pack.contacts[key] for key in part.contacts):
        if one.shown_email or one.address:
            yield from build_address_lines(one)


def build_address_lines(one: Contact) -> Iterator[ParagraphBlock]:
    """Yield where to write, and that nothing about a child goes there where that is so."""
    if not one.number:
        yield ParagraphBlock(one.label, "strong")
    if email := one.shown_email:
        yield ParagraphBlock(f"By email: {email}" if one.number else email)
    if one.address:
        yield ParagraphBlock(one.address)
    if not one.case_data:
        yield ParagraphBlock(NEVER_ABOUT_A_CHILD)


def _check(book: WorkbookText, front: str, one: SelfCheck) -> Iterator[WorkbookBlock]:
    yield HeadingBlock(one.question, 3, place=f"{front}/{one.key}")
    yield from (_answer(*each) for each in enumerate(one.answers))
    yield from build_reading_links(book, one.see, "Read again")


def _answer(place: int, one: CheckAnswer) -> ItemBlock:
    return ItemBlock(
        f"{chr(ord('a') + place)}.",
        (ParagraphBlock(one.text, "strong"), ParagraphBlock(one.feedback)),
    )
