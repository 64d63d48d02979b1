"""What a reader marked as read, where to go on, and how pages are set."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from app.domain.training.reading_state import (
    ChapterStanding,
    LetterSpacing,
    PageTint,
    ReadChapter,
    ReadingSettings,
    ReadingState,
)

DAY = date(2026, 11, 24)
MARKS = {"one": "a" * 16, "two": "b" * 16, "three": "c" * 16}


def read(*keys: str, here: str = "", mark: str = "") -> ReadingState:
    return ReadingState(read={key: ReadChapter(mark or MARKS[key], DAY) for key in keys}, here=here)


def test_a_chapter_is_read_only_as_its_words_were():
    known = read("one")
    assert known.standing("one", MARKS["one"]) is ChapterStanding.READ
    assert known.standing("one", "d" * 16) is ChapterStanding.CHANGED
    assert known.standing("two", MARKS["two"]) is ChapterStanding.NOT_READ


@pytest.mark.parametrize(
    ("reading", "key"),
    [
        (ReadingState(), "one"),
        (read(here="two"), "two"),
        (read("two", here="two"), "three"),
        (read("two", "three", here="three"), "one"),
        (read("one", "two", "three", here="two"), ""),
        (read("one", "two", "three", mark="d" * 16, here="two"), "two"),
        (read(here="gone"), "one"),
    ],
    ids=["nothing yet", "where it was", "read", "round", "all", "all changed", "no such chapter"],
)
def test_one_goes_on_where_one_was_unless_that_is_read(reading, key):
    assert reading.go_on(MARKS) == key


def test_usual_settings_put_nothing_on_a_page():
    assert ReadingSettings().classes == ""
    chosen = ReadingSettings(letters=LetterSpacing.WIDEST, tint=PageTint.BLUE)
    assert chosen.classes == "heard-letters-widest heard-tint-blue"


def test_it_is_kept_and_read_again_as_it_was():
    known = msgspec.structs.replace(
        read("one", here="two"), settings=ReadingSettings(tint=PageTint.GREEN)
    )
    assert msgspec.convert(msgspec.to_builtins(known), ReadingState) == known
    assert "one" not in repr(known)
    assert repr(known.settings) == "<ReadingSettings>"
