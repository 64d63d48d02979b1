"""Submitted fields of one page, as they were typed, before anything is checked.

A draft stores these even if they do not validate (docs/decisions/0011). Names: `field`,
`field-time`, `field-unknown`; in a repeating group `group-<n>-field` with `group-<n>-id`; once a
child with `<child>.` before it; picked signs `indicators-pick` and `indicators-<sign>-field`.
`group-last` is the highest number given, so that the id of a removed item is never used again.

This module never changes a text: it only chooses, counts and moves names. More items than a group
holds are refused whole, never cut: no form of ours sends them.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.closure import CLOSING_BOXES, CLOSURE
from app.domain.pages.decision import DECISION, FAMILY_BOXES, FAMILY_OWNER, FOR_AUTHOR, TASK_BOXES
from app.domain.pages.indicators import LOOKED
from app.domain.pages.page_model import Group, Page, Unknown
from app.domain.pages.referral import ESCALATION, LEVEL
from app.domain.record.text_limits import MAX_NAME_CHARACTERS, demand_page_fits, shorten_text
from app.domain.record.time_choices import apply_time_choices
from app.errors import InvalidError

FormData = dict[str, list[str]]

FIRST_CHILD = "c1"
PAGE_DONE = "-done"
"""In a stored page: it was left with Continue."""
LOOKED_END = f".{LOOKED.name}"
"""End of the name of the mark that no sign of a child was ticked: it says nothing of the child."""
CHILDREN_GROUP = "children"
_CHILD = PAGES_BY_NAME["child"].group
MAX_CHILDREN = _CHILD.maximum if _CHILD else 1
_BOXES = {
    CLOSURE.name: CLOSING_BOXES,
    DECISION.name: (FOR_AUTHOR, *TASK_BOXES),
    ESCALATION.name: (LEVEL.name,),
}
"""Boxes that are no question of a form: they belong to one concern. In its group, if it has one."""
_PAGE_BOXES = {DECISION.name: FAMILY_BOXES}
"""Such boxes of a page with a group that stand outside of it."""
_FILLED_IN = ("-id", "-last", *(f"-{name}" for name in TASK_BOXES), FAMILY_OWNER)
_ENDS = "(?:-time|-unknown)?"
_PLACE = "(?:0|[1-9][0-9]{0,5})"


class TooManyError(InvalidError):
    """More items than a group holds. What was sent goes back to its sender, nothing is kept."""

    def __init__(self, most: int) -> None:
        super().__init__({"": f"{most} at most"})
        self.public = (
            f"A list can have {most} at most, and you sent more. Nothing was changed. Everything "
            "you saved is safe."
        )


class GroupItem(msgspec.Struct, frozen=True):
    """One item of a repeating group: `at` is the start of its names, as "calls-0-"."""

    id: str
    at: str


def get_text(raw: Mapping[str, list[str]], name: str) -> str:
    """Return the first text under a name, or an empty string."""
    found = raw.get(name)
    return found[0] if found else ""


def is_blank(raw: Mapping[str, list[str]], start: str = "") -> bool:
    """Whether nothing was answered under names that begin with `start`, ids left aside, and boxes
    that stand filled in."""
    return not any(
        text.strip()
        for name, texts in raw.items()
        if name.startswith(start) and not name.endswith(_FILLED_IN) and name != PAGE_DONE
        for text in texts
    )


def select_page_fields(page: Page, form: Mapping[str, list[str]]) -> FormData:
    """Return only the names that `page` knows, without empty texts; items from 0, all with ids.

    Everything else in a form (buttons, tokens, strangers) is left out. A day or time that was asked
    about is as it was chosen. Raises TooManyError when more items are written than a group holds,
    or more children; TooLongError.
    """
    known = _names(page.name)
    raw = {
        name: [text.replace("\r\n", "\n") for text in texts if text]
        for name, texts in apply_time_choices(form).items()
        if known.fullmatch(name)
    }
    raw = {name: texts for name, texts in raw.items() if texts}
    demand_page_fits(raw)
    starts = {name[: name.index(".") + 1] for name in raw if _once_a_child(page, name)}
    if len(starts) > MAX_CHILDREN:
        raise TooManyError(MAX_CHILDREN)
    if page.group is None or page.pick_group:
        return raw
    for start in starts or {""}:
        raw = _renumbered(raw, page.group, start)
    return raw


def list_items(
    raw: Mapping[str, list[str]], group: Group, start: str = ""
) -> tuple[GroupItem, ...]:
    """Return the items of a stored page in their order. Never empty: an untouched page has one."""
    found = [GroupItem(raw[name][0], name[:-2]) for name in _id_names(raw, group, start)]
    return tuple(found) or (GroupItem(_id(group, 1), f"{start}{group.name}-0-"),)


def add_item(raw: FormData, group: Group, start: str = "") -> FormData:
    """Return the page with one more item at its end, or unchanged at the group's maximum."""
    present = list_items(raw, group, start)
    if len(present) >= group.maximum:
        return raw
    last = max(_last(raw, group, start), *(_number(item.id) for item in present)) + 1
    more = {f"{item.at}id": [item.id] for item in present}
    more[f"{start}{group.name}-{len(present)}-id"] = [_id(group, last)]
    more[f"{start}{group.name}-last"] = [str(last)]
    return raw | more


def remove_item(raw: FormData, group: Group, start: str, item_id: str) -> FormData:
    """Return the page without one item; the others keep their ids."""
    gone = [item.at for item in list_items(raw, group, start) if item.id == item_id]
    last = max(_last(raw, group, start), *(_number(i.id) for i in list_items(raw, group, start)))
    rest = {
        name: texts for name, texts in raw.items() if not any(name.startswith(at) for at in gone)
    }
    rest[f"{start}{group.name}-last"] = [str(last)]
    return _renumbered(rest, group, start)


def list_children(pages: Mapping[str, Mapping[str, list[str]]]) -> tuple[str, ...]:
    """Return the ids of the children of a draft in order: those written about, or the first."""
    raw = pages.get("child")
    if raw is None or _CHILD is None:
        return (FIRST_CHILD,)
    found = list_items(raw, _CHILD)
    written = tuple(item.id for item in found if not is_blank(raw, item.at))
    if len(written) == len(found):
        return written
    others = [
        page
        for name, page in pages.items()
        if name in PAGES_BY_NAME and PAGES_BY_NAME[name].per_child
    ]
    mentioned = {item.id for item in found if any(mentions_child(page, item.id) for page in others)}
    kept = tuple(item.id for item in found if item.id in written or item.id in mentioned)
    return kept or (found[0].id,)


def mentions_child(raw: Mapping[str, list[str]], child: str) -> bool:
    """Whether a page has words about this child."""
    start, mark = f"{child}.", f"{child}{LOOKED_END}"
    return not is_blank({name: texts for name, texts in raw.items() if name != mark}, start)


def label_children(raw: Mapping[str, list[str]], children: Iterable[str]) -> dict[str, str]:
    """Map each child to its name on screen: as typed, its beginning, or "Child 2"."""
    present = list_items(raw, _CHILD) if _CHILD else ()
    typed = {item.id: get_text(raw, f"{item.at}name") for item in present}
    return {
        child: shorten_text(typed.get(child, "").strip(), MAX_NAME_CHARACTERS) or f"Child {number}"
        for number, child in enumerate(children, 1)
    }


def find_first_home_area(pages: Mapping[str, Mapping[str, list[str]]]) -> str:
    """Return the council area of the first child of whom it is known."""
    return next((area for _, area in list_home_areas(pages)), "")


def list_home_areas(pages: Mapping[str, Mapping[str, list[str]]]) -> tuple[tuple[str, str], ...]:
    """List each child whose council area is known, by what to call it, with that area."""
    raw = pages.get("child", {})
    present = list_items(raw, _CHILD) if _CHILD else ()
    names = label_children(raw, [item.id for item in present])
    found = ((names[item.id], get_text(raw, f"{item.at}home_area")) for item in present)
    return tuple((name, area) for name, area in found if area and area not in set(Unknown))


def _once_a_child(page: Page, name: str) -> bool:
    return page.per_child and "." in name


@lru_cache(maxsize=64)
def _names(page_name: str) -> re.Pattern[str]:
    page = PAGES_BY_NAME[page_name]
    boxes = _BOXES.get(page_name, ())
    more = _PAGE_BOXES.get(page_name, ()) if page.group else boxes
    own = [*(field.name for field in page.fields), *more]
    parts = [f"(?:{'|'.join(own)}){_ENDS}"] if own else []
    if page.group:
        inner = "|".join([*(field.name for field in page.group.fields), *boxes])
        which = "[a-z0-9_-]{1,64}" if page.pick_group else _PLACE
        parts.append(f"{page.group.name}-{which}-(?:id|(?:{inner}){_ENDS})")
        parts.append(f"{page.group.name}-(?:{'pick' if page.pick_group else 'last'})")
    child = r"c[0-9]{1,3}\." if page.per_child else ""
    return re.compile(f"{child}(?:{'|'.join(parts)})")


def _id(group: Group, number: int) -> str:
    return f"c{number}" if group.name == CHILDREN_GROUP else str(number)


def _number(item_id: str) -> int:
    return int(item_id.removeprefix("c"))


def _last(raw: Mapping[str, list[str]], group: Group, start: str) -> int:
    text = get_text(raw, f"{start}{group.name}-last")
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _position(name: str, start: str, group: Group) -> int | None:
    begin = f"{start}{group.name}-"
    head = name[len(begin) :].partition("-")[0] if name.startswith(begin) else ""
    return int(head) if head.isdecimal() else None


def _id_names(raw: Mapping[str, list[str]], group: Group, start: str) -> list[str]:
    found = [
        (position, name)
        for name in raw
        if name.endswith("-id") and (position := _position(name, start, group)) is not None
    ]
    return [name for _, name in sorted(found)]


def _renumbered(raw: FormData, group: Group, start: str) -> FormData:
    begin, found = f"{start}{group.name}-", _by_place(raw, group, start)
    good = re.compile(r"c[0-9]{1,5}" if group.name == CHILDREN_GROUP else r"[0-9]{1,5}")
    ids = [get_text(item, "id") for item in found]
    numbers = [_number(text) for text in ids if good.fullmatch(text)]
    last = max([_last(raw, group, start), *numbers])
    used: set[str] = set()
    fresh: FormData = {}
    for place, item in enumerate(found):
        item_id = ids[place]
        if not good.fullmatch(item_id) or item_id in used:
            last += 1
            item_id = _id(group, last)
        used.add(item_id)
        fresh |= {f"{begin}{place}-{name}": texts for name, texts in item.items()}
        fresh[f"{begin}{place}-id"] = [item_id]
    others = {n: t for n, t in raw.items() if _position(n, start, group) is None}
    kept = {f"{begin}last": [str(last)]} if found else {}
    return others | fresh | kept


def _by_place(raw: FormData, group: Group, start: str) -> list[FormData]:
    """Return items in their order, each by the ends of its names: no more than the group holds.

    Where there are more, those in which nothing is written are left out. Raises TooManyError.
    """
    found: dict[int, FormData] = {}
    for name, texts in raw.items():
        if (place := _position(name, start, group)) is not None:
            end = name[len(f"{start}{group.name}-{place}-") :]
            found.setdefault(place, {})[end] = texts
    if len(found) <= group.maximum:
        return [found[place] for place in sorted(found)]
    written = [place for place in sorted(found) if found[place].keys() - {"id"}]
    if len(written) > group.maximum:
        raise TooManyError(group.maximum)
    return [found[place] for place in written]
