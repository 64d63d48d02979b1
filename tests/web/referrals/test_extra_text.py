"""Check the paper, add to it, make it: the record stays as it is, no word is lost or doubled."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.domain.record.entry_schema import Paper, Part
from app.models.concern import Entry
from app.services.concerns import acknowledgements, record_signing
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.record_signing import SigningRequest
from tests.support.club.office import Office, record_parts
from tests.support.club.office_today import office
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import Form, form_to
from tests.support.web.record_client import fill, look, press, to_mend
from tests.unit.referral_forms.document_text import body_text, squash
from tests.web.expired_sign_ins import end_sign_ins

__all__ = ["office"]

PLATE = '  Ring   the club first:\n<b>"Łuk"</b> is not safe at home.'
PERSON = Part("people", (), {"name_or_nickname": "Dex", "vehicles": "Black Corsa 7K21"}, "1")


def a_file(office: Office, *parts: Part) -> str:
    what = SigningRequest(office.draft("sam"), (*record_parts(), *parts), frozenset())
    return f"/concerns/{record_signing.sign_record(office.at('sam'), what)}"


def make(client: CheckingClient, path: str, query: str = "", **more: str):
    """Make the paper from its page, as its form stands; `more` changes fields."""
    page = client.get(f"{path}/referral/pdf{query}").get_data(as_text=True)
    form = form_to(page, "summary.pdf")
    return client.post(form.action, data={**form.sent(), **more})


def papers_of(office: Office, path: str) -> list[Paper]:
    file = open_concern(office.at("jo"), UUID(path.rsplit("/", 1)[1]))
    return [one.entry for one in file.entries if isinstance(one.entry, Paper)]


def add(client: CheckingClient, path: str, text: str, page: str = "for_council") -> str:
    name = "added" if page == "for_police" else "c1.added"
    return fill(client, f"{path}/more/{page}", {name: [text]})


def assert_shown_first(office: Office, sam: CheckingClient, form: Form, path: str) -> None:
    """The button of a page on which "second" did not stand yet makes nothing, and shows it."""
    answer = sam.post(form.action, data=form.sent())
    assert answer.status_code == 303
    assert papers_of(office, path) == []
    shown = sam.page(answer.location).text
    assert "Check it again" in shown
    assert "second" in shown


def test_the_page_says_what_is_filled_in_not_known_and_left_out(office: Office):
    source = {"source": "Aunt Meg", "said": "He hits her.", "protect_identity": "yes"}
    path = a_file(office, Part("others", (), source, "1"))
    page = office.world.client("sam").page(f"{path}/referral/pdf")
    text = page.text
    filled, gaps = text.index("Filled in"), text.index("Not recorded")
    assert filled < text.index("What the child said or showed, in their words") < gaps
    left = text.index("Not included")
    assert gaps < text.index("Immigration or asylum status") < left
    assert left < text.index("Aunt Meg") < text.index("Add to this document")
    assert "they have not agreed to be named" in text
    assert f"{path}/more/for_council" in page.links


def test_added_words_print_and_are_archived_but_are_not_in_the_record(office: Office):
    path = a_file(office)
    sam, before = office.world.client("sam"), office.count(Entry)
    led = add(sam, path, PLATE)
    assert led.startswith(f"{path}/referral/pdf?")
    assert office.count(Entry) == before
    assert "Added for this document by Sam Lee" in sam.page(led).text
    query = led.partition("pdf")[2]
    page = sam.get(f"{path}/referral/pdf{query}").get_data(as_text=True)
    form = form_to(page, "summary.pdf")
    answer = sam.post(form.action, data=form.sent())
    printed = squash(body_text(answer.data, form.controls["words"].value))
    assert squash("Added for this document by Sam Lee") in printed
    assert squash(PLATE) in printed
    (paper,) = papers_of(office, path)
    assert paper.words == PLATE
    assert (paper.form, paper.version) == ("north-lincolnshire-summary", paper.version)
    lead = office.world.client("jo")
    for where in (path, f"{path}/referral"):
        assert '"Łuk"</b> is not safe at home.' in lead.page(where).text
    assert PLATE not in lead.get(f"{path}/referral/summary").get_data(as_text=True)
    assert "is not safe" not in sam.get(f"{path}/referral/summary").get_data(as_text=True)
    assert "is not safe" not in sam.page(f"{path}/referral/pdf").text  # used up
    assert "Not signed yet" not in sam.page(path).text


def test_pressed_twice_it_is_one_paper_with_the_same_bytes_and_words(office: Office):
    path = a_file(office)
    sam = office.world.client("sam")
    add(sam, path, PLATE)
    page = sam.get(f"{path}/referral/pdf").get_data(as_text=True)
    form = form_to(page, "summary.pdf")
    first, again = (sam.post(form.action, data=form.sent()) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.data == again.data
    assert [one.words for one in papers_of(office, path)] == [PLATE]
    answer = make(sam, path)
    assert answer.status_code == 200
    assert [one.words for one in papers_of(office, path)] == [PLATE, ""]


def test_words_changed_in_another_tab_are_shown_before_they_go_out(office: Office):
    path = a_file(office)
    sam = office.world.client("sam")
    add(sam, path, "first")
    page = sam.get(f"{path}/referral/pdf").get_data(as_text=True)
    form = form_to(page, "summary.pdf")
    add(sam, path, "second")
    assert_shown_first(office, sam, form, path)
    assert make(sam, path).status_code == 200
    assert [one.words for one in papers_of(office, path)] == ["second"]


def test_words_of_somebody_else_are_on_nobodys_paper_but_theirs(office: Office):
    path = a_file(office)
    add(office.world.client("sam"), path, "of Sam")
    jo = office.world.client("jo")
    assert "of Sam" not in jo.page(f"{path}/referral/pdf").text
    assert make(jo, path).status_code == 200
    assert [one.words for one in papers_of(office, path)] == [""]
    assert "of Sam" in office.world.client("sam").page(f"{path}/referral/pdf").text


def test_each_child_has_words_of_its_own_and_those_of_the_other_wait(office: Office):
    path = a_file(office, Part("child", ("c2",), {"name": "Maja Second"}, "c2"))
    sam = office.world.client("sam")
    both = {"c1.added": ["of the first"], "c2.added": ["of the second"]}
    fill(sam, f"{path}/more/for_council", both)
    assert make(sam, path, "?child=c2").status_code == 200
    assert [(one.child, one.words) for one in papers_of(office, path)] == [("c2", "of the second")]
    page = sam.page(f"{path}/referral/pdf?child=c2").text
    assert "of the second" not in page
    assert "of the first" not in page
    assert "of the first" in sam.page(f"{path}/referral/pdf?child=c1").text


@pytest.mark.parametrize("bad", ["bell \x07 here", "x" * 20_001])
def test_words_that_cannot_be_printed_are_kept_said_and_stop_no_paper(office: Office, bad: str):
    path = a_file(office)
    sam = office.world.client("sam")
    form = look(sam, f"{path}/more/for_council")
    form.set("c1.added", [bad])
    answer = sam.post(form.action, data=form.sent())
    assert "too long" in to_mend(sam, answer) or "control character" in to_mend(sam, answer)
    assert look(sam, f"{path}/more/for_council").controls["c1.added"].value == bad
    assert "not in the document yet" in sam.page(f"{path}/referral/pdf").text
    assert make(sam, path).status_code == 200
    assert [one.words for one in papers_of(office, path)] == [""]
    assert look(sam, f"{path}/more/for_council").controls["c1.added"].value == bad


def test_words_sent_after_the_sign_in_ended_are_kept_and_can_be_put_in(office: Office):
    path = a_file(office)
    sam = office.world.client("sam")
    form = look(sam, f"{path}/more/for_council")
    form.set("c1.added", [PLATE])
    end_sign_ins(office.world, "sam")
    assert "We’ve saved what you just sent" in sam.post(form.action, data=form.sent()).text
    again = office.world.client("sam")
    (link,) = [one for one in again.page("/record/kept").links if "/record/kept/" in one]
    assert "is not safe at home" in again.page(link).text
    again.send(link, {"choice": "put_in"}, via=link)
    assert (
        look(again, f"{path}/more/for_council").controls["c1.added"].value.replace("\r\n", "\n")
        == PLATE
    )


def test_saved_and_left_it_waits_and_the_file_says_so(office: Office):
    path = a_file(office)
    sam = office.world.client("sam")
    form = look(sam, f"{path}/more/for_council")
    form.set("c1.added", ["half a sen"])
    assert sam.post(form.action, data=form.sent(form.button("Save"))).status_code == 303
    assert "Not signed yet" in sam.page(path).text
    press(sam, f"{path}/more/for_council", "Save and check")
    assert "half a sen" in sam.page(f"{path}/referral/pdf").text


def test_what_an_author_adds_to_a_paper_waits_to_be_read_like_any_words(office: Office):
    path = a_file(office)
    concern_id = UUID(path.rsplit("/", 1)[1])
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    sam = office.world.client("sam")
    assert make(sam, path).status_code == 200
    assert open_concern(office.at("jo"), concern_id).added_since == ()
    add(sam, path, PLATE)
    assert make(sam, path).status_code == 200
    (waiting,) = open_concern(office.at("jo"), concern_id).added_since
    assert waiting.entry.words == PLATE


def test_a_name_written_for_police_is_said_and_never_taken_out(office: Office):
    path = a_file(office, PERSON)
    sam = office.world.client("sam")
    text = "Siôn saw the plate: 7K21"
    led = add(sam, path, text, "for_police")
    assert "form=police" in led
    assert "You wrote a child’s name" in sam.page(led).text
    assert make(sam, path, "?form=police", protect="no").status_code == 200
    (paper,) = papers_of(office, path)
    assert (paper.form, paper.child, paper.words) == ("police-partnership-information", "", text)


def test_papers_that_do_not_fit_are_not_there(office: Office):
    path = a_file(office)
    sam = office.world.client("sam")
    offered = sam.page(f"{path}/referral")
    assert "Information for police" not in offered.text
    for query in ("?form=police", "?form=lado", "?form=nothing"):
        assert sam.get(f"{path}/referral/pdf{query}").status_code == 404
        assert sam.get(f"{path}/referral/summary{query}").status_code == 404
        assert make(sam, path, form=query.removeprefix("?form=")).status_code == 404
    assert office.session.scalar(select(func.count()).select_from(Entry)) == 1


def test_papers_that_fit_are_offered_after_the_councils(office: Office):
    path = a_file(office, PERSON, Part("people", (), {"position_of_trust": "yes"}, "2"))
    page = office.world.client("sam").page(f"{path}/referral")
    found = [one for one in page.links if "/referral/summary" in one]
    assert found == [
        f"{path}/referral/summary?child=c1",
        f"{path}/referral/summary?child=c1&form=lado",
        f"{path}/referral/summary?child=c1&form=police",
    ]
    for link in found[1:]:
        assert office.world.client("sam").page(link).text


def test_the_lados_document_leads_to_a_call_and_not_to_a_referral(office: Office):
    path = a_file(office, Part("people", (), {"position_of_trust": "yes"}, "1"))
    links = office.world.client("sam").page(f"{path}/referral/pdf?form=lado").links
    assert f"{path}/more/call" in links
    assert f"{path}/more/referral" not in links
