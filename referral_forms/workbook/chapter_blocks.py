"""A chapter, or the page of a field of work, as blocks: the words of its page, in its order.

`app/templates/learning/parts.html` says the same on screen, and a test holds the two together.
"""

from collections.abc import Iterable, Iterator, Mapping

from content.contacts.phone_lines import Line
from content.passages import Contact
from content.workbook import chapters
from content.workbook.chapters import Answer, Change, Chapter, Part, SelfCheck
from content.workbook.workbook_text import Book
from referral_forms.workbook.block_types import (
    Block,
    Figure,
    Heading,
    Item,
    Notes,
    Para,
    Place,
    Row,
)

BULLET = "•"
OURS = ("heard", "workbook")
CHANGED = "What changed since the paper workbook, and why: "
NEVER = "Never anything about a child."

Lines = Mapping[str, tuple[Line, ...]]


def page(book: Book, one: Chapter, lines: Lines) -> Iterator[Block]:
    """All of one chapter, or of the page of a field of work (its number is 0)."""
    front = one.key if one.number else f"roles/{one.key}"
    title = f"{one.number}. {one.title}" if one.number else one.title
    yield Heading(title, 1, place=front, above=_above(book, one))
    yield Para(one.summary, "lead")
    if one.content_note:
        yield Notes("Before you read", (Para(one.content_note),))
    yield from aged(book.old_of(one))
    for part in one.parts:
        yield from _part(book, front, part, lines.get(part.key, ()))
    if one.checks:
        yield Heading("Check yourself", 2)
        for check in one.checks:
            yield from _check(book, front, check)


def aged(sentence: str) -> Iterator[Para]:
    """That words may be out of date, where there is something to say."""
    if sentence:
        yield Para(sentence, "about")


def source(book: Book, key: str) -> Para:
    """Who says so, with the address of it where there is one."""
    found = book.pack.sources[key]
    return Para(f"Source: {found.title}, {found.publisher}.", "about", to=found.link)


def read_more(book: Book, addresses: Iterable[str], words: str = "Read") -> Iterator[Para]:
    """Where else in the workbook to read, each a link to its place."""
    for address in addresses:
        yield Para(f"{words}: {book.place(address).title}", "about", to=f"place:{address}")


def change(book: Book, one: Change) -> tuple[Para, ...]:
    """What differs from the paper workbook, and why."""
    why = f"Why: {one.why} {one.unsure}".rstrip()
    return (Para(one.paper), Para(f"Now: {one.now}"), Para(why), source(book, one.source))


def changes(book: Book, notes: Iterable[Change]) -> Iterator[Notes]:
    """Those notes, where they belong."""
    for one in notes:
        yield Notes(f"{CHANGED}{one.heading}", change(book, one))


def _above(book: Book, one: Chapter) -> str:
    if not one.number:
        return "For your field of work"
    minutes = "minute" if one.minutes == 1 else "minutes"
    return f"Chapter {one.number} of {len(book.edition.chapters)}. About {one.minutes} {minutes}"


def _part(book: Book, front: str, part: Part, lines: tuple[Line, ...]) -> Iterator[Block]:
    place = f"{front}/{part.key}"
    yield Heading(part.heading, 2, place=place) if part.heading else Place(place)
    yield from map(Para, part.body)
    if part.figure:
        picture = book.edition.pictures[part.figure]
        yield Place(f"pictures/{part.figure}")
        yield Figure(picture.svg, picture.title)
        yield Notes("The picture in words", tuple(map(Para, picture.long)))
    for number, one in enumerate(part.items, 1):
        yield Item(f"{number}." if part.numbered else BULLET, tuple(_item(book, one)))
    yield from map(Para, part.after)
    yield from (_line(one) for one in lines)
    yield from _written_to(book, part)
    yield from read_more(book, (f"law/{key}" for key in part.law), "Law")
    yield from read_more(book, part.see)
    for key in part.links:
        link = book.edition.links[key]
        web = f" {link.label}: {link.web}" if link.web else ""
        yield Para(f"{link.text}{web}", to=link.web)
    yield from changes(book, part.changes)
    if part.source not in OURS:
        yield source(book, part.source)


def _item(book: Book, one: chapters.Item) -> Iterator[Para]:
    yield Para(one.text)
    yield from (Para(words, "about") for words in (one.more, one.ordinary) if words)
    if one.guard:
        yield Para(one.guard, "strong")
    if one.changed:
        yield Para("What changed here, and why", "note")
        yield Para(one.changed, "about")
        yield source(book, one.changed_source)


def _line(one: Line) -> Row:
    """A line to ring, as its row on the page."""
    number = f"{one.number} (do not ring it)" if one.wrong else one.number
    said = [Para(number or "Number not confirmed", "strong")]
    if one.wrong:
        said.append(Para(f"{one.checked}.", "strong"))
    said += [Para(words) for words in (one.note, one.when) if words]
    if one.answerphone:
        said.append(Para("This is an answerphone.", "strong"))
    if one.checked and not one.wrong:
        said.append(Para(f"{one.checked}.", "about"))
    return Row(one.who, tuple(said))


def _written_to(book: Book, part: Part) -> Iterator[Para]:
    """The board and others that have an address to write to."""
    for one in (book.pack.contacts[key] for key in part.contacts):
        if one.email or one.address:
            yield from to_write_to(one)


def to_write_to(one: Contact) -> Iterator[Para]:
    """Where to write, and that nothing about a child goes there where that is so."""
    if not one.number:
        yield Para(one.label, "strong")
    if one.email:
        yield Para(f"By e-mail: {one.email}" if one.number else one.email)
    if one.address:
        yield Para(one.address)
    if not one.case_data:
        yield Para(NEVER)


def _check(book: Book, front: str, one: SelfCheck) -> Iterator[Block]:
    yield Heading(one.question, 3, place=f"{front}/{one.key}")
    yield from (_answer(*each) for each in enumerate(one.answers))
    yield from read_more(book, one.see, "Read again")


def _answer(place: int, one: Answer) -> Item:
    return Item(f"{chr(ord('a') + place)}.", (Para(one.text, "strong"), Para(one.feedback)))
