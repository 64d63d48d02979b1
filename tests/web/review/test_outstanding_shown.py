"""What a file waits for stands on it in words, for whoever can do it, with whom to ring."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.deadlines.outstanding import FOLLOWS
from app.models.concern import Due
from app.services.concerns import acknowledgements
from app.services.integrity import integrity_check
from audit.events import truncate_to_millisecond
from content import pack_loader
from content.london_time import LONDON
from tests.support.club.office import Office
from tests.support.web.closing_client import close_by_page
from tests.support.web.record_client import fill
from tests.web.recording.test_every_question import speaks

OWN = "You need to tell the police yourself by"
OTHERS = "No one else can do this for them."
NOT_YOURS = "Telling your safeguarding lead is not enough."


def test_fgm_speaks_to_whom_it_binds_until_they_have_told_the_police(now: Office):
    concern_id = now.signed("sam")
    acknowledgements.acknowledge_concern(now.at("jo"), concern_id)
    path = f"/concerns/{concern_id}"
    sam, jo = now.world.client("sam"), now.world.client("jo")
    fill(sam, f"{path}/duties", {"c1.fgm": ["girl_told_me"]})
    mine, hers = sam.page(path).text, jo.page(path).text
    assert OWN in mine
    assert NOT_YOURS in mine
    assert OTHERS in hers
    assert "Sam Lee recorded that a girl told them" in hers
    assert OWN not in hers
    (due,) = now.session.scalars(select(Due).where(Due.level == FOLLOWS, Due.done.is_(False)))
    assert due.at.astimezone(LONDON).hour == 12
    fill(sam, f"{path}/more/call", {"calls-0-who": ["My lead"], "calls-0-answered": ["Jo"]})
    assert OWN in sam.page(path).text
    fill(sam, f"{path}/duties", {"c1.police_ref": ["14-220901"]})
    assert OWN not in sam.page(path).text
    assert OTHERS not in jo.page(path).text
    ours = (Due.level == FOLLOWS, Due.done.is_(False))
    assert not now.session.scalars(select(Due).where(*ours)).all()
    assert integrity_check.find_all_differences(now.world.uow()) == ()


def test_closing_discharges_nobody_and_says_so(now: Office):
    concern_id = now.signed("sam")
    path = f"/concerns/{concern_id}"
    sam = now.world.client("sam")
    fill(sam, f"{path}/duties", {"c1.fgm": ["saw_signs"]})
    close_by_page(now.world.client("jo"), path)
    assert (
        "A police report by Sam Lee. Closing a concern does not report it." in sam.page(path).text
    )
    fill(sam, f"{path}/duties", {"c1.police_ref": ["14-220901"]})
    text = sam.page(path).text
    assert "Reopened" in text
    assert OWN not in text


def test_a_concern_about_our_team_waits_for_the_lado_from_signing(now: Office):
    concern_id = now.signed("sam", about="yes")
    path = f"/concerns/{concern_id}"
    rows = now.session.scalars(select(Due).where(Due.done.is_(False))).all()
    assert sorted(row.level for row in rows) == [0, FOLLOWS]
    signed = [event for event in now.events() if event.due is not None][-1]
    # A row keeps microseconds, which show where something is due at once: the child leaves soon.
    assert signed.due == tuple(sorted(truncate_to_millisecond(row.at) for row in rows))
    assert integrity_check.find_all_differences(now.world.uow()) == ()
    senior, sam = now.world.client("senior"), now.world.client("sam")
    for client in (sam, senior):
        text = client.page(path).text
        assert "Call the local authority designated officer (LADO)" in text
        assert "No call that reached them is recorded." in text
        assert "01724 298293" in client.page(f"{path}/referral").text
    tried = {"calls-0-who": ["LADO"], "calls-0-answered": ["no answer"]}
    fill(senior, f"{path}/more/call", tried)
    assert "No call that reached them is recorded." in senior.page(path).text
    fill(senior, f"{path}/more/call", tried | {"calls-0-answered": ["Ama Boateng"]})
    assert "No call that reached them is recorded." not in sam.page(path).text


def test_home_does_not_take_a_late_call_for_a_record_that_nobody_read(now: Office):
    began = now.now
    now.now = began - timedelta(days=9)
    concern_id = now.signed("sam", about="yes")
    acknowledgements.acknowledge_concern(now.at("senior"), concern_id)
    now.now = began
    text = now.world.client("sam").page("/").text
    assert "Nobody has acknowledged" not in text
    assert "a review was due, and has not been recorded:" in text
    assert "2 overdue" in now.world.client("senior").page("/").text
    assert "Overdue" not in now.world.client("jo").page("/").text


def test_a_wait_says_who_rang_whom_and_when_to_each_reader(now: Office):
    path = f"/concerns/{now.signed('sam')}"
    sam, jo = now.world.client("sam"), now.world.client("jo")
    call = {"method": ["phone"], "referred_at": ["3/1/2020"], "to_whom": ["Ama, duty"]}
    fill(sam, f"{path}/more/referral", call)
    day = "On Friday 3 January 2020"
    for client, who in ((sam, "you"), (jo, "Sam Lee")):
        text = client.page(path).text
        assert f"{day} {who} referred this to Ama, duty. Children’s services should" in text
        assert f"{day} {who} called Ama, duty. We do not know how soon this council" in text
    assert "was due by 6 January 2020." in sam.page("/concerns").text


@pytest.mark.parametrize("pack", ["north_lincolnshire", "example_authority"])
def test_whom_to_go_to_is_the_authoritys_own_or_says_that_it_is_not_known(now: Office, pack: str):
    speaks(now.world, pack)
    concern_id = now.signed("sam")
    sam, path = now.world.client("sam"), f"/concerns/{concern_id}"
    fill(
        sam,
        f"{path}/more/referral",
        {"method": ["phone"], "referred_at": [f"{now.now - timedelta(days=9):%d/%m/%Y}"]},
    )
    fill(sam, f"{path}/more/reply", {"answer": ["no_answer"]})
    text = sam.page(path).text
    assert pack_loader.load_pack(pack).settings.escalation.text in text
    assert ("They are not known here: ask for them." in text) is (pack == "north_lincolnshire")
    rule = "The council’s rule is that they need it in writing by"
    assert (rule in text) is (pack == "example_authority")
    assert ("We do not know how soon this council needs it in writing. Ask them by" in text) is (
        pack == "north_lincolnshire"
    )
