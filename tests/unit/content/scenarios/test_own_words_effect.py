"""Test that endings claim no words as a child's own after words that may have shaped them."""

import re

import pytest

from content.scenarios import path_claims, scenario_files
from content.scenarios.own_words_effect import (
    find_harmful_turns,
    find_shaping_words,
    find_unclear_turns,
)
from content.scenarios.path_claims import get_passage_text, is_claim_true, list_passages
from content.scenarios.scenario import PathClaim
from content.scenarios.scenario_paths import (
    ConversationState,
    GivenChoice,
    ReplyChoice,
    TriedWords,
    replay_choices,
)

PACK = "north_lincolnshire"
SCENARIOS = scenario_files.load_scenarios(PACK)
LEADING = "Has he been touching you in the car?"
WITHOUT_ITS_MARK = "Would Neil hurt you"
UNSURE_IF_IT_LEADS = "Do his mates make you do stuff too? You could just say no."
THEN_KIND = "Neil touches you. Tell me what happened."
CAREFUL = "Tell me in your own time"
IN_OWN_WORDS = re.compile(r"\bin (?:his|her) own words\b")
WITH_YOU = re.compile(r"\bwith (?:you|him|her)\b")
SAYS_NOT = re.compile(r"\bdid not\b")


def walk_model(scenario_at: int) -> ConversationState:
    scenario = SCENARIOS[scenario_at]
    return replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])


def claims_own_words(state: ConversationState) -> bool:
    ending = path_claims.describe_ending(state, PACK)
    assert ending
    return any(IN_OWN_WORDS.search(one) and not SAYS_NOT.search(one) for one in ending.body)


def test_waiting_shapes_no_answer() -> None:
    state = walk_model(0)
    first, *later = state.chosen
    for words, shapes in (("i just sit quietly with him", False), ("I sat there.", True)):
        said = state._replace(chosen=(GivenChoice(first.turn, first.reply, words), *later))
        assert bool(find_unclear_turns(said, PACK)) == shapes


def test_no_ending_claims_own_words_after_a_leading_question() -> None:
    """Test words called closest to a written reply, and words tried before one."""
    claimed = 0
    for at in range(len(SCENARIOS)):
        state = walk_model(at)
        claimed += claims_own_words(state)
        first = state.chosen[0]
        for words in (LEADING, UNSURE_IF_IT_LEADS, WITHOUT_ITS_MARK, THEN_KIND):
            closest = GivenChoice(first.turn, first.reply, words)
            for said in (
                state._replace(tried=(TriedWords(0, words),)),
                state._replace(chosen=(closest, *state.chosen[1:])),
            ):
                later = {turn.key for turn in state.heard[1:]}
                assert find_unclear_turns(said, PACK) == later
                assert not claims_own_words(said), (SCENARIOS[at].key, words)
                before, after = (path_claims.describe_ending(one, PACK) for one in (state, said))
                assert before
                assert after
                assert len(after.body) >= len(before.body) - 1  # "None of your questions" goes
    assert claimed


def test_no_ending_claims_a_turn_after_a_leading_question_as_free() -> None:
    """One clean turn was enough, where all that was said after the second was asked for."""
    lost = set[str]()
    for at in range(len(SCENARIOS)):
        state = walk_model(at)
        assert state.ending
        for place in range(1, len(state.chosen)):
            said = state._replace(tried=(TriedWords(place, LEADING),))
            facts = path_claims.find_path_facts(said, PACK)
            after = {turn.key for turn in state.heard[place + 1 :]}
            told_after = {one.fact for one in state.said if one.turn in after}
            for claim in state.ending.body:
                if isinstance(claim, PathClaim) and claim.freely and is_claim_true(claim, facts):
                    assert after.isdisjoint(claim.reached), (SCENARIOS[at].key, place, claim.text)
                    assert told_after.isdisjoint(claim.told), (SCENARIOS[at].key, place, claim.text)
            if place == 1 and not claims_own_words(said):
                lost.add(SCENARIOS[at].key)
    assert lost >= {"carer_reports_changes", "changes_over_weeks"}


def test_words_that_ask_nothing_cloud_only_the_next_turn() -> None:
    for at in range(len(SCENARIOS)):
        state = walk_model(at)
        said = state._replace(tried=(TriedWords(1, "I had chips for lunch."),))
        assert find_unclear_turns(said, PACK) == {state.heard[2].key}
        said = state._replace(tried=(TriedWords(1, CAREFUL),))
        assert find_unclear_turns(said, PACK) == frozenset()


@pytest.mark.parametrize(
    ("words", "clean"),
    [
        ("I can't keep this to myself. I have to tell someone.", True),
        ("I can't promise to keep it a secret, and I'll tell you first.", True),
        ("I need to pass this on to people who can help.", True),
        ("I can't keep this to myself. Neil is dangerous.", False),
        ("Neil told you to keep it a secret.", False),
    ],
)
def test_what_a_worker_cannot_keep_puts_nothing_in_a_child_s_mouth(words, clean) -> None:
    state = walk_model(next(at for at, one in enumerate(SCENARIOS) if one.key == "swimming_coach"))
    said = state._replace(tried=(TriedWords(0, words),))
    assert (not find_unclear_turns(said, PACK)) == clean


CAREFUL_STATEMENTS = (
    "Then we'll leave it. Thank you for telling me. You've done nothing wrong.",
    "Thank you for telling me. I'm so glad you did. None of it is your fault.",
    "Okay. I'm still glad you came to find me. I'm not angry with you, and you're not in trouble.",
    "That's okay. We can leave it there, you don't have to say why.",
    "No, you're not in trouble. You haven't done anything wrong.",
    "I believe you. You did nothing wrong, and it's not your fault.",
    "Thank you for trusting me with that. It's not your fault.",
    "We can stop there. You've been really brave, and I won't ask anything else. "
    "I'm going to ring Dawn so you're safe tonight.",
    "I'm ringing Dawn now and then the police, and you can stay with me while I do.",
    "I can't promise that. I have to tell people, maybe the police. I'll tell you first.",
    "We'll go and see Mr Farrow together. You can stay here with me.",
    "That sounds like a lot for you to carry. I'm here, and there's no rush.",
    "Of course you can, I'll get you one. It's good to see you. How are things?",
    "I'm pleased you've come. You're not wasting my time. What have you seen?",
)
OF_THE_WORKER = (
    ("boyfriend_in_year_11", "secret", "Thank you for telling me. I might have to share it with "
     "Miss Birkett to keep you safe, and you'd hear it from me first."),
    ("boyfriend_in_year_11", "start", "I'm not in any rush, Maisie. I'll tidy up here and you can "
     "stay as long as you like."),
    ("boyfriend_in_year_11", "control", "You can tell me as much or as little as you want."),
    ("swimming_coach", "start", "That's okay, you don't have to swim. Do you want to sit somewhere "
     "quieter with me?"),
    ("takes_it_back", "angry", "You don't have to decide anything tonight. I'd still like to hear "
     "how you are."),
    ("blue_car", "start", "You're sitting with me. I'm listening, take all the time you need."),
    ("blue_car", "mick", "Mick. A blue car. Thank you for telling me, Toby."),
    ("blue_car", "game", "You showed me stop. So we stop now."),
    ("blue_car", "start", "You stay here with me today. We'll walk to Mr. Farrow together."),
)  # fmt: skip
NOT_OF_THE_WORKER = (
    *("I'll tidy up, and he hit you.", "I might have to share that Neil has a van."),
    *("I'll help you, your uncle kissed you.", "You can stay, you've been drinking."),
    *("I'll sort out the hand on your leg.", "Thank you for telling me about the shower."),
    *("I'll look after your leg.", "You don't have to go in the car.", "What happens in the car?"),
    *("Do you want to sit in the car with him?", "Did you sit with him?"),
)


@pytest.mark.parametrize(("key", "turn", "words"), OF_THE_WORKER)
def test_what_a_worker_will_do_or_allows_holds_no_answer(key: str, turn: str, words: str) -> None:
    """A careful sentence about who will be told stood next to "He's got my password"."""
    state = walk_model(next(at for at, one in enumerate(SCENARIOS) if one.key == key))
    at = next((at for at, one in enumerate(state.heard) if one.key == turn), 1)
    said = state._replace(tried=(TriedWords(at, words),))
    assert not find_unclear_turns(said, PACK)


@pytest.mark.parametrize("words", NOT_OF_THE_WORKER)
def test_a_worker_s_sentence_with_a_detail_may_hold_an_answer(words: str) -> None:
    """Each names what Rory has not named at the start, or what he says next."""
    state = walk_model(next(at for at, one in enumerate(SCENARIOS) if one.key == "swimming_coach"))
    assert find_unclear_turns(state._replace(tried=(TriedWords(0, words),)), PACK)


LEADING_WORDS = (
    *("It was Neil, I know it.", "He touched you.", "You've done nothing wrong, he made you."),
    *("Did Neil hurt you?", "Thank you for telling me. It's your dad, isn't it?"),
    *("You were crying because he hit you.", "I'm going to ring Dawn about what Neil did to you."),
    *("I'm not angry. Neil has been in your bed.", "We'll leave it, he forced you."),
    *("I'll tell Gwen that Neil kissed you.", "That sounds scary. He undressed you."),
    *("You had to pay him with pictures.", "You had sex with him, none of it wrong."),
)
HARMFUL_WORDS = (
    *("I won't tell a soul, I promise.", "Why didn't you stop him?", "You should have said no."),
    *("Are you sure you're not making it up?", "I'll keep it a secret.", "Don't be so silly."),
    *("You led him on.", "What were you wearing?", "It's partly your own fault."),
    *("Stop lying to me.", "Did you want it?", "You've brought this on yourself."),
)


@pytest.mark.parametrize("words", CAREFUL_STATEMENTS)
def test_thanks_belief_and_what_comes_next_bring_nothing_in(words: str) -> None:
    """Nearly every careful walk read that an answer in such words could not be ruled out."""
    for at, one in enumerate(SCENARIOS):
        if one.setting.speaker == "child":
            said = walk_model(at)._replace(tried=(TriedWords(0, words),))
            assert not find_unclear_turns(said, PACK), one.key


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (
            "carer_reports_changes",
            "I'm glad you came in. Tell me what's been worrying you.",
        ),
        (
            "changes_over_weeks",
            "Keep your coat on if you like. We don't have to play.",
        ),
        ("moved_between_towns", "Of course, I'll get you one. How are you doing, Jamie?"),
        ("swimming_coach", "Okay, we'll leave it there. You've said plenty."),
        ("swimming_coach", "I've got all the time you need."),
        (
            "game_and_pictures",
            "No hurry with those. I've got time if you want to sit down.",
        ),
    ],
)
def test_open_questions_and_comfort_without_a_detail_hold_no_answer(key: str, words: str) -> None:
    """Careful trainees read that an answer in these could not be ruled out, and all was shaped."""
    at = next(at for at, one in enumerate(SCENARIOS) if one.key == key)
    said = walk_model(at)._replace(tried=(TriedWords(0, words),))
    assert not find_unclear_turns(said, PACK)


@pytest.mark.parametrize("words", ["Neil had his hand on your knee.", "He rubbed your knee."])
def test_what_was_seen_of_a_child_excuses_no_words_about_someone_else(words: str) -> None:
    """Rory rubs his knee with his hand before he tells of Neil's."""
    at = next(at for at, one in enumerate(SCENARIOS) if one.key == "swimming_coach")
    state = walk_model(at)
    seen = next(at for at, turn in enumerate(state.heard) if turn.key == "quiet")
    said = state._replace(tried=(TriedWords(seen, words),))
    assert state.heard[seen + 1].key in find_unclear_turns(said, PACK)


def test_every_leading_word_before_what_was_told_is_named() -> None:
    """Only the last one was, and the question that brought the drugs in was left out."""
    at = next(at for at, one in enumerate(SCENARIOS) if one.key == "moved_between_towns")
    state = walk_model(at)
    first, last = "Are you selling drugs for that lot?", "Girlfriend, is it?"
    said = state._replace(tried=(TriedWords(0, first), TriedWords(1, last)))
    shaping = find_shaping_words(said, PACK)
    assert shaping[state.heard[1].key].earlier == ()
    assert {shaping[turn.key].earlier for turn in state.heard[2:]} == {(first,)}


@pytest.mark.parametrize(
    ("key", "turn", "words"),
    [
        ("carer_reports_changes", "opening", "You never bought either of them."),
        ("carer_reports_changes", "opening", "Two new phones since August."),
        ("carer_reports_changes", "coat", "Never at the door. Always the corner."),
        ("carer_reports_changes", "nights", "Till gone four in the morning."),
        ("carer_reports_changes", "nights", "You sat on the stairs."),
        ("carer_reports_changes", "name", "She calls him Jay."),
        ("game_and_pictures", "opening", "It's stupid."),
        ("takes_it_back", "bin", "Promise me you'll bin it."),
    ],
)
def test_what_a_child_said_given_back_shapes_nothing(key: str, turn: str, words: str) -> None:
    """A doubtful word that the child used first clouded all that was said later."""
    state = walk_model(next(at for at, one in enumerate(SCENARIOS) if one.key == key))
    at = next(at for at, one in enumerate(state.heard) if one.key == turn)
    assert not find_unclear_turns(state._replace(tried=(TriedWords(at, words),)), PACK)
    before = state._replace(tried=(TriedWords(at, f"{words} Did Neil hurt you?"),))
    assert find_unclear_turns(before, PACK)


@pytest.mark.parametrize("words", [*LEADING_WORDS, *HARMFUL_WORDS])
def test_leading_and_harmful_words_stay_unclear(words: str) -> None:
    state = walk_model(next(at for at, one in enumerate(SCENARIOS) if one.key == "swimming_coach"))
    for tried in (words, f"{words} You're not in trouble. Thank you for telling me."):
        said = state._replace(tried=(TriedWords(0, tried),))
        assert find_unclear_turns(said, PACK), tried


def test_words_are_clean_only_where_every_part_of_them_helps() -> None:
    """A statement that gives the answer was clean where a kind phrase came after it."""
    scenario = next(one for one in SCENARIOS if one.key == "swimming_coach")
    state = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
    later = frozenset(turn.key for turn in state.heard[1:])
    for words, shaped in (
        ("It was Neil, tell me what he did", later),
        ("Tell me what Neil's done", later),
        ("He is your coach. I'm listening.", frozenset((state.heard[1].key,))),
        ("Okay, Rory. I'm listening. Tell me in your own time.", frozenset()),
    ):
        said = state._replace(tried=(TriedWords(0, words),))
        assert find_unclear_turns(said, PACK) == shaped, words


BRINGS_IN = (
    *("That must have felt scary when he undressed you", "That sounds hard when he shouts"),
    *("I'm sorry that happened in his van", "Thank you for telling me about the knife"),
    *("I'm listening. You're scared of the belt.", "It's not your fault he hit you"),
    *("You're not in trouble for drinking", "It sounds like you were scared in the shower"),
)
BRINGS_NOTHING = (
    *("That must have felt scary", "That must feel scary when you're on your own"),
    *("I can see how upset you are", "Of course you're scared", "It makes sense that you're angry"),
    *("I'm sorry that happened to you", "You're not in trouble for telling me"),
    *("Would you like some water?", "Do you feel safe going home tonight?"),
)


@pytest.mark.parametrize("words", BRINGS_IN)
def test_a_detail_that_the_child_has_not_said_is_no_help(words: str) -> None:
    """Kind words before it made what the child said next their own."""
    state = walk_model(next(at for at, one in enumerate(SCENARIOS) if one.key == "swimming_coach"))
    assert find_unclear_turns(state._replace(tried=(TriedWords(0, words),)), PACK)


@pytest.mark.parametrize("words", BRINGS_NOTHING)
def test_a_clause_about_feelings_or_telling_brings_nothing_in(words: str) -> None:
    for at, one in enumerate(SCENARIOS):
        if one.setting.speaker == "child":
            said = walk_model(at)._replace(tried=(TriedWords(0, words),))
            assert not find_unclear_turns(said, PACK), one.key


def test_a_detail_that_the_child_has_said_can_be_given_back() -> None:
    """After "He picks me up ..." a worker may say "the car", and not before."""
    state = walk_model(next(at for at, one in enumerate(SCENARIOS) if one.key == "swimming_coach"))
    words = "That must have felt scary in his car"
    told = next(at for at, turn in enumerate(state.heard) if "car" in " ".join(turn.says))
    before, after = (
        find_unclear_turns(state._replace(tried=(TriedWords(at, words),)), PACK) for at in (0, told)
    )
    assert before
    assert not after


@pytest.mark.parametrize(
    ("words", "shapes"),
    [
        ("I'll wait, the bell is only the bus", False),
        ("I'm staying with you when the bell goes.", False),
        ("You won't be going in his car.", False),
        ("You won't be going to the shop with his mates.", True),
    ],
)
def test_a_plan_in_words_the_child_has_said_brings_nothing_in(words: str, shapes: bool) -> None:
    """Toby has named Mick's car and the bus bell. "Goes" made the bell one's own."""
    state = walk_model(next(at for at, one in enumerate(SCENARIOS) if one.key == "blue_car"))
    at = next(at for at, turn in enumerate(state.heard) if "bus bell" in " ".join(turn.says))
    assert bool(find_unclear_turns(state._replace(tried=(TriedWords(at, words),)), PACK)) is shapes


def test_no_title_says_who_stays_after_own_last_words() -> None:
    """A title said that the boy was in the corridor with a worker who had sent him to Mick."""
    changed = 0
    for scenario in SCENARIOS:
        state = replay_choices(scenario, [ReplyChoice(one) for one in scenario.model.choices])
        last = state.chosen[-1]
        closest = (*state.chosen[:-1], GivenChoice(last.turn, last.reply, "Off you go to Mick."))
        tried = (TriedWords(len(state.chosen) - 1, "Go and find Mick then."),)
        for ending in scenario.endings.values():
            ended = state._replace(ending=ending)
            assert ended.ending_title == ending.title
            for said in (ended._replace(tried=tried), ended._replace(chosen=closest)):
                assert not WITH_YOU.search(said.ending_title), (scenario.key, ending.key)
                changed += said.ending_title != ending.title
            earlier = ended._replace(tried=(TriedWords(0, "Go and find Mick then."),))
            assert earlier.ending_title == ending.title
    assert changed


def test_a_claim_of_own_words_needs_them_to_be_free() -> None:
    for scenario in SCENARIOS:
        for place, passage in list_passages(scenario):
            text = get_passage_text(passage)
            if IN_OWN_WORDS.search(text) and not SAYS_NOT.search(text):
                assert isinstance(passage, PathClaim), (place, text)
                assert passage.freely is True, (place, text)


def test_harm_is_found_in_any_of_the_words_of_a_turn() -> None:
    """Words said twice count once, and other words in the same turn are read too."""
    state = walk_model(0)
    one, two = state.chosen[0], state.chosen[1]
    for words in ((LEADING, CAREFUL), (CAREFUL, LEADING), (LEADING, LEADING)):
        said = state._replace(
            tried=(TriedWords(0, words[0]), TriedWords(1, CAREFUL)),
            chosen=(GivenChoice(one.turn, one.reply, words[1]), two, *state.chosen[2:]),
        )
        assert find_harmful_turns(said, PACK) == {0}, words
