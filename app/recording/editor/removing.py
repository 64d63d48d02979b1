"""Ask before an item that holds words is removed: one tap on a phone is easily a mistaken one.

Keeps and removes nothing: the page is kept with the item in it, and asks. Works on the submitted
strings alone, so that it works without JavaScript.
"""

from collections.abc import Mapping

import msgspec

from app.domain.pages.page_model import Group, Page
from app.domain.record.form_data import (
    CHILDREN_GROUP,
    FormData,
    GroupItem,
    is_blank,
    label_children,
    list_items,
)
from app.recording.editor.buttons import SURE, Pressed


class Question(msgspec.Struct, frozen=True):
    """Whether to remove an item. `value`: of the button that says yes; `more`: other pages too."""

    value: str
    name: str
    more: bool

    def __repr__(self) -> str:
        return "<Question>"


def must_ask(page: Page, pages: Mapping[str, FormData], button: Pressed) -> bool:
    """Whether words would go with this item: its own, or a child's on other pages."""
    if page.group is None or button.kind != "remove" or button.sure:
        return False
    item = _item(page, pages, button.start, button.item)
    written = item is not None and not is_blank(pages.get(page.name, {}), item.at)
    return written or _elsewhere(page, pages, button.item)


def address_of(button: Pressed) -> str:
    """The item, as an address names it: ids only."""
    return f"{button.start}{button.item}"


def question(page: Page, pages: Mapping[str, FormData], address: str) -> Question | None:
    """What to ask, while the item that the address names is still there."""
    child, dot, item_id = address.rpartition(".")
    button = Pressed("remove", child + dot, item_id)
    item = _item(page, pages, button.start, item_id)
    if page.group is None or item is None or not must_ask(page, pages, button):
        return None
    name = _name(page.group, item, button.start, pages, page)
    value = f"{button.start}{page.group.name}|{item_id}|{SURE}"
    return Question(value, name, _elsewhere(page, pages, item_id))


def _item(page: Page, pages: Mapping[str, FormData], start: str, item_id: str) -> GroupItem | None:
    found = list_items(pages.get(page.name, {}), page.group, start) if page.group else ()
    return next((item for item in found if item.id == item_id), None)


def _elsewhere(page: Page, pages: Mapping[str, FormData], child: str) -> bool:
    """Whether other pages hold words about this child."""
    if page.group is None or page.group.name != CHILDREN_GROUP:
        return False
    return any(not is_blank(raw, f"{child}.") for name, raw in pages.items() if name != page.name)


def _name(
    group: Group, item: GroupItem, start: str, pages: Mapping[str, FormData], page: Page
) -> str:
    """What to call the item: a child by name, others as their heading does."""
    raw = pages.get(page.name, {})
    found = list_items(raw, group, start)
    if group.name == CHILDREN_GROUP:
        return label_children(raw, [one.id for one in found])[item.id]
    if len(found) == 1:
        return f"this {group.one.lower()}"
    return f"{group.one.lower()} {found.index(item) + 1}"
