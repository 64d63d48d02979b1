"""Say what is true of one path of a scenario: its ending, its signs and what guidance says of it.

Pure. A passage with conditions is shown only where all of them hold. Where a trainee used words of
their own, nothing is said of what those were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from content.scenarios.scenario import PathClaim, PathText, Scenario, ScenarioEnding
from content.scenarios.scenario_paths import ConversationState


class EndingText(NamedTuple):
    """An ending as it reads on one path."""

    title: str
    body: tuple[str, ...]
    then: tuple[str, ...]
    see: tuple[str, ...]


class PathFacts(NamedTuple):
    """The facts of a path that conditions look at, found once.

    `came_back`: a written promise came back, or none did; None where it was made in own words.
    """

    turns: frozenset[str]
    told: frozenset[str]
    said: frozenset[str]
    kinds: frozenset[str]
    own: bool
    came_back: bool | None


def find_path_facts(state: ConversationState) -> PathFacts:
    """Return what happened so far. Words of one's own are in neither `said` nor `kinds`."""
    written = [one for one in state.chosen if not one.own]
    return PathFacts(
        turns=frozenset(turn.key for turn in state.heard),
        told=frozenset(one.fact for one in state.said if not one.bent),
        said=frozenset(f"{one.turn.key}.{one.reply.key}" for one in written),
        kinds=frozenset(one.reply.kind for one in written),
        own=len(written) < len(state.chosen) or bool(state.tried),
        came_back=_find_came_back(state, {one.reply.promises for one in written}),
    )


def _find_came_back(state: ConversationState, written: Collection[str]) -> bool | None:
    if not state.came_back:
        return False
    return True if any(one in written for one in state.came_back) else None


def is_true(claim: PathClaim, path: PathFacts) -> bool:
    """Whether every condition of a claim holds on a path."""
    return (
        (not claim.reached or not path.turns.isdisjoint(claim.reached))
        and path.turns.isdisjoint(claim.not_reached)
        and path.told.issuperset(claim.told)
        and (not claim.untold or not path.told.issuperset(claim.untold))
        and (not claim.gave or not path.kinds.isdisjoint(claim.gave))
        and (not claim.never or (path.kinds.isdisjoint(claim.never) and not path.own))
        and (not claim.said or not path.said.isdisjoint(claim.said))
        and path.said.isdisjoint(claim.not_said)
        and (claim.came_back is None or claim.came_back is path.came_back)
    )


def select_texts(passages: Iterable[PathText], path: PathFacts) -> tuple[str, ...]:
    """Return the passages that are true on a path, in their order."""
    return tuple(get_text(one) for one in passages if isinstance(one, str) or is_true(one, path))


def describe_ending(state: ConversationState) -> EndingText | None:
    """Return the ending of a conversation as it is true on its path; None before there is one."""
    if state.ending is None:
        return None
    path, ending = find_path_facts(state), state.ending
    return EndingText(
        ending.title,
        select_texts(ending.body, path),
        select_texts(ending.then, path),
        ending.see,
    )


def get_text(passage: PathText) -> str:
    """Return the words of a passage, whatever its conditions."""
    return passage if isinstance(passage, str) else passage.text


def list_ending_words(ending: ScenarioEnding) -> tuple[str, ...]:
    """Return every passage of an ending, whatever its conditions."""
    return tuple(get_text(one) for one in (*ending.body, *ending.then))


def list_passages(scenario: Scenario) -> tuple[tuple[str, PathText], ...]:
    """Return every passage that can have conditions, each with its place in the file."""
    endings = (
        (f"endings.{key}.{part}", one)
        for key, ending in scenario.endings.items()
        for part, passages in (("body", ending.body), ("then", ending.then))
        for one in passages
    )
    signs = (
        (f"noticed.{key}.how", one) for key, sign in scenario.noticed.items() for one in sign.how
    )
    decisions = (
        (f"decisions.{key}.guidance", one)
        for key, decision in scenario.decisions.items()
        for one in decision.guidance
    )
    return (*endings, *signs, *decisions)
