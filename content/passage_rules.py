"""Check what must hold for words of any kind, of a pack and of its workbook alike.

This module raises nothing itself: the caller brings what names the file, the key and the cure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from content.passages import Passage

# The items of the workbook edition that packs trace to: section, number of items.
WORKBOOK_ITEMS = {
    "high_risk_groups": 10,
    "signs": 12,
    "signs_of_grooming": 10,
    "vulnerabilities": 15,
    "receive": 5,
    "react": 5,
    "record": 3,
    "support": 1,
}
PLACEHOLDERS = {"{lead_title}", "{spoc}", "{council}"}
UNPRINTED = ("patterns", "unless", "data", "svg")
Requirement = Callable[[bool, str, str, str], None]
"""Raises where its first argument is False, about a key, with the problem and the cure."""
Rule = tuple[bool, str, str, str]
"""Whether it holds, the key that it is about, the problem where it does not, and the cure."""
_HOLDER = re.compile(r"\{\w*\}")


def need_all(need: Requirement, *rules: Rule) -> None:
    """Require each of these rules, in this order."""
    for holds, key, problem, cure in rules:
        need(holds, key, problem, cure)


def check_passage(
    passage: Passage,
    sources: Collection[str],
    table: Mapping[str, object],
    holders: Collection[str],
    need: Requirement,
) -> None:
    """Check what holds for words of any kind: source, dates, owner, and names to put in.

    `table`: as read. `holders`: the names that can be put in.
    """
    names_one = "Name a key of [sources]"
    later = passage.review_by > passage.reviewed_on
    need_all(
        need,
        (passage.source in sources, "source", "names no source", names_one),
        (later, "review_by", "is not after reviewed_on", "Move it"),
        (bool(passage.owner), "owner", "is empty", "Name who looks after it"),
    )
    for key in ("changed_source", "since_source"):
        other = getattr(passage, key, "")
        need(not other or other in sources, key, "names no source", names_one)
    printed = {key: value for key, value in table.items() if key not in UNPRINTED}
    for holder in _HOLDER.findall(repr(printed)):
        need(holder in holders, "text", f"{holder} stands for nothing", "Fix it")


def check_item_references(refs: Iterable[str], items: Mapping[str, int], need: Requirement) -> None:
    """Check that each of `refs`, as "signs/7", is an item of its section in the paper workbook."""
    for ref in refs:
        known = is_workbook_item(ref, items)
        need(known, "workbook", f"{ref} is not an item of the workbook", "Write section/number")


def is_workbook_item(ref: str, items: Mapping[str, int]) -> bool:
    """Say whether `ref`, as "signs/7", is one of `items`, a number of them for each section."""
    section, _, number = ref.partition("/")
    return number.isdigit() and 1 <= int(number) <= items.get(section, 0)
