"""A practice with an adult: the person spoken to is named, and is not called the child."""

import re

import pytest

from app.services.practice import free_text, practice_runs
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.training.debrief_steps import send_practice
from tests.support.training.finished_practice import (
    CARER,
    finish_conversation,
    get_feedback_page,
    read_feedback_section,
    write_page,
)
from tests.support.web.practice_client import begin, mean, play, write

REPORT = "Shes had two new phones since August and I never bought either of them."
RETOLD = "She has had two new phones since August. There is a white car at the corner."
BELONG = "They belong under “What did the other person tell you?”."

THE_CHILD = re.compile(r".{40}\bthe child\b.{20}", re.IGNORECASE | re.DOTALL)


@pytest.fixture
def tess(world: World):
    return world.client("tess")


def test_no_page_of_a_talk_with_an_adult_calls_them_the_child(tess):
    run = begin(tess, "/learn/practice/carer_reports_changes")
    texts = {"turn": tess.page(f"{run}/turn/0").text}
    where = write(tess, run, 0, "Come on, Denise.")
    for aim in free_text.AIMS:
        texts[aim] = tess.page(f"{where}?meant={aim}&waits=1").text
    form = mean(tess, write(tess, run, 0, "You are lying. Did he hurt you?"), "believe")
    texts["own"] = tess.page(where).text
    form.set("nearest", ["none"])
    tess.post(form.action, data=form.sent())
    both = mean(tess, write(tess, run, 0, "Come on. Tell me about that."))
    both.set("nearest", [both.controls["nearest"].options[0]])
    assert tess.post(both.action, data=both.sent()).location == f"{run}/turn/1"
    end = play(tess, run, 0, 1)
    texts["end"] = tess.page(f"{run}/turn/{end}").text
    feedback = tess.page(f"{run}/feedback").text
    texts["feedback"] = feedback.partition("Facts and opinions")[0]  # then the record, about Leah
    assert "and that they will hear it from you first" in texts["next"]
    assert "Denise may hear that you doubt them." in texts["own"]
    assert "Denise may hear that you doubt them." in texts["feedback"]
    assert "as Denise would hear them" in texts["feedback"]
    found = [page for page, text in texts.items() if THE_CHILD.search(text)]
    assert not found, [THE_CHILD.search(texts[page]) for page in found]


@pytest.mark.parametrize("words", [REPORT, RETOLD])
def test_her_words_in_the_childs_place_are_not_called_missing(world, tess, words):
    """ "The record does not have Denise's words yet" stood where they were under another page."""
    office = Office.today(world)
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    write_page(office, run_id, "account", how_known=["child_told_me"], child_words=words)
    for section in ("beside", "words"):
        text = read_feedback_section(tess, run_id, section)
        assert "has Denise’s words under “What did the child say?”" in text, section
        assert f"A reader would think that the child said them. {BELONG}" in text
        assert "tick “Someone else told me” under “How do you know?”" in text
    assert "does not have Denise" not in get_feedback_page(tess, run_id)
    training_id = send_practice(office, "tess", run_id, "sam")
    sent = world.client("sam").page(f"/learn/practice/sent/{training_id}").text
    assert "has Denise’s words under “What did the child say?”" in sent
    assert "tick “Someone else" not in sent


def test_words_in_both_places_are_pointed_out_once_more(world, tess):
    office = Office.today(world)
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    report = CARER.model.value("others", "said")
    write_page(office, run_id, "others", others=[{"said": report, "source": "Denise Holt"}])
    write_page(office, run_id, "account", how_known=["someone_told_me"], child_words=REPORT)
    text = read_feedback_section(tess, run_id, "beside")
    assert BELONG in text
    assert "The same, word for word." in text
    assert "To see that page" not in text, "it is ticked already"
    write_page(office, run_id, "account", how_known=["someone_told_me"], child_words="Nothing.")
    assert "They belong under" not in read_feedback_section(tess, run_id, "beside")


def test_questions_to_her_can_be_among_her_words(world, tess):
    """They were marked as words that she did not say, and as left out of the record."""
    office = Office.today(world)
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    state = practice_runs.load_run(office.at("tess"), run_id).state
    both = "\n".join((*state.lines[:2], *state.asked, *state.lines[2:]))
    write_page(office, run_id, "account", how_known=["someone_told_me"])
    write_page(office, run_id, "others", others=[{"said": both, "source": "Denise Holt"}])
    page = get_feedback_page(tess, run_id)
    assert "heard-only" not in page.partition('id="own"')[0].partition('id="beside"')[2].replace(
        'class="heard-only heard-only--dotted">dotted', ""
    ).replace('class="heard-only">solid', "")
    assert "Your answers did not lead" not in read_feedback_section(tess, run_id, "asked")
    assert "can go with what Denise said." in read_feedback_section(tess, run_id, "asked")
    training_id = send_practice(office, "tess", run_id, "sam")
    sent = world.client("sam").get(f"/learn/practice/sent/{training_id}").text
    assert "<ins" not in sent


def test_when_she_told_you_is_among_the_four_times(world, tess):
    """ "You were told … Not answered" was said where the form asked it nowhere else."""
    office = Office.today(world)
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    write_page(office, run_id, "account", how_known=["someone_told_me"])
    write_page(office, run_id, "others", others=[{"said": REPORT}])
    text = read_feedback_section(tess, run_id, "times")
    assert "Not answered. The form asks this under “More about what they told you”." in text
    told = {"said": REPORT, "told_on": {"day": 0, "time": "11:20"}}
    write_page(office, run_id, "others", others=[told])
    assert "You: 12 November 2026, 11:20" in read_feedback_section(tess, run_id, "times")


def test_the_example_has_no_questions_that_are_asked_of_a_child(world, tess):
    office = Office.today(world)
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    write_page(office, run_id, "account", how_known=["someone_told_me"])
    text = read_feedback_section(tess, run_id, "model")
    for question in ("Did you ask them anything?", "The day you were told", "Where you were"):
        assert question not in text
    assert "Do they want their name kept private?" in text
    write_page(office, run_id, "account", how_known=["child_told_me"], asked_any="no")
    assert "Did you ask them anything? Yours No" in read_feedback_section(tess, run_id, "model")


def test_the_document_has_no_words_to_the_child_that_an_adult_heard(world, tess):
    office = Office.today(world)
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    write_page(office, run_id, "child", children=[{"name": "Leah Holt"}])
    write_page(office, run_id, "response", what_you_said="I'm glad you came.")
    practice_runs.finish_practice_record(office.at("tess"), run_id)
    text = tess.page(f"/learn/practice/run/{run_id}/paper").text
    assert "What the worker said I'm glad you came." in text
    assert "said to the child" not in text


def test_the_document_does_not_say_that_the_child_said_it(world, tess):
    office = Office.today(world)
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    write_page(office, run_id, "child", children=[{"name": "Leah Holt"}])
    write_page(office, run_id, "account", how_known=["child_told_me"], child_words=REPORT)
    practice_runs.finish_practice_record(office.at("tess"), run_id)
    text = tess.page(f"/learn/practice/run/{run_id}/paper").text
    assert "Denise said this, not the child" in text
    assert "To Tess Bell" not in text


def test_the_form_asks_what_was_said_to_her_by_name(world, tess):
    """ "What you said to the child" stood above it, and no child was there."""
    office = Office.today(world)
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    record = f"/learn/practice/run/{run_id}/record"
    assert "What you said to Denise" in tess.page(f"{record}/response").text
    write_page(office, run_id, "response", what_you_said="You did right to come.")
    texts = [tess.page(f"{record}/{where}").text for where in ("response", "sign")]
    texts.append(get_feedback_page(tess, run_id))
    training_id = send_practice(office, "tess", run_id, "sam")
    sent = world.client("sam").page(f"/learn/practice/sent/{training_id}").text
    assert "What you said to Denise" in sent
    for text in (*texts, sent):
        assert "said to the child" not in text


def test_the_form_asks_what_was_said_to_a_child_where_a_child_spoke(world, tess):
    run_id = finish_conversation(Office.today(world))
    text = tess.page(f"/learn/practice/run/{run_id}/record/response").text
    assert "What you said to the child" in text
