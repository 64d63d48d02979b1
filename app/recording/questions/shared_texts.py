"""Texts of the account, and which of several children each is about, as the draft stands."""

from collections.abc import Mapping

import msgspec

from app.domain.journey.journey_pages import find_question_page
from app.domain.journey.leaving_soon import WHERE_PAGE
from app.domain.journey.question_flow import is_draft_account_of_other
from app.domain.journey.repeated_asks import WHERE_ANSWERS
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.core import NOW
from app.domain.record.answer_parsing import QUESTION_BY_TEXT, find_children_of_texts
from app.domain.record.form_data import (
    FormData,
    get_text,
    label_children,
    list_children,
    mentions_child,
)
from app.domain.record.text_limits import shorten_text
from app.recording.editor.question_controls import replace_lone_surrogates

_BEGINS = 90
_LABELS = {
    "child_words": "What the child said",
    "seen": "What you saw",
    "told_by_others": "What someone told you",
    "worry": "What worries you",
}
_THEIR_LABELS = _LABELS | {"seen": "What they saw", "told_by_others": "What someone told them"}
"""Labels where the worker writes another person's account."""


class SharedText(msgspec.Struct, frozen=True):
    """A text, how it begins, which children it is about.

    `page` and `control`: where that can be changed.
    """

    label: str
    begins: str
    names: tuple[str, ...]
    page: str
    control: str

    def __repr__(self) -> str:
        return f"<SharedText {self.control}>"


def list_shared_texts(pages: Mapping[str, FormData]) -> tuple[SharedText, ...]:
    """Return the texts that are on the document of more than one child."""
    found = (*(find_shared_text(pages, name) for name in _LABELS), _find_shared_where(pages))
    return tuple(one for one in found if one and len(one.names) > 1)


def describe_first_child_location(pages: Mapping[str, FormData]) -> str:
    """Return where the child is in the words of the page that asks it before anyone is named."""
    now = pages.get(NOW.name, {})
    chosen = get_text(now, "child_is")
    said = dict(WHERE_ANSWERS).get(chosen, "") if chosen else ""
    leaves, place, leaves_with = (
        get_text(now, name).strip() for name in ("leaves_at", "where_now", "leaves_with")
    )
    texts = (said, place, f"leaves at {leaves}" if leaves else "", leaves_with)
    return shorten_text(replace_lone_surrogates(", ".join(filter(None, texts))), _BEGINS)


def _find_shared_where(pages: Mapping[str, FormData]) -> SharedText | None:
    """Return where the child is, while no child of several was asked about."""
    children, begins = list_children(pages), describe_first_child_location(pages)
    each = pages.get(WHERE_PAGE, {})
    if len(children) < 2 or not begins or any(mentions_child(each, one) for one in children):
        return None
    names = label_children(pages.get("child", {}), children)
    control = f"{children[0]}.child_is"
    return SharedText("Where the child is", begins, tuple(names.values()), WHERE_PAGE, control)


def find_shared_text(pages: Mapping[str, FormData], name: str) -> SharedText | None:
    """Return one text of the account and its children; None with one child or no text."""
    children = list_children(pages)
    text = replace_lone_surrogates(get_text(pages.get("account", {}), name))
    if len(children) < 2 or not text.strip():
        return None
    child_raw = pages.get("child", {})
    names = label_children(child_raw, children)
    about = find_children_of_texts(child_raw, children)[name]
    question = QUESTION_BY_TEXT[name]
    return SharedText(
        (_THEIR_LABELS if is_draft_account_of_other(pages) else _LABELS)[name],
        shorten_text(text, _BEGINS),
        tuple(names[child] for child in about),
        find_question_page(PAGES_BY_NAME["child"].name, question),
        question,
    )
