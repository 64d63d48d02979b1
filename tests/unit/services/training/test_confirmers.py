"""Only a lead, a senior, or somebody who completed the training confirms it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import delete, text

from app.domain.training.exchange_schema import ChapterReading
from app.domain.training.statement_schema import CompletionMethod, ConfirmerRole
from app.errors import ForbiddenError, InvalidError
from app.models.training import Training, TrainingEntry, TrainingNote
from app.services.content import reading_progress, workbook_content
from app.services.training import (
    private_drafts,
    review_actions,
    reviews,
    statements,
    workbook_answers,
)
from app.services.training.review_actions import AskFirstError
from tests.damage.training.test_statements_not_permitted import said_past_the_check
from tests.support.club.office import Office
from tests.support.training.completions import complete, completion
from tests.support.training.confirmations import (
    answer_all,
    answer_and_send,
    make_discussion_form,
    make_send_form,
    record_discussion,
    send_answers,
)


def roles(office: Office, who: str = "tess") -> dict[str, str]:
    found = review_actions.offer_confirmers(office.at(who)).people
    return {one.member.name: one.role.value for one in found}


def test_leads_seniors_and_those_who_completed_it_are_offered(office: Office):
    people = office.world.people
    able = {people["jo"].name: "lead", people["deputy"].name: "lead"}
    assert roles(office).items() >= able.items()
    assert people["sam"].name not in roles(office)
    assert "senior" in roles(office).values()
    complete(office, "sam", "jo")
    assert roles(office)[people["sam"].name] == "completed"
    assert people["tess"].name not in roles(office, "pat"), "never a trainee who has not"


def test_a_colleague_who_has_not_completed_it_is_refused_in_words(office: Office):
    answer_all(office, "tess")
    with pytest.raises(InvalidError) as error:
        send_answers(office, "tess", "pat")
    assert "Pat Jones cannot confirm training yet" in error.value.problems["confirmer"]
    assert office.count(Training) == 0


@pytest.mark.parametrize("outcome", ["confirmed", "more"])
def test_who_may_not_confirm_signs_nothing_even_of_what_was_sent_to_them(
    office: Office, outcome: str
):
    """Answers were sent before it was asked: here their own completion is gone since."""
    training = answer_and_send(office)
    what = make_discussion_form(office, "sam", training, outcome)
    office.world.change(delete(TrainingNote).where(TrainingNote.learner_id == office.id("sam")))
    with pytest.raises(InvalidError) as error:
        review_actions.sign_discussion(office.at("sam"), training, what)
    assert "You cannot confirm this" in error.value.problems[""]
    assert (office.count(TrainingEntry), office.count(TrainingNote)) == (1, 0)


def test_colleagues_who_confirmed_each_other_let_no_one_confirm(office: Office):
    complete(office, "sam", "pat")
    assert office.world.people["sam"].name not in roles(office)


def test_a_changed_note_about_somebody_lets_them_confirm_nobody(office: Office):
    made = complete(office, "sam", "jo")
    office.world.change(
        text(f"UPDATE training_note SET made_at = '2020-01-01' WHERE id = '{made.hex}'")  # noqa: S608
        if office.session.bind.dialect.name == "sqlite"
        else text(f"UPDATE training_note SET made_at = '2020-01-01' WHERE id = '{made}'")  # noqa: S608
    )
    assert office.world.people["sam"].name not in roles(office)


def test_the_record_says_as_what_when_they_talked_and_what_was_stated(office: Office):
    training = answer_and_send(office)
    record_discussion(office, "sam", training)
    (found,) = statements.list_member_completions(office.at("jo"), office.id("tess"))
    said = found.said
    assert said.confirmer_role is ConfirmerRole.COMPLETED
    own = statements.find_completion_history(office.at("jo"), UUID(said.confirmer_completion))
    assert own.learner_id == office.id("sam")
    assert (said.talked_on, said.understanding) == (said.on, "sufficient")
    second = answer_and_send(office, "kit", "jo")
    record_discussion(office, "jo", second)
    (of_kit,) = statements.list_member_completions(office.at("jo"), office.id("kit"))
    assert of_kit.said.confirmer_role is ConfirmerRole.LEAD


@pytest.mark.parametrize(
    ("by", "more"),
    [
        ("pat", {"confirmer_role": ConfirmerRole.LEAD}),
        ("pat", {"confirmer_role": ConfirmerRole.SENIOR}),
        ("pat", {"confirmer_role": ConfirmerRole.COMPLETED}),
        ("pat", {"confirmer_role": ConfirmerRole.COMPLETED, "confirmer_completion": "x"}),
        (
            "pat",
            {
                "confirmer_role": ConfirmerRole.COMPLETED,
                "confirmer_completion": "0b7c1f6e-7f5a-4a6e-9d1c-2f3a4b5c6d7e",
            },
        ),
        ("pat", {"confirmer_role": ConfirmerRole.TRAINER}),
    ],
)
def test_a_role_that_its_author_did_not_have_is_not_believed(office: Office, by: str, more):
    made = said_past_the_check(office, by, completion(office, "sam", by, **more))
    assert statements.find_completion_history(office.at("jo"), made).said is None


def test_nobody_but_a_lead_records_their_own_paper_and_only_from_outside(office: Office):
    own = {"how": CompletionMethod.PRINTED_COPY, "training": ""}
    nobody = completion(office, "jo", "jo").confirmer
    outside = type(nobody)(id="", name="Gwen Ellis", job_title="Trainer")
    for who, role, allowed in (
        ("jo", ConfirmerRole.TRAINER, True),
        ("jo", ConfirmerRole.GOVERNING_BODY, True),
        ("jo", ConfirmerRole.LEAD, False),
        ("sam", ConfirmerRole.TRAINER, False),
    ):
        more = {**own, "confirmer": outside, "confirmer_role": role}
        if allowed:
            made = complete(office, who, who, **more)
            assert statements.find_completion_history(office.at("deputy"), made).said
        else:
            with pytest.raises(ForbiddenError):
                complete(office, who, who, **more)


def test_it_asks_once_about_unopened_chapters_or_wrong_answers(office: Office):
    answer_all(office, "tess")
    private_drafts.save_learning_page(
        office.at("tess"), "question/age", {"answer": ["true"], "-done": ["1"]}, 1
    )
    own = workbook_answers.load_own_answers(office.at("tess"))
    ready = workbook_answers.find_readiness_to_send(office.at("tess"), own)
    assert [one.question.key for one in ready.wrong] == ["age"]
    assert len(ready.unopened) == len(ready.chapters) == 14
    what = make_send_form(office, "tess", "jo")
    unasked = type(what)(what.once, what.confirmer, what.relation, what.seen)
    with pytest.raises(AskFirstError):
        review_actions.send_answers(office.at("tess"), unasked, own)
    assert office.count(TrainingEntry) == 0
    sent = review_actions.send_answers(office.at("tess"), what, own)
    chapters = reviews.open_training_to_confirm(office.at("jo"), sent).answers.chapters
    assert all(one.opened is None for one in chapters)


def test_who_has_opened_every_chapter_and_is_right_is_not_asked(office: Office):
    answer_all(office, "tess")
    for key in workbook_content.hash_chapters(office.org):
        kept = reading_progress.load_reading_progress(office.at("tess"))
        reading_progress.save_opened_chapter(office.at("tess"), kept, key)
    reading_progress.mark_chapter_read(office.at("tess"), "signs")
    what = make_send_form(office, "tess", "jo")
    assert what.asked == ""
    own = workbook_answers.load_own_answers(office.at("tess"))
    sent = review_actions.send_answers(office.at("tess"), what, own)
    chapters = reviews.open_training_to_confirm(office.at("jo"), sent).answers.chapters
    day = office.now.date()
    assert {one.opened for one in chapters} == {day}
    (read,) = [one for one in chapters if one.read]
    assert read == ChapterReading("signs", read.title, day, day)
