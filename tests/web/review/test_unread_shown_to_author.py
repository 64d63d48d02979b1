"""Whoever signed a record is told when nobody has read it; who is not sure is told whom to ring."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec import structs

from app.domain.record.entry_schema import Part, Referral
from app.services.concerns import acknowledgements, follow_up_entries, record_signing
from app.services.jobs import scheduler
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.web.record_client import begin, fill
from tests.unit.services.jobs.test_scheduler import tools

YES, UNSURE = (
    "You said that someone is in danger.",
    "You’re not sure whether someone is in danger.",
)


def home(office: Office, who: str) -> str:
    return office.world.client(who).page("/").text


@pytest.mark.parametrize("tended", [False, True])
def test_home_says_that_nobody_has_acknowledged_once_it_is_late(now: Office, tended: bool):
    began = now.now
    now.now = began - timedelta(minutes=16)
    concern_id = now.signed("sam", danger="yes")
    now.now = began
    if tended:  # a reminder moves the time of the row on: the record is late all the same
        scheduler.run_jobs_once(tools(now))
    text = home(now, "sam")
    assert "Call someone now who can read it." in text
    assert "Who to call" in text
    assert "Call someone now who can read it." not in home(now, "pat")
    acknowledgements.acknowledge_concern(now.at("jo"), concern_id)
    assert "Call someone now who can read it." not in home(now, "sam")
    signed = now.world.client("sam").page(f"/concerns/{concern_id}/signed").text
    assert "told by email" not in signed


def test_home_is_quiet_while_there_is_time(now: Office):
    request = now.to_sign("sam", danger="yes")
    first = structs.replace(request.parts[0], values={"danger_now": "yes"})  # no leaving time
    parts = (first, *request.parts[1:])
    record_signing.sign_record(now.at("sam"), structs.replace(request, parts=parts))
    assert "Call someone now who can read it." not in home(now, "sam")


@pytest.mark.parametrize(("answer", "words"), [("yes", YES), ("unsure", UNSURE)])
def test_each_later_page_says_what_was_answered_and_who_to_call(
    world: World, answer: str, words: str
):
    sam = world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/now", {"danger_now": [answer]})
    for page in ("account", "child", "told", "sign"):
        text = sam.page(f"{draft}/{page}").text
        assert [one for one in (YES, UNSURE) if one in text] == [words]
        assert "Call 999" in text


def test_what_only_its_author_can_open_waits_for_no_reader(now: Office):
    began = now.now
    now.now = began - timedelta(days=9)
    concern_id = now.signed("sam", about="yes", not_for=("jo", "deputy", "senior"))
    parts = (Part("referral", ("c1",), {"method": "phone"}),)
    follow_up_entries.sign_follow_up(
        now.at("sam"), concern_id, now.draft("sam", concern_id), Referral, parts
    )
    now.now = began
    text = home(now, "sam")
    assert "Call someone now who can read it." not in text
    assert "see what is due" in text
    assert "a review was due by" in now.world.client("sam").page("/concerns").text
