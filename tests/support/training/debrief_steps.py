"""Trainees who send a practice, and whom they send it to, below the web."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from app.domain.practice.debrief_form import DebriefInput
from app.services.practice import (
    debrief_actions,
    debriefs,
    practice_record,
    practice_runs,
    practice_snapshot,
    scenario_content,
)
from app.services.practice.debrief_actions import PracticeToSend, TalkToSign
from content.scenarios.scenario_paths import ReplyChoice
from tests.support.club.office import Office

KEY = "game_and_pictures"
WORDS = "Somebody asked him for a picture, and he is frightened."
OWN = "I am here, and I am listening to you now."
NOTE, NEXT = "We talked about waiting longer.", "Count to ten before the next question."
DAY = date(2026, 11, 24)


def finish_practice(office: Office, who: str, words: str = WORDS, own: str = OWN) -> UUID:
    """A conversation to its end, the first reply in one's own words, and a line in the record."""
    uow = office.at(who)
    run_id = practice_runs.start_run(uow, KEY)
    while (run := practice_runs.load_run(uow, run_id)).state.turn is not None:
        choice = ReplyChoice(run.state.turn.replies[0].key, "" if run.at else own)
        practice_runs.give_reply(uow, run_id, run.at, choice)
    if words:
        write_account(office, who, run_id, words)
    return run_id


def write_account(office: Office, who: str, run_id: UUID, words: str) -> None:
    """Write it into the account of the practice record."""
    uow = office.at(who)
    run = practice_runs.load_run(uow, run_id)
    version = practice_record.load_practice_draft(uow, run).versions.get("account", 0)
    raw = {"child_words": [words], "how_told": ["spoke"]}
    practice_record.save_record_page(office.at(who), run_id, "account", raw, version)


def make_send_form(
    office: Office, who: str, run_id: UUID, to: str, *, made_up: bool = False
) -> PracticeToSend:
    """A form as the page shows it now."""
    seen = practice_snapshot.load_practice_snapshot(office.at(who), run_id).seen
    return PracticeToSend(uuid4(), office.id(to), seen, made_up)


def send_practice(office: Office, who: str, run_id: UUID, to: str) -> UUID:
    """It goes."""
    return debrief_actions.send_practice(
        office.at(who), run_id, make_send_form(office, who, run_id, to)
    )


def send_finished_practice(
    office: Office, who: str = "tess", to: str = "sam", words: str = WORDS
) -> UUID:
    """Practised, and sent."""
    return send_practice(office, who, finish_practice(office, who, words), to)


def make_note_form(office: Office, who: str, training_id: UUID, note: str = NOTE) -> TalkToSign:
    """A form as the page shows it now."""
    newest = debriefs.open_debrief_and_mark_read(office.at(who), training_id).newest
    assert newest is not None
    return TalkToSign(
        uuid4(), DebriefInput(DAY, "together", note, NEXT), newest.number, newest.digest
    )


def write_talk_note(office: Office, who: str, training_id: UUID, words: str = NOTE) -> None:
    """They talked; somebody writes it down."""
    debrief_actions.sign_talk_note(
        office.at(who), training_id, make_note_form(office, who, training_id, words)
    )


def scenario_texts(office: Office) -> list[str]:
    """Return texts that tell which scenario it was: its key, its title, and words said in it."""
    scenario = scenario_content.load_org_scenario(office.org, KEY)
    said = [line for turn in scenario.turns.values() for line in turn.says]
    return [KEY, KEY.replace("_", "-"), scenario.title, *said]
