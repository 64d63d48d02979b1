"""Learners and whoever confirms them, below the web: answer, send, talk."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from app.domain.record.form_data import PAGE_DONE
from app.domain.training.exchange_schema import ConfirmerRelation
from app.domain.training.training_forms import ANSWER, DiscussionInput
from app.services.training import private_drafts, review_actions, reviews, workbook_answers
from app.services.training.review_actions import AnswersToSend, DiscussionToSign
from tests.support.club.office import Office
from tests.support.training.completions import complete

WORDS = "Only Tess and whoever she sends it to may read this."
FOLLOW = "Only these two may read what to follow up."
DAY = date(2026, 11, 24)


def answer_all(office: Office, who: str, words: str = WORDS) -> None:
    """Answer each question, and change what was answered before."""
    for own in workbook_answers.load_own_answers(office.at(who)).items:
        text = "false" if own.chosen else words
        document = workbook_answers.build_answer_box_name(own.question.key)
        raw = {ANSWER: [text], PAGE_DONE: ["1"]}
        private_drafts.save_learning_page(office.at(who), document, raw, own.page.version)


def make_send_form(
    office: Office, who: str, to: str, relation: ConfirmerRelation = ConfirmerRelation.PEER
) -> AnswersToSend:
    """A form as the page shows it to somebody who was asked about what is left to read."""
    own = workbook_answers.load_own_answers(office.at(who))
    gaps = workbook_answers.find_readiness_to_send(office.at(who), own).gaps
    return AnswersToSend(uuid4(), office.id(to), relation, own.seen, gaps)


def send_answers(
    office: Office, who: str, to: str, relation: ConfirmerRelation = ConfirmerRelation.PEER
) -> UUID:
    """Answers are there: send them."""
    what = make_send_form(office, who, to, relation)
    return review_actions.send_answers(
        office.at(who), what, workbook_answers.load_own_answers(office.at(who))
    )


def let_confirm(office: Office, *people: str) -> None:
    """They completed the training, as a lead says: so they may confirm others."""
    for who in people:
        complete(office, who, "jo")


def answer_and_send(office: Office, who: str = "tess", to: str = "sam") -> UUID:
    """Answered, and sent to somebody who may confirm."""
    if to not in ("jo", "deputy", "senior"):
        let_confirm(office, to)
    answer_all(office, who)
    return send_answers(office, who, to)


def make_discussion(outcome: str = "confirmed", on: date = DAY) -> DiscussionInput:
    """Return the form of a confirmer."""
    note = "Say more about power." if outcome == "more" else ""
    return DiscussionInput(outcome, on, "together", note, FOLLOW)


def make_discussion_form(
    office: Office, who: str, training_id: UUID, outcome: str = "confirmed"
) -> DiscussionToSign:
    """The form as the page shows it now."""
    newest = reviews.open_training_to_confirm(office.at(who), training_id).newest
    assert newest is not None
    return DiscussionToSign(uuid4(), make_discussion(outcome), newest.number, newest.digest)


def record_discussion(
    office: Office, who: str, training_id: UUID, outcome: str = "confirmed"
) -> None:
    """They talked; this is what came of it."""
    what = make_discussion_form(office, who, training_id, outcome)
    review_actions.sign_discussion(office.at(who), training_id, what)
