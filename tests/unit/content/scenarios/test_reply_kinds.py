"""A trainee's own words are answered by their kind, and words that help are left alone."""

from typing import get_args

import pytest

from content.pack_loader import load_pack
from content.scenarios import scenario_files
from content.scenarios.reply_kinds import (
    find_helpful_kinds,
    find_reaction,
    find_reply_kinds,
    has_words_of_unclear_effect,
)
from content.scenarios.scenario import HELPFUL_KINDS, ReplyKind
from content.workbook import workbook_loader
from tests.support.machine.pace import measure_cost
from tests.support.sweeping import each

PACK = load_pack("north_lincolnshire")
SCENARIOS = tuple(
    workbook_loader.fill_edition(one, PACK, "safeguarding lead")
    for one in scenario_files.load_scenarios("north_lincolnshire")
)
SPOKEN = [
    (f"{scenario.key}.{turn.key}.{one.key}", one)
    for scenario in SCENARIOS
    for turn in scenario.turns.values()
    for one in turn.replies
    if one.spoken
]


def kinds(text: str) -> set[str]:
    return {one.kind for one in find_reply_kinds(text)}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("leading", "Did he touch you?"),
        ("leading", "It was your coach, wasn't it?"),
        ("judging", "Why didn't you tell me before?"),
        ("judging", "You should have come to me."),
        ("judging", "You shouldn’t have gone there"),
        ("judging", "That was a silly thing to do"),
        ("judging", "Are you really sure?"),
        ("judging", "He would never do that"),
        ("promising", "I promise"),
        ("promising", "OK, I won't tell anyone."),
        ("promising", "It'll be our secret"),
        ("promising", "This is between you and me"),
        ("promising", "Don't worry, it will all be fine"),
        ("hurrying", "Come on, spit it out"),
        ("hurrying", "You need to tell me everything"),
        ("hurrying", "Just one more question"),
        ("investigating", "Show me the messages"),
        ("investigating", "What's his number?"),
        ("investigating", "I'll speak to him about it"),
        ("investigating", "Who was there and when did it start?"),
        ("avoiding", "Calm down first"),
        ("avoiding", "Come and see me tomorrow"),
        ("avoiding", "I'm sure it's nothing"),
    ],
)
def test_what_may_close_a_door_is_found(kind: str, text: str) -> None:
    assert kind in kinds(text)
    for one in find_reply_kinds(text):
        assert one.why
        assert one.instead
        assert one.source.title


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for telling me. Never mind.",
        "I believe you. Another time.",
        "You are not in trouble. You've got my word.",
    ],
)
def test_words_that_may_be_either_count_as_neither(text: str) -> None:
    first, _, unsure = text.partition(". ")
    assert not find_reply_kinds(text)
    assert find_helpful_kinds(f"{first}.")
    assert not find_helpful_kinds(text), unsure


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Tell me what happened.",
        "I can't promise to keep a secret.",
        "I can't promise that, but I'll tell you first.",
        "I won't tell anyone who doesn't need to know.",
        "It is not your fault.",
        "None of this is your fault.",
        "It wasn't silly. It's not a silly thing to worry about.",
        "You don't have to tell me everything.",
        "You don't have to show me your phone.",
        "Thank you for telling me. Take your time.",
        "Would you like some water?",
        "I believe that telling me was hard.",
        "What would help right now?",
        "I'm going to talk to Mrs Anwar, and I'll tell you what she says.",
    ],
)
def test_what_keeps_it_open_is_left_alone(text: str) -> None:
    assert kinds(text) == set()


@pytest.mark.parametrize("words", ["I believe you", "It's not your fault", "I'm listening"])
def test_a_promise_is_left_alone_only_where_the_sentence_ends(words: str) -> None:
    assert kinds(f"{words}, I promise") == set()
    assert kinds(f"{words}, I promise. Take your time.") == set()
    assert kinds(f"{words}, I promise it stays here with me.") == {"promising"}


@each(SPOKEN)
def test_no_reply_of_ours_that_helps_is_taken_for_another(place: str, reply) -> None:
    if reply.kind in HELPFUL_KINDS:
        assert kinds(reply.text) == set(), place


def test_what_is_said_instead_is_not_found_itself() -> None:
    for one in (*PACK.replies, *PACK.questions):
        for words in one.instead:
            assert kinds(words) == set(), (one.key, words)


def test_most_promises_and_leading_questions_of_ours_are_heard() -> None:
    for kind in ("promising", "leading"):
        ours = [one for _, one in SPOKEN if one.kind == kind]
        found = [one for one in ours if kind in kinds(one.text)]
        assert 2 * len(found) > len(ours), kind


def test_each_kind_of_harm_has_what_a_child_does_then() -> None:
    """A reaction is true of any child in any turn: it names nobody, and is no answer."""
    harmful = set(get_args(ReplyKind)) - HELPFUL_KINDS
    assert {one.kind for one in PACK.reactions} == harmful
    for kind in harmful:
        assert find_reaction([kind], "Toby").startswith("Toby ")
    for one in PACK.reactions:
        assert not {"he", "she", "his", "her"} & set(one.does.casefold().split()), one.key
    assert find_reaction(["open"], "Toby") == ""


def test_each_way_is_said_once_however_often_it_stands() -> None:
    assert len(find_reply_kinds("I promise. I promise. I swear.")) == 1


@pytest.mark.parametrize(
    ("careful", "harmful"),
    [
        ("She's a lovely woman, and she'll help you", "He's a lovely man, he'd never do that"),
        (
            "She's a kind lady and she'll listen",
            "He's a kind man, he'll help you, he'd never hurt you",
        ),
        (
            "You told me something different before, and that's okay",
            "You told me something different before",
        ),
        (
            "You said something different yesterday. It's fine.",
            "You said something different yesterday. It's funny.",
        ),
    ],
)
def test_what_follows_says_whether_praise_or_a_change_is_judged(careful: str, harmful: str) -> None:
    """Praise of who will help speaks for no one, and "that's okay" takes the doubt away."""
    assert not find_reply_kinds(careful)
    assert "judging" in kinds(harmful)


@pytest.mark.parametrize(
    "words",
    [
        "You were told not to say, and you told me.",
        "You told me you were scared.",
        "You can either talk to me or sit here.",
        "The door should be locked.",
    ],
)
def test_careful_words_near_those_of_a_hurried_worker_are_left_alone(words: str) -> None:
    assert not find_reply_kinds(words)


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    short, long = ("you should not have gone there and I promise " * turns for turns in (250, 1000))
    cost = measure_cost(lambda: find_reply_kinds(short), tries=2)
    assert measure_cost(lambda: find_reply_kinds(long), tries=2) < 10 * cost  # squared: 16


@pytest.mark.parametrize("piece", ["; ", " , , ,", "well, so, and, ", "between you and me, "])
def test_marks_without_end_take_no_longer_than_words(piece: str) -> None:
    words = measure_cost(lambda: find_reply_kinds(("you told me so " * 150)[:2000]), tries=2)
    assert measure_cost(lambda: find_reply_kinds((piece * 2000)[:2000]), tries=2) < 3 * words + 1


def test_words_that_help_or_hurt_are_never_called_harmful():
    for text in ("You should have told us.", "Take your time.", "Is that all of it or some?"):
        assert not has_words_of_unclear_effect(text), text
    for text in ("Come on.", "I promise I'll see."):
        assert has_words_of_unclear_effect(text), text
        assert not find_reply_kinds(text), text


def test_a_promise_that_a_child_comes_back_to_is_never_passed_over() -> None:
    for words in ("No police. You've got my word.", "I won't ring anybody.", "Fine, I'll bin it."):
        found = {one.kind for one in find_reply_kinds(words)}
        assert "promising" in found or has_words_of_unclear_effect(words), words
    assert not has_words_of_unclear_effect(
        "I promise I'll stay right here with you until Ruth comes."
    )


CAREFUL = (
    "I'll make this go at your pace.",
    "I'll tear off a page so you can draw.",
    "Let's leave it there for today.",
    "Let's leave that until you want to say more.",
    "This is what happens when I call.",
    "That's what happens when somebody scares you.",
    "He's a nice man from the police.",
    "I've got to lock the door so nobody comes in.",
    "I've got to pick up the phone now.",
    "I've got to teach next, but I won't leave you.",
    "You should be able to tell someone.",
    "That must have been a terrible thing to say out loud.",
    "Tell me about the monster.",
    "I don't think I can hear you.",
    "Your mum won't be told today.",
    "It's that man you told me about.",
    "Rather than delete them, show the police.",
    "I'll give them all the details you gave me.",
    "Is someone at home with you?",
)
"""Each has words of a harmful one."""


def test_careful_words_are_not_called_harmful_for_a_word_in_them() -> None:
    found = {words: [one.kind for one in find_reply_kinds(words)] for words in CAREFUL}
    assert {words: kinds for words, kinds in found.items() if kinds} == {}


@pytest.mark.parametrize(
    "words", ["Someone touching you at home?", "Somebody hurting you in here?"]
)
def test_a_place_does_not_excuse_a_question_that_brings_someone_in(words: str) -> None:
    assert {one.kind for one in find_reply_kinds(words)} == {"leading"}


SPEAKING_TO_THEM = "Speaking to someone who may have harmed a child can warn them"


@pytest.mark.parametrize(
    ("kind", "text", "careful"),
    [
        ("judging", "So you lied to us on Tuesday?", "You didn't lie to me."),
        ("judging", "I wrote all that up for nothing.", "You didn't tell me for nothing."),
        ("judging", "You girls always go back to these blokes", "You girls can always come in"),
        ("judging", "I don't know why we bother.", "It's no bother, Robyn."),
        ("promising", "You're safe now, I promise.", "You're safe with me here now."),
        ("promising", "I promise you'll be safe.", "I can't promise that you'll be safe."),
        ("promising", "I promise I'll keep you safe.", "I promise I'll listen."),
        ("avoiding", "You'll laugh about it one day.", "Nobody here will laugh about this."),
        ("avoiding", "We've all been there.", "I've not been there, so tell me."),
    ],
)
def test_blame_and_comfort_that_cannot_hold_are_found(kind: str, text: str, careful: str) -> None:
    assert kinds(text) == {kind}
    assert kinds(careful) == set()


@pytest.mark.parametrize(
    "text",
    [
        "I'm going to march in there and have it out with him.",
        "Let me go in there and have a word with him.",
        "I'm going to walk in and confront him.",
        "I'll have a word with Neil.",
    ],
)
def test_going_to_confront_someone_has_a_reason_of_its_own(text: str) -> None:
    """Nothing is looked at or shown: it warns whoever is feared, and can endanger the child."""
    (one,) = find_reply_kinds(text)
    assert one.kind == "investigating"
    assert one.why.startswith(SPEAKING_TO_THEM)
    assert not [words for words in one.instead if "show" in words]
    assert SPEAKING_TO_THEM not in {way.why for way in find_reply_kinds("Let me see your phone.")}


@pytest.mark.parametrize(
    "text",
    [
        "I won't go in there or have it out with him.",
        "I'm not going to confront him.",
        "I'm going to have a word with Mr Farrow about you being safe.",
    ],
)
def test_saying_that_no_one_will_be_confronted_is_left_alone(text: str) -> None:
    assert kinds(text) == set()
