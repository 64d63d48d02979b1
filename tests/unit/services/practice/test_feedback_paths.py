"""Feedback after each path of each scenario is right for that path: all of them, none sampled.

What is looked back on is a pure function of the path, and cheap: it is made for each one, and
compared with what the scenario's own files say of the turns and replies on it. How many there are
is counted from the graph. What is the same on many paths (the record, numbers, decisions, the
model) is tested elsewhere.
"""

import re
from collections.abc import Sequence
from functools import partial
from itertools import islice

import msgspec
import pytest

from app.services.practice import guidance, practice_record, transcript
from app.services.practice.transcript import ConversationReview
from content import pack_loader
from content.scenarios import path_claims, scenario_files, scenario_graph
from content.scenarios.path_claims import PathFacts
from content.scenarios.scenario import Scenario, ScenarioTurn
from content.scenarios.scenario_paths import ConversationState, GivenChoice, iter_path_ends
from content.workbook import workbook_loader
from tests.support.training.shown_claims import (
    ShownSentence,
    find_false_sentence,
    find_fault_of_words,
)

PACK = "north_lincolnshire"
CLOCK = re.compile(r"\bIt is (\d{2}:\d{2})\b")
SCENARIOS = tuple(
    workbook_loader.fill_edition(one, pack_loader.load_pack(PACK), one.setting.lead_title)
    for one in scenario_files.load_scenarios(PACK)
)
ACCOUNTED_FOR = frozenset((
    "game_and_pictures", "moved_between_towns", "changes_over_weeks", "carer_reports_changes",
))  # fmt: skip
"""Scenarios where each fact is told, bent or lost on every path. So what is untold is complete."""
each = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.key)


def turns(scenario: Scenario, path: Sequence[GivenChoice]) -> list[ScenarioTurn]:
    """The turns of a path by following its replies from the start, promises as they come back."""
    found, waiting = [scenario.turns[scenario.start]], []
    for one in path[:-1]:
        here = found[-1]
        if one.reply.promises and one.reply.promises not in waiting:
            waiting.append(one.reply.promises)
        due = [] if one.reply.waits else [key for key in waiting if key in here.recalls]
        found.append(scenario.turns[here.recalls[due[0]] if due else one.reply.next])
        waiting = [key for key in waiting if key not in due[:1]]
    return found


def fault_of_replies(
    said: ConversationReview, path: Sequence[GivenChoice], heard: Sequence[ScenarioTurn]
) -> str:
    """What is wrong with what is said reply by reply, or an empty string."""
    if len(said.given) != len(path):
        return "a reply is missing"
    for given, one, turn in zip(said.given, path, heard, strict=True):
        note = given.notes[0]
        if (given.does, given.says, given.then) != (turn.does, turn.says, turn.then):
            return f"{turn.key}: other words came before it"
        if given.words != one.reply.text or one.reply not in turn.replies:
            return f"{turn.key}: other words were given"
        if (note.why, note.instead, note.see) != (one.reply.why, (one.reply.tip,), one.reply.see):
            return f"{turn.key}: the reason is another reply's"
        if (note.source.key if note.source else "") != one.reply.source:
            return f"{turn.key}: another source"
    return ""


def fault_of_facts(
    scenario: Scenario, said: ConversationReview, path, heard: Sequence[ScenarioTurn]
) -> str:
    free = [key for turn in heard for key in turn.tells]
    bent = {key: place for place, turn in enumerate(heard) for key in turn.bends}
    lost = [key for one in path for key in one.reply.loses]
    if list(said.told) != [scenario.facts[key].words for key in free]:
        return "what was told is another path's"
    if {one.fact for one in said.untold} != {*lost, *bent} or {*lost, *bent} & set(free):
        return "what could not be told is another path's"
    if scenario.key in ACCOUNTED_FOR and {*free, *lost, *bent} != set(scenario.facts):
        return "something was not told, and the feedback leaves it out"
    for one in said.untold:
        fact = scenario.facts[one.fact]
        if one.fact in bent:
            after = path[bent[one.fact] - 1].reply.text
            wanted = (fact.what, fact.bent, fact.bent_why, after)
        else:
            cost = next(given.reply.text for given in path if one.fact in given.reply.loses)
            wanted = (f"“{fact.words}”", "", "", cost)
        if (one.what, one.bent, one.why, one.after) != wanted:
            return f"{one.fact}: not as it was on this path"
    return ""


def fault_of_promises(
    scenario: Scenario, said: ConversationReview, path, heard: Sequence[ScenarioTurn]
) -> str:
    made = {one.reply.promises: one.reply.text for one in reversed(path) if one.reply.promises}
    if {(one.what, one.promised) for one in said.came_back} != {
        (scenario.promises[key].what, words) for key, words in made.items()
    }:
        return "promises are another path's"
    said_in = {turn.says for turn in heard}
    if not all(one.says and one.says in said_in for one in said.came_back):
        return "the child said something else when a promise came back"
    return ""


def fault_of_questions(said: ConversationReview, path: Sequence[GivenChoice]) -> str:
    asked = [one.reply for one in path if one.reply.asks]
    if list(said.asked) != [one.text for one in asked]:
        return "what was asked is another path's"
    led = [(one.words, [note.why for note in one.leads]) for one in said.led]
    wanted = [(one.reply.text, [one.reply.why]) for one in path if one.reply.kind == "leading"]
    return "" if led == wanted else "what leads is another path's"


def fault_of_signs(
    scenario: Scenario, state: ConversationState, path: PathFacts, heard: Sequence[ScenarioTurn]
) -> str:
    if path.turns != {turn.key for turn in heard}:
        return "conditions look at another path"
    wanted = [
        (key, " ".join(shown))
        for key, one in scenario.noticed.items()
        if (shown := path_claims.select_true_passages(one.how, path))
    ]
    found = guidance.find_signs_shown(scenario, state, PACK)
    return "" if [(one.key, one.how) for one in found] == wanted else "signs are another path's"


def fault(scenario: Scenario, state: ConversationState, said: ConversationReview) -> str:
    """What is wrong with this feedback on the path that `state` took, or an empty string."""
    path, heard = state.chosen, turns(scenario, state.chosen)
    facts = path_claims.find_path_facts(state)
    if state.lines != tuple(line for turn in heard for line in turn.says):
        return "the words beside which the record stands are another path's"
    return (
        fault_of_replies(said, path, heard)
        or fault_of_facts(scenario, said, path, heard)
        or fault_of_promises(scenario, said, path, heard)
        or fault_of_questions(said, path)
        or fault_of_signs(scenario, state, facts, heard)
        or find_false_sentence(scenario, state, said, facts)
    )


@each
def test_the_feedback_on_every_path_is_right_for_that_path(scenario: Scenario) -> None:
    walked = 0
    for state in iter_path_ends(scenario):
        found = fault(scenario, state, transcript.review_conversation(scenario, state, PACK))
        assert not found, (found, [one.reply.key for one in state.chosen])
        walked += 1
    assert walked == scenario_graph.count_paths(scenario, scenario_graph.build_graph(scenario))


@each
def test_feedback_of_another_path_would_be_noticed(scenario: Scenario) -> None:
    states = list(islice(iter_path_ends(scenario), 0, 2_000, 50))
    first = transcript.review_conversation(scenario, states[0], PACK)
    assert not fault(scenario, states[0], first)
    assert len(states) > 30
    for other in states[1:]:
        assert fault(scenario, other, first)


def find_end(scenario: Scenario, turn: str) -> ConversationState:
    """The end of the first path that comes to `turn`."""
    return next(
        one for one in iter_path_ends(scenario) if turn in {heard.key for heard in one.heard}
    )


def test_a_word_that_was_not_the_trainees_would_be_noticed() -> None:
    """ "Made" stood there as theirs: they had said "make", and Maisie "made"."""
    scenario = next(one for one in SCENARIOS if one.key == "boyfriend_in_year_11")
    state = find_end(scenario, "led_mates")
    shown = partial(ShownSentence, "fact", "mates")
    assert not find_fault_of_words(scenario, state, shown('"Make" was your word.'))
    wrong = find_fault_of_words(scenario, state, shown('"Made" was your word.'))
    assert "'Made' was not in" in wrong
    before = find_fault_of_words(scenario, state, shown('"Mates" was your word.'))
    assert before


def test_a_fact_that_was_told_is_not_said_to_be_missing() -> None:
    scenario = next(one for one in SCENARIOS if one.key == "boyfriend_in_year_11")
    told = find_end(scenario, "mates")
    missing = ShownSentence("fact", "mates", scenario.facts["mates"].what)
    assert "it was told" in find_fault_of_words(scenario, told, missing)


@each
def test_a_title_of_another_ending_would_be_noticed(scenario: Scenario) -> None:
    state = next(iter_path_ends(scenario))
    said = transcript.review_conversation(scenario, state, PACK)
    facts = path_claims.find_path_facts(state)
    assert not find_false_sentence(scenario, state, said, facts)
    for other in scenario.endings.values():
        wrong = find_false_sentence(scenario, state._replace(ending=other), said, facts)
        assert bool(wrong) == (other != state.ending)
    new = state._replace(ending=msgspec.structs.replace(state.ending, title="All is well"))
    assert "no conditions" in find_false_sentence(scenario, new, said, facts)


@each
def test_no_turn_is_later_than_the_hour_of_the_feedback(scenario: Scenario) -> None:
    """A clock read 14:45 in a turn, and the feedback said that it was 14:30."""
    over = practice_record.find_scenario_end(scenario)
    for turn in scenario.turns.values():
        for text in (turn.does, *turn.says, turn.then):
            for clock in CLOCK.findall(text):
                assert clock <= f"{over:%H:%M}", (turn.key, text)
