"""/children/links: a lead sees what several files name, and says that two are not the same."""

from __future__ import annotations

import re

import pytest

from app.models.sealed_index import IndexBook, IndexSlip
from app.services.sealed_index import index_building
from tests.support.club.child_links import link, sign_about_person
from tests.support.club.office import Office
from tests.support.club.office_today import office
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import forms

__all__ = ["office"]
PAGE = "/children/links"


@pytest.fixture
def files(office: Office):
    """Two children's files that name one car, and their concerns."""
    said = ({"vehicles": "Silver estate, FN99 KXB"}, {"vehicles": "ends KXB"})
    concerns = [
        sign_about_person(office, name, person)
        for name, person in zip(("Maya Ellis", "Theo Hart"), said, strict=True)
    ]
    return [link(office, one) for one in concerns], concerns


def test_a_lead_sees_who_wrote_what_where_and_never_a_child_s_words(office, files):
    page = office.world.client("jo").page(PAGE)
    for words in (
        "It isn’t proof",
        "Part of the plate fits",
        "Silver estate, FN99 KXB",
        "ends KXB",
        "In “Vehicles”, by Sam Lee",
        "Maya Ellis",
        "Theo Hart",
        "101",
        "When they were named",
    ):
        assert words in page.text, words
    assert "drives me home" not in page.text
    assert "Also named in 1 other child’s file" in page_of(office, f"/children/{files[0][0]}")
    assert "Also named in 1 other child’s file" in page_of(office, f"/concerns/{files[1][0]}")
    for who in ("senior", "sam"):
        assert office.world.client(who).get(PAGE).status_code == 403


def test_a_link_folds_slips_that_wait_so_that_each_page_opens_fewer_seals(office, monkeypatch):
    monkeypatch.setattr(index_building, "FOLD_AT", 4)
    client, left = office.world.client("jo"), []
    for name in ("Maya Ellis", "Theo Hart", "Robin Archer", "Ayesha Khan"):
        concern = sign_about_person(office, name, {"vehicles": "FN99 KXB"})
        address = f"/concerns/{concern}/child/c1"
        form = next(one for one in forms(client.get(address).text) if "file" in one.controls)
        form.set("file", ["new"])
        answer = client.send(address, form.sent())
        assert answer.status_code == 303
        left.append(office.count(IndexSlip))
    assert left == [1, 2, 3, 0]
    assert office.count(IndexBook) == 1
    assert "Also named in 3 other children’s files" in page_of(office, answer.location)


def page_of(office: Office, path: str) -> str:
    """Return the text that Jo is shown."""
    return office.world.client("jo").page(path).text


def test_a_reason_is_required_saved_when_unsigned_and_ends_the_link(office, files):
    client = office.world.client("jo")
    sent = find_form(client)
    answer = client.send(PAGE, {**sent, "why": " "})
    assert answer.status_code == 422
    assert "Enter why these are not the same" in answer.text
    link(office, sign_about_person(office, "Robin Archer", {"vehicles": "FN99 KXB"}))
    answer = client.send(PAGE, {**sent, "why": "One is red."})
    assert answer.status_code == 409
    assert "One is red." in answer.text
    sent = find_form(client)
    assert client.send(PAGE, {**sent, "why": "One is red."}).status_code == 303
    assert "Written the same, but for spaces, signs or capitals" in client.page(PAGE).text
    same = find_form(client)
    assert same["file"] != sent["file"], "two files name the very same plate"
    assert client.send(PAGE, {**same, "why": "The plate was misread."}).status_code == 303
    page = client.page(PAGE).text
    assert "No two children’s files name the same thing" in page
    assert "One is red." in page
    assert "Also named" not in page_of(office, f"/children/{files[0][0]}")
    assert "Also named" not in page_of(office, f"/concerns/{files[1][1]}")


def find_form(client: CheckingClient) -> dict[str, list[str]]:
    """Return what a browser would send of the form that tells things apart."""
    found = forms(client.get(PAGE).text)
    return next(form.sent() for form in found if "key" in form.controls)


@pytest.mark.parametrize(
    ("person", "is_offered"),
    [
        ({"vehicles": "FN99 KXB"}, True),
        ({"phones": "07700 900123"}, True),
        ({"usernames": "kai_rides07"}, True),
        ({"places": "The old baths"}, True),
        ({"name_or_nickname": "Dexter Moran"}, False),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else "",
)
def test_the_form_of_the_police_is_the_next_step_but_for_a_name_alone(
    office: Office, person: dict[str, str], is_offered: bool
):
    for name in ("Maya Ellis", "Theo Hart"):
        link(office, sign_about_person(office, name, person))
    text = page_of(office, PAGE)
    assert "Call 101" in text
    assert ("intelligence form" in text) is is_offered
    html = office.world.client("jo").get(PAGE).text
    to_send = re.search(r'href="(/concerns/[^"]+/referral)">Documents to send', html)
    assert bool(to_send) is is_offered
    if to_send:
        assert "Information for police" in page_of(office, to_send[1])
    assert "intelligence form" not in office.world.client("senior").get(PAGE).text


@pytest.mark.parametrize("sent", [{}, {"kind": "x", "key": "\x00", "file": "x"}, {"mark": "z"}])
def test_odd_input_gets_a_page_and_loses_no_reason(office: Office, files, sent: dict[str, str]):
    answer = office.world.client("jo").send(PAGE, {**sent, "why": "Because."})
    assert answer.status_code == 409
    assert "Because." in answer.text
