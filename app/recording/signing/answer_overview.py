"""What was written, to be read over before it is signed: the child's words, then page by page.

Only shows, to the letter, what the boxes of each page hold; never marks, shortens or weighs it.
"""

from collections.abc import Iterator, Mapping

import msgspec

from app.domain.pages import PAGES, PAGES_BY_NAME
from app.domain.pages.page_model import Page
from app.domain.record.form_data import FormData
from app.recording.editor.page_layout import Layout, Section, sections
from app.recording.editor.question_controls import Control

CHILDS = ("child_words", "child_words_original")
"""Shown first and open; the page that asks for them shows the rest."""


class Said(msgspec.Struct, frozen=True):
    """One answer. `control` is where it was typed; `quote` marks somebody's own words."""

    control: str
    label: str
    text: str
    quote: bool

    def __repr__(self) -> str:
        return f"<Said {self.control}>"


class Block(msgspec.Struct, frozen=True):
    """Answers under one heading of a page: its own questions, one child, one call, one sign."""

    title: str
    rows: tuple[Said, ...]
    about: str = ""


class Written(msgspec.Struct, frozen=True):
    """A page on which something was written."""

    page: Page
    blocks: tuple[Block, ...]


class ReadOver(msgspec.Struct, frozen=True):
    """All that will be signed. `child_words` stand apart from the other answers of `account`."""

    child_words: tuple[Said, ...]
    pages: tuple[Written, ...]
    account: Page

    def __repr__(self) -> str:
        return "<ReadOver>"


def read_over(pages: Mapping[str, FormData], children: tuple[str, ...], pack: str) -> ReadOver:
    """Every answer of a draft in words, in the order of its pages."""
    found, childs = [], []
    for page in PAGES:
        raw = pages.get(page.name)
        if raw is None or page.name == "sign":
            continue
        drawn = sections(page, Layout(raw, {}, children, pages.get("child", {}), pack))
        if page.name == "account":
            childs = [_said(one) for part in drawn for one in part.controls if _is_childs(one)]
        if blocks := tuple(_blocks(page, drawn, children)):
            found.append(Written(page, blocks))
    return ReadOver(tuple(childs), tuple(found), PAGES_BY_NAME["account"])


def _blocks(page: Page, drawn: tuple[Section, ...], children: tuple[str, ...]) -> Iterator[Block]:
    about, several = "", page.per_child and len(children) > 1
    for section in drawn:
        asked = [one for block in section.blocks for one in block.controls]
        rows = tuple(_said(one) for one in asked if one.answered and not _is_childs(one))
        if several and section.level == 2 and section.heading:
            about = section.heading
        picked = bool(page.pick_group and section.heading and section.blocks)
        if rows or picked:
            yield Block(section.heading, rows, about if about != section.heading else "")


def _said(one: Control) -> Said:
    return Said(one.name, one.label, one.said, one.field.verbatim and bool(one.text))


def _is_childs(one: Control) -> bool:
    return one.name in CHILDS and one.answered
