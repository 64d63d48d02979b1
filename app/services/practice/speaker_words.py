"""Find the words of whoever spoke in a practice, and what the trainee said to them.

An adult's words under “What did the child say?” read as the child's own, on every paper. Nothing
here judges the words or moves them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME
from app.domain.journey.question_flow import (
    CHILD_TOLD,
    SOMEONE_TOLD,
    choose_page_title,
    list_ways_of_knowing,
)
from app.domain.pages import PAGES_BY_NAME
from app.domain.practice.compared_words import (
    are_most_written_words_said,
    shares_sentence_or_phrase,
)
from app.domain.practice.debrief_schema import MisplacedWords
from app.domain.record.form_data import FormData, get_text, list_items
from content.scenarios.scenario import Scenario
from content.scenarios.scenario_paths import ConversationState, GivenChoice, TriedWords

ADULT_SPEAKER = "adult"
SAID = "response.what_you_said"
_CHILD_WORDS = ("account", "child_words")
_OTHERS = ("others", "said")
_OLDER_OTHERS = ("account", "told_by_others")
_SEEN = ("account", "seen")
_QUESTIONS = {_CHILD_WORDS: "words", _OTHERS: "others", _OLDER_OTHERS: "others", _SEEN: "seen"}
"""The page of questions that asks for each of these."""
TypedPages = Mapping[str, FormData]


class SpeakerWords(NamedTuple):
    """What a record has of the words said. `misplaced`: where some of them are instead."""

    text: str
    misplaced: MisplacedWords | None

    def __repr__(self) -> str:
        return "<SpeakerWords>"


def has_adult_speaker(scenario: Scenario) -> bool:
    """Whether an adult speaks, who is worried about a child."""
    return scenario.setting.speaker == ADULT_SPEAKER


def label_words_said_to_adult(scenario: Scenario) -> dict[str, str]:
    """Map "part.field" of what the trainee said to its label, if it was not said to a child."""
    if not has_adult_speaker(scenario):
        return {}
    return {SAID: f"What you said to {scenario.setting.speaks}"}


def list_speaker_fields(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """Return the questions where the speaker's words belong: a child's, or a reporting adult's.

    An adult's are asked on the page of what others told; `told_by_others` is in older records.
    """
    adult = has_adult_speaker(scenario)
    return (_OLDER_OTHERS, _OTHERS) if adult else (_CHILD_WORDS,)


def find_speaker_words(
    pages: TypedPages, scenario: Scenario, state: ConversationState
) -> SpeakerWords:
    """Return the speaker's words as they were typed, from every page that asks for them.

    Where these have none, words under another question are taken that the speaker said. An adult's
    words in the place of the child's are found even if they are in their own place too.
    """
    own = list_speaker_fields(scenario)
    typed, adult = _read_typed(pages, *own), has_adult_speaker(scenario)
    said = "\n".join(state.lines)
    for place in (_CHILD_WORDS, _SEEN) if adult else (_OTHERS, _OLDER_OTHERS, _SEEN):
        text, as_child = _read_typed(pages, place), adult and place == _CHILD_WORDS
        theirs = shares_sentence_or_phrase(said, text) or (
            as_child and are_most_written_words_said(said, text)
        )
        if theirs and (as_child or not typed):
            under, belong = (_find_title(pages, one) for one in (place, own[-1]))
            tick = _find_answer_to_tick(pages, adult=adult)
            return SpeakerWords(typed or text, MisplacedWords(under, belong, tick, as_child))
    return SpeakerWords(typed, None)


def find_words_title(pages: TypedPages, scenario: Scenario) -> str:
    """Return the title of the page where the speaker's words belong."""
    return _find_title(pages, list_speaker_fields(scenario)[-1])


def _read_typed(pages: TypedPages, *questions: tuple[str, str]) -> str:
    found = [
        get_text(pages.get(page) or {}, key)
        for page, name in questions
        for key in _list_form_names(pages.get(page) or {}, page, name)
    ]
    return "\n".join(text for text in found if text.strip())


def _find_title(pages: TypedPages, question: tuple[str, str]) -> str:
    return choose_page_title(QUESTIONS_BY_NAME[_QUESTIONS[question]], pages)


def _find_answer_to_tick(pages: TypedPages, *, adult: bool) -> str:
    """Return how the worker knows, as the form says it; empty where it is ticked already."""
    token = SOMEONE_TOLD if adult else CHILD_TOLD
    ticked = token in list_ways_of_knowing(pages)
    return "" if ticked else dict(QUESTIONS_BY_NAME["how"].asks[0].answers)[token]


def _list_form_names(raw: FormData, page: str, name: str) -> list[str]:
    """Return a question's names in the form of its page: one for each item of a group."""
    group = PAGES_BY_NAME[page].group
    return [f"{one.at}{name}" for one in list_items(raw, group)] if group else [name]


def is_spoken(one: GivenChoice | TriedWords) -> bool:
    """Whether it was said, and not done."""
    return isinstance(one, TriedWords) or bool(one.own) or one.reply.spoken


def join_trainee_words(state: ConversationState) -> str:
    """Return all that the trainee said, line by line, as it was said."""
    return "\n".join(one.words for _, one in state.said_by_worker if is_spoken(one))


def join_trainee_words_to_adult(scenario: Scenario, state: ConversationState) -> str:
    """Return all that the trainee said to an adult; empty where a child speaks.

    The form asks for it nowhere, so it can be among the adult's words.
    """
    return join_trainee_words(state) if has_adult_speaker(scenario) else ""
