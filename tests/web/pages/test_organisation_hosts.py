"""Hosts: each organisation shows only its own; an unknown host gets a plain page with 999."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.organisations.offline_org_cache import CACHE_FILE_NAME
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.world import COOKIE, World
from tests.support.web.checking_client import CheckingClient

HERE, THERE = "http://localhost", "http://127.0.0.1"


def second(world: World, folder: Path, host: str = "127.0.0.1") -> None:
    """Add a school by command line, the only way there is."""
    (folder / "passphrase.txt").write_text("copper lantern river seventeen\n")
    result = world.app.test_cli_runner().invoke(
        args=[
            *("set-up", "--organisation", "Hilltop School", "--host", host),
            *("--lead-name", "Maya Rowe", "--lead-email", "jo@example.org"),
            *("--lead-phone", "07700 900223", "--phone", "01632 960777"),
            *("--pack", "north_lincolnshire"),
            *("--passphrase-file", str(folder / "passphrase.txt")),
            *("--recovery-file", str(folder / "sheet.txt")),
        ]
    )
    assert result.exit_code == 0, result.output


def body(client: CheckingClient, path: str, base_url: str) -> str:
    return client.get(path, base_url=base_url).get_data(as_text=True)


def test_alone_it_answers_on_every_trusted_host(world: World):
    client = world.client()
    for base in (HERE, THERE):
        assert "Riverside Youth Club" in body(client, "/", base)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.1", "a b"])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/set-up", "/concerns", "/numbers"])
def test_an_untrusted_host_gets_the_plain_page_and_nothing_of_ours(world: World, host, path):
    answer = CheckingClient(world.app).get(path, headers={"Host": host})
    found = answer.get_data(as_text=True)
    assert answer.status_code in {400, 404}
    assert "999" in found
    assert "Riverside" not in found
    assert "01632 960001" not in found


def test_with_two_each_host_shows_only_its_own(world: World, tmp_path: Path):
    second(world, tmp_path)
    client = world.client()
    for base, own, other in (
        (HERE, "Riverside Youth Club", "Hilltop School"),
        (THERE, "Hilltop School", "Riverside Youth Club"),
    ):
        for path in ("/", "/with-a-child", "/sign-in", "/help"):
            found = body(client, path, base)
            assert own in found
            assert other not in found
    assert "01632 960777" in body(client, "/numbers", THERE)
    assert "01632 960001" not in body(client, "/numbers", THERE)


def test_a_sign_in_of_one_is_nobody_at_the_other(world: World, tmp_path: Path):
    second(world, tmp_path)
    client, token = CheckingClient(world.app), world.token("jo")
    for domain in ("localhost", "127.0.0.1"):
        client.set_cookie(COOKIE, token, domain=domain)
    assert client.get("/concerns", base_url=HERE).status_code == 200
    answer = client.get("/concerns", base_url=THERE)
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


def test_a_file_of_one_is_absent_at_the_other_for_its_own_lead(world: World, tmp_path: Path):
    from tests.support.club.office import Office

    clock = world.now
    office = Office(world)
    office.now = clock()
    concern_id = office.signed("sam")
    second(world, tmp_path)
    client = CheckingClient(world.app)
    page = client.get("/sign-in", base_url=THERE).get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {
        "email": "jo@example.org",
        "passphrase": "copper lantern river seventeen",
        "csrf_token": token,
    }
    assert client.post("/sign-in", data=fields, base_url=THERE).status_code == 303
    assert client.get(f"/concerns/{concern_id}", base_url=THERE).status_code == 404
    assert client.get("/concerns", base_url=THERE).status_code == 200
    wrong = fields | {"passphrase": PASSPHRASE}
    assert client.post("/sign-in", data=wrong, base_url=THERE).status_code != 303


def test_a_trusted_host_that_nobody_has_gets_the_plain_page(world: World, tmp_path: Path):
    second(world, tmp_path)
    world.app.config["TRUSTED_HOSTS"] = [*world.app.config["TRUSTED_HOSTS"], "spare.example"]
    answer = world.client().get("/", base_url="http://spare.example")
    found = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "999" in found
    for name in ("Riverside", "Hilltop"):
        assert name not in found


DOMAIN = ".heard.example.org"


@pytest.fixture
def in_domain(world: World) -> World:
    """A server that trusts each name of a domain."""
    world.app = world.make_app(trusted_hosts=("localhost", "127.0.0.1", DOMAIN))
    return world


def test_a_new_organisation_in_a_trusted_domain_is_served_at_once(in_domain: World, tmp_path: Path):
    client, there = CheckingClient(in_domain.app), "http://school.heard.example.org"
    assert client.get("/", base_url=there).status_code == 404
    second(in_domain, tmp_path, "school.heard.example.org")
    assert "Hilltop School" in body(client, "/", there)
    assert "Riverside Youth Club" in body(client, "/", HERE)
    assert client.get("/", base_url="http://other.heard.example.org").status_code == 404


def test_alone_it_is_not_shown_at_each_name_of_a_domain(in_domain: World):
    """There are names without end, and each would be remembered in a file."""
    client = CheckingClient(in_domain.app)
    for number in range(3):
        answer = client.get("/", base_url=f"http://n{number}.heard.example.org")
        assert answer.status_code == 404
        assert "Riverside" not in answer.get_data(as_text=True)
    body(client, "/numbers", HERE)
    assert "heard.example.org" not in (in_domain.data / CACHE_FILE_NAME).read_text()
