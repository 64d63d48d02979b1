"""Every route in every state it can have: axe finds nothing, the Nu checker finds nothing.

The Nu checker reads the pages of all groups in one run of Java, at the end of the test process.

`states.toml` says for each route which of seven states it is shown in, and why not in the others.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.browser.page_inspection import MAKERS, Club, Stage
from tests.browser.served_clubs import lend_club
from tests.support.club.world import World
from tests.support.vnu import AddPages

HERE = Path(__file__).parent
TABLE = tomllib.loads((HERE / "states.toml").read_text(encoding="utf-8"))
MODULES = sorted(HERE.rglob("states_*.py"))
GROUPS = sorted(path.stem.removeprefix("states_") for path in MODULES)
for each in MODULES:
    parts = each.relative_to(HERE).with_suffix("").parts
    importlib.import_module(".".join(("tests.browser.states", *parts)))


def test_every_route_has_a_word_for_every_state(world: World) -> None:
    routes = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    assert routes == set(TABLE["routes"]) - {"problem"}
    for route, said in TABLE["routes"].items():
        reasons = set(said) - {"shown"}
        if "all" in said:
            assert reasons == {"all"}, route
        else:
            assert sorted([*said["shown"], *reasons]) == sorted(TABLE["states"]), route
        assert {said[name] for name in reasons} <= set(TABLE["reasons"]), route


def test_every_state_that_is_shown_has_a_maker_and_no_other() -> None:
    shown = {
        (route, state) for route, said in TABLE["routes"].items() for state in said.get("shown", [])
    }
    assert {pair for _, _, pairs in MAKERS for pair in pairs} == shown


def reasons(name: str) -> set[str]:
    return {route for route, said in TABLE["routes"].items() if said.get("expired") == name}


def paths(world: World, routes: set[str], method: str) -> dict[str, str]:
    """An address for each route; ids that nothing has."""
    found = {}
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint in routes and method in (rule.methods or ()):
            given = {name: UUID(int=7) for name in rule.arguments - set(rule.defaults or {})}
            given |= {
                name: known for name, known in (("page", "people"), ("at", 0)) if name in given
            }
            adapter = world.app.url_map.bind("localhost")
            found[rule.endpoint] = adapter.build(rule.endpoint, {**given, **(rule.defaults or {})})
    return found


def test_a_sign_in_that_ended_leads_to_the_sign_in_page(world: World) -> None:
    client, routes = world.client(), reasons("to_sign_in")
    asked = paths(world, routes, "GET")
    assert set(asked) == routes
    for route, path in asked.items():
        answer = client.get(path)
        assert (answer.status_code, "/sign-in?next=" in answer.location) == (302, True), route


def test_a_form_whose_sign_in_ended_is_told_so_at_once(world: World) -> None:
    client, routes = world.client(), reasons("told_at_once")
    asked = paths(world, routes, "POST")
    assert set(asked) == routes
    for route, path in asked.items():
        answer = client.send(path, via="/sign-in")
        assert answer.status_code == 401, route
        assert "You have been signed out" in answer.get_data(as_text=True)


@pytest.fixture
def club(request: pytest.FixtureRequest, every_state_wide: bool) -> Iterator[Club]:
    """A club for each of the two ways: the same makers invite, appoint and remove people in it."""
    name = "thorough_club" if every_state_wide else "served_club"
    yield from lend_club(request.getfixturevalue(name))


@pytest.mark.browser
@pytest.mark.timeout(900)
@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize(
    "every_state_wide",
    [False, pytest.param(True, marks=pytest.mark.prove)],
    ids=["once_a_route", "every_state"],
)
def test_no_page_has_a_fault_in_any_state(
    stage: Stage,
    html_of_run: AddPages,
    request: pytest.FixtureRequest,
    group: str,
    every_state_wide: bool,
) -> None:
    stage.every_state_wide = every_state_wide
    stage.run(group)
    html_of_run(request.node.callspec.id, stage.html)
    assert not stage.faults, "\n".join(stage.faults)
    print(f"{group}: {len(stage.html)} pages in {len(stage.shown)} states")  # noqa: T201 - the count
