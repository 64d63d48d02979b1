"""Problems of a page: answers that cannot be used, or that no one can read.

A text that is refused stops the page until it is fixed. A day or time that cannot be read stops it
once: pressed again with the same text, the button continues and the text is stored as typed. So
does a page on which no child is named: it asks once, and the second press continues.
"""

from collections.abc import Mapping, Sequence

from app.domain.pages.page_model import Page
from app.domain.record.answer_parsing import PageAnswers
from app.domain.record.form_data import CHILDREN_GROUP, FormData, is_blank
from app.domain.record.moments import TIME_SUFFIX, UnreadableInput
from app.recording.editor.page_layout import PageSection, pair_with_headings

SHOWN_FIELD = "shown"
"""Name of the hidden fields that hold what this page has already said."""
NO_CHILD_MARK = "no-child"
"""The value that says: this page has asked who the child is. Also where it asks."""


def describe_problems(found: PageAnswers, finish: str) -> dict[str, str]:
    """Return what to say next to each control. `finish`: words on the button that goes on."""
    return found.problems | {
        name: _describe_unread(unread, finish)
        for name, unread in found.unread.items()
        if unread.stops
    }


def must_show_page_again(found: PageAnswers, form: Mapping[str, Sequence[str]]) -> bool:
    """Whether the page is shown again before the way goes on."""
    shown = {mark.replace("\r\n", "\n") for mark in form.get(SHOWN_FIELD, ())}
    return bool(found.problems) or any(
        unread.stops and _mark(name, unread) not in shown for name, unread in found.unread.items()
    )


def must_ask_for_child(page: Page, raw: FormData, form: Mapping[str, Sequence[str]]) -> bool:
    """Whether nothing is said of any child, and the page has not asked for it yet."""
    asks = page.group is not None and page.group.name == CHILDREN_GROUP
    return asks and is_blank(raw) and NO_CHILD_MARK not in form.get(SHOWN_FIELD, ())


def list_unreadable_input_marks(found: PageAnswers) -> list[str]:
    """List values of the hidden fields: each control with what was typed in it."""
    return [_mark(name, unread) for name, unread in found.unread.items()]


def list_problems_in_page_order(
    found: Sequence[PageSection], problems: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return problems in the order of the page, each with the question it belongs to.

    One that is named by an address leads there, any other nowhere.
    """
    listed = []
    for section, under in pair_with_headings(found):
        for control in section.controls:
            for name in (control.name, control.name + TIME_SUFFIX):
                if name in problems:
                    listed.append((name, f"{under}{control.label.rstrip('?')}: {problems[name]}"))
    known = {name for name, _ in listed}
    rest = [(name, text) for name, text in problems.items() if name not in known]
    return listed + [(name if "/" in name else "", text) for name, text in rest]


def describe_unreadable_input(unread: UnreadableInput) -> str:
    """Return what to say next to a day or time that no one could read, and how to write it."""
    return f"{unread.what} It’s saved as you typed it. {unread.how}".strip()


def _describe_unread(unread: UnreadableInput, finish: str) -> str:
    return f"{describe_unreadable_input(unread)} To keep it as it is, press {finish} again."


def _mark(name: str, unread: UnreadableInput) -> str:
    return f"{name} {unread.text}"
