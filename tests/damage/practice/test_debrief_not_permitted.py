"""A member with true keys says what they may not, past the pages: it is disbelieved when read."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from app.domain.practice.debrief_schema import TalkEntry
from app.domain.training.statement_schema import PracticeDay
from app.domain.training.training_status import Standing
from app.models.debrief import Debrief
from app.services.integrity import integrity_check
from app.services.practice import debriefs
from app.services.practice.debriefs import DEBRIEF_STORE
from app.services.training import statements, team_standing
from app.services.training.exchange_write import ButtonPress, write_entry_once
from tests.support.club.office import Office
from tests.support.training.completions import named
from tests.support.training.debrief_steps import (
    DAY,
    NOTE,
    WORDS,
    send_finished_practice,
    write_talk_note,
)


def slip_in(office: Office, who: str, training: UUID, to: str, **about) -> None:
    """A note of a talk, signed, logged and sealed in order: into a practice of one's choice."""

    def make(slot) -> TalkEntry:
        said = {"on": DAY, "how": "phone", "note": "Slipped in.", "try_next": "", **about}
        return TalkEntry(by=slot.by, signed_at=slot.now, once=str(uuid4()), **said)

    write_entry_once(
        office.at(who), ButtonPress(DEBRIEF_STORE, training, uuid4(), office.id(to)), make
    )


def test_a_note_by_somebody_who_is_none_of_the_two_is_refused(office: Office):
    training = send_finished_practice(office)
    newest = debriefs.open_debrief_and_mark_read(office.at("sam"), training).newest
    assert newest is not None
    slip_in(office, "pat", training, "tess", practice=1, digest=newest.digest)
    file = debriefs.open_debrief_and_mark_read(office.at("tess"), training)
    assert [one.said is None for one in file.entries] == [False, True]
    assert not file.whole


@pytest.mark.parametrize("about", [{"practice": 1, "digest": "ab" * 32}, {"practice": 2}])
def test_a_note_about_a_practice_that_was_not_sent_is_refused(office: Office, about: dict):
    training = send_finished_practice(office)
    newest = debriefs.open_debrief_and_mark_read(office.at("sam"), training).newest
    assert newest is not None
    slip_in(office, "sam", training, "tess", **{"digest": newest.digest, **about})
    file = debriefs.open_debrief_and_mark_read(office.at("tess"), training)
    assert [one.said is None for one in file.entries] == [False, True]


def test_two_who_change_places_in_a_row_open_nothing(now: Office):
    """Both hold its keys: still nobody is shown to have sent what the other sent."""
    training = send_finished_practice(now)
    write_talk_note(now, "sam", training)
    tess, sam = now.id("tess"), now.id("sam")
    now.world.change(update(Debrief).values(learner_id=sam, confirmer_id=tess))
    for who in ("tess", "sam"):
        file = debriefs.open_debrief_and_mark_read(now.at(who), training)
        assert file.practice is None
        text = now.world.client(who).page(f"/learn/practice/sent/{training}").text
        assert WORDS not in text
        assert NOTE not in text
    said = f"The row of practice {training} is not the one that was sent."
    assert said in integrity_check.find_all_differences(now.world.uow())


@pytest.mark.parametrize("learner", ["sam", "jo"])
def test_that_somebody_else_practised_or_on_another_day_is_disbelieved(
    office: Office, monkeypatch, learner: str
):
    """Signed and logged by Jo, with whatever asks before it is written switched off."""
    monkeypatch.setattr(statements, "can_state_practice", lambda _said: True)
    uow, day = office.at("jo"), DAY if learner == "sam" else DAY.replace(day=1)
    who, by = named(office, learner), named(office, "jo")
    with uow.act() as act:
        said = PracticeDay(learner=who, by=by, made_at=act.now, on=day)
        statements.sign_practice_day(uow, act, said, uuid4())
    people, _ = team_standing.list_team_status(office.at("senior"))
    [found] = [one for one in people if one.id == office.id(learner)]
    assert (found.stands.standing, found.practised_on) == (Standing.NOT_TRUSTED, None)
    [said_of] = integrity_check.find_all_differences(office.world.uow())
    assert "was not signed by someone who is allowed to say it" in said_of
