"""A row in clear that holds nonsense takes no number away and stops nobody else.

Whoever can write to the database can spoil hours, closures, the choice of pack or one member's
roles. The pages still stand, with 999 and the lines of a pack; others sign in, sign and are
reminded.
"""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from app.domain.actors import Role
from app.domain.opening_hours import parse, stored
from app.models.concern import Concern, Due
from app.models.member import Member, MemberKey
from app.models.organisation import Organisation
from app.services import members, unread
from tests.support.desks import Office

NATIONAL = 'href="tel:999"'
PAGES = ("/", "/with-a-child", "/numbers", "/blank-form", "/help", "/sign-in")
HOURS = [{"mon": "x"}, {"0": [["09:00", "zz"]]}, {"0": ["25:00-26:00"]}, {"9": []}, [1], 5, None]
SPOILED = [{"hours": one} for one in HOURS] + [
    {"closures": ["x"]},
    {"closures": 5},
    {"pack": "nonsense"},
    {"pack": "../england"},
]
ROLES = [["x"], ["lead", "x"], [[1]], 5, None]


def spoil(office: Office, statement) -> None:
    with office.world.session() as session:
        session.execute(statement)
        session.commit()


@pytest.mark.parametrize("values", SPOILED, ids=str)
def test_every_public_page_and_every_problem_page_keeps_its_numbers(office: Office, values):
    office.now = datetime.now(UTC)
    spoil(office, update(Organisation).values(**values))
    stranger, sam = office.world.client(), office.world.client("sam")
    for client, path in [*((stranger, one) for one in PAGES), (sam, "/"), (sam, "/record/new")]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert NATIONAL in answer.text or path == "/sign-in", path
    lost = stranger.get("/nothing-here")
    assert (lost.status_code, NATIONAL in lost.text) == (404, True)
    assert office.signed("sam"), "and a record can be signed"


def test_the_last_page_stands_when_even_its_numbers_cannot_be_drawn(office: Office, monkeypatch):
    def broken(*_args, **_more):
        raise ValueError("nothing that anybody thought of")

    monkeypatch.setattr("app.services.numbers.outside_panel", broken)
    office.world.app.config["PROPAGATE_EXCEPTIONS"] = False
    lost = office.world.client().get("/nothing-here")
    assert (lost.status_code, NATIONAL in lost.text) == (404, True)


def test_hours_that_set_up_stores_are_read_as_they_are():
    for text in ("Mon-Fri 09:00-17:00, Sat 10-13", "Sun 0-24", ""):
        assert stored(parse(text)) == parse(text)


@pytest.mark.parametrize("roles", ROLES, ids=str)
@pytest.mark.parametrize("model", [Member, MemberKey])
def test_one_members_spoiled_roles_stop_nobody_else(office: Office, model, roles):
    office.now = datetime.now(UTC)
    concern_id = office.signed("sam")
    one = Member.id if model is Member else MemberKey.user_id
    spoil(office, update(model).where(one == office.id("deputy")).values(roles=roles))
    for who, path in (("sam", "/"), ("jo", "/"), ("jo", "/members"), ("jo", "/concerns")):
        assert office.world.client(who).get(path).status_code == 200, (who, path)
    draft = office.draft("sam")
    for page in ("now", "sign"):
        assert office.world.client("sam").get(f"/record/{draft}/{page}").status_code == 200
    assert office.signed("pat")
    known = [view.id for view in members.confirmed(office.at("sam")) if view.is_a(Role.LEAD)]
    assert office.id("jo") in known
    due = office.session.query(Due).filter_by(concern_id=concern_id).one()
    office.now = due.at
    unread.take_step(office.world.desk(), due.id, office.now)
    assert office.session.get_one(Concern, concern_id).state == "unread"
    assert office.session.get_one(Due, due.id).level == unread.REMINDED
