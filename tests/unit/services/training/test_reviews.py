"""Answers go to one person, who talks and confirms or asks for more. Both sign."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from app.domain.training.exchange_schema import (
    ConfirmerRelation,
    Discussion,
    SentAnswers,
    TrainingState,
)
from app.errors import InvalidError, NotFoundError, StaleError
from app.models.outbox import Outbox
from app.models.training import LearningBox, Training, TrainingEntry, TrainingWrap
from app.services.integrity import integrity_check
from app.services.training import review_actions, reviews, statements, workbook_answers
from audit.events import Action
from tests.support.club.office import Office
from tests.support.training.confirmations import (
    FOLLOW,
    WORDS,
    answer_all,
    answer_and_send,
    let_confirm,
    make_discussion_form,
    make_send_form,
    record_discussion,
    send_answers,
)


def mailed(office: Office) -> list:
    return [
        (row.member_id, row.template, row.concern_id)
        for row in office.session.scalars(select(Outbox).order_by(Outbox.made_at))
    ]


def test_answers_are_read_by_learner_and_confirmer_and_by_nobody_else(office: Office):
    training = answer_and_send(office)
    learner = reviews.open_own_sent_training(office.at("tess"), training)
    confirmer = reviews.open_training_to_confirm(office.at("sam"), training)
    for file in (learner, confirmer):
        assert (file.whole, file.state) == (True, TrainingState.SENT)
        assert [one.answer for one in file.answers.answered].count(WORDS) == 5
    for who in ("jo", "deputy", "senior", "pat", "kit"):
        with pytest.raises(NotFoundError):
            reviews.open_training_to_confirm(office.at(who), training)
        with pytest.raises(NotFoundError):
            reviews.open_own_sent_training(office.at(who), training)
    with pytest.raises(NotFoundError):
        reviews.open_own_sent_training(office.at("sam"), training)
    with pytest.raises(NotFoundError):
        reviews.open_training_to_confirm(office.at("tess"), training)


def test_the_look_is_logged_before_anything_is_opened(office: Office):
    training = answer_and_send(office)
    reviews.open_training_to_confirm(office.at("sam"), training)
    event = office.events()[-1]
    seen = (event.act, event.obj, event.who)
    assert seen == (Action.TRAINING_READ, f"{training}/1", str(office.id("sam")))


def test_confirming_completes_it_and_both_have_signed(office: Office):
    training = answer_and_send(office)
    record_discussion(office, "sam", training)
    file = reviews.open_own_sent_training(office.at("tess"), training)
    answers, discussion = (one.said for one in file.entries)
    assert (type(answers), type(discussion)) == (SentAnswers, Discussion)
    assert (answers.by.name, discussion.by.name) == ("Tess Bell", "Sam Lee")
    assert discussion.digest == file.entries[0].digest
    assert (file.state, file.discussion.follow_up) == (TrainingState.CONFIRMED, FOLLOW)
    (completed,) = statements.list_member_completions(office.at("tess"), office.id("tess"))
    assert (completed.said.training, completed.said.agency) == (str(training), office.org.name)
    assert (completed.said.learner.name, completed.said.confirmer.name) == ("Tess Bell", "Sam Lee")
    assert completed.said.marks == answers.marks
    assert len(answers.marks) == 14


def test_asked_for_more_it_goes_back_and_history_is_kept(office: Office):
    training = answer_and_send(office)
    record_discussion(office, "sam", training, "more")
    assert reviews.list_sent_trainings(office.at("tess"))[0].state is TrainingState.MORE
    assert not statements.list_member_completions(office.at("tess"), office.id("tess"))
    answer_all(office, "tess", "Now with power.")
    assert send_answers(office, "tess", "sam") == training
    record_discussion(office, "sam", training)
    file = reviews.open_training_to_confirm(office.at("sam"), training)
    assert [type(one.said) for one in file.entries] == [
        SentAnswers,
        Discussion,
        SentAnswers,
        Discussion,
    ]
    assert file.entries[0].said.answered[0].answer == WORDS
    assert file.answers.answered[0].answer == "Now with power."


def test_a_second_press_sends_and_confirms_once(office: Office):
    let_confirm(office, "sam")
    answer_all(office, "tess")
    what = make_send_form(office, "tess", "sam")
    ids = {
        review_actions.send_answers(
            office.at("tess"), what, workbook_answers.load_own_answers(office.at("tess"))
        )
        for _ in range(2)
    }
    (training,) = ids
    said = make_discussion_form(office, "sam", training)
    review_actions.sign_discussion(office.at("sam"), training, said)
    review_actions.sign_discussion(office.at("sam"), training, said)
    assert office.count(TrainingEntry) == 2
    assert office.count(Training) == 1
    assert len(statements.list_member_completions(office.at("jo"), office.id("tess"))) == 1


def test_nobody_confirms_themselves(office: Office):
    answer_all(office, "jo")
    assert office.id("jo") not in {
        one.member.id for one in review_actions.offer_confirmers(office.at("jo")).people
    }
    with pytest.raises(InvalidError):
        send_answers(office, "jo", "jo")


@pytest.mark.parametrize("to", ["kit", "second_senior"])
def test_nobody_who_is_not_confirmed_is_sent_anything(office: Office, to: str):
    answer_all(office, "tess")
    with pytest.raises(InvalidError):
        send_answers(office, "tess", to)
    assert office.count(TrainingWrap) == 0


def test_somebody_who_is_not_confirmed_may_learn_and_the_reader_sees_it(office: Office):
    file = reviews.open_training_to_confirm(office.at("sam"), answer_and_send(office, "kit"))
    assert [one.certified for one in file.entries] == [False]
    assert not file.answers.by.confirmed


def test_a_lead_is_a_lead_and_any_of_them_may_be_a_manager(office: Office):
    let_confirm(office, "sam")
    answer_all(office, "tess")
    with pytest.raises(InvalidError) as error:
        send_answers(office, "tess", "sam", ConfirmerRelation.LEAD)
    assert list(error.value.problems) == ["relation"]
    assert send_answers(office, "tess", "jo", ConfirmerRelation.LEAD)
    assert send_answers(office, "tess", "sam", ConfirmerRelation.MANAGER)


def test_nothing_is_sent_while_a_question_waits(office: Office):
    with pytest.raises(InvalidError) as error:
        send_answers(office, "tess", "jo")
    assert len(error.value.problems) == 6


def test_what_was_not_shown_is_not_sent(office: Office):
    answer_all(office, "tess")
    what = make_send_form(office, "tess", "jo")
    answer_all(office, "tess", "Changed in another tab.")
    with pytest.raises(StaleError):
        review_actions.send_answers(
            office.at("tess"), what, workbook_answers.load_own_answers(office.at("tess"))
        )
    assert office.count(TrainingEntry) == 0


def test_newer_answers_are_not_confirmed_unread(office: Office):
    training = answer_and_send(office)
    before = make_discussion_form(office, "sam", training)
    answer_all(office, "tess", "Another answer.")
    send_answers(office, "tess", "sam")
    with pytest.raises(StaleError):
        review_actions.sign_discussion(office.at("sam"), training, before)
    assert not statements.list_member_completions(office.at("jo"), office.id("tess"))


def test_another_confirmer_gets_the_newest_answers_and_no_old_remarks(office: Office):
    first = answer_and_send(office)
    record_discussion(office, "sam", first, "more")
    answer_all(office, "tess", "Now with power.")
    second = send_answers(office, "tess", "deputy")
    assert second != first
    states = {one.id: one.state for one in reviews.list_sent_trainings(office.at("tess"))}
    assert states == {first: TrainingState.ELSEWHERE, second: TrainingState.SENT}
    assert reviews.open_training_to_confirm(office.at("deputy"), second).answers.answered[
        0
    ].answer == ("Now with power.")
    with pytest.raises(NotFoundError):
        reviews.open_training_to_confirm(office.at("deputy"), first)
    with pytest.raises(StaleError):
        record_discussion(office, "sam", first)
    assert reviews.open_own_sent_training(office.at("tess"), first).whole, "and history stays"


def test_after_it_is_confirmed_the_next_one_begins_anew(office: Office):
    first = answer_and_send(office)
    record_discussion(office, "sam", first)
    assert send_answers(office, "tess", "sam") != first


def test_the_mail_holds_nothing_and_goes_to_whose_turn_it_is(office: Office):
    training = answer_and_send(office)
    record_discussion(office, "sam", training, "more")
    assert mailed(office) == [
        (office.id("sam"), "something_waits", None),
        (office.id("tess"), "something_waits", None),
    ]


def test_no_word_of_it_lies_in_clear(office: Office):
    record_discussion(office, "sam", answer_and_send(office), "more")
    for table in (LearningBox, Training, TrainingEntry, TrainingWrap):
        for row in office.session.scalars(select(table)):
            held = b" ".join(
                value if isinstance(value, bytes) else str(value).encode()
                for name, value in vars(row).items()
                if not name.startswith("_")
            )
            for words in (WORDS, FOLLOW, "Say more about power."):
                assert words.encode() not in held


def test_the_check_of_the_log_finds_nothing_wrong_with_it(office: Office):
    record_discussion(office, "sam", answer_and_send(office), "more")
    answer_all(office, "tess", "Now with power.")
    record_discussion(office, "sam", send_answers(office, "tess", "sam"))
    assert integrity_check.find_all_differences(office.at("jo")) == ()


def test_a_made_up_id_is_nobodys(office: Office):
    for open_it in (reviews.open_own_sent_training, reviews.open_training_to_confirm):
        with pytest.raises(NotFoundError):
            open_it(office.at("tess"), uuid4())
