"""The directory: a person rings a number and says so, and every live page says it from then on."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import select

from app import create_app
from app.models.audit_log import Leaf
from app.models.number_check import NumberCheck
from content import pack_loader
from content.contacts import number_findings
from tests.support.club.world import COOKIE, World
from tests.support.disclosures import load
from tests.support.machine.server_settings import settings
from tests.support.spoiled_packs import serve_copied_packs, spoil_pack
from tests.support.web.checking_client import CheckingClient
from tests.support.web.record_client import signed

SPOC = "/directory/north_lincolnshire/spoc"
TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
CHECKED = "Last checked 24 November 2026"
WRONG = "Said to be wrong on 24 November 2026"
PUBLIC = ("/numbers",)


@pytest.fixture
def club(world: World) -> World:
    return world.stop_clocks(TUESDAY)


def rang(client: CheckingClient, path: str = SPOC, **said: str):
    return client.send(path, {"mark": mark(client, path), **said})


def mark(client: CheckingClient, path: str) -> str:
    page = client.get(path).get_data(as_text=True)
    return re.search(r'name="mark"[^>]*value="([0-9a-f]{64})"', page)[1]


def text(client: CheckingClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    bare = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return " ".join(unescape(bare).split()).replace(" .", ".")


def line(client: CheckingClient, path: str, who: str = "single point of contact</span>") -> str:
    page = client.get(path).get_data(as_text=True)
    return next(one for one in re.findall(r"<li class=.*?</li>", page, re.S) if who in one)


def test_every_line_stands_there_with_its_source_hours_and_next_check(club: World):
    for who in ("jo", "senior"):
        page = text(club.client(who), "/directory")
        for pack in ("north_lincolnshire", "hull", "lincolnshire"):
            for one in pack_loader.load_pack(pack).contacts.values():
                assert one.label in page
                assert one.number in page
        assert "Keeping children safe in North Lincolnshire" in page
        assert "If it does not work, call 101. Next check due by 24 February 2027" in page
        assert "Hours: Mon to Thu 09:00 to 17:00, Fri 09:00 to 16:30" in page


def test_a_number_that_was_rung_says_so_on_every_live_page(club: World):
    jo = club.client("jo")
    answer = rang(jo, result="right")
    assert answer.status_code == 303
    assert "Last checked 24 November 2026. Next check due by 24 February 2027" in text(
        jo, answer.headers["Location"]
    )
    for who in (None, "sam", "jo"):
        for path in PUBLIC:
            assert CHECKED in line(club.client(who), path)
    assert "Jo Smith" not in text(club.client(), "/numbers")
    assert "Jo Smith called 01724 296500" in text(jo, SPOC)


def summary(club: World) -> str:
    """The paper of a record about a child of this area."""
    concern = signed(club, load("single_sentence"))
    return text(club.client("sam"), f"/concerns/{concern}/referral/summary")


def test_a_number_found_wrong_is_crossed_out_and_cannot_be_tapped(club: World):
    assert 'href="tel:01724296500"' in line(club.client(), "/numbers")
    rang(club.client("senior"), result="wrong", said="A carpet shop answered.")
    for who in (None, "sam"):
        client = club.client(who)
        for path in PUBLIC:
            shown = line(client, path)
            assert WRONG in shown
            assert "01724 296500" in shown
            assert "tel:01724296500" not in client.get(path).get_data(as_text=True)
            assert "Call 101, or 999 in an emergency" in shown
            assert "Open now" not in shown
    assert f"{WRONG} by Ash Grant" in line(club.client("sam"), "/numbers")
    assert f"{WRONG} by a senior here" in line(club.client(), "/numbers")
    assert "carpet" not in text(club.client("sam"), "/")
    assert "A carpet shop answered." in text(club.client("jo"), SPOC)
    assert "said to be wrong on 24 November 2026" in text(club.client(), "/blank-form")
    assert "said to be wrong on 24 November 2026 by Ash Grant" in summary(club)


def test_a_copy_for_no_network_and_a_page_of_problems_say_so_too(club: World):
    rang(club.client("senior"), result="wrong", said="A carpet shop answered.")
    client = club.client()
    copy = client.get("/numbers", headers={"Heard-Copy": "1"}).get_data(as_text=True)
    problem = client.get("/nothing-here").get_data(as_text=True)
    for page in (copy, problem):
        assert f"{WRONG} by a senior here" in page
        assert "tel:01724296500" not in page


def test_a_helpline_that_is_wrong_is_kind_to_a_child_who_reads_it(club: World):
    rang(club.client("jo"), "/directory/england/childline", result="wrong", said="Engaged.")
    instead = (
        "Someone reported that this number is wrong. In danger, call 999. To talk to someone, "
        "look for the right number on"
    )
    for path in ("/with-a-child", "/numbers"):
        page = text(club.client(), path)
        assert f"{WRONG} by your safeguarding lead" in page
        start = page.index(instead)
        sentence = page[start : start + len(instead) + 60]
        assert "childline.org.uk" in sentence
        assert "101" not in sentence
        assert "council" not in sentence
    assert "tel:08001111" not in club.client().get("/with-a-child").get_data(as_text=True)


def test_101_comes_before_a_number_that_is_said_to_be_wrong(club: World):
    rang(club.client("jo"), result="wrong", said="Nobody knows us there.")
    page = club.client().get("/numbers").get_data(as_text=True)
    assert page.index("tel:999") < page.index("tel:101") < page.index("01724 296500")


def test_the_newest_finding_counts(club: World):
    jo, senior = club.client("jo"), club.client("senior")
    rang(jo, result="wrong", said="No such number.")
    assert WRONG in line(jo, "/numbers")
    rang(senior, result="right")
    assert CHECKED in line(jo, "/numbers")
    page = text(jo, SPOC)
    assert page.index("Ash Grant called") < page.index("Jo Smith called")
    assert "No such number." in page


def test_a_check_grows_old_as_the_pack_says_and_then_every_page_says_so(club: World):
    rang(club.client("jo"), result="right")
    club.stop_clocks(TUESDAY + timedelta(days=93))
    shown = line(club.client(), "/numbers")
    assert "This may be out of date: last checked on 24 November 2026" in shown
    assert "Call it again: this was due by 24 February 2027" in text(
        club.client("jo"), "/directory"
    )


def test_a_check_is_of_the_digits_that_stood_there(club: World):
    rang(club.client("jo"), result="wrong", said="No such number.")
    pack = pack_loader.load_pack("north_lincolnshire")
    spoc = pack.contacts["spoc"]
    found = {
        number_findings.hash_phone_line(spoc): number_findings.LineFinding(
            right=True, on=TUESDAY.date()
        )
    }
    for other in (
        structs.replace(spoc, number="01724 296501"),
        structs.replace(spoc, hours=("Mon-Thu 09:00-16:00",)),
        structs.replace(spoc, answerphone=True),
    ):
        assert number_findings.hash_phone_line(other) not in found
    answer = club.client("jo").send(SPOC, {"mark": "0" * 64, "result": "right"})
    assert answer.status_code == 422
    assert "have changed since you opened this page" in answer.get_data(as_text=True)


def test_a_form_that_comes_back_is_still_for_the_digits_that_stood_on_it(club: World):
    answer = club.client("jo").send(SPOC, {"mark": "0" * 64, "result": ""}, via=SPOC)
    assert answer.status_code == 422
    assert f'value="{"0" * 64}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose whether it’s correct or wrong."),
        ({"result": "wrong"}, "Write what is wrong"),
        ({"result": "wrong", "said": "x" * 1_001}, "1,000 characters or fewer"),
        ({"result": "wrong", "said": "shop\x01"}, "hidden control character"),
        ({"result": "maybe"}, "Choose whether it’s correct or wrong."),
    ],
)
def test_what_cannot_be_kept_says_why_and_comes_back(club: World, said, words):
    answer = rang(club.client("jo"), **said)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert words in page
    assert said.get("said", "").strip("\x01") in page
    assert rows(club) == []


def test_pressed_twice_it_is_one_check(club: World):
    jo = club.client("jo")
    for _ in range(2):
        assert rang(jo, result="wrong", said="A shop.").status_code == 303
    assert len(rows(club)) == 1
    rang(jo, result="wrong", said="A shop, and it was shut.")
    assert len(rows(club)) == 2


@pytest.mark.parametrize("key", ["england/emergency", "england/police", "england/textphone"])
def test_nobody_rings_999_to_test_it(club: World, key: str):
    jo = club.client("jo")
    page = jo.get(f"/directory/{key}").get_data(as_text=True)
    assert 'name="mark"' not in page
    mark = number_findings.hash_phone_line(
        pack_loader.load_pack("england").contacts[key.partition("/")[2]]
    )
    answer = jo.send(f"/directory/{key}", {"mark": mark, "result": "wrong", "said": "x"}, via="/")
    assert answer.status_code == 404
    assert rows(club) == []


def test_a_line_that_no_pack_has_is_not_there(club: World):
    assert club.client("jo").get("/directory/north_lincolnshire/nobody").status_code == 404


def test_the_log_says_who_rang_which_line_and_no_word(club: World):
    rang(club.client("jo"), result="wrong", said="A carpet shop answered.")
    with club.engine.connect() as connection:
        lines = [line for line in connection.scalars(select(Leaf.line).order_by(Leaf.i)) if line]
    logged = next(line for line in reversed(lines) if b"number." in line)
    assert b'"act":"number.rung_wrong"' in logged
    assert b'"obj":"number/north_lincolnshire/spoc/' in logged
    assert str(club.people["jo"].id).encode() in logged
    assert not any(b"carpet" in line or b"296500" in line for line in lines)


def test_another_worker_shows_it_at_once(club: World):
    other = create_app(settings(club.data, club.url))
    client = CheckingClient(other)
    assert WRONG not in line(client, "/numbers")
    rang(club.client("jo"), result="wrong", said="A shop.")
    found = other.extensions
    found["heard"] = replace(found["heard"], clock=lambda: TUESDAY)
    assert WRONG in line(client, "/numbers")
    client.set_cookie(COOKIE, club.token("sam"), domain="localhost")
    assert f"{WRONG} by Jo Smith" in line(client, "/numbers")
    with other.app_context():
        from app.extensions import db

        db.engine.dispose()


def rows(world: World) -> list[NumberCheck]:
    return list(world.session().scalars(select(NumberCheck)))


def test_the_page_of_a_number_calls_it_unless_wrong_or_untested(club: World):
    jo, spoc = club.client("jo"), 'href="tel:01724296500"'
    assert spoc in jo.get(SPOC).get_data(as_text=True)
    rang(jo, result="wrong", said="A carpet shop.")
    page = jo.get(SPOC).get_data(as_text=True)
    assert spoc not in page
    assert "<s>01724 296500</s>" in page
    assert "Who called it" in page
    emergency = jo.get("/directory/england/emergency").get_data(as_text=True).partition("<main")[2]
    assert "tel:999" not in emergency
    assert "Who called it" not in emergency


def test_a_national_number_that_changed_is_one_to_call(world: World, tmp_path: Path):
    said = "You do not need to call it."
    assert said in world.client("jo").page("/directory").text
    with serve_copied_packs(tmp_path) as packs:
        for key in ("0808 800 5000", "0800 028 0285", "0800 1111", "08000 121 700"):
            spoil_pack(packs, "england/contacts.toml", f'published = "{key}"', "")
        page = world.client("jo").page("/directory").text
        assert said not in page
        assert page.count("No one has compared this number with its website.") == 4
