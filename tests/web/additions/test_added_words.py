"""More words and corrections: word for word, kept while they are typed, signed once, and marked."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.record.entry_schema import Addition
from app.models.concern import Entry
from app.models.draft import Draft
from app.services.concerns.concern_reading import open_concern
from tests.support.club.office import CHILD, WORDS, Office
from tests.support.club.office_today import office
from tests.support.web.checking_client import CheckingClient, Page
from tests.support.web.html_forms import Form
from tests.support.web.record_client import look, to_mend
from tests.web.expired_sign_ins import end_sign_ins

__all__ = ["office"]


def add_path(concern_id: UUID) -> str:
    return f"/concerns/{concern_id}/add"


def filled(client: CheckingClient, path: str, **answers: str) -> Form:
    form = look(client, path)
    for name, text in answers.items():
        form.set(name, [text])
    return form


@pytest.mark.parametrize("who", ["sam", "jo"])
def test_author_and_reader_add_words_to_the_letter(office: Office, who: str):
    concern_id = office.signed("sam")
    client, words = office.world.client(who), "\nhe  said:\tno\r\nNEVER "
    form = filled(client, add_path(concern_id), words=words, verbatim="yes")
    answer = client.post(form.action, data=form.sent())
    assert (answer.status_code, answer.location) == (303, f"/concerns/{concern_id}?added=2")
    entry = open_concern(office.at("deputy"), concern_id).entries[1].entry
    assert isinstance(entry, Addition)
    assert entry.words == words.replace("\r\n", "\n")
    assert entry.verbatim


def test_pressed_twice_it_is_one_entry_and_leads_to_it(office: Office):
    client, path = office.world.client("sam"), add_path(office.signed("sam"))
    form = filled(client, path, words="More.")
    places = {client.post(form.action, data=form.sent()).location for _ in range(2)}
    assert places == {path.replace("/add", "?added=2")}
    assert office.count(Entry) == 2
    assert look(client, path).controls["words"].value == ""
    assert look(client, path).action != form.action


def test_a_correction_says_which_entry_and_why_and_the_first_text_stays(office: Office):
    concern_id = office.signed("sam")
    client, path = office.world.client("sam"), add_path(concern_id)
    form = filled(client, path, words="It was Tuesday.", reason="I wrote the wrong day")
    text = to_mend(client, client.post(form.action, data=form.sent()))
    assert "Choose the entry that is wrong, or leave the reason blank" in text
    form = look(client, path)
    assert form.controls["words"].value == "It was Tuesday."
    assert form.controls["corrects"].options == ["nothing", "1"]
    form.set("corrects", ["1"])
    assert client.post(form.action, data=form.sent()).location.endswith("?added=2")
    page = office.world.client("jo").get(f"/concerns/{concern_id}").get_data(as_text=True)
    assert WORDS in page
    assert "I wrote the wrong day" in page


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "Write what you want to add"),
        ({"words": " "}, "Write what you want to add"),
        ({"words": "More.", "corrects": "1"}, "Say what was wrong, and why"),
        ({"words": "More.\x07"}, "hidden control character"),
        ({"words": "x", "corrects": "9", "reason": "y"}, "Choose one of the answers shown"),
        ({"words": "x", "corrects": "first", "reason": "y"}, "Choose one of the answers shown"),
        ({"words": "x", "children": "c7"}, "Choose one of the answers shown"),
    ],
)
def test_mistakes_are_named_at_an_address_and_nothing_is_signed(
    office: Office, answers: dict[str, str], said: str
):
    client, path = office.world.client("sam"), add_path(office.signed("sam"))
    form = look(client, path)
    answer = client.post(form.action, data={**form.sent(), **answers})
    assert answer.location == f"{path}?check=1"
    assert said in to_mend(client, answer)
    assert office.count(Entry) == 1


def test_typed_words_save_themselves_and_are_shown_again(office: Office):
    client, path = office.world.client("sam"), add_path(office.signed("sam"))
    form = filled(client, path, words="she rang ba", reason="the wrong day", corrects="1")
    saved = client.post(f"{form.action}/autosave", data=form.sent())
    assert saved.json["version"] == 1
    again = look(client, path)
    kept = {name: again.controls[name].sent() for name in ("words", "reason", "corrects")}
    assert kept == {"words": ["she rang ba"], "reason": ["the wrong day"], "corrects": ["1"]}
    assert again.controls["version"].value == "1"
    assert f"Saved {saved.json['saved']}." in client.page(path).text
    with office.world.session() as session:
        (draft,) = session.query(Draft).filter(Draft.concern_id.is_not(None))
        assert draft.told == "nobody"


def test_two_tabs_keep_both_texts_and_nothing_is_signed_over_the_second(office: Office):
    client, path = office.world.client("sam"), add_path(office.signed("sam"))
    first, second = filled(client, path, words="in one tab"), filled(client, path, words="in two")
    assert client.post(f"{first.action}/autosave", data=first.sent()).json["version"] == 1
    assert client.post(f"{second.action}/autosave", data=second.sent()).status_code == 409
    text = client.get(path).get_data(as_text=True)
    assert "in one tab" in text
    assert "in two" in text
    form = look(client, path)
    assert "two versions of this page" in to_mend(
        client, client.post(form.action, data=form.sent())
    )
    assert office.count(Entry) == 1
    form = look(client, path)
    client.post(form.action, data=form.sent(form.button("Dismiss the other")))
    form = look(client, path)
    assert client.post(form.action, data=form.sent()).location.endswith("?added=2")


def test_a_correction_sent_after_being_signed_out_is_kept_and_offered(office: Office):
    concern_id = office.signed("sam")
    client, path = office.world.client("sam"), add_path(concern_id)
    form = filled(client, path, words="written too late", corrects="1", reason="a reason")
    end_sign_ins(office.world, "sam")
    assert client.post(form.action, data=form.sent()).status_code == 401
    again = office.world.client("sam")
    (link,) = [one for one in again.page("/record/kept").links if "/record/kept/" in one]
    kept = again.page(link).text
    for shown in ("written too late", "1. Record signed, Sam Lee", "a reason", "Add information"):
        assert shown in kept
    assert again.send(link, {"choice": "put_in"}).location == path
    assert look(again, path).controls["words"].value == "written too late"
    assert look(again, path).controls["corrects"].on == ["1"]
    assert office.count(Entry) == 1


def test_a_kept_page_whose_draft_was_signed_meanwhile_goes_into_the_next(office: Office):
    client, path = office.world.client("sam"), add_path(office.signed("sam"))
    form = filled(client, path, words="written too late")
    end_sign_ins(office.world, "sam")
    client.post(form.action, data=form.sent())
    again = office.world.client("sam")
    form = filled(again, path, words="signed at once")
    assert again.post(form.action, data=form.sent()).location.endswith("?added=2")
    (link,) = [one for one in again.page("/record/kept").links if "/record/kept/" in one]
    assert again.send(link, {"choice": "put_in"}).location == path
    assert look(again, path).controls["words"].value == "written too late"


def test_words_typed_after_their_draft_was_signed_are_given_back(office: Office):
    client, path = office.world.client("sam"), add_path(office.signed("sam"))
    old = filled(client, path, words="typed in the other tab", corrects="1", reason="wrong day")
    form = filled(client, path, words="signed first")
    client.post(form.action, data=form.sent())
    link = client.post(old.action, data=old.sent()).location
    text = client.page(link).text
    for shown in (
        "You signed this page at",
        "signed first",
        "typed in the other tab",
        "1. Record signed",
    ):
        assert shown in text
    assert client.send(link, {"choice": "put_in"}).location == path
    assert look(client, path).controls["words"].value == "typed in the other tab"
    assert office.count(Entry) == 2


def test_words_that_cannot_be_saved_are_given_back_without_ours(office: Office):
    concern_id = office.signed("sam")
    client = office.world.client("sam")
    form = filled(client, add_path(concern_id), words="not lost", reason="nor this")
    forged = form.action.replace(form.action.rsplit("/", 1)[1], str(concern_id))
    answer = client.post(forged, data=form.sent())
    page = Page(answer.get_data(as_text=True)).text
    assert answer.status_code == 404
    for shown in ("What would you like to add? not lost", "what was wrong and why? nor this"):
        assert shown in page
    assert str(concern_id) not in page


def test_a_stranger_gets_the_absent_page_for_the_form_and_for_its_post(office: Office):
    concern_id = office.signed("sam")
    form = filled(office.world.client("sam"), add_path(concern_id), words="x")
    stranger = office.world.client("pat")
    assert stranger.get(add_path(concern_id)).status_code == 404
    for path in (form.action, f"{form.action}/autosave"):
        assert stranger.send(path, {"words": "x"}, via="/").status_code == 404
    assert office.count(Entry) == 1


def test_the_page_says_what_was_added_even_when_it_is_reloaded(office: Office):
    concern_id = office.signed("sam")
    client = office.world.client("sam")
    form = filled(client, add_path(concern_id), words="words of the addition")
    where = client.post(form.action, data=form.sent()).location
    for _ in range(2):
        text = client.get(where).get_data(as_text=True)
        said = text[text.index("Signed and added") :].split("</div>")[0]
        assert (
            '<a class="govuk-link" href="#entry-2">Entry 2: Information added</a>, signed' in said
        )
        assert CHILD not in said
        assert "words of" not in said
    for who, path in (("sam", where.replace("=2", "=1")), ("sam", where + "x"), ("jo", where)):
        text = office.world.client(who).get(path).get_data(as_text=True)
        assert "Signed and added" not in text
