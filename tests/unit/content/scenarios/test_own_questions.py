"""Questions in a trainee's own words are found, and statements are not taken for them."""

import pytest

from content.scenarios import scenario_files
from content.scenarios.own_questions import can_be_question, find_asking_sentences


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Thank you for telling me.", ""),
        ("Thank you for coming to tell me.", ""),
        ("Come and tell me what happened.", "Come and tell me what happened."),
        ("Thank you for telling me. What happened then?", "What happened then?"),
        ("I won't tell anyone who doesn't need to know.", ""),
        ("You don't have to tell me.", ""),
        ("so what happened next", "so what happened next"),
        ("did he hurt you", "did he hurt you"),
        ("Okay. Tell me about Tash. Take your time.", "Tell me about Tash."),
        ("I'd like to hear it. I’m not cross.", "I'd like to hear it."),
        ("He's mean, isn't he? Poor you!", "He's mean, isn't he?"),
        ("", ""),
        ("Look mate, you can tell me, I promise.", ""),
        ("Don't waste my time then.", ""),
        ("Do what you want, I need to lock up.", ""),
        ("You don't have to show me.", ""),
        ("What I write stays written. When you're ready, I'm here.", ""),
        ("What's said in here stays in here. Have her tea ready.", ""),
        ("how long has this been going on", "how long has this been going on"),
        ("Can I sit here. What's wrong", "Can I sit here. What's wrong"),
        ("You can tell me what happened.", "You can tell me what happened."),
        ("Neil? He's a good man. Are you sure?", "Neil? … Are you sure?"),
        ("You did well to tell me.", ""),
        ("That's a lot to tell me. It took guts to tell me, Rory.", ""),
        ("I'd like you to tell me about Saturday.", "I'd like you to tell me about Saturday."),
        ("You have to tell me, Toby.", "You have to tell me, Toby."),
        ("And don't you go upsetting Ryan with this.", ""),
        ("So don't you dare tell Ryan. Don't you tell anyone.", ""),
        ("don't you think he should stop", "don't you think he should stop"),
        ("You can tell me the truth, we both know it. Promise me you'll tell me by Wednesday.", ""),
        ("You will tell me what he did.", "You will tell me what he did."),
        ("Whatever you tell me, I won't be cross with you.", ""),
        ("You can tell me mate, it stays just between you and me.", ""),
        ("You can tell me as much or as little as you want.", ""),
        ("Tell me whatever you want.", "Tell me whatever you want."),
        ("You did well to tell me, so tell me more.", "You did well to tell me, so tell me more."),
    ],
)
def test_only_sentences_that_ask_are_found_word_for_word(words: str, asked: str) -> None:
    assert find_asking_sentences(words) == asked


@pytest.mark.parametrize(
    "words",
    [
        *("Would Neil hurt you", "Have Kez and them hurt you", "Do Kez's mates hurt you"),
        *("Can Callum come home", "Do u know him", "dont you like him", "What they make you do"),
        *("where you been", "who you with", "why you scared", "What u do when he was in"),
        *("When he touches you where is it", "When he comes in do you hide", "whos Kez"),
        *("rory did he go higher than your leg", "thats not ok, did he go higher than your leg"),
        *("denise whose phone number rings her at night", "sorry whose phone rings her at night"),
        *("i want to know whose number it is", "he touched you didnt he", "hes not nice is he"),
        *("ok but who drives you there", "mate are you safe at home", "so tell me, is it Kez"),
        *("You like going in cars dont you Toby", "hes not nice is he mate", "which car was it"),
        *("Nobody gives you money for nothing though do they", "which is it then", "Have you"),
    ],
)
def test_a_question_typed_without_its_mark_is_found(words: str) -> None:
    assert find_asking_sentences(words) == words


@pytest.mark.parametrize(
    "words",
    [
        *("What he did was wrong.", "What you told me matters.", "Have a seat.", "Can't stop now."),
        *("Will do.", "Do take your time.", "Who you tell is up to you.", "What we do next helps."),
    ],
)
def test_a_statement_is_not_listed_and_yet_may_ask(words: str) -> None:
    assert not find_asking_sentences(words)
    assert can_be_question(words)


@pytest.mark.parametrize(
    "words",
    [
        *("I know you are scared and so am I.", "He is a man whose car I know.", "Neil did that."),
        *("I can't promise, but I can say it before I do it.", "It matters who it was."),
        *("Might even be police.", "Have my jumper.", "Could just be tired.", "Next time tell me."),
        *("Which is nobody if you ask me nicely", "Which was kind of you", "He is not Neil"),
        *("I'd do it again.", "Sit with her and have it out with her.", "Don't you worry, Denise."),
        *(
            "Mates who are scary are not mates.",
            "A chat might do you good.",
            "I'm not cross, you did",
        ),
    ],
)
def test_a_statement_with_words_of_a_question_in_it_is_not_listed(words: str) -> None:
    assert not find_asking_sentences(words)


@pytest.mark.parametrize(
    ("words", "may"),
    [
        *(("Look, would Neil hurt you", True), ("It was Neil - did he", True)),
        *(("You can tell me the truth.", True), ("You did well to tell me.", True)),
        *(("I had chips for lunch.", False), ("Thank you, I'm with you", False), ("", False)),
    ],
)
def test_any_part_of_own_words_may_ask(words: str, may: bool) -> None:
    assert can_be_question(words) is may


@pytest.mark.parametrize(
    "words",
    [
        "I can't bin it. I keep your words, just how you say them.",
        "They're your words, exactly how you said them.",
        "I'll write it down – exactly what you tell me.",
        "I'll put it down, how you say it.",
        "I write down what you say, how you say it, and nothing else.",
        "Just how you say them.",
        "I'll tell Amit, just what you told me.",
        "I'm keeping it, word for word how you said it.",
        "It stays written, just how you put it.",
        "I have to record it, when you said it and where.",
        "Don't be silly.",
        "It doesn't matter. Doesn't matter at all.",
    ],
)
def test_how_something_is_written_down_asks_nothing(words: str) -> None:
    assert not can_be_question(words)


@pytest.mark.parametrize(
    "words",
    [
        *("Come on, just what he did", "It was Neil, what he do", "Right, just when he comes in"),
        *("I need to know, what he did to you", "Just how did he hurt you", "Look, where you been"),
        *("I'm listening, what happened", "I write it down, just how did it start"),
        *(
            "I keep it, just how you say it?",
            "dont you want to say",
            "I won't tell, what did he do",
        ),
    ],
)
def test_a_question_after_a_statement_may_still_ask(words: str) -> None:
    assert can_be_question(words)


INVITES = (
    *("I'd like to know how you are.", "I would like to hear it.", "Go on, show me."),
    *("Have a think, and tell me next week.", "You have to tell me, Toby."),
)
"""They want an answer, in written replies that do not count as questions."""


def test_no_written_reply_that_asks_nothing_is_taken_for_a_question() -> None:
    """Under "What you asked" stood "Don't cry." and "Have a good look through her room"."""
    found = {
        find_asking_sentences(reply.text)
        for scenario in scenario_files.load_scenarios("north_lincolnshire")
        for turn in scenario.turns.values()
        for reply in turn.replies
        if not reply.asks
    }
    assert not found - {"", *INVITES}
