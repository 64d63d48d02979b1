"""The author of a closed concern is told on screen before and after, and a lead lets them again."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest

from app.services.drafts import addition_drafts
from app.services.suspension.member_suspension import suspend_member
from content.london_time import format_date, get_london_day
from tests.support.club.closed_concerns import close_counted, keep_house, pass_days
from tests.support.club.office import CHILD, Office
from tests.support.web.checking_client import CheckingClient
from tests.support.web.record_client import fill
from tests.web.expired_sign_ins import end_sign_ins

REOPENING = {"why": ["She came again."], "review_on": ["31/12/2099"]}
LET = "Let Sam Lee read it again"


def pass_time(office: Office, days: int) -> None:
    """Let so many days pass for pages and housekeeping."""
    pass_days(office, days)
    office.world.stop_page_clock(office.now)
    keep_house(office)


@pytest.fixture
def closed(now: Office) -> UUID:
    """A record of Sam's that was closed today."""
    return close_counted(now)


def last_day(office: Office, days: int = 30) -> str:
    """The day so many days from now, as pages write it."""
    return format_date(get_london_day(office.now) + timedelta(days=days))


def test_the_author_sees_the_last_day_coming_everywhere(now: Office, closed: UUID):
    sam = now.world.client("sam")
    words = f"You can read this until {last_day(now)}. After that, ask your safeguarding lead."
    for path in (f"/concerns/{closed}", "/concerns", "/"):
        assert words in sam.page(path).text, path
    assert "Until then you can call, refer and add to it." in sam.page(f"/concerns/{closed}").text


def test_an_open_concern_says_nothing_of_it(now: Office):
    open_one = now.signed("sam")
    sam = now.world.client("sam")
    for path in (f"/concerns/{open_one}", "/concerns", "/"):
        assert "You can read this until" not in sam.page(path).text


def test_afterwards_the_lists_say_so_and_name_no_child(now: Office, closed: UUID):
    day = last_day(now)
    pass_time(now, 31)
    sam = now.world.client("sam")
    words = f"You could read this until {day}. To read it again, ask your safeguarding lead."
    for path in ("/concerns", "/"):
        page = sam.page(path).text
        assert words in page
        assert "The names and what was decided are not shown." in page
        assert CHILD not in page
    assert "Marked as read by Jo Smith" in sam.page("/concerns").text
    assert "Add details" not in sam.page("/concerns").text


def test_the_page_of_an_ended_concern_says_who_read_it_and_what_to_do(now: Office, closed: UUID):
    pass_time(now, 31)
    sam = now.world.client("sam")
    answer = sam.get(f"/concerns/{closed}")
    assert (answer.status_code, answer.location) == (302, f"/concerns/{closed}/ended")
    page = sam.page(answer.location)
    for words in (
        "To read it again, ask your safeguarding lead.",
        "Jo Smith marked it as read",
        "Jo Smith: opened",
        "If a child may be in danger, call 999.",
    ):
        assert words in page.text
    assert CHILD not in page.text
    assert sam.page(f"/concerns/{closed}/receipt").text
    for path in ("more", "add", "reopen", "referral", "signed"):
        answer = sam.get(f"/concerns/{closed}/{path}")
        assert answer.location == f"/concerns/{closed}/ended", path


def test_a_draft_is_named_with_what_to_do(now: Office, closed: UUID):
    issued = addition_drafts.find_addition_draft(now.at("sam"), closed, "addition")
    path = f"/concerns/{closed}/more/addition/{issued.id}"
    sam = now.world.client("sam")
    form = {"csrf_token": sam.csrf(f"/concerns/{closed}/add"), "version": "0", "words": "Also."}
    assert sam.post(path, data={**form, "save": "1"}).status_code == 303
    pass_time(now, 31)
    sam = now.world.client("sam")
    page = sam.page(f"/concerns/{closed}/ended").text
    assert "You can sign it once you can read this concern again." in page
    form["csrf_token"] = sam.csrf("/concerns")
    answer = sam.post(path, data={**form, "words": "And this was typed just now."})
    assert answer.status_code == 403
    text = answer.get_data(as_text=True)
    assert "You can no longer open this concern." in text
    assert "And this was typed just now." in text  # nothing typed is lost


def test_what_was_sent_while_signed_out_is_shown_after_the_end(now: Office, closed: UUID):
    issued = addition_drafts.find_addition_draft(now.at("sam"), closed, "addition")
    path = f"/concerns/{closed}/more/addition/{issued.id}"
    sam = now.world.client("sam")
    form = {"csrf_token": sam.csrf(f"/concerns/{closed}/add"), "version": "0"}
    end_sign_ins(now.world, "sam")
    sent = {**form, "words": "Typed too late.", "concern": str(closed)}
    assert sam.post(path, data=sent).status_code == 401
    pass_time(now, 31)
    again = now.world.client("sam")
    (link,) = [one for one in again.page("/record/kept").links if "/record/kept/" in one]
    page = again.page(link).text
    assert "Typed too late." in page
    assert CHILD not in page
    assert again.send(link, {"choice": "put_in"}).status_code == 403
    assert "Typed too late." in again.page(link).text


def test_the_page_is_for_its_author_alone_and_after_the_end(now: Office, closed: UUID):
    assert now.world.client("sam").get(f"/concerns/{closed}/ended").location == (
        f"/concerns/{closed}"
    )
    pass_time(now, 31)
    assert now.world.client("jo").get(f"/concerns/{closed}/ended").location == (
        f"/concerns/{closed}"
    )
    pat = now.world.client("pat")
    absent = pat.get("/concerns/00000000-0000-4000-8000-000000000000/ended")
    answer = pat.get(f"/concerns/{closed}/ended")
    assert (answer.status_code, answer.data) == (404, absent.data)


def test_a_lead_without_their_second_step_is_told_to_set_it_up(now: Office):
    concern_id = close_counted(now, "jo")
    now.world.step_required = True
    pass_time(now, 31)
    page = now.world.client("jo").page(f"/concerns/{concern_id}/ended").text
    assert "To read this again, set up your second step." in page
    assert "ask your safeguarding lead" not in page


def press_let(client: CheckingClient, concern_id: UUID):
    path = f"/concerns/{concern_id}"
    return client.send(f"{path}/let-author-read", via=path)


def test_a_lead_lets_them_read_again_in_one_step(now: Office, closed: UUID):
    jo = now.world.client("jo")
    page = jo.page(f"/concerns/{closed}").text
    assert f"Sam Lee recorded this, and can read it until {last_day(now)}." in page
    assert LET not in page
    pass_time(now, 31)
    jo = now.world.client("jo")
    assert LET in jo.page(f"/concerns/{closed}").text
    answer = press_let(jo, closed)
    assert (answer.status_code, answer.location) == (303, f"/concerns/{closed}?let=1#let")
    page = jo.page(answer.location).text
    assert "Sam Lee can read this again" in page
    assert f"can read it until {last_day(now)}." in page
    assert LET not in page
    history = jo.page(f"/concerns/{closed}/who-has-looked").text
    assert "Jo Smith: let who recorded this read it again" in history
    assert "Heard itself: ended reading for who recorded this" in history
    sam = now.world.client("sam")
    assert CHILD in sam.page(f"/concerns/{closed}").text
    assert f"You can read this until {last_day(now)}." in sam.page("/concerns").text
    assert press_let(jo, closed).location == f"/concerns/{closed}"  # pressed again it is harmless


def test_it_asks_for_the_passphrase_first(now: Office, closed: UUID):
    pass_time(now, 31)
    jo = now.world.client("jo", by_passphrase=False)
    answer = press_let(jo, closed)
    assert "let someone read a closed concern again" in answer.get_data(as_text=True)
    assert now.world.client("sam").get(f"/concerns/{closed}").status_code == 302


@pytest.mark.parametrize("who", ["sam", "pat", "senior"])
def test_no_one_else_lets_them(now: Office, closed: UUID, who: str):
    pass_time(now, 31)
    client = now.world.client(who)
    answer = client.send(f"/concerns/{closed}/let-author-read", via="/concerns")
    assert answer.status_code in {403, 404}
    assert now.world.client("sam").get(f"/concerns/{closed}").status_code == 302


def test_reopening_lets_them_by_itself_and_says_so(now: Office, closed: UUID):
    pass_time(now, 31)
    jo = now.world.client("jo")
    page = jo.page(f"/concerns/{closed}").text
    assert re.search(r"If you reopen this concern, they\s+can", page)
    fill(jo, f"/concerns/{closed}/reopen", REOPENING)
    page = now.world.client("sam").page(f"/concerns/{closed}").text
    assert CHILD in page
    assert "You can read this until" not in page


def test_of_an_author_who_cannot_sign_in_no_page_says_they_will_read(now: Office, closed: UUID):
    other = now.signed("sam")
    suspend_member(now.at("jo"), now.id("sam"))
    words = "Sam Lee recorded this, and cannot sign in."
    page = now.world.client("jo").page(f"/concerns/{closed}").text
    assert words in page
    assert "can read it until" not in page
    assert "for 30 days" not in now.world.client("jo").page(f"/concerns/{other}/close").text
    pass_time(now, 31)
    page = now.world.client("jo").page(f"/concerns/{closed}").text
    assert words in page
    assert "If you reopen this concern, they" not in page
    assert LET not in page


def test_where_no_one_else_can_read_it_no_page_says_that_it_ends(now: Office):
    concern_id = now.signed("sam", about="yes")
    path, words = f"/concerns/{concern_id}/signed", "until 30 days after it is closed"
    assert words in now.world.client("sam").page(path).text
    suspend_member(now.at("jo"), now.id("senior"))
    page = now.world.client("sam").page(path).text
    assert "Only you can read it." in page
    assert words not in page


def test_who_closes_a_concern_is_told_how_long_its_author_reads_it(now: Office):
    concern_id = now.signed("sam")
    page = now.world.client("jo").page(f"/concerns/{concern_id}/close").text
    assert "can read it for 30 days after you close it" in page
