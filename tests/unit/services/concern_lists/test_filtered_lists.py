"""The lists of a reader: whose, waiting, referred, added to; and what a filter leaves of each."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.record.entry_schema import Closure, Decision, Reopening
from app.services.concern_lists import filtered_lists as service
from app.services.concern_lists.filtered_lists import ConcernList, ListFilter, load_filtered_list
from app.services.concerns import additions
from app.services.concerns.acknowledgements import acknowledge_concern
from audit.events import Action
from tests.support.club.office import CHILD, Office
from tests.unit.services.concern_lists.test_today import (
    follow,
    hide_closed,
    hide_excluded,
    hide_staff,
    referred,
)

EVERYONE = ConcernList.EVERYONE


def listed(
    office: Office, kind: ConcernList = EVERYONE, who: str = "jo", **chosen: object
) -> list[UUID]:
    found = load_filtered_list(office.at(who), kind, ListFilter(**chosen))
    return [one.id for one in found.items]


def read(office: Office, who: str = "jo", **more: object) -> UUID:
    concern_id = office.signed("sam", **more)
    acknowledge_concern(office.at(who), concern_id)
    return concern_id


def test_mine_are_those_that_i_marked_as_read(office: Office):
    mine, theirs, unread = read(office), read(office, "deputy"), office.signed("sam")
    assert listed(office, ConcernList.MINE) == [mine]
    assert listed(office, ConcernList.MINE, "deputy") == [theirs]
    assert listed(office)[0] == unread
    assert set(listed(office)) == {mine, theirs, unread}


def test_mine_stay_mine_when_a_colleague_marks_added_words_as_read(office: Office):
    mine = read(office)
    words = additions.NewAddition(office.draft("sam", mine), "There is more.")
    additions.add_words(office.at("sam"), mine, words)
    acknowledge_concern(office.at("deputy"), mine)
    assert listed(office, ConcernList.MINE) == [mine]
    assert listed(office, ConcernList.MINE, "deputy") == []


def test_what_was_referred_waits_for_others_and_what_was_not_does_not(office: Office):
    sent, _ = referred(office), read(office)
    for kind in (ConcernList.WAITING, ConcernList.REFERRED):
        assert listed(office, kind) == [sent], kind


def test_added_are_those_with_words_that_no_one_read(office: Office):
    concern_id, _ = read(office), read(office)
    assert listed(office, ConcernList.ADDED) == []
    words = additions.NewAddition(office.draft("sam", concern_id), "There is more.")
    additions.add_words(office.at("sam"), concern_id, words)
    assert listed(office, ConcernList.ADDED) == [concern_id]


def test_each_choice_leaves_what_fits_and_several_must_all_fit(office: Office):
    old = read(office)
    office.now += timedelta(days=3)
    new, yes = read(office, "deputy"), office.signed("pat", danger="yes")
    jo = str(office.id("jo"))
    assert listed(office, lead=jo) == [old]
    assert listed(office, lead=service.NO_LEAD) == [yes]
    assert listed(office, danger=("yes",)) == [yes]
    assert listed(office, danger=(service.BLANK,)) == []
    assert set(listed(office, danger=("no", "yes"))) == {old, new, yes}
    assert set(listed(office, since="27/11/2026")) == {new, yes}
    assert listed(office, since="27/11/2026", danger=("no",)) == [new]
    assert listed(office, words="pat") == [yes]
    assert set(listed(office, words="MONDAY quiet")) == {old, new, yes}
    assert set(listed(office, words=CHILD.split()[0])) == {old, new, yes}
    assert listed(office, words="nobody of that name") == []


@pytest.mark.parametrize(
    ("typed", "group", "fits"),
    [
        ("9R", "9 R", True),
        ("9R", "9-R", True),
        ("9r", "Year 9 R", True),
        ("Yr 9 R", "9R", True),
        ("year 9", "9 R", True),
        ("class", "Class 9R", True),
        ("year", "9R", False),
        ("9R", "9T", False),
        ("9", "19", False),
    ],
)
def test_a_class_is_found_however_it_is_spaced(typed: str, group: str, fits: bool):
    assert service._is_in_group(typed, group) is fits


def test_one_opened_again_is_not_decided_until_somebody_decides(office: Office):
    never, decided = read(office), read(office)
    follow(office, decided, Decision, outcome="early_help", reason="Known.")
    assert listed(office, decided=service.NOT_DECIDED) == [never]
    assert listed(office, decided=service.DECIDED) == [decided]
    follow(office, decided, Closure, reason="Known.")
    follow(office, decided, Reopening, why="More came.")
    assert set(listed(office, decided=service.NOT_DECIDED)) == {never, decided}
    assert listed(office, decided=service.DECIDED) == []


def test_a_day_that_cannot_be_read_filters_nothing(office: Office):
    concern_id = office.signed("sam")
    assert listed(office, since="the other day") == [concern_id]


@pytest.mark.parametrize("hide", [hide_staff, hide_excluded, hide_closed])
def test_no_list_or_filter_shows_what_is_kept_from_the_lead_or_closed(office: Office, hide):
    hide(office)
    for kind in ConcernList:
        found = load_filtered_list(office.at("jo"), kind, ListFilter(words=CHILD))
        assert (found.items, found.more) == ((), False), kind
        assert found.total in (0, None)


def test_looking_is_logged_with_each_concern_that_is_opened(office: Office):
    sent = referred(office)
    jo, since = office.at("jo"), len(office.events())
    load_filtered_list(jo, ConcernList.REFERRED, ListFilter())
    load_filtered_list(jo, ConcernList.MINE, ListFilter())
    assert [(one.act, one.obj, one.objs) for one in office.events()[since:]] == [
        (Action.LIST_VIEWED, "referred/1", ()),
        (Action.TASKS_SHOWN, "referred/1", (str(sent),)),
        (Action.LIST_VIEWED, "mine/1", ()),
    ]


def test_pages_of_a_filtered_list_follow_without_a_gap(office: Office, monkeypatch):
    monkeypatch.setattr(service, "PAGE_SIZE", 2)
    ids = {office.signed("sam") for _ in range(3)}
    pages = [load_filtered_list(office.at("jo"), EVERYONE, ListFilter(), n) for n in (1, 2)]
    assert [(len(one.items), one.more, one.total) for one in pages] == [(2, True, 3), (1, False, 3)]
    assert {item.id for one in pages for item in one.items} == ids


def test_a_choice_is_taken_away_alone():
    chosen = ListFilter(words="x", lead="none", danger=("yes", "no"), since="today")
    assert chosen.without("danger=yes").danger == ("no",)
    assert chosen.without("words") == ListFilter("", "none", ("yes", "no"), "today")
    assert chosen.without("anything") == chosen
    assert not ListFilter()
