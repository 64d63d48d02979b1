"""Check what must hold for words of any kind, of a pack and of its workbook alike.

This module raises nothing itself: the caller brings what names the file, the key and the cure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Protocol

from content.passages import Passage, Source

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
SCENARIO_PLACEHOLDERS = {"{speaks}", "{child}"}
FILLED_BY_SCENARIO = ("why_adult",)
"""Texts into which the names of a scenario are put, and no other ones."""
UNPRINTED = ("patterns", "unless", "data", "svg")
Requirement = Callable[[bool, str, str, str], None]
"""Raises where its first argument is False, about a key, with the problem and the cure."""
Rule = tuple[bool, str, str, str]
"""Whether it holds, the key that it is about, the problem where it does not, and the cure."""
HOLDER = re.compile(r"\{\w*\}")
EXAMPLE_DATE = "2026-03-02"
"""2 March 2026: day and month cannot be taken for each other, and it is not still to come."""
REVIEW_AFTER = timedelta(days=92)
LATEST_DAY = date(9000, 1, 1)
"""Later days are typing errors, and some have no day 92 days on."""


class HasReview(Protocol):
    """Words that were read at a source on a day, and must be read again."""

    @property
    def source(self) -> str:
        """A key of [sources]."""

    @property
    def reviewed_on(self) -> date:
        """The day a person read it."""

    @property
    def review_by(self) -> date:
        """The last day to read it again."""

    @property
    def owner(self) -> str:
        """The person or role that looks after it."""


def require_all_rules(need: Requirement, *rules: Rule) -> None:
    """Require each of these rules, in this order."""
    for holds, key, problem, cure in rules:
        need(holds, key, problem, cure)


def explain_no_source(key: str, sources: Mapping[str, Source]) -> tuple[str, str]:
    """Return problem and cure of a source that is not there. The cure lists the pack's own."""
    own = ", ".join(one.key for one in sources.values() if one.own)
    there = f"Use one of: {own}" if own else "Use a key that is there"
    return f"'{key}' is not in [sources]", f"{there}, or add [sources.{key}]"


def check_review_details(
    dated: HasReview, sources: Mapping[str, Source], place: str, need: Requirement
) -> None:
    """Check the source, the days and the owner of what was read somewhere. `place`: "" or "x."."""
    later = dated.review_by > dated.reviewed_on
    again = min(dated.reviewed_on, LATEST_DAY) + REVIEW_AFTER
    require_all_rules(
        need,
        (
            dated.source in sources,
            f"{place}source",
            *explain_no_source(dated.source, sources),
        ),
        (
            later,
            f"{place}review_by",
            f"{dated.review_by} is not after reviewed_on, {dated.reviewed_on}",
            f"Give the last day to read it again, such as {again}",
        ),
        (
            bool(dated.owner),
            f"{place}owner",
            "is empty",
            'Write who looks after it, such as owner = "Content owner"',
        ),
    )


def check_placeholder(holder: str, holders: Collection[str], key: str, need: Requirement) -> None:
    """Check that one {name} is a name that pages put in."""
    known = ", ".join(sorted(holders))
    need(holder in holders, key, f"{holder} stands for nothing", f"Use one of: {known}")


def check_passage(
    passage: Passage,
    sources: Mapping[str, Source],
    table: Mapping[str, object],
    holders: Collection[str],
    need: Requirement,
) -> None:
    """Check what holds for words of any kind: source, dates, owner, and names to put in.

    `table`: as read. `holders`: the names that can be put in.
    """
    check_review_details(passage, sources, "", need)
    for key in ("changed_source", "since_source"):
        other = getattr(passage, key, "")
        need(not other or other in sources, key, *explain_no_source(other, sources))
    for key, value in table.items():
        known = SCENARIO_PLACEHOLDERS if key in FILLED_BY_SCENARIO else holders
        for holder in () if key in UNPRINTED else HOLDER.findall(repr(value)):
            check_placeholder(holder, known, "text", need)


def check_item_references(refs: Iterable[str], items: Mapping[str, int], need: Requirement) -> None:
    """Check that each of `refs`, as "signs/7", is an item of its section in the paper workbook."""
    for ref in refs:
        known = is_workbook_item(ref, items)
        need(known, "workbook", f"{ref} is not an item of the workbook", "Write section/number")


def is_workbook_item(ref: str, items: Mapping[str, int]) -> bool:
    """Say whether `ref`, as "signs/7", is one of `items`, a number of them for each section."""
    section, _, number = ref.partition("/")
    return number.isdigit() and 1 <= int(number) <= items.get(section, 0)
