"""A concern that is kept from a lead changes no byte of a page about children, or of Today.

Each page is read before and after such a concern about the same child is signed, read and followed
up by those who may, and must be the same: no list, count, reason, link or "read by" differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
import time_machine

from app.domain.routing.recipients import Recipients
from app.services.concern_lists.adults_concerned import load_adults
from app.services.concern_lists.today import load_today
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.concern_reading import open_concern
from tests.support.club.child_links import BORN, link, sign_about
from tests.support.club.office import Office
from tests.support.club.world import World

MAYA = {"name": "Maya Ellis", "age": "14", "group": "9R", "born_on": BORN}
CHANGES = re.compile(
    r'seconds="\d+"|name="(?:csrf_token|mark|once)" value="[^"]*"|nonce="[^"]*"'
    r'|T\d\d:\d\d[^"]*"|\d\d:\d\d'
)
"""What is another at each visit: tokens and times."""
HIDDEN = {
    "about staff": ({"about": "yes"}, "senior"),
    "not for one lead": ({"not_for": ("deputy",)}, "senior"),
    "named leads": ({"not_for": ("senior", "deputy"), "choice": Recipients.NAMED_LEADS}, "jo"),
}


@pytest.fixture
def office(world: World) -> Iterator[Office]:
    """The club at noon, so that no page is read on another day than the one before."""
    noon = datetime.now(UTC).replace(hour=12, minute=0)
    with time_machine.travel(noon):
        yield Office.today(world)


def read_pages(client, file_id: UUID, loose: UUID) -> dict[str, str]:
    """Return each page about children, and Today, without tokens and times."""
    paths = (
        "/",
        "/concerns",
        "/concerns?list=waiting",
        "/concerns/closed",
        "/concerns/adults",
        "/children",
        "/children/without-file",
        f"/children/{file_id}",
        f"/children/{file_id}?page=2",
        f"/concerns/{loose}/child/c1",
    )
    found = {}
    for path in paths:
        answer = client.get(path)
        found[path] = f"{answer.status_code} {CHANGES.sub('', answer.text)}"
    client.send("/concerns/search", {"for": "maya elis"})
    found["search"] = CHANGES.sub("", client.get("/concerns/search").text)
    return found


@pytest.mark.parametrize("kind", HIDDEN)
def test_no_page_differs_with_a_concern_that_is_kept_from_its_reader(office: Office, kind: str):
    how, reader = HIDDEN[kind]
    linked, loose = (sign_about(office, MAYA) for _ in range(2))
    file_id = link(office, linked)
    client = office.world.client("deputy")
    read_pages(client, file_id, loose)  # what only a first visit shows is gone now
    before = read_pages(client, file_id, loose)
    hidden = sign_about(office, MAYA, **how)
    acknowledge_concern(office.at(reader), hidden)
    open_concern(office.at(reader), hidden)
    load_today(office.at(reader))
    if reader == "senior":
        load_adults(office.at(reader))
    after = read_pages(client, file_id, loose)
    for path, page in before.items():
        assert after[path] == page, path
        assert str(hidden) not in page
    for path in (f"/concerns/{hidden}", f"/concerns/{hidden}/child/c1"):
        assert client.get(path).status_code == 404
    for path in ("/log", f"/concerns/{linked}", f"/concerns/{linked}/who-has-looked"):
        assert str(hidden) not in client.get(path).text
    assert client.get(f"/children/{hidden}").status_code == 404


@pytest.mark.parametrize("who", ["sam", "pat", "tess", "kit", "senior", "second_senior"])
@pytest.mark.parametrize("is_there", [True, False], ids=["a file", "no file"])
def test_whoever_is_no_lead_gets_one_answer_with_and_without_a_file(
    office: Office, who: str, is_there: bool
):
    concern = sign_about(office, MAYA, who="pat")
    file_id = link(office, concern) if is_there else UUID(int=7)
    client = office.world.client(who)
    for path in ("/children", "/children/without-file", f"/children/{file_id}"):
        answer = client.get(path)
        assert answer.status_code == 403, path
        assert "Maya" not in answer.text
    assert (
        client.send(f"/children/{file_id}/concerns/1", {"why": "x"}, via="/help").status_code == 403
    )
