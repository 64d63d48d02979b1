"""A reader writes a note about a concern: only those who decide can read it, never its author."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.record.entry_schema import LeadsNote, encode_canonical
from app.domain.search.search_query import parse_query
from app.models.outbox import Outbox
from app.services.concern_search.record_search import find_in_concern_entries
from app.services.concerns.concern_reading import open_concern
from app.services.integrity.integrity_check import find_all_differences
from tests.support.club.child_links import sign_about
from tests.support.club.office import Office
from tests.support.web.html_forms import read_form

pytestmark = pytest.mark.both_databases

NOTE = "Another child named the same car in October. Kestrel."
TITLE = "Note for people who decide"


def add_note(office: Office, concern_id: UUID, who: str = "jo", words: str = NOTE):
    """Send the form of a note twice; return the last answer."""
    client, path = office.world.client(who), f"/concerns/{concern_id}/note"
    form = read_form(client, path, note=words)
    return [client.send(path, form) for _ in range(2)][-1]


def test_readers_read_a_note_and_its_author_has_it_nowhere(office: Office, concern_id: UUID):
    mail = office.session.scalars(select(Outbox.id)).all()
    path = f"/concerns/{concern_id}"
    before = office.world.client("sam").page(path).text
    assert add_note(office, concern_id).status_code == 303
    entries = [entry for _, entry in open_concern(office.at("jo"), concern_id).said]
    (note,) = [one for one in entries if isinstance(one, LeadsNote)]
    assert (note.words, note.of, note.by.name) == (NOTE, 1, "Jo Smith")
    for who in ("jo", "deputy"):
        text = office.world.client(who).page(path).text
        assert TITLE in text
        assert NOTE in text
    assert before.count("<li") == office.world.client("sam").page(path).text.count("<li")
    assert office.session.scalars(select(Outbox.id)).all() == mail, "no one is mailed"
    assert find_all_differences(office.at("jo")) == ()


def test_the_author_has_a_note_on_no_page_and_in_no_entry(office: Office, concern_id: UUID):
    add_note(office, concern_id)
    path, sam = f"/concerns/{concern_id}", office.world.client("sam")
    pages = (
        path,
        f"{path}/signed",
        f"{path}/referral",
        f"{path}/referral/summary",
        f"{path}/receipt",
        "/",
        "/concerns",
    )
    for page in pages:
        answer = sam.get(page)
        assert "Kestrel" not in answer.text, page
        assert TITLE not in answer.text, page
    assert sam.get(f"{path}/note").status_code == 404
    mine = [entry for _, entry in open_concern(office.at("sam"), concern_id).said]
    assert not any(b"Kestrel" in encode_canonical(entry) for entry in mine)


def test_a_note_is_in_no_paper_for_people_outside(office: Office, concern_id: UUID):
    add_note(office, concern_id)
    for page in ("referral", "referral/summary"):
        answer = office.world.client("jo").get(f"/concerns/{concern_id}/{page}")
        assert "Kestrel" not in answer.text, page


def test_readers_find_a_note_inside_the_record_and_others_do_not(office: Office, concern_id: UUID):
    add_note(office, concern_id)
    (found,) = find_in_concern_entries(office.at("jo"), parse_query("kestrel"), {}, 0).found
    assert (found.item.id, found.places) == (concern_id, (TITLE,))
    assert find_in_concern_entries(office.at("senior"), parse_query("kestrel"), {}, 0).found == ()


@pytest.mark.parametrize("words", ["", "  \n"])
def test_a_note_without_words_is_asked_for(office: Office, concern_id: UUID, words: str):
    answer = add_note(office, concern_id, words=words)
    assert answer.status_code == 422
    assert "Enter the note" in answer.text
    assert len(open_concern(office.at("jo"), concern_id).entries) == 2


def test_a_note_that_is_too_long_comes_back_whole(office: Office, concern_id: UUID):
    answer = add_note(office, concern_id, words="word " * 12_000 + "last")
    assert answer.status_code == 422
    assert "word last</textarea>" in answer.text


def test_a_head_writes_one_that_no_lead_reads(office: Office):
    hidden = sign_about(office, {"name": "Maya Ellis"}, about="yes")
    assert add_note(office, hidden, "senior").status_code == 303
    assert NOTE in office.world.client("senior").page(f"/concerns/{hidden}").text
    for who in ("jo", "deputy", "pat", "tess", "kit"):
        assert office.world.client(who).get(f"/concerns/{hidden}/note").status_code in {403, 404}


def test_the_form_says_that_its_author_reads_a_note_once_they_are_a_lead(
    office: Office, concern_id: UUID
):
    page = office.world.client("jo").page(f"/concerns/{concern_id}/note").text
    assert "If they become a safeguarding lead later, they can." in page
