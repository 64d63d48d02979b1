"""Someone who writes to the database wants a lead without a second step to open records."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, update

from app.domain.routing.actors import Team
from app.errors import SecondStepMissingError
from app.models.member import Member, SecondFactor
from app.models.organisation import Organisation
from app.services.auth.second_step import step_requirement
from app.services.integrity.integrity_check import find_all_differences
from tests.support.club.office import Office
from tests.support.club.second_steps import set_up_step
from tests.support.club.world import World


@pytest.fixture
def held(office: Office) -> Office:
    """The club on a server that requires a second step; nobody has one."""
    office.world.step_required = True
    return office


def find_columns() -> set[str]:
    return {column.name for column in SecondFactor.__table__.columns}


def demand_closed(office: Office, who: str = "jo") -> None:
    uow = office.world.uow(who)
    assert step_requirement.is_step_due(uow)
    with pytest.raises(SecondStepMissingError):
        uow.keys.team_secret(uow.session, Team.LEADS)


def test_a_row_that_someone_made_up_opens_nothing(held):
    values = {
        "id": uuid4(),
        "org_id": held.org.id,
        "user_id": held.id("jo"),
        "box": b"made up",
        "made_at": held.now,
    }
    kept = {name: value for name, value in values.items() if name in find_columns()}
    held.world.change(insert(SecondFactor.__table__).values(kept))
    demand_closed(held)
    jo = held.id("jo")
    assert find_all_differences(held.world.uow()) == (
        f"The stored copy of factor/{jo} is not what the log saw.",
    )


def test_the_row_of_a_colleague_opens_nothing(held):
    set_up_step(held, "deputy")
    held.world.change(update(SecondFactor).values(user_id=held.id("jo")))
    demand_closed(held)
    assert find_all_differences(held.world.uow()) == (
        f"The stored copy of factor/{held.id('jo')} is not what the log saw.",
        f"factor/{held.id('deputy')} is in the log, but is no longer stored.",
    )


def test_no_column_makes_a_lead_someone_who_needs_none(held):
    held.world.change(update(Member).values(roles=["practitioner"]))
    held.world.change(update(Organisation).values(demo=True))
    demand_closed(held)
    named = find_all_differences(held.world.uow())
    jo, org = held.id("jo"), held.org.id
    assert f"The row of member {jo} does not have the roles that were certified." in named
    assert f"The demonstration banner of organisation {org} was changed outside Heard." in named


def test_a_row_that_was_deleted_asks_nobody_to_set_one_up_again(held):
    step = set_up_step(held, "jo")
    held.world.change(delete(SecondFactor))
    assert not step_requirement.is_step_due(step.seat()), "the log says that there is one"
    assert find_all_differences(held.world.uow()) == (
        f"factor/{held.id('jo')} is in the log, but is no longer stored.",
    )


@pytest.mark.parametrize("path", ["/", "/concerns", "/children", "/members", "/log"])
def test_a_session_from_before_the_rule_opens_nothing_either(world: World, path):
    browser = world.client("jo")
    assert "Set up your second step first" not in browser.page(path).text
    token = browser.get_cookie("heard-sign-in-80").value
    world.step_required = True
    newer = world.make_app()
    later = newer.test_client()
    later.set_cookie("heard-sign-in-80", token, domain="localhost")
    answer = later.get(path)
    assert answer.status_code == (200 if path == "/" else 403)
    assert "Set up your second step first" in answer.text
