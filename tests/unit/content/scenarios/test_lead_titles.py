"""Each scenario calls its lead what its own setting does: a school has no welfare officer."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest

from content import pack_loader
from content.scenarios import scenario_files
from content.scenarios.scenario import Scenario
from content.workbook import workbook_loader

PACK = pack_loader.load_pack("north_lincolnshire")
WRITTEN = scenario_files.load_scenarios("north_lincolnshire")
SETTINGS = {
    "blue_car": ("school", "designated safeguarding lead"),
    "boyfriend_in_year_11": ("school", "designated safeguarding lead"),
    "carer_reports_changes": ("family hub", "designated safeguarding officer"),
    "changes_over_weeks": ("school", "designated safeguarding lead"),
    "game_and_pictures": ("youth club", "safeguarding lead"),
    "moved_between_towns": ("school nurse", "named nurse"),
    "swimming_coach": ("club", "welfare officer"),
    "takes_it_back": ("support worker", "safeguarding lead"),
}
"""What kind of place it is, a word of its own first page, and what such a place calls its lead."""
TITLE = re.compile(
    r"(?<!local authority )\b(?:"
    r"(?:(?:deputy|designated|organisation['’]s) )*safeguarding (?:lead|officer|manager|person)|"
    r"(?:child )?(?:welfare|protection) (?:officer|lead|coordinator)|"
    r"named (?:nurse|doctor|midwife|professional|person|lead)|"
    r"designated (?:teacher|person|lead|officer|professional)|"
    r"lead professional|DSL|DSO|CPO)s?\b",
    re.IGNORECASE,
)
"""Titles that a lead can have in any setting. A LADO is no lead of a setting."""
each = pytest.mark.parametrize("scenario", WRITTEN, ids=lambda one: one.key)


def list_texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield every text within a value of a scenario, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from list_texts(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from list_texts(inner, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from list_texts(inner, f"{place}[{number}]")


def find_titles(scenario: Scenario) -> list[tuple[str, str]]:
    """List each title of a lead in any text of the scenario, with its place."""
    texts = list_texts(scenario, scenario.key)
    return [(place, title) for place, words in texts for title in TITLE.findall(words)]


def test_each_setting_has_the_title_that_such_a_place_uses() -> None:
    assert {one.key: one.setting.lead_title for one in WRITTEN} == {
        key: title for key, (_, title) in SETTINGS.items()
    }
    for one in WRITTEN:
        assert SETTINGS[one.key][0] in " ".join((one.setting.you, *one.setting.body)).casefold()


@each
def test_no_text_spells_a_title_itself(scenario: Scenario) -> None:
    place = f"{scenario.key}.setting.lead_title"
    assert find_titles(scenario) == [(place, scenario.setting.lead_title)]


@each
def test_every_text_has_the_title_of_its_own_setting(scenario: Scenario) -> None:
    title = scenario.setting.lead_title
    filled = workbook_loader.fill_edition(scenario, PACK, title)
    found = find_titles(filled)
    assert {one for _, one in found} == {title}
    named = sum(words.count("{lead_title}") for _, words in list_texts(scenario, ""))
    assert len(found) - 1 == named > 0  # the one more is the setting itself


def test_a_title_of_another_setting_would_be_found() -> None:
    school = next(one for one in WRITTEN if one.key == "blue_car")
    for words in ("Tell the welfare officer.", "She told the school's named nurse."):
        body = (*school.setting.body, words)
        setting = msgspec.structs.replace(school.setting, body=body)
        spoiled = msgspec.structs.replace(school, setting=setting)
        assert len(find_titles(spoiled)) == 2
    assert TITLE.findall("The local authority designated officer (LADO) decides.") == []
