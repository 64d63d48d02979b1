"""Looking back on a practice: whose it is, what does not open, and whatever was typed."""

from unittest import mock
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.errors import StaleError
from app.models.training import LearningBox
from app.services.drafts import private_store
from app.services.practice import feedback, practice_record, practice_runs, scenario_content
from content.scenarios.scenario_paths import ReplyChoice
from tests.support.club.office import Office
from tests.support.machine.pace import measure_cost
from tests.support.training.finished_practice import (
    COACH,
    GOOD,
    PROMISED,
    finish_conversation,
    get_feedback_page,
    get_feedback_path,
    read_feedback_section,
    save_page,
    start_conversation,
    write_page,
)

A_FEW_SECONDS = 300.0  # of `measure_cost`: about four seconds
WORDS = "I'm not swimming\nIf I swim I have to go home with Neil every day"


@pytest.fixture
def office(world) -> Office:
    return Office.today(world)


@pytest.fixture
def tess(office: Office):
    return office.world.client("tess")


def test_looking_back_keeps_nothing(office, tess):
    run_id = finish_conversation(office)
    write_page(office, run_id, "account", child_words=WORDS)
    names = private_store.list_private_document_names(office.at("tess"), practice_runs.RUN_PREFIX)
    before = private_store.load_private_documents(office.at("tess"), names)
    get_feedback_page(tess, run_id)
    assert (
        private_store.list_private_document_names(office.at("tess"), practice_runs.RUN_PREFIX)
        == names
    )
    assert private_store.load_private_documents(office.at("tess"), names) == before


def test_words_that_changed_since_are_said_to_have_changed(office, tess):
    run_id = finish_conversation(office)
    with mock.patch.object(scenario_content, "hash_scenario", return_value="0" * 16):
        assert (
            "words of this conversation have changed since"
            in tess.page(get_feedback_path(run_id)).text
        )
    assert "have changed since" not in tess.page(get_feedback_path(run_id)).text


def test_a_practice_finished_in_an_older_form_opens_and_says_so(office, tess):
    """There a promise came back before harmful advice had its own consequence."""
    uow, old = office.at("tess"), [*PROMISED[:7], "word_with_neil", "gave_word", "mum_first"]
    run_id = practice_runs.start_run(uow, COACH.key)
    box = practice_runs.build_run_box_name(run_id)
    began = uow.clock().isoformat()
    values = {"scenario": COACH.key, "mark": "0" * 16, "choices": [[key, ""] for key in old]}
    times = {"began_at": began, "finished_at": began}
    private_store.save_private_document(uow, box, values | times, 1)
    write_page(office, run_id, "account", child_words=WORDS)
    answer = tess.get(get_feedback_path(run_id))
    assert answer.status_code == 303, "it is not at its end as the words are now"
    page = tess.page(f"/learn/practice/run/{run_id}/turn/8").text
    assert "The words of this conversation have changed since you were here" in page
    assert "I'll have a word with Neil." in page, "the last thing said that still fits"
    assert "Just leave it. I'll go in the car." in page
    record = tess.page(f"/learn/practice/run/{run_id}/record/words").text
    assert "every day" in record, "what was written is still there"


def test_what_no_record_can_hold_yet_is_named(office, tess):
    run_id = finish_conversation(office)
    save_page(office, run_id, "account", {"child_words": ["x" * 20_001], "worry": ["A van."]})
    assert "Some answers cannot be read yet" in tess.page(get_feedback_path(run_id)).text
    assert "They are on: What happened?" in tess.page(get_feedback_path(run_id)).text
    assert "A van." in read_feedback_section(tess, run_id, "own")


def test_a_text_that_waits_beside_a_page_is_said_to_be_left_out(office, tess):
    run_id = finish_conversation(office)
    save_page(office, run_id, "account", {"worry": ["A van."]})
    assert "These pages have two versions" not in tess.page(get_feedback_path(run_id)).text
    with pytest.raises(StaleError):
        practice_record.save_record_page(
            office.at("tess"), run_id, "account", {"worry": ["A car."]}, 0
        )
    page = tess.page(get_feedback_path(run_id)).text
    assert "You can choose between the two there: What happened?" in page
    assert "A car." not in page


def test_a_conversation_that_goes_on_leads_to_where_it_stands(office, tess):
    run_id = start_conversation(office, map(ReplyChoice, GOOD[:3]))
    answer = tess.get(get_feedback_path(run_id))
    assert (answer.status_code, answer.location) == (303, f"/learn/practice/run/{run_id}")


def test_nobody_else_finds_it(office, tess):
    run_id = finish_conversation(office)
    for who in ("sam", "jo"):
        assert office.world.client(who).get(get_feedback_path(run_id)).status_code == 404
    assert tess.get(get_feedback_path(uuid4())).status_code == 404


def test_a_page_that_does_not_open_is_named_and_the_rest_is_there(office, tess):
    run_id = finish_conversation(office)
    write_page(office, run_id, "account", child_words=WORDS)
    write_page(office, run_id, "now", danger_now="yes")
    document = practice_runs.build_run_box_name(run_id, "account")
    spoil = update(LearningBox).where(LearningBox.document == document).values(box=b"\0" * 80)
    office.world.change(spoil)
    text = tess.page(get_feedback_path(run_id)).text
    assert "could not be opened, so they are left out below: What happened?" in text
    assert "in danger right now?” Yes" in read_feedback_section(tess, run_id, "decided")


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script> </blockquote> {{ 7 * 7 }}",
        "قال لي لا تخبري أحداً " * 900,
        "x" * 20_000,
        "a b c " * 3_300,
        "\u202eevil \ufeff e\u0301 \U0001f9d1\u200d\U0001f692",
    ],
    ids=["markup", "arabic", "one-word", "many-words", "odd-signs"],
)
def test_whatever_was_typed_is_shown_whole_and_in_time(office, tess, words):
    run_id = finish_conversation(office)
    save_page(
        office, run_id, "account", {"child_words": [words], "seen": [words], "worry": [words]}
    )
    run = practice_runs.load_run(office.at("tess"), run_id)
    found = feedback.build_feedback(office.at("tess"), run)
    assert "".join(one.text for one in found.written.words.written) == words
    assert (
        "<script>"
        not in get_feedback_page(tess, run_id).partition("<main")[2].partition("</main>")[0]
    )
    cost = measure_cost(lambda: feedback.build_feedback(office.at("tess"), run), tries=1)
    assert cost < A_FEW_SECONDS
