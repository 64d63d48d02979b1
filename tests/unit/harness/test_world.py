"""The club that other tests stand on is what it says it is."""

from app.domain.routing.actors import Role, Team
from app.services.members import member_lookup


def test_everyone_has_the_role_they_were_confirmed_in(world):
    assert world.uow("jo").me.roles == (Role.LEAD, Role.PRACTITIONER)
    assert world.uow("senior").me.roles == (Role.SENIOR, Role.PRACTITIONER)
    assert world.uow("kit").me.confirmed is False
    assert world.uow("second_senior").me.roles == (Role.PRACTITIONER,)


def test_teams_open_for_their_members_only(world):
    lead = world.uow("deputy")
    assert lead.keys.team_secret(lead.session, Team.LEADS)[0] == 1
    assert [one.name for one in member_lookup.list_leads_and_seniors(lead)] == [
        "Jo Smith",
        "Dele Okoro",
        "Ash Grant",
    ]


def test_without_a_confirmed_senior_only_leads_are_listed(world_without_senior):
    uow = world_without_senior.uow("sam")
    assert [one.name for one in member_lookup.list_leads_and_seniors(uow)] == [
        "Jo Smith",
        "Dele Okoro",
    ]
