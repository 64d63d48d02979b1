import tomllib
from pathlib import Path

import pytest

from content import pack_loader
from content.language_hints import find_language_hints
from content.patterns import PatternError, compile_patterns, list_folded_words
from tests.support.machine.pace import costs_less

A_BLINK = 2.5  # of `costs_less`: about a thirtieth of a second

CASES = tomllib.loads((Path(__file__).parent / "language_cases.toml").read_text(encoding="utf-8"))
FIRES = [(key, text) for key, case in CASES.items() for text in case["fires"]]
SILENT = [(key, text) for key, case in CASES.items() for text in case["silent"]]
PACK = pack_loader.load_pack("england")
TO_THE_LETTER = (
    "child_words",
    "child_words_original",
    "first_note",
    "questions_asked",
    "what_you_said",
    "told_by_others",
    "said",
    "child_explanation",
    "child_wishes",
    "parents_views",
    "explained_next",
    "confidentiality",
    "advice",
)
PHRASES = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))
AVOIDED = [
    (key, text)
    for found in PHRASES.values()
    for key, texts in found.items()
    if key != "none"
    for text in texts
]
# As people write when they write well: near to many patterns, and right.
PLAIN = (
    "The black car was parked near the place where the bus stops.",
    "I am in contact with her aunt, and with the school nurse.",
    "Mr Shah put the chairs away and placed the register on the desk.",
    "She was missing on 3 and 9 May, and was found in Scunthorpe.",
    "Two men of about 30 met him at the station and gave him a bottle.",
    "He was not brought to the clinic on Tuesday.",
    "An adult asked her for a picture and then showed it to others.",
    "I rang the police at 16:10 and wrote down the log number.",
    "Her hands shook. She cried and asked me to stay.",
    "The child works hard at maths and goes to choir.",
    "He came back to school at noon with a new phone.",
    "His mother works for the council and his father drives a lorry.",
    "They were plugging in the lights for the play.",
    "She was raped. He was sexually abused by his cousin.",
    "The match kicked off at ten and he stayed to the end.",
    "I asked the group to make a choice between two games.",
)
BLAMING = "She puts herself at risk with her older boyfriend and is promiscuous."


def keys(text: str, field: str = "seen") -> set[str]:
    return {hint.key for hint in find_language_hints(text, field)}


def test_each_hint_has_sentences_for_and_against_and_there_are_enough() -> None:
    assert {phrase.key for phrase in PACK.phrases} == CASES.keys()
    assert len(CASES) >= 30
    assert all(case["fires"] and case["silent"] for case in CASES.values())


@pytest.mark.parametrize(("key", "text"), FIRES)
def test_it_fires(key: str, text: str) -> None:
    assert key in keys(text)


@pytest.mark.parametrize(("key", "text"), SILENT)
def test_it_does_not_fire(key: str, text: str) -> None:
    assert key not in keys(text)


def test_each_of_the_74_phrases_has_its_hint_or_a_reason_why_not() -> None:
    assert list(PHRASES) == [str(number) for number in range(1, 75)]
    without = {number for number, found in PHRASES.items() if "none" in found}
    assert without == {"74"}
    assert {key for key, _ in AVOIDED} <= CASES.keys()


@pytest.mark.parametrize(("key", "text"), AVOIDED)
def test_a_phrase_to_avoid_is_hinted_at_as_a_worker_writes_it(key: str, text: str) -> None:
    assert key in keys(text, "worry")


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_written_well_is_left_in_peace(text: str) -> None:
    assert keys(text) == set()


@pytest.mark.parametrize("text", ["black", "place", "contact", "Black place, contact.", "cinema"])
def test_parts_of_words_never_fire(text: str) -> None:
    assert keys(text) == set()


@pytest.mark.parametrize("field", TO_THE_LETTER)
def test_words_kept_to_the_letter_are_never_hinted_at(field: str) -> None:
    assert find_language_hints(BLAMING, field) == ()
    assert find_language_hints(BLAMING, f"account.{field}") == ()


def test_a_field_that_nobody_named_is_never_looked_at() -> None:
    assert find_language_hints(BLAMING, "a_new_field") == ()
    assert find_language_hints(BLAMING, "") == ()


@pytest.mark.parametrize("field", ["seen", "worry", "opinion", "view.opinion", "reason"])
def test_the_workers_own_words_are_hinted_at(field: str) -> None:
    assert {"putting_self_at_risk", "older_boyfriend", "promiscuous"} <= keys(BLAMING, field)


def test_opinion_words_matter_only_where_one_writes_what_was_seen() -> None:
    assert "opinion_as_fact" in keys("She seemed afraid.", "seen")
    assert "opinion_as_fact" not in keys("She seemed afraid.", "opinion")


@pytest.mark.parametrize(
    "text",
    [
        'She put "he is a paedophile".',
        "She put “he is a paedophile”.",
        "She put ‘he is a paedophile’.",
        "She put 'he’s a paedophile, isn't he' on paper.",
        "She put «he is a paedophile».",
        'It begins "he is a paedophile and does not end.',
        "She told me that he is a paedophile.",
        "He said: a paedophile lives there.",
        "Mr Khan reported that the paedophile was back.",
    ],
)
def test_quotations_and_reported_words_are_left_alone(text: str) -> None:
    assert keys(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "She said no. He is a paedophile.",
        "I told the head that he is a paedophile.",
        'It begins "he is\nHe is a paedophile.',
        "The boys' coach is a paedophile.",
        "She was reported missing and he is a paedophile.",
        '"Hello" and a paedophile and "goodbye"',
    ],
)
def test_the_workers_words_beside_them_are_not(text: str) -> None:
    assert "paedophile" in keys(text)


def test_a_hint_says_where_why_what_else_and_who_says_so() -> None:
    text = "It rained. She KEEPS going missing; he keeps going missing."
    (hint,) = find_language_hints(text, "worry")
    assert text[hint.start : hint.end] == hint.found == "KEEPS going missing"
    assert hint.why
    assert hint.alternatives
    assert hint.source.publisher


@pytest.mark.parametrize("text", ["He raped her.", "It is rape.", "She was abused.", "abuse"])
def test_plain_words_are_never_softened(text: str) -> None:
    assert keys(text) == set()


def test_hints_never_print_the_words_that_we_never_print() -> None:
    for phrase in PACK.phrases:
        printed = set(list_folded_words(" ".join((phrase.why, *phrase.alternatives))))
        assert not {"alleged", "perpetrator", "score"} & printed, phrase.key


@pytest.mark.parametrize(
    "piece",
    [
        "put herself a ",
        "'a ",
        '"a" ',
        "said ",
        "“",
        "J. ",
        "gang. ",
        "in in ",
        "x'",
        "who did she and ",
        "e\u0301 ",
        "went back to the ",
        "A boy walked home with his older brother and rang the bell. ",
    ],
)
def test_twenty_thousand_characters_take_no_longer_than_a_blink(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    find_language_hints("warm up", "seen")
    assert costs_less(lambda: find_language_hints(text, "seen"), A_BLINK)


@pytest.mark.parametrize("pattern", ["", "~2 risk", "the? risk", "a{3}", "(a+)+", "{gone}", "~0"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_patterns([pattern], {})
