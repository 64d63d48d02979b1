"""Check the paths of a scenario: each ends, and each reply has its consequence.

Each rule raises ContentError at the first breach, with the turn and the cure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from content.scenarios import scenario_graph, scenario_paths
from content.scenarios.scenario import ScenarioReply, ScenarioTurn
from content.scenarios.scenario_graph import ScenarioGraph
from content.scenarios.scenario_paths import (
    ConversationState,
    NoSuchReplyError,
    ReplyChoice,
    follow_reply,
)
from content.scenarios.scenario_rules import ScenarioToCheck

FEWEST_TURNS, MOST_TURNS = 8, 14
MOST_PATHS = 60_000
FEWEST_MINUTES, MOST_MINUTES = 5, 14
MINUTES_TOLERANCE = 1.5
"""Minutes by which the time that a scenario gives may differ from its longest path."""
LaterTurns = Mapping[str, frozenset[str]]


def check_scenario_paths(rules: ScenarioToCheck) -> None:
    """Raise ContentError at the first breach of a rule."""
    found = scenario_graph.build_graph(rules.scenario)
    around = " to ".join(found.circle)
    rules.need(not found.circle, "turns", f"go round: {around}", "Let one of them lead on")
    _check_reached(rules, found)
    _check_length(rules, found)
    _check_promises_return(rules, found)
    _check_facts(rules, found, scenario_graph.find_later_turns(rules.scenario, found))
    _check_example_quotes(rules)


def _check_reached(rules: ScenarioToCheck, found: ScenarioGraph) -> None:
    scenario, ends = rules.scenario, {key for key, _ in found.endings}
    for turn in scenario.turns.values():
        silent = "is never reached"
        rules.need(turn.key in found.turns, f"turns.{turn.key}", silent, "Lead to it, or cut it")
    for key in scenario.endings:
        rules.need(key in ends, f"endings.{key}", "is never reached", "Lead to it, or cut it")
    quiet = any(not turn.says for turn in scenario.turns.values())
    rules.need(quiet, "turns", "hold no silence", "Write a turn where no one speaks")


def _check_length(rules: ScenarioToCheck, found: ScenarioGraph) -> None:
    least, most = scenario_graph.find_path_lengths(rules.scenario, found)
    fine = least >= FEWEST_TURNS and most <= MOST_TURNS
    wanted = f"Keep each path within {FEWEST_TURNS} to {MOST_TURNS} turns"
    rules.need(fine, "turns", f"paths have {least} to {most} turns", wanted)
    paths = scenario_graph.count_paths(rules.scenario, found)
    rules.need(paths <= MOST_PATHS, "turns", f"have {paths} paths", "Let replies meet sooner")
    takes, says = (
        scenario_graph.estimate_longest_minutes(rules.scenario, found),
        rules.scenario.minutes,
    )
    fine = FEWEST_MINUTES <= says <= MOST_MINUTES and abs(takes - says) <= MINUTES_TOLERANCE
    problem = f"{says} is not what its longest path takes, {takes:.1f}"
    rules.need(fine, "scenario.minutes", problem, "Change it, or make it shorter")


def _check_promises_return(rules: ScenarioToCheck, found: ScenarioGraph) -> None:
    for ending, waiting in found.endings:
        for one in waiting:
            problem = f"is reached while the promise {one!r} waits"
            rules.need(False, f"endings.{ending}", problem, "Let it come back before: recalls")
    made = {reply.promises for _, reply in _list_replies(rules)}
    for key in rules.scenario.promises:
        rules.need(key in made, f"promises.{key}", "is never made", "Make it, or cut it")


def _check_facts(rules: ScenarioToCheck, found: ScenarioGraph, later: LaterTurns) -> None:
    scenario = rules.scenario
    told = {fact for turn in scenario.turns.values() for fact in turn.tells}
    for key in scenario.facts:
        rules.need(key in told, f"facts.{key}", "is never told", "Let a turn tell it")
    for turn in scenario.turns.values():
        for key in later[turn.key]:
            for fact in {*turn.tells, *turn.bends} & {*_list_told_facts(scenario.turns[key])}:
                problem = f"tells {fact} again after {turn.key}"
                rules.need(False, f"turns.{key}", problem, "Tell it once on each path")
    for turn, reply in _list_replies(rules):
        waits = {one.promises for one in found.order if one.turn == turn.key}
        ways = (follow_reply(turn, reply, one) for one in waits)
        _check_consequence(rules, turn, reply, {went.turn for went in ways if went.turn}, later)


def _check_consequence(
    rules: ScenarioToCheck,
    turn: ScenarioTurn,
    reply: ScenarioReply,
    targets: set[str],
    later: LaterTurns,
) -> None:
    """A leading question costs or bends something; what is lost stays lost; only led words bend."""
    place, scenario = f"turns.{turn.key}.replies.{reply.key}", rules.scenario
    bends = any(scenario.turns[key].bends for key in targets)
    if reply.kind == "leading":
        rules.need(bends or bool(reply.loses), place, "costs nothing", "Give loses, or bend a fact")
    rules.need(not (bends and reply.helps), place, "leads to a fact that is bent", "Lead elsewhere")
    after = targets.union(*(later[key] for key in targets))
    for fact in reply.loses:
        again = [key for key in after if fact in scenario.turns[key].tells]
        there = f"{fact} is told again in {', '.join(sorted(again))}"
        rules.need(not again, f"{place}.loses", there, "Take it out there, or here")


def _check_example_quotes(rules: ScenarioToCheck) -> None:
    """The model record holds what was said and asked in its own conversation, word for word."""
    model, scenario = rules.scenario.model, rules.scenario
    try:
        state = scenario_paths.replay_choices(scenario, [ReplyChoice(one) for one in model.choices])
    except NoSuchReplyError as error:
        rules.need(False, "model.choices", f"{error} is not offered", "Name the replies in order")
        return
    rules.need(state.ending is not None, "model.choices", "do not end", "Go on to an ending")
    fine = not state.promises and not state.came_back and not any(one.bent for one in state.said)
    rules.need(fine, "model.choices", "promise, or bend a fact", "Choose replies that help")
    spoken = "account.child_words" if scenario.setting.speaker == "child" else "others.said"
    _check_copied_lines(rules, spoken, [one.words for one in state.said])
    _check_copied_lines(rules, "account.questions_asked", _list_questions(state))


def _check_copied_lines(rules: ScenarioToCheck, key: str, lines: list[str]) -> None:
    page, _, field = key.partition(".")
    words = str(rules.scenario.model.value(page, field) or "")
    for line in lines:
        rules.need(line in words, f"model.{key}", f"lacks {line!r}", "Copy it whole")


def _list_questions(state: ConversationState) -> list[str]:
    return [one.reply.text for one in state.chosen if one.reply.asks]


def _list_told_facts(turn: ScenarioTurn) -> tuple[str, ...]:
    return (*turn.tells, *turn.bends)


def _list_replies(rules: ScenarioToCheck) -> Iterator[tuple[ScenarioTurn, ScenarioReply]]:
    for turn in rules.scenario.turns.values():
        yield from ((turn, reply) for reply in turn.replies)
