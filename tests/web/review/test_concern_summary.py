"""A file begins with who the child is and the writer's own answers, in the body alone."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from app.domain.record.entry_schema import Part
from app.review.first_tasks import CALL_NOW
from app.services.concerns import record_signing
from app.services.concerns.acknowledgements import acknowledge_concern
from tests.support.club.office import WORDS, Office
from tests.support.club.office_today import office
from tests.support.web.record_client import fill

__all__ = ["office"]

NOW = {"danger_now": "unsure", "where_now": "The safeguarding lead’s office"}
NOW |= {"leaves_at": "15:15", "leaves_with": "A cousin"}
CHILDREN = (
    Part("child", ("c1",), {"name": "Maja Nowak", "age": "about 9"}, item="c1"),
    Part("child", ("c2",), {"born_on": {"date": "2017-05-03"}}, item="c2"),
)


CALLED = Part(
    "told",
    ("c1", "c2"),
    {
        "whom": "children_services",
        "who": "Ash",
        "how_it_ended": "told_who_the_child_is",
        "reference": "CS 88",
    },
    item="1",
)


def signed(office: Office, *parts: Part) -> UUID:
    account = Part("account", ("c1",), {"child_words": WORDS})
    what = record_signing.SigningRequest(office.draft("sam"), (account, *parts), frozenset())
    return record_signing.sign_record(office.at("sam"), what)


def short(page: str) -> str:
    found = page.partition('<section id="at-a-glance"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", found.partition(">")[2]).split())


def test_a_lead_sees_danger_place_time_and_who_was_told_first(office: Office):
    told = Part("told", (), {"told_lead": "no_answer", "told_lead_name": "Jo"})
    concern_id = signed(office, Part("now", (), NOW), *CHILDREN, told, CALLED)
    page = office.world.client("jo").get(f"/concerns/{concern_id}").get_data(as_text=True)
    shown = re.sub(r"Signed \d+ \w+ \d{4}, \d\d:\d\d", "Signed then", short(page))
    assert shown == (
        f"At a glance What Maja Nowak said {' '.join(WORDS.split())} "
        "Child Maja Nowak, about 9; Child 2, born 3 May 2017 "
        "In danger now? Not sure. Signed then Where the child was The safeguarding lead’s office "
        "Leaves at 15:15 Leaves with A cousin "
        "Has a safeguarding lead been told? Tried: no answer, Jo "
        "Calls made Children’s services, or their line out of hours. Ash. "
        "They were told who the child is. CS 88"
    )
    assert page.index('id="at-a-glance"') < page.index('id="record"')
    head = page.partition("</head>")[0]
    assert "Maja" not in head


def test_what_was_not_answered_says_so(office: Office):
    page = office.world.client("jo").get(f"/concerns/{signed(office)}").get_data(as_text=True)
    assert short(page).count("Not answered") == 5
    said = "At a glance What the child said he said dont tell anyone OR ELSE Child Not known"
    assert short(page).startswith(f"{said} In danger now? Not answered")
    assert short(page).endswith("No calls are recorded.")


def test_a_referral_and_words_that_came_later_are_at_a_glance(office: Office):
    what = record_signing.SigningRequest(
        office.draft("sam"), (Part("account", (), {"seen": "A bruise."}),), frozenset()
    )
    concern_id = record_signing.sign_record(office.at("sam"), what)
    path, jo = f"/concerns/{concern_id}", office.world.client("jo")
    assert "This concern has no words from the child." in short(jo.get(path).get_data(as_text=True))
    acknowledge_concern(office.at("jo"), concern_id)
    fill(office.world.client("sam"), f"{path}/add", {"words": [WORDS], "verbatim": ["yes"]})
    acknowledge_concern(office.at("jo"), concern_id)
    call = {"method": ["phone"], "to_whom": ["Ama, duty"], "reference": ["NL-204"]}
    fill(jo, f"{path}/more/referral", call)
    page = jo.get(path).get_data(as_text=True)
    found = short(page)
    assert f"Exact words that were added, in entry 3 {' '.join(WORDS.split())}" in found
    assert "This concern has no words from the child" not in found
    assert "No calls are recorded." not in found
    assert "Referrals made By phone. Ama, duty. NL-204" in found
    next_steps = page.partition("What next")[2].partition("</section>")[0]
    assert "Record a reply" in next_steps
    assert "Make a referral" not in next_steps


def test_a_call_that_says_no_more_is_no_answer(office: Office):
    concern_id = signed(office, Part("now", (), NOW))
    path, jo = f"/concerns/{concern_id}", office.world.client("jo")
    fill(jo, f"{path}/more/call", {"calls-0-whom": ["children_services"]})
    page = jo.page(path).text
    assert CALL_NOW in page
    assert "Call Sam Lee" in page.partition("What next")[2].partition("Mark as read")[0]
    assert "It’s not recorded whether anyone answered" in short(jo.get(path).get_data(as_text=True))
    acknowledge_concern(office.at("jo"), concern_id)
    assert "no answered call is recorded" in jo.page(f"{path}/close").text.lower()
    answered = {"calls-0-whom": ["children_services"], "calls-0-answered": ["Ama, duty"]}
    fill(jo, f"{path}/more/call", answered)
    assert CALL_NOW not in jo.page(path).text


@pytest.mark.parametrize(("answer", "said"), [("not_yet", False), ("yes", True)])
def test_where_no_lead_may_read_it_nobody_is_led_to_tell_one(office: Office, answer, said):
    about = Part("now", (), {"about_our_team": "yes"})
    told = Part("told", (), {"told_lead": answer})
    concern_id = signed(office, about, *CHILDREN, told)
    senior = office.world.client("senior")
    page = senior.get(f"/concerns/{concern_id}").get_data(as_text=True)
    assert ("Has a safeguarding lead been told? Yes" in short(page)) is said
    assert ("Has a safeguarding lead been told?" in short(page)) is said
    listed = senior.page("/concerns").text
    assert "Maja Nowak" in listed
    assert "Has not told a safeguarding lead yet" not in listed
    lead = signed(office, *CHILDREN, told)
    page = office.world.client("jo").get(f"/concerns/{lead}").get_data(as_text=True)
    assert "Has a safeguarding lead been told?" in short(page)
    assert (
        "Has not told a safeguarding lead yet" in office.world.client("jo").page("/concerns").text
    ) is (answer == "not_yet")
