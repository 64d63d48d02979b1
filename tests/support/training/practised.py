"""Conversations that have ended, and practice records of them, below the web."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from app.domain.pages import PAGES_BY_NAME
from app.domain.record.form_data import FormData
from app.services.demo import form_input
from app.services.practice import practice_record, practice_runs
from content.scenarios import scenario_files
from content.scenarios.scenario import Scenario
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


def said(
    office: Office, choices: Iterable[ReplyChoice], scenario: Scenario = COACH, who: str = "tess"
) -> UUID:
    """Begin a conversation, and give these replies."""
    run_id = practice_runs.start_run(office.at(who), scenario.key)
    for at, choice in enumerate(choices):
        practice_runs.give_reply(office.at(who), run_id, at, choice)
    return run_id


def practised(
    office: Office, keys: Sequence[str] = GOOD, scenario: Scenario = COACH, who: str = "tess"
) -> UUID:
    """A conversation of these replies, which has come to its end."""
    run_id = said(office, map(ReplyChoice, keys), scenario, who)
    assert practice_runs.load_run(office.at(who), run_id).ended
    return run_id


def write(office: Office, run_id: UUID, page: str, who: str = "tess", **answers: Any) -> None:
    """Write one page of the practice record, as its form sends it."""
    day = practice_runs.load_run(office.at(who), run_id).scenario.setting.at.date()
    keep(office, run_id, page, form_input.build_form_input(PAGES_BY_NAME[page], answers, day), who)


def keep(office: Office, run_id: UUID, page: str, raw: FormData, who: str = "tess") -> None:
    """Keep one page of the practice record, on top of what it holds."""
    run = practice_runs.load_run(office.at(who), run_id)
    version = practice_record.load_practice_record(office.at(who), run).versions.get(page, 0)
    practice_record.save_record_page(office.at(who), run_id, page, raw, version)


def at(run_id: UUID) -> str:
    """Where one looks back on a run."""
    return f"/learn/practice/run/{run_id}/feedback"


def html(client: CheckingClient, run_id: UUID) -> str:
    """That page as it is sent."""
    answer = client.get(at(run_id))
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def section(client: CheckingClient, run_id: UUID, key: str) -> str:
    """The words of one section of it."""
    text = html(client, run_id)
    part = text[text.index(f'<section id="{key}"') :]
    part = part[: part.index("\n\n<section id=")] if "\n\n<section id=" in part else part
    words = re.sub(r"<[^>]+>", " ", part)
    for sign, plain in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&amp;", "&")):
        words = words.replace(sign, plain)
    return " ".join(words.split())
