"""A lead corrects a number, and everyone sees and calls the correct one from then on."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.web.checking_client import CheckingClient
from tests.support.web.record_client import signed

SPOC, FORM = "/directory/north_lincolnshire/spoc", "/directory/north_lincolnshire/spoc/correct"
OLD, NEW, DIAL = "01724 296500", "01632 960 299", 'href="tel:01632960299"'
TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
SAID = {"number": "01632 960299", "reason": "It reaches a shop.", "source": "Its page, today"}
SHOWN = "Corrected here on 24 November 2026"


@pytest.fixture
def club(world: World) -> World:
    return world.stop_clocks(TUESDAY)


def correct(client: CheckingClient, path: str = FORM, **said: str):
    page = client.get(path).get_data(as_text=True)
    mark = re.search(r'name="mark"[^>]*value="([0-9a-f]{64})"', page)
    assert mark is not None
    return client.send(path, {"mark": mark[1], **SAID, **said})


def read(client: CheckingClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_everyone_reads_and_dials_the_correct_number(club: World):
    assert correct(club.client("jo")).status_code == 303
    concern = signed(club, load("single_sentence"))
    for who, paths in {
        None: ("/numbers", "/blank-form"),
        "sam": ("/", "/numbers", "/blank-form", f"/concerns/{concern}/referral"),
        "jo": ("/directory", "/numbers"),
    }.items():
        for path in paths:
            page = read(club.client(who), path)
            assert NEW in page, (who, path)
            assert DIAL in page or path in ("/blank-form", "/directory"), (who, path)
            assert path == "/" or SHOWN.lower() in page.lower(), (who, path)
            assert OLD not in page or path == "/directory", (who, path)
    assert f"{SHOWN} by Jo Smith" in read(club.client("sam"), "/numbers")
    assert f"{SHOWN} by your safeguarding lead" in read(club.client(), "/numbers")


def test_the_old_number_the_reason_and_the_source_stay_on_its_page(club: World):
    correct(club.client("jo"))
    page = " ".join(read(club.client("senior"), SPOC).split())
    assert f"The content pack has <s>{OLD}</s>" in page
    assert f"replaced <s>01724 296 500</s> with <strong>{NEW}</strong>" in page
    assert "Reason: It reaches a shop. Source: Its page, today" in page
    assert "No one has called this number" in page or "No one here has tried this number" in page


def test_the_history_says_from_which_number_to_which(club: World):
    jo = club.client("jo")
    correct(jo)
    correct(jo, number="01632 960 298")
    page = " ".join(read(jo, SPOC).split())
    assert "replaced <s>01724 296 500</s> with <strong>01632 960 299</strong>" in page
    assert "replaced <s>01632 960 299</s> with <strong>01632 960 298</strong>" in page


def test_a_correction_can_be_checked_marked_wrong_and_taken_back(club: World):
    jo = club.client("jo")
    correct(jo)
    mark = re.search(r'name="mark"[^>]*value="([0-9a-f]{64})"', read(jo, SPOC))
    assert mark is not None
    jo.send(SPOC, {"mark": mark[1], "result": "right"})
    assert f"{SHOWN} by Jo Smith. Last checked 24 November 2026" in read(jo, "/numbers")
    jo.send(SPOC, {"mark": mark[1], "result": "wrong", "said": "A bakery."})
    page = read(club.client("sam"), "/numbers")
    assert f"<s>{NEW}</s>" in page.replace("\n", "")
    assert DIAL not in page
    correct(jo, number=OLD)
    page = read(club.client("sam"), "/numbers")
    assert OLD in page
    assert "Corrected here" not in page


@pytest.mark.parametrize(
    ("said", "field", "error"),
    [
        ({"number": "ask Sue"}, "number", "Enter digits and spaces only"),
        ({"number": "01724 29"}, "number", "This is too short."),
        ({"number": "0906 123 4567"}, "number", "costs nothing extra to call"),
        ({"number": "0844 557 1234"}, "number", "Numbers that start with 084, 087"),
        ({"number": ""}, "number", "Enter the correct number."),
        ({"number": OLD}, "number", "This one is shown already."),
        ({"reason": " "}, "reason", "Enter what is wrong with the old number."),
        ({"source": ""}, "source", "Enter where you found the new number."),
        ({"source": "x" * 501}, "source", "500 characters or fewer"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_reason_and_changes_nothing(
    club: World, said: dict[str, str], field: str, error: str
):
    answer = correct(club.client("jo"), **said)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert error in page
    assert f'href="#{field}"' in page
    assert "Its page, today" in page or field == "source"
    assert NEW not in read(club.client("sam"), "/numbers")


def test_a_correction_needs_the_passphrase_and_a_stale_form_does_nothing(club: World):
    by_card = club.client("jo", by_passphrase=False)
    correct(by_card)
    assert NEW not in read(club.client("sam"), "/numbers")
    jo = club.client("jo")
    jo.get(FORM)
    assert jo.send(FORM, {"mark": "0" * 64, **SAID}).status_code == 422
    assert NEW not in read(club.client("sam"), "/numbers")


def test_emergency_numbers_and_strangers_correct_nothing(club: World):
    assert club.client("jo").get("/directory/england/emergency/correct").status_code == 404
    assert club.client("jo").get("/directory/england/police/correct").status_code == 404
    assert club.client("sam").get(FORM).status_code == 403


def test_a_number_can_be_given_where_the_pack_has_none(club: World):
    path = "/directory/east_riding/spoc/correct"
    assert correct(club.client("jo"), path).status_code == 303
    assert DIAL in read(club.client("sam"), "/numbers?area=east_riding")


def test_a_national_number_corrected_here_is_shown_to_everyone(club: World):
    correct(club.client("jo"), "/directory/england/nspcc/correct", number="0800 1112 223")
    assert "0800 111 2223" in read(club.client("sam"), "/support")


def test_other_leads_and_heads_get_a_notice(club: World):
    correct(club.client("jo"))
    assert "corrected a phone number that everyone sees" in read(club.client("senior"), "/")
