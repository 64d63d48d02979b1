"""What leads change of their organisation stands on every page at once, and in the log."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import create_app
from app.access.declarations import read_step_up_purpose
from app.models.audit_log import Leaf
from app.models.organisation import Organisation
from app.services.integrity import integrity_check
from app.services.organisations import organisation_settings
from app.setup import organisation_views
from tests.support.club.world import World
from tests.support.machine.server_settings import settings
from tests.support.spoiled_packs import serve_copied_packs, spoil_pack
from tests.support.web.checking_client import CheckingClient

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday, in hours
MINE = {
    "name": "Riverside Youth Club",
    "pack": "north_lincolnshire",
    "lead_title": "welfare officer",
    "phone": "01632 960777",
    "address": "2 Example Street, Scunthorpe",
    "hours": "Mon-Fri 9am-8.30pm",
    "publish_leads": "no",
}


@pytest.fixture
def club(world: World) -> World:
    return world.stop_clocks(NOON)


def still(app) -> None:
    app.extensions["heard"] = replace(app.extensions["heard"], clock=lambda: NOON)


def seen(client: CheckingClient) -> str:
    page = client.get("/organisation/change").get_data(as_text=True)
    return re.search(r'name="seen"[^>]*value="([0-9a-f]{16})"', page)[1]


def change(client: CheckingClient, **more: str):
    return client.send("/organisation/change", {**MINE, "seen": seen(client), **more})


def text(client: CheckingClient, path: str) -> str:
    bare = re.sub(r"<[^>]+>", " ", client.get(path).get_data(as_text=True))
    return " ".join(unescape(bare).split())


def close(client: CheckingClient, days: str):
    return client.send("/organisation/closures", {"closures": days}, via="/organisation")


def test_the_form_holds_what_stands_there(club: World):
    page = club.client("jo").get("/organisation/change").get_data(as_text=True)
    for value in ("safeguarding lead", "01632 960001", "1 Example Street, Scunthorpe"):
        assert f'value="{value}"' in page
    assert 'value="Mon to Fri 09:00 to 17:00"' in page


def test_a_change_holds_at_once_in_every_process(club: World):
    other = create_app(settings(club.data, club.url))
    still(other)
    before = CheckingClient(other)
    assert "Your safeguarding lead" in text(before, "/numbers")
    assert change(club.client("jo")).status_code == 303
    page = text(before, "/numbers")
    assert "Your welfare officer" in page
    assert "01632 960777" in page
    assert "Answered Mon to Fri 09:00 to 20:30" in page
    assert "safeguarding lead" not in page
    assert "2 Example Street" in text(club.client("deputy"), "/organisation")
    with other.app_context():
        from app.extensions import db

        db.engine.dispose()


def test_days_of_closure_are_added_and_taken_away(club: World):
    jo, outside = club.client("jo"), club.client()
    assert "Closed today" not in text(outside, "/numbers")
    assert close(jo, "24/11/2026 to 26/11/2026\n24/12/2026").status_code == 303
    assert "Closed today, opens Friday at 09:00" in text(outside, "/numbers")
    page = text(jo, "/organisation")
    assert "Tuesday 24 November 2026 to Thursday 26 November 2026" in page
    assert "Thursday 24 December 2026 Remove" in page
    gone = {"first_day": "2026-11-24", "last_day": "2026-11-26"}
    for _ in range(2):
        answer = jo.send("/organisation/closures/remove", gone, via="/organisation")
        assert answer.status_code == 303
    assert "Closed today" not in text(outside, "/numbers")
    assert "24 December 2026" in text(jo, "/organisation")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("phone", "ring me", "Enter the phone number in digits"),
        ("phone", "", "Enter the main phone number."),
        ("hours", "when we like", "Write the hours like Mon-Fri 09:00-17:00"),
        ("lead_title", "", "Enter what you call that person."),
        ("lead_title", "x" * 20_000, "Enter the name in 120 characters or fewer."),
        ("address", "", "Enter the address."),
        ("address", "x" * 301, "300 characters or fewer"),
        ("address", "1 Road\u202e", "Enter it on one line"),
        ("hours", "Mon 09:00-17:00\x00, x", "Write the hours like"),
    ],
)
def test_what_cannot_stand_there_says_why_and_changes_nothing(club: World, field, value, words):
    jo = club.client("jo")
    answer = change(jo, **{field: value})
    assert answer.status_code == 422
    page = unescape(answer.get_data(as_text=True))
    assert words in page
    assert all(text in page for name, text in MINE.items() if name != field)
    assert "01632 960001" in text(jo, "/organisation")


@pytest.mark.parametrize("days", ["", "soon", "26/11/2026 to 24/11/2026", "x" * 20_000])
def test_days_that_cannot_be_read_say_how_to_write_them(club: World, days: str):
    answer = close(club.client("jo"), days)
    assert answer.status_code == 422
    assert "For example, 24/12/2026" in answer.get_data(as_text=True)
    assert days[:50] in answer.get_data(as_text=True)


def test_what_another_lead_changed_is_shown_before_it_is_overwritten(club: World):
    jo, deputy = club.client("jo"), club.client("deputy")
    old = seen(deputy)
    change(jo, phone="01632 960888")
    answer = deputy.send("/organisation/change", {**MINE, "seen": old})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Someone else changed these details" in page
    assert "01632 960888" in page
    assert 'value="01632 960777"' in page
    again = re.search(r'name="seen"[^>]*value="([0-9a-f]{16})"', page)[1]
    assert deputy.send("/organisation/change", {**MINE, "seen": again}).status_code == 303
    assert "01632 960777" in text(club.client(), "/numbers")


def test_changes_are_logged_without_a_word(club: World):
    jo = club.client("jo")
    change(jo)
    close(jo, "24/12/2026")
    with club.engine.connect() as connection:
        lines = [line for line in connection.scalars(select(Leaf.line)) if line]
    changed = [line for line in lines if b'"act":"organisation.changed"' in line]
    what = [re.search(rb'"obj":"organisation/[0-9a-f-]{36}/(\w+)"', line)[1] for line in changed]
    assert what == [b"details", b"closures"]
    assert not any(b"960777" in line or b"welfare" in line for line in lines)


def test_a_row_that_was_changed_behind_the_log_is_named(club: World):
    change(club.client("jo"))
    assert integrity_check.find_all_differences(club.uow()) == ()
    club.change(update(Organisation).values(phone="01632 960999"))
    assert integrity_check.find_all_differences(club.uow()) == (
        f"Organisation {club.org.id} is not stored as it was set up or last changed.",
        f"The phone number of organisation {club.org.id} was changed outside Heard.",
    )


def test_days_that_follow_each_other_are_one_line():
    days = [date(2026, 12, day) for day in (28, 24, 25, 26, 31)]
    assert organisation_settings.group_consecutive_days(days) == (
        (date(2026, 12, 24), date(2026, 12, 26)),
        (date(2026, 12, 28), date(2026, 12, 28)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    )


def test_name_and_council_area_change_everywhere_with_a_line_in_the_log(club: World):
    jo = club.client("jo")
    assert change(jo, name="Lakeside Boxing Club", pack="example_authority").status_code == 303
    page = text(jo, "/organisation")
    assert "Lakeside Boxing Club" in page
    assert "Council area Example Authority" in page
    assert "Example Authority" in text(CheckingClient(club.app), "/numbers")
    with Session(club.engine) as session:
        lines = session.scalars(select(Leaf.line).where(Leaf.obj.endswith("/details"))).all()
    assert len(lines) == 1
    assert b'"act":"organisation.changed"' in lines[0]
    assert "changed your organisation’s details" in text(club.client("deputy"), "/")


def test_a_council_area_that_no_pack_has_is_refused(club: World):
    answer = change(club.client("jo"), pack="atlantis", name="")
    assert answer.status_code == 422
    assert "Enter the name of your organisation." in unescape(answer.text)


def test_the_passphrase_is_asked_again_before_the_name_changes():
    assert read_step_up_purpose(organisation_views.save_organisation_details)


def test_a_change_while_the_pack_is_wrong_loses_nothing(club: World, tmp_path: Path):
    line = "01724 296500"
    with serve_copied_packs(tmp_path) as packs:
        spoil_pack(packs, "north_lincolnshire/contacts.toml", 'role = "day"', "")
        page = club.client("jo").get("/organisation/change").get_data(as_text=True)
        assert "north_lincolnshire (cannot be used now)" in page
        assert change(club.client("jo")).status_code == 303
        there = text(club.client(), "/numbers")
        assert line not in there
        assert "01632 960777" in there
    assert line in text(club.client(), "/numbers")
    assert "2 Example Street" in text(club.client("jo"), "/organisation")
