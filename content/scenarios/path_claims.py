"""Say what is true of one path of a scenario: its ending, its signs and what guidance says of it.

Pure. A passage with conditions is shown only where all of them hold. Where a trainee used words of
their own, nothing is said of what those were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from content.scenarios.own_words_effect import find_unclear_turns
from content.scenarios.reply_kinds import BASE
from content.scenarios.scenario import PathClaim, PathText, Scenario, ScenarioEnding
from content.scenarios.scenario_paths import ConversationState, GivenChoice


class EndingText(NamedTuple):
    """An ending as it reads on one path."""

    title: str
    body: tuple[str, ...]
    then: tuple[str, ...]
    see: tuple[str, ...]


class PathFacts(NamedTuple):
    """The facts of a path that conditions look at, found once.

    `said`: every written reply.
    `kept`: written replies that a claim may build on. A reply that helps is left out if own words
    were said in its turn too: they may have undone it.
    `clear`, `freely`: those of `turns` and `told` that no own words may have shaped.
    `came_back`: whether a written promise came back; None if it was made in own words.
    """

    turns: frozenset[str]
    told: frozenset[str]
    clear: frozenset[str]
    freely: frozenset[str]
    said: frozenset[str]
    kept: frozenset[str]
    kinds: frozenset[str]
    own: bool
    came_back: bool | None


def find_path_facts(state: ConversationState, pack_name: str = BASE) -> PathFacts:
    """Return what happened so far. A trainee's own words are in neither `said` nor `kinds`.

    `pack_name`: whose lists look for a leading question in those.
    """
    written = [one for one in state.chosen if not one.own]
    kept = [
        one
        for at, one in enumerate(state.chosen)
        if not one.own and not (one.reply.helps and at in state.interrupted)
    ]
    unclear = find_unclear_turns(state, pack_name)
    return PathFacts(
        turns=frozenset(turn.key for turn in state.heard),
        told=frozenset(one.fact for one in state.said if not one.bent),
        clear=frozenset(turn.key for turn in state.heard) - unclear,
        freely=frozenset(
            one.fact for one in state.said if not one.bent and one.turn not in unclear
        ),
        said=_name_replies(written),
        kept=_name_replies(kept),
        kinds=frozenset(one.reply.kind for one in written),
        own=len(written) < len(state.chosen) or bool(state.interrupted),
        came_back=_find_came_back(state, {one.reply.promises for one in written}),
    )


def _name_replies(given: Iterable[GivenChoice]) -> frozenset[str]:
    return frozenset(f"{one.turn.key}.{one.reply.key}" for one in given)


def _find_came_back(state: ConversationState, written: Collection[str]) -> bool | None:
    if not state.came_back:
        return False
    return True if any(one in written for one in state.came_back) else None


def is_claim_true(claim: PathClaim, path: PathFacts) -> bool:
    """Whether every condition of a claim holds on a path."""
    return (
        (not claim.reached or not path.turns.isdisjoint(claim.reached))
        and path.turns.isdisjoint(claim.not_reached)
        and path.told.issuperset(claim.told)
        and (not claim.untold or not path.told.issuperset(claim.untold))
        and (not claim.gave or not path.kinds.isdisjoint(claim.gave))
        and (not claim.never or (path.kinds.isdisjoint(claim.never) and not path.own))
        and (not claim.said or not path.kept.isdisjoint(claim.said))
        and path.said.isdisjoint(claim.not_said)
        and (claim.came_back is None or claim.came_back is path.came_back)
        and (claim.freely is None or claim.freely is _is_freely(claim, path))
    )


def _is_freely(claim: PathClaim, path: PathFacts) -> bool:
    """Whether no own words may have shaped what a claim says was told, or any turn it is about."""
    turns = path.clear.issuperset(path.turns.intersection(claim.reached))
    return turns and path.freely.issuperset(claim.told)


def select_true_passages(passages: Iterable[PathText], path: PathFacts) -> tuple[str, ...]:
    """Return the passages that are true on a path, in their order."""
    return tuple(
        get_passage_text(one)
        for one in passages
        if isinstance(one, str) or is_claim_true(one, path)
    )


def describe_ending(state: ConversationState, pack_name: str = BASE) -> EndingText | None:
    """Return the ending of a conversation as it is true on its path; None before there is one."""
    if state.ending is None:
        return None
    path, ending = find_path_facts(state, pack_name), state.ending
    return EndingText(
        state.ending_title,
        select_true_passages(ending.body, path),
        select_true_passages(ending.then, path),
        ending.see,
    )


def get_passage_text(passage: PathText) -> str:
    """Return the words of a passage, whatever its conditions."""
    return passage if isinstance(passage, str) else passage.text


def list_ending_passages(ending: ScenarioEnding) -> tuple[str, ...]:
    """Return every passage of an ending, whatever its conditions."""
    return tuple(get_passage_text(one) for one in (*ending.body, *ending.then))


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
