"""Pages on which a number was changed outside Heard: first what to call, and never the number."""

from __future__ import annotations

from sqlalchemy import update

from app.models.member import Member
from app.models.organisation import Organisation
from app.services.unit_of_work import Action
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient

THEIRS, MAIN_THEIRS, MAIN = "07700 900666", "01632 960666", "01632 960001"
CHANGED = "was changed outside Heard"
COUNCIL = "Call children’s services or 101. This number was changed outside Heard"


def change_everything(world: World) -> None:
    """Change every phone, as someone who writes the database does."""
    world.change(
        update(Member).values(phone=THEIRS), update(Organisation).values(phone=MAIN_THEIRS)
    )


def save(client: CheckingClient, **more: str) -> None:
    """Save the organisation's details as its page shows them."""
    path = "/organisation/change"
    controls = client.page(path).controls
    shown = {one["name"]: one.get("value", "") for one in controls if one.get("name")}
    fields = {**shown, "pack": "north_lincolnshire", "publish_leads": "no", **more}
    assert client.send(path, fields).status_code == 303


def test_no_page_shows_a_number_that_was_changed(now: Office):
    concern = now.signed("sam")
    change_everything(now.world)
    for who in ("jo", "sam", None):
        client = now.world.client(who)
        paths = ["/", "/numbers", "/with-a-child", "/phone-script", "/blank-form", "/help"]
        if who:
            paths += ["/account", "/members", f"/concerns/{concern}", f"/concerns/{concern}/signed"]
        if who == "jo":
            paths += ["/concerns", f"/members/{now.id('sam')}", f"/concerns/{concern}/referral"]
        for path in paths:
            text = client.get(path, follow_redirects=True).text
            assert THEIRS not in text, (who, path)
            assert MAIN_THEIRS not in text, (who, path)
            if path in {"/numbers", "/blank-form"}:
                assert COUNCIL in text, (who, path)


def test_a_new_process_with_no_database_shows_no_changed_number(world: World):
    change_everything(world)
    client = world.client()
    assert MAIN_THEIRS not in client.get("/nothing-here").text
    client.get("/numbers")
    assert MAIN_THEIRS not in (world.data / "public-details.json").read_text("utf-8")


def test_its_owner_is_told_and_puts_it_right(now: Office):
    now.world.change(update(Member).where(Member.id == now.id("jo")).values(phone=THEIRS))
    client = now.world.client("jo")
    assert "Phone numbers were changed outside Heard" in now.world.client("deputy").get("/").text
    assert f"Your work phone {CHANGED}" in client.get("/account").text
    page = client.page("/account/details")
    assert "jo@example.org" in page.text
    details = {"name": "Jo Smith", "job_title": "Lead", "email_seen": "jo@example.org"}
    client.send("/account/details", details | {"phone": "07700 900123"})
    assert CHANGED not in client.get("/account").text


def test_a_lead_sees_what_was_changed_and_saves_what_is_right(now: Office):
    now.world.change(update(Organisation).values(phone=MAIN_THEIRS, host="thief.example"))
    client = now.world.client("jo")
    assert "the main phone number and the web address" in client.page("/").text
    page = client.page("/organisation/change")
    assert "Someone changed the main phone number and the web address in the database" in page.text
    assert "thief.example" in page.text
    assert MAIN_THEIRS not in [one.get("value") for one in page.controls]
    save(client, phone=MAIN)
    assert MAIN in now.world.client().get("/numbers").text
    assert CHANGED not in client.get("/organisation").text


def test_saving_again_writes_no_more_lines(now: Office):
    client = now.world.client("jo")
    save(client)
    said = [one.obj for one in now.events() if one.act is Action.CONTACT_SET]
    assert sum(f"{now.org.id}" in one for one in said) == 5
