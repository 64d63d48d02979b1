"""A page that came back with the browser's own button and says something else is another press.

The number of the page is the same. What it says now is signed or stopped in plain sight: it is
never taken for what was signed before, and none of its words is dropped.
"""

from uuid import uuid4

from app.models.training import TrainingEntry, TrainingNote
from app.services.training import private_drafts, reviews, statements
from tests.support.club.office import Office
from tests.support.training.confirmations import (
    FOLLOW,
    answer_all,
    answer_and_send,
    let_confirm,
)
from tests.support.web.html_forms import form_to

TALK = {"on": ["today"], "how": ["phone"], "understands": ["yes"], "follow_up": [FOLLOW]}


def talk_form(client, path: str, **said):
    form = form_to(client.get(path).get_data(as_text=True), path)
    for name, value in {**TALK, **said}.items():
        form.set(name, value)
    return form


def press(client, form, words: str):
    return client.post(form.action, data=form.sent(form.button(words)))


def test_answers_go_to_whoever_is_chosen_now(now: Office):
    let_confirm(now, "sam", "pat")
    answer_all(now, "tess")
    tess, path = now.world.client("tess"), "/learn/send"
    form = form_to(tess.get(path).get_data(as_text=True), path)
    form.set("relation", ["peer"])
    form.set("confirmer", [str(now.id("sam"))])
    asked = tess.post(form.action, data=form.sent()).location
    assert now.count(TrainingEntry) == 0, "chapters are not opened: it asks first"
    form = form_to(tess.get(asked).get_data(as_text=True), path)
    found = []
    for who in ("sam", "pat", "pat"):
        form.set("confirmer", [str(now.id(who))])
        found.append(tess.post(form.action, data=form.sent()).location)
    assert found[0] != found[1] == found[2]
    assert "What you sent to Pat Jones" in tess.page(found[1]).text
    assert len(reviews.list_trainings_to_confirm(now.at("pat"))) == 1
    assert now.count(TrainingEntry) == 2


def test_other_words_after_asking_for_more_wait_on_the_page(now: Office):
    training = answer_and_send(now)
    sam, path = now.world.client("sam"), f"/learn/confirm/{training}"
    form = talk_form(sam, path, note=["Say more."])
    for _ in range(2):
        assert press(sam, form, "Ask for more").location.endswith("?done=more")
    form.set("follow_up", ["Read chapter 4 again."])
    assert press(sam, form, "Sign and confirm").location == path, "it says nothing of confirming"
    page = sam.page(path).text
    assert "Read chapter 4 again." in page
    assert "Sign and confirm" in page
    assert now.count(TrainingEntry) == 2


def test_words_changed_after_confirming_are_shown_as_not_signed(now: Office):
    training = answer_and_send(now)
    sam, path = now.world.client("sam"), f"/learn/confirm/{training}"
    form = talk_form(sam, path)
    press(sam, form, "Sign and confirm")
    form.set("follow_up", ["Words that came after."])
    answer = press(sam, form, "Sign and confirm")
    assert answer.status_code != 500
    page = sam.page(path).text
    assert "What you typed and did not sign" in page
    assert "Words that came after." in page
    assert now.count(TrainingEntry) == 2


def test_what_waits_beside_the_talk_or_came_since_outlives_its_signing(now: Office):
    training = answer_and_send(now)
    sam, document = now.world.client("sam"), f"confirm/{training}"
    form = talk_form(sam, f"/learn/{document}")
    other = talk_form(sam, f"/learn/{document}", follow_up=["From another tab."])
    sam.post(form.action, data=form.sent())
    sam.post(other.action, data=other.sent())
    form = talk_form(sam, f"/learn/{document}")
    assert press(sam, form, "Sign and confirm").location.endswith("?done=confirmed")
    assert "From another tab." in sam.page(f"/learn/{document}").text
    page = private_drafts.load_learning_page(now.at("sam"), document)
    assert (page.typed, len(page.asides)) == ({}, 1)
    private_drafts.save_learning_page(now.at("sam"), document, {"note": ["Since."]}, page.version)
    private_drafts.clear_signed_page(now.at("sam"), document, TALK)
    assert private_drafts.load_learning_page(now.at("sam"), document).typed == {"note": ["Since."]}


def test_a_paper_recorded_for_somebody_else_is_theirs(now: Office):
    jo, path = now.world.client("jo"), "/learn/completion/record"
    typed = {
        "how": "paper_workbook", "workbook": "Awareness workbook", "edition": "2015",
        "on": "yesterday", "confirmer": "Mel Fox", "job_title": "Head of care", "seen": "y",
        "role": "outside_trainer", "talked": "yesterday", "understands": "y",
        "once": str(uuid4()),
    }  # fmt: skip
    found = [
        jo.send(path, {**typed, "learner": str(now.id(who))}).headers["Location"]
        for who in ("sam", "pat", "pat")
    ]
    assert found[0] != found[1] == found[2]
    assert now.count(TrainingNote) == 2
    assert (
        statements.list_member_completions(now.at("pat"), now.id("pat"))[0].said.learner.name
        == "Pat Jones"
    )
