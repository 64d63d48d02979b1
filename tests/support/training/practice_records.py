"""A practice record that is finished: the model record of its scenario, typed page by page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from app.domain.pages import PAGES
from app.domain.record.form_data import PAGE_DONE, FormData
from app.services.demo import form_input
from app.services.practice import practice_record, practice_runs
from app.services.unit_of_work import UnitOfWork
from content.scenarios.scenario import ExamplePart, Scenario
from content.scenarios.scenario_paths import ReplyChoice

NAMES = {page.part_name: page for page in PAGES}


def begun(desk: UnitOfWork, key: str = "blue_car") -> UUID:
    """A conversation of the model record, to its end; nothing is written yet."""
    run_id = practice_runs.start_run(desk, key)
    for at, reply in enumerate(practice_runs.load_run(desk, run_id).scenario.model.choices):
        practice_runs.give_reply(desk, run_id, at, ReplyChoice(reply))
    return run_id


def written(desk: UnitOfWork, key: str = "blue_car", **pages: FormData) -> UUID:
    """The same with its model record; `pages` take the place of those of that name."""
    run_id = begun(desk, key)
    for name, raw in (typed(practice_runs.load_run(desk, run_id).scenario) | pages).items():
        practice_record.save_record_page(desk, run_id, name, raw | {PAGE_DONE: ["1"]}, 0)
    return run_id


def finished(desk: UnitOfWork, key: str = "blue_car", **pages: FormData) -> UUID:
    """The same, finished."""
    run_id = written(desk, key, **pages)
    practice_runs.finish_run(desk, run_id)
    return run_id


def typed(scenario: Scenario) -> dict[str, FormData]:
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
