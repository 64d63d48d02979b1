"""An answer that is true of one moment keeps when it was given."""

from datetime import UTC, datetime, timedelta

from app.domain.times.answer_times import (
    DANGER_KEY,
    TONIGHT_KEY,
    find_answer_times,
    list_answer_times,
    stamp_answers,
)

AT = datetime(2026, 11, 24, 15, 44, tzinfo=UTC)
LATER = AT + timedelta(hours=2)


def danger(answer: str) -> dict[str, list[str]]:
    return {"danger_now": [answer]} if answer else {}


def times(held: dict[str, list[str]]) -> tuple[datetime, ...]:
    return find_answer_times(list_answer_times({"now": held}, ["c1"]), DANGER_KEY)


def test_a_time_stays_as_long_as_its_answer():
    first = stamp_answers("now", {}, danger("no"), AT)
    same = stamp_answers("now", first, danger("no") | {"where_now": ["Here"]}, LATER)
    assert times(first) == times(same) == (AT,)
    assert times(stamp_answers("now", first, danger("yes"), LATER)) == (LATER,)
    assert times(stamp_answers("now", first, danger(""), LATER)) == ()


def test_an_answer_given_again_has_both_times():
    first = stamp_answers("now", {}, danger("no"), AT)
    assert stamp_answers("now", first, danger("no"), AT + timedelta(seconds=3), again=True) == first
    again = stamp_answers("now", first, danger("no"), LATER, again=True)
    assert times(again) == (AT, LATER)
    last = stamp_answers("now", again, danger("no"), LATER + timedelta(hours=1), again=True)
    assert times(last) == (AT, LATER + timedelta(hours=1))


def test_an_answer_from_before_there_were_times_is_given_none():
    assert times(stamp_answers("now", danger("no"), danger("no"), LATER)) == ()


def test_no_form_can_say_when_an_answer_was_given():
    forged = danger("no") | {"danger_now-given": ["2026-11-24T17:29:00+00:00"]}
    assert times(stamp_answers("now", {}, forged, AT)) == (AT,)


def test_each_child_has_a_time_and_one_who_was_removed_has_none():
    raw = {"c1.safe_tonight": ["yes"], "c2.safe_tonight": ["no"], "c9.safe_tonight": ["no"]}
    first = stamp_answers("wishes", {}, raw, AT)
    both = stamp_answers("wishes", first, raw | {"c2.safe_tonight": ["yes"]}, LATER)
    found = list_answer_times({"wishes": both}, ["c1", "c2"])
    assert [(one.child, one.at) for one in found] == [("c1", AT), ("c2", LATER)]
    assert find_answer_times(found, TONIGHT_KEY, ("c2",)) == (LATER,)
    assert find_answer_times(found, TONIGHT_KEY, ("c1", "c2")) == ()
