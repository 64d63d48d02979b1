"""The same button pressed in the same moment, on two threads: one entry, one completion."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest

from app.domain.training.exchange_schema import TrainingState
from app.errors import StaleError
from app.models.training import LearningBox, Training, TrainingEntry, TrainingNote
from app.services.drafts import private_store
from app.services.training import (
    completion_records,
    exchange,
    review_actions,
    reviews,
    statements,
    workbook_answers,
)
from tests.support.club.office import Office
from tests.support.training.completions import complete
from tests.support.training.confirmations import (
    answer_all,
    answer_and_send,
    make_discussion_form,
    make_send_form,
)

pytestmark = pytest.mark.both_databases


def together(office: Office, who: str, act) -> list:
    """Return what two units of work of one person give back at once; an error is its class."""
    gate, uows = Barrier(2), [office.world.uow(who) for _ in range(2)]

    def run(uow):
        uow.session.rollback()
        gate.wait()
        try:
            return act(uow)
        except StaleError as error:
            return type(error)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, uows))


def test_two_presses_at_once_send_once(office: Office):
    answer_all(office, "tess")
    what = make_send_form(office, "tess", "jo")
    found = together(
        office,
        "tess",
        lambda uow: review_actions.send_answers(uow, what, workbook_answers.load_own_answers(uow)),
    )
    assert len(set(found)) == 1
    assert isinstance(found[0], UUID)
    assert (office.count(Training), office.count(TrainingEntry)) == (1, 1)


def test_an_entry_added_between_counting_and_reading_is_no_stray(office: Office, monkeypatch):
    training = answer_and_send(office)
    what = make_discussion_form(office, "sam", training)
    real, left = exchange.list_entry_rows, [1]

    def sign_first(uow, store, exchange_id):
        if left:
            left.pop()
            review_actions.sign_discussion(office.world.uow("sam"), training, what)
        return real(uow, store, exchange_id)

    monkeypatch.setattr(exchange, "list_entry_rows", sign_first)
    file = reviews.open_training_to_confirm(office.world.uow("sam"), training)
    assert [one.number for one in file.entries] == [1, 2]
    assert file.whole


def test_two_presses_at_once_confirm_once(office: Office):
    training = answer_and_send(office)
    what = make_discussion_form(office, "sam", training)
    together(office, "sam", lambda uow: review_actions.sign_discussion(uow, training, what))
    assert office.count(TrainingEntry) == 2
    assert len(statements.list_member_completions(office.at("jo"), office.id("tess"))) == 1
    assert (
        reviews.open_own_sent_training(office.at("tess"), training).state is TrainingState.CONFIRMED
    )


def test_two_presses_at_once_note_a_day_once(office: Office):
    made = complete(office, "tess", "sam")
    together(
        office, "tess", lambda uow: completion_records.sign_board_note(uow, made, "sent", "today")
    )
    assert office.count(TrainingNote) == 2, "the completion, and the day"


def test_two_saves_at_once_keep_one_and_say_so_of_the_other(office: Office):
    texts = iter(("one", "two"))
    found = together(
        office,
        "tess",
        lambda uow: private_store.save_private_document(uow, "q1", {"answer": next(texts)}, 0),
    )
    assert found.count(StaleError) == 1
    assert office.count(LearningBox) == 1
    assert private_store.load_private_document(office.at("tess"), "q1").version == 1
