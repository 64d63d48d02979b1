"""Estimate how long a chapter takes to read, from every word that a reader meets on its page.

Pure. The same minutes stand on the page of the workbook and, added up, on a completion record as
hours of training. So nothing is left out to make the workbook look short.
"""

from __future__ import annotations

from collections.abc import Iterator

from content.pack import Pack
from content.workbook.chapters import Chapter, ChapterPart, SelfCheck
from content.workbook.edition import Workbook

WORDS_A_MINUTE = 200
QUESTIONS_CHAPTER = "questions"


def estimate_minutes(page: Chapter, book: Workbook, pack: Pack) -> int:
    """Return the whole minutes that a chapter takes at 200 words a minute, at least one.

    Counted: its title, summary and note, all prose and lists, each drawing in words, the lines to
    call or write to, the links and sources below a passage, and each self-check with its answers
    and what is said after each of them. In the last chapter, the six questions too. Not counted:
    the time to answer these, a conversation to practise, and pages that a link leads to.
    """
    return max(1, round(count_words(page, book, pack) / WORDS_A_MINUTE))


def count_words(page: Chapter, book: Workbook, pack: Pack) -> int:
    """Return how many words are counted for a chapter."""
    return sum(len(text.split()) for text in _list_texts(page, book, pack))


def _list_texts(page: Chapter, book: Workbook, pack: Pack) -> Iterator[str]:
    yield page.text
    yield page.content_note
    for part in page.parts:
        yield from _list_part_texts(part, book, pack)
    for check in page.checks:
        yield from _list_check_texts(check, book)
    if page.key == QUESTIONS_CHAPTER:
        for question in book.questions:
            yield question.text


def _list_part_texts(part: ChapterPart, book: Workbook, pack: Pack) -> Iterator[str]:
    if part.figure:
        picture = book.pictures[part.figure]
        yield from (picture.title, *picture.long)
    for key in part.contacts:
        line = pack.contacts[key]
        yield from (line.label, line.number, line.text, line.shown_email, line.address)
    for key in part.law:
        yield f"Law: {book.law[key].heading}"
    for address in part.see:
        yield f"Read: {_get_title(address, book)}"
    for key in part.links:
        yield from (book.links[key].text, book.links[key].label)
    if part.source not in ("heard", "workbook"):
        source = pack.sources[part.source]
        yield f"Source: {source.title}, {source.publisher}"


def _list_check_texts(check: SelfCheck, book: Workbook) -> Iterator[str]:
    yield check.question
    for answer in check.answers:
        yield from (answer.text, answer.feedback)
    for address in check.see:
        yield f"Read again: {_get_title(address, book)}"


def _get_title(address: str, book: Workbook) -> str:
    return book.places.get(address, "").partition("\n")[0]
