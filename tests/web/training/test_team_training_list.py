"""Who is trained, in the browser: the list, its filter, its tables, and what went to the board."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from lxml import html
from sqlalchemy import update

from app.models.training import TrainingNote
from app.services.content import workbook_content
from app.services.members.member_status import LONG_TEAM
from app.services.training.team_list import team_training_page
from tests.support.club.many_members import add_confirmed_staff
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.training.completions import complete, note

LIST, BOARD = "/learn/trained", "/learn/trained/board"


@pytest.fixture
def there(world: World) -> Office:
    return Office.today(world)


def done(there: Office, who: str, **more) -> UUID:
    marks = dict(workbook_content.load_current_edition(there.org).marks) | more.pop("changed", {})
    return complete(there, who, "jo", marks=marks, **more)


def tree(client, path: str):
    return html.document_fromstring(client.get(path).get_data(as_text=True))


def rows(client, path: str = LIST) -> dict[str, str]:
    """The words of each row by the name that it begins with."""
    found = tree(client, path).xpath("//tbody/tr")
    texts = [" ".join(" ".join(one.itertext()).split()) for one in found]
    names = [" ".join(one.xpath("string(th/bdi)").split()) for one in found]
    return dict(zip(names, texts, strict=True))


def test_the_list_says_of_each_person_all_that_there_is_to_know(world: World, there: Office):
    today = f"{there.now.day} {there.now:%B %Y}"
    about = done(there, "sam")
    note(there, about, "sam", "jo", "sent", there.now.date())
    done(there, "pat", changed={"signs": "older"})
    found = rows(world.client("jo"))
    assert list(found) == sorted(found)
    assert "Current" in found["Sam Lee"]
    for words in (f"Current {today}", "Edition 1 ", "Confirmed by Jo Smith", f"Sent {today}"):
        assert words in found["Sam Lee"]
    assert "No certificate recorded" in found["Sam Lee"]
    assert "Chapters changed To read again: Spotting the signs" in found["Pat Jones"]
    assert "Not completed yet" in found["Tess Bell"]
    assert "Nothing yet" in found["Tess Bell"]
    text = world.client("senior").page(LIST).text
    assert "has not been confirmed here" in text  # how often: the board has not said
    assert not re.search(r"\d+ (?:of|out of) \d+|per cent|%", text)


def test_one_standing_is_chosen_by_a_link_and_nothing_of_it_is_a_name(world: World, there: Office):
    done(there, "sam")
    page = world.client("jo").page(LIST)
    assert f"{LIST}?standing=current" in page.links
    assert set(rows(world.client("jo"), f"{LIST}?standing=current")) == {"Sam Lee"}
    assert "Sam Lee" not in rows(world.client("jo"), f"{LIST}?standing=not_yet")
    nobody = world.client("jo").page(f"{LIST}?standing=overdue").text
    assert "No one is on this list today" in nobody
    assert len(rows(world.client("jo"), f"{LIST}?standing=nonsense&page=-4")) == len(world.people)


def test_a_change_behind_heard_is_named_and_no_one_counts_as_trained(world: World, there: Office):
    done(there, "sam")
    world.change(update(TrainingNote).values(signature=bytes(64)))
    found = rows(world.client("jo"))["Sam Lee"]
    assert "Record cannot be trusted" in found
    assert "Nothing yet" in found
    assert "Confirmed by" not in found
    home = world.client("sam").page("/").text
    assert "Your training record was changed outside Heard and cannot be trusted" in home


def test_the_list_is_for_leads_and_seniors_alone(world: World):
    for who in ("sam", "tess", "kit"):
        for path in (LIST, BOARD):
            assert world.client(who).get(path).status_code == 403
        assert LIST not in world.client(who).page("/").links
    for who in ("jo", "senior"):
        assert LIST in world.client(who).page("/").links


def test_the_whole_list_is_one_press_away_as_a_table(world: World, there: Office):
    done(there, "sam")
    jo = world.client("jo")
    answer = jo.post(f"{LIST}/csv", data={"csrf_token": jo.csrf(LIST)})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "who-is-trained.csv" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[0][:2] == ["name", "job_title"]
    assert len(lines) == 1 + len(world.people)


def test_details_go_by_hand_and_are_noted_only_when_somebody_says_so(world: World, there: Office):
    done(there, "sam")
    jo = world.client("jo")
    about = tree(jo, BOARD).xpath("//input[@name='about']/@value")
    assert "Sam Lee" in jo.page(BOARD).text
    token = {"csrf_token": jo.csrf(BOARD)}
    table = jo.post(f"{BOARD}/csv", data=token | {"about": about[:1]})
    lines = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert [len(line) for line in lines] == [5, 5]
    done(there, "pat")  # completed after the table was made
    sent = {"about": about[:1], "sure": "y", "on": "today"}
    for _ in range(2):  # pressed twice
        assert jo.post(BOARD, data=token | sent).location == f"{BOARD}?noted=1"
    assert there.count(TrainingNote) == 3
    assert "Sent" in rows(jo)["Sam Lee"]
    left = jo.page(BOARD).text
    assert "Pat Jones" in left
    assert "Sam Lee" not in left.partition("Who is in this table")[2]


def test_what_is_to_mend_is_an_address_that_shows_the_same_people(world: World, there: Office):
    done(there, "sam")
    jo = world.client("jo")
    about = tree(jo, BOARD).xpath("//input[@name='about']/@value")
    done(there, "pat")  # completed after the page was opened
    token = {"csrf_token": jo.csrf(BOARD)}
    for fields, words in (
        ({"on": "today"}, "Tick this when you have sent it"),
        ({"sure": "y"}, "Enter the day"),
        ({"sure": "y", "on": "32/1/2026"}, "There is no such day"),
        ({"sure": "y", "on": "1/1/2020"}, "completed the workbook after this day"),
        ({"sure": "y", "on": _later(there)}, "This day has not come yet"),
    ):
        answer = jo.post(BOARD, data=token | {"about": about} | fields)
        assert (answer.status_code, answer.location) == (303, f"{BOARD}?check=day")
        page = jo.get(answer.location).get_data(as_text=True)
        assert words in page
        assert "Pat Jones" not in page
        assert f'value="{fields.get("on", "")}"' in page or "on" not in fields
    assert there.count(TrainingNote) == 2
    jo.post(BOARD, data=token | {"about": about, "sure": "y", "on": "today"})
    assert "There is a problem" not in jo.page(f"{BOARD}?check=day").text


def test_whose_certificate_came_is_not_asked_for_again(world: World, there: Office):
    about = done(there, "sam")
    assert "Sam Lee" in world.client("jo").page(BOARD).text
    note(there, about, "sam", "jo", "received", there.now.date())
    assert "No one is waiting today" in world.client("jo").page(BOARD).text
    assert "Not recorded as sent" in rows(world.client("jo"))["Sam Lee"]


def _later(there: Office) -> str:
    day = there.now.date() + timedelta(days=2)
    return f"{day.day}/{day.month}/{day.year}"


def test_a_page_without_anybody_notes_and_downloads_nothing(world: World):
    jo = world.client("jo")
    assert "No one is waiting today" in jo.page(BOARD).text
    token = {"csrf_token": jo.csrf(BOARD)}
    for path, fields in ((f"{BOARD}/csv", {}), (BOARD, {"on": "today", "sure": "y"})):
        answer = jo.post(path, data=token | fields | {"about": "no-id"})
        assert (answer.status_code, answer.location) == (303, f"{BOARD}?check=gone")
        assert "No one in that table is waiting now" in jo.page(answer.location).text


def test_a_trainer_prints_a_debrief_sheet_without_a_name_on_it(world: World, there: Office):
    page = world.client("senior").page("/learn/trained/debrief").text
    for words in ("What is grooming?", "an emotional connection", "Hours for CPD", "minutes of"):
        assert words in page
    assert "Tess Bell" not in page
    assert world.client("sam").get("/learn/trained/debrief").status_code == 403


def test_home_says_when_training_comes_due_and_when_it_is_overdue(
    world: World, there: Office, monkeypatch
):
    from app.services.training import team_standing

    done(there, "sam", on=date(2020, 1, 31))
    assert (
        "Your training was due" not in world.client("sam").page("/").text
    )  # nobody said how often
    months = team_standing.RenewalRule(12, 60)
    monkeypatch.setattr(team_standing, "find_renewal_rule", lambda _uow: months)
    assert "Your training was due by 31 January 2021" in world.client("sam").page("/").text
    long = team_standing.RenewalRule(120, 3650)
    monkeypatch.setattr(team_standing, "find_renewal_rule", lambda _uow: long)
    assert "Your training is due by 31 January 2030" in world.client("sam").page("/").text
    assert "Your training was due" not in world.client("pat").page("/").text


def test_a_search_is_in_no_address_and_goes_along_to_each_page(world: World, monkeypatch):
    monkeypatch.setattr(team_training_page, "PAGE_SIZE", 3)
    add_confirmed_staff(world, LONG_TEAM)
    jo = world.client("jo")
    answer = jo.send(f"{LIST}/search", {"q": "bróok", "standing": "not_yet"}, via=LIST)
    assert answer.status_code == 303
    assert answer.location == f"{LIST}?standing=not_yet&search=1#found"
    first = jo.page(answer.location)
    assert "10 people found" in first.text
    assert f"{LIST}?standing=current&search=1" in first.links, "a status narrows what was found"
    assert "Page 1 of 4" in first.text
    (following,) = [one for one in first.links if "page=2" in one]
    assert "br" not in following.partition("?")[2]
    assert all("Brook" in name for name in (*rows(jo, answer.location), *rows(jo, following)))
    assert "10 people found" not in jo.page(LIST).text, "the whole list is where it was"
    assert "Page 2 of 4" in jo.page(following).text, "and Back shows the same page again"


def test_a_search_that_finds_no_one_or_is_empty_says_so(world: World):
    add_confirmed_staff(world, LONG_TEAM)
    jo = world.client("jo")
    found = jo.page(jo.send(f"{LIST}/search", {"q": "zzz"}, via=LIST).location)
    assert "No one was found. Check the spelling" in found.text
    assert "Stop searching" in found.text
    whole = jo.page(jo.send(f"{LIST}/search", {"q": " "}, via=LIST).location).text
    assert "Everyone is shown. To search, enter part of a name or email address." in whole
    assert "No one was found" not in whole


def test_a_small_team_is_not_searched(world: World):
    assert "Search the team" not in world.client("jo").page(LIST).text
