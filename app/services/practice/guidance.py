"""Show what guidance says of a practised conversation: numbers, signs shown, decisions.

Numbers are those of the organisation's pack at the hour of the scenario, as text: nobody is to call
them from here. What the trainee picked or decided stands beside, and is neither counted nor judged.
"""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from app.domain.journey.form_questions import find_form_heading
from app.domain.pages import PAGES, find_field
from app.domain.record.entry_titles import insert_lead_title
from app.domain.routing.actors import Org
from app.services.contacts import phone_numbers
from app.services.contacts.phone_numbers import PhoneLine
from app.services.practice import practice_record
from app.services.practice.practice_runs import PracticeRun
from app.services.practice.record_comparison import PracticeRecord
from content.contacts.phone_lines import OWN_LINE_KINDS
from content.passages import Source, describe_outdated_passages
from content.scenarios import path_claims
from content.scenarios.scenario import Scenario, ScenarioDecision
from content.scenarios.scenario_paths import ConversationState
from content.workbook import workbook_loader


class SignShown(msgspec.Struct, frozen=True):
    """A sign of the pack that showed in this conversation: its words, and how it showed."""

    key: str
    label: str
    how: str
    see: tuple[str, ...]


class DecisionGuidance(msgspec.Struct, frozen=True):
    """Something to decide. `label`, `answers`: the question of the record, and what was answered.

    `label` is empty where no question of the record asks it. `guidance`: what is true of this
    conversation. `lines`: whom one could ring then.
    """

    decision: ScenarioDecision
    guidance: tuple[str, ...]
    label: str
    answers: tuple[str, ...]
    lines: tuple[PhoneLine, ...]
    source: Source
    old: str


def list_external_phone_lines(org: Org, at: datetime) -> tuple[PhoneLine, ...]:
    """Return the lines to call at that instant, in order.

    The organisation's own people are left out: they are not those of the scenario.
    """
    panel = phone_numbers.build_panel_without_people(org, at)
    return tuple(line for line in panel.lines if line.kind not in OWN_LINE_KINDS)


def find_scenario_phone_lines(org: Org, line: str, at: datetime) -> tuple[PhoneLine, ...]:
    """The lines that a scenario names by role or key, as they are at that instant."""
    keys = workbook_loader.find_contact_keys(phone_numbers.load_pack(org.pack), line)
    return tuple(phone_numbers.find_line(org, key, at) for key in keys)


def find_signs_shown(
    scenario: Scenario, state: ConversationState, pack_name: str
) -> tuple[SignShown, ...]:
    """Signs of the setting, and those that showed on this path."""
    path = path_claims.find_path_facts(state, pack_name)
    labels = {one.key: one.label for one in phone_numbers.load_pack(pack_name).indicators}
    return tuple(
        SignShown(one.key, labels[one.key], " ".join(shown), one.see)
        for one in scenario.noticed.values()
        if (shown := path_claims.select_true_passages(one.how, path))
    )


def build_decision_guidance(
    run: PracticeRun, record: PracticeRecord | None, org: Org, today: date
) -> tuple[DecisionGuidance, ...]:
    """Each thing to decide, with what the record says of it. `today`: for what may be old."""
    at = practice_record.find_scenario_end(run.scenario)
    path = path_claims.find_path_facts(run.state, org.pack)
    return tuple(
        DecisionGuidance(
            one,
            path_claims.select_true_passages(one.guidance, path),
            _find_question_label(one.field, record, org.lead_title),
            tuple(_list_answers(record, one.field)) if record else (),
            tuple(line for name in one.lines for line in find_scenario_phone_lines(org, name, at)),
            phone_numbers.load_pack(org.pack).source(one),
            describe_outdated_passages([one], today),
        )
        for one in run.scenario.decisions.values()
    )


def _find_question_label(key: str, record: PracticeRecord | None, lead_title: str) -> str:
    """Return the question at "part.field" as the form asks it, or the title of its group."""
    part, _, name = key.partition(".")
    if heading := find_form_heading(key, record.pages if record else {}):
        return heading
    field = find_field(part, name)
    groups = (p.title for p in PAGES if p.part_name == part and _is_group(p.group, name))
    return insert_lead_title(field.label if field else next(groups, ""), lead_title)


def _list_answers(record: PracticeRecord, key: str) -> Iterator[str]:
    """Yield the answer at "part.field", or one line for each item of a group."""
    part, _, name = key.partition(".")
    if find_field(part, name):
        if said := record.said(key):
            yield said
        return
    for one in record.parts:
        if one.page == part and one.item:
            yield "\n".join(row.text for row in record.rows(one))


def _is_group(group: object, name: str) -> bool:
    return getattr(group, "name", "") == name
