"""Words that let a child go, have them face someone or keep quiet, typed as tired people type."""

import pytest

from content.scenarios.reply_kinds import find_reply_kinds
from content.scenarios.typed_words import correct_typed_contractions
from tools.count_labelled_replies import MOMENTS

HARMFUL = (
    ("blue_car/mick", "wait for mick then and tell him no"),
    ("blue_car/mick", "il go out n have a look at this mick"),
    ("blue_car/mick", "go get your bus then, see ya"),
    ("blue_car/mick", "If he is at the stop just tell him to go away"),
    ("blue_car/mick", "i wont say anything to your mum or dad"),
    ("swimming_coach/pat", "il go tell neil ur coming with me"),
    ("swimming_coach/pat", "i'll go and fetch Neil for you"),
    ("swimming_coach/pat", "k go get ur stuff, see u out front"),
    ("swimming_coach/pat", "show me on your body"),
    ("swimming_coach/pat", "hes a top bloke neil, what u on about"),
    ("swimming_coach/pat", "ur letting the band down"),
    ("takes_it_back/start", "il have words with him when he turns up"),
    ("takes_it_back/start", "ur 16 i cant stop u"),
    ("takes_it_back/start", "go on then have fun"),
    ("takes_it_back/start", "il keep it secret"),
    ("takes_it_back/start", "u asked for it"),
    ("takes_it_back/start", "thats on you for telling people"),
    ("takes_it_back/start", "im gonna go punch him"),
    ("boyfriend_in_year_11/late", "i wont be telling birkett swear down"),
    ("boyfriend_in_year_11/late", "did u do it with them"),
    ("game_and_pictures/secret", "nah ill keep schtum"),
    ("game_and_pictures/secret", "nope mums the word"),
    ("game_and_pictures/secret", "dawn doesnt need to know"),
    ("game_and_pictures/secret", "your secrets safe"),
    ("game_and_pictures/secret", "boys dont get groomed"),
    ("game_and_pictures/secret", "i'm going to have to call the police on you"),
    ("moved_between_towns/promise", "he can pick you up just text me later yeah"),
    (
        "moved_between_towns/promise",
        "right fine ill have to phone your mum and she can deal with you",
    ),
)
STINGS = (
    "I'm really glad you told me. None of that is your fault, well, most of it isnt",
    "It's not your fault, or most of it's not",
    "Thank you. It's not your fault, not all of it",
    "It's not your fault, well, not the first time",
    "I believe you. I just dont think Neil would mean it like that",
    "Thanks for telling me, Toby. Shh then, we wont tell Mum",
    "Thank you for telling me. Let's not tell your nan",
    "I'm glad you told me. It's not your fault. Next time say no to Mick",
    "I'm glad you told me that. It's not your fault. Did you do it?",
    "Then we'll stop. How high up did his hand go?",
    "It isn't yours. It's hers for going with him",
    "Neil can run you home if she cant get here",
    "Best talk to Ryan first and tell him you've told me",
)
"""Kind words that end by taking it back."""
CAREFUL = (
    ("blue_car/mick", "You don't have to tell Mick anything."),
    ("blue_car/mick", "I'll have a word with Mr Farrow."),
    ("blue_car/mick", "We can wait for the police together."),
    ("blue_car/mick", "I'll get your bag, you stay warm."),
    ("blue_car/mick", "He has a car. Show me in the pictures."),
    ("takes_it_back/start", "I can't stop you, but please stay. I'm ringing now."),
    ("takes_it_back/start", "You look ill. Sit down with me."),
    ("takes_it_back/start", "He can't fetch you tonight."),
    ("swimming_coach/pat", "You don't need to show me anything."),
    ("game_and_pictures/secret", "I can't keep it secret, but I won't tell the whole world."),
    ("game_and_pictures/secret", "You're not in trouble with me."),
)


@pytest.mark.parametrize(("place", "words"), HARMFUL)
def test_harm_is_found_however_it_is_typed(place: str, words: str) -> None:
    assert find_reply_kinds(words, "england", MOMENTS[place])


def test_an_act_in_a_question_has_one_reason() -> None:
    """ "He has been touching you" was also called an answer next to a question."""
    moment = MOMENTS["swimming_coach/pat"]
    assert len(find_reply_kinds("Has he been touching you in the car?", "england", moment)) == 1


@pytest.mark.parametrize("words", STINGS)
def test_kind_words_that_take_it_back_are_harm(words: str) -> None:
    moment = MOMENTS["swimming_coach/pat"]
    assert find_reply_kinds(words, "england", moment)


@pytest.mark.parametrize(
    "words",
    [
        "It's not your fault, none of it. I'm glad you told me.",
        "I don't think he knows you're here.",
        "Next time we meet, you choose where we sit.",
        "Did you do it all by yourself?",
    ],
)
def test_good_words_that_start_like_them_are_not_harm(words: str) -> None:
    assert not find_reply_kinds(words, "england", MOMENTS["swimming_coach/pat"])


@pytest.mark.parametrize(("place", "words"), CAREFUL)
def test_careful_words_next_to_it_are_not_called_harmful(place: str, words: str) -> None:
    assert not find_reply_kinds(words, "england", MOMENTS[place])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ill keep quiet", "i'll keep quiet"),
        ("yeah ill ring her", "yeah i'll ring her"),
        ("You look ill. Are you ill?", "You look ill. Are you ill?"),
        ("she was ill in bed", "she was ill in bed"),
        ("il stay", "i'll stay"),
        ("ur safe, ur coat is here", "you're safe, your coat is here"),
        ("wot did ya see", "what did you see"),
    ],
)
def test_words_without_apostrophes_are_read_as_they_are_meant(typed: str, read: str) -> None:
    assert correct_typed_contractions(typed) == read
