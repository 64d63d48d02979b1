"""Collect the feedback on a practice conversation and on the record that was written of it.

Everything follows from the conversation, from the pages of the practice record and from the pack:
nothing is kept, counted or told to anyone. There is no score, no pass and no order of merit.
"""

from app.domain.pages import PAGES_BY_NAME
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Org
from app.services.contacts.phone_numbers import PhoneLine
from app.services.practice import (
    debrief_summary,
    example_record,
    guidance,
    practice_record,
    record_comparison,
    scenario_content,
    speaker_words,
    transcript,
)
from app.services.practice.debrief_summary import SummaryShown
from app.services.practice.example_record import ExampleComparison
from app.services.practice.guidance import DecisionGuidance, SignShown
from app.services.practice.practice_runs import PracticeRun
from app.services.practice.record_comparison import PracticeRecord, RecordComparison
from app.services.practice.speaker_words import SpeakerWords
from app.services.practice.transcript import ConversationReview
from app.services.unit_of_work import UnitOfWork


class PracticeFeedback(PrivateStruct, frozen=True):
    """All feedback on one run.

    `first`: its first screen.
    `written`: None if nothing was written.
    `unreadable`: titles of pages of the record that do not open.
    `to_mend`: titles of pages with an answer that no record can hold yet.
    `two_texts`: titles of pages with a second text, which is not looked at.
    `words_label`: the question where the words said belong.
    """

    run: PracticeRun
    first: SummaryShown
    said: ConversationReview
    written: RecordComparison | None
    words_label: str
    lines: tuple[PhoneLine, ...]
    signs: tuple[SignShown, ...]
    decided: tuple[DecisionGuidance, ...]
    model: ExampleComparison
    unreadable: tuple[str, ...] = ()
    to_mend: tuple[str, ...] = ()
    two_texts: tuple[str, ...] = ()


def build_feedback(uow: UnitOfWork, run: PracticeRun, org: Org | None = None) -> PracticeFeedback:
    """Feedback on a run of mine, as far as it has come. `org`: with numbers corrected here."""
    draft = practice_record.load_practice_draft(uow, run)
    pages, beside = draft.pages, tuple(draft.conflicts)
    scenario, state = run.scenario, run.state
    org = scenario_content.use_setting_lead_title(org or uow.org, scenario)
    record = record_comparison.read_practice_record(pages, scenario, org.pack, org.lead_title)
    words = speaker_words.find_speaker_words(pages, scenario, state)
    at = practice_record.find_scenario_end(scenario)  # as on the pages of the record
    return PracticeFeedback(
        run=run,
        first=debrief_summary.add_word_differences(
            debrief_summary.summarise_practice(
                scenario, state, org.pack, words, recorded=record is not None
            )
        ),
        said=transcript.review_conversation(scenario, state, org.pack),
        written=_compare_record(run, record, words, org.pack),
        words_label=speaker_words.find_words_title(pages, scenario),
        lines=guidance.list_external_phone_lines(org, at),
        signs=guidance.find_signs_shown(scenario, state, org.pack),
        decided=guidance.build_decision_guidance(run, record, org, uow.today),
        model=example_record.compare_with_example(scenario, state, record, org),
        unreadable=tuple(PAGES_BY_NAME[name].title for name in pages.spoiled),
        to_mend=record.to_mend if record else (),
        two_texts=tuple(PAGES_BY_NAME[name].title for name in beside),
    )


def _compare_record(
    run: PracticeRun, record: PracticeRecord | None, words: SpeakerWords, pack: str
) -> RecordComparison | None:
    if record is None:
        return None
    return record_comparison.compare_with_conversation(
        record, run.scenario, run.state, words, pack, run.finished_at
    )
