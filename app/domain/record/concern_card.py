"""Make the small card of a file from its record's parts: what a list shows, and no more.

The card repeats the worker's own answers; it never weighs them and never changes their words.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

import msgspec

from app.domain.record.entry_schema import Card, Part
from app.domain.record.moments import TIME_TYPED, format_moment
from app.domain.record.text_limits import MAX_NAME_CHARACTERS, shorten_text
from app.domain.times.answer_times import DANGER_KEY, AnswerTime, find_answer_times
from content.london_time import LONDON

MAX_CONCERN_CHARACTERS = 280
"""A card is padded to 1 KiB steps and sealed again for each reader: the file holds the rest."""
URGENT_ANSWERS = frozenset({"yes", "unsure"})
DANGER_ORDER = ("yes", "unsure", "", "no")
"""Answers about danger, the first to be read first. A blank counts as not sure."""
UNSAFE_TONIGHT = ("no", "unsure")
HIDDEN_ACCOUNTS = ("child_words", "child_words_original", "told_by_others")
"""Accounts that a card never repeats: that one is written is all it says."""
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")


def make_card(
    parts: Iterable[Part],
    every: Iterable[Part] = (),
    answered: Iterable[AnswerTime] | msgspec.UnsetType = msgspec.UNSET,
) -> Card:
    """Return the card of a record with these parts; blank answers stay blank.

    `every`: these and the other texts of its pages: danger in either counts. `worry` is what the
    worker worries about or saw, never the child's words, which a list would have to cut.
    """
    by_page: dict[str, list[Part]] = {}
    for part in parts:
        by_page.setdefault(part.page, []).append(part)
    children = [one for one in by_page.get("child", []) if "name" in one.values or one.item]
    account = by_page.get("account", [])
    also = _not_shown([*account, *(part for part in every if part.page == "account")])
    now = by_page.get("now", [])
    danger = pick_most_cautious([*now, *every], "danger_now")
    return Card(
        children=tuple(_short_name(part.values.get("name")) for part in children),
        ages=tuple(_short_name(part.values.get("age")) for part in children),
        worry=shorten_text(find_first_text(account, ("worry", "seen")), MAX_CONCERN_CHARACTERS),
        danger=danger,
        leaves_at=_leaves(now),
        lead_told=find_first_text(by_page.get("told", []), ("told_lead",)),
        also=also or msgspec.UNSET,
        safe_tonight=_safe_tonight([*by_page.get("wishes", []), *every]) or msgspec.UNSET,
        other_times=len(_list_leaving_times(now)) > 1 or msgspec.UNSET,
        danger_at=_find_danger_time(now, danger, answered),
    )


def _find_danger_time(
    now: Iterable[Part], danger: str, answered: Iterable[AnswerTime] | msgspec.UnsetType
) -> datetime | msgspec.UnsetType:
    """Return when danger was last answered so. Another text of the page has no time."""
    is_own = danger and danger == pick_most_cautious(now, "danger_now")
    times = find_answer_times(answered, DANGER_KEY) if is_own else ()
    return times[-1] if times else msgspec.UNSET


def copy_most_cautious_answers(card: Card, before: Card) -> Card:
    """Return a card that is written again, with the more worried answers of the one before.

    That one knew another text of a page, which the parts of the record do not have.
    """
    order = DANGER_ORDER.index
    is_known = {card.danger, before.danger} <= set(DANGER_ORDER)
    if is_known and order(before.danger) < order(card.danger):
        card = msgspec.structs.replace(card, danger=before.danger, danger_at=msgspec.UNSET)
    said = {card.safe_tonight, before.safe_tonight}
    worst = next((answer for answer in UNSAFE_TONIGHT if answer in said), card.safe_tonight)
    return msgspec.structs.replace(card, safe_tonight=worst)


def is_urgent(card: Card) -> bool:
    """Whether someone should read it at once: by the worker's answers, danger is not ruled out.

    Danger now is anything but "no", so a blank counts as not sure, or a child may not be safe
    tonight.
    """
    return card.danger != "no" or card.safe_tonight in UNSAFE_TONIGHT


def find_leaving_time(card: Card, signed_at: datetime) -> datetime | None:
    """Return when the child leaves, on the day in London on which the record was signed.

    None where no time was written, or one that cannot be read.
    """
    if not _CLOCK.fullmatch(card.leaves_at):
        return None
    clock = time.fromisoformat(card.leaves_at)
    day = signed_at.astimezone(LONDON).date()
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def make_unread_sort_key(card: Card, signed_at: str) -> tuple[int, str, str]:
    """Sort key of an unread card: danger yes, unsure, blank, no; who leaves first; the oldest.

    This is the worker's own answer and a clock, never a ranking of risk (docs/decisions/0005).
    `signed_at` is any text that sorts by time. A time that was kept as typed is not known here.
    """
    leaves = card.leaves_at if _CLOCK.fullmatch(card.leaves_at) else "99:99"
    place = DANGER_ORDER.index(card.danger) if card.danger in DANGER_ORDER else 0
    return (place, leaves, signed_at)


def find_first_text(parts: Iterable[Part], names: tuple[str, ...]) -> str:
    """Return the first text answered under one of `names`, in the order of the names."""
    found = list(parts)
    for name in names:
        for part in found:
            if text := _text(part.values.get(name)):
                return text
    return ""


def pick_most_cautious(parts: Iterable[Part], name: str) -> str:
    """Return, of several answers of yes, no or unsure, the one that asks for most care."""
    said = [text for part in parts if (text := _text(part.values.get(name)))]
    return next((answer for answer in ("yes", "unsure") if answer in said), "".join(said[:1]))


def _not_shown(accounts: list[Part]) -> str:
    """Return the account next to the one that the card shows: the child's words before others'."""
    return next((name for name in HIDDEN_ACCOUNTS if find_first_text(accounts, (name,))), "")


def _leaves(parts: list[Part]) -> str:
    """Return when a child leaves: the soonest time, or what was typed in its place."""
    found = _list_leaving_times(parts)
    if times := [text for text in found if _CLOCK.fullmatch(text)]:
        return min(times)
    return shorten_text(next(iter(found), ""), MAX_CONCERN_CHARACTERS)


def _list_leaving_times(parts: Iterable[Part]) -> dict[str, None]:
    """List every time at which a child leaves, once: a clock time, or else what was typed.

    What was typed may be sooner than every clock, and no one here can tell.
    """
    values = [part.values.get("leaves_at") for part in parts]
    clocks = [text for value in values if (text := _text(value))]
    typed = [format_moment(one) for one in values if isinstance(one, dict) and TIME_TYPED in one]
    return dict.fromkeys([*clocks, *typed])


def _safe_tonight(parts: Iterable[Part]) -> str:
    """Return the most worried answer to whether a child is safe tonight, of all children."""
    said = {_text(part.values.get("safe_tonight")) for part in parts if part.page == "wishes"}
    return next((answer for answer in (*UNSAFE_TONIGHT, "yes") if answer in said), "")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _short_name(value: Any) -> str:
    return shorten_text(_text(value), MAX_NAME_CHARACTERS)
