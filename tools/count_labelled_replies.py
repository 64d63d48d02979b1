"""Count how the lists of `replies.toml` take the labelled replies, in both halves.

    .venv/bin/python tools/count_labelled_replies.py

prints the table of docs/scenarios.md, in about a minute. The lists may be tuned on half "a". Half
"b" is for the figures, so this prints counts of it and never a reply. If a rule is chosen by
a count, that count is no longer independent: say so in docs/scenarios.md.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from content.scenarios import scenario_files  # noqa: E402 - found only once the root is on the path
from content.scenarios.careful.trainee_words import read_trainee_words  # noqa: E402
from content.scenarios.own_replies import (  # noqa: E402
    AIMS,
    list_helpful_replies,
    list_nearest_replies,
)
from content.scenarios.reply_kinds import (  # noqa: E402
    find_helpful_kinds,
    find_promises,
    find_reply_kinds,
    has_words_of_unclear_effect,
)
from content.scenarios.reply_moments import NOTHING_BEFORE  # noqa: E402
from content.scenarios.scenario import (  # noqa: E402
    ReplyKind,
    Scenario,
    ScenarioReply,
    ScenarioSetting,
    ScenarioTurn,
)
from content.scenarios.scenario_paths import start_conversation  # noqa: E402

FILE = ROOT / "tests" / "data" / "practice" / "labelled_replies.toml"
REPLIES: list[dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["reply"]
HALVES = {name: [one for one in REPLIES if one["half"] == name] for name in ("a", "b")}
TURNS: list[tuple[Scenario, ScenarioTurn]] = [
    (scenario, turn)
    for scenario in scenario_files.load_scenarios("england")
    for turn in scenario.turns.values()
    if turn.replies
]
MOMENTS = {
    f"{scenario.key}/{turn.key}": start_conversation(scenario)
    ._replace(heard=(turn,))
    .find_moment(0)
    for scenario, turn in TURNS
}
"""What came before a reply to each turn, as far as the turn alone says it."""
Count = tuple[int, int]
Offers = list[tuple[ScenarioReply, ...]]


def list_texts(label: str, half: str) -> list[str]:
    """Return the replies of one label in a half, in the order of the file."""
    return [one["text"] for one in HALVES[half] if one["label"] == label]


@lru_cache
def list_taken_as_help(half: str) -> list[str]:
    """Return the harmful replies that are offered a reply that helps in any turn, with any aim.

    What harm they have is found in the turn that they were written for.
    """
    through = []
    for one in HALVES[half]:
        if one["label"] == "harmful":
            text = one["text"]
            kinds = find_kinds(one) | find_helpful_kinds(text)
            own = read_trainee_words(text, setting=find_setting(one))
            if any(
                reply.helps
                for scenario, turn in TURNS
                if list_helpful_replies(turn, own, kinds)
                for aim in AIMS
                for reply in list_nearest_replies(scenario, turn, own, aim, kinds)
            ):
                through.append(text)
    return through


def find_kinds(one: dict[str, str]) -> set[ReplyKind]:
    """Return the kinds of harm found in a labelled reply, in the turn that it was written for.

    Without one nothing came before it. What the child said in earlier turns is not known.
    """
    moment = MOMENTS.get(one.get("turn", ""), NOTHING_BEFORE)
    return {found.kind for found in find_reply_kinds(one["text"], "england", moment)}


def find_setting(one: dict[str, str]) -> ScenarioSetting | None:
    """Return the setting of the turn that a reply was written for; None for a reply without one."""
    return MOMENTS.get(one.get("turn", ""), NOTHING_BEFORE).setting


@lru_cache
def list_own_turn_offers(half: str) -> list[tuple[str, Offers]]:
    """Return each good reply with the turn it was written for, and what each aim is offered there.

    Those without a turn are left out, and those that the lists call harmful.
    """
    turns = {f"{scenario.key}/{turn.key}": (scenario, turn) for scenario, turn in TURNS}
    found = []
    for one in HALVES[half]:
        text, where = one["text"], turns.get(one.get("turn", ""))
        if one["label"] != "good" or where is None or find_kinds(one):
            continue
        moment = MOMENTS[one["turn"]]
        kinds, made = find_helpful_kinds(text), find_promises(where[0], text, "england", moment)
        own = read_trainee_words(text, setting=where[0].setting)
        offers = [list_nearest_replies(*where, own, aim, kinds, made) for aim in AIMS]
        found.append((text, offers))
    return found


def count_called_harmful(label: str, half: str) -> Count:
    """Return how many replies of a label the lists call harmful, and of how many."""
    labelled = [one for one in HALVES[half] if one["label"] == label]
    return sum(bool(find_kinds(one)) for one in labelled), len(labelled)


def count_only_unsure(label: str, half: str) -> Count:
    """Return in how many only an `unsure` pattern finds something, and of how many."""
    labelled = [one for one in HALVES[half] if one["label"] == label]
    alone = (has_words_of_unclear_effect(one["text"]) and not find_kinds(one) for one in labelled)
    return sum(alone), len(labelled)


def count_own_turn_helped(half: str) -> Count:
    """Return how many good replies are offered help in their own turn, and of how many."""
    helped = sum(any(offers) for _, offers in list_own_turn_offers(half))
    written = [one for one in HALVES[half] if one["label"] == "good" and "turn" in one]
    return helped, len(written)


def count_harm_offered(half: str) -> Count:
    """Return how many good replies, not called harmful, are offered one that does not help."""
    offered = list_own_turn_offers(half)
    harm = (any(not each.helps for some in offers for each in some) for _, offers in offered)
    return sum(harm), len(offered)


def count_taken_as_help(half: str) -> Count:
    """Return how many harmful replies are offered help in any turn, and of how many."""
    return len(list_taken_as_help(half)), len(list_texts("harmful", half))


def list_rows() -> Iterator[tuple[str, Count, Count]]:
    """Yield each figure as its name and its counts in the two halves."""
    counted = {
        "good replies called harmful": lambda half: count_called_harmful("good", half),
        "harmful replies offered help in any turn": count_taken_as_help,
        "harmful replies called harmful": lambda half: count_called_harmful("harmful", half),
        "unsure replies called harmful": lambda half: count_called_harmful("unsure", half),
        "good replies offered help in their own turn": count_own_turn_helped,
        "good replies not called harmful, offered one that harms": count_harm_offered,
        "harmful replies where only an `unsure` pattern finds something": lambda half: (
            count_only_unsure("harmful", half)
        ),
        "good replies where only an `unsure` pattern finds something": lambda half: (
            count_only_unsure("good", half)
        ),
    }
    for name, count in counted.items():
        yield name, count("a"), count("b")


def write_table() -> Iterator[str]:
    """Yield the lines of the table, as docs/scenarios.md has them."""
    yield '| | Half "a", tuned on | Half "b", never read, but counted while rules were chosen |'
    yield "|---|---|---|"
    for name, tuned, held in list_rows():
        yield f"| {name} | {format_count(tuned)} | {format_count(held)} |"


def format_count(count: Count) -> str:
    """Return 29 of 153 (19.0 %)."""
    found, of = count
    return f"{found} of {of:,} ({found / of:.1%})".replace("%", " %")


if __name__ == "__main__":
    print("\n".join(write_table()))  # noqa: T201 - what it is for
