"""Texts of the account, and which of several children each is about, as the draft stands."""

from collections.abc import Mapping

import msgspec

from app.domain.journey.journey_pages import find_question_page
from app.domain.pages import PAGES_BY_NAME
from app.domain.record.answer_parsing import QUESTION_BY_TEXT, find_children_of_texts
from app.domain.record.form_data import FormData, get_text, label_children, list_children
from app.domain.record.text_limits import shorten_text
from app.recording.editor.question_controls import replace_half_characters

_BEGINS = 90
_LABELS = {
    "child_words": "What the child said",
    "seen": "What you saw",
    "told_by_others": "What someone told you",
    "worry": "What worries you",
}


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
    found = (find_shared_text(pages, name) for name in _LABELS)
    return tuple(one for one in found if one and len(one.names) > 1)


def find_shared_text(pages: Mapping[str, FormData], name: str) -> SharedText | None:
    """Return one text of the account and its children; None with one child or no text."""
    children = list_children(pages)
    text = replace_half_characters(get_text(pages.get("account", {}), name))
    if len(children) < 2 or not text.strip():
        return None
    child_raw = pages.get("child", {})
    names = label_children(child_raw, children)
    about = find_children_of_texts(child_raw, children)[name]
    question = QUESTION_BY_TEXT[name]
    return SharedText(
        _LABELS[name],
        shorten_text(text, _BEGINS),
        tuple(names[child] for child in about),
        find_question_page(PAGES_BY_NAME["child"].name, question),
        question,
    )
