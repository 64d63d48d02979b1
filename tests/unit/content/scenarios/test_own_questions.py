"""Questions in a trainee's own words are found, and statements are not taken for them."""

import pytest

from content.scenarios.own_questions import find_asking_sentences


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Thank you for telling me.", ""),
        ("Thank you for telling me. What happened then?", "What happened then?"),
        ("I won't tell anyone who doesn't need to know.", ""),
        ("You don't have to tell me.", ""),
        ("so what happened next", "so what happened next"),
        ("did he hurt you", "did he hurt you"),
        ("Okay. Tell me about Tash. Take your time.", "Tell me about Tash."),
        ("I'd like to hear it. I’m not cross.", "I'd like to hear it."),
        ("He's mean, isn't he? Poor you!", "He's mean, isn't he?"),
        ("", ""),
    ],
)
def test_only_sentences_that_ask_are_found_word_for_word(words: str, asked: str) -> None:
    assert find_asking_sentences(words) == asked
