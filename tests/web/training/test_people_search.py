"""In a large team people are searched for on the form that needs one, and nothing typed is lost."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from app.services.audit_log.verified_log import VerifiedLog
from app.services.training import offered_people, review_actions
from app.services.training.offered_people import MOST_OFFERED
from app.services.training.statements import list_member_completions
from tests.support.club.many_members import add_confirmed_staff
from tests.support.club.office import Office
from tests.support.training.completions import complete
from tests.support.training.confirmations import answer_all, let_confirm
from tests.support.training.debrief_steps import finish_practice
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import Form, form_to

PAPER = "/learn/completion/record"
TYPED = {
    "how": ["paper_workbook"],
    "workbook": ["Awareness workbook"],
    "edition": ["2015"],
    "on": ["yesterday"],
    "confirmer": ["Mel Fox"],
    "job_title": ["Head of care"],
    "role": ["outside_trainer"],
    "talked": ["yesterday"],
    "understands": ["y"],
    "seen": ["y"],
}


@pytest.fixture
def large(now: Office) -> Office:
    """The club, with more confirmed staff than a list offers."""
    add_confirmed_staff(now.world, MOST_OFFERED + 5)
    return now


def open_form(client: CheckingClient, path: str) -> Form:
    return form_to(client.get(path).get_data(as_text=True), path.partition("?")[0])


def search(client: CheckingClient, form: Form, words: str) -> TestResponse:
    """Press the search as a browser without JavaScript does: all of the form goes along."""
    form.set("q", [words])
    answer = client.post(form.action, data=form.sent(form.button("Search the team")))
    assert answer.status_code == 303
    return answer


def test_a_paper_keeps_all_that_was_typed_while_people_are_searched_for(large: Office):
    jo, sam = large.world.client("jo"), str(large.id("sam"))
    form = open_form(jo, PAPER)
    assert len(form.controls["learner"].options) == MOST_OFFERED + 1
    assert sam not in form.controls["learner"].options
    assert "The list has 50 people. Search to find the others." in jo.page(PAPER).text
    for name, values in TYPED.items():
        form.set(name, values)
    where = search(jo, form, "lee sám").location
    page = jo.page(where)
    assert "1 person found" in page.text
    assert "There is a problem" not in page.text
    form = open_form(jo, where)
    assert {name: form.controls[name].sent() for name in TYPED} == TYPED
    form.set("learner", [sam])
    form = open_form(jo, search(jo, form, "zzz").location)
    assert form.controls["learner"].on == [sam], "who was chosen stays"
    answer = jo.post(form.action, data=form.sent(form.button("Sign and record")))
    (found,) = list_member_completions(large.at("sam"), large.id("sam"))
    assert answer.location == f"/learn/completion/{found.id}"


def test_a_paper_that_is_to_be_corrected_keeps_its_search(large: Office):
    jo = large.world.client("jo")
    form = open_form(jo, search(jo, open_form(jo, PAPER), "zzz").location)
    answer = jo.post(form.action, data=form.sent(form.button("Sign and record")))
    page = jo.page(answer.location)
    assert "There is a problem" in page.text
    assert "No one was found. Check the spelling" in page.text
    assert open_form(jo, answer.location).controls["q"].value == "zzz"


def test_enter_in_a_paper_signs_it_and_after_new_words_it_searches(large: Office):
    """Enter presses the first button of a form, and a page cannot say in which field it was."""
    jo, sam = large.world.client("jo"), str(large.id("sam"))
    form = open_form(jo, PAPER)
    assert form.buttons[0].text.startswith("Sign and record, or search")
    for name, values in TYPED.items():
        form.set(name, values)
    form.set("q", ["sam lee"])
    where = jo.post(form.action, data=form.sent(form.buttons[0])).location
    assert "1 person found" in jo.page(where).text
    assert "There is a problem" not in jo.page(where).text
    form = open_form(jo, where)
    form.set("learner", [sam])
    answer = jo.post(form.action, data=form.sent(form.buttons[0]))
    (found,) = list_member_completions(large.at("sam"), large.id("sam"))
    assert answer.location == f"/learn/completion/{found.id}"


def test_answers_keep_relation_and_choice_while_people_are_searched_for(large: Office):
    answer_all(large, "tess")
    let_confirm(large, "sam", "pat")
    tess = large.world.client("tess")
    assert "Search the team" not in tess.page("/learn/send").text, "few can confirm: all are shown"
    pressed = {"q": "lee", "search": "1"}
    where = tess.send("/learn/send", pressed, via="/learn/send").location
    assert "lee" not in where, "no name is in an address"
    form = open_form(tess, where.partition("#")[0])
    assert form.controls["confirmer"].options == ["", str(large.id("sam"))]
    form.set("confirmer", [str(large.id("sam"))])
    form.set("relation", ["peer"])
    where = search(tess, form, "jones").location
    assert "csrf" not in where
    assert "jones" not in where
    form = open_form(tess, where.partition("#")[0])
    assert set(form.controls["confirmer"].options) == {
        "",
        *(str(large.id(w)) for w in ("sam", "pat")),
    }
    assert (form.controls["confirmer"].on, form.controls["relation"].on) == (
        [str(large.id("sam"))],
        ["peer"],
    )
    assert "1 person found" in tess.page(where).text


def test_a_practice_keeps_the_choice_while_people_are_searched_for(large: Office):
    run = finish_practice(large, "tess")
    tess, path = large.world.client("tess"), f"/learn/practice/run/{run}/send"
    where = search(tess, open_form(tess, path), "lee").location
    form = open_form(tess, where.partition("#")[0])
    assert form.controls["confirmer"].options == ["", str(large.id("sam"))]
    form.set("confirmer", [str(large.id("sam"))])
    form = open_form(tess, search(tess, form, "zzz").location.partition("#")[0])
    answer = tess.post(form.action, data=form.sent(form.button("Sign and send")))
    assert answer.location.endswith("?sent=1")
    assert "What you sent to Sam Lee" in tess.page(path).text, "however many come before by name"


def test_who_can_confirm_is_found_behind_a_page_of_people_who_cannot(
    now: Office, monkeypatch: pytest.MonkeyPatch
):
    """Else a sole lead could sign their own paper, although a colleague can confirm it."""
    monkeypatch.setattr(review_actions.member_lookup, "list_leads_and_seniors", lambda _uow: ())
    monkeypatch.setattr(VerifiedLog, "ever_granted", lambda _log, _org: frozenset())
    monkeypatch.setattr(offered_people, "MOST_OFFERED", 1)
    complete(now, "pat", "sam")  # by someone who had not completed it: lets Pat confirm no one
    assert not review_actions.has_confirmer(now.at("jo"))
    complete(now, "sam", "jo")
    assert not review_actions.offer_confirmers(now.at("jo")).people, "Pat comes first by name"
    assert review_actions.has_confirmer(now.at("jo"))
