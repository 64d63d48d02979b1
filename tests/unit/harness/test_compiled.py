"""What the tests compile once a process is the same as if each had compiled it."""

import tomllib

import pytest

from content.patterns import PatternError, compile_patterns

NO_TEXT_OF_OURS = 'made_up = ["for", "this", "test"]'


def test_whoever_reads_tables_again_has_them_for_their_own():
    first = tomllib.loads(NO_TEXT_OF_OURS)
    first["made_up"].append("spoiled")
    assert tomllib.loads(NO_TEXT_OF_OURS) == {"made_up": ["for", "this", "test"]}


def test_a_text_that_is_wrong_is_refused_each_time():
    for _ in range(2):
        with pytest.raises(tomllib.TOMLDecodeError):
            tomllib.loads("made_up = [for]")


def test_a_pattern_is_compiled_anew_for_other_words_of_its_list():
    for words in (("sister", "brother"), ("sister",), ()):
        (pattern,) = compile_patterns(["my {made_up}"], {"made_up": words})
        assert pattern.slots[1].words == frozenset(words)
    with pytest.raises(PatternError, match="no list of words"):
        compile_patterns(["my {made_up}"], {})


def test_a_pattern_is_compiled_anew_for_the_case_of_its_words():
    (folded,) = compile_patterns(["Sunday"], {})
    (cased,) = compile_patterns(["Sunday"], {}, cased=True)
    assert (folded.slots[0].words, cased.slots[0].words) == ({"sunday"}, {"Sunday"})
