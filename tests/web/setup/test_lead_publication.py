"""Who is named to whom is a choice of the leads; a new title or number is told to the others."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from app.models.organisation import Organisation
from app.models.outbox import Outbox
from app.services.emails import mail_delivery, mail_texts
from app.services.integrity import integrity_check
from tests.support.club.world import World
from tests.support.machine.mail_server import Mailbox
from tests.web.setup.test_organisation_page import MINE, NOON, change, text

NOW = {
    "lead_title": "safeguarding lead",
    "phone": "01632 960001",
    "address": "1 Example Street, Scunthorpe",
    "hours": "Mon-Fri 09:00-17:00",
}
LEAD = "07700 900123"
PUBLIC = ("/", "/numbers", "/with-a-child", "/phone-script")


@pytest.fixture
def club(world: World) -> World:
    return world.stop_clocks(NOON)


def told(world: World) -> list[str]:
    """Who has a mail about it."""
    names = {one.id: key for key, one in world.people.items()}
    rows = world.session().scalars(select(Outbox).where(Outbox.template == "details_changed"))
    return sorted(names[row.member_id] for row in rows)


def test_leads_are_named_to_the_signed_out_only_once_they_chose_so(club: World):
    jo, outside = club.client("jo"), club.client()
    assert "Only people who are signed in see them" in text(jo, "/organisation")
    for path in PUBLIC:
        assert "Jo Smith" not in text(outside, path)
    assert change(jo, **NOW, publish_leads="yes").status_code == 303
    assert "Everyone who opens this site sees them" in text(jo, "/organisation")
    for path in PUBLIC:
        page = text(outside, path)
        assert "Jo Smith, safeguarding lead" in page
        assert LEAD in page
    assert change(jo, **NOW, publish_leads="no").status_code == 303
    for path in PUBLIC:
        assert "Jo Smith" not in text(outside, path)


def test_the_choice_is_logged_with_the_other_details(club: World):
    change(club.client("jo"), **NOW, publish_leads="yes")
    assert club.session().scalar(select(Organisation.publish_leads))
    assert integrity_check.find_all_differences(club.uow()) == ()
    club.change(Organisation.__table__.update().values(publish_leads=False))
    assert (
        "is not stored as it was set up or last changed"
        in integrity_check.find_all_differences(club.uow())[0]
    )


@pytest.mark.parametrize("said", ["", "maybe"])
def test_no_choice_is_asked_for_again(club: World, said: str):
    answer = change(club.client("jo"), publish_leads=said)
    assert answer.status_code == 422
    assert "Choose who can see them." in answer.get_data(as_text=True)


def test_two_leads_never_choose_past_each_other(club: World):
    jo, deputy = club.client("jo"), club.client("deputy")
    page = deputy.get("/organisation/change").get_data(as_text=True)
    seen = page.split('name="seen"')[1].split('value="')[1][:16]
    change(jo, **NOW, publish_leads="yes")
    answer = deputy.send("/organisation/change", {**MINE, **NOW, "seen": seen})
    assert answer.status_code == 422
    assert "Everyone sees them" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "more", [{"phone": "01632 960777"}, {"address": "9 Road"}, {"publish_leads": "yes"}]
)
def test_each_change_is_told_to_every_lead_and_senior_whoever_made_it(club: World, more):
    assert change(club.client("deputy"), **(NOW | more)).status_code == 303
    assert told(club) == ["deputy", "jo", "senior"]


def test_details_that_are_saved_as_they_were_are_told_to_nobody(club: World):
    change(club.client("jo"), **(NOW | {"address": "9 Road"}))
    club.change(delete(Outbox))
    assert change(club.client("jo"), **(NOW | {"address": "9 Road"})).status_code == 303
    assert told(club) == []


def test_the_email_has_no_detail_and_leads_to_a_page_for_seniors(club: World, mailbox: Mailbox):
    change(club.client("jo"), **(NOW | {"phone": "01632 960777"}))
    post = mail_delivery.MailSettings(mailbox.url, "heard@example.org", "http://localhost:8000")
    mail_delivery.send_waiting_mail(club.uow(), post, NOON, lambda: True)
    (mail,) = [one for one in mailbox.mails if one.recipients == ["senior@example.org"]]
    words = mail.message.get_content()
    assert mail.message["Subject"] == mail_texts.SUBJECTS["details_changed"]
    assert "http://localhost:8000/organisation" in words.splitlines()
    assert not [one for one in ("960777", "960001", "Jo", "lead") if one in words]
    senior = club.client("senior")
    page = senior.page("/organisation")
    assert "01632 960777" in page.text
    assert "Tell a safeguarding lead. They can change it here." in page.text
    assert {form["action"] for form in page.forms} & {"/organisation/closures"} == set()
    assert "/organisation/change" not in page.links
    assert senior.get("/organisation/change").status_code in (403, 404)
    assert "/organisation" in senior.page("/").links
