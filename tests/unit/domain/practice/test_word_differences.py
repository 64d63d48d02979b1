"""Two texts beside each other: nothing is lost, and no more is marked than must be."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.practice import compared_words
from app.domain.practice.word_differences import MAX_WORDS, TextComparison, TextPiece, compare_texts
from tests.support.machine.pace import measure_cost

A_MOMENT = 75.0  # of `measure_cost`: about a second
SAID = "He picks me up in his van,\nround the back.\nI don't want to talk about it."
WORDS = st.lists(
    st.sampled_from(["he", "Van", "don't", "don\u2019t", "a", "سيارة", "车"]), max_size=9
)
TEXT = st.one_of(st.text(max_size=200), WORDS.map(" ".join), WORDS.map("\n".join))


def whole(pieces: tuple[TextPiece, ...]) -> str:
    return "".join(one.text for one in pieces)


def words(text: str) -> list[str]:
    return [one.key for one in compared_words.list_compared_words(text)]


def shared(pieces: tuple[TextPiece, ...]) -> list[str]:
    return [word for one in pieces if not one.only for word in words(one.text)]


def marked(pieces: tuple[TextPiece, ...]) -> list[str]:
    return [one.text for one in pieces if one.only]


def longest(first: list[str], second: list[str]) -> int:
    """The length of the longest common subsequence, by its definition."""

    @cache
    def of(i: int, j: int) -> int:
        if i == len(first) or j == len(second):
            return 0
        if first[i] == second[j]:
            return 1 + of(i + 1, j + 1)
        return max(of(i + 1, j), of(i, j + 1))

    return of(0, 0)


@given(TEXT, TEXT)
def test_both_texts_can_be_put_together_again_to_the_letter(said: str, written: str) -> None:
    found = compare_texts(said, written)
    assert whole(found.said) == said
    assert whole(found.written) == written


@given(TEXT, TEXT)
def test_what_is_not_marked_is_the_same_words(said: str, written: str) -> None:
    found = compare_texts(said, written)
    assert sorted(shared(found.said)) == sorted(shared(found.written))
    if not found.reordered:
        assert shared(found.said) == shared(found.written)


def test_a_sentence_in_another_place_is_not_called_missing() -> None:
    """The first screen had it on both sides, as "what the record does not have"."""
    said = "He's okay.\nThey want fifty quid by midnight. Or they send it.\nYeah. He wants money."
    written = "They want fifty quid by midnight. Yeah. He wants money. He's okay."
    found = compare_texts(said, written)
    assert marked(found.said) == ["Or they send it."]
    assert marked(found.written) == []
    assert found.reordered


def test_the_number_of_a_question_is_not_an_added_word() -> None:
    """The form asks for it: "put (1) at that point in their words"."""
    found = compare_texts("There was a pier. He left.", "There was a pier (1). He left(2).")
    assert not found.differs
    assert compare_texts("I'm 15.", "I'm.").differs


@given(WORDS, WORDS)
def test_no_more_is_marked_than_must_be(first: list[str], second: list[str]) -> None:
    found = compare_texts(" ".join(first), " ".join(second))
    keys = words(" ".join(first)), words(" ".join(second))
    if found.reordered:  # all else is the same, and so is what was moved
        assert sorted(keys[0]) == sorted(keys[1])
        assert not found.differs
    else:
        assert len(shared(found.said)) == longest(*keys)


@given(TEXT)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert not compare_texts(text, text).differs


def test_what_was_left_out_and_what_was_added_is_marked_word_by_word() -> None:
    found = compare_texts(SAID, "He picks me up in his white van. I don't want to talk.")
    assert marked(found.said) == ["round the back.", "about it."]
    assert marked(found.written) == ["white"]


@pytest.mark.parametrize(
    "written",
    [
        "he picks me up in his van round the back. i don\u2019t want to talk about it",
        "\u201cHe picks me up in his van - round the back\u201d I don't want to talk about it",
        SAID.replace("\n", "   "),
    ],
)
def test_capitals_apostrophes_marks_and_lines_are_not_marked(written: str) -> None:
    assert not compare_texts(SAID, written).differs


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("It's Mick's game. We're off.", "Its Micks game. were off"),
        ("It\u2019s Mick\u2019s.", "It's Micks"),
        ("Mum\u2018s okay, half-past ten.", "Mums OK half past ten"),
    ],
)
def test_a_missing_apostrophe_or_hyphen_is_no_other_word(said: str, written: str) -> None:
    assert not compare_texts(said, written).differs


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("He picks me up in his van, round the back.", "Round the back he picks me up in his van."),
        ("Neil messages me every night. He shouts.", "Every night Neil messages me. He shouts."),
        (
            "A white car drops her at the corner. Never at the door. Always the corner.",
            "A white car drops her at the corner, always the corner, never at the door.",
        ),
        ("It was dark, I ran, he followed me.", "He followed me, it was dark, I ran."),
    ],
)
def test_a_moved_clause_is_not_called_missing(said: str, written: str) -> None:
    found = compare_texts(said, written)
    assert not found.differs, (found.said, found.written)
    assert found.reordered


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("He puts his hand on my leg.", "He puts his hand on my arm."),
        ("Mick hit Neil. I saw.", "Neil hit Mick. I saw."),
        ("Big Mick was kicking Old Neil there.", "Old Neil was kicking Big Mick there."),
        ("He shouts every night. She cries.", "He shouts. She cries every night."),
        ("I only told Mum.", "I told Mum only."),
    ],
)
def test_a_changed_word_is_still_marked(said: str, written: str) -> None:
    found = compare_texts(said, written)
    assert marked(found.said)
    assert marked(found.written)


SPOKEN = "Did he?\nIt's stupid.\nHe picks me up after.\nNo.\nI don't want to talk."


@pytest.mark.parametrize(
    ("written", "added"),
    [
        ("It's stupid. He picks me up after. No. I don't want to talk.", []),
        ("It's stupid. No. He picks me up after. I don't want to talk.", ["No."]),
        ("No. It's stupid. He picks me up after. I don't want to talk.", ["No."]),
        ("No. I don't want to talk. He picks me up after.", []),
        ("He picks me up after. No, miss. I don't want to talk.", ["miss."]),
        ("No.", ["No."]),
    ],
)
def test_a_short_answer_is_the_same_only_where_it_was_given(written: str, added: list[str]) -> None:
    """ "Yes." and "No." are said often: to another question they are another answer."""
    found = compare_texts(SPOKEN, written)
    assert [one.strip() for one in marked(found.written)] == added
    assert ("No." in " ".join(marked(found.said))) == (added == ["No."])


def test_own_statements_among_the_questions_are_not_marked() -> None:
    asked, also = "What happened then?\nIs he here?", "Thank you for telling me, Rory.\nOkay."
    written = "What happened then? Thank you for telling me. Okay. Was he here?"
    found = compare_texts(asked, written, also)
    assert marked(found.written) == ["Was"]
    assert marked(found.said) == ["Is"]
    assert marked(compare_texts(asked, written).written) == ["Thank you for telling me. Okay. Was"]


def test_a_whole_line_that_was_left_out_is_marked_from_its_beginning() -> None:
    said = "He stops the car.\nHe puts his hand on me.\nHe says it is nothing."
    assert marked(compare_texts(said, "He puts his hand on me.").said) == [
        "He stops the car.",
        "He says it is nothing.",
    ]
    assert marked(compare_texts("a b\na b\na b", "a b").said) == ["a b\na b"]


def test_nothing_written_omits_everything_and_nothing_said_adds_it() -> None:
    assert marked(compare_texts(SAID, "").said) == [SAID]
    assert compare_texts(SAID, "").written == ()
    assert marked(compare_texts("", SAID).written) == [SAID]
    assert compare_texts("", "") == TextComparison((), ())


def test_arabic_with_its_vowel_signs_is_whole_words() -> None:
    said = "قَالَ لِي لَا تُخْبِرِي أَحَدًا"
    found = compare_texts(said, said.replace("أَحَدًا", "أُمَّكِ"))
    assert marked(found.said) == ["أَحَدًا"]
    assert marked(found.written) == ["أُمَّكِ"]


def test_signs_that_are_written_without_spaces_are_compared_one_by_one() -> None:
    found = compare_texts("他开白车来", "他开黑车来")
    assert marked(found.said) == ["白"]
    assert marked(found.written) == ["黑"]


def test_a_heart_is_a_word_and_a_dash_is_none() -> None:
    assert marked(compare_texts("love you \u2764\ufe0f", "love you").said) == ["\u2764\ufe0f"]
    assert not compare_texts("love you -", "love you").differs


@pytest.mark.parametrize("written", ["x " * 10_000, "车" * 20_000, "!" * 20_000, " \n" * 10_000])
def test_the_longest_text_that_a_record_holds_takes_no_time(written: str) -> None:
    said = "x y " * 5_000
    assert whole(compare_texts(said, written).written) == written
    assert measure_cost(lambda: compare_texts(said, written), tries=1) < A_MOMENT


def test_texts_that_are_too_long_are_shown_and_not_compared() -> None:
    found = compare_texts("a " * (MAX_WORDS + 1), "b")
    assert not found.compared
    assert not found.differs
    assert compare_texts("a " * MAX_WORDS, "b").compared


def test_very_different_texts_of_the_greatest_length_are_compared_in_time() -> None:
    first = " ".join(f"a{number % 977}" for number in range(MAX_WORDS))
    second = " ".join(f"a{number * 7 % 1009}" for number in range(MAX_WORDS))
    found = compare_texts(first, second)
    assert measure_cost(lambda: compare_texts(first, second), tries=1) < A_MOMENT
    assert whole(found.said) == first
    assert found.differs
