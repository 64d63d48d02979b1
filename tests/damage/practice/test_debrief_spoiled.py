"""Somebody writes to the database: no word of a practice opens to them, and what they did is seen.

An entry that was altered, moved to another practice or to a training, or taken away is refused and
named; a row that names somebody else opens nothing.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from app.errors import NotFoundError, SealedError
from app.models.debrief import Debrief, DebriefEntry, DebriefWrap
from app.models.training import Training, TrainingEntry, TrainingWrap
from app.services.integrity import integrity_check
from app.services.practice import debrief_actions, debriefs
from app.services.training import reviews
from audit.events import Action
from tests.support.club.office import Office
from tests.support.training import confirmations
from tests.support.training.debrief_steps import (
    NOTE,
    WORDS,
    make_note_form,
    send_finished_practice,
    write_talk_note,
)
from tests.support.web.html_forms import form_to

ENTRY, WRAP = DebriefEntry, DebriefWrap
GONE = "changed, moved or taken away"


@pytest.fixture
def training(now: Office) -> UUID:
    """Sent, and talked about twice: three entries."""
    found = send_finished_practice(now)
    write_talk_note(now, "sam", found)
    write_talk_note(now, "tess", found, "What Tess wrote herself.")
    return found


def pages(now: Office, training: UUID) -> list[str]:
    """The page of the trainee, and that of the other."""
    path = f"/learn/practice/sent/{training}"
    return [now.world.client(who).page(path).text for who in ("tess", "sam")]


def refused(now: Office) -> list[str]:
    return [event.obj for event in now.events() if event.act is Action.ENTRY_REFUSED]


def values(row) -> dict:
    return {one.name: getattr(row, one.name) for one in type(row).__table__.c}


def alterations(now: Office):
    rows = now.session.scalars(select(ENTRY).order_by(ENTRY.number)).all()
    first, two, _ = rows
    bent = bytes([two.ciphertext[60] ^ 1])
    found = {
        "a byte": {"ciphertext": two.ciphertext[:60] + bent + two.ciphertext[61:]},
        "cut": {"ciphertext": two.ciphertext[:-40]},
        "another's": {"ciphertext": first.ciphertext},
        "signature": {"signature": first.signature},
        "author": {"author_id": now.id("pat")},
        "author key": {"author_fpr": now.at("pat").keys.own.public.fingerprint},
        "time": {"signed_at": first.signed_at + timedelta(seconds=1)},
        "leaf": {"leaf_index": first.leaf_index},
        "format": {"format": 2},
        "number": {"number": 9},
    }
    return {k: update(ENTRY).where(ENTRY.number == 2).values(**v) for k, v in found.items()}


KINDS = ("a byte", "cut", "another's", "signature", "author", "author key", "time", "leaf",
         "format", "number")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_that_was_altered_is_refused_and_both_are_told(now: Office, training, kind):
    now.world.change(alterations(now)[kind])
    for page in pages(now, training):
        assert GONE in page
        assert "Sign this note" not in page
        assert WORDS in page, "the others still open"
        assert NOTE not in page
    assert f"{training}/2" in refused(now)
    what = make_note_form(now, "sam", training)
    with pytest.raises(SealedError):
        debrief_actions.sign_talk_note(now.at("sam"), training, what)
    if kind != "format":
        assert any(
            str(training) in one for one in integrity_check.find_all_differences(now.world.uow())
        )


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_entry_that_was_taken_away_is_missed(now: Office, training, number):
    """Also the newest, with the row counted down: the log knows how many there are."""
    row = now.session.scalars(select(ENTRY.id).where(ENTRY.number == number)).one()
    now.world.change(
        delete(WRAP).where(WRAP.entry_id == row),
        delete(ENTRY).where(ENTRY.id == row),
        update(Debrief).values(entries=2),
    )
    for page in pages(now, training):
        assert GONE in page
        assert "Sign this note" not in page
    assert f"{training}/{number}" in refused(now)
    assert any(
        f"{training}/{number}" in one
        for one in integrity_check.find_all_differences(now.world.uow())
    )


def test_entries_of_two_practices_that_were_swapped_are_refused(now: Office, training):
    """Sealed and signed alike, for the same two, with the same number: only the place differs."""
    other = send_finished_practice(now, "tess", "pat", "What Pat was sent.")
    mine, theirs = (
        now.session.scalars(select(ENTRY).where(ENTRY.training_id == one, ENTRY.number == 1)).one()
        for one in (training, other)
    )
    names = ("ciphertext", "signature", "leaf_index", "signed_at")
    for row, source in ((mine, theirs), (theirs, mine)):
        held = {name: getattr(source, name) for name in names}
        now.world.change(update(ENTRY).where(ENTRY.id == row.id).values(**held))
    for who, one in (("sam", training), ("pat", other)):
        file = debriefs.open_debrief_and_mark_read(now.at(who), one)
        assert file.entries[0].said is None
        assert file.practice is None


@pytest.mark.parametrize("who", ["pat", "jo", "senior"])
def test_a_row_that_names_somebody_else_opens_nothing_to_them(now: Office, training, who):
    now.world.change(update(Debrief).values(confirmer_id=now.id(who)))
    text = now.world.client(who).page(f"/learn/practice/sent/{training}").text
    for words in (WORDS, NOTE, "What Tess wrote herself."):
        assert words not in text
    with pytest.raises(NotFoundError):
        debriefs.open_debrief_and_mark_read(now.at("sam"), training)
    said = f"The row of practice {training} is not the one that was sent."
    assert said in integrity_check.find_all_differences(now.world.uow())


def test_nobody_is_sent_their_own_by_a_row(now: Office, training):
    now.world.change(update(Debrief).values(confirmer_id=now.id("tess")))
    with pytest.raises(NotFoundError):
        debriefs.open_debrief_and_mark_read(now.at("tess"), training)
    assert debriefs.list_debriefs(now.at("tess")) == ()


def test_a_training_put_among_practices_opens_as_none_and_fsck_says_so(now: Office):
    """By whoever writes to the database: file, entry and wraps, to the byte."""
    training = confirmations.answer_and_send(now, "tess", "sam")
    session = now.session
    file = session.get_one(Training, training)
    entry = session.scalars(select(TrainingEntry)).one()
    wraps = session.scalars(select(TrainingWrap)).all()
    held = {k: v for k, v in values(file).items() if k != "state"}
    now.world.change(
        insert(Debrief).values(**held),
        insert(DebriefEntry).values(**values(entry)),
        *(insert(DebriefWrap).values(**values(one)) for one in wraps),
        delete(TrainingWrap),
        delete(TrainingEntry),
        delete(Training),
    )
    found = debriefs.open_debrief_and_mark_read(now.at("sam"), training)
    assert [one.said for one in found.entries] == [None]
    said = f"Practice entry {training}/1 was not signed as what it is stored as."
    assert said in integrity_check.find_all_differences(now.world.uow())


def test_a_practice_put_among_trainings_opens_as_none_and_fsck_says_so(now: Office):
    training = send_finished_practice(now)
    session = now.session
    file = session.get_one(Debrief, training)
    entry = session.scalars(select(DebriefEntry)).one()
    wraps = session.scalars(select(DebriefWrap)).all()
    held = {k: v for k, v in values(file).items() if k != "waits_for"}
    now.world.change(
        insert(Training).values(**held, state="sent"),
        insert(TrainingEntry).values(**values(entry)),
        *(insert(TrainingWrap).values(**values(one)) for one in wraps),
    )
    found = reviews.open_training_to_confirm(now.at("sam"), training)
    assert [one.said for one in found.entries] == [None]
    assert not found.whole
    assert WORDS not in now.world.client("sam").page(f"/learn/confirm/{training}").text
    findings = integrity_check.find_all_differences(now.world.uow())
    for said in (f"Training entry {training}/1 was not signed as what it is stored as.",
                 f"Training {training} is stored as a training and as a practice."):  # fmt: skip
        assert said in findings


def test_whom_it_waits_for_moves_a_line_on_home_and_nothing_else(now: Office, training):
    now.world.change(update(Debrief).values(waits_for=now.id("pat")))
    assert "about a practice" not in now.world.client("pat").page("/").text
    said = f"Practice {training} is waiting for someone who has nothing new to read."
    assert said in integrity_check.find_all_differences(now.world.uow())


def test_the_check_of_the_log_finds_nothing_wrong_with_it(now: Office, training):
    send_finished_practice(now, "kit", "jo")
    assert integrity_check.find_all_differences(now.world.uow()) == ()


def test_what_was_typed_and_cannot_be_signed_any_more_is_shown_whole(now: Office, training: UUID):
    sam, path = now.world.client("sam"), f"/learn/practice/sent/{training}"
    form = form_to(sam.get(path).get_data(as_text=True), path)
    for words in ("The first tab.", "The other tab."):
        form.set("note", [words])
        sam.post(path, data=form.sent(form.button("Save")))
    now.world.change(alterations(now)["a byte"])
    page = sam.page(path).text
    assert "Sign this note" not in page
    for words in ("What you typed and did not sign", "The first tab.", "The other tab."):
        assert words in page
