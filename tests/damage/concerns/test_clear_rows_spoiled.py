"""A row in clear that holds nonsense takes no number away and stops nobody else.

Whoever can write to the database can spoil hours, closures, the choice of pack or one member's
roles. The pages still stand, with 999 and the lines of a pack; others sign in, sign and are
reminded.
"""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text as sql
from sqlalchemy import update

from app.domain.routing.actors import Role
from app.domain.times.weekly_hours import parse_hours, read_stored_hours
from app.models.concern import Concern, Due
from app.models.member import Member, MemberKey
from app.models.organisation import Organisation
from app.models.outbox import Outbox
from app.services.integrity import integrity_check
from app.services.jobs import unread_reminders
from app.services.members import member_lookup
from tests.support.club.office import Office
from tests.support.machine.databases import BOTH

pytestmark = pytest.mark.both_databases

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


SQLITE = pytest.mark.parametrize("world", BOTH[:1], indirect=True)
DEEP = "replace(hex(zeroblob(40000)), '0', '[')"
NO_JSON = ["'{'", "'not json'", "''", "x'ff'", "CAST(x'7bff' AS TEXT)", "7", DEEP]


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


@pytest.mark.parametrize("value", NO_JSON)
@SQLITE
def test_hours_and_closures_that_are_no_json_are_not_known(office: Office, value):
    office.now = datetime.now(UTC)
    for column in ("hours", "closures"):
        spoil(office, sql(f"UPDATE organisation SET {column} = {value}"))  # noqa: S608
    stranger, sam = office.world.client(), office.world.client("sam")
    for client, path in [*((stranger, one) for one in PAGES), (sam, "/"), (sam, "/record/new")]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert NATIONAL in answer.text or path == "/sign-in", path
        assert "Answered" not in answer.text, "hours that are not known never count as open"
    assert office.signed("sam"), "and a record can be signed"


def test_the_last_page_stands_when_even_its_numbers_cannot_be_drawn(office: Office, monkeypatch):
    def broken(*_args, **_more):
        raise ValueError("nothing that anybody thought of")

    monkeypatch.setattr("app.services.contacts.phone_numbers.build_panel_without_people", broken)
    office.world.app.config["PROPAGATE_EXCEPTIONS"] = False
    lost = office.world.client().get("/nothing-here")
    assert (lost.status_code, NATIONAL in lost.text) == (404, True)


def test_hours_that_set_up_stores_are_read_as_they_are():
    for text in ("Mon-Fri 09:00-17:00, Sat 10-13", "Sun 0-24", ""):
        assert read_stored_hours(parse_hours(text)) == parse_hours(text)


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
    known = [
        view.id
        for view in member_lookup.list_leads_and_seniors(office.at("sam"))
        if view.is_a(Role.LEAD)
    ]
    assert office.id("jo") in known
    due = office.session.query(Due).filter_by(concern_id=concern_id).one()
    office.now = due.at
    unread_reminders.remind_or_escalate(office.world.uow(), due.id, office.now)
    assert office.session.get_one(Concern, concern_id).state == "unread"
    assert office.session.get_one(Due, due.id).level == unread_reminders.REMINDED


@pytest.mark.parametrize("value", ["5", "[1]", "no json at all"])
def test_lists_of_a_file_that_are_none_stop_no_page_and_tell_no_senior(office: Office, value):
    office.now = datetime.now(UTC)
    if value == "no json at all" and office.world.engine.dialect.name == "postgresql":
        value = '"text"'  # PostgreSQL keeps JSON only
    concern_id = office.signed("sam", not_for=())
    for column in ("named", "kept_from"):
        spoil(office, sql(f"UPDATE concern SET {column} = '{value}'"))  # noqa: S608
    sam = office.world.client("sam")
    assert sam.get(f"/concerns/{concern_id}").status_code == 200
    assert sam.get(f"/concerns/{concern_id}/signed").status_code == 200
    due = office.session.query(Due).filter_by(concern_id=concern_id).one()
    for _ in range(2):
        office.now = office.session.get_one(Due, due.id).at
        unread_reminders.remind_or_escalate(office.world.uow(), due.id, office.now)
    assert office.session.get_one(Due, due.id).level == unread_reminders.SENIORS_TOLD
    templates = {mail.template for mail in office.session.query(Outbox)}
    assert templates == {"something_waits", "reminder"}, (
        "no senior: nobody can say who was ruled out"
    )
    named = f"The row of concern {concern_id} is not the one that was signed."
    assert named in integrity_check.find_all_differences(office.world.uow())
