"""One's own sessions on the account page, and a lead who ends a colleague's."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from app.models.audit_log import Leaf
from app.models.draft import LateDraftPage
from app.models.member import Member, SignIn
from app.models.organisation import Organisation
from app.services.auth import device_names
from audit import events
from audit.events import Action
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.world import COOKIE, World
from tests.support.web.checking_client import CheckingClient, Page

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
ENDED_BY_LEAD = "Your safeguarding lead ended your session"


def sign_in(world: World, agent: str = "") -> CheckingClient:
    """Sign Sam in with a passphrase, as this browser."""
    browser = world.client()
    fields = {"email": "sam@example.org", "passphrase": PASSPHRASE, "next": "/account"}
    fields["csrf_token"] = browser.csrf("/sign-in")
    answer = browser.post("/sign-in", data=fields, headers={"User-Agent": agent})
    assert answer.status_code == 303
    return browser


def session_ids(browser: CheckingClient) -> list[str]:
    """Return the sessions on the account page, by their buttons."""
    page = browser.get("/account").get_data(as_text=True)
    return re.findall(r'name="session" value="([0-9a-f]{16})"', page)


@pytest.fixture
def world(world: World) -> World:
    """The club, after everybody went home: nobody is signed in."""
    world.change(delete(SignIn))
    return world


def logged(world: World) -> list[events.Event]:
    lines = world.session().scalars(select(Leaf.line).order_by(Leaf.i))
    return [events.parse_event(line) for line in lines if line]


def test_the_list_says_on_what_and_which_is_this_one(world: World):
    browser = sign_in(world, FIREFOX)
    sign_in(world, IPHONE)
    page = browser.page("/account")
    assert "Firefox on Windows (this session)" in page.text
    assert "Safari on iPhone" in page.text
    assert len(session_ids(browser)) == 2
    devices = world.session().scalars(select(SignIn.device)).all()
    assert len({len(device) for device in devices if device}) == 1, "no length tells which"
    assert not any(b"Firefox" in (device or b"") for device in devices)


def test_the_list_says_when_each_session_was_started_and_last_used(world: World):
    start = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
    world.stop_clocks(start)
    older = world.client("sam")
    world.stop_clocks(start + timedelta(minutes=9))
    assert older.get("/help").status_code == 200
    world.stop_clocks(start + timedelta(minutes=13))
    text = world.client("sam").page("/account").text
    assert re.findall(
        r"Signed in 24 November 2026, (\d\d:\d\d) Last used 24 .*?, (\S+) ", text
    ) == [
        ("14:15", "14:15"),
        ("14:02", "14:11"),
    ]


def test_with_one_session_there_are_no_others_to_end(world: World):
    page = world.client("sam").page("/account")
    assert "Unknown browser (this session)" in page.text
    assert "End all other sessions" not in page.text


def test_sixty_sessions_list_this_one_first_and_the_others_end(world: World):
    others = [world.client("sam") for _ in range(59)]
    browser = world.client("sam")
    page = browser.page("/account")
    ids = session_ids(browser)
    assert len(ids) == len(set(ids)) == 60
    assert page.text.index("this session") < page.text.index("End this session")
    answer = browser.send("/account/sessions/end-others", via="/account")
    assert answer.location == "/account?ended=others"
    page = browser.page(answer.location)
    assert "You are signed in here only." in page.text
    assert session_ids(browser) == ids[:1]
    for other in others[::20]:
        assert other.get("/account").status_code == 302


def test_one_is_ended_and_pressing_again_ends_nothing_more(world: World):
    browser, other = world.client("sam"), world.client("sam")
    chosen = session_ids(browser)[1]
    for _ in range(2):
        answer = browser.send("/account/sessions/end", {"session": chosen}, via="/account")
        assert answer.location == "/account?ended=one"
    assert other.get("/account").status_code == 302
    assert len(session_ids(browser)) == 1


@pytest.mark.parametrize("path", ["/", "/sign-in"])
def test_a_browser_whose_session_was_ended_elsewhere_is_told(world: World, path: str):
    browser, other = world.client("sam"), world.client("sam")
    ended = "Your session here was ended at"
    browser.send("/account/sessions/end", {"session": session_ids(browser)[1]}, via="/account")
    text = other.page(path).text
    assert ended in text
    assert "If it was not you, change your passphrase." in text
    assert ENDED_BY_LEAD not in text
    browser.send("/hide", via="/account")
    assert ended not in browser.page("/sign-in").text, "who locked this page knows it"
    assert ended not in world.client().page(path).text


def test_ending_this_one_signs_out(world: World):
    browser = world.client("sam")
    (chosen,) = session_ids(browser)
    answer = browser.send("/account/sessions/end", {"session": chosen}, via="/account")
    assert answer.location == "/"
    assert COOKIE in answer.headers["Set-Cookie"]
    assert browser.get("/account").status_code == 302


def test_nobody_elses_session_is_ended_by_its_id(world: World):
    jo = world.client("jo")
    (chosen,) = session_ids(jo)
    world.client("sam").send("/account/sessions/end", {"session": chosen}, via="/account")
    assert jo.get("/account").status_code == 200


def end_sams(world: World) -> None:
    jo, path = world.client("jo"), f"/members/{world.people['sam'].id}/sessions"
    assert "End their sessions" in jo.page(path.removesuffix("/sessions")).text
    assert "You will not see where they were signed in" in jo.page(path).text
    answer = jo.send(path)
    assert "Sam Lee is signed out on every device" in jo.page(answer.location).text


@pytest.mark.both_databases
def test_a_lead_ends_a_colleagues_sessions_and_they_are_told(world: World):
    browsers = [world.client("sam") for _ in range(2)]
    end_sams(world)
    assert world.client("jo").get("/account").status_code == 200
    for browser in browsers:
        answer = browser.get("/account")
        assert answer.location == "/sign-in?next=/account"
        page = browser.page(answer.location)
        assert ENDED_BY_LEAD in page.text
        assert "Everything you saved is safe, including your drafts." in page.text
        assert ENDED_BY_LEAD in browser.page("/").text
    assert ENDED_BY_LEAD not in world.client().page("/sign-in").text
    acts = [event.act for event in logged(world) if event.who == str(world.people["jo"].id)]
    assert Action.MEMBER_SIGNED_OUT in acts
    assert ENDED_BY_LEAD not in sign_in(world).page("/account").text


def test_an_unattended_screen_of_a_lead_ends_nobodys_sessions(world: World):
    sam, jo = world.client("sam"), world.client("jo", by_passphrase=False)
    asked = jo.send(f"/members/{world.people['sam'].id}/sessions")
    assert "Enter your passphrase to continue" in Page(asked.get_data(as_text=True)).text
    assert sam.get("/account").status_code == 200


def test_words_sent_after_a_lead_ended_the_session_are_kept(world: World):
    sam = world.client("sam")
    path = re.match("/record/[0-9a-f-]{36}", sam.send("/record/new", via="/").location)[0]
    path += "/account"
    token = sam.csrf(path)
    end_sams(world)
    answer = sam.post(
        path, data={"worry": "Quiet since Monday.", "version": "0", "csrf_token": token}
    )
    assert answer.status_code == 401
    text = Page(answer.get_data(as_text=True)).text
    assert f"{ENDED_BY_LEAD}. We’ve saved what you just sent." in text
    assert world.session().scalars(select(LateDraftPage.user_id)).all() == [world.people["sam"].id]


def test_a_lead_is_told_the_same_whether_or_not_somebody_was_signed_in(world: World):
    jo, path, seen = world.client("jo"), f"/members/{world.people['pat'].id}/sessions", []
    for _ in range(2):  # nobody was, and then Pat is
        answer = jo.send(path)
        seen.append((answer.status_code, answer.location, jo.page(answer.location).text))
        pat = world.client("pat")
    assert seen[0] == seen[1]
    assert pat.get("/account").status_code == 200
    assert jo.send(path).status_code == 303
    assert pat.get("/account").status_code == 302


def test_members_of_another_organisation_are_absent_byte_for_byte(world: World):
    session = world.session()
    mine = session.scalars(select(Organisation)).one()
    values = {column.key: getattr(mine, column.key) for column in Organisation.__table__.columns}
    mine.host = "localhost"
    other = Organisation(**values | {"id": None, "host": "b.example", "origin": "b.example/log"})
    session.add(other)
    session.commit()
    world.change(update(Member).where(Member.id == world.people["pat"].id).values(org_id=other.id))
    jo, me = world.client("jo"), world.people["jo"].id
    token = jo.csrf("/members")
    for method in ("get", "post"):
        pages = {
            getattr(jo, method)(f"/members/{given}/sessions", data={"csrf_token": token}).data
            for given in (world.people["pat"].id, uuid4(), me)
        }
        assert len(pages) == 1
        assert b"does not exist" in pages.pop()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/18.1 Safari/605.1.15", "Safari on Mac or iPad"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/131.0.0.0 Safari/537.36", "Chrome on Chromebook"),
        ("curl/8.5.0", "Unknown browser"),
        ("<b>Firefox/</b>" * 1000, "Firefox"),
        ("x" * 100_000 + "Windows", "Unknown browser"),
    ],
)  # fmt: skip
def test_a_browser_is_described_in_words_of_ours(agent: str, words: str):
    assert device_names.describe_device(agent) == words
