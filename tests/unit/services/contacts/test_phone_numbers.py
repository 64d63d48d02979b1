"""Whom to ring: leads by name inside, by title outside, numbers only from the pack."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec import structs
from sqlalchemy import update

from app.models.member import Member
from app.services.contacts import phone_numbers
from app.services.members import own_account
from content.contacts.phone_lines import PhoneLine
from tests.support.club.office import Office

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def who(panel: phone_numbers.CallPanel, kind: str) -> list[str]:
    return [line.who for line in panel.lines if line.kind == kind]


def test_signed_in_people_see_every_confirmed_lead_in_their_own_order(office: Office):
    panel = phone_numbers.build_panel(office.at("sam"), office.org, NOON, inside=True)
    assert who(panel, "lead") == ["Jo Smith, safeguarding lead", "Dele Okoro, safeguarding lead"]
    assert [line.number for line in panel.lines][:3] == ["999", "07700 900123", "07700 900124"]


def test_signed_out_the_title_and_the_switchboard_stand_there_alone(office: Office):
    panel = phone_numbers.build_panel(office.at("sam"), office.org, NOON, inside=False)
    assert who(panel, "lead") == ["Your safeguarding lead"]
    assert panel.lines[1].number == "01632 960001"
    assert "Jo" not in repr(panel)


def test_an_organisation_may_choose_to_publish_its_leads(office: Office):
    org = structs.replace(office.org, publish_leads=True)
    panel = phone_numbers.build_panel(office.at("sam"), org, NOON, inside=False)
    assert len(who(panel, "lead")) == 2


def test_a_suspended_lead_is_not_rung(office: Office):
    with office.world.session() as session:
        session.execute(
            update(Member).where(Member.id == office.id("jo")).values(suspended_at=NOON)
        )
        session.commit()
    panel = phone_numbers.build_panel(office.at("sam"), office.org, NOON, inside=True)
    assert who(panel, "lead") == ["Dele Okoro, safeguarding lead"]


def test_the_childs_own_area_gives_the_lines(office: Office):
    panel = phone_numbers.build_panel(office.at("sam"), office.org, NOON, area="hull", inside=True)
    assert panel.area == "Hull"
    assert any("Hull" in line.who for line in panel.lines)
    assert not any("North Lincolnshire" in line.who for line in panel.lines)


def test_the_bare_panel_needs_no_database_and_names_nobody():
    panel = phone_numbers.build_panel_without_org("england", NOON)
    assert panel.lines[0].number == "999"
    assert any(line.number == "101" for line in panel.lines)


def test_other_areas_are_offered_and_never_the_own_or_a_fictional_one(office: Office):
    keys = dict(phone_numbers.list_other_areas(office.org))
    assert "north_lincolnshire" not in keys
    assert {"hull", "lincolnshire", "doncaster", "east_riding", "elsewhere"} <= set(keys)
    assert not any("example" in key for key in keys)


NIGHT = datetime(2026, 11, 24, 23, 55, tzinfo=UTC)
CLOSURES = (date(2026, 11, 24), date(2026, 11, 25))


def test_at_night_a_member_is_told_that_a_lead_might_not_answer(office: Office):
    panel = phone_numbers.build_panel(office.at("sam"), office.org, NIGHT, inside=True)
    assert who(panel, "lead") == []
    assert who(panel, "away") == ["Jo Smith, safeguarding lead", "Dele Okoro, safeguarding lead"]
    line = next(line for line in panel.lines if line.kind == "away")
    assert line.when == "Closed now, opens tomorrow at 09:00. They might not answer"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOON, "Closed today, opens Thursday at 09:00"),
        (datetime(2026, 12, 28, 12, 0, tzinfo=UTC), "Closed today, opens tomorrow at 09:00"),
        (datetime(2026, 12, 25, 12, 0, tzinfo=UTC), "Closed today, opens Tuesday at 09:00"),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), "Closed now, opens Monday at 09:00"),
    ],
    ids=["closure", "bank holiday", "Christmas", "a Saturday"],
)
def test_on_a_day_of_closure_the_switchboard_says_closed_today(office: Office, at, words):
    org = structs.replace(office.org, closures=CLOSURES)
    panel = phone_numbers.build_panel_without_people(org, at)
    assert [line.when for line in panel.lines if line.kind == "away"] == [words]


def test_an_organisation_that_never_reopens_still_says_its_hours(office: Office):
    days = tuple(date.fromordinal(NOON.date().toordinal() + step) for step in range(40))
    panel = phone_numbers.build_panel_without_people(
        structs.replace(office.org, closures=days), NOON
    )
    assert "Closed today. Answered Mon to Fri 09:00 to 17:00" in repr(panel)


def test_nobody_is_told_to_ring_themselves(office: Office):
    jo = office.id("jo")
    panel = phone_numbers.build_panel(office.at("sam"), office.org, NOON, inside=True, me=jo)
    assert who(panel, "lead") == ["Dele Okoro, safeguarding lead"]
    with office.world.session() as session:
        session.execute(
            update(Member).where(Member.id == office.id("deputy")).values(suspended_at=NOON)
        )
        session.commit()
    panel = phone_numbers.build_panel(office.at("sam"), office.org, NOON, inside=True, me=jo)
    assert who(panel, "lead") == ["You are the safeguarding lead on duty"]


def test_the_leads_are_not_named_again_for_a_child_of_another_council(office: Office):
    usual = phone_numbers.build_panel_without_people(office.org, NIGHT)
    other = phone_numbers.build_panel(
        office.at("sam"), office.org, NIGHT, area="lincolnshire", inside=True
    )
    more = phone_numbers.select_additional_lines(other, usual)
    assert [line.number for line in more.lines] == ["01522 782333", "01522 782111"]


def test_an_open_line_is_above_leads_who_may_not_answer(office: Office):
    """Open until late, while the organisation is closed: nobody is sent to a lead first."""
    lado = PhoneLine(kind="unknown", who="LADO", number="01632 960112")
    open_now = PhoneLine(kind="open", who="Front door", number="01632 960101", key="spoc")
    usual = phone_numbers.build_panel(office.at("sam"), office.org, NIGHT, inside=True)
    first, *rest = usual.lines
    panel = structs.replace(usual, lines=(first, open_now, *rest))
    assert phone_numbers.insert_lines_after_leads(panel, ()) == panel
    kinds = [line.kind for line in phone_numbers.insert_lines_after_leads(panel, (lado,)).lines]
    assert kinds[:7] == ["emergency", "open", "open", "closed", "away", "away", "unknown"]


def test_a_panel_from_memory_is_of_this_minute_and_these_people(office: Office):
    def leads(at: datetime) -> list[str]:
        panel = phone_numbers.build_panel(office.at("sam"), office.org, at, inside=True)
        assert phone_numbers.build_panel(office.at("sam"), office.org, at, inside=True) is panel
        return [line.number for line in panel.lines if line.kind == "lead"]

    assert leads(NOON) == ["07700 900123", "07700 900124"]
    own_account.change_own_details(office.at("jo"), "Jo Smith", "Lead", "07700 900999")
    sam = office.at("sam")
    sam.key_log.refresh(sam.session, sam.org)
    assert leads(NOON) == ["07700 900999", "07700 900124"]
    assert leads(NIGHT) == []
    closed = structs.replace(office.org, closures=(NOON.date(),))
    panel = phone_numbers.build_panel(office.at("sam"), closed, NOON, inside=True)
    assert who(panel, "lead") == []
