"""Everything of another organisation is absent, to the byte, at each address that takes an id.

Two organisations are in one database. Someone of each role in one asks at every route and method
with the real ids of the other, and with ids that do not exist. Status, headers and page are the
same, and nothing of the other organisation changes. What one organisation's people may ask is in
`test_absent_or_forbidden.py`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.domain.routing.actors import Role
from app.models.draft import LateDraftPage
from app.models.organisation import Organisation
from app.models.tables import METADATA
from app.services.concern_lists import saved_lists
from app.services.concern_lists.filtered_lists import ConcernList, ListFilter
from app.services.members import training_groups
from app.services.members.training_groups import GroupDetails
from app.services.practice import practice_runs
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.child_links import link, sign_about
from tests.support.club.club_setup import make_first_senior
from tests.support.club.newcomers import confirm_as, join_as
from tests.support.club.office import Office
from tests.support.club.second_steps import add_alone_passkey
from tests.support.club.sole_lead import move_to_sole_lead
from tests.support.club.world import World
from tests.support.training import debrief_steps
from tests.support.training.completions import complete
from tests.support.training.confirmations import answer_and_send

ROLES = {
    "auditor": (Role.AUDITOR, "Ira Moss"),
    "administrator": (Role.ADMINISTRATOR, "Ade Wren"),
    "practitioner": (Role.PRACTITIONER, "Max Ford"),
    "trainee": (Role.TRAINEE, "Lou Marsh"),
}
WHO = (
    *("jo", "auditor", "administrator"),  # `jo`: the lead
    # `prove`: these three double the time of the file, which is among the longest.
    *(pytest.param(who, marks=pytest.mark.prove) for who in ("senior", "practitioner", "trainee")),
)
GIVEN = {"page": "account", "number": 1, "at": 0, "child": "c1", "topic": "family"}
ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def theirs(world: World) -> tuple[Office, dict[str, list[UUID]]]:
    """The club with one of everything, and the ids; then the other organisation has the host."""
    office = Office(world)
    office.now = datetime.now(UTC)
    world.stop_page_clock(office.now)
    ids = make_one_of_each(office)
    world.change(Organisation.__table__.update().values(host="club.example"))
    move_to_sole_lead(world, host="localhost")
    return office, ids


def let_join(world: World, who: str) -> None:
    """Let someone join the other organisation and be confirmed there. Its lead is there already."""
    if who == "senior":
        member_id = join_as(world, who, (Role.SENIOR,), "Jude Hart").id
        sheet = encode_recovery_sheet(world.recovery_seed)
        make_first_senior(world.uow("jo"), member_id, sheet)
    elif who in ROLES:
        confirm_as(world, who, *ROLES[who])


def make_one_of_each(office: Office) -> dict[str, list[UUID]]:
    """Return the ids of the club, by the name that routes give them."""
    concern, staff = sign_about(office, {"name": "Maya Ellis"}), office.signed("sam", about="yes")
    file_id = link(office, concern)
    sent = debrief_steps.send_finished_practice(office, "tess", "sam")
    [run] = practice_runs.list_runs(office.at("tess"))
    saved = saved_lists.save_list(
        office.at("jo"), "Mine", ConcernList.EVERYONE, ListFilter(danger=("now",))
    )
    return {
        "concern_id": [concern, staff],
        "file_id": [file_id],
        "draft_id": [office.draft("jo"), office.draft("jo", concern)],
        "member_id": [office.id(who) for who in ("pat", "kit", "deputy")],
        "training_id": [sent, answer_and_send(office, "tess", "pat")],
        "run_id": [run.id],
        "completion_id": [complete(office, "sam", "pat")],
        "group_id": [
            training_groups.create_training_group(office.at("jo"), GroupDetails("Coaches", None))
        ],
        "list_id": [saved.id],
        "rescue_id": [keep_late_page(office)],
        "passkey_id": [add_alone_passkey(office, who)[2] for who in ("pat", "jo")],
    }


def keep_late_page(office: Office) -> UUID:
    row = LateDraftPage(
        id=uuid4(),
        org_id=office.org.id,
        user_id=office.id("jo"),
        draft_id=uuid4(),
        page="account",
        sealed=b"never opened here",
        came_at=office.now,
    )
    with office.at("jo").keep() as session:
        session.add(row)
        return row.id


def find_doors(app: Flask) -> list[tuple[Rule, str]]:
    """Return each route that takes an id, with each of its methods."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if any(name.endswith("_id") for name in rule.arguments)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def list_paths(rule: Rule, ids: dict[str, list[UUID]] | None) -> list[str]:
    """Return the addresses of a route with these ids, each at least once; None: made-up ones."""
    names = sorted(name for name in rule.arguments if name.endswith("_id"))
    count = max(len((ids or {}).get(name, [uuid4()])) for name in names)
    paths = []
    for turn in range(count):
        values = {name: GIVEN.get(name, uuid4()) for name in rule.arguments}
        values |= {one: ids[one][turn % len(ids[one])] for one in names if ids and one in ids}
        built = rule.build({**values, **(rule.defaults or {})})
        assert built is not None, rule
        paths.append(built[1])
    return paths


def take_rows(engine: Engine, org: UUID) -> dict[str, int]:
    """Count the rows of an organisation, table by table."""
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(
                select(func.count()).select_from(table).where(table.c.org_id == org)
            )
            for table in METADATA.sorted_tables
            if "org_id" in table.c
        }


def see(answer: TestResponse) -> tuple[int, list[tuple[str, str]], str]:
    """Return all of an answer, without the ids that were asked for: an address may repeat them."""
    ids = dict.fromkeys(ID.findall(answer.request.path), "that one")

    def hide(text: str) -> str:
        return ID.sub(lambda found: ids.get(found[0], found[0]), text)

    headers = [(name, hide(value)) for name, value in sorted(answer.headers)]
    return answer.status_code, headers, hide(answer.get_data(as_text=True))


def test_the_sweep_has_a_real_id_for_every_id_of_a_route(theirs, world: World):
    _, ids = theirs
    asked = {
        name for rule, _ in find_doors(world.app) for name in rule.arguments if name.endswith("_id")
    }
    assert asked == ids.keys()


@pytest.mark.parametrize("who", WHO)
def test_ids_of_another_organisation_are_answered_as_absent(theirs, world: World, who: str):
    office, ids = theirs
    let_join(world, who)
    before, client = take_rows(world.engine, office.org.id), world.client(who)
    data = {"csrf_token": client.csrf("/help"), "opinion": "x"}
    for rule, method in find_doors(world.app):
        fields = data if method == "POST" else None
        [absent] = list_paths(rule, None)
        expected = see(client.open(absent, method=method, data=fields))
        for path in list_paths(rule, ids):
            answer = see(client.open(path, method=method, data=fields))
            assert answer == expected, f"{method} {rule.endpoint} as {who}: {path}"
    assert take_rows(world.engine, office.org.id) == before, "and nothing of theirs changed"
