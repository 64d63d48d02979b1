"""What the pressed button does to a page besides keeping it: add, remove, go on.

Works on the submitted strings alone, so that every button works without JavaScript.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from app.domain.pages.page_model import AnswerKind, Group, Page
from app.domain.record.form_data import (
    PAGE_DONE,
    FormData,
    add_item,
    get_text,
    is_blank,
    list_items,
    remove_item,
)
from app.recording.editor.page_layout import WHOSE_ASKED

SURE = "sure"
_CHILD = re.compile(r"c[0-9]{1,3}\.")


class Pressed(msgspec.Struct, frozen=True):
    """The button. `start` is "" or a child's prefix; `item` the item to remove."""

    kind: str
    start: str = ""
    item: str = ""
    sure: bool = False


def pressed(page: Page, form: Mapping[str, list[str]]) -> Pressed:
    """Which button sent the form; Continue when none of the others did."""
    for kind in ("add", "remove"):
        if kind in form and page.group and not page.pick_group:
            place, _, rest = get_text(form, kind).partition("|")
            item, _, sure = rest.partition("|")
            start = place.removesuffix(page.group.name)
            if start != place and _is_start(page, start):
                return Pressed(kind, start, item, sure == SURE)
    return Pressed("save" if "save" in form else "continue")


def _is_start(page: Page, start: str) -> bool:
    """Whether names of this page begin so: only a page asked once a child has any before them."""
    return not start or (page.per_child and _CHILD.fullmatch(start) is not None)


def apply(page: Page, raw: FormData, button: Pressed) -> FormData:
    """The page after the button was pressed."""
    if button.kind == "add" and page.group:
        return add_item(raw, page.group, button.start)
    if button.kind == "remove" and page.group:
        return remove_item(raw, page.group, button.start, button.item)
    return raw | {PAGE_DONE: ["1"]} if button.kind == "continue" else raw


def new_item(raw: FormData, group: Group, start: str) -> str:
    """Where to put the reader: the first control of the item added, or why none was."""
    present = list_items(raw, group, start)
    if len(present) >= group.maximum and not is_blank(raw, present[-1].at):
        return f"{start}{group.name}-full"
    return present[-1].at + group.fields[0].name


def newly_picked(page: Page, form: Mapping[str, list[str]]) -> str:
    """Start of the names of the first sign picked whose questions were not on the page yet."""
    if not page.pick_group or page.group is None:
        return ""
    for name, tokens in form.items():
        if name.endswith(f"{page.group.name}-pick"):
            at = name.removesuffix("pick")
            for token in tokens:
                if f"{at}{token}-note" not in form:
                    return f"{at}{token}-"
    return ""


def whose_unasked(page: Page, form: Mapping[str, list[str]], children: Sequence[str]) -> str:
    """The first question of whose a text is, when another child has just made it needed."""
    asks = (field.name for field in page.fields if field.kind is AnswerKind.CHILDREN)
    return "" if len(children) < 2 or WHOSE_ASKED in form else next(asks, "")
