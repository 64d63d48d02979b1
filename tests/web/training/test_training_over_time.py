"""One person's training over the years: what Home and the list of leads say on each day.

From nobody having said how often, over the day from which it comes due, to done again; and what
stays of somebody who left.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import update

from app.domain.training.training_status import add_months
from app.models.member import Member
from app.models.organisation import Organisation
from app.services.content import workbook_content
from app.services.training import statements
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.training.completions import complete
from tests.support.training.confirmations import answer_all, let_confirm
from tests.web.training.test_team_training_list import rows
from tests.web.training.test_training_confirmation import choose, talk

START = date(2027, 2, 1)
DUE = date(2029, 2, 1)
SOON = DUE - timedelta(days=60)


def on(day: date):
    return time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def done(world: World, who: str, **more):
    office = Office.today(world)
    return complete(
        office,
        who,
        "jo",
        marks=dict(workbook_content.load_current_edition(office.org).marks),
        **more,
    )


def in_pack(world: World, pack: str) -> None:
    world.change(update(Organisation).values(pack=pack))


def says(world: World, day: date) -> tuple[str, str]:
    """What Sam's Home says of it, and the list of leads, on a day."""
    with on(day):
        world.now = lambda: datetime.now(UTC)
        home = world.client("sam").page("/").text
        listed = rows(world.client("jo"))["Sam Lee"]
    found = [words for words in ("Your training is due by", "Your training was due by") if
             words in home]  # fmt: skip
    return "".join(found), listed


def test_nothing_is_due_until_somebody_has_said_how_often(world: World):
    with on(START):
        done(world, "sam")
    for years in (1, 9):
        home, listed = says(world, START.replace(year=START.year + years))
        assert home == ""
        assert "Current" in listed
        assert "ue by" not in listed
    in_pack(world, "example_authority")  # now the board has said it
    home, listed = says(world, START.replace(year=START.year + 9))
    assert home == "Your training was due by"
    assert "Overdue Was due by 1 February 2029" in listed


def test_from_the_day_it_comes_near_to_the_day_it_is_done_again(world: World):
    in_pack(world, "example_authority")
    with on(START):
        done(world, "sam")
    assert add_months(START, 24) == DUE
    for day, home, listed in (
        (SOON - timedelta(days=1), "", "Current"),
        (SOON, "Your training is due by", "Due soon"),
        (DUE, "Your training is due by", "Due soon"),
        (DUE + timedelta(days=1), "Your training was due by", "Overdue"),
    ):
        found, row = says(world, day)
        assert (found, listed in row) == (home, True), day
    with on(DUE + timedelta(days=9)):
        done(world, "sam")
    found, row = says(world, DUE + timedelta(days=10))
    assert (found, "Due by 10 February 2031" in row) == ("", True)


@pytest.mark.parametrize(
    ("relation", "who", "words"),
    [
        ("manager", "pat", "manager"),
        ("lead", "jo", "safeguarding lead"),
        ("peer", "sam", "colleague"),
    ],
)
def test_whoever_confirms_is_named_by_what_they_are_to_the_learner(
    now: Office, relation: str, who: str, words: str
):
    let_confirm(now, "pat", "sam")
    answer_all(now, "tess")
    answer, _ = choose(now, now.world.client("tess"), who, relation)
    training = answer.location.partition("?")[0].rpartition("/")[2]
    page = now.world.client(who).page(f"/learn/confirm/{training}")
    assert f"chose you as their {words}" in page.text
    talk(now.world.client(who), training)
    (found,) = statements.list_member_completions(now.at("tess"), now.id("tess"))
    assert found.said.confirmer.name == now.world.people[who].name
    for reader in ("tess", "senior"):
        record = now.world.client(reader).page(f"/learn/completion/{found.id}").text
        assert now.world.people[who].name in record
        assert f"their {words}" not in record, "that stays between the two"


def test_a_choice_that_cannot_be_leads_to_an_address_until_it_is_mended(now: Office):
    let_confirm(now, "pat")
    answer_all(now, "tess")
    tess = now.world.client("tess")
    answer, _ = choose(now, tess, "pat", "lead")
    assert answer.status_code == 303
    page = tess.page(answer.location)
    assert "Heard does not know this person as a safeguarding lead" in page.text
    assert page.title.startswith("Error: ")
    choose(now, tess, "pat", "manager")
    assert not tess.page(answer.location).title.startswith("Error: "), "Back, once it was sent"


def test_somebody_asked_for_more_twice_chooses_another_who_confirms(now: Office):
    let_confirm(now, "pat", "sam")
    answer_all(now, "tess")
    tess, pat = now.world.client("tess"), now.world.client("pat")
    answer, _ = choose(now, tess, "pat", "manager")
    first = answer.location.partition("?")[0]
    for words in ("Say more about power.", "And whom would you ring?"):
        talk(pat, first.rpartition("/")[2], "Ask for more", note=[words])
        page = tess.page(first)
        entry = max(link for link in page.links if link.startswith("#entry-"))
        assert entry.removeprefix("#") in page.ids, "the way to what they wrote"
        assert words in page.text
        answer_all(now, "tess", f"I add this. {words}")
        if "power" in words:
            choose(now, tess, "pat", "manager")
    assert "Have it signed" not in tess.page(first).text
    answer, _ = choose(now, tess, "sam", "peer")
    old = tess.page(first).text
    assert "You chose someone else since then" in old
    assert "without an account" not in old, "nothing is left to sign on that paper"
    theirs = pat.page(first.replace("answers", "confirm")).text
    assert "You do not need to do anything." in theirs
    assert "Talk about what they wrote" not in theirs
    second = answer.location.partition("?")[0]
    assert "without an account" in tess.page(second).text, "whoever chose badly can print it"
    talk(now.world.client("sam"), second.rpartition("/")[2])
    assert "Sam Lee confirmed your training" in tess.page(second).text


def test_a_completion_of_somebody_who_left_is_still_a_true_one(now: Office):
    made = done(now.world, "sam")
    (found,) = statements.list_member_completions(now.at("sam"), now.id("sam"))
    assert found.id == made
    now.world.change(update(Member).where(Member.id == now.id("sam")).values(suspended_at=now.now))
    jo = now.world.client("jo")
    assert "Account stopped, or has left" in jo.page("/learn/trained").text
    assert "Current" in rows(jo)["Sam Lee"]
    assert "Sam Lee" in jo.page(f"/learn/completion/{made}").text
    checked = now.world.client().send("/learn/check", {"code": found.said.code})
    assert "This record is in Heard" in checked.get_data(as_text=True)
