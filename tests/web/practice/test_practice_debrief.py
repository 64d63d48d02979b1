"""Send a practice, read it, talk, and note the talk: on the pages, by those two alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.models.debrief import Debrief, DebriefEntry
from app.models.draft import LateDraftPage
from app.models.member import SignIn
from app.models.outbox import Outbox
from app.models.training import Training, TrainingEntry, TrainingNote
from app.services.practice import debriefs, practice_record, practice_runs
from tests.support.club.office import Office
from tests.support.training.debrief_steps import (
    NEXT,
    NOTE,
    OWN,
    WORDS,
    finish_practice,
    send_finished_practice,
    send_practice,
    write_account,
    write_talk_note,
)
from tests.support.web.html_forms import form_to

TALK = {"on": ["today"], "how": ["phone"], "note": [NOTE], "try_next": [NEXT]}


def choose(office: Office, client, run, to: str, **more):
    """Fill the page where a trainee chooses whom to send it to, and send it."""
    path = f"/learn/practice/run/{run}/send"
    form = form_to(client.get(path).get_data(as_text=True), path)
    form.set("confirmer", [str(office.id(to))])
    for name, value in more.items():
        form.set(name, value)
    return client.post(form.action, data=form.sent()), form


def talk(client, training, words: str = "Sign this note", **said):
    """Fill the form of a talk, and press a button."""
    path = f"/learn/practice/sent/{training}"
    form = form_to(client.get(path).get_data(as_text=True), path)
    for name, value in {**TALK, **said}.items():
        form.set(name, value)
    return client.post(form.action, data=form.sent(form.button(words))), form


def test_from_the_choice_to_the_note(now: Office):
    run = finish_practice(now, "tess")
    tess, sam = now.world.client("tess"), now.world.client("sam")
    page = tess.page(f"/learn/practice/run/{run}/send")
    for words in (WORDS, OWN, "You cannot take it back", "Use only the names in the scenario"):
        assert words in page.text
    answer, _ = choose(now, tess, run, "sam")
    where = answer.location.removesuffix("?sent=1")
    page = tess.page(answer.location).text
    assert "Sam Lee is told that something waits" in page
    assert f"You said, in your own words: “{OWN}”" in page
    assert "Tess Bell sent you something about a practice" in sam.page("/").text
    assert "you have not read it" in sam.page("/learn/practice/sent").text
    page = sam.page(where)
    said = f"Tess Bell said, in their own words: “{OWN}”"
    for words in (WORDS, said, "What did the child say?", "Signed by Tess Bell", "no mark"):
        assert words in page.text
    assert "something about a practice" not in sam.page("/").text, "it is opened now"
    [line] = debriefs.list_debriefs(now.at("sam"))
    answer, _ = talk(sam, line.id)
    assert answer.location.endswith("?noted=1")
    assert "Sam Lee wrote about a practice" in tess.page("/").text
    page = tess.page(where).text
    for words in (NOTE, NEXT, "By phone", "Signed by Sam Lee"):
        assert words in page
    assert "wrote about a practice" not in tess.page("/").text
    assert talk(tess, line.id, note=["Thank you."])[0].location.endswith("?noted=1")
    assert "Thank you." in sam.page(where).text


def test_it_says_who_said_what_to_each_of_the_two(now: Office):
    where = f"/learn/practice/sent/{send_finished_practice(now)}"
    mine, theirs = (now.world.client(name).page(where).text for name in ("tess", "sam"))
    assert "You said" in mine
    assert "Tess Bell said" in theirs
    assert "You said: " not in theirs
    assert "Actor" not in mine + theirs


def test_every_page_of_it_says_practice_and_keeps_the_danger_line(now: Office):
    training = send_finished_practice(now)
    [run] = practice_runs.list_runs(now.at("tess"))
    pages = (f"/learn/practice/run/{run.id}/send", "/learn/practice/sent",
             f"/learn/practice/sent/{training}")  # fmt: skip
    for path in pages:
        page = now.world.client("tess").page(path)
        assert "Practice. This is not a real child." in page.text
        assert "goes to nobody" not in page.text, "it goes to somebody"
        assert [one for one in page.links if one.startswith("tel:")] == ["tel:999"]


def test_nothing_of_it_is_training(now: Office):
    """No query of completions, of what is to confirm, or of concerns meets it."""
    training = send_finished_practice(now)
    write_talk_note(now, "sam", training)
    for table in (Training, TrainingEntry, TrainingNote):
        assert now.count(table) == 0
    sam, jo = now.world.client("sam"), now.world.client("jo")
    assert "Tess Bell" not in sam.page("/learn/confirm").text
    assert "Not completed yet" in jo.page("/learn/trained").text
    for path in (f"/learn/confirm/{training}", f"/learn/answers/{training}",
                 f"/concerns/{training}"):  # fmt: skip
        assert sam.get(path).status_code == 404


def test_a_second_press_is_the_first_again(now: Office):
    run = finish_practice(now, "tess")
    tess, sam = now.world.client("tess"), now.world.client("sam")
    answer, form = choose(now, tess, run, "sam")
    assert tess.post(form.action, data=form.sent()).location == answer.location
    [line] = debriefs.list_debriefs(now.at("sam"))
    _, form = talk(sam, line.id)
    again = sam.post(form.action, data=form.sent(form.button("Sign this note")))
    assert again.location.endswith("?noted=1")
    assert now.count(DebriefEntry) == 2
    assert "saved in two versions" not in sam.page(f"/learn/practice/sent/{line.id}").text


def test_sent_again_to_the_same_person_both_lie_beside_each_other(now: Office):
    run = finish_practice(now, "tess")
    first = send_practice(now, "tess", run, "sam")
    write_talk_note(now, "sam", first)
    write_account(now, "tess", run, "Written anew.")
    tess = now.world.client("tess")
    assert "What you sent to Sam Lee" in tess.page(f"/learn/practice/run/{run}/send").text
    answer, _ = choose(now, tess, run, "sam")
    assert f"/learn/practice/sent/{first}" in answer.location
    text = now.world.client("sam").page(f"/learn/practice/sent/{first}").text
    for words in ("Written anew.", WORDS, NOTE, "An earlier practice"):
        assert words in text
    assert send_practice(now, "tess", run, "pat") != first
    assert now.count(Debrief) == 2


def test_what_was_sent_stays_when_the_practice_is_thrown_away(now: Office):
    training = send_finished_practice(now)
    [run] = practice_runs.list_runs(now.at("tess"))
    practice_runs.delete_run(now.at("tess"), run.id)
    for who in ("tess", "sam"):
        assert WORDS in now.world.client(who).page(f"/learn/practice/sent/{training}").text


def test_words_that_changed_meanwhile_are_shown_before_they_are_sent(now: Office):
    run = finish_practice(now, "tess")
    tess, path = now.world.client("tess"), f"/learn/practice/run/{run}/send"
    form = form_to(tess.get(path).get_data(as_text=True), path)
    form.set("confirmer", [str(now.id("sam"))])
    write_account(now, "tess", run, "From another tab.")
    answer = tess.post(path, data=form.sent())
    assert answer.status_code == 303, "a page of its own: Back finds it again"
    text = tess.get(answer.location).get_data(as_text=True)
    assert "changed in another place" in text
    assert "From another tab." in text
    again = form_to(text, path)
    assert again.sent()["confirmer"] == [str(now.id("sam"))]
    assert now.count(Debrief) == 0
    assert "?sent=1" in tess.post(path, data=again.sent()).location
    assert not tess.page(answer.location).title.startswith("Error: "), "Back, once it was sent"


def test_a_council_that_was_chosen_is_no_name(now: Office):
    run, tess = finish_practice(now, "tess"), now.world.client("tess")
    raw = {"children-0-id": ["c1"], "children-0-home_area": ["east_riding"]}
    practice_record.save_record_page(now.at("tess"), run, "child", raw, 0)
    text = tess.page(f"/learn/practice/run/{run}/send").text
    assert "East Riding" in text
    assert "Is any of this about a real person?" not in text


def test_a_name_that_is_not_of_the_scenario_is_asked_about_first(now: Office):
    run = finish_practice(now, "tess", "Then I saw Wilhelmina Featherstone by the door.")
    tess = now.world.client("tess")
    path = f"/learn/practice/run/{run}/send"
    assert "Is any of this about a real person?" in tess.page(path).text
    answer, _ = choose(now, tess, run, "sam")
    assert answer.status_code == 303
    page = tess.page(answer.location)
    assert "#made_up" in page.links
    assert "Featherstone" in page.text
    assert now.count(Debrief) == 0
    assert "?sent=1" in choose(now, tess, run, "sam", made_up=["1"])[0].location


def test_a_conversation_that_goes_on_and_a_forged_choice_send_nothing(now: Office):
    run = finish_practice(now, "tess")
    version = practice_runs.load_run(now.at("tess"), run).version
    practice_runs.go_back_to_turn(now.at("tess"), run, 1, version)
    tess, path = now.world.client("tess"), f"/learn/practice/run/{run}/send"
    page = tess.page(path)
    assert "has not ended yet" in page.text
    assert "Sign and send" not in page.text
    ended = finish_practice(now, "tess")
    good = form_to(tess.get(f"/learn/practice/run/{ended}/send").get_data(as_text=True), "/send")
    for to in ("tess", "kit", "sam"):
        for one in (run, ended) if to != "sam" else (run,):
            form = good.sent() | {"confirmer": [str(now.id(to))]}
            there = f"/learn/practice/run/{one}/send"
            answer = tess.post(there, data=form, follow_redirects=True)
            assert "There is a problem" in answer.get_data(as_text=True), to
    assert now.count(Debrief) == 0


@pytest.mark.parametrize(
    ("said", "control"),
    [({"on": [""]}, "on"), ({"on": ["1 January 2090"]}, "on"), ({"note": [" "]}, "note"),
     ({"try_next": ["a\x07b"]}, "try_next")],
)  # fmt: skip
def test_what_is_to_mend_is_said_and_what_was_typed_stays(now: Office, said, control):
    sam, training = now.world.client("sam"), send_finished_practice(now)
    answer, _ = talk(sam, training, **said)
    assert answer.status_code == 303, "a page of its own: Back finds it again"
    text = sam.get(answer.location).get_data(as_text=True)
    assert f'href="#{control}"' in text
    kept = {**TALK, **said}["note"][0]
    assert form_to(text, f"/sent/{training}").controls["note"].value == kept
    assert now.count(DebriefEntry) == 1


def test_a_newer_practice_stops_a_note_and_its_words_stay(now: Office):
    run = finish_practice(now, "tess")
    training = send_practice(now, "tess", run, "sam")
    sam, path = now.world.client("sam"), f"/learn/practice/sent/{training}"
    form = form_to(sam.get(path).get_data(as_text=True), path)
    for name, value in TALK.items():
        form.set(name, value)
    write_account(now, "tess", run, "Newer.")
    send_practice(now, "tess", run, "sam")
    answer = sam.post(path, data=form.sent(form.button("Sign this note")))
    assert answer.status_code == 303, "a page of its own: Back finds it again"
    text = sam.get(answer.location).get_data(as_text=True)
    assert "A newer practice came" in text
    again = form_to(text, path)
    assert again.controls["note"].value == NOTE
    done = sam.post(path, data=again.sent(again.button("Sign this note")))
    assert done.location.endswith("?noted=1")
    assert "A newer practice came" not in sam.page(answer.location).text, "Back, once it is signed"


def test_a_note_that_came_too_late_waits_on_its_page_and_nowhere_else(now: Office):
    training = send_finished_practice(now)
    sam, pat = now.world.client("sam"), now.world.client("pat")
    path = f"/learn/practice/sent/{training}"
    form = form_to(sam.get(path).get_data(as_text=True), path)
    form.set("note", [NOTE])
    fields = {"note": NOTE, "csrf_token": pat.csrf("/help")}
    away = datetime.now(UTC) - timedelta(hours=1)
    now.world.change(update(SignIn).values(last_seen=away))
    assert pat.post(path, data=fields).status_code == 401
    assert pat.post(f"/learn/practice/sent/{uuid4()}", data=fields).status_code == 401
    assert now.count(LateDraftPage) == 0, "a stranger's is given back, not kept"
    assert sam.post(path, data=form.sent(form.button("Sign this note"))).status_code == 401
    again = now.world.client("sam")
    assert "We saved what you wrote about a practice" in again.page("/").text
    assert NOTE in again.page(path).text
    assert now.count(DebriefEntry) == 1


def test_it_saves_itself_for_its_writer_alone(now: Office):
    training = send_finished_practice(now)
    sam, path = now.world.client("sam"), f"/learn/practice/sent/{training}"
    form = form_to(sam.get(path).get_data(as_text=True), path)
    form.set("note", [NOTE])
    assert sam.post(f"{path}/autosave", data=form.sent()).json["version"] == 1
    assert form_to(sam.get(path).get_data(as_text=True), path).controls["note"].value == NOTE
    assert NOTE not in now.world.client("tess").page(path).text


def test_the_mail_says_that_something_waits_and_nothing_else(now: Office):
    training = send_finished_practice(now)
    write_talk_note(now, "sam", training)
    rows = now.session.execute(select(Outbox.member_id, Outbox.template, Outbox.concern_id))
    assert [tuple(row) for row in rows.all()] == [
        (now.id("sam"), "something_waits", None),
        (now.id("tess"), "something_waits", None),
    ]
