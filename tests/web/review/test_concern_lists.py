"""/concerns: what waits for readers, in order; for everybody else what they recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.domain.record.entry_schema import Part
from app.domain.record.moments import TIME_TYPED
from app.models.draft import Draft
from app.services.concern_lists import inbox as lists
from app.services.concerns import record_signing
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.concern_reading import open_concern
from tests.support.club.office import CHILD, WORDS, Office
from tests.support.club.office_today import office

__all__ = ["office"]


def test_an_empty_list_teaches(office: Office):
    lead = office.world.client("jo").page("/concerns")
    assert "Concerns that colleagues sign will appear here" in lead.text
    assert "Email is not set up" in lead.text
    assert "whenever you get an email" not in lead.text
    senior = office.world.client("senior").page("/concerns")
    assert "Concerns about staff, or about a safeguarding lead, will appear here" in senior.text
    assert "Concerns that colleagues sign" not in senior.text
    staff = office.world.client("sam").page("/concerns")
    assert "Records you sign will appear here" in staff.text


def test_a_lead_sees_child_concern_and_author_and_a_senior_sees_none(office: Office):
    file = open_concern(office.at("sam"), office.signed("sam"))
    lead = office.world.client("jo").page("/concerns")
    assert f"Concern {file.reference}" in lead.text
    for said in (f"{CHILD}, 14", "Quiet since Monday.", "Leaves at 21:15.", "Sam Lee, today"):
        assert said in lead.text
    senior = office.world.client("senior").get("/concerns").get_data(as_text=True)
    assert CHILD not in senior


@pytest.mark.parametrize(
    ("account", "says"),
    [
        ({"child_words": WORDS}, "The child’s words are recorded. Open it to read."),
        ({"told_by_others": WORDS}, "Someone else’s account is recorded. Open it to read."),
        ({"relationship_to_child": "Coach"}, "“What worries the worker” was not answered."),
    ],
)
def test_a_lead_is_told_what_is_written_where_no_worry_is(office: Office, account, says):
    parts = (Part("account", (), account), Part("child", ("c1",), {"name": CHILD}, item="c1"))
    draft_id = office.draft("sam")
    record_signing.sign_record(
        office.at("sam"), record_signing.SigningRequest(draft_id, parts, frozenset())
    )
    page = office.world.client("jo").page("/concerns")
    assert f"Danger now: not answered {says}" in page.text
    assert WORDS.split()[-1] not in page.text


def test_what_follows_the_worry_stands_on_a_line_of_its_own(office: Office):
    office.signed("sam")
    page = office.world.client("jo").get("/concerns").get_data(as_text=True)
    assert "Quiet since Monday.</bdi><br>Leaves at <bdi>21:15</bdi>." in page
    assert "not answered" not in page


def test_a_lead_is_told_that_another_child_may_leave_sooner(office: Office):
    first = Part("now", ("c1", "c2"), {"danger_now": "no", "leaves_at": "17:00"})
    other = Part("now", ("c2",), {"leaves_at": {"time": None, TIME_TYPED: "after lunch"}})
    names = (Part("child", (one,), {"name": one}, item=one) for one in ("c1", "c2"))
    what = record_signing.SigningRequest(office.draft("sam"), (first, other, *names), frozenset())
    concern_id = record_signing.sign_record(office.at("sam"), what)
    said = "Leaves at 17:00, and another time in the record."
    assert said in office.world.client("jo").page("/concerns").text
    acknowledge_concern(office.at("jo"), concern_id)
    assert said in office.world.client("jo").page("/concerns").text


def test_a_practitioner_sees_their_own_by_name_and_nobody_elses(office: Office):
    theirs = office.signed("sam")
    concern_id = office.signed("pat")
    acknowledge_concern(office.at("jo"), concern_id)
    page = office.world.client("pat").page("/concerns")
    assert page.text.count("Concern ") == 1
    assert "Marked as read by Jo Smith, today" in page.text
    assert CHILD in page.text, "its author knows whom it is about"
    assert str(theirs) not in office.world.client("pat").get("/concerns").text


def test_who_began_a_record_and_has_not_signed_it_is_named_with_a_number(office: Office):
    draft_id = office.draft("sam")
    long_ago = office.now - timedelta(minutes=61)
    with office.at("jo").keep() as session:
        changed = {"told": "leads", "began_at": long_ago}
        session.execute(update(Draft).where(Draft.id == draft_id).values(changed))
    page = office.world.client("jo").page("/concerns")
    assert "Sam Lee started a draft " in page.text  # "at", or "yesterday" just after midnight
    assert "Call them: 07700 900456" in page.text
    assert "Sam Lee" not in office.world.client("senior").page("/concerns").text


def test_a_heading_counts_all_unread_and_not_only_this_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    for concern_id in [office.signed("sam") for _ in range(5)][:2]:
        acknowledge_concern(office.at("jo"), concern_id)
    jo = office.world.client("jo")
    whole = jo.page("/concerns").text
    assert "Unread (3)" in whole
    assert "Open (2)" in whole
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    assert "Unread (3)" in jo.page("/concerns").text
    second = jo.page("/concerns?page=2").text
    assert "Unread (3)" in second
    assert "Open" in second
    assert "Open (" not in second


def test_a_page_number_that_is_no_number_shows_the_first_page(office: Office):
    office.signed("sam")
    for asked in ("x", "-3", "0", "99999999999999"):
        assert office.world.client("jo").get(f"/concerns?page={asked}").status_code == 200
