"""Rough notes: the first text stays with its time, a later one stands after it, never instead."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.pages import PAGES_BY_NAME
from app.domain.record import rough_notes
from app.domain.record.answer_parsing import parse_answers
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import Record, decode_entry, encode_canonical
from app.domain.record.form_data import select_page_fields
from app.domain.record.rough_notes import (
    MAX_NOTES,
    SITTING,
    carry_notes_and_answer_times,
    mark_note_growing,
)
from tests.unit.domain.record.filled_answers import CHOICES, TODAY

VECTOR = Path(__file__).parents[3] / "vectors" / "record" / "schema-1-first-notes.json"
ACCOUNT, NOON = "account", datetime(2026, 11, 25, 12, tzinfo=UTC)


def note(text):
    return {"first_note": [text]} if text else {}


def page(*saves):
    """A page after saves of (minute, text, how): "types" saves itself, "left" is a button."""
    held = {}
    for minute, text, how in saves:
        raw = mark_note_growing(ACCOUNT, note(text)) if how == "types" else note(text)
        held = carry_notes_and_answer_times(ACCOUNT, held, raw, NOON + timedelta(minutes=minute))
    return held


def kept(held):
    return [
        (one.text, (one.at - NOON) / timedelta(minutes=1))
        for one in rough_notes.list_rough_notes(held)
    ]


def test_a_growing_note_is_one_text_with_the_time_of_its_last_word():
    held = page((0, "J", "types"), (1, "J / pics", "types"), (2, "J / pics", "left"))
    assert kept(held) == [("J / pics", 1)]


def test_left_with_a_button_it_stays_and_another_text_follows():
    held = page((0, "pics", "left"), (20, "no pics", "left"), (30, "no pics", "left"))
    assert kept(held) == [("pics", 0), ("no pics", 20)]
    assert [one.text for one in rough_notes.list_earlier_rough_notes(held)] == ["pics"]


def test_a_text_that_was_left_stays_and_typing_on_makes_one_more():
    held = page((0, "pics", "left"), (1, "pics a", "types"), (2, "pics ab", "types"))
    assert kept(held) == [("pics", 0), ("pics ab", 2)]


def test_a_text_that_lay_still_for_a_sitting_stays_without_any_button():
    minutes = SITTING / timedelta(minutes=1)
    soon = page((0, "pics", "types"), (minutes - 1, "other", "types"))
    late = page((0, "pics", "types"), (minutes, "other", "types"))
    assert [text for text, _ in kept(soon)] == ["other"]
    assert [text for text, _ in kept(late)] == ["pics", "other"]


def test_what_was_left_stays_when_the_box_is_emptied():
    held = page((0, "pics", "left"), (1, "", "left"))
    assert kept(held) == [("pics", 0)]
    assert [one.text for one in rough_notes.list_earlier_rough_notes(held)] == ["pics"]


def test_going_back_to_the_first_text_is_a_text_too():
    held = page((0, "a", "left"), (1, "b", "left"), (2, "a", "left"))
    assert [text for text, _ in kept(held)] == ["a", "b", "a"]


def test_a_text_that_cannot_be_signed_is_never_kept_in_the_way_of_signing():
    held = page((0, "pics\x07", "left"), (1, "pics", "left"))
    assert kept(held) == [("pics", 1)]


def test_the_first_texts_stay_when_there_are_too_many():
    held = page(*((n, f"text {n}", "left") for n in range(MAX_NOTES + 5)))
    texts = [text for text, _ in kept(held)]
    assert len(texts) == MAX_NOTES
    assert texts[0] == "text 0"
    assert texts[-1] == f"text {MAX_NOTES + 4}"


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"))), max_size=MAX_NOTES))
def test_no_text_that_was_left_is_ever_lost_or_altered(texts):
    held = page(*((number, text, "left") for number, text in enumerate(texts)))
    found = [text for text, _ in kept(held)]
    written = [text for text in texts if text.strip()]
    assert set(found) == set(written)
    assert found[:1] == written[:1]


@pytest.mark.parametrize("name", sorted({*page((0, "a", "left")), *mark_note_growing(ACCOUNT, {})}))
def test_no_form_can_send_what_is_kept(name):
    sent = select_page_fields(PAGES_BY_NAME[ACCOUNT], {name: ["made up"], "worry": ["x"]})
    assert sent == {"worry": ["x"]} | (note("made up") if name == "first_note" else {})


def test_the_parts_hold_each_text_with_its_time_in_london():
    summer = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
    held = carry_notes_and_answer_times(ACCOUNT, {}, note("pics"), summer)
    held = carry_notes_and_answer_times(
        ACCOUNT, held, note("no pics"), summer + timedelta(minutes=15)
    )
    first, second = parse_answers(PAGES_BY_NAME[ACCOUNT], held, ("c1", "c2"), TODAY, CHOICES).parts
    day = {"date": "2026-07-01", "zone": "Europe/London"}
    assert first.values == {"first_note": "pics", "first_note_at": {**day, "time": "13:05"}}
    assert second.values == {
        "first_note_later": "no pics", "first_note_later_at": {**day, "time": "13:20"},
    }  # fmt: skip
    assert (second.item, second.children) == ("2", ("c1", "c2"))
    assert [(row.text, row.quote) for row in make_answer_rows(second, {})] == [
        ("no pics", True), ("1 July 2026, 13:20", False),
    ]  # fmt: skip


def test_the_frozen_record_with_changed_notes_is_read_for_ever():
    frozen = VECTOR.read_bytes()
    record = decode_entry(frozen)
    assert isinstance(record, Record)
    assert encode_canonical(record) == frozen
    assert [row.text for part in record.parts for row in make_answer_rows(part, {})] == [
        "Sleeves pulled down.",
        "J / pics / insta",
        "24 November 2026, 14:05",
        "J / pics / snap, not insta",
        "24 November 2026, 14:20",
    ]
