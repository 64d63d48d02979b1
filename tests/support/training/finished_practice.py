"""Practice conversations that have ended, and practice records of them, below the web.

A conversation is given its replies, or those of its scenario's example record. Its practice record
is written page by page, or typed whole from that example record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from app.domain.pages import PAGES, PAGES_BY_NAME
from app.domain.record.form_data import PAGE_DONE, FormData
from app.services.demo import form_input
from app.services.practice import practice_record, practice_runs
from app.services.unit_of_work import UnitOfWork
from content.scenarios import scenario_files
from content.scenarios.scenario import ExamplePart, Scenario
from content.scenarios.scenario_paths import ReplyChoice
from tests.support.club.office import Office
from tests.support.web.checking_client import CheckingClient

PACK = "north_lincolnshire"
COACH = next(one for one in scenario_files.load_scenarios(PACK) if one.key.startswith("swimming"))
CARER = next(one for one in scenario_files.load_scenarios(PACK) if one.setting.speaker == "adult")
GOOD = COACH.model.choices
LED = (
    *("relay", "nerves", "touched", "where_touched", "okay_turn", "you_say_nothing"),
    *("course_not", "go_with_him"),
)
"""Somebody is led: what is told is bent, and much of it lost."""
PROMISED = (
    *("relay", "stomach", "not_your_times", "nobody", "let_cheer", "physio", "okay_turn"),
    *("you_say_nothing", "not_the_same", "go_with_him"),
)
"""A promise is made, and comes back."""


def start_conversation(
    office: Office, choices: Iterable[ReplyChoice], scenario: Scenario = COACH, who: str = "tess"
) -> UUID:
    """Begin a conversation, and give these replies."""
    run_id = practice_runs.start_run(office.at(who), scenario.key)
    for at, choice in enumerate(choices):
        practice_runs.give_reply(office.at(who), run_id, at, choice)
    return run_id


def finish_conversation(
    office: Office, keys: Sequence[str] = GOOD, scenario: Scenario = COACH, who: str = "tess"
) -> UUID:
    """A conversation of these replies, which has come to its end."""
    run_id = start_conversation(office, map(ReplyChoice, keys), scenario, who)
    assert practice_runs.load_run(office.at(who), run_id).ended
    return run_id


def write_page(office: Office, run_id: UUID, page: str, who: str = "tess", **answers: Any) -> None:
    """Write one page of the practice record, as its form sends it."""
    day = practice_runs.load_run(office.at(who), run_id).scenario.setting.at.date()
    save_page(
        office, run_id, page, form_input.build_form_input(PAGES_BY_NAME[page], answers, day), who
    )


def save_page(office: Office, run_id: UUID, page: str, raw: FormData, who: str = "tess") -> None:
    """Keep one page of the practice record, on top of what it holds."""
    run = practice_runs.load_run(office.at(who), run_id)
    version = practice_record.load_practice_draft(office.at(who), run).versions.get(page, 0)
    practice_record.save_record_page(office.at(who), run_id, page, raw, version)


def get_feedback_path(run_id: UUID) -> str:
    """Return the path of a run's feedback."""
    return f"/learn/practice/run/{run_id}/feedback"


def get_feedback_page(client: CheckingClient, run_id: UUID) -> str:
    """Return that page as it is sent."""
    answer = client.get(get_feedback_path(run_id))
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def read_feedback_section(client: CheckingClient, run_id: UUID, key: str) -> str:
    """The words of one section of it."""
    text = get_feedback_page(client, run_id)
    part = text[text.index(f'<section id="{key}"') :]
    end = "</section></div></details>"
    part = part[: part.index(end)] if end in part else part
    words = re.sub(r"<[^>]+>", " ", part)
    for sign, plain in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&amp;", "&")):
        words = words.replace(sign, plain)
    return " ".join(words.split())


NAMES = {page.part_name: page for page in reversed(PAGES)}


def finish_model_conversation(uow: UnitOfWork, key: str = "blue_car") -> UUID:
    """A conversation of the model record, to its end; nothing is written yet."""
    run_id = practice_runs.start_run(uow, key)
    for at, reply in enumerate(practice_runs.load_run(uow, run_id).scenario.model.choices):
        practice_runs.give_reply(uow, run_id, at, ReplyChoice(reply))
    return run_id


def write_model_record(uow: UnitOfWork, key: str = "blue_car", **pages: FormData) -> UUID:
    """Write the model record after its conversation; `pages` replace those of their name."""
    run_id = finish_model_conversation(uow, key)
    for name, raw in (
        make_model_pages(practice_runs.load_run(uow, run_id).scenario) | pages
    ).items():
        practice_record.save_record_page(uow, run_id, name, raw | {PAGE_DONE: ["1"]}, 0)
    return run_id


def finish_model_record(uow: UnitOfWork, key: str = "blue_car", **pages: FormData) -> UUID:
    """Write the model record, and finish the run."""
    run_id = write_model_record(uow, key, **pages)
    practice_runs.finish_practice_record(uow, run_id)
    return run_id


def make_model_pages(scenario: Scenario) -> dict[str, FormData]:
    """The pages of the model record, as their forms would send them."""
    day, found = scenario.setting.at.date(), dict[str, FormData]()
    for name in dict.fromkeys(one.page for one in scenario.model.parts):
        page = NAMES[name]
        parts = [one for one in scenario.model.parts if one.page == name]
        given = _answers([one for one in parts if not one.item], day)
        items = [_answers([one], day) for one in parts if one.item]
        if page.group and items:
            given[page.group.name] = items
        found[page.name] = form_input.build_form_input(
            page, {"c1": given} if page.per_child else given, day
        )
    return found


def _answers(parts: list[ExamplePart], day: date) -> dict[str, Any]:
    return {name: _answer(value, day) for one in parts for name, value in one.values.items()}


def _answer(value: Any, day: date) -> Any:
    if isinstance(value, datetime):
        return {"day": (day - value.date()).days, "time": f"{value:%H:%M}"}
    if isinstance(value, date):
        return {"day": (day - value).days}
    if isinstance(value, Mapping):
        return dict(value)
    return f"{value:%H:%M}" if isinstance(value, time) else value
