"""A concern that is kept from someone changes no byte of what they see, and sends them no mail.

Each page of each role is read before and after such a concern about the same child and the same car
is signed, read and followed up by those who may. It must be the same: no list, count, reason, link
or "read by" differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from app.domain.record.entry_schema import Part
from app.domain.routing.actors import Role
from app.domain.routing.recipients import Recipients
from app.models.outbox import Outbox
from app.services.concern_lists.adults_concerned import open_adults_in_staff_concerns
from app.services.concern_lists.today import load_waiting_work
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.concern_reading import open_concern
from tests.support.club.child_links import BORN, link, sign_about
from tests.support.club.newcomers import confirm_as, join_as
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.web.staff.test_staff_concerns_by_adult import escalate

CAR = Part("people", ("c1",), {"name_or_nickname": "Dex", "vehicles": "AB12 CDE"}, item="p1")
HOME = Part("household", ("c1",), {"name": "Theo", "relationship": "brother"}, item="h1")
MAYA = {"name": "Maya Ellis", "age": "14", "group": "9R", "born_on": BORN}
CHANGES = re.compile(
    r'seconds="\d+"|name="(?:csrf_token|mark|once)" value="[^"]*"|nonce="[^"]*"'
    r'|T\d\d:\d\d[^"]*"|\d\d:\d\d'
)
"""Text that differs at each visit: tokens and times."""
OTHERS = ("pat", "tess")
LOG_PAGES = ("/log", "/log/lines", "/log/checkpoints")
HIDDEN = {
    "about staff": ({"about": "yes"}, "senior", ("deputy", *OTHERS)),
    "not for one lead": ({"not_for": ("deputy",)}, "senior", ("deputy", *OTHERS)),
    "named leads": (
        {"not_for": ("senior", "deputy"), "choice": Recipients.NAMED_LEADS},
        "jo",
        ("deputy", "senior", *OTHERS),
    ),
}
"""How it is signed, who reads it, and from whom it is kept."""


@pytest.fixture
def office(world: World) -> Iterator[Office]:
    """The club at noon, so that no page is read on another day than the one before."""
    noon = datetime.now(UTC).replace(hour=12, minute=0)
    with time_machine.travel(noon):
        yield Office.today(world)


def read_pages(client, file_id: UUID, loose: UUID) -> dict[str, str]:
    """Return Home, each list, and each page about children, without tokens and times.

    Whoever is no lead is refused most of them, in the same words.
    """
    paths = (
        "/",
        "/numbers",
        "/members",
        "/concerns",
        "/concerns?list=waiting",
        "/concerns/closed",
        "/concerns/adults",
        "/children",
        "/children/without-file",
        f"/children/{file_id}",
        f"/children/{file_id}?page=2",
        *(f"/children/{file_id}/{page}" for page in ("concerns", "family", "plans", "print")),
        "/children/links",
        f"/concerns/{loose}/child/c1",
    )
    found = {}
    for path in paths:
        answer = client.get(path)
        found[path] = f"{answer.status_code} {CHANGES.sub('', answer.text)}"
    for words in ("maya elis", "ab12cde", "dex"):
        if client.get("/concerns/search").status_code == 200:
            client.send("/concerns/search", {"for": words})
            found[words] = CHANGES.sub("", client.get("/concerns/search").text)
    return found


def list_mail(office: Office, who: str) -> list[str]:
    """Return which mails wait for someone, or went."""
    query = select(Outbox.template).where(Outbox.member_id == office.world.people[who].id)
    return sorted(office.session.scalars(query))


@pytest.mark.parametrize("kind", HIDDEN)
def test_no_page_differs_with_a_concern_that_is_kept_from_its_reader(office: Office, kind: str):
    how, reader, left_out = HIDDEN[kind]
    linked = sign_about(office, MAYA, also=(CAR,))
    loose = sign_about(office, MAYA, also=(CAR, HOME))
    file_id = link(office, linked)
    link(office, sign_about(office, {"name": "Theo Hart"}, also=(CAR,)))
    clients = {who: office.world.client(who) for who in left_out}
    for client in clients.values():
        read_pages(client, file_id, loose)  # what only a first visit shows is gone now
    before = {who: read_pages(client, file_id, loose) for who, client in clients.items()}
    mail = {who: list_mail(office, who) for who in left_out}
    hidden = sign_about(office, MAYA, also=(CAR, HOME), **how)
    acknowledge_concern(office.at(reader), hidden)
    escalate(office, hidden, reader)
    open_concern(office.at(reader), hidden)
    load_waiting_work(office.at(reader))
    if reader == "senior":
        open_adults_in_staff_concerns(office.at(reader))
    after = {who: read_pages(client, file_id, loose) for who, client in clients.items()}
    assert find_different_pages(before, after, hidden) == []
    assert {who: list_mail(office, who) for who in left_out} == mail
    for who, client in clients.items():
        assert client.get(f"/concerns/{hidden}").status_code == 404, who
    paths = (f"/concerns/{linked}", f"/concerns/{linked}/who-has-looked", "/log")
    for path in (*paths, f"/children/{file_id}/opened"):
        assert str(hidden) not in clients["deputy"].get(path).text
    for path in (f"/concerns/{hidden}/child/c1", f"/children/{hidden}"):
        assert clients["deputy"].get(path).status_code == 404


@pytest.mark.parametrize("kind", HIDDEN)
def test_no_page_of_an_office_role_or_of_a_new_member_differs(office: Office, kind: str):
    how, reader, _ = HIDDEN[kind]
    left_out = ("gov", "adm", "kit", "new")
    confirm_as(office.world, "gov", Role.AUDITOR, "Gwen Ode")
    confirm_as(office.world, "adm", Role.ADMINISTRATOR, "Ivor Penn")
    join_as(office.world, "new", (Role.AUDITOR,), "Nia Frost")
    linked = sign_about(office, MAYA, also=(CAR,))
    loose = sign_about(office, MAYA, also=(CAR, HOME))
    file_id = link(office, linked)
    clients = {who: office.world.client(who) for who in left_out}
    for client in clients.values():
        read_office_pages(client, file_id, loose)
    before = {who: read_office_pages(one, file_id, loose) for who, one in clients.items()}
    size = max(list_worded_lines(clients["gov"]))
    mail = {who: list_mail(office, who) for who in left_out}
    hidden = sign_about(office, MAYA, also=(CAR, HOME), **how)
    acknowledge_concern(office.at(reader), hidden)
    escalate(office, hidden, reader)
    open_concern(office.at(reader), hidden)
    after = {who: read_office_pages(one, file_id, loose) for who, one in clients.items()}
    assert find_different_pages(before, after, hidden) == []
    assert {who: list_mail(office, who) for who in left_out} == mail
    assert list_worded_lines(clients["gov"], size) == {}, "each new line is a number and a hash"
    for who, client in clients.items():
        for path in (f"/concerns/{hidden}", f"/concerns/{hidden}/who-has-looked"):
            assert client.get(path).status_code == 404, (who, path)
        for path in LOG_PAGES:
            assert str(hidden) not in client.get(path).text, (who, path)


def read_office_pages(client, file_id: UUID, loose: UUID) -> dict[str, str]:
    """Return what `read_pages` does, with the pages of auditors and administrators."""
    found = read_pages(client, file_id, loose)
    for path in ("/team", "/organisation", "/log"):
        answer = client.get(path)
        found[path] = f"{answer.status_code} {CHANGES.sub('', answer.text)}"
    return found


def list_worded_lines(client, after: int = 0) -> dict[int, str]:
    """Return the lines that an auditor reads in words, but their own, by their numbers."""
    page = client.get("/log/lines").text
    rows = re.findall(r'<th[^>]*data-label="Line">(\d+)</th>(.*?)</tr>', page, re.S)
    texts = {int(number): " ".join(re.sub(r"<[^>]*>", " ", row).split()) for number, row in rows}
    assert texts, "the page has lines"
    return {
        number: text
        for number, text in texts.items()
        if number > after and not text.startswith("Hash only") and "(you)" not in text
    }


def find_different_pages(
    before: dict[str, dict[str, str]], after: dict[str, dict[str, str]], hidden: UUID
) -> list[tuple[str, str]]:
    """Return who would see which page differ, or name the hidden concern."""
    return [
        (who, path)
        for who, pages in before.items()
        for path, page in pages.items()
        if after[who][path] != page or str(hidden) in page
    ]


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
