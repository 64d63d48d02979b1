"""Compare an example record of a scenario with what a trainee wrote, question by question.

The model belongs to one path of the conversation and says so. No answer is compared: both stand
side by side, and where one of them has none, that is said.
"""

from collections.abc import Iterator, Mapping

import msgspec

from app.domain.pages import PAGES, PARTS_PER_CHILD, get_field_order
from app.domain.pages.page_model import Page
from app.domain.record.answer_rows import LAST_PLACE, AnswerRow
from app.domain.record.entry_schema import Part
from app.domain.routing.actors import Org
from app.services.content.pack_content import load_labels
from app.services.practice import guidance, practice_record
from app.services.practice.record_comparison import PracticeRecord
from content.scenarios import scenario_paths
from content.scenarios.scenario import ExamplePart as ModelPart
from content.scenarios.scenario import Scenario, convert_to_stored_answer
from content.scenarios.scenario_paths import ConversationState, ReplyChoice

AnswerPlace = tuple[str, str, str]
"""The name of a part, its item, and its child if the page is asked for each child."""
_BY_PART = {page.name: page for page in PAGES if page.name == page.part_name}
"""Each part's page. Signs have none: they stand next to the signs that showed, and not here."""


class AnswerPair(msgspec.Struct, frozen=True):
    """One question, with the trainee's answer and the model's; None where there is none."""

    label: str
    yours: AnswerRow | None
    model: AnswerRow | None


class ExampleSection(msgspec.Struct, frozen=True):
    """One page, or one item of a group."""

    title: str
    pairs: tuple[AnswerPair, ...]


class ExampleComparison(msgspec.Struct, frozen=True):
    """An example record. `said`: the worker's words on its path. `same`: the trainee took it."""

    sections: tuple[ExampleSection, ...]
    notes: tuple[str, ...]
    said: tuple[str, ...]
    same: bool


def compare_with_example(
    scenario: Scenario, state: ConversationState, record: PracticeRecord | None, org: Org
) -> ExampleComparison:
    """Compare the example record with the trainee's, which may be missing."""
    path = scenario_paths.replay_choices(
        scenario, [ReplyChoice(key) for key in scenario.model.choices]
    )
    given = tuple(one.reply.key for one in state.chosen)
    own = any(one.own for one in state.chosen) or bool(state.interrupted)
    return ExampleComparison(
        sections=tuple(_compare_sections(_build_example(scenario, org), record)),
        notes=scenario.model.notes,
        said=tuple(one.words for one in path.chosen if one.reply.spoken),
        same=given == scenario.model.choices and not own,
    )


def _build_example(scenario: Scenario, org: Org) -> PracticeRecord:
    """Return the example as a record, with its parts as stored and numbers for its phone lines."""
    parts = tuple(_build_part(one, org) for one in scenario.model.parts)
    return PracticeRecord(parts, load_labels(org.pack), org.lead_title)


def _build_part(one: ModelPart, org: Org) -> Part:
    values = {name: convert_to_stored_answer(value) for name, value in one.values.items()}
    if one.line:
        at = practice_record.to_london_instant(one.values["when"])
        known = guidance.find_scenario_lines(org, one.line, at)
        if known and known[0].number:
            values["number"] = known[0].number
    return Part(one.page, (one.item or "c1",) if one.page == "child" else ("c1",), values, one.item)


def _compare_sections(
    model: PracticeRecord, record: PracticeRecord | None
) -> Iterator[ExampleSection]:
    theirs, ours = _group_by_place(record), _group_by_place(model)
    for page in _BY_PART.values():
        places = [place for place in {**ours, **theirs} if place[0] == page.part_name]
        for place in sorted(places, key=_make_sort_key):
            mine, good = _join_rows(record, theirs.get(place)), _join_rows(model, ours.get(place))
            if pairs := tuple(_pair_answers(mine, good)):
                yield ExampleSection(_write_title(page, place), pairs)


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
    mine: Mapping[str, AnswerRow], good: Mapping[str, AnswerRow]
) -> Iterator[AnswerPair]:
    """Yield each question that either record answers, in the order of its page."""
    for key in sorted({**good, **mine}, key=_find_question_position):
        row = good.get(key) or mine[key]
        yield AnswerPair(row.label, mine.get(key), good.get(key))


def _find_question_position(key: str) -> int:
    part, _, name = key.partition(".")
    return get_field_order(part).get(name, LAST_PLACE)


def _write_title(page: Page, place: AnswerPlace) -> str:
    if page.group is None or not place[1]:
        return page.title
    return f"{page.title} {page.group.one} {place[1].removeprefix('c')}"
