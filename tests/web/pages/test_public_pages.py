"""Pages for anyone: no account, no typing, whom to ring in full, small enough for a bad signal."""

from __future__ import annotations

import gzip
import html
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select, update

from app import create_app
from app.models.audit_log import Leaf
from app.models.organisation import Organisation
from app.services.contacts import phone_numbers
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.machine.server_settings import settings
from tests.support.web.checking_client import CheckingClient, Page
from tests.support.web.html_forms import form_to
from tests.support.web.record_client import signed

PUBLIC = ("/", "/with-a-child", "/blank-form", "/numbers", "/help", "/support")
IN_FULL = ("/numbers", "/phone-script")
FIRST_THREE = ("/", "/with-a-child")
LIMIT = 35_000
DAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday, in hours
OFFICER = "the local authority designated officer, for concerns about people who work with children"


def text(world: World, path: str, who: str | None = None) -> str:
    return html.unescape(world.client(who).get(path).get_data(as_text=True))


@pytest.mark.parametrize("path", PUBLIC)
def test_it_asks_nothing_and_writes_nothing(world: World, path):
    before = world.session().scalar(select(func.count()).select_from(Leaf))
    page = world.client().page(path)
    assert page.controls == []
    assert page.forms == []
    assert world.session().scalar(select(func.count()).select_from(Leaf)) == before


@pytest.mark.parametrize("path", IN_FULL)
def test_ring_now_is_in_full_signed_out_with_title_and_switchboard_only(world: World, path):
    with time_machine.travel(DAY):
        found = text(world, path)
    assert found.count('id="ring-now"') == 1
    for words in ("tel:999", "Your safeguarding lead", "tel:01632960001", "tel:01724296500"):
        assert words in found
    assert "answerphone" in found
    for name in ("Jo Smith", "Dele Okoro", "07700"):
        assert name not in found
    assert found.index("tel:999") < found.index("tel:01632960001") < found.index("tel:01724296500")


@pytest.mark.parametrize("path", IN_FULL)
def test_signed_in_it_names_every_confirmed_lead_in_their_order(world: World, path):
    found = text(world, path, "sam")
    assert found.index("tel:07700900123") < found.index("tel:07700900124")


@pytest.mark.parametrize("path", IN_FULL)
def test_at_night_a_lead_may_not_answer_and_is_not_told_to_call_themself(world: World, path):
    with time_machine.travel(DAY.replace(hour=23, minute=55)):
        found = text(world, path, "sam")
        assert found.count("Closed now, opens tomorrow at 09:00. They might not answer.") == 1 + 1
        assert "No answer? Call" not in found.split('id="ring-now"')[1]
        own = text(world, path, "jo")
    assert "tel:07700900123" not in own
    assert "tel:07700900124" in own


@pytest.mark.parametrize("path", FIRST_THREE)
@pytest.mark.parametrize(
    ("who", "hour", "numbers"),
    [
        (None, 11, ["999", "01632960001", "01724296500"]),
        ("sam", 11, ["999", "07700900123", "01724296500"]),
        ("jo", 11, ["999", "07700900124", "01724296500"]),
        ("sam", 23, ["999", "101", "01724296555"]),
    ],
)
def test_home_and_the_companion_show_the_three_numbers_of_this_hour(
    world: World, path: str, who: str | None, hour: int, numbers: list[str]
):
    with time_machine.travel(DAY.replace(hour=hour)):
        found = text(world, path, who).split('id="ring-now"')[1].split("</section>")[0]
    assert re.findall("tel:([0-9]+)", found) == numbers
    assert found.count("or someone close to them? Call 999") == (hour == 11)


def test_the_two_choices_of_home_are_there_signed_in_and_out(world: World):
    for who in (None, "sam", "kit"):  # a lead's: tests/web/pages/test_today_page.py
        found = text(world, "/", who).split('class="heard-choices"')[1].split("</div>")[0]
        assert re.findall("<strong>(.*?)</strong>", found) == [
            "A child is with me",
            "Record a concern",
        ]


def test_home_lists_own_records_with_who_has_read_them(world: World):
    empty = "You haven’t written anything yet."
    sam = world.client("sam")
    assert empty in sam.page("/").text
    assert empty not in world.client("jo").page("/").text
    concern = f"/concerns/{signed(world, load('single_sentence'))}"
    page = sam.page("/")
    assert (concern in page.links, empty in page.text) == (True, False)
    assert "No one has marked it as read yet." in page.text
    jo = world.client("jo")
    form = form_to(jo.get(concern).get_data(as_text=True), "/acknowledge")
    assert jo.post(form.action, data=form.sent()).status_code == 303
    assert "Jo Smith marked it as read on" in sam.page("/").text


def test_home_tells_a_lead_what_is_unread_and_a_worker_what_they_began(world: World):
    clock = world.now
    office = Office(world)
    office.now = clock()
    office.signed("sam")
    assert "1 unread" in world.client("jo").page("/").text
    assert "unread" not in text(world, "/", "sam")
    office.draft("pat")
    above, _, below = text(world, "/", "pat").partition(
        "It takes about 10 minutes and saves as you go"
    )
    assert "You have not signed" in above  # one draft is first, and pushes the choices down
    assert "You have not signed" not in below


def test_other_councils_numbers_are_one_link_away(world: World):
    found = text(world, "/numbers")
    for key, name in phone_numbers.list_other_areas(world.org):
        assert f"/numbers?area={key}" in found
        assert name in found
    hull = text(world, "/numbers?area=hull")
    assert "Numbers for Hull." in hull
    assert "01724 296500" not in hull


def test_another_councils_numbers_link_home_and_to_every_other(world: World):
    page = world.client().page("/numbers?area=hull")
    assert '<a class="govuk-link" href="/numbers">North Lincolnshire</a>' in text(
        world, "/numbers?area=hull"
    )
    listed = [link for link in page.links if link.startswith("/numbers?area=")]
    keys = [key for key, _ in phone_numbers.list_other_areas(world.org) if key != "hull"]
    assert listed == [f"/numbers?area={key}" for key in keys]


def test_a_council_that_no_pack_knows_is_one_link_away_on_gov_uk(world: World):
    found = text(world, "/numbers?area=elsewhere")
    link = '<a class="govuk-link" href="https://www.gov.uk/report-child-abuse-to-local-council">'
    assert f"You can {link}find the council on GOV.UK</a>." in found
    assert "Numbers for another council area." in found


@pytest.mark.parametrize("area", ["atlantis", "", "../x", "%00", "<b>"])
def test_an_area_that_nobody_knows_shows_our_own(world: World, area):
    assert "Numbers for North Lincolnshire." in text(world, f"/numbers?area={area}")


def test_help_for_adults_has_numbers_and_every_number_comes_from_the_pack(world: World):
    pack = phone_numbers.load_pack(world.org.pack)
    known = {one.number for one in pack.contacts.values()} | {world.org.phone}
    for path in PUBLIC:
        for number in re.findall(r"(?<!tel:)\b0[\d ]{8,}\d", text(world, path)):
            assert number in known, f"{path}: {number}"
    assert "tel:" in text(world, "/support")


def loaded(client: CheckingClient, path: str) -> bytes:
    with client.get(path) as answer:
        return answer.get_data()


@pytest.mark.parametrize("path", ["/with-a-child", "/blank-form"])
def test_an_urgent_page_weighs_under_35_kilobytes_with_all_it_loads(world, path):
    client = world.client()
    page = loaded(client, path)
    named = re.findall(rb' (?:href|src)="(/static/[^"]+)"', page)
    assert named
    bodies = [loaded(client, name.decode()) for name in named]
    weight = sum(len(gzip.compress(body, 9)) for body in (page, *bodies))
    assert weight < LIMIT


def test_public_pages_need_no_script(world: World):
    for path in PUBLIC:
        page = world.client().page(path)
        assert not page.inline


def test_every_link_of_every_public_page_leads_somewhere(world: World):
    client = world.client()
    links = {link for path in PUBLIC for link in client.page(path).links}
    for link in sorted(link for link in links if link.startswith("/")):
        assert client.get(link).status_code in {200, 302}, link


def test_the_companion_leads_to_writing_through_the_door_and_back(world: World):
    answer = world.client().get("/record/new")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/sign-in?next=/record/new")


def test_health_pages_say_whether_process_and_database_answer(world: World):
    for path in ("/healthz", "/readyz"):
        assert world.client().get(path).get_json()["ok"]


@pytest.mark.parametrize("host", ["evil.example", "10.0.0.1:8000", "[::1]", "a b", "", "e" * 9000])
def test_monitors_are_answered_at_any_host_and_no_other_page_is(world: World, host: str):
    client = world.app.test_client()
    for path in ("/healthz", "/readyz"):
        asked = client.get(path, headers={"Host": host})
        assert (path, asked.status_code, asked.json["ok"]) == (path, 200, True)
        told = asked.text + str(asked.headers)
        assert not host or host not in told
        assert client.post(path, headers={"Host": host}).status_code in {404, 405}
    for path in (*PUBLIC, "/sign-in", "/sw.js", "/healthz/", "/readyz/x", "/healthz;", "//readyz"):
        assert (path, client.get(path, headers={"Host": host}).status_code) == (path, 404)


def test_security_txt_says_who_to_tell_without_a_database_or_is_not_there(data: Path):
    """RFC 9116: a contact, an end within a year, line after line. Nothing of any organisation."""
    away, path = f"sqlite:///{data / 'gone' / 'heard.sqlite3'}", "/.well-known/security.txt"
    unnamed = CheckingClient(create_app(settings(data, away))).get(path)
    assert (unnamed.status_code, unnamed.mimetype) == (404, "text/plain")
    named = settings(data, away, security_contact="mailto:security@example.org")
    with time_machine.travel(DAY, tick=False):
        answer = CheckingClient(create_app(named)).get(path)
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "Contact: mailto:security@example.org",
        "Expires: 2027-02-22T00:00:00Z",
        "Canonical: http://localhost/.well-known/security.txt",
        "Preferred-Languages: en",
    ]


def test_the_service_worker_comes_from_the_root(world: World):
    with world.client().get("/sw.js") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "text/javascript"


def test_an_organisation_that_publishes_its_leads_shows_them_outside(world: World):
    with world.session() as session:
        session.get_one(Organisation, world.org.id).publish_leads = True
        session.commit()
    assert "Jo Smith" in text(world, "/numbers")


def test_parsing_finds_a_form_where_there_is_one():
    assert Page('<form action="/x"><input name="a"></form>').controls


@pytest.mark.parametrize("path", [*PUBLIC, "/sign-in", "/join", "/sign-in/with-card", "/no"])
def test_a_demonstration_says_so_once_on_every_page_for_anybody(world: World, path):
    banner = 'aria-label="Demonstration"'
    assert world.client().get(path).text.count(banner) == 0
    with world.session() as session:
        session.execute(update(Organisation).values(demo=True))
        session.commit()
    assert world.client().get(path).text.count(banner) == 1


def test_the_blank_form_has_the_lines_in_paper_order_with_hours(world: World):
    found = text(world, "/blank-form")
    ring = " ".join(found[found.index("heard-form-paper__ring") : found.index("</ul>")].split())
    numbers_in_order = re.findall(r"<strong>([\d ]+)</strong>", ring)
    assert numbers_in_order == [
        "999", "01632 960001", "01724 296500", "08081 689667", "01724 296555", "101",
        "01724 298293",
    ]  # fmt: skip
    for words in ("Mon to Thu 09:00 to 17:00", "Mon to Fri 09:00 to 17:00", "(answerphone)"):
        assert words in ring
    assert "pen now" not in ring  # a sheet of paper does not know what the time is
    assert found.rindex("LADO: <strong>01724 298293") > found.rindex("Handed to")
    assert re.search(f"LADO[^<]*: {OFFICER}</li>", ring)
    assert ring.index("LADO") < ring.index(OFFICER)


def test_each_side_of_the_blank_form_says_which_it_is(world: World):
    found = text(world, "/blank-form")
    form = found[found.index('class="heard-form-paper"') :]
    assert form.index("Side 1 of 2") < form.index("<section>")
    assert form.rindex("</section>") < form.index("Side 2 of 2")


def test_support_for_the_worker_says_what_each_line_is_for(world: World):
    found = text(world, "/support")
    assert "or a line below" not in found
    for line, use in (
        ("NSPCC helpline", "For adults who are worried about a child"),
        ("NSPCC whistleblowing", "If your own organisation is not acting on a concern"),
    ):
        rows = [row for row in found.split("<dt") if line in row]
        assert len(rows) == 1
        assert use in rows[0]


def test_a_form_without_a_known_lado_has_room_for_the_number(world: World):
    with world.session() as session:
        session.execute(update(Organisation).values(pack="england"))
        session.commit()
    assert f"LADO, {OFFICER}:" in text(world, "/blank-form")


def test_no_page_promises_what_is_not_built(world: World):
    assert "you disagree" not in text(world, "/help")
    invite = text(world, "/members/invite", "jo")
    for words in ("training is shown", "Learn and practise", "training first"):
        assert words not in invite


def test_help_for_a_lost_passphrase_names_the_card_then_a_new_account(world: World):
    page = world.client().page("/help")
    assert "/sign-in/with-card" in page.links
    assert "Without the card, ask your safeguarding lead for a new account." in page.text
    assert "You will lose your drafts." in page.text
    assert "Someone else enters it." in world.client().page("/sign-in/with-card").text
