"""Groups that do the training together: a day to finish by, and where each person is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from lxml import html
from sqlalchemy import select, update

from app.domain.training.training_status import add_months
from app.models.member import Member
from app.models.organisation import Organisation
from app.models.training import TrainingGroup, TrainingGroupMember, TrainingNote
from app.services.content import workbook_content
from app.services.members import training_groups
from app.services.training.offered_people import MOST_OFFERED
from tests.support.club.many_members import add_confirmed_staff, count_members
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.training.completions import complete
from tests.support.training.confirmations import answer_and_send, record_discussion
from tests.support.web.checking_client import Page

GROUPS = "/learn/trained/groups"
NAME = "Summer volunteers"


MANY = 45
"""People in a group that fills one page and a part of another."""


@pytest.fixture
def there(world: World) -> Office:
    return Office.today(world)


def make(world: World, finish_on: str = "12/12/2099", who: str = "jo") -> str:
    """Make a group, and return the address of its page."""
    answer = world.client(who).send(GROUPS, {"name": NAME, "finish_on": finish_on})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def add(world: World, there: Office, group: str, *people: str) -> None:
    ticked = [str(there.id(who)) for who in people]
    answer = world.client("jo").send(f"{group}/add", {"member": ticked}, via=group)
    assert answer.status_code == 303


def list_offered(page: Page) -> list[str]:
    """Return the ids of the people to tick."""
    boxes = (one for one in page.controls if one.get("type") == "checkbox")
    return [one["value"] for one in boxes if one.get("name") == "member"]


def test_a_lead_makes_a_group_and_its_people_see_the_day(world: World, there: Office) -> None:
    group = make(world)
    add(world, there, group, "tess", "sam")
    page = world.client("senior").page(group).text
    for words in (NAME, "Finish by 12 December 2099", "Tess Bell", "Not completed yet"):
        assert words in page
    for path in ("/learn", "/"):
        own = " ".join(world.client("tess").page(path).text.split())
        assert f"Finish by 12 December 2099 with {NAME}" in own, path
    assert NAME not in world.client("pat").page("/learn").text, "not in the group"
    marks = dict(workbook_content.load_current_edition(there.org).marks)
    complete(there, "tess", "jo", marks=marks)
    assert NAME not in world.client("tess").page("/learn").text, "there is nothing to finish"


def days_ago(months: int, days: int) -> Callable[[Office], UUID]:
    """Return what lets Tess complete it so many months and days ago, where it is due every 24."""

    def finish(there: Office) -> UUID:
        there.world.change(update(Organisation).values(pack="example_authority"))
        marks = dict(workbook_content.load_current_edition(there.org).marks)
        day = add_months(there.now.date(), -months) + timedelta(days=days)
        return complete(there, "tess", "jo", marks=marks, on=day)

    return finish


def finish_older_words(there: Office) -> None:
    marks = dict(workbook_content.load_current_edition(there.org).marks)
    complete(there, "tess", "jo", marks={**marks, "signs": "older"})


def finish_and_change_behind_heard(there: Office) -> None:
    days_ago(0, 0)(there)
    there.world.change(update(TrainingNote).values(signature=bytes(64)))


def ask_for_more(there: Office) -> None:
    record_discussion(there, "jo", answer_and_send(there, "tess", "jo"), "more")


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (lambda there: None, "Not completed yet"),
        (
            lambda there: answer_and_send(there, "tess", "jo"),
            "Answers sent, waiting to be confirmed",
        ),
        (ask_for_more, "Asked to add to the answers"),
        (days_ago(0, 0), "Current Due by"),
        (days_ago(24, 30), "Due soon Due by"),
        (days_ago(24, -1), "Overdue Was due by"),
        (finish_older_words, "Chapters changed To read again: Spotting the signs"),
        (finish_and_change_behind_heard, "Record cannot be trusted"),
    ],
    ids=["none", "sent", "more", "current", "soon", "overdue", "changed", "not trusted"],
)
def test_a_group_shows_the_status_of_each_person(
    world: World, there: Office, happens: Callable[[Office], object], words: str
) -> None:
    group = make(world)
    add(world, there, group, "tess", "sam")
    happens(there)
    status = list_status(world.client("jo").get(group).get_data(as_text=True))
    assert status["Tess Bell"].startswith(words)
    assert status["Sam Lee"] == "Not completed yet", "and no one else's"


def list_status(page: str) -> dict[str, str]:
    """Return the words of each status in the table of a group, by name."""
    rows = html.document_fromstring(page).xpath("//tbody/tr")
    return {
        one.xpath("string(th/bdi)"): " ".join(" ".join(one.xpath("td[1]//text()")).split())
        for one in rows
    }


def test_of_two_groups_the_nearest_day_is_shown_and_a_spoiled_day_is_none(
    world: World, there: Office
) -> None:
    for name, day in (("Later", "12/12/2099"), ("Sooner", "11/12/2099")):
        answer = world.client("jo").send(GROUPS, {"name": name, "finish_on": day})
        add(world, there, answer.headers["Location"], "tess")
    assert "Finish by 11 December 2099" in world.client("tess").page("/learn").text
    world.change(
        update(TrainingGroup).where(TrainingGroup.name == "Sooner").values(finish_on="soon")
    )
    assert "Finish by 12 December 2099" in world.client("tess").page("/learn").text


def test_a_person_is_removed_a_name_changed_and_a_group_deleted(
    world: World, there: Office
) -> None:
    group, jo = make(world, ""), world.client("jo")
    add(world, there, group, "tess", "sam")
    jo.send(f"{group}/remove", {"member": str(there.id("sam"))}, via=group)
    found = world.client("jo").page(group).text
    assert "There is no day to finish by." in found
    assert not re.search(r"Remove\s+Sam Lee", found)
    jo.send(group, {"name": "Coaches", "finish_on": "tomorrow"}, via=group)
    tomorrow = there.at("jo").today + timedelta(days=1)
    assert f"Finish by {tomorrow.day} {tomorrow:%B %Y}" in jo.page(group).text
    assert jo.send(f"{group}/delete", {}, via=group).headers["Location"] == f"{GROUPS}?deleted=1"
    assert jo.get(group).status_code == 404
    assert there.count(TrainingGroupMember) == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Enter a name for the group."),
        ({"name": "x" * 61}, "Enter a name of 60 characters or fewer."),
        ({"name": NAME.upper()}, "There is a group with this name."),
        ({"name": "Coaches", "finish_on": "32/12/2026"}, "32/12/2026"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, typed: dict[str, str], words: str
) -> None:
    make(world)
    answer = world.client("jo").send(GROUPS, typed, via=GROUPS)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in text
    assert f'value="{typed["name"]}"' in text or not typed["name"]


def test_no_one_of_another_organisation_is_added_and_empty_ticks_ignored(
    world: World, there: Office
) -> None:
    group = make(world)
    other = world.client("jo").send(f"{group}/add", {"member": str(there.org.id)}, via=group)
    assert other.status_code == 303, "an id that is no member of ours adds nobody"
    assert there.count(TrainingGroupMember) == 0
    nobody = world.client("jo").send(f"{group}/add", {}, via=group)
    assert nobody.status_code == 422
    assert "Tick each person to add." in nobody.get_data(as_text=True)


def test_the_debrief_sheet_of_a_group_names_its_people(world: World, there: Office) -> None:
    group = make(world)
    add(world, there, group, "tess", "sam")
    sheet = world.client("jo").page(f"/learn/trained/debrief?group={group.rsplit('/', 1)[1]}").text
    for words in (NAME, "Who was there", "Tess Bell", "Sam Lee"):
        assert words in sheet
    assert "Tess Bell" not in world.client("jo").page("/learn/trained/debrief").text


def test_a_group_has_an_end(world: World, there: Office, monkeypatch) -> None:
    group = make(world)
    monkeypatch.setattr(training_groups, "MOST_PEOPLE", 1)
    ticked = [str(there.id(who)) for who in ("tess", "sam")]
    answer = world.client("jo").send(f"{group}/add", {"member": ticked}, via=group)
    assert answer.status_code == 422
    assert "A group has at most 1 people." in answer.get_data(as_text=True)


def test_who_is_not_in_the_group_is_offered_behind_a_page_of_who_is(
    world: World, there: Office
) -> None:
    """Else a trainer with more people than a page shows reads that everyone is in it."""
    group = make(world)
    add_confirmed_staff(world, MOST_OFFERED + 5)
    jo, everyone = world.client("jo"), count_members(world)
    first = list_offered(jo.page(group))
    assert len(first) == MOST_OFFERED
    jo.send(f"{group}/add", {"member": first}, via=group)
    others = list_offered(jo.page(group))
    assert len(others) == everyone - MOST_OFFERED
    jo.send(f"{group}/add", {"member": others}, via=group)
    page = jo.page(group)
    assert "Everyone is in this group" in page.text
    last = jo.page(next(one for one in page.links if "page=2" in one))
    shown = page.text.count("from this group") + last.text.count("from this group")
    assert shown == everyone, "and all of them are on its pages"


def test_ticks_go_along_with_a_search_that_is_in_no_address(world: World, there: Office) -> None:
    group = make(world)
    add_confirmed_staff(world, MOST_OFFERED + 5)
    jo, pat = world.client("jo"), str(there.id("pat"))
    pressed = {"q": "sam lee", "search": "1", "member": [pat]}
    where = jo.send(f"{group}/add", pressed, via=group).location
    assert "lee" not in where
    page = jo.page(where)
    assert "1 person found" in page.text
    assert set(list_offered(page)) == {pat, str(there.id("sam"))}
    ticked = [one["value"] for one in page.controls if "checked" in one]
    assert ticked == [pat]
    jo.send(f"{group}/add", {"member": [pat, str(there.id("sam"))]}, via=where.partition("#")[0])
    assert "Sam Lee" in world.client("senior").page(group).text


def test_a_large_group_is_read_in_pages_and_its_sheet_has_everyone(
    world: World, there: Office
) -> None:
    add_confirmed_staff(world, MANY)
    group, jo = make(world), world.client("jo")
    staff = select(Member.id).where(Member.email.startswith("staff"))
    inside = list(world.session().scalars(staff))
    training_groups.add_group_members(there.at("jo"), UUID(group.rpartition("/")[2]), inside)
    first = jo.page(group)
    assert "45 people are in this group. This page shows 1 to 40." in first.text
    (following,) = [one for one in first.links if "page=2" in one]
    second = jo.page(following)
    assert "This page shows 41 to 45." in second.text
    names = [_list_people(jo.get(one).get_data(as_text=True)) for one in (group, following)]
    assert (len(names[0]), len(names[1])) == (40, 5)
    assert len({*names[0], *names[1]}) == MANY
    assert "page=1" in " ".join(second.links)
    assert jo.page(f"{group}?page=99").text == second.text, "the last page, where it is beyond"
    sheet = jo.page(next(one for one in first.links if "/debrief" in one)).text
    assert [name for page in names for name in page if name not in sheet] == []


def test_who_is_removed_from_a_page_leaves_the_others_of_it_in_view(
    world: World, there: Office
) -> None:
    add_confirmed_staff(world, MANY)
    group, jo = make(world), world.client("jo")
    staff = select(Member.id).where(Member.email.startswith("staff"))
    inside = list(world.session().scalars(staff))
    training_groups.add_group_members(there.at("jo"), UUID(group.rpartition("/")[2]), inside)
    page = jo.get(f"{group}?page=2").get_data(as_text=True)
    last = re.findall(r'name="member" value="([^"]+)">Remove', page)[-1]
    form = {"member": last, "page": "2"}
    answer = jo.send(f"{group}/remove", form, via=f"{group}?page=2")
    assert answer.location == f"{group}?page=2&saved=1"
    assert "44 people are in this group. This page shows 41 to 44." in jo.page(answer.location).text


def test_ticks_and_a_search_stay_when_the_list_is_turned(world: World, there: Office) -> None:
    add_confirmed_staff(world, MANY + MOST_OFFERED)
    group, jo = make(world), world.client("jo")
    staff = select(Member.id).where(Member.email.startswith("staff"))
    inside = list(world.session().scalars(staff))[:MANY]
    training_groups.add_group_members(there.at("jo"), UUID(group.rpartition("/")[2]), inside)
    ticked = list_offered(jo.page(group))[0]
    typed = {"member": [ticked], "q": "bróok", "search": "1"}
    found = jo.page(jo.send(f"{group}/add", typed, via=group).location)
    (following,) = [one for one in found.links if "page=2" in one]
    assert f"member={ticked}" in following
    turned = jo.page(following)
    boxes = [one["value"] for one in turned.controls if "checked" in one]
    assert boxes == [ticked]
    assert [one["value"] for one in turned.controls if one.get("id") == "q"] == ["bróok"]


def _list_people(page: str) -> list[str]:
    """Return the names in the table of a group."""
    return re.findall(r'<th class="govuk-table__cell" scope="row"><bdi>([^<]+)', page)
