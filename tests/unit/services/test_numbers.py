"""Whom to ring: leads by name inside, by title outside, numbers only from the pack."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import structs
from sqlalchemy import update

from app.models.member import Member
from app.services import numbers
from tests.support.desks import Office

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def who(panel: numbers.RingNow, kind: str) -> list[str]:
    return [line.who for line in panel.lines if line.kind == kind]


def test_signed_in_people_see_every_confirmed_lead_in_their_own_order(office: Office):
    panel = numbers.panel(office.session, office.org, NOON, inside=True)
    assert who(panel, "lead") == ["Jo Smith, safeguarding lead", "Dele Okoro, safeguarding lead"]
    assert [line.number for line in panel.lines][:3] == ["999", "07700 900123", "07700 900124"]


def test_signed_out_the_title_and_the_switchboard_stand_there_alone(office: Office):
    panel = numbers.panel(office.session, office.org, NOON, inside=False)
    assert who(panel, "lead") == ["Your safeguarding lead"]
    assert panel.lines[1].number == "01632 960001"
    assert "Jo" not in repr(panel)


def test_an_organisation_may_choose_to_publish_its_leads(office: Office):
    org = structs.replace(office.org, publish_leads=True)
    panel = numbers.panel(office.session, org, NOON, inside=False)
    assert len(who(panel, "lead")) == 2


def test_a_suspended_lead_is_not_rung(office: Office):
    with office.world.session() as session:
        session.execute(
            update(Member).where(Member.id == office.id("jo")).values(suspended_at=NOON)
        )
        session.commit()
    panel = numbers.panel(office.session, office.org, NOON, inside=True)
    assert who(panel, "lead") == ["Dele Okoro, safeguarding lead"]


def test_the_childs_own_area_gives_the_lines(office: Office):
    panel = numbers.panel(office.session, office.org, NOON, area="hull", inside=True)
    assert panel.area == "Hull"
    assert any("Hull" in line.who for line in panel.lines)
    assert not any("North Lincolnshire" in line.who for line in panel.lines)


def test_the_bare_panel_needs_no_database_and_names_nobody():
    panel = numbers.bare_panel("england", NOON)
    assert panel.lines[0].number == "999"
    assert any(line.number == "101" for line in panel.lines)


def test_other_areas_are_offered_and_never_the_own_or_a_fictional_one(office: Office):
    keys = dict(numbers.areas(office.org))
    assert "north_lincolnshire" not in keys
    assert {"hull", "lincolnshire", "doncaster", "east_riding", "elsewhere"} <= set(keys)
    assert not any("example" in key for key in keys)
