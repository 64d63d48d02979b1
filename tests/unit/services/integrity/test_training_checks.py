"""The log against what is stored about training: each difference is named by its id."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from app.models.training import Training, TrainingEntry, TrainingNote, TrainingWrap
from app.services.integrity import integrity_check
from tests.damage.keys.test_old_lock_opened import another_organisation
from tests.support.club.office import Office
from tests.support.training.completions import complete, note
from tests.support.training.confirmations import answer_and_send, record_discussion

DAY = date(2026, 11, 25)


def findings(office: Office) -> set[str]:
    return set(integrity_check.find_all_differences(office.world.uow()))


@pytest.fixture
def made(office: Office) -> UUID:
    return complete(office, "sam", "pat")


def test_log_and_rows_agree_after_trainings_and_notes(office: Office, made: UUID):
    note(office, made, "sam", "jo", "sent", DAY)
    note(office, made, "sam", "sam", "read", DAY)
    more = answer_and_send(office)
    record_discussion(office, "sam", more, "more")
    answer_and_send(office, "pat", "deputy")
    first = answer_and_send(office, "deputy", "jo")
    answer_and_send(office, "deputy", "pat")
    done = answer_and_send(office, "kit", "sam")
    record_discussion(office, "sam", done)
    states = {one.id: one.state for one in office.session.scalars(select(Training))}
    assert (states[first], states[more], states[done]) == ("elsewhere", "more", "confirmed")
    assert findings(office) == set()


def test_a_note_that_was_changed_taken_away_or_added_is_named(office: Office, made: UUID):
    other, third = complete(office, "tess", "pat"), complete(office, "kit", "pat")
    kept = office.session.get_one(TrainingNote, other)
    values = {c.name: getattr(kept, c.name) for c in TrainingNote.__table__.c}
    added = uuid4()
    office.world.change(
        update(TrainingNote).where(TrainingNote.id == made).values(statement=b"{}"),
        delete(TrainingNote).where(TrainingNote.id == third),
        TrainingNote.__table__.insert().values(**values | {"id": added, "code": "x"}),
    )
    assert findings(office) == {
        f"Training note {made} is not what the log saw.",
        f"Training note {third} is in the log, but is no longer stored.",
        f"Training note {added} is stored, but the log never saw it.",
    }


@pytest.mark.parametrize("column", ["learner_id", "about", "code", "made_at"])
def test_a_row_that_says_another_thing_than_was_signed_is_named(
    office: Office, made: UUID, column: str
):
    value = {
        "learner_id": office.id("tess"),
        "about": uuid4(),
        "code": "7K3M-09QT-ABCD-EFGH",
        "made_at": office.now - timedelta(days=400),
    }[column]
    office.world.change(update(TrainingNote).values({column: value}))
    assert findings(office) == {f"The row of training note {made} does not say what was signed."}


@pytest.mark.parametrize("column", ["author_id", "leaf_index"])
def test_another_author_or_place_in_the_log_is_named(office: Office, made: UUID, column: str):
    value = {"author_id": office.id("tess"), "leaf_index": 1}[column]
    office.world.change(update(TrainingNote).values({column: value}))
    assert findings(office) == {f"Training note {made} is not what the log saw."}


def test_a_signature_or_a_key_that_does_not_hold_is_named(office: Office, made: UUID):
    other = complete(office, "tess", "deputy")
    theirs = office.session.get_one(TrainingNote, other)
    for values in ({"signature": theirs.signature}, {"author_fpr": theirs.author_fpr}):
        kept = office.session.get_one(TrainingNote, made)
        before = {name: getattr(kept, name) for name in values}
        row = update(TrainingNote).where(TrainingNote.id == made)
        office.world.change(row.values(**values))
        assert findings(office) == {
            f"Training note {made} was not signed by someone who is allowed to say it."
        }
        office.world.change(row.values(**before))
    assert findings(office) == set()


def test_a_note_moved_to_another_organisation_is_missed(office: Office, made: UUID):
    office.world.change(update(TrainingNote).values(org_id=another_organisation(office.world)))
    assert findings(office) == {f"Training note {made} is in the log, but is no longer stored."}


def test_sealed_entries_that_were_altered_or_taken_away_are_named(office: Office):
    one, two = answer_and_send(office), answer_and_send(office, "pat", "deputy")
    office.world.change(
        update(TrainingEntry).where(TrainingEntry.training_id == one).values(ciphertext=b"x"),
    )
    gone = select(TrainingEntry.id).where(TrainingEntry.training_id == two).scalar_subquery()
    office.world.change(
        delete(TrainingWrap).where(TrainingWrap.entry_id == gone),
        delete(TrainingEntry).where(TrainingEntry.training_id == two),
    )
    assert findings(office) == {
        f"Training entry {one}/1 is not what the log saw.",
        f"Training entry {two}/1 is in the log, but is no longer stored.",
    }


def test_an_entry_that_one_of_the_two_cannot_open_is_named(office: Office):
    one = answer_and_send(office)
    entry = office.session.scalars(select(TrainingEntry)).one()
    theirs = TrainingWrap.recipient_fpr != entry.author_fpr
    office.world.change(delete(TrainingWrap).where(theirs))
    assert findings(office) == {
        f"Training entry {one}/1 cannot be opened by both people it is for."
    }


@pytest.mark.parametrize("column", ["learner_id", "confirmer_id", "began_at"])
def test_a_training_that_names_others_is_named(office: Office, column: str):
    one = answer_and_send(office)
    record_discussion(office, "sam", one, "more")
    value = office.now - timedelta(days=3) if column == "began_at" else office.id("jo")
    office.world.change(update(Training).values({column: value}))
    said = f"The row of training {one} is not the one that was sent."
    assert said in findings(office)


@pytest.mark.parametrize("state", ["confirmed", "sent", "nonsense"])
def test_where_a_training_stands_is_what_was_signed(office: Office, state: str):
    one = answer_and_send(office)
    record_discussion(office, "sam", one, "more")
    office.world.change(update(Training).values(state=state, entries=5))
    assert findings(office) == {
        f"Training {one} is stored as {state}, but the log says more.",
        f"Training {one} counts 5 entries, but the log says 2.",
    }


def test_a_confirmed_training_is_never_open_again(office: Office):
    one = answer_and_send(office)
    record_discussion(office, "sam", one)
    office.world.change(update(Training).values(state="elsewhere"))
    assert findings(office) == {
        f"Training {one} is stored as elsewhere, but the log says confirmed."
    }


def test_a_training_that_nobody_sent_is_named(office: Office):
    one, other = answer_and_send(office), uuid4()
    kept = office.session.get_one(Training, one)
    values = {c.name: getattr(kept, c.name) for c in Training.__table__.c} | {"id": other}
    office.world.change(Training.__table__.insert().values(**values))
    assert findings(office) == {f"Training {other} is stored, but the log never saw it."}
