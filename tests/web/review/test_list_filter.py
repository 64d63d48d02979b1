"""Filtering the list of concerns: what was chosen is in no address, and each choice goes alone."""

from __future__ import annotations

from tests.support.club.office import CHILD, Office
from tests.support.club.office_today import office
from tests.support.web.checking_client import CheckingClient

__all__ = ["office"]
NAME = CHILD.split()[0]


def choose(jo: CheckingClient, via: str = "/concerns", **form: object) -> str:
    answer = jo.send("/concerns/filter", form, via=via)
    assert answer.status_code == 303
    assert NAME not in answer.location
    return answer.location


def test_a_filter_stays_in_the_session_and_is_taken_away_choice_by_choice(office: Office):
    kept, other = office.signed("sam", danger="yes"), office.signed("pat")
    jo = office.world.client("jo")
    end = choose(jo, words=NAME, danger=["yes"], list="everyone")
    assert end == "/concerns"
    page = jo.page("/concerns")
    assert f"/concerns/{kept}" in page.links
    assert f"/concerns/{other}" not in page.links
    assert "1 concern." in page.text
    assert "Danger: yes" in page.text
    choose(jo, drop="danger=yes", list="everyone")
    page = jo.page("/concerns")
    assert f"/concerns/{other}" in page.links
    assert f"“{NAME}”" in page.text
    choose(jo, clear="1", list="everyone")
    assert "Showing:" not in jo.page("/concerns").text


def test_a_day_that_cannot_be_read_says_how_to_write_it_and_is_not_lost(office: Office):
    office.signed("sam")
    jo = office.world.client("jo")
    assert choose(jo, since="the other day", list="mine") == "/concerns?list=mine"
    page = jo.page("/concerns?list=mine")
    assert "There is a problem" in page.text
    assert "Write it like" in page.text
    assert 'value="the other day"' in jo.get("/concerns").get_data(as_text=True)


def test_each_list_opens_and_marks_itself_and_another_persons_filter_is_not_mine(office: Office):
    office.signed("sam")
    jo, deputy = office.world.client("jo"), office.world.client("deputy")
    choose(deputy, words="nothing like it", list="everyone")
    for kind in ("everyone", "mine", "waiting", "referred", "added", "no-such"):
        answer = jo.get(f"/concerns?list={kind}")
        assert answer.status_code == 200
        assert answer.get_data(as_text=True).count('aria-current="page"') >= 1
    assert CHILD in jo.page("/concerns").text
    assert "Nothing here fits the filter." in deputy.page("/concerns").text


def test_a_worker_cannot_filter(office: Office):
    assert office.world.client("sam").send("/concerns/filter", {}, via="/").status_code == 403
