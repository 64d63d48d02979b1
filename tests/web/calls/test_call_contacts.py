"""On a page that goes past the leads nobody is sent to a lead: the worry may be about one."""

from __future__ import annotations

import re

import pytest

from app.domain.deadlines import calls_still_needed
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.club_setup import make_next_senior
from tests.support.disclosures import load
from tests.support.web.checking_client import show_whole
from tests.support.web.record_client import begin, fill, look, sign, signed

MOVING = "Police, when|.* out of hours|.* single point of contact"


def ringing(client, path: str) -> list[str]:
    """Return who the panel of a page names, in order, without 101 and the council's day and night
    lines: the hour decides where they are."""
    text = client.get(path).get_data(as_text=True)
    panel = text.split('id="ring-now"')[1].split("</section>")[0]
    found = re.findall(r'<span class="who">([^<]*)', panel)
    return [who for who in found if not re.match(MOVING, who)]


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_a_concern_about_the_team_names_seniors_and_the_lado_early(world, answer):
    sam = world.client("sam")
    draft = begin(sam)
    assert "Jo Smith, " in ringing(sam, f"{draft}/now")[1]
    fill(sam, f"{draft}/now", {"about_our_team": [answer]})
    named = ringing(sam, f"{draft}/now")
    senior = world.people["senior"].name
    assert named[1] == f"{senior}, head or chair"
    assert "LADO" in " ".join(named)
    for lead in ("jo", "deputy"):
        assert not [who for who in named if world.people[lead].name in who]
    assert "Do not tell the person it is about." in sam.page(f"{draft}/told").text


def test_where_no_senior_is_confirmed_the_lado_comes_first(world_without_senior):
    sam = world_without_senior.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/now", {"about_our_team": ["yes"]})
    assert "LADO" in ringing(sam, f"{draft}/now")[1]


def test_any_other_worry_names_the_leads(world):
    sam = world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/now", {"about_our_team": ["no"]})
    assert "Jo Smith, " in ringing(sam, f"{draft}/now")[1]
    assert "Do not tell the person it is about." not in sam.page(f"{draft}/told").text


def ring_after_sign(world, disclosure) -> list[str]:
    """Who the page of signs names, once one is ticked on it after the record was signed."""
    path = f"/concerns/{signed(world, disclosure)}/more/indicators_a"
    client = world.client(disclosure.author)
    form = look(client, path)
    pick = next(control for name, control in form.controls.items() if name.endswith("-pick"))
    form.set(pick.name, [pick.options[0]])
    client.post(form.action, data=form.sent())
    return ringing(client, path)


def test_a_sign_of_harm_added_to_a_seniors_file_names_no_lead(world):
    named = ring_after_sign(world, load("about_a_lead"))
    assert not [who for who in named if "Jo Smith" in who]
    assert world.people["senior"].name in named[1]


def test_a_sign_added_to_a_file_about_a_senior_does_not_name_them(world):
    sheet, second = encode_recovery_sheet(world.recovery_seed), world.people["second_senior"]
    make_next_senior(world.uow("jo"), world.uow("senior"), second.id, sheet)
    named = ring_after_sign(world, load("about_a_senior"))
    assert second.name in named[1]
    assert not [who for who in named if world.people["senior"].name in who]


def test_a_council_that_is_not_known_takes_no_number_off_the_page(world):
    sam = world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/account", {"worry": ["Came in crying."]})
    usual = ringing(sam, f"{draft}/told?whole=1")
    child = {"children-0-name": ["Kestrel Fenwick"], "children-0-home_area": ["not_known"]}
    fill(sam, f"{draft}/child", child)
    assert ringing(sam, f"{draft}/told?whole=1") == usual


def test_two_children_of_two_councils_have_the_numbers_of_both(world):
    sam = world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/account", {"worry": ["Both came in crying."]})
    children = [("Kestrel Fenwick", "north_lincolnshire"), ("Wren Fenwick", "doncaster")]
    asked = {}
    for place, (name, area) in enumerate(children):
        asked |= {f"children-{place}-name": [name], f"children-{place}-home_area": [area]}
    fill(sam, f"{draft}/child", asked)
    check_both(sam, [f"{draft}/now"])
    concern = f"/concerns/{sign(sam, draft, [])}"
    check_both(sam, [f"{concern}/signed", f"{concern}/referral"])


def check_both(client, paths: list[str]) -> None:
    """Each page has the numbers of both councils, and says whose the second are."""
    for path in paths:
        page = client.page(path)
        assert "For Wren Fenwick, call another council" in page.text
        assert "tel:01724296500" in page.links
        assert "tel:01302737777" in page.links
        assert page.text.count("Police, when it is not an emergency") == 1 + 1  # who, and its link
        assert len(page.ids) == len(set(page.ids))


def test_the_referral_of_a_seniors_concern_names_readers_then_the_lado(world):
    disclosure = load("about_a_lead")
    path = f"/concerns/{signed(world, disclosure)}/referral"
    named = ringing(world.client(disclosure.author), path)
    assert named[1] == world.people["senior"].name
    assert "LADO" in named[2]
    assert not [who for who in named if "Jo Smith" in who]
    assert world.people["senior"].name not in ringing(world.client("senior"), path)


def test_a_file_that_nobody_inside_can_open_says_to_ring_the_lado(world_without_senior):
    disclosure = load("nobody_inside")
    world = world_without_senior
    client = world.client(disclosure.author)
    path = f"/concerns/{signed(world, disclosure)}/referral"
    assert "Call the LADO now." in client.page(path).text
    assert "LADO" in ringing(client, path)[1]


@pytest.mark.parametrize(
    ("page", "name", "answer"),
    [
        ("told", "told_lead", "no_answer"),
        ("told", "told_lead", "not_yet"),
        ("wishes", "c1.safe_tonight", "no"),
        ("wishes", "c1.safe_tonight", "unsure"),
    ],
)
def test_an_answer_that_needs_a_call_shows_the_numbers_and_stops_no_one(world, page, name, answer):
    sam = world.client("sam")
    path = f"{begin(sam)}/{page}"
    form = look(sam, path)
    form.set(name, [answer])
    first = sam.post(form.action, data=form.sent())
    assert first.location == show_whole(f"{path}#still-to-ring")
    assert ringing(sam, path)[0] == "Police, ambulance"
    again = look(sam, path)
    assert not sam.post(again.action, data=again.sent()).location.startswith(path)


@pytest.mark.parametrize(
    ("page", "name", "answer"),
    [("told", "told_lead", "yes"), ("wishes", "c1.safe_tonight", "yes")],
)
def test_an_answer_that_calls_for_none_goes_straight_on(world, page, name, answer):
    sam = world.client("sam")
    path = f"{begin(sam)}/{page}"
    form = look(sam, path)
    form.set(name, [answer])
    assert not sam.post(form.action, data=form.sent()).location.startswith(path)


def test_the_numbers_show_before_who_was_told_is_answered(world):
    sam = world.client("sam")
    assert "Jo Smith, " in ringing(sam, f"{begin(sam)}/told")[1]


def test_a_call_that_told_who_the_child_is_ends_the_asking():
    raw = {"told_lead": ["no_answer"], "calls-0-how_it_ended": ["told_who_the_child_is"]}
    assert calls_still_needed.find_answer_needing_call("told", raw) == ""
    left = raw | {"calls-0-how_it_ended": ["message_left"]}
    assert calls_still_needed.find_answer_needing_call("told", left) == "no_answer"


PAGES = ("", "/signed", "/who-has-looked", "/more", "/more/call", "/receipt", "/export")
PAPERS = ("/referral", "/referral/summary?child=c1", "/referral/pdf?child=c1")


@pytest.mark.parametrize("page", PAGES + PAPERS)
def test_other_numbers_of_a_file_past_the_leads_leads_to_no_lead(world, page):
    """The page of all numbers names the leads first: here the worry is about one of them."""
    disclosure = load("about_a_lead")
    path = f"/concerns/{signed(world, disclosure)}"
    line = world.client(disclosure.author).get(path + page).get_data(as_text=True)
    line = line.split("heard-danger-line")[1].split("</div>")[0]
    assert f'href="{path}/referral#ring-now"' in line
    assert "/numbers" not in line
