"""Compare what a trainee wrote in a practice record with what was said in the conversation.

The record is read as a real one is read, by the day of the scenario. Differences are marked, and
none is judged; nothing proposes other words for what was said or asked. Hints stand on the
trainee's own sentences alone.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from app.domain.journey.form_questions import find_form_heading, list_form_answers
from app.domain.pages import PAGES_BY_NAME, find_field
from app.domain.practice.word_differences import TextComparison, compare_texts
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_rows import AnswerRow, make_answer_rows
from app.domain.record.answer_rows import format_answer as in_words
from app.domain.record.collected_record import collect_record
from app.domain.record.entry_schema import Part
from app.domain.record.entry_titles import insert_lead_title
from app.domain.record.form_data import (
    FormData,
    is_blank,
    label_children,
    list_children,
)
from app.domain.record.moments import format_moment
from app.services.contacts import phone_numbers
from app.services.content.pack_content import load_option_labels, load_pack_options
from app.services.practice import practice_record
from app.services.practice.speaker_words import (
    SpeakerWords,
    has_adult_speaker,
    join_trainee_words,
    join_trainee_words_to_adult,
    label_words_said_to_adult,
    list_speaker_fields,
)
from content import language_hints
from content.language_hints import LanguageHint
from content.scenarios.scenario import Scenario
from content.scenarios.scenario_paths import ConversationState

OWN_TEXT_FIELDS = ("account.seen", "account.worry", "view.opinion", "view.opinion_reason")
"""Where a worker says what they saw, and what they think."""
HAPPENED_FIELDS = ("circumstances.happened_when", "circumstances.happened_on", "account.seen_at")
TOLD_FIELDS = ("account.told_on", "account.told_at_time")
TOLD_BY_ADULT_FIELDS = (*TOLD_FIELDS, "others.told_on")
WROTE_FIELDS = ("account.first_note_at", "account.account_by_written_at")


class PracticeRecord(PrivateStruct, frozen=True):
    """A practice record with its parts, and words for the ids in them.

    `to_mend`: titles of pages with an answer that no record can hold yet. It is left out here.
    `pages`: as they were typed, for what the form asked, and how. `asked`: labels of questions by
    "part.field" that this practice words otherwise.
    """

    parts: tuple[Part, ...]
    labels: Mapping[str, str]
    lead_title: str
    to_mend: tuple[str, ...] = ()
    pages: Mapping[str, FormData] = {}
    asked: Mapping[str, str] = {}

    def values(self, page: str, name: str) -> Iterator[Any]:
        """Each answer to one question, in the order of the record."""
        return (p.values[name] for p in self.parts if p.page == page and name in p.values)

    def text(self, page: str, name: str) -> str:
        """The first answer that is in words, word for word; empty where there is none."""
        return next((one for one in self.values(page, name) if isinstance(one, str)), "")

    def said(self, key: str) -> str:
        """The answers to "part.field", as a reader sees them; empty where it was left blank."""
        page, _, name = key.partition(".")
        field = find_field(page, name)
        found = (in_words(field, key, one, self.labels) for one in self.values(page, name))
        return "; ".join(found)

    def rows(self, part: Part) -> tuple[AnswerRow, ...]:
        """The answers of one part, with the organisation's title for its leads in the questions.

        A question has the heading that its page in the form has, and its answers their words there.
        """
        return tuple(
            msgspec.structs.replace(
                row,
                label=self.asked.get(row.key)
                or find_form_heading(row.key, self.pages)
                or insert_lead_title(row.label, self.lead_title),
            )
            for row in make_answer_rows(part, self.labels)
        )


class OwnText(PrivateStruct, frozen=True):
    """Something in the trainee's own words, and the hints on it."""

    label: str
    text: str
    hints: tuple[LanguageHint, ...]


class RecordedTimes(msgspec.Struct, frozen=True):
    """The four times as they were written, in words; empty where one was left blank."""

    happened: str
    told: str
    wrote: str
    entered: datetime | None


class RecordComparison(msgspec.Struct, frozen=True):
    """A practice record, looked at. `told`: who was told, a group of rows for each page or call.

    `asked_with_words`: the form has no separate place for questions to an adult, and they can be
    with the adult's words. `denies_asking`: it says that nothing was asked, and something was.
    """

    words: TextComparison
    asked: TextComparison
    own: tuple[OwnText, ...]
    times: RecordedTimes
    told: tuple[tuple[AnswerRow, ...], ...]
    picked: tuple[str, ...]
    asked_with_words: bool
    denies_asking: bool


def read_practice_record(
    pages: Mapping[str, FormData], scenario: Scenario, pack: str, lead_title: str
) -> PracticeRecord | None:
    """The record that is typed on these pages; None where nothing is."""
    if all(is_blank(raw) for raw in pages.values()):
        return None
    whole = collect_record(
        pages, practice_record.find_scenario_end(scenario).date(), load_pack_options(pack)
    )
    names = label_children(pages.get("child", {}), list_children(pages))
    called = {f"child:{key}": name for key, name in names.items()}
    known = {**load_option_labels(pack), **list_form_answers(), **called}
    to_mend = tuple(PAGES_BY_NAME[name].title for name in whole.problems)
    asked = label_words_said_to_adult(scenario)
    return PracticeRecord(whole.parts, known, lead_title, to_mend, dict(pages), asked)


def compare_with_conversation(
    record: PracticeRecord,
    scenario: Scenario,
    state: ConversationState,
    words: SpeakerWords,
    pack: str,
    finished_at: datetime | None,
) -> RecordComparison:
    """Put a record beside the conversation it is about. `finished_at`: an instant, None before.

    What the trainee said without asking is not marked among the questions: they said it. Nor is
    what they said to an adult, among that adult's words.
    """
    written = _join_speaker_words(record, scenario) or words.text
    said, asked = "\n".join(state.lines), record.text("account", "questions_asked")
    with_words = has_adult_speaker(scenario) and not asked
    return RecordComparison(
        words=compare_texts(said, written, join_trainee_words_to_adult(scenario, state)),
        asked=compare_texts(
            "\n".join(state.asked),
            written if with_words else asked,
            "\n".join((join_trainee_words(state), said if with_words else "")),
        ),
        own=tuple(_list_own_texts(record, pack)),
        times=_describe_times(record, scenario, finished_at),
        told=tuple(record.rows(part) for part in record.parts if part.page == "told"),
        picked=tuple(dict.fromkeys(_list_picked_signs(record, pack))),
        asked_with_words=with_words,
        denies_asking=bool(state.asked) and record.text("account", "asked_any") == "no",
    )


def _join_speaker_words(record: PracticeRecord, scenario: Scenario) -> str:
    found = (one for key in list_speaker_fields(scenario) for one in record.values(*key))
    return "\n".join(one for one in found if isinstance(one, str))


def _list_own_texts(record: PracticeRecord, pack: str) -> Iterator[OwnText]:
    for key in OWN_TEXT_FIELDS:
        page, _, name = key.partition(".")
        field = find_field(page, name)
        text = record.text(page, name)
        if field and text:
            label = record.asked.get(key) or find_form_heading(key, record.pages) or field.label
            yield OwnText(label, text, language_hints.find_language_hints(text, name, pack))


def _describe_times(
    record: PracticeRecord, scenario: Scenario, finished_at: datetime | None
) -> RecordedTimes:
    told = TOLD_BY_ADULT_FIELDS if has_adult_speaker(scenario) else TOLD_FIELDS
    wrote = [
        format_moment(one)
        for key in WROTE_FIELDS
        for one in record.values(*key.split("."))
        if "date" in one
    ]
    return RecordedTimes(
        happened=_join_answers(record, HAPPENED_FIELDS),
        told=_join_answers(record, told),
        wrote=" and ".join(wrote),
        entered=finished_at,
    )


def _join_answers(record: PracticeRecord, keys: tuple[str, ...]) -> str:
    return ", ".join(text for key in keys if (text := record.said(key)))


def _list_picked_signs(record: PracticeRecord, pack: str) -> Iterator[str]:
    labels = {one.key: one.label for one in phone_numbers.load_pack(pack).indicators}
    for sign in record.values("indicators", "indicator"):
        yield labels.get(sign, sign)
