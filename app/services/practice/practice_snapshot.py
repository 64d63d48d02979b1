"""Take a snapshot of a practice as it stands: shown before it is sent, and then what is sent.

Only its trainee makes one, from their own boxes. Nothing is judged: what was said on both sides
stands word for word, and the practice record as it was typed.
"""

import hashlib
from contextlib import suppress
from uuid import UUID

import msgspec

from app.domain.practice.debrief_schema import ConversationTurn, DebriefSummary, WrittenAnswer
from app.domain.practice.real_names import RealDetail
from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import FormData
from app.errors import SealedError
from app.services.practice import practice_runs, real_name_check, scenario_content, transcript
from app.services.practice.debrief_summary import summarise_practice
from app.services.practice.practice_record import (
    list_record_answers,
    list_typed_texts,
    load_practice_draft,
)
from app.services.practice.practice_runs import PracticeRun
from app.services.practice.speaker_words import (
    find_speaker_words,
    is_spoken,
    label_words_said_to_adult,
)
from app.services.unit_of_work import UnitOfWork


class PracticeSnapshot(PrivateStruct, frozen=True):
    """A practice as it would be sent now.

    `beside`: whether a page has a second text.
    `strange`: names and numbers that look real and are not in the scenario.
    """

    run: PracticeRun
    turns: tuple[ConversationTurn, ...]
    ending: str
    record: tuple[WrittenAnswer, ...]
    summary: DebriefSummary
    beside: bool
    strange: tuple[RealDetail, ...]

    @property
    def seen(self) -> str:
        """A mark of these very words: what is sent is what was shown."""
        said = (self.run.scenario.key, self.turns, self.ending, self.record, self.summary)
        return hashlib.sha256(msgspec.json.encode(said)).hexdigest()

    @property
    def size(self) -> int:
        """How many characters its trainee wrote."""
        own = (len(one.reply) for one in self.turns if one.own)
        return sum(own) + sum(len(one.answer) for one in self.record)


def load_practice_snapshot(uow: UnitOfWork, run_id: UUID) -> PracticeSnapshot:
    """My practice as it stands. Raises NotFoundError: there is none, or it is not mine."""
    run = practice_runs.load_run(uow, run_id)
    pages, beside = _read_pages(uow, run)
    turns = _list_turns(run, uow.org.pack)
    org = scenario_content.use_setting_lead_title(uow.org, run.scenario)
    record = list_record_answers(pages, org, label_words_said_to_adult(run.scenario))
    typed = (*(one.reply for one in turns if one.own), *list_typed_texts(record, uow.org))
    return PracticeSnapshot(
        run=run,
        turns=turns,
        ending=run.state.ending_title,
        record=record,
        summary=summarise_practice(
            run.scenario,
            run.state,
            uow.org.pack,
            find_speaker_words(pages, run.scenario, run.state),
            bool(record),
        ),
        beside=beside,
        strange=real_name_check.find_real_names(run.scenario, typed, uow.org),
    )


def _read_pages(uow: UnitOfWork, run: PracticeRun) -> tuple[dict[str, FormData], bool]:
    """What was typed in the practice record, by page, and whether a second text waits anywhere.

    A page that was changed outside Heard does not open, and has nothing to show.
    """
    draft = load_practice_draft(uow, run)
    pages: dict[str, FormData] = {}
    for name in draft.pages:
        with suppress(SealedError):
            pages[name] = draft.pages[name]
    return pages, draft.asides > 0


def _list_turns(run: PracticeRun, pack_name: str) -> tuple[ConversationTurn, ...]:
    return tuple(
        ConversationTurn(
            does=step.does,
            says=step.says,
            then=step.then,
            reply=step.said.words if step.said else "",
            own=bool(step.said and step.said.own),
            spoken=bool(step.said and is_spoken(step.said)),
        )
        for step in transcript.list_conversation_steps(run.scenario, run.state, pack_name)
    )
