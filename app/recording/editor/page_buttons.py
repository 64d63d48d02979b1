"""Apply the pressed button to a page besides saving it: add an item, remove one, continue.

An item that holds words is not removed at once: the page is saved with the item in it and asks
first, because one tap on a phone is easily a mistaken one. Works on the submitted strings alone, so
that every button works without JavaScript.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from app.domain.pages.page_model import AnswerKind, Group, Page
from app.domain.record.form_data import (
    CHILDREN_GROUP,
    PAGE_DONE,
    FormData,
    GroupItem,
    add_item,
    get_text,
    is_blank,
    label_children,
    list_items,
    mentions_child,
    remove_item,
)
from app.recording.editor.page_layout import WHOSE_ASKED

REMOVAL_CONFIRMED = "sure"
_CHILD = re.compile(r"c[0-9]{1,3}\.")


class PressedButton(msgspec.Struct, frozen=True):
    """The button. `start` is "" or a child's prefix; `item` the item to remove."""

    kind: str
    start: str = ""
    item: str = ""
    sure: bool = False


def read_pressed_button(page: Page, form: Mapping[str, list[str]]) -> PressedButton:
    """Return which button sent the form; Continue when none of the others did."""
    for kind in ("add", "remove"):
        if kind in form and page.group and not page.pick_group:
            place, _, rest = get_text(form, kind).partition("|")
            item, _, sure = rest.partition("|")
            start = place.removesuffix(page.group.name)
            if start != place and _is_start(page, start):
                return PressedButton(kind, start, item, sure == REMOVAL_CONFIRMED)
    return PressedButton("save" if "save" in form else "continue")


def _is_start(page: Page, start: str) -> bool:
    """Whether names of this page begin so: only a page asked once a child has any before them."""
    return not start or (page.per_child and _CHILD.fullmatch(start) is not None)


def change_form_by_button(page: Page, raw: FormData, button: PressedButton) -> FormData:
    """Return the page after the button was pressed."""
    if button.kind == "add" and page.group:
        return add_item(raw, page.group, button.start)
    if button.kind == "remove" and page.group:
        return remove_item(raw, page.group, button.start, button.item)
    return raw | {PAGE_DONE: ["1"]} if button.kind == "continue" else raw


def find_new_item_anchor(raw: FormData, group: Group, start: str, first: str = "") -> str:
    """Return where to put the reader: the first control of the item added, or why none was.

    `first`: its name in the item, where the page asks in another order than the group.
    """
    present = list_items(raw, group, start)
    if len(present) >= group.maximum and not is_blank(raw, present[-1].at):
        return f"{start}{group.name}-full"
    return present[-1].at + (first or group.fields[0].name)


def find_newly_picked_sign(page: Page, form: Mapping[str, list[str]]) -> str:
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


def find_unasked_child_question(
    page: Page, form: Mapping[str, list[str]], children: Sequence[str]
) -> str:
    """Return the first question about whose a text is, once another child has made it needed."""
    asks = (field.name for field in page.fields if field.kind is AnswerKind.CHILDREN)
    return "" if len(children) < 2 or WHOSE_ASKED in form else next(asks, "")


class RemovalQuestion(msgspec.Struct, frozen=True):
    """Whether to remove an item. `value`: of the button that says yes; `more`: other pages too."""

    value: str
    name: str
    more: bool

    def __repr__(self) -> str:
        return "<Question>"


def must_confirm_removal(page: Page, pages: Mapping[str, FormData], button: PressedButton) -> bool:
    """Whether words would go with this item: its own, or a child's on other pages."""
    if page.group is None or button.kind != "remove" or button.sure:
        return False
    item = _item(page, pages, button.start, button.item)
    written = item is not None and not is_blank(pages.get(page.name, {}), item.at)
    return written or _elsewhere(page, pages, button.item)


def make_item_query_value(button: PressedButton) -> str:
    """Return the item as an address names it: ids only."""
    return f"{button.start}{button.item}"


def make_removal_question(
    page: Page, pages: Mapping[str, FormData], address: str
) -> RemovalQuestion | None:
    """Return what to ask, while the item that the address names is still there."""
    child, dot, item_id = address.rpartition(".")
    button = PressedButton("remove", child + dot, item_id)
    item = _item(page, pages, button.start, item_id)
    if page.group is None or item is None or not must_confirm_removal(page, pages, button):
        return None
    name = _name(page.group, item, button.start, pages, page)
    value = f"{button.start}{page.group.name}|{item_id}|{REMOVAL_CONFIRMED}"
    return RemovalQuestion(value, name, _elsewhere(page, pages, item_id))


def _item(page: Page, pages: Mapping[str, FormData], start: str, item_id: str) -> GroupItem | None:
    found = list_items(pages.get(page.name, {}), page.group, start) if page.group else ()
    return next((item for item in found if item.id == item_id), None)


def _elsewhere(page: Page, pages: Mapping[str, FormData], child: str) -> bool:
    """Whether other pages hold words about this child."""
    if page.group is None or page.group.name != CHILDREN_GROUP:
        return False
    return any(mentions_child(raw, child) for name, raw in pages.items() if name != page.name)


def _name(
    group: Group, item: GroupItem, start: str, pages: Mapping[str, FormData], page: Page
) -> str:
    """Return what to call the item: a child by name, others as their heading does."""
    raw = pages.get(page.name, {})
    found = list_items(raw, group, start)
    if group.name == CHILDREN_GROUP:
        return label_children(raw, [one.id for one in found])[item.id]
    if len(found) == 1:
        return f"this {group.one.lower()}"
    return f"{group.one.lower()} {found.index(item) + 1}"
