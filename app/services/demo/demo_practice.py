"""Practice in the demonstration: a conversation that ended, with its record, and one that waits.

Through the same services as real practice. What people reply and write is in demo.toml, made up.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.pages import BY_NAME
from app.domain.record.form_data import DONE
from app.services.demo import form_input
from app.services.practice import practice_days, practice_runs
from app.services.training import private_drafts
from app.services.unit_of_work import Desk
from content.scenarios.scenario_paths import Choice

AtDesk = Callable[[datetime, str], Desk]


def fill(at_desk: AtDesk, data: Iterable[dict[str, Any]], now: datetime) -> None:
    """Make what `data` says. `at_desk`: somebody's desk at a time."""
    for one in data:
        desk = at_desk(now - timedelta(hours=one["hours_ago"]), one["who"])
        run_id = practice_runs.begin(desk, one["scenario"])
        for at, key in enumerate(one["choices"]):
            practice_runs.reply(desk, run_id, at, Choice(key))
        if practice_runs.load(desk, run_id).ended:
            practice_days.note(desk)
        _write(desk, run_id, one.get("pages", {}))
        if one.get("finished"):
            practice_runs.finish(desk, run_id)


def _write(desk: Desk, run_id: UUID, pages: dict[str, Any]) -> None:
    day = practice_runs.load(desk, run_id).scenario.setting.at.date()
    for name, answers in pages.items():
        raw = form_input.typed(BY_NAME[name], answers, day) | {DONE: ["1"]}
        private_drafts.save(desk, practice_runs.document(run_id, name), raw, 0)
