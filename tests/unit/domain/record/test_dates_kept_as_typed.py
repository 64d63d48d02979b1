"""A day or time that no one can read is kept as it was typed, wherever it is stored or shown."""

from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.pages import PAGES, label_stored_fields
from app.domain.pages.page_model import UNKNOWN_LABELS, AnswerKind
from app.domain.record.answer_parsing import parse_answers, resolve_relative_times
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.collected_record import collect_record
from app.domain.record.concern_card import make_card, make_unread_sort_key
from app.domain.record.entry_schema import Part, Record, decode_entry, encode_canonical
from app.domain.record.form_data import select_page_fields
from app.domain.record.moments import format_moment
from app.domain.times import typed_dates
from app.review.concern_summary import describe_recording_delay
from content.london_time import LONDON
from referral_forms.filled_form import Answer
from referral_forms.form_filler import fill_form
from referral_forms.forms import NORTH_LINCOLNSHIRE
from referral_forms.summary_html import render_summary_html
from referral_forms.visible_text import make_visible
from tests.unit.domain.record.filled_answers import CHOICES, TODAY
from tests.unit.referral_forms.sample_forms import META

VECTOR = Path(__file__).parents[3] / "vectors" / "record" / "schema-1-as-typed.json"
MOMENTS = {AnswerKind.DATE, AnswerKind.MOMENT, AnswerKind.TIME}
FIELDS = [
    (page, field, at)
    for page in PAGES
    for fields, at in ((page.fields, ""), (page.group.fields if page.group else (), "group"))
    for field in fields
    if field.kind in MOMENTS
]
SIGN = CHOICES["indicators.indicator"][0].token
TYPED = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n"))
UNREADABLE = ["about six", "last tuesday sometime", "2.05", " half two ", "31/2/2026", "25/11/2027"]


def name_of(page, field, at):
    start = "c1." if page.per_child else ""
    which = SIGN if page.pick_group else 0
    return f"{start}{page.group.name}-{which}-{field.name}" if at else start + field.name


def value_of(page, field, at, day, clock=""):
    name = name_of(page, field, at)
    form = {name: [day], f"{name}-time": [clock], "c1.indicators-pick": [SIGN]}
    found = parse_answers(page, select_page_fields(page, form), ("c1",), TODAY, CHOICES)
    assert found.problems == {}
    values = [part.values[field.name] for part in found.parts if field.name in part.values]
    return values[0] if values else None, found.unread


def day_in(text, field):
    try:
        day = typed_dates.read_day(text, TODAY, later=field.later, needs_year=field.needs_year)
    except typed_dates.UnreadableError:
        return None
    return day.isoformat() if field.later or day <= TODAY else None


def time_in(text):
    try:
        return typed_dates.read_time(text)
    except typed_dates.UnreadableError:
        return None


@pytest.mark.parametrize("asked", FIELDS, ids=lambda one: f"{one[0].name}.{one[1].name}")
@settings(max_examples=40)
@given(day=TYPED | st.sampled_from(UNREADABLE), clock=TYPED | st.sampled_from(UNREADABLE))
def test_any_text_typed_for_a_day_or_time_is_stored_and_on_paper(asked, day, clock):
    page, field, at = asked
    value, _ = value_of(page, field, at, day, clock if field.kind is AnswerKind.MOMENT else "")
    typed = [] if field.kind is AnswerKind.TIME else [("date", day, day_in(day, field))]
    if field.kind is not AnswerKind.DATE:
        text = day if field.kind is AnswerKind.TIME else clock
        typed.append(("time", text, time_in(text)))
    if not any(text.strip() for _, text, _ in typed):
        assert value is None
        return
    stored = value if isinstance(value, dict) else {"time": value}
    paper = printed(page, field, value)
    for key, text, readable in typed:
        assert stored[key] == (readable if text.strip() else None)
        if text.strip() and readable is None:
            assert stored[f"{key}_as_typed"] == text
            assert f"{make_visible(text)} (as typed)" in paper
        else:
            assert f"{key}_as_typed" not in stored


def printed(page, field, value):
    (row,) = make_answer_rows(Part(page.part_name, ("c1",), {field.name: value}), {})
    answer = Answer(key=row.key, text=row.text, item=1 if page.group else None)
    return unescape(
        render_summary_html(fill_form(NORTH_LINCOLNSHIRE, label_stored_fields(), (answer,), META))
    )


def test_the_day_stays_where_only_the_time_cannot_be_read():
    told = next(page for page in PAGES if page.name == "told")
    field = next(field for field in told.fields if field.name == "told_lead_at")
    value, unread = value_of(told, field, "", "24/11/2026", "about six")
    assert value == {
        "date": "2026-11-24", "time": None, "time_as_typed": "about six", "zone": "Europe/London",
    }  # fmt: skip
    assert format_moment(value) == "24 November 2026, about six (as typed)"
    assert list(unread) == ["told_lead_at-time"]
    value, unread = value_of(told, field, "", "", "2.05pm")
    assert value == {"date": None, "time": "14:05", "zone": "Europe/London"}
    assert format_moment(value) == "day not given, 14:05"
    assert "about six" not in repr(unread)


def test_a_birthday_without_a_year_is_kept_as_typed_and_asked_about():
    child = next(page for page in PAGES if page.name == "child")
    form = {"children-0-id": ["c1"], "children-0-born_on": ["3 May"]}
    fixed = resolve_relative_times(child, form, datetime(2026, 11, 24, 12, tzinfo=LONDON))
    assert fixed == form
    found = parse_answers(child, fixed, ("c1",), TODAY, CHOICES)
    assert found.parts[0].values["born_on"] == {
        "date": None, "time": None, "date_as_typed": "3 May", "zone": "Europe/London",
    }  # fmt: skip
    (asked,) = found.unread.values()
    assert (asked.what, asked.how, asked.stops) == (
        "Enter the year too.", "Write it like 3/5/2012.", True,
    )  # fmt: skip


def test_too_long_texts_and_control_characters_are_still_refused():
    told = next(page for page in PAGES if page.name == "told")
    for text in ("six\x07", "\ud800", "6" * 20_001):
        for name in ("told_lead_at", "told_lead_at-time"):
            found = parse_answers(told, {name: [text]}, ("c1",), TODAY, CHOICES)
            assert list(found.problems) == [name]
    account = {"told_at_time": ["six\x07"]}
    assert (
        "told_at_time" in collect_record({"account": account}, TODAY, CHOICES).problems["account"]
    )


def test_the_frozen_record_with_typed_days_and_times_is_read_for_ever():
    frozen = VECTOR.read_bytes()
    record = decode_entry(frozen)
    assert isinstance(record, Record)
    assert encode_canonical(record) == frozen
    shown = {row.key: row.text for part in record.parts for row in make_answer_rows(part, {})}
    assert shown == {
        "now.danger_now": "Yes",
        "now.leaves_at": "about six (as typed)",
        "account.seen_at": "day not given, 14:05",
        "account.told_at_time": UNKNOWN_LABELS["not_known"],
        "account.told_on": " last tuesday\tsometime  (as typed)",
        "account.worry": "Crying.",
        "told.told_lead_at": "24 November 2026, about six (as typed)",
        "told.when": "last tuesday (as typed), half two (as typed)",
    }


def test_clocks_and_orders_take_what_was_typed_as_not_known():
    record = decode_entry(VECTOR.read_bytes())
    assert describe_recording_delay(record) == ""
    card = make_card(record.parts)
    assert card.leaves_at == "about six (as typed)"
    assert make_unread_sort_key(card, "1") == (False, "99:99", "1")
    long = Part("now", (), {"leaves_at": {"time": None, "time_as_typed": "x " * 10_000}})
    assert len(make_card((long,)).leaves_at) < 300
