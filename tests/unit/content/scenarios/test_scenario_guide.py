"""Who follows docs/scenarios.md has a scenario that loads and can be practised to each end."""

import re
from pathlib import Path

import pytest

from content import pack_loader
from content.content_error import ContentError
from content.scenarios import scenario_files, scenario_paths
from content.scenarios.path_rules import FEWEST_TURNS, MOST_TURNS
from content.scenarios.scenario import HELPFUL_KINDS, ReplyKind, Scenario
from content.scenarios.scenario_rules import MAX_LIKENESS
from content.workbook import workbook_loader
from tests.unit.content.scenarios.test_model_records import convert_to_stored_answer, fault

PAGE = Path(__file__).resolve().parents[4] / "docs" / "scenarios.md"
TEXT = PAGE.read_text(encoding="utf-8")
FILE = "england/scenarios/new-scarf.toml"
BLOCKS = re.findall(rf"^```toml\n# {re.escape(FILE)}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
ERRORS = re.findall(r"^```text\n(.*?)\n```$", TEXT, re.MULTILINE)
NORTH = "north_lincolnshire"


def load(packs: Path, text: str) -> Scenario:
    (packs / FILE).parent.mkdir(parents=True, exist_ok=True)
    (packs / FILE).write_text(text, encoding="utf-8")
    (found,) = scenario_files.read_scenarios(
        packs, pack_loader.load_pack(NORTH), workbook_loader.load_workbook(NORTH)
    )
    return found


def test_what_the_page_says_makes_a_scenario_that_can_be_practised(tmp_path: Path) -> None:
    scenario = load(tmp_path, "\n".join(BLOCKS))
    assert scenario.key == "new_scarf"
    assert not scenario_paths.find_path_faults(scenario)
    ends = list(scenario_paths.iter_path_ends(scenario))
    assert {state.ending for state in ends} == set(scenario.endings.values())
    assert any(state.came_back == ("secret",) for state in ends)
    assert any(one.bent for state in ends for one in state.said)
    for part in scenario.model.parts:
        for name, value in part.values.items():
            assert fault(part, name, convert_to_stored_answer(value)) == "", name


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('next = "led"', 'next = "lead"', 0),
        ('kind = "investigating", asks = true, why = "It is friendly',
         'kind = "leading", asks = true, why = "It is friendly', 1),
        ('recalls = { secret = "broken" }\n', "", 2),
    ],
)  # fmt: skip
def test_an_error_reads_as_the_page_says(tmp_path: Path, old: str, new: str, error: int) -> None:
    text = "\n".join(BLOCKS)
    assert old in text
    if error == 2:  # nothing leads there any more: it would be named first
        start, stop = text.index("[turns.broken]"), text.index("[turns.rest]")
        text = text[:start] + text[stop:]
    with pytest.raises(ContentError) as caught:
        load(tmp_path, text.replace(old, new, 1))
    assert str(caught.value) == ERRORS[error]


def test_the_page_names_every_kind_and_the_bounds_of_the_code() -> None:
    table = TEXT[TEXT.index("## The kinds") : TEXT.index("## What is checked")]
    for kind in ReplyKind.__args__:  # type: ignore[attr-defined]
        row = next(line for line in table.splitlines() if f"`{kind}`" in line)
        assert (row.index(f"`{kind}`") < row.index(" | ")) == (kind in HELPFUL_KINDS)
    assert f"{FEWEST_TURNS} to {MOST_TURNS} turns" in TEXT
    assert MAX_LIKENESS == 3 / 5
