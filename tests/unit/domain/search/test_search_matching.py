"""A search finds a child, a plate or a user name however it was typed, and says why."""

import pytest

from app.domain.search.answer_match import SearchedText, WordMatcher, match_answers
from app.domain.search.name_match import NameMatch, match_name
from app.domain.search.search_query import parse_query


@pytest.mark.parametrize(
    ("typed", "name", "why"),
    [
        ("maya ellis", "Maya Ellis", NameMatch.SAME),
        ("  ELLIS,  maya ", "Maya Ellis", NameMatch.SAME),
        ("zoe", "Zoë Okonkwo-Hart", NameMatch.SAME),
        ("hart", "Zoë Okonkwo-Hart", NameMatch.SAME),
        ("may", "Maya Ellis", NameMatch.STARTS),
        ("maya elis", "Maya Ellis", NameMatch.CLOSE),
        ("amya", "Maya Ellis", None),  # the first letter of a short name is the surest
        ("myaa", "Maya Ellis", NameMatch.CLOSE),
        ("okonwko", "Zoë Okonkwo", NameMatch.CLOSE),
        ("katherine", "Catherine Bell", NameMatch.CLOSE),
        ("becky hart", "Rebecca Hart", NameMatch.OTHER_FORM),
        ("muhammad", "Mo Ali", NameMatch.OTHER_FORM),
        ("shaun", "Seán Reed", NameMatch.OTHER_FORM),
        ("alexander", "Alexandra Reed", NameMatch.CLOSE),
        ("alexander", "Lexi Reed", None),  # both are short for Alexandra, and not for each other
        ("becky hart", "Rebecca Reed", None),
        ("me", "Maya Ellis", NameMatch.INITIALS),
        ("M. E.", "Maya Ellis", NameMatch.INITIALS),
        ("ali", "Alf Reed", None),
        ("maya reed", "Maya Ellis", None),
        ("maya", "", None),
        ("李", "李 明", NameMatch.SAME),
        ("محمد", "محمد علي", NameMatch.SAME),
    ],
)
def test_a_name_is_found_as_people_type_it_and_the_reason_is_said(typed, name, why):
    assert match_name(parse_query(typed), name) is why


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("ab12 cde", "A white Corsa, AB12CDE"),
        ("AB12CDE", "registration ab12 cde, seen twice"),
        ("b12 cd", "AB12 CDE"),
        ("cde", "AB12CDE"),
        ("ABI2 CDE", "AB12 CDE"),
        ("YO18", "YOI8 something"),
        ("07700 900123", "his number is 07700900123"),
        ("900 123", "+44 7700 900123"),
        ("@maya.e09", "on Snapchat as maya_e09"),
    ],
)
def test_part_of_a_plate_number_or_user_name_is_found_at_any_spacing(typed, text):
    found = match_answers(parse_query(typed), [SearchedText("Vehicles", text)])
    assert found is not None
    assert found.places == ("Vehicles",)
    assert not found.missing


def test_words_can_be_in_different_answers_and_common_ones_do_not_count():
    texts = [SearchedText("Vehicles", "white Corsa"), SearchedText("Who else", "a boy, about 17")]
    found = match_answers(parse_query("the boy with the white car"), texts)
    assert found is not None
    assert (set(found.places), found.missing) == ({"Vehicles", "Who else"}, ("car",))
    assert match_answers(parse_query("white van by the canal bridge"), texts) is None


def test_some_of_the_words_are_found_each_with_its_place():
    texts = [SearchedText("Vehicles", "White Corsa"), SearchedText("Places", "car park, Žižkov")]
    matcher = WordMatcher(parse_query("the boy with the white car"))
    found = matcher.match(texts)
    assert found is not None
    assert found.places == ("Vehicles", "Places")
    assert found.words == (("white",), ("car",))
    assert found.missing == ("boy",)
    assert matcher.match([SearchedText("Vehicles", "a scared whippet, offwhite")]) is None
    accents = WordMatcher(parse_query("zizkov boy")).match(texts)
    assert accents is not None
    assert accents.words == (("zizkov",),)


def test_the_answer_with_most_words_is_first_and_three_are_shown():
    texts = [SearchedText(f"Place {n}", "white") for n in range(4)]
    found = match_answers(parse_query("white van"), [*texts, SearchedText("Best", "a white van")])
    assert found is not None
    assert found.places == ("Best", "Place 0", "Place 1")


@pytest.mark.parametrize("text", ["take care", "Carol", "scared", "cardigan"])
def test_a_short_word_is_looked_for_whole(text: str):
    assert match_answers(parse_query("car"), [SearchedText("Words", text)]) is None
    assert match_answers(parse_query("car"), [SearchedText("Words", "two Cars")]) is not None
    assert match_answers(parse_query("vapes"), [SearchedText("Words", f"{text} vapes")]) is not None


@pytest.mark.parametrize("typed", ["", "   ", "--", "\x00", "…"])
def test_nothing_to_look_for_is_no_query(typed):
    assert not parse_query(typed)


def test_a_query_never_shows_its_words_in_a_repr():
    assert "maya" not in repr(parse_query("maya ellis")).casefold()


def test_a_very_long_query_is_cut_and_a_very_long_answer_is_read():
    query = parse_query("maya " * 500)
    assert len(query.text) <= 100
    assert query.words == ("maya",)
    assert match_answers(query, [SearchedText("Words", "x " * 100_000 + "Maya")]) is not None
