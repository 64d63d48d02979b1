"""Compare an example record of a scenario with what a trainee wrote, question by question.

The model belongs to one path of the conversation and says so. No answer is compared: both stand
side by side, and where one of them has none, that is said. A question that no such form asks is
left out.
"""

from collections.abc import Iterator, Mapping

import msgspec

from app.domain.journey.form_questions import (
    find_page_heading,
    is_answer_offered,
    list_form_answers,
    list_form_questions,
    list_possible_questions,
)
from app.domain.pages import PAGES, PARTS_PER_CHILD, get_field_order
from app.domain.pages.page_model import Page
from app.domain.record.answer_rows import LAST_PLACE, AnswerRow
from app.domain.record.entry_schema import Part
from app.domain.record.form_data import FormData
from app.domain.routing.actors import Org
from app.services.content.pack_content import load_option_labels
from app.services.practice import guidance, practice_record
from app.services.practice.record_comparison import PracticeRecord
from app.services.practice.speaker_words import has_adult_speaker, label_words_said_to_adult
from content.question_wording import get_current_form_version
from content.scenarios import scenario_paths
from content.scenarios.scenario import ExamplePart as ModelPart
from content.scenarios.scenario import Scenario, convert_to_stored_answer
from content.scenarios.scenario_paths import ConversationState, ReplyChoice

ASKED_OF_A_CHILD = ("words", "when", "words_each")
"""Question pages that a form does not ask where only an adult told the worker."""
AnswerPlace = tuple[str, str, str]
"""The name of a part, its item, and its child if the page is asked for each child."""
_BY_PART = {page.name: page for page in PAGES if page.name == page.part_name}
"""Each part's page. Signs have none: they stand next to the signs that showed, and not here."""


class AnswerPair(msgspec.Struct, frozen=True):
    """One question, with the trainee's answer and the model's; None where there is none.

    `asked`: the form asked the trainee, by what they had answered so far.
    """

    label: str
    yours: AnswerRow | None
    model: AnswerRow | None
    asked: bool = True


class ExampleSection(msgspec.Struct, frozen=True):
    """One page, or one item of a group."""

    title: str
    pairs: tuple[AnswerPair, ...]


class ExampleComparison(msgspec.Struct, frozen=True):
    """An example record. `said`: the worker's words on its path.

    `same`: the trainee said the same. `same_replies`: the conversation went the way of the same
    written replies, with or without own words. `same_lines`: the child or adult said the same.
    """

    sections: tuple[ExampleSection, ...]
    notes: tuple[str, ...]
    said: tuple[str, ...]
    same: bool
    same_replies: bool
    same_lines: bool


def compare_with_example(
    scenario: Scenario, state: ConversationState, record: PracticeRecord | None, org: Org
) -> ExampleComparison:
    """Compare the example record with the trainee's, which may be missing."""
    path = scenario_paths.replay_choices(
        scenario, [ReplyChoice(key) for key in scenario.model.choices]
    )
    said, here = (tuple(one.words for one in each.chosen) for each in (path, state))
    return ExampleComparison(
        sections=tuple(_compare_sections(scenario, _build_example(scenario, org, record), record)),
        notes=scenario.model.notes,
        said=tuple(one.words for one in path.chosen if one.reply.spoken),
        same=here == said and not state.interrupted,
        same_replies=[one.reply for one in path.chosen] == [one.reply for one in state.chosen],
        same_lines=state.lines == path.lines,
    )


def _build_example(scenario: Scenario, org: Org, record: PracticeRecord | None) -> PracticeRecord:
    """Return the example as a record, with its parts as stored and numbers for its phone lines.

    Its questions have the headings of the trainee's form.
    """
    parts = tuple(_build_part(one, org) for one in scenario.model.parts)
    pages = record.pages if record else {}
    asked = label_words_said_to_adult(scenario)
    labels = {**load_option_labels(org.pack), **list_form_answers()}
    return PracticeRecord(parts, labels, org.lead_title, pages=pages, asked=asked)


def _build_part(one: ModelPart, org: Org) -> Part:
    values = {
        name: convert_to_stored_answer(value)
        for name, value in one.values.items()
        if is_answer_offered(f"{one.page}.{name}", value)
    }
    if one.line:
        at = practice_record.read_as_london_time(one.values["when"])
        known = guidance.find_scenario_phone_lines(org, one.line, at)
        if known and known[0].number:
            values["number"] = known[0].number
    children = (one.item or "c1",) if one.page == "child" else ("c1",)
    return Part(one.page, children, values, one.item, form=get_current_form_version())


def _compare_sections(
    scenario: Scenario, model: PracticeRecord, record: PracticeRecord | None
) -> Iterator[ExampleSection]:
    theirs, ours = _group_by_place(record), _group_by_place(model)
    asked = list_form_questions(record.pages) if record else None
    left_out = ASKED_OF_A_CHILD if has_adult_speaker(scenario) else ()
    either = list_possible_questions(left_out) | (asked or frozenset())
    for page in _BY_PART.values():
        places = [place for place in {**ours, **theirs} if place[0] == page.part_name]
        for place in sorted(places, key=_make_sort_key):
            mine, good = _join_rows(record, theirs.get(place)), _join_rows(model, ours.get(place))
            good = {key: row for key, row in good.items() if key in either}
            if pairs := tuple(_pair_answers(mine, good, asked)):
                yield ExampleSection(_write_title(page, place, model.pages), pairs)


def _group_by_place(record: PracticeRecord | None) -> Mapping[AnswerPlace, list[Part]]:
    found: dict[AnswerPlace, list[Part]] = {}
    for part in record.parts if record else ():
        child = ",".join(part.children) if part.page in PARTS_PER_CHILD else ""
        found.setdefault((part.page, part.item, child), []).append(part)
    return found


def _make_sort_key(place: AnswerPlace) -> tuple[str, int, str]:
    _, item, child = place
    return child, len(item), item


def _join_rows(record: PracticeRecord | None, parts: list[Part] | None) -> dict[str, AnswerRow]:
    found: dict[str, AnswerRow] = {}
    for part in parts or ():
        for row in record.rows(part) if record else ():
            before = found.get(row.key)
            text = f"{before.text.rstrip('.')}. {row.text}" if before else row.text
            found[row.key] = msgspec.structs.replace(row, text=text)
    return found


def _pair_answers(
    mine: Mapping[str, AnswerRow], good: Mapping[str, AnswerRow], asked: frozenset[str] | None
) -> Iterator[AnswerPair]:
    """Yield each question that either record answers, in the order of its page.

    `asked`: the questions that the trainee's form asks; None where there is no record.
    """
    for key in sorted({**good, **mine}, key=_find_question_position):
        row = good.get(key) or mine[key]
        shown = asked is None or key in asked
        yield AnswerPair(row.label, mine.get(key), good.get(key), shown)


def _find_question_position(key: str) -> int:
    part, _, name = key.partition(".")
    return get_field_order(part).get(name, LAST_PLACE)


def _write_title(page: Page, place: AnswerPlace, pages: Mapping[str, FormData]) -> str:
    if page.group is None or not place[1]:
        return find_page_heading(page, pages)
    return f"{page.title} {page.group.one} {place[1].removeprefix('c')}"
