"""Lines fit, lose nothing, and break where a reader expects."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from referral_forms import fonts
from referral_forms.line_wrap import MAX_HANGING, TAB, wrap_lines
from referral_forms.right_to_left import (
    has_right_to_left,
    isolate_name,
    isolate_numbers,
    join_arabic_letters,
    order_for_drawing,
    starts_right_to_left,
)
from referral_forms.visible_text import make_visible

TEXTS = st.text(max_size=300) | st.text(" a-é\n\t王x", max_size=300)


@given(TEXTS, st.integers(2, 60))
def test_the_lines_joined_are_the_text(text, width):
    for paragraph in make_visible(text).split("\n"):
        written = fonts.replace_undrawable(join_arabic_letters(paragraph.replace("\t", TAB)))
        assert "".join(line.text for line in wrap_lines(paragraph, width)) == written


@given(TEXTS, st.integers(2, 60))
@example("\t\t", 2)  # as many spaces as fit, and those that hang
def test_no_line_is_wider_than_its_column(text, width):
    for line in wrap_lines(text, width):
        assert line.width <= width + 1e-6
        assert len(line.text) - len(line.text.rstrip(" ")) <= MAX_HANGING + width / 0.3


@given(TEXTS)
def test_what_can_be_drawn_has_a_glyph_for_every_character(text):
    for line in wrap_lines(text, 40):
        assert all(fonts.find_glyph(char) for char in line.drawn), ascii(line.drawn)


def shown(text: str, width: float) -> list[str]:
    return [line.text for line in wrap_lines(text, width)]


def test_a_line_breaks_after_a_space_and_keeps_it():
    assert shown("hello big world", 6) == ["hello big ", "world"]


def test_a_new_line_is_kept_and_so_is_an_empty_one():
    assert shown("a\n\n  b", 20) == ["a", "", "  b"]


def test_a_word_without_end_is_broken():
    assert all(shown("x" * 500, 10))
    assert len(shown("x" * 500, 10)) > 10


def test_chinese_breaks_between_characters_but_not_before_a_full_stop():
    assert shown("王小明王小明。", 6) == ["王小明王小", "明。"]


def test_a_line_never_begins_with_a_combining_mark():
    broken = shown("e\u0301" * 60, 5)
    assert len(broken) > 1
    assert not any(line.startswith("\u0301") for line in broken)


def test_a_text_of_nothing_but_combining_marks_comes_to_an_end():
    assert "".join(shown("\u0301" * 1000, 5)) == "\u0301" * 1000


@pytest.mark.parametrize(
    ("char", "code"),
    [("\x07", "U+0007"), ("\r", "U+000D"), ("\ud800", "U+D800"), ("\ufffe", "U+FFFE")],
)
def test_what_cannot_be_seen_prints_as_its_code(char, code):
    assert make_visible(f"a{char}b") == f"a{code}b"


def test_every_kind_of_line_break_breaks():
    assert make_visible("a\r\nb\u2028c\u2029d") == "a\nb\nc\nd"


def test_a_character_in_no_font_prints_as_its_code():
    assert fonts.replace_undrawable("हि") == "U+0939U+093F"
    assert fonts.replace_undrawable("a\U0001f9d1b") == "aU+1F9D1b"


@pytest.mark.parametrize(
    "text", ["Łukaszewska żółć", "Gŵyn Tŷ", "王小明 さくら", "김민준", "ሳሙኤል", "ไทย"]
)
def test_names_in_these_scripts_are_drawn_not_coded(text):
    assert fonts.replace_undrawable(text) == text
    assert fonts.replace_undrawable(text, bold=True) == text


@pytest.mark.parametrize(
    "text", ["ليلى العبدالله", "ٹھیک ہے ڈاکٹر لڑکی", "ښځه ګل", "ۆ ێ ڕ", "שלום"]
)
def test_right_to_left_scripts_are_drawn_not_coded(text):
    for bold in (False, True):
        assert "U+" not in fonts.replace_undrawable(join_arabic_letters(text), bold)


def test_each_run_is_drawn_with_a_font_that_covers_it():
    assert fonts.split_font_runs("a王b") == [
        ("DejaVuSans", "a"),
        ("DroidSansFallbackFull", "王"),
        ("DejaVuSans", "b"),
    ]


def test_arabic_letters_join_and_run_from_the_right():
    drawn = order_for_drawing(join_arabic_letters("بيت"), right=True)
    assert [f"{ord(char):04X}" for char in drawn] == ["FE96", "FEF4", "FE91"]


def test_brackets_turn_round_in_right_to_left_text():
    assert order_for_drawing("(שלום)", right=True) == "(םולש)"


def test_a_number_reads_from_the_left_in_right_to_left_text():
    assert order_for_drawing("טל 01632-960101", right=True) == "01632-960101 לט"


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize(
    "number", ["07700 900123", "(01724) 296-500", "+44 (0)7700 900-123", "24/11/2026", "2026-11-24"]
)
@pytest.mark.parametrize("name", ["عمر", "שלום"])
def test_the_groups_of_a_number_keep_their_places(name: str, number: str, right: bool):
    for text in (f"{name} {number}", f"Called {name}, {number}, twice", f"{number} ({name})"):
        assert number in order_for_drawing(join_arabic_letters(text), right), text
        assert isolate_numbers(text) == text.replace(number, f'<bdi dir="ltr">{number}</bdi>')


def test_only_right_to_left_text_has_its_numbers_marked():
    assert isolate_numbers("Jo <3, 07700 900123") == "Jo <3, 07700 900123"
    assert isolate_numbers("<b> عمر") == "&lt;b&gt; عمر"


def test_a_name_keeps_what_follows_it_in_place():
    assert isolate_name("Maya") == "Maya"
    line = f"{isolate_name('عمر')}, 14½ and Tom"
    assert not starts_right_to_left(line.removeprefix(isolate_name("عمر")))
    assert line.startswith("\u2068عمر\u2069, 14½")


def test_the_first_strong_character_decides_the_side():
    assert starts_right_to_left("123 שלום abc")
    assert not starts_right_to_left("abc שלום")
    assert not starts_right_to_left("123")


def test_left_to_right_text_is_untouched():
    text = "He said “ok”, 3 < 4 & ½"
    assert not has_right_to_left(text)
    assert order_for_drawing(join_arabic_letters(text), right=False) == text


def test_isolating_controls_do_not_stop_the_ordering():
    assert (
        order_for_drawing(join_arabic_letters("\u2067שלום\u2069 abc"), right=True).strip()
        == "abc םולש"
    )
