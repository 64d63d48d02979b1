"""The picture of a child's file: each mark and each bar is drawn, and the table says the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.children.file_facts import PlanFact, StandingFact, Topic
from app.domain.deadlines.outstanding import OutstandingItem, OutstandingKind
from app.domain.record.entry_schema import Person
from app.review.child_chronology import ChronologyItem, Show
from app.review.child_file.picture_spans import PictureSpan, has_undrawn_plan, list_timeline_spans
from app.review.child_picture import CONCERN_GAP, HEAD, LEFT, RIGHT, SHORTEST_BAR, draw_timeline

TODAY = date(2026, 11, 28)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
JO = Person("j", "Jo Smith", "lead", "", "", ("lead",), True)


def make_item(number: int, kind: Show = Show.CONCERNS, days: int = 0, **more) -> ChronologyItem:
    at = NOON - timedelta(days=days, minutes=-number)
    title = "Record signed" if kind is Show.CONCERNS else kind.value.title()
    return ChronologyItem(kind, UUID(int=number), f"K{number}", 1, title, "Jo Smith", at, **more)


def make_plan(**values: str) -> StandingFact:
    said = PlanFact(by=JO, signed_at=NOON, once="x", **{"plan": "child_in_need", **values})
    return StandingFact(Topic.PLAN, 1, 1, said)


def test_marks_of_one_day_stand_side_by_side_and_keep_their_numbers():
    items = [make_item(number) for number in range(1, 26)]
    drawn = draw_timeline(items, (), TODAY, older=50)
    assert drawn
    for places in ([one.x for one in drawn.marks], [-one.down_y for one in drawn.marks]):
        gaps = [later - one for one, later in zip(places, places[1:], strict=False)]
        assert min(gaps) >= CONCERN_GAP - 0.2
    assert max(one.x for one in drawn.marks) <= RIGHT
    assert [one.number for one in drawn.marks] == list(range(51, 76))
    assert [one.number for one in drawn.rows] == list(range(75, 50, -1))


def test_a_decision_and_its_reasons_are_one_mark_and_one_row():
    decided = make_item(1, Show.DECISIONS)
    drawn = draw_timeline([make_item(2, days=3, words=("no",)), decided, decided], (), TODAY)
    assert drawn
    assert sorted(one.kind for one in drawn.marks) == ["concerns", "decisions", "words"]
    assert [one.what for one in drawn.rows] == [
        "Decisions", "Concern recorded, with the child’s own words",
    ]  # fmt: skip


def test_plans_and_unanswered_referrals_are_bars_and_first_in_the_table():
    waits = [
        (3, OutstandingItem(kind, TODAY, 2, date(2026, 11, 21)))
        for kind in (OutstandingKind.ACKNOWLEDGEMENT, OutstandingKind.REVIEW)
    ]
    plans = [
        make_plan(start="2026-11-10"),
        make_plan(start="2026-11-01", end="2026-11-12"),
        make_plan(start="2025-01-01", end="2025-02-01"),
        make_plan(),
        make_plan(plan="none", start="2026-11-01"),
        make_plan(start="2026-11-12", end="2026-11-01"),
    ]
    spans = list_timeline_spans(plans, waits)
    drawn = draw_timeline([make_item(1), make_item(2, days=9)], spans, TODAY)
    assert drawn
    assert [(one.letter, one.is_waiting) for one in drawn.bars] == [
        ("A", False), ("B", False), ("C", True),
    ]  # fmt: skip
    ended, going_on, waiting = drawn.bars
    assert ended.x < ended.end_x < drawn.today_x == going_on.end_x == waiting.end_x
    assert ended.down_y > ended.down_end > drawn.today_y
    assert [one.what for one in drawn.rows[:3]] == [
        "A: Child in need plan",
        "B: Child in need plan",
        "C: Referral to children’s services: no reply recorded",
    ]
    assert [one.number for one in drawn.rows[:3]] == [0, 0, 3]
    assert drawn.rows[0].when == "1 November 2026 to 12 November 2026"
    assert drawn.rows[2].when == "Since 21 November 2026"


def test_it_is_said_that_a_plan_without_a_start_is_missing():
    assert has_undrawn_plan([make_plan(start="2026-11-12", end="2026-11-01")])
    assert has_undrawn_plan([make_plan(start="2026-11-10"), make_plan()])
    assert not has_undrawn_plan([make_plan(plan="none"), make_plan(start="2026-11-10")])


def test_each_wait_is_named_and_two_concerns_have_two():
    kinds = (OutstandingKind.ACKNOWLEDGEMENT, OutstandingKind.DECIDED, OutstandingKind.OUTCOME)
    found = [OutstandingItem(kind, TODAY, 2, TODAY) for kind in kinds]
    spans = list_timeline_spans((), [(1, found[0]), (2, found[0]), (2, found[1]), (2, found[2])])
    assert [(one.name, one.number) for one in spans] == [
        ("Referral to children’s services: no reply recorded", 1),
        ("Referral to children’s services: no reply recorded", 2),
        ("Reply from children’s services: no decision recorded", 2),
        ("Reply from children’s services: no outcome recorded", 2),
    ]


@pytest.mark.parametrize("day", [date(2026, 10, 31), date(2026, 11, 14), TODAY])
def test_what_lasted_one_day_is_drawn_inside_the_picture(day):
    items = [make_item(1), make_item(2, days=20)]
    drawn = draw_timeline(items, (PictureSpan("Early help plan", day, day),), TODAY)
    assert drawn
    assert not drawn.has_more_plans
    (bar,) = drawn.bars
    assert bar.end_x - bar.x >= SHORTEST_BAR
    assert bar.down_y - bar.down_end >= SHORTEST_BAR
    assert LEFT <= bar.x < bar.end_x <= RIGHT
    assert HEAD <= bar.down_end < bar.down_y <= drawn.foot


def test_the_first_month_and_each_january_have_their_year():
    items = [make_item(1, days=900), make_item(2, days=1010)]
    drawn = draw_timeline(items, (), TODAY, is_newest=False)
    assert drawn
    assert [one.name for one in drawn.months] == ["Mar 2024", "Apr", "May", "Jun"]
    items = [make_item(1, days=300), make_item(2, days=380)]
    drawn = draw_timeline(items, (), TODAY, is_newest=False)
    assert drawn
    assert [one.name for one in drawn.months] == ["Dec 2025", "Jan 2026"]


def test_a_page_of_older_concerns_ends_before_today():
    items = [make_item(1, days=90), make_item(2, days=40)]
    going_on = PictureSpan("Early help plan", date(2024, 1, 1))
    begun_since = PictureSpan("Child in need plan", date(2026, 11, 1))
    drawn = draw_timeline(items, (going_on, begun_since), TODAY, is_newest=False)
    assert drawn
    assert drawn.today_x is None
    assert drawn.has_more_plans
    assert [one.name for _, one in drawn.spans] == ["Early help plan"]
    assert max(one.x for one in drawn.marks) == RIGHT
