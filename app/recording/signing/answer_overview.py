"""The answers of a draft to check before signing: the child's words, then page by page.

Only shows, word for word, what the boxes of each page hold; never marks, shortens or weighs it.
"""

from collections.abc import Iterator, Mapping

import msgspec

from app.domain.pages import PAGES, PAGES_BY_NAME
from app.domain.pages.page_model import Page
from app.domain.record.form_data import FormData
from app.recording.editor.page_layout import LayoutInput, PageSection, lay_out_page
from app.recording.editor.question_controls import QuestionControl

CHILD_WORD_FIELDS = ("child_words", "child_words_original")
"""Shown first and open; the page that asks for them shows the rest."""


class OverviewAnswer(msgspec.Struct, frozen=True):
    """One answer. `control` is where it was typed; `quote` marks somebody's own words."""

    control: str
    label: str
    text: str
    quote: bool

    def __repr__(self) -> str:
        return f"<Said {self.control}>"


class OverviewBlock(msgspec.Struct, frozen=True):
    """Answers under one heading of a page: its own questions, one child, one call, one sign."""

    title: str
    rows: tuple[OverviewAnswer, ...]
    about: str = ""


class OverviewPage(msgspec.Struct, frozen=True):
    """A page on which something was written."""

    page: Page
    blocks: tuple[OverviewBlock, ...]


class AnswerOverview(msgspec.Struct, frozen=True):
    """All that will be signed. `child_words` stand apart from the other answers of `account`."""

    child_words: tuple[OverviewAnswer, ...]
    pages: tuple[OverviewPage, ...]
    account: Page

    def __repr__(self) -> str:
        return "<ReadOver>"


def build_answer_overview(
    pages: Mapping[str, FormData], children: tuple[str, ...], pack: str
) -> AnswerOverview:
    """Every answer of a draft in words, in the order of its pages."""
    found, childs = [], []
    for page in PAGES:
        raw = pages.get(page.name)
        if raw is None or page.name == "sign":
            continue
        drawn = lay_out_page(page, LayoutInput(raw, {}, children, pages.get("child", {}), pack))
        if page.name == "account":
            childs = [_said(one) for part in drawn for one in part.controls if _is_childs(one)]
        if blocks := tuple(_blocks(page, drawn, children)):
            found.append(OverviewPage(page, blocks))
    return AnswerOverview(tuple(childs), tuple(found), PAGES_BY_NAME["account"])


def _blocks(
    page: Page, drawn: tuple[PageSection, ...], children: tuple[str, ...]
) -> Iterator[OverviewBlock]:
    about, several = "", page.per_child and len(children) > 1
    for section in drawn:
        asked = [one for block in section.blocks for one in block.controls]
        rows = tuple(_said(one) for one in asked if one.answered and not _is_childs(one))
        if several and section.level == 2 and section.heading:
            about = section.heading
        picked = bool(page.pick_group and section.heading and section.blocks)
        if rows or picked:
            yield OverviewBlock(section.heading, rows, about if about != section.heading else "")


def _said(one: QuestionControl) -> OverviewAnswer:
    return OverviewAnswer(one.name, one.label, one.said, one.field.verbatim and bool(one.text))


def _is_childs(one: QuestionControl) -> bool:
    return one.name in CHILD_WORD_FIELDS and one.answered
