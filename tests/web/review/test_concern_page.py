"""A concern's page: read in four steps, acknowledged in one tap, closed to everybody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import time_machine
from sqlalchemy import select, update

from app.models.concern import Concern, Entry
from app.services.concerns import additions, record_signing
from app.services.referrals import referral_pdf
from tests.support.club.office import CHILD, WORDS, Office
from tests.support.club.office_today import office
from tests.support.disclosures import load
from tests.support.web.record_client import signed

__all__ = ["office"]


def body(response) -> str:
    return response.get_data(as_text=True)


def test_a_lead_reads_the_record_in_its_steps_and_the_words_to_the_letter(office: Office):
    concern_id = office.signed("sam")
    response = office.world.client("jo").get(f"/concerns/{concern_id}")
    text = body(response)
    assert response.status_code == 200
    assert WORDS in text
    assert "In danger" not in re.search(r"<title>(.*?)</title>", text).group(1)
    steps = ["First: is anyone in danger now?", "Receive: what happened"]
    steps += ["React: what the worker did, who was told", "Record: the details"]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert "Sam Lee" in text
    assert "tel:07700900456" in text
    assert CHILD in text


def test_marking_as_read_twice_is_harmless_and_the_author_sees_it(office: Office):
    concern_id = office.signed("sam")
    lead, path = office.world.client("jo"), f"/concerns/{concern_id}"
    assert "Mark as read</button>" in body(lead.get(path))
    for _ in range(2):
        answer = lead.send(f"{path}/acknowledge", via=path)
        assert answer.status_code == 303
        assert answer.headers["Location"].endswith(f"{path}?read=1#done")
    marked = body(lead.get(f"{path}?read=1"))
    assert "Mark as read</button>" not in marked
    done = marked.partition('<div role="status" id="done" tabindex="-1">')[2]  # focus goes there
    assert "Sam Lee can see that you read it." in done.partition("</div>")[0]
    assert 'id="done"' not in body(lead.get(path))
    assert 'id="done"' not in body(office.world.client("sam").get(f"{path}?read=1"))
    page = office.world.client("sam").page(path)
    assert "Marked as read by Jo Smith, today" in page.text
    assert office.count(Entry) == 2


def test_absent_and_forbidden_are_one_answer_to_the_byte(office: Office):
    concern_id = office.signed("sam")
    for end in ("", "/signed", "/add", "/who-has-looked"):
        client, found = office.world.client("pat"), []
        for asked in (concern_id, uuid4()):
            response = client.get(f"/concerns/{asked}{end}")
            assert response.status_code == 404
            found.append((response.get_data(), sorted(response.headers)))
        assert found[0] == found[1], end


def test_everybody_but_author_and_readers_gets_the_absent_page(office: Office):
    concern_id = office.signed("sam", about="yes")
    for who, status in {"sam": 200, "senior": 200, "jo": 404, "deputy": 404, "pat": 404}.items():
        assert office.world.client(who).get(f"/concerns/{concern_id}").status_code == status, who


def test_a_practitioner_cannot_acknowledge_even_their_own(office: Office):
    concern_id = office.signed("sam")
    client = office.world.client("sam")
    answer = client.send(f"/concerns/{concern_id}/acknowledge", via=f"/concerns/{concern_id}")
    assert answer.status_code == 403
    assert office.session.get_one(Concern, concern_id).state == "unread"


def test_an_unconfirmed_author_is_marked_in_plain_words(office: Office):
    path, unsure = f"/concerns/{office.signed('kit')}", "confirmed by a safeguarding lead yet"
    page = office.world.client("jo").page(path)
    assert f"Kit Moss has not been {unsure}. Check with them that they recorded this." in page.text
    assert f"Kit Moss, Volunteer · not {unsure}" in page.text
    assert f"You have not been {unsure}." in office.world.client("kit").page(path).text
    assert unsure not in office.world.client("jo").page(f"/concerns/{office.signed('sam')}").text


def test_the_author_sees_who_opened_it_first_and_who_last(office: Office):
    path = f"/concerns/{office.signed('sam')}"
    author = office.world.client("sam")
    looked = author.page(f"{path}/who-has-looked").text
    assert "No one else has opened this yet. When someone does, you’ll see who" in looked
    assert "These people have opened" not in looked
    office.world.client("jo").get(path)
    for end in ("", "/signed"):
        assert "First opened" not in author.page(path + end).text
    office.world.client("deputy").send(f"{path}/acknowledge", via=path)
    for end in ("", "/signed"):
        said = author.page(path + end).text
        assert "First opened by Jo Smith, today" in said
        assert "Last opened by Dele Okoro, today" in said


def test_what_was_left_blank_is_listed_and_blank_is_not_called_an_answer(office: Office):
    page = office.world.client("jo").page(f"/concerns/{office.signed('sam')}")
    assert "cannot be trusted" not in page.text
    assert "Not answered:" in page.text
    assert "Where is the child now?" in page.text


def test_an_altered_entry_says_so_and_the_others_still_open(office: Office):
    concern_id = office.signed("sam")
    new = additions.NewAddition(once=uuid4(), words="More that was said.")
    additions.add_words(office.at("sam"), concern_id, new)
    with office.at("pat").keep() as session:
        blob = session.scalar(select(Entry.ciphertext).where(Entry.number == 2))
        altered = bytes([blob[0] ^ 1]) + blob[1:]
        session.execute(update(Entry).where(Entry.number == 2).values(ciphertext=altered))
    text = body(office.world.client("jo").get(f"/concerns/{concern_id}"))
    head = text[: text.index('id="at-a-glance"')]
    assert "Part of this concern cannot be trusted" in head
    assert 'href="#entry-2">Entry 2</a>' in head
    assert "This entry cannot be trusted" in text
    assert "More that was said." not in text
    assert WORDS in text


def test_newest_first_is_one_link_away(office: Office):
    concern_id = office.signed("sam")
    additions.add_words(
        office.at("sam"), concern_id, additions.NewAddition(once=uuid4(), words="Later.")
    )
    client = office.world.client("jo")
    old = body(client.get(f"/concerns/{concern_id}"))
    new = body(client.get(f"/concerns/{concern_id}?order=newest"))
    assert old.index('id="entry-1"') < old.index('id="entry-2"')
    assert new.index('id="entry-2"') < new.index('id="entry-1"')


def test_a_correction_is_marked_at_what_it_corrects_with_a_link(office: Office):
    concern_id = office.signed("sam")
    client, path = office.world.client("jo"), f"/concerns/{concern_id}"
    assert "Corrected by" not in body(client.get(path))
    for who, corrects in (("sam", 1), ("deputy", 2)):
        new = additions.NewAddition(uuid4(), "No: Tuesday.", (), False, corrects, "The wrong day")
        additions.add_words(office.at(who), concern_id, new)
    text = body(client.get(path))
    entries = re.split(r'<li id="entry-', text)
    record, first, second, third = text[: text.index("Timeline</h2>")], *entries[1:]
    for place in (record, first):
        assert re.search(
            r'Corrected by <a [^>]*href="#entry-2">entry 2</a>,\s+today at [\d:]+, by Sam Lee',
            place,
        )
    assert re.search(r'href="#entry-3">entry 3</a>,\s+today at [\d:]+, by Dele Okoro', second)
    assert "Corrected by" not in third
    assert WORDS in record


def test_readers_see_every_access_and_authors_see_their_readers(office: Office):
    concern_id = office.signed("sam")
    assert office.world.client("pat").get(f"/concerns/{concern_id}").status_code == 404
    office.world.client("jo").get(f"/concerns/{concern_id}")
    readers = office.world.client("deputy").page(f"/concerns/{concern_id}/who-has-looked")
    assert "Pat Jones: tried to open this and was refused" in readers.text
    author = office.world.client("sam").page(f"/concerns/{concern_id}/who-has-looked")
    assert "Jo Smith: opened entry 1" in author.text
    assert "Pat Jones" not in author.text


def test_who_was_refused_is_for_readers_and_never_on_the_authors_page(office: Office):
    path = f"/concerns/{office.signed('sam')}"
    office.world.client("pat").page(path, status=404)
    readers = office.world.client("jo").page(path).text
    authors = office.world.client("sam").page(path).text
    assert "tried to open this and was refused" in readers
    assert "tried to open this" not in authors
    assert "Pat Jones" not in authors


def test_who_has_looked_says_which_entrys_paper_was_opened(office: Office):
    concern_id = office.signed("sam")
    more = additions.NewAddition(uuid4(), "More words.", ())
    additions.add_words(office.at("sam"), concern_id, more)
    offer = referral_pdf.offer_pdf_passphrase(office.at("sam"))
    referral_pdf.make_and_archive_summary_pdf(
        office.at("sam"), concern_id, "", offer, protect=False
    )
    referral_pdf.read_archived_file(office.at("jo"), concern_id, 3)
    looked = office.world.client("jo").page(f"/concerns/{concern_id}/who-has-looked")
    assert "Jo Smith: opened the document of entry 3" in looked.text


def test_the_signed_page_says_who_can_open_it_and_that_email_is_off(office: Office):
    concern_id = record_signing.sign_record(office.at("sam"), office.to_sign("sam"))
    client, path = office.world.client("sam"), f"/concerns/{concern_id}/signed"
    page = client.page(path)
    reference = office.session.get_one(Concern, concern_id).reference
    assert reference in page.text
    assert "No one else has opened this yet." in page.text
    assert "Jo Smith, Dele Okoro" in page.text
    assert "Heard has not told anyone: email is not set up here." in page.text
    assert "999" in page.text
    office.world.client("jo").get(f"/concerns/{concern_id}")
    assert "Opened by Jo Smith, today" in client.page(path).text
    assert office.count(Entry) == 1


def test_a_record_that_nobody_here_can_be_given_names_the_lado(office: Office):
    concern_id = office.signed("sam", not_for=["senior", "deputy", "jo"])
    page = office.world.client("sam").page(f"/concerns/{concern_id}/signed")
    assert "No one here can read this. Call the LADO now." in page.text
    assert "07700 900123" not in page.text


def test_a_record_that_leads_cannot_open_asks_nobody_to_ring_a_lead(office: Office):
    concern_id = office.signed("sam", not_for=["jo"])
    page = office.world.client("sam").page(f"/concerns/{concern_id}/signed")
    assert "Jo Smith" not in page.text
    assert "Ash Grant" in page.text
    assert "07700 900125" in page.text


def test_a_reader_is_led_from_the_page_after_signing_to_the_file(office: Office):
    concern_id = office.signed("sam")
    answer = office.world.client("jo").get(f"/concerns/{concern_id}/signed")
    assert answer.headers["Location"].endswith(f"/concerns/{concern_id}")


def test_the_childs_own_words_stand_before_what_is_about_several_children(office: Office):
    concern_id = signed(office.world, load("full"))
    text = body(office.world.client("jo").get(f"/concerns/{concern_id}"))
    part = text.partition("Receive: what happened")[2].partition("React: what you did")[0]
    places = [part.index(words) for words in ("hes called Kaz.", "She was shaking.", "in the golf")]
    assert places == sorted(places)


def test_a_reader_is_told_which_other_reader_opened_it_a_moment_ago(office: Office):
    concern_id = office.signed("sam")
    path, told = f"/concerns/{concern_id}", re.compile(r"(\w+ \w+) opened this ([\w ]+) ago")
    pages = {who: office.world.client(who) for who in ("jo", "deputy", "sam")}
    assert told.findall(pages["jo"].page(path).text) == []
    assert told.findall(pages["deputy"].page(path).text) == [("Jo Smith", "less than a minute")]
    assert pages["sam"].get(path).status_code == 200
    deputy = office.world.people["deputy"].name
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2, seconds=5)):
        page = pages["jo"].page(path).text
        assert told.findall(page) == [(deputy, "2 minutes")]
        assert "Agree who does what" in page
        assert told.findall(pages["sam"].page(path).text) == [], "an author has their own list"
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=18)):
        assert told.findall(pages["jo"].page(path).text) == []


def test_a_clock_set_back_says_when_it_was_opened_and_not_how_long_ago(office: Office):
    path = f"/concerns/{office.signed('sam')}"
    assert office.world.client("deputy").get(path).status_code == 200
    deputy, jo = office.world.people["deputy"].name, office.world.client("jo")
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=10)):
        page = jo.page(path).text
    said = page.partition(f"{deputy} opened this")[2].partition("Agree who does what")[0]
    assert re.fullmatch(r"[ ,]+[\w ]+ at \d\d:\d\d[ .]+", said)


def test_a_lead_who_was_left_out_is_not_told_and_not_named_after_trying(office: Office):
    for left_out, how in (("deputy", {"not_for": ("deputy",)}), ("jo", {"about": "yes"})):
        concern_id = office.signed("sam", **how)
        path = f"/concerns/{concern_id}"
        assert office.world.client("senior").get(path).status_code == 200
        answer = office.world.client(left_out).get(path)
        assert answer.status_code == 404
        assert "opened this" not in answer.text
        assert "minute ago" not in office.world.client("senior").page(path).text
