"""A model record of a scenario fits the guided record: its pages, questions, shapes and tokens."""

import re
from datetime import date, datetime, timedelta

import pytest

from app.domain.pages import PAGES, PAGES_BY_NAME, find_field
from app.domain.pages.page_model import AnswerKind, Field
from app.services.practice.practice_record import find_scenario_end
from content import pack_loader
from content.contacts.call_panel import find_phone_line
from content.london_time import LONDON
from content.scenarios import scenario_files
from content.scenarios.path_claims import list_ending_passages
from content.scenarios.scenario import ExamplePart, Scenario, convert_to_stored_answer
from content.scenarios.scenario_paths import ReplyChoice, replay_choices
from content.workbook.workbook_loader import find_contact_keys

PACKS = [name for name, _ in pack_loader.list_pack_choices()]
SCENARIOS = scenario_files.load_scenarios("north_lincolnshire")
CLOCK = re.compile(r"[012]\d:[0-5]\d")
each = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.key)
SHAPES = {
    AnswerKind.WORDS: str, AnswerKind.TEXT: str, AnswerKind.LINE: str, AnswerKind.ONE: str,
    AnswerKind.TIME: str, AnswerKind.MANY: list, AnswerKind.DATE: dict, AnswerKind.MOMENT: dict,
}  # fmt: skip


def fault(part: ExamplePart, name: str, value: object) -> str:
    """Why a record could not hold this answer, or an empty string."""
    field = find_field(part.page, name)
    if field is None:
        return "no such question"
    if isinstance(value, dict) and set(value) == {"unknown"}:
        return "" if value["unknown"] in field.unknowns else "cannot be said not to be known"
    if not isinstance(value, SHAPES[field.kind]):
        return f"is not stored as {field.kind}"
    if field.kind is AnswerKind.TIME and not CLOCK.fullmatch(str(value)):
        return "is no time of day"
    if isinstance(value, dict) and not _is_day(value):
        return "is no day"
    return _token(part, field, value)


def _is_day(value: dict) -> bool:
    known = set(value) == {"date", "time", "zone"} and value["zone"] == "Europe/London"
    clock = value.get("time") is None or CLOCK.fullmatch(value["time"])
    return known and bool(clock) and bool(date.fromisoformat(value["date"]))


def _token(part: ExamplePart, field: Field, value: object) -> str:
    tokens = {one.token for one in field.options}
    if part.page == "indicators" and field.name == "indicator":
        tokens = {one.key for one in pack_loader.load_pack("england").indicators}
    given = value if isinstance(value, list) else [value]
    if field.kind in (AnswerKind.ONE, AnswerKind.MANY) and not tokens >= set(given):
        return "is no answer that can be chosen"
    return ""


@each
def test_a_model_record_can_be_stored_as_it_stands(scenario: Scenario) -> None:
    for part in scenario.model.parts:
        for name, value in part.values.items():
            assert fault(part, name, convert_to_stored_answer(value)) == "", (
                part.page,
                part.item,
                name,
            )
        grouped = any(page.group for page in PAGES if page.part_name == part.page)
        assert grouped or not part.item
    keys = [(one.page, one.item) for one in scenario.model.parts]
    assert len(keys) == len(set(keys))


@each
def test_a_model_record_answers_the_whole_core(scenario: Scenario) -> None:
    pages = {one.page for one in scenario.model.parts}
    assert {"now", "account", "child", "told", "people", "view"} <= pages
    account = next(one for one in scenario.model.parts if one.page == "account").values
    for name in ("seen", "worry", "told_on", "told_at_time", "told_at_place", "others_present"):
        assert account[name], name
    told = datetime.combine(account["told_on"], account["told_at_time"])
    assert timedelta(0) <= told - scenario.setting.at <= timedelta(hours=1)


@each
def test_no_time_in_a_model_record_is_before_the_telling(scenario: Scenario) -> None:
    for part in scenario.model.parts:
        for name, value in part.values.items():
            if isinstance(value, datetime) and part.page == "told":
                assert value >= scenario.setting.at, name
            if isinstance(value, date):
                assert f"{value:%Y-%m-%d}" <= f"{scenario.setting.at:%Y-%m-%d}", name


@each
def test_999_is_called_as_soon_as_a_child_in_danger_has_told(scenario: Scenario) -> None:
    """A boy was to be driven home at 15:00. He had told by 14:20, and 999 was called at 14:40."""
    now = next(one for one in scenario.model.parts if one.page == "now").values
    if now["danger_now"] == "yes":
        calls = [
            one.values["when"] for one in scenario.model.parts if one.page == "told" and one.line
        ]
        urgent = [one for one in scenario.model.parts if one.line == "emergency"]
        assert [one.values["when"] for one in urgent] == calls[:1]
        assert calls[0].replace(tzinfo=LONDON) <= find_scenario_end(scenario)


@each
def test_each_decision_belongs_to_a_question_of_the_record(scenario: Scenario) -> None:
    for one in scenario.decisions.values():
        part, _, name = one.field.partition(".")
        group = next((p.group.name for p in PAGES if p.part_name == part and p.group), "")
        assert not one.field or name == group or find_field(part, name), one.field
    assert "decision" in PAGES_BY_NAME


def day_line_is_open(pack: str, at: datetime) -> bool:
    loaded = pack_loader.load_pack(pack)
    key = find_contact_keys(loaded, "day")[0]
    when = at.replace(tzinfo=LONDON)
    return find_phone_line(loaded, key, when).kind == "open"


@each
@pytest.mark.parametrize("pack", PACKS)
def test_a_line_is_rung_when_it_is_open_whatever_authority_reads_it(
    scenario: Scenario, pack: str
) -> None:
    rung = [one for one in scenario.model.parts if one.line]
    assert rung
    for part in rung:
        at = part.values["when"]
        assert (part.line == "day") <= day_line_is_open(pack, at), part.line
        assert (part.line == "out_of_hours") <= (not day_line_is_open(pack, at)), part.line
    for ending in scenario.endings.values():
        if "closed" in " ".join(list_ending_passages(ending)):
            assert not day_line_is_open(pack, scenario.setting.at)


def test_an_answer_that_does_not_fit_would_be_found() -> None:
    part = ExamplePart(page="now", values={"danger_now": "yes"})
    assert fault(part, "danger_now", "yes") == ""
    assert fault(part, "danger_now", "perhaps") == "is no answer that can be chosen"
    assert fault(part, "danger_now", {"unknown": "not_known"}) == "cannot be said not to be known"
    assert fault(part, "danger", "yes") == "no such question"
    assert fault(part, "danger_why", "hurt") == "is not stored as many"


def test_an_example_says_whether_anything_was_asked() -> None:
    """It had "Did you ask them anything? Not answered" above the questions."""
    for scenario in SCENARIOS:
        asked = str(scenario.model.value("account", "questions_asked") or "")
        answer = "no" if asked.startswith("Nothing") else "yes"
        assert scenario.model.value("account", "asked_any") == answer, scenario.key


PLAIN = frozenset((
    "about", "after", "almost", "asked", "before", "behind", "first", "from", "kept", "minute",
    "quiet", "record", "said", "second", "seen", "spoke", "talked", "there", "time", "took",
    "twice", "went", "when",
))  # fmt: skip
"""Words of a worker who tells in order what they saw. They name nothing that was there."""
OTHER_WORDS = {"takes_it_back": {"cried", "shook"}, "changes_over_weeks": {"seat"},
               "moved_between_towns": {"wheezed"}}  # fmt: skip
"""Read once: the path shows it, in other words."""


def list_unseen_words(scenario: Scenario, seen: str) -> list[str]:
    """Return the words of what the worker saw that nothing on the example's path has."""
    state = replay_choices(scenario, map(ReplyChoice, scenario.model.choices))
    told = [value for one in scenario.model.parts if one.page == "others" for value in
            one.values.values()]  # fmt: skip
    shown = " ".join((
        *scenario.setting.body, scenario.setting.place, *scenario.setting.names,
        *(f"{one.does} {' '.join(one.says)} {one.then}" for one in state.heard),
        *(one.words for one in state.chosen), *map(str, told),
    )).casefold()  # fmt: skip
    known = PLAIN | OTHER_WORDS.get(scenario.key, set())
    words = re.findall(r"[a-z]{4,}", seen.casefold())
    return [word for word in words if word not in known and word[:4] not in shown]


@each
def test_a_worker_saw_only_what_the_path_of_the_example_shows(scenario: Scenario) -> None:
    """A watch had a black strap in the record, and nowhere else."""
    seen = str(scenario.model.value("account", "seen"))
    assert list_unseen_words(scenario, seen) == []
    assert list_unseen_words(scenario, f"{seen} A zebra lanyard.") == ["zebra", "lanyard"]
