"""The sign page names who else will be able to open the record: never the person who writes it."""

from tests.support.club.club_setup import PASSPHRASE
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import form_to
from tests.support.web.record_client import begin, fill
from tests.support.web.setup_client import SHEET, groups, put_code, typed


def who(client, draft):
    """Return what the sign page says under "Who can read this"."""
    text = client.page(f"{draft}/sign").text
    return text.rpartition("Who can read this")[2].partition("not read this")[0]


def written(client, about="no"):
    draft = begin(client)
    fill(client, f"{draft}/now", {"about_our_team": [about]})
    fill(client, f"{draft}/account", {"worry": ["She would not eat."]})
    return draft


def test_a_lead_who_writes_reads_the_other_leads(world):
    jo = world.client("jo")
    shown = who(jo, written(jo))
    assert "After you sign: you, and Dele Okoro" in shown
    assert "Jo Smith" not in shown


def test_a_worker_still_reads_every_lead(world):
    sam = world.client("sam")
    shown = who(sam, written(sam))
    assert "Jo Smith" in shown
    assert "Dele Okoro" in shown


def test_a_senior_who_is_the_only_one_reads_that_only_they_can_open_it(world):
    senior = world.client("senior")
    draft = written(senior, "yes")
    shown = who(senior, draft)
    assert shown.split()[:2] == ["Only", "you."]
    assert "Ash Grant" not in shown
    form = form_to(senior.get(f"{draft}/sign").get_data(as_text=True), "/sign")
    form.set("not_for", ["none"])
    after = senior.post(form.action, data=form.sent()).location
    assert "Only you can read it." in senior.page(after).text


def test_where_only_the_head_or_chair_reads_it_the_ticks_say_so(world):
    sam = world.client("sam")
    draft = written(sam, "yes")
    page = sam.page(f"{draft}/sign").text
    assert "Is it about any of these people, or someone close to them?" in page
    assert "After you sign, only the head or chair can read it. Tick anyone" in page
    assert "No, none of them" in page
    form = form_to(sam.get(f"{draft}/sign").get_data(as_text=True), "/sign")
    again = sam.page(sam.post(form.action, data=form.sent()).location).text
    assert "or select “No, none of them”" in again
    assert "they can all read it" not in page + again


def test_a_lead_who_rules_out_the_other_is_offered_to_be_alone_with_it(world_without_senior):
    jo = world_without_senior.client("jo")
    draft = written(jo, "yes")
    form = form_to(jo.get(f"{draft}/sign").get_data(as_text=True), "/sign")
    form.set("not_for", [str(world_without_senior.people["deputy"].id)])
    jo.post(form.action, data=form.sent())
    shown = who(jo, draft)
    assert "Who should be able to?" in shown
    assert "Only you No one here. I will call the LADO now" in shown


def test_where_there_is_nobody_to_leave_out_the_page_says_so(app, data):
    put_code(data)
    jo = typed(CheckingClient(app), senior_1="")
    assert jo.send(SHEET, groups(jo)[1]).status_code == 303
    jo.send("/sign-in", {"email": "jo@example.org", "passphrase": PASSPHRASE})
    page = jo.page(f"{written(jo)}/sign").text
    assert "Only you can read this, so there’s no one to exclude." in page
    assert "No, they can all read it" not in page
