"""Send answers, read them, talk, confirm or ask for more: on the pages, by those two alone."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.domain.training.exchange_schema import TrainingState
from app.models.draft import LateDraftPage
from app.models.member import SignIn
from app.models.training import Training, TrainingEntry
from app.services.training import reviews, statements
from tests.support.club.office import Office
from tests.support.training.confirmations import (
    FOLLOW,
    WORDS,
    answer_all,
    answer_and_send,
    let_confirm,
    send_answers,
)
from tests.support.web.html_forms import form_to

pytestmark = pytest.mark.both_databases

TALK = {"on": ["today"], "how": ["phone"], "understands": ["yes"], "follow_up": [FOLLOW]}


def choose(office: Office, client, to: str, relation: str = "peer"):
    """Fill the page where somebody chooses who confirms, and send it."""
    path = "/learn/send"
    for _ in range(2):  # chapters are not opened: the first press asks about them
        form = form_to(client.get(path).get_data(as_text=True), "/learn/send")
        form.set("confirmer", [str(office.id(to))])
        form.set("relation", [relation])
        answer = client.post(form.action, data=form.sent())
        path = answer.location
        if "ask=" not in path:
            break
    return answer, form


def talk(client, training, words: str = "Sign and confirm", **said):
    """Fill the page of somebody's answers, and press a button."""
    path = f"/learn/confirm/{training}"
    form = form_to(client.get(path).get_data(as_text=True), path)
    for name, value in {**TALK, **said}.items():
        form.set(name, value)
    return client.post(form.action, data=form.sent(form.button(words))), form


def test_from_the_choice_to_the_confirmation(now: Office):
    let_confirm(now, "sam")
    answer_all(now, "tess")
    answer, _ = choose(now, now.world.client("tess"), "sam")
    assert answer.status_code == 303
    (line,) = reviews.list_trainings_to_confirm(now.at("sam"))
    sam, tess = now.world.client("sam"), now.world.client("tess")
    assert "Tess Bell sent you their answers" in sam.page("/").text
    assert "Tess Bell" in sam.page("/learn/confirm").text
    page = sam.page(f"/learn/confirm/{line.id}")
    assert WORDS in page.text
    assert "chose you as their colleague" in page.text
    assert talk(now.world.client("sam"), line.id)[0].status_code == 303
    assert (
        "You confirmed this training" in sam.page(f"/learn/confirm/{line.id}?done=confirmed").text
    )
    assert "Tess Bell sent you" not in sam.page("/").text
    assert "Sam Lee confirmed your training" in tess.page("/").text
    copy = tess.page(f"/learn/answers/{line.id}").text
    for words in (WORDS, FOLLOW, "By phone", "Signed by Tess Bell", "Signed by Sam Lee"):
        assert words in copy
    assert len(statements.list_member_completions(now.at("jo"), now.id("tess"))) == 1


def test_asked_for_more_the_learner_reads_why_and_sends_again(now: Office):
    training = answer_and_send(now)
    answer, _ = talk(
        now.world.client("sam"), training, "Ask for more", note=["Say more about power."]
    )
    assert answer.location.endswith("?done=more")
    tess = now.world.client("tess")
    assert "Sam Lee asked you to add to your answers" in tess.page("/").text
    assert "Say more about power." in tess.page(f"/learn/answers/{training}").text
    answer_all(now, "tess", "More about power.")
    answer, _ = choose(now, now.world.client("tess"), "sam")
    assert f"/learn/answers/{training}" in answer.location
    page = now.world.client("sam").page(f"/learn/confirm/{training}").text
    assert "More about power." in page
    assert "Say more about power." in page, "what was asked stays in sight"


def test_a_second_press_is_the_first_again(now: Office):
    let_confirm(now, "sam")
    answer_all(now, "tess")
    tess, sam = now.world.client("tess"), now.world.client("sam")
    answer, form = choose(now, tess, "sam")
    assert tess.post(form.action, data=form.sent()).location == answer.location
    (line,) = reviews.list_trainings_to_confirm(now.at("sam"))
    _, form = talk(sam, line.id)
    again = sam.post(form.action, data=form.sent(form.button("Sign and confirm")))
    assert again.location.endswith("?done=confirmed")
    assert now.count(TrainingEntry) == 2
    assert "saved in two versions" not in sam.page(f"/learn/confirm/{line.id}").text


@pytest.mark.parametrize(
    ("said", "words", "control"),
    [
        ({"on": [""]}, "Sign and confirm", "on"),
        ({"on": ["1 January 2090"]}, "Sign and confirm", "on"),
        ({"on": ["soon"]}, "Sign and confirm", "on"),
        ({"on": ["24/11/2016"]}, "Sign and confirm", "on"),
        ({"on": ["0001-01-01"]}, "Ask for more", "on"),
        ({"understands": []}, "Sign and confirm", "understands"),
        ({"note": [""]}, "Ask for more", "note"),
        ({"follow_up": ["a\x07b"]}, "Sign and confirm", "follow_up"),
    ],
)
def test_what_is_to_mend_is_said_and_what_was_typed_stays(now: Office, said, words, control):
    sam, training = now.world.client("sam"), answer_and_send(now)
    answer, _ = talk(sam, training, words, **said)
    assert answer.status_code == 303, "a page of its own: Back finds it again"
    answer = sam.get(answer.location)
    text = answer.get_data(as_text=True)
    assert f'href="#{control}"' in text
    kept = {**TALK, **said}["follow_up"][0]
    assert form_to(text, answer.request.path).controls["follow_up"].value == kept
    assert now.count(TrainingEntry) == 1


def test_an_empty_page_says_all_that_is_missing(now: Office):
    sam, path = now.world.client("sam"), f"/learn/confirm/{answer_and_send(now)}"
    form = form_to(sam.get(path).get_data(as_text=True), path)
    mend = sam.post(path, data=form.sent(form.button("Sign and confirm"))).location
    assert {"#on", "#how", "#understands"} <= set(sam.page(mend).links)


def test_what_was_to_mend_is_forgotten_once_it_is_signed(now: Office):
    sam, training = now.world.client("sam"), answer_and_send(now)
    mend = talk(sam, training, on=[""])[0].location
    assert "There is a problem" in sam.page(mend).text
    assert talk(sam, training)[0].location.endswith("?done=confirmed")
    assert "There is a problem" not in sam.page(mend).text


def test_newer_answers_stop_it_and_the_words_stay(now: Office):
    training = answer_and_send(now)
    sam, path = now.world.client("sam"), f"/learn/confirm/{training}"
    form = form_to(sam.get(path).get_data(as_text=True), path)
    for name, value in TALK.items():
        form.set(name, value)
    answer_all(now, "tess", "Newer.")
    send_answers(now, "tess", "sam")
    answer = sam.post(path, data=form.sent(form.button("Sign and confirm")))
    assert (answer.status_code, answer.location) == (303, f"{path}?newer=2")
    text = sam.get(answer.location).get_data(as_text=True)
    assert "Something changed while you were writing" in text
    assert "Newer." in text
    again = form_to(text, path)
    assert again.controls["follow_up"].value == FOLLOW
    done = sam.post(path, data=again.sent(again.button("Sign and confirm")))
    assert done.location.endswith("?done=confirmed")
    assert "Something changed" not in sam.page(answer.location).text, "Back finds no old problem"


def test_chosen_somebody_else_it_is_kindly_refused(now: Office):
    training = answer_and_send(now)
    sam, path = now.world.client("sam"), f"/learn/confirm/{training}"
    form = form_to(sam.get(path).get_data(as_text=True), path)
    for name, value in TALK.items():
        form.set(name, value)
    send_answers(now, "tess", "jo")
    answer = sam.post(path, data=form.sent(form.button("Sign and confirm")))
    assert answer.status_code == 303
    text = sam.get(answer.location).get_data(as_text=True)
    assert "They chose someone else to confirm it" in text
    assert FOLLOW in text


def test_a_talk_that_came_too_late_waits_on_its_page(now: Office):
    training = answer_and_send(now)
    sam, path = now.world.client("sam"), f"/learn/confirm/{training}"
    form = form_to(sam.get(path).get_data(as_text=True), path)
    form.set("follow_up", [FOLLOW])
    away = datetime.now(UTC) - timedelta(hours=1)
    now.world.change(update(SignIn).values(last_seen=away))
    assert sam.post(path, data=form.sent(form.button("Sign and confirm"))).status_code == 401
    again = now.world.client("sam")
    assert "We saved what you wrote about someone’s training" in again.page("/").text
    assert FOLLOW in again.page(path).text
    assert now.count(TrainingEntry) == 1


def test_nothing_is_kept_late_for_a_training_that_is_not_theirs(now: Office):
    training, pat = answer_and_send(now), now.world.client("pat")
    token = pat.csrf("/help")
    away = datetime.now(UTC) - timedelta(hours=1)
    now.world.change(update(SignIn).values(last_seen=away))
    fields = {"follow_up": FOLLOW, "csrf_token": token}
    for one in (training, uuid4()):
        answer = pat.post(f"/learn/confirm/{one}", data=fields)
        assert answer.status_code == 401
        assert FOLLOW in answer.get_data(as_text=True), "it is given back instead"
    assert now.count(LateDraftPage) == 0


def test_it_saves_itself_for_the_confirmer_alone(now: Office):
    training = answer_and_send(now)
    sam, path = now.world.client("sam"), f"/learn/confirm/{training}"
    form = form_to(sam.get(path).get_data(as_text=True), path)
    form.set("follow_up", [FOLLOW])
    assert sam.post(f"{path}/autosave", data=form.sent()).json["version"] == 1
    assert form_to(sam.get(path).get_data(as_text=True), path).controls["follow_up"].value == FOLLOW
    assert FOLLOW not in now.world.client("tess").page(f"/learn/answers/{training}").text


def test_a_forged_form_confirms_nobody(now: Office):
    """Neither oneself, nor as somebody who was not chosen, nor with made-up answers."""
    training = answer_and_send(now)
    fields = {**TALK, "outcome": "confirmed", "once": str(uuid4()), "number": "1", "digest": "0"}
    for who in ("tess", "pat", "jo", "senior", "kit"):
        client = now.world.client(who)
        answer = client.send(f"/learn/confirm/{training}", fields, via="/help")
        assert answer.status_code == 404, who
    sam = now.world.client("sam")
    answer = sam.send(f"/learn/confirm/{training}", fields, via="/help")
    assert answer.location.endswith("?newer=1")
    assert not statements.list_member_completions(now.at("jo"), now.id("tess"))


def test_a_forged_choice_sends_nothing(now: Office):
    let_confirm(now, "sam")
    answer_all(now, "tess")
    tess = now.world.client("tess")
    page = tess.get("/learn/send").get_data(as_text=True)
    for to, relation in (
        *(("tess", "peer"), ("kit", "peer"), ("pat", "peer")),
        *(("sam", "lead"), ("sam", "friend")),
    ):
        form = form_to(page, "/learn/send").sent()
        form |= {"confirmer": [str(now.id(to))], "relation": [relation]}
        answer = tess.post("/learn/send", data=form, follow_redirects=True)
        assert "There is a problem" in answer.get_data(as_text=True)
    assert now.count(Training) == 0


def test_what_is_to_choose_is_said_with_the_choice_kept_until_it_is_sent(now: Office):
    let_confirm(now, "sam")
    answer_all(now, "tess")
    tess = now.world.client("tess")
    form = form_to(tess.get("/learn/send").get_data(as_text=True), "/learn/send")
    form.set("confirmer", [str(now.id("sam"))])
    answer = tess.post("/learn/send", data=form.sent())
    assert answer.status_code == 303, "a page of its own: Back finds it again"
    text = tess.get(answer.location).get_data(as_text=True)
    assert 'href="#relation"' in text
    assert 'href="#confirmer"' not in text
    again = form_to(text, "/learn/send")
    assert again.sent()["confirmer"] == [str(now.id("sam"))]
    again.set("relation", ["peer"])
    asked = tess.post("/learn/send", data=again.sent()).location
    again = form_to(tess.get(asked).get_data(as_text=True), "/learn/send")
    assert "?sent=1" in tess.post("/learn/send", data=again.sent()).location
    assert "There is a problem" not in tess.page(answer.location).text


def test_sending_waits_for_every_answer(now: Office):
    page = now.world.client("tess").page("/learn/send")
    assert "Answer these first" in page.text
    assert "Sign and send" not in page.text
    assert "/learn/questions/age" in page.links


def test_where_nobody_else_is_confirmed_it_says_so_and_offers_paper(now: Office, monkeypatch):
    answer_all(now, "tess")
    monkeypatch.setattr("app.services.members.member_lookup.select_verified_members", lambda *_: ())
    page = now.world.client("tess").page("/learn/send")
    assert "No one here can confirm it yet" in page.text
    assert "/learn/answers" in page.links
    assert "Sign and send" not in page.text


def test_the_answered_copy_is_for_paper_and_has_boxes_to_sign(now: Office):
    answer_all(now, "tess")
    text = now.world.client("tess").page("/learn/answers").text
    for words in (
        WORDS,
        "False",
        "Signature",
        "tess@example.org",
        "Day you talked",
        "How you talked",
    ):
        assert words in text


def test_states_in_clear_are_believed_by_no_page(now: Office):
    training = answer_and_send(now)
    now.world.change(update(Training).values(state=TrainingState.CONFIRMED))
    tess = now.world.client("tess")
    for path in (f"/learn/answers/{training}", "/learn/questions", "/"):
        text = tess.page(path).text
        assert "confirmed your training" not in text, path
        assert "confirmed it on" not in text, path
