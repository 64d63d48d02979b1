"""Find what is true of all paths of a scenario at once, without walking each path.

A place is a turn together with the promises that wait there. Quick enough for the start of a
server; `scenario_paths` can walk each path by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from content.scenarios.path_claims import get_passage_text
from content.scenarios.scenario import Scenario, ScenarioEnding, ScenarioReply, ScenarioTurn
from content.scenarios.scenario_paths import ReplyOutcome, follow_reply

WORDS_A_MINUTE = 180
"""As in the workbook: slower than silent reading of easy prose."""
SECONDS_TO_CHOOSE = 15


class GraphPlace(NamedTuple):
    """A turn, and the promises that wait while it is shown."""

    turn: str
    promises: tuple[str, ...]


class ScenarioGraph(NamedTuple):
    """All places that can be reached, each after everything that leads to it.

    `endings`: key of each ending that is reached, with the promises that still wait there.
    `circle`: keys of turns that lead back to where they began; empty when every path ends.
    """

    order: tuple[GraphPlace, ...]
    endings: frozenset[tuple[str, tuple[str, ...]]]
    circle: tuple[str, ...]

    @property
    def turns(self) -> frozenset[str]:
        """Keys of the turns that can be reached."""
        return frozenset(place.turn for place in self.order)


def build_graph(scenario: Scenario) -> ScenarioGraph:
    """Return what can be reached from the start. Every key in it must be there."""
    done: list[GraphPlace] = []
    endings: set[tuple[str, tuple[str, ...]]] = set()
    first = GraphPlace(scenario.start, ())
    open_ones: dict[GraphPlace, Iterator[ReplyOutcome]] = {first: _list_outcomes(scenario, first)}
    while open_ones:
        place, ways = next(reversed(open_ones.items()))
        went = next(ways, None)
        if went is None:
            done.append(place)
            del open_ones[place]
            continue
        if went.ending:
            endings.add((went.ending, went.promises))
            continue
        there = GraphPlace(went.turn, went.promises)
        if there in open_ones:
            keys = [one.turn for one in open_ones]
            return ScenarioGraph((), frozenset(), (*keys[keys.index(there.turn) :], there.turn))
        if there not in done:
            open_ones[there] = _list_outcomes(scenario, there)
    return ScenarioGraph(tuple(reversed(done)), frozenset(endings), ())


def count_paths(scenario: Scenario, found: ScenarioGraph) -> int:
    """Return how many lists of choices there are from the start to an ending."""
    count: dict[GraphPlace, int] = {}
    for place in reversed(found.order):
        ways = _list_outcomes(scenario, place)
        count[place] = sum(
            1 if went.ending else count[GraphPlace(went.turn, went.promises)] for went in ways
        )
    return count[found.order[0]]


def find_path_lengths(scenario: Scenario, found: ScenarioGraph) -> tuple[int, int]:
    """Return the fewest and the most turns that a path has."""
    least: dict[GraphPlace, int] = {}
    most: dict[GraphPlace, int] = {}
    for place in reversed(found.order):
        after = [
            GraphPlace(w.turn, w.promises) for w in _list_outcomes(scenario, place) if not w.ending
        ]
        ends = any(went.ending for went in _list_outcomes(scenario, place))
        least[place] = 1 + (0 if ends else min(least[one] for one in after))
        most[place] = 1 + max((most[one] for one in after), default=0)
    return least[found.order[0]], most[found.order[0]]


def estimate_longest_minutes(scenario: Scenario, found: ScenarioGraph) -> float:
    """Return how long the longest path takes, with what is said before and after it."""
    longest: dict[GraphPlace, float] = {}
    for place in reversed(found.order):
        turn = scenario.turns[place.turn]
        after = [
            _count_words(reply.why, reply.tip)
            + (0 if went.ending else longest[GraphPlace(went.turn, went.promises)])
            for reply, went in _pair_outcomes(scenario, place)
        ]
        choosing = SECONDS_TO_CHOOSE / 60 * WORDS_A_MINUTE
        longest[place] = _count_shown_words(turn) + choosing + max(after)
    about = _count_words(*scenario.setting.body, scenario.summary, scenario.content_note)
    end = max(_count_ending_words(one) for one in scenario.endings.values())
    return (about + longest[found.order[0]] + end) / WORDS_A_MINUTE


def _count_ending_words(ending: ScenarioEnding) -> int:
    """Count the words of an ending, once for passages that differ only after own words."""
    passages = (*ending.body, *ending.then)
    return _count_words(
        *(
            get_passage_text(one)
            for one in passages
            if isinstance(one, str) or one.freely is not False
        )
    )


def find_later_turns(scenario: Scenario, found: ScenarioGraph) -> Mapping[str, frozenset[str]]:
    """Return, for each turn that can be reached, the turns that can come later on some path."""
    later: dict[GraphPlace, set[str]] = {}
    for place in reversed(found.order):
        ways = [
            GraphPlace(w.turn, w.promises) for w in _list_outcomes(scenario, place) if not w.ending
        ]
        later[place] = {one.turn for one in ways}.union(*(later[one] for one in ways))
    return {
        turn: frozenset().union(*(later[place] for place in found.order if place.turn == turn))
        for turn in found.turns
    }


def _list_outcomes(scenario: Scenario, place: GraphPlace) -> Iterator[ReplyOutcome]:
    return (went for _, went in _pair_outcomes(scenario, place))


def _pair_outcomes(
    scenario: Scenario, place: GraphPlace
) -> Iterator[tuple[ScenarioReply, ReplyOutcome]]:
    turn = scenario.turns[place.turn]
    for reply in turn.replies:
        yield reply, follow_reply(turn, reply, place.promises)


def _count_shown_words(turn: ScenarioTurn) -> int:
    return _count_words(turn.does, *turn.says, turn.then, *(one.text for one in turn.replies))


def _count_words(*texts: str) -> int:
    return sum(len(text.split()) for text in texts)
