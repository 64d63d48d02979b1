"""The pictures of links draw each mention once, hide no mark, and say no more than the tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.domain.values.entry_values import Value
from app.domain.values.normalised import ValueKind
from app.domain.values.values_in_several_files import Mention, ValueGroup, group_values
from app.review.child_links.days_picture import GAP, HOP, LEFT, RIGHT, DaysPicture, draw_days
from app.review.child_links.things_picture import (
    LONGEST_NAME,
    MOST_CONCERNS,
    MOST_FILES,
    MOST_THINGS,
    draw_things,
    shorten,
    take_what_fits,
)

TODAY = date(2026, 11, 28)
NAMES = {"f3": "Casey Marsh", "f1": "Maya Ellis", "f2": "Robin Archer"}


def mention(text: str, key: str, concern: str, days: int, *files: str, by: str = "Sam Lee"):
    at = datetime(2026, 11, 20, 12, tzinfo=UTC) - timedelta(days=days)
    value = Value(ValueKind.PLATE, key, text, "people", "vehicles")
    return Mention(value, concern, 1, at, by, files)


def draw_case() -> tuple[tuple[ValueGroup, ...], DaysPicture]:
    groups = group_values(
        [
            mention("FN99 KXB", "fn99kxb", "k1", 30, "f3"),
            mention("FN99 KXB", "fn99kxb", "k2", 20, "f3", "f1"),
            mention("ends KXB", "kxb$", "k3", 10, "f2", by="Pat Jones"),
            mention("YJ21 ABC", "yj21abc", "k3", 10, "f2"),
            mention("YJ21 ABC", "yj21abc", "k1", 30, "f3"),
        ]
    )
    return groups, draw_days(groups, groups, NAMES, TODAY)


def test_a_line_says_whether_a_file_names_a_thing_often_or_not_surely():
    picture = draw_things(draw_case()[0], NAMES)
    assert [(one.letter, one.name) for one in picture.things] == [
        ("A", "FN99 KXB"), ("B", "YJ21 ABC"),
    ]  # fmt: skip
    assert [one.name for one in picture.files] == list(NAMES.values())
    thing, file = ({one.y: one.name for one in some} for some in (picture.things, picture.files))
    assert [
        (thing[one.thing_y], file[one.file_y], one.naming.is_often, one.naming.is_unsure)
        for one in picture.lines
    ] == [
        ("FN99 KXB", "Casey Marsh", True, False),
        ("FN99 KXB", "Maya Ellis", False, False),
        ("FN99 KXB", "Robin Archer", False, True),
        ("YJ21 ABC", "Casey Marsh", False, False),
        ("YJ21 ABC", "Robin Archer", False, False),
    ]


def test_each_concern_is_marked_in_each_of_its_files_as_in_the_table():
    _, picture = draw_case()
    lanes = {one.y: one.name for one in picture.lanes}
    drawn = {(one.number, lanes[one.y], one.letters) for one in picture.marks}
    told = {
        (row.number, child, "".join(letter for letter, _ in row.things))
        for row in picture.rows
        for child in row.children
    }
    assert drawn == told
    assert [(row.number, row.concern, row.children, row.by) for row in picture.rows] == [
        (1, "k1", ("Casey Marsh",), ("Sam Lee",)),
        (2, "k2", ("Casey Marsh", "Maya Ellis"), ("Sam Lee",)),
        (3, "k3", ("Robin Archer",), ("Pat Jones", "Sam Lee")),
    ]
    joined = [one for one in picture.marks if one.number == 2]
    assert [(one.x, one.y, one.end_y) for one in picture.joins] == [
        (joined[0].x, joined[0].y, joined[1].y)
    ]


def test_a_join_touches_no_lane_of_a_child_that_it_is_not_about():
    groups = group_values(
        [
            mention("FN99 KXB", "fn99kxb", "k1", 30, "f3", "f2"),
            mention("FN99 KXB", "fn99kxb", "k2", 20, "f1"),
        ]
    )
    picture = draw_days(groups, groups, NAMES, TODAY)
    first, passed, last = (one.y for one in picture.lanes)
    assert [(one.y, one.end_y) for one in picture.joins] == [
        (first, passed - HOP), (passed + HOP, last),
    ]  # fmt: skip


def test_what_is_named_of_one_child_is_not_shown_for_another():
    groups = group_values(
        [
            mention("FN99 KXB", "fn99kxb", "k1", 3, "f1"),
            mention("YJ21 ABC", "yj21abc", "k1", 3, "f2"),
            mention("FN99 KXB", "fn99kxb", "k2", 2, "f2"),
            mention("YJ21 ABC", "yj21abc", "k2", 2, "f1"),
        ]
    )
    picture = draw_days(groups, groups, NAMES, TODAY)
    lanes = {one.y: one.name for one in picture.lanes}
    assert {(one.number, lanes[one.y], one.letters) for one in picture.marks} == {
        (1, "Maya Ellis", "A"), (1, "Robin Archer", "B"),
        (2, "Maya Ellis", "B"), (2, "Robin Archer", "A"),
    }  # fmt: skip
    assert [(row.number, row.children, row.things) for row in picture.rows] == [
        (1, ("Maya Ellis",), (("A", "FN99 KXB"),)), (1, ("Robin Archer",), (("B", "YJ21 ABC"),)),
        (2, ("Maya Ellis",), (("B", "YJ21 ABC"),)), (2, ("Robin Archer",), (("A", "FN99 KXB"),)),
    ]  # fmt: skip


def test_marks_of_one_day_hide_none_and_letters_stay_in_their_lane():
    said = [
        mention(plate, plate.casefold(), f"k{at}", 0, "f1" if at % 2 else "f2")
        for at in range(8)
        for plate in ("FN99KXB", "YJ21ABC", "BD51SMR")
    ]
    groups = group_values(said)
    picture = draw_days(groups, groups, NAMES, TODAY)
    places = [one.x for one in picture.marks if one.y == picture.lanes[0].y]
    assert all(later - one >= 2 * GAP - 0.3 for one, later in zip(places, places[1:], strict=False))
    assert all(LEFT <= one.x <= RIGHT for one in picture.marks)
    assert {one.letters for one in picture.marks} == {"ABC"}
    lowest = max(13 + 17 * len(one.letters) for one in picture.marks)
    first, second = picture.lanes
    assert first.y + lowest < second.y - 12
    assert second.y + lowest <= picture.foot


def test_what_does_not_fit_is_left_to_the_tables_from_the_end():
    many = [
        mention(f"car {one}", f"fn{one:02}kxb", f"k{one}", one, "f1", "f2") for one in range(20)
    ]
    drawn = take_what_fits(group_values(many))
    assert len(drawn) == MOST_THINGS
    assert len(draw_days(group_values(many), drawn, NAMES, TODAY).rows) == 20
    wide = [mention("FN99 KXB", "fn99kxb", f"k{at}", at, f"f{at}") for at in range(MOST_FILES + 1)]
    assert take_what_fits(group_values(wide)) == ()
    names = {f"f{at}": f"Child {at}" for at in range(MOST_FILES + 1)}
    untold = draw_days(group_values(wide), (), names, TODAY)
    assert not untold.lanes
    assert len(untold.rows) == MOST_FILES + 1
    long = [
        mention("FN99 KXB", "fn99kxb", f"k{at}", at, "f1", "f2") for at in range(MOST_CONCERNS + 1)
    ]
    assert take_what_fits(group_values(long)) == ()


def test_a_name_that_is_too_long_is_cut_by_what_it_takes_on_the_page():
    assert shorten("x" * LONGEST_NAME, LONGEST_NAME) == "x" * LONGEST_NAME
    assert shorten("x" * 60, LONGEST_NAME) == "x" * (LONGEST_NAME - 1) + "…"
    assert len(shorten("车" * 60, LONGEST_NAME)) <= LONGEST_NAME / 2
