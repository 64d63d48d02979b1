"""A whole draft as the parts of one record, with what is still to mend, page by page.

The sign page, the list of pages and signing itself read a draft through this one place. Nothing
that was typed is left out: a page that is no longer asked keeps what it holds. Pure.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.domain.pages import PAGES
from app.domain.pages.page_model import Page
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_parsing import (
    Choices,
    PageAnswers,
    find_children_of_texts,
    parse_answers,
)
from app.domain.record.entry_schema import Part
from app.domain.record.form_data import FormData, is_blank, list_children
from app.domain.record.moments import UnreadableInput

CHILD_TOLD_ME = "child_told_me"
ACCOUNT_TEXTS = ("child_words", "seen", "told_by_others", "worry")
"""Texts of an account. To sign, one of them or what someone else said must be there."""
_ACCOUNT_BY_PAGE = {"account": ACCOUNT_TEXTS, "others": ("said",)}


class CollectedRecord(PrivateStruct, frozen=True):
    """Parts in the order of PAGES; `problems` and `unread` by page name, then by control name."""

    children: tuple[str, ...]
    parts: tuple[Part, ...]
    problems: dict[str, dict[str, str]]
    unread: dict[str, dict[str, UnreadableInput]]

    def value(self, page: str, name: str) -> Any:
        """Return the first value of a field among the parts, or None."""
        found = (p.values[name] for p in self.parts if p.page == page and name in p.values)
        return next(found, None)

    @property
    def has_account(self) -> bool:
        """Whether one of the texts that a record needs is there, in words."""
        return has_words_of_what_happened(self.parts)

    @property
    def in_danger(self) -> bool:
        """Whether danger was answered yes or not sure."""
        return self.value("now", "danger_now") in {"yes", "unsure"}


def has_words_of_what_happened(parts: Iterable[Part]) -> bool:
    """Whether one of these parts says in words what happened, or what someone else told."""
    return any(
        isinstance(part.values.get(name), str)
        for part in parts
        for name in _ACCOUNT_BY_PAGE.get(part.page, ())
    )


def collect_record(pages: Mapping[str, FormData], today: date, choices: Choices) -> CollectedRecord:
    """Read every stored page. A page never opened makes no part."""
    children = list_children(pages)
    parts: list[Part] = []
    problems: dict[str, dict[str, str]] = {}
    unread: dict[str, dict[str, UnreadableInput]] = {}
    for page in PAGES:
        raw = pages.get(page.name)
        if raw is None or page.name == "sign":
            continue
        answers = parse_draft_page(page, pages, children, today, choices)
        parts += answers.parts
        if answers.problems:
            problems[page.name] = answers.problems
        if answers.unread:
            unread[page.name] = answers.unread
    return CollectedRecord(children, tuple(parts), problems, unread)


def parse_draft_page(
    page: Page,
    pages: Mapping[str, FormData],
    children: tuple[str, ...],
    today: date,
    choices: Choices,
) -> PageAnswers:
    """Parse one stored page of a draft, with what the others say about whose it is."""
    whose = None
    if page.name == "account" and len(children) > 1:
        whose = find_children_of_texts(pages.get("child", {}), children)
    return parse_answers(page, pages.get(page.name, {}), children, today, choices, whose)


def lacks_child_who_told(page: Page, pages: Mapping[str, FormData]) -> bool:
    """Whether a page asks only about a child who told, and no child did."""
    if not page.needs_child_told or not is_blank(pages.get(page.name, {})):
        return False
    how = pages.get("account", {}).get("how_known", [])
    return bool(how) and CHILD_TOLD_ME not in how
