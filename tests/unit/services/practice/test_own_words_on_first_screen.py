"""The first screen names a trainee's own words that harmed, with a reply that fits the turn."""

from types import SimpleNamespace
from typing import Any

from msgspec import UNSET

from app.domain.practice.debrief_schema import DebriefSummary, QuotedMoment
from app.services.practice.debrief_summary import summarise_practice
from app.services.practice.free_text import (
    ENDING_NOTES,
    OTHER_NOTE,
    can_help_or_hurt,
    list_ending_notes,
)
from app.services.practice.speaker_words import SpeakerWords
from app.services.practice.transcript import (
    AFTER_HARM,
    AFTER_OWN,
    ALSO_HARM,
    MIXED_TURN,
    review_conversation,
)
from content.scenarios import path_claims, scenario_files
from content.scenarios.own_questions import find_asking_sentences
from content.scenarios.reply_kinds import find_reply_kinds
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
PROMISE = "This goes no further than this room."
LEADS = "He hurts you. Nod for yes."


def summarise(scenario: Scenario, state: ConversationState) -> DebriefSummary:
    return summarise_practice(scenario, state, PACK, NO_WORDS, recorded=False)


def test_own_words_come_before_a_written_reply_that_harms_as_much() -> None:
    """Or the screen says that Heard cannot tell if they helped, where it found that they harmed."""
    scenario = next(one for one in SCENARIOS if one.key == "takes_it_back")
    state = start_conversation(scenario)
    state = apply_choice(scenario, state, ReplyChoice("handover"))
    state = apply_choice(scenario, state, ReplyChoice(state.heard[-1].replies[0].key, HARM))
    first = summarise(scenario, state)
    assert first.helped == ()
    assert first.to_try
    assert (first.to_try.reply, first.to_try.own) == (HARM, True)
    for state in list_first_visits(scenario):
        for one in state.turn.replies if state.turn else ():
            given = apply_choice(scenario, state._replace(chosen=()), ReplyChoice(one.key))
            if one.kind == "judging" and given.turn:
                said = apply_choice(scenario, given, ReplyChoice(given.turn.replies[0].key, HARM))
                both = summarise(scenario, said._replace(heard=said.heard[-3:])).to_try
                assert both
                assert both.own, one.key


def test_a_promise_or_a_leading_question_comes_before_anything_lesser() -> None:
    """A hurried word was the one to try, where a promise had been made and broken."""
    scenario = next(one for one in SCENARIOS if one.key == "takes_it_back")
    begun = start_conversation(scenario)
    led = apply_choice(scenario, begun, ReplyChoice("is_it_marcus"))
    led = apply_choice(scenario, led, ReplyChoice("you_said_though", HARM))
    promise, hurry = PROMISE, "Hurry up."
    helps = next(one for one in begun.heard[0].replies if one.helps)
    kind = apply_choice(scenario, begun, ReplyChoice(helps.key))
    for state, worst in (
        (led, led.chosen[0].words),
        (kind._replace(tried=(TriedWords(0, hurry), TriedWords(1, promise))), promise),
        (kind._replace(tried=(TriedWords(0, f"{hurry} {HARM} {promise}"),)), f"{hurry} {HARM}"),
    ):
        moment = summarise(scenario, state).to_try
        assert moment
        assert moment.reply.startswith(worst), worst
    assert moment.why.startswith("You cannot keep this promise"), "the reason is of the worst kind"


def test_nothing_is_praised_after_own_words_that_harmed() -> None:
    """After "you should have come weeks ago" a page said "You put the blame where it belongs"."""
    for scenario in SCENARIOS:
        model = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
        state = model._replace(tried=(TriedWords(1, HARM),))
        speaks = scenario.setting.speaks
        given = review_conversation(scenario, state, PACK).given
        whys = [note.why for one in given if not one.own for note in one.notes]
        assert whys[0] == model.chosen[0].reply.why, "before the harm it is as it was"
        assert set(whys[1:]) == {AFTER_HARM.format(speaks=speaks)}, "in its turn, and after it"
        first = summarise(scenario, state)
        before = {model.chosen[0].words} if model.chosen[0].reply.helps else set()
        assert {one.reply for one in first.helped} <= before, scenario.key
        assert first.own_harm is True


def test_harm_in_own_words_is_told_where_a_written_reply_is_worse() -> None:
    """The screen said only that Heard cannot tell if the own words helped."""
    for scenario in SCENARIOS:
        for state in list_first_visits(scenario):
            at = len(state.chosen)
            for reply in (one for one in state.heard[-1].replies if not one.helps):
                given = apply_choice(scenario, state, ReplyChoice(reply.key))
                both = given._replace(tried=(TriedWords(at, HARM),))
                speaks = scenario.setting.speaks
                notes = review_conversation(scenario, both, PACK).given[-1].notes
                why = f"{reply.why} {ALSO_HARM.format(speaks=speaks)}"
                assert notes[0].why == why, (scenario.key, reply.key)
                assert summarise(scenario, both).own_harm is True
                assert summarise(scenario, given).own_harm is UNSET


def test_no_reply_is_suggested_that_asks_a_child_who_wants_to_stop() -> None:
    """ "Tell me what happened" was the advice after "I don't want to talk about it"."""
    checked = 0
    for scenario in SCENARIOS:
        for state in list_first_visits(scenario):
            at = len(state.chosen)
            if state.heard[-1].key not in scenario.stops:
                continue
            tried = state._replace(tried=(TriedWords(at, "Did he hurt you?"),))
            given = review_conversation(scenario, tried, PACK).given
            (note, *_) = next(one for one in given if one.own).notes
            assert note.instead
            assert not any(find_asking_sentences(line) for line in note.instead), note
            checked += 1
    assert checked > len(SCENARIOS)


def test_each_fact_after_own_words_is_with_those_words() -> None:
    """Careful and careless walks had the same list under "may have had an answer in them"."""
    for scenario in SCENARIOS:
        state = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
        careful = TriedWords(0, "Tell me more about that, if you want to.")
        unsure = TriedWords(0, "Is school any better since the move?")
        leads = TriedWords(1, "He hurts you. Nod for yes.")
        for tried, wanted in (
            ((careful,), []),
            ((unsure,), [(unsure.words, False)]),
            ((careful, leads), [(leads.words, True)]),
        ):
            said = review_conversation(scenario, state._replace(tried=tried), PACK)
            assert [(one.after, one.leads) for one in said.told_after] == wanted, scenario.key
        assert [one.words for one in said.led] == [leads.words]
        assert "Nod for yes." in said.asked


def test_own_words_are_paired_only_with_the_answer_to_them() -> None:
    """“Stupid on that phone again, haven't you?” stood with a fact told two turns later."""
    paired = 0
    for scenario in SCENARIOS:
        state = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
        for at, given in enumerate(state.chosen):
            own = given._replace(own="Neil hurts you, doesn't he?")
            chosen = (*state.chosen[:at], own, *state.chosen[at + 1 :])
            (*_, after) = state.heard[: at + 2]
            told = tuple(one.words for one in state.said if one.turn == after.key)
            tried = state._replace(tried=(TriedWords(at, own.own),))
            for said, answer in ((state._replace(chosen=chosen), told), (tried, ())):
                for one in review_conversation(scenario, said, PACK).told_after:
                    assert one.told == answer
                    assert not set(answer) & set(one.later)
                    assert one.told or one.later
                    paired += bool(one.told)
    assert paired > len(SCENARIOS)


def test_what_was_said_instead_of_a_fact_has_a_reason_after_own_words_too() -> None:
    """A white car "came out as" drugs: Denise had answered own words, and no reason stood there."""
    bent = 0
    for scenario in SCENARIOS:
        after_own = AFTER_OWN.format(speaks=scenario.setting.speaks)
        for state in list_first_visits(scenario):
            own = (
                *state.chosen[:-1],
                *(one._replace(own="Or a lad?") for one in state.chosen[-1:]),
            )
            for key in state.heard[-1].bends:
                for chosen, why in (
                    (state.chosen, scenario.facts[key].bent_why),
                    (own, after_own),
                ):
                    said = state._replace(chosen=chosen)
                    untold = review_conversation(scenario, said, PACK).untold
                    assert [one.why for one in untold if one.fact == key] == [why]
                bent += 1
    assert bent > len(SCENARIOS)


def test_what_to_try_instead_is_a_reply_that_helps_in_that_turn() -> None:
    """To a boy who stacks chairs and says nothing, no worker says "Tell me about that."."""
    for scenario in SCENARIOS:
        for state in list_first_visits(scenario):
            turn = state.heard[-1]
            if any(one.reply.kind == "promising" for one in state.chosen):
                continue
            tried = state._replace(tried=(TriedWords(len(state.chosen), LEADS),))
            given = apply_choice(scenario, state, ReplyChoice(turn.replies[0].key, LEADS))
            for said in (tried, given):
                moment = summarise(scenario, said).to_try
                assert isinstance(moment, QuotedMoment)
                assert moment.reply == LEADS
                fits = {one.text for one in turn.replies if one.helps}
                assert moment.instead.strip("“”") in fits, (scenario.key, turn.key)


def test_what_to_try_instead_of_a_promise_takes_none_back_by_chance() -> None:
    """ "Leave those. I'm in no rush." was to try where a secret had been promised."""
    for scenario in SCENARIOS:
        state = start_conversation(scenario)
        tried = state._replace(tried=(TriedWords(0, PROMISE),))
        moment = summarise(scenario, tried).to_try
        assert moment
        assert moment.why.startswith("You cannot keep this promise")
        assert "promise" in moment.instead or "only tell people" in moment.instead, scenario.key


def test_the_gravest_words_are_the_ones_to_try_another_way() -> None:
    """An earlier, milder sentence was shown, and not the one that sent a boy to the car."""
    uow: Any = SimpleNamespace(org=SimpleNamespace(pack=PACK))
    scenario = next(one for one in SCENARIOS if one.key == "moved_between_towns")
    state = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
    order = (
        "Go and get in the car.",
        "Send me the pictures so I can see them.",
        PROMISE,
        "Delete all the messages.",
        LEADS,
        HARM,
        "I'll have a word with him myself.",
        "Hurry up.",
        "Calm down.",
    )
    for first in range(len(order)):
        said = tuple(TriedWords(0, one) for one in reversed(order[first:]))
        moment = summarise(scenario, state._replace(tried=said)).to_try
        assert moment
        assert moment.reply == order[first]
    asked = state._replace(tried=(TriedWords(0, order[1]),))
    moment = summarise(scenario, asked).to_try
    assert moment
    assert "illegal" in moment.why
    assert moment.instead.startswith("“You don't need to send or show me anything.")
    run: Any = SimpleNamespace(scenario=scenario, state=asked)
    assert "Some of what you said asked for a picture." in list_ending_notes(uow, run)[0]
    assert not can_help_or_hurt(uow, order[1]), "a reason that says illegal is not softened"


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
    state = apply_choice(scenario, start_conversation(scenario), ReplyChoice("handover"))
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


def test_an_ending_names_own_words_that_went_the_way_of_harm() -> None:
    """The endings of Leah and Robyn said nothing where no list found the harm in such words."""
    uow: Any = SimpleNamespace(org=SimpleNamespace(pack=PACK))
    named = set[str]()
    for scenario in SCENARIOS:
        speaks = scenario.setting.speaks
        for state in list_first_visits(scenario):
            for reply in state.turn.replies if state.turn else ():
                words = reply.text
                if not reply.spoken or find_reply_kinds(words, PACK, state.find_moment(0)):
                    continue
                (*_, closest) = apply_choice(scenario, state, ReplyChoice(reply.key, words)).chosen
                run: Any = SimpleNamespace(
                    scenario=scenario, state=state._replace(chosen=(closest,))
                )
                note = ENDING_NOTES.get(reply.kind, OTHER_NOTE).format(speaks=speaks)
                assert list_ending_notes(uow, run) == (() if reply.helps else (note,)), words
                named |= set() if reply.helps else {scenario.key}
    assert named == {one.key for one in SCENARIOS}


def test_an_ending_says_what_has_to_be_put_right_after_own_words() -> None:
    """A boy was told to delete all the messages, and the ending said nothing of it."""
    uow: Any = SimpleNamespace(org=SimpleNamespace(pack=PACK))
    scenario = next(one for one in SCENARIOS if one.key == "game_and_pictures")
    state = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
    tried = (TriedWords(2, "Right, delete the app and all the messages."),)
    run: Any = SimpleNamespace(scenario=scenario, state=state._replace(tried=tried))
    (note,) = list_ending_notes(uow, run)
    assert "Say that nothing should be deleted" in note


def test_a_promise_in_own_words_stands_by_the_written_one_that_came_back() -> None:
    """An ending and the feedback named only the second promise, which was a written reply."""
    uow: Any = SimpleNamespace(org=SimpleNamespace(pack=PACK))
    words = "This stays between these four walls, mate."
    found = 0
    for scenario in SCENARIOS:
        for state in list_first_visits(scenario):
            if not state.came_back:
                continue
            said = state._replace(tried=(TriedWords(0, words),))
            for one in review_conversation(scenario, said, PACK).came_back:
                assert one.also in {(words,), ()}
                found += one.also == (words,)
            run: Any = SimpleNamespace(scenario=scenario, state=said)
            assert ENDING_NOTES["promising"] in list_ending_notes(uow, run)
    assert found
