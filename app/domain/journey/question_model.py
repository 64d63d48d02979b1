"""The model of a question page: one thing at a time, over the stored pages of the record.

A question page stores nothing of its own. It shows some fields of one or more stored pages
(`app/domain/pages`), in words for the screen; labels on paper stay those of the field.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache

import msgspec

from app.domain.pages.page_model import Step


class Style(StrEnum):
    """How a question is asked."""

    PLAIN = "plain"  # as the kind of its field says
    HEADING = "heading"  # the only question of its page: its label is the heading
    TICK = "tick"  # one tick that stands for one answer
    WORDS_IF = (
        "words_if"  # a choice; the first answer opens a text, the others say why there is none
    )
    DAY = "day"  # today, yesterday or another day
    NAMES = "names"  # one of the organisation's leads, or someone else by name
    UNKNOWN = "unknown"  # one tick that says why there is no answer to a question above it
    REVEAL = "reveal"  # a tick that only opens other questions: nothing of it is stored
    CHOICE = "choice"  # yes or no, of which yes opens other questions
    FOLD = "fold"  # questions behind a line
    ITEMS = "items"  # the items of the stored page's group


class Follow(msgspec.Struct, frozen=True, cache_hash=True):
    """The follow-ups that an answer opens below it: questions, and a note by name (`note` of the
    templates).
    """

    answer: str
    asks: tuple["Ask", ...] = ()
    note: str = ""


class Ask(msgspec.Struct, frozen=True, cache_hash=True):
    """One question on the screen. `page` and `name`: the stored page and its field.

    `label` and `hint` are the words on the screen, those of the field where empty. `answers`:
    tokens with their words, in order; "" stands for a text. `old`: shown only where it is answered.
    `marks`: a mark that was chosen instead of an answer stands next to it. `with_text`: whose a
    text is, asked on the page of that text, so before there is any.
    """

    page: str = ""
    name: str = ""
    label: str = ""
    hint: str = ""
    style: Style = Style.PLAIN
    answers: tuple[tuple[str, str], ...] = ()
    follow: tuple[Follow, ...] = ()
    asks: tuple["Ask", ...] = ()
    note: str = ""
    rows: int = 0
    old: bool = False
    marks: bool = True
    with_text: bool = False

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Every stored page and field that this question and those below it show."""
        own = bool(self.page and self.name and self.style is not Style.UNKNOWN)
        below = (*self.asks, *(inner for opened in self.follow for inner in opened.asks))
        return (*(((self.page, self.name),) if own else ()), *_list_fields(below))


class QuestionPage(msgspec.Struct, frozen=True, cache_hash=True):
    """One question page. `link` names it in lists; `titles`, `links`: those that answers choose.

    `ends`: stored pages that are done once this page was left; `detail`: not on the way to signing.
    """

    name: str
    title: str
    link: str
    step: Step
    asks: tuple[Ask, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    intro: str = ""
    ends: tuple[str, ...] = ()
    detail: bool = False
    signs: bool = False
    group: str = ""  # the stored page whose items it holds

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Every stored page and field that it shows."""
        return _list_fields(self.asks)

    @property
    def first_of_item(self) -> str:
        """The name of the first control inside an item of its group; "" without a group."""
        return next((_name_first(ask) for ask in _list_item_asks(self.asks)), "")

    @property
    def pages(self) -> tuple[str, ...]:
        """Names of the stored pages that it shows fields of, in order."""
        return _list_pages(self.asks)


def _list_item_asks(asks: tuple[Ask, ...]) -> Iterator[Ask]:
    for ask in asks:
        if ask.style is Style.ITEMS:
            yield ask.asks[0]
        else:
            yield from _list_item_asks(ask.asks)


def _name_first(ask: Ask) -> str:
    return name_reveal_tick(0) if ask.style is Style.REVEAL else ask.name


def name_reveal_tick(number: int) -> str:
    """Return the name of a tick that only opens questions, by its place in their list."""
    return f"know-{number}"


@cache
def _list_fields(asks: tuple[Ask, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(field for ask in asks for field in ask.fields)


@cache
def _list_pages(asks: tuple[Ask, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(page for page, _ in _list_fields(asks)))
