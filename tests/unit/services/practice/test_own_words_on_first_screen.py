"""The first screen names a trainee's own words that harmed, with a reply that fits the turn."""

from types import SimpleNamespace
from typing import Any

from app.domain.practice.debrief_schema import DebriefSummary, QuotedMoment
from app.services.practice.debrief_summary import summarise_practice
from app.services.practice.free_text import ENDING_NOTES, OTHER_NOTE, list_ending_notes
from app.services.practice.speaker_words import SpeakerWords
from app.services.practice.transcript import MIXED_TURN, review_conversation
from content.scenarios import path_claims, scenario_files
from content.scenarios.scenario import Scenario
from content.scenarios.scenario_paths import (
    ConversationState,
    ReplyChoice,
    TriedWords,
    apply_choice,
    replay_choices,
    start_conversation,
)

PACK = "north_lincolnshire"
NO_WORDS = SpeakerWords("", None)
SCENARIOS = scenario_files.load_scenarios(PACK)
HARM = "You stupid child, you should have known better."


def summarise(scenario: Scenario, state: ConversationState) -> DebriefSummary:
    return summarise_practice(scenario, state, PACK, NO_WORDS, recorded=False)


def test_own_words_that_harm_come_before_a_written_reply_that_cost_more() -> None:
    """Or the screen says that Heard cannot tell if they helped, where it found that they harmed."""
    scenario = next(one for one in SCENARIOS if one.key == "takes_it_back")
    state = apply_choice(scenario, start_conversation(scenario), ReplyChoice("is_it_marcus"))
    state = apply_choice(scenario, state, ReplyChoice("you_said_though", HARM))
    first = summarise(scenario, state)
    assert first.helped == ()
    assert first.to_try
    assert (first.to_try.reply, first.to_try.own) == (HARM, True)


def test_what_to_try_instead_is_a_reply_that_helps_in_that_turn() -> None:
    """To a boy who stacks chairs and says nothing, no worker says "Describe who was there."."""
    for scenario in SCENARIOS:
        for state in list_first_visits(scenario):
            turn = state.heard[-1]
            tried = state._replace(tried=(TriedWords(len(state.chosen), HARM),))
            given = apply_choice(scenario, state, ReplyChoice(turn.replies[0].key, HARM))
            for said in (tried, given):
                moment = summarise(scenario, said).to_try
                assert isinstance(moment, QuotedMoment)
                assert moment.reply == HARM
                fits = {one.text for one in turn.replies if one.helps}
                assert moment.instead.strip("“”") in fits, (scenario.key, turn.key)


def test_no_reply_is_praised_in_a_turn_in_which_other_words_were_said() -> None:
    """After "Tell me now", and then the reply that stops, an ending said "and you stopped"."""
    for scenario in SCENARIOS:
        for state in list_first_visits(scenario):
            turn = state.heard[-1]
            for reply in (one for one in turn.replies if one.helps):
                given = apply_choice(scenario, state, ReplyChoice(reply.key))
                both = given._replace(tried=(TriedWords(len(state.chosen), "Tell me now."),))
                name = f"{turn.key}.{reply.key}"
                assert name in path_claims.find_path_facts(given).kept
                facts = path_claims.find_path_facts(both)
                assert (name in facts.said, name in facts.kept) == (True, False)
                assert reply.text not in {one.reply for one in summarise(scenario, both).helped}
                notes = {
                    note.why
                    for one in review_conversation(scenario, both, PACK).given
                    if one.words == reply.text
                    for note in one.notes
                }
                assert notes == {MIXED_TURN.format(speaks=scenario.setting.speaks)}


def test_words_without_harm_are_never_the_moment_to_try_again() -> None:
    """A careful trainee's words were put under “One to try another way”, without a reason."""
    scenario = next(one for one in SCENARIOS if one.key == "takes_it_back")
    state = apply_choice(scenario, start_conversation(scenario), ReplyChoice("is_it_marcus"))
    careful, harmful = TriedWords(0, "I'd have to tell somebody."), TriedWords(1, HARM)
    first = summarise(scenario, state._replace(tried=(careful,)))
    assert first.own
    assert first.to_try
    assert not first.to_try.own
    both = summarise(scenario, state._replace(tried=(careful, harmful)))
    assert both.to_try
    assert both.to_try.reply == HARM


def list_first_visits(scenario: Scenario) -> list[ConversationState]:
    """Return a state of the conversation for each turn of the scenario, which stands there."""
    waiting, seen = [start_conversation(scenario)], set[tuple[str, ...]]()
    found: dict[str, ConversationState] = {}
    while waiting:
        state = waiting.pop(0)
        here = (state.turn.key, *state.promises) if state.turn else ()
        if here and here not in seen and state.turn:
            seen.add(here)
            found.setdefault(state.turn.key, state)
            waiting += [
                apply_choice(scenario, state, ReplyChoice(one.key)) for one in state.turn.replies
            ]
    assert found.keys() == scenario.turns.keys()
    return list(found.values())


def test_an_ending_names_harm_in_words_that_were_only_tried() -> None:
    """A boy nodded and seemed to believe it, and his ending said nothing of the promise."""
    uow: Any = SimpleNamespace(org=SimpleNamespace(pack=PACK))
    for scenario in SCENARIOS:
        state = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
        for words, note in {
            "I'll keep it between you and me.": ENDING_NOTES["promising"],
            "Has he been touching you in the car?": ENDING_NOTES["leading"],
            HARM: OTHER_NOTE,
        }.items():
            run: Any = SimpleNamespace(
                scenario=scenario, state=state._replace(tried=(TriedWords(2, words),))
            )
            wanted = note.format(speaks=scenario.setting.speaks)
            assert list_ending_notes(uow, run) == (wanted,), (scenario.key, words)
