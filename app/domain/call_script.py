"""The words to say on the phone, from what is written, under the headings that will be asked.

Seen or said, the child, the people the worker is worried about, then what is not known. Answers are
repeated word for word, never weighed or put together. Nothing that is written for the phone is
left out, only folded. A source who did not agree to be named is not. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from app.domain.call_sentences import (
    SPOKEN_KEYS,
    make_answer_opening,
    make_choice_sentence,
    make_unknown_sentence,
)
from app.domain.pages import PAGES, PAGES_BY_NAME
from app.domain.pages.core import NOW
from app.domain.pages.details_record import WHERE_FIELDS
from app.domain.pages.page_model import Page, Unknown
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_rows import OF_OTHER, AnswerRow, make_answer_rows
from app.domain.record.entry_schema import Part
from app.domain.record.part_lookup import (
    SOURCE_NAME_FIELDS,
    agrees_to_be_named,
    find_private_sources,
    fold_case_and_spaces,
    is_one_child_location,
)
from app.domain.record.private_mentions import find_private_mentions, make_answer_key

SOURCE_WITHHELD = "Do not say who: they have not agreed to be named."
HELD_BACK = "A passage is held back to protect someone. Do not say it."
NAME_IN_IT = "A name to keep private may be in this. Do not say the name."
NOT_ONE_CHILD = "Not tied to one child"  # unsaid, it would be read as the child's named last


class ScriptHeading(StrEnum):
    """Where an answer stands."""

    FIRST = "first"
    SEEN = "seen"
    CHILD = "child"
    PEOPLE = "people"


_OF_PAGE = {
    "now": ScriptHeading.FIRST,
    "told": ScriptHeading.FIRST,
    "duties": ScriptHeading.FIRST,
    "child": ScriptHeading.CHILD,
    "about_child": ScriptHeading.CHILD,
    "household": ScriptHeading.CHILD,
    "wishes": ScriptHeading.CHILD,
    "family": ScriptHeading.CHILD,
    "help_so_far": ScriptHeading.CHILD,
    "people": ScriptHeading.PEOPLE,
}
"""Pages whose answers stand elsewhere than under what was seen or said."""
_BY_CHILD = (ScriptHeading.SEEN, ScriptHeading.CHILD)
_ELSEWHERE = {"response.social_worker": ScriptHeading.CHILD}
_INTERNAL = {"decision", "disagreement", "referral", "reply", "sign"}
"""What is decided here is not what the council asks."""
_ASKED = (
    "now.danger_now",
    "now.where_now",
    "now.leaves_at",
    "now.leaves_with",
    "circumstances.happened_when circumstances.happened_on",
    "circumstances.happened_where",
    "child.name",
    "child.born_on child.age",
    "about_child.addresses",
    "about_child.school_or_setting child.group",
    "about_child.language about_child.communication",
    "response.social_worker",
    "household.name",
    "family.family_knows family.family_told_by",
    "people.name_or_nickname people.description",
    "people.usernames people.phones",
    "people.vehicles",
    "people.places",
    "people.with_children_now",
)
"""What somebody who takes the call asks; of several keys in a line one answer is enough."""


class SpokenAnswer(AnswerRow, frozen=True):
    """An answer as it is read out: a whole `sentence`, or its text after `lead`.

    Both are empty where only the question says what the text is.
    """

    sentence: str = ""
    lead: str = ""


class ScriptPart(msgspec.Struct, frozen=True):
    """One part of what is written. `note`: who added it and when, where it is not the record's.

    `held`: keys of the answers that its author holds back from whoever may not know a name.
    """

    part: Part
    note: str = ""
    held: frozenset[str] = frozenset()


class ScriptBlock(msgspec.Struct, frozen=True):
    """Answers that belong together: `title` names the child or person, "" where there is one."""

    title: str
    rows: tuple[SpokenAnswer, ...]
    note: str = ""


LONG_SECTION = 1_500
"""Characters under a heading, beyond which it says how to go past it. Nothing is ever cut."""


class ScriptSection(msgspec.Struct, frozen=True):
    """What stands under one heading: open, and folded."""

    shown: tuple[ScriptBlock, ...] = ()
    more: tuple[ScriptBlock, ...] = ()

    @property
    def long(self) -> bool:
        """Whether what stands open goes on for so long that the next heading is far away."""
        return sum(len(row.text) for block in self.shown for row in block.rows) > LONG_SECTION


class CallScript(PrivateStruct, frozen=True):
    """The whole of it, by heading; `not_known`: "I don't know …", a sentence for each gap."""

    said: Mapping[ScriptHeading, ScriptSection]
    not_known: tuple[str, ...]


def build_call_script(
    given: Iterable[ScriptPart],
    labels: Mapping[str, str],
    children: Mapping[str, str],
    *,
    third: bool,
) -> CallScript:
    """Put what is written under its headings. `children`: id to name; `labels` as `reading.rows`.

    `third`: for a reader who did not write it.
    """
    given = tuple(given)
    private = frozenset(one.key for one in find_private_mentions(one.part for one in given))
    found = [msgspec.structs.replace(one, part=part) for one, part in _kept_back(given)]
    found.sort(key=lambda one: "child_words" not in one.part.values)  # the child comes first
    blocks: dict[tuple[ScriptHeading, bool], list[ScriptBlock]] = {}
    several = len(children) > 1
    asked_each = several and any(is_one_child_location(one.part) for one in found)
    for one in found:
        title = _title(one.part, children)
        for place, some in _sorted(one, labels, private, third=third).items():
            wanted = tuple(row for row in some if (row.key, row.text) != ("child.name", title))
            untied = place[0] in _BY_CHILD or (asked_each and one.part.page == NOW.name)
            whose = title or (NOT_ONE_CHILD if several and untied else "")
            _put(blocks.setdefault(place, []), ScriptBlock(whose, wanted, one.note))
    said = {
        one: ScriptSection(tuple(blocks.get((one, True), ())), tuple(blocks.get((one, False), ())))
        for one in ScriptHeading
    }
    return CallScript(said, tuple(_list_gaps([one.part for one in found], children)))


def _put(blocks: list[ScriptBlock], more: ScriptBlock) -> None:
    """Put answers to those about the same child or person, or into a block of their own."""
    asked = {row.label for row in more.rows}
    for place, one in enumerate(blocks):
        same = (one.title, one.note) == (more.title, more.note)
        if same and asked.isdisjoint(row.label for row in one.rows):
            blocks[place] = msgspec.structs.replace(one, rows=one.rows + more.rows)
            return
    blocks.append(more)


def _sorted(
    given: ScriptPart, labels: Mapping[str, str], named: frozenset[str], *, third: bool
) -> dict[tuple[ScriptHeading, bool], list[SpokenAnswer]]:
    """Return the rows of a part by heading, and whether each is shown open.

    What is not known is no row.

    `named`: keys of the answers in which a name that is to be kept private may be.
    """
    part = given.part
    found: dict[tuple[ScriptHeading, bool], list[SpokenAnswer]] = {}
    if part.page in _INTERNAL:
        return found
    for row in make_answer_rows(part, labels, third=third):
        name = row.key.partition(".")[2]
        value = part.values[name]
        if _is_unknown(value):
            continue
        spoken = _speak(row, value, third=third, of_other=OF_OTHER in labels)
        heading = _ELSEWHERE.get(row.key) or _OF_PAGE.get(part.page, ScriptHeading.SEEN)
        found.setdefault((heading, row.key in SPOKEN_KEYS), []).append(
            _guard(spoken, make_answer_key(part, name), given.held, named)
        )
    return found


def _speak(row: AnswerRow, value: Any, *, third: bool, of_other: bool) -> SpokenAnswer:
    is_kept = row.text == SOURCE_WITHHELD
    return SpokenAnswer(
        row.key,
        row.label,
        row.text,
        row.quote,
        sentence=make_choice_sentence(row.key, value, third=third),
        lead="" if is_kept else make_answer_opening(row.key, value, third=third, of_other=of_other),
    )


def _guard(
    row: SpokenAnswer, key: str, held: frozenset[str], named: frozenset[str]
) -> SpokenAnswer:
    """Return a row without what is held back, and with a warning where a private name may be."""
    if key in held:
        return msgspec.structs.replace(row, text=HELD_BACK, quote=False, sentence="")
    return msgspec.structs.replace(row, warning=NAME_IN_IT) if key in named else row


def _title(part: Part, children: Mapping[str, str]) -> str:
    """Return who or what a part is about if that is not plain: one of several children, an item."""
    about = [children.get(child, child) for child in part.children]
    whose = ", ".join(about) if len(children) > 1 and len(about) < len(children) else ""
    page = _page_of(part.page)
    item = page.group.one if part.item and page and page.group and part.page != "child" else ""
    number = f" {part.item}" if part.item.isdigit() else ""
    return ". ".join(filter(None, (whose, f"{item}{number}" if item else "")))


def _page_of(part: str) -> Page | None:
    return next(
        (page for page in (*PAGES, *PAGES_BY_NAME.values()) if page.part_name == part), None
    )


def _kept_back(given: tuple[ScriptPart, ...]) -> Iterator[tuple[ScriptPart, Part]]:
    """Yield each part without the names of those who did not agree, wherever they are."""
    names = find_private_sources(one.part for one in given)
    for one in given:
        values = dict(one.part.values)
        for name in SOURCE_NAME_FIELDS:
            if isinstance(values.get(name), str) and fold_case_and_spaces(values[name]) in names:
                values[name] = SOURCE_WITHHELD
        if one.part.page == "others" and (
            not agrees_to_be_named(one.part) or values.get("source") == SOURCE_WITHHELD
        ):
            values.pop("source_role", None)
        yield one, msgspec.structs.replace(one.part, values=values)


def _is_unknown(value: Any) -> bool:
    return isinstance(value, dict) and value.get("unknown") == Unknown.NOT_KNOWN


def _list_gaps(parts: list[Part], children: Mapping[str, str]) -> Iterator[str]:
    """Yield what is asked and not answered; of several children, for each by name."""
    own = [part for part in parts if is_one_child_location(part)] if len(children) > 1 else []
    for line in _ASKED:
        keys = line.split()
        if not _is_asked(keys[0], parts):
            continue
        page = _page_of(keys[0].partition(".")[0])
        each = page is not None and (page.per_child or page.name == "child")
        where = bool(own) and line.removeprefix("now.") in WHERE_FIELDS
        among = own if where else parts
        asked = (each or where) and len(children) > 1
        for child, name in children.items() if asked else (("", ""),):
            if not any(_answers(part, key, child) for part in among for key in keys):
                yield make_unknown_sentence(keys[0], name)


def _answers(part: Part, key: str, child: str) -> bool:
    page, _, name = key.partition(".")
    mine = part.page == page and (not child or child in part.children)
    child_is = part.values.get("child_is")
    if mine and (key, child_is) == ("now.where_now", "with_me"):
        return True
    if mine and key.startswith("now.leaves_") and child_is == "somewhere_else":
        return True  # another child is with the caller: this one leaves nowhere
    return mine and name in part.values and not _is_unknown(part.values[name])


def _may_be_with_children(parts: Iterable[Part]) -> bool:
    """Whether someone feared works with children, so that they may be with some now."""
    values = [part.values for part in parts if part.page in {"now", "people"}]
    return any(
        one.get("position_of_trust") == "yes" or one.get("about_our_team") in {"yes", "unsure"}
        for one in values
    )


def _is_asked(key: str, parts: Iterable[Part]) -> bool:
    """Whether somebody would ask this, by what is known: when a child leaves whom the caller has,
    and how to find a person of whom something is known.
    """
    if key.startswith("now.leaves_"):
        return any(part.values.get("child_is") == "with_me" for part in parts)
    people = [part.values for part in parts if part.page == "people"]
    if key == "people.with_children_now":
        return _may_be_with_children(parts)
    if key == "people.name_or_nickname":
        return not any(values.get("no_one_in_particular") for values in people)
    known = ({*values} - {"no_one_in_particular"} for values in people)
    return not key.startswith("people.") or any(known)
