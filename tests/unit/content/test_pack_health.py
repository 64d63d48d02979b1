"""A pack that cannot be trusted stops no other, and what is wrong with it is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from content import pack_loader
from content.content_error import ContentError
from content.maintenance import pack_health
from content.scenarios import scenario_files
from content.workbook import workbook_loader
from tests.support.spoiled_packs import serve_copied_packs, spoil_pack

OWN, LINES = "north_lincolnshire", "north_lincolnshire/contacts.toml"


@pytest.fixture
def packs(tmp_path: Path) -> Iterator[Path]:
    with serve_copied_packs(tmp_path) as packs:
        yield packs


def test_our_own_packs_have_no_fault() -> None:
    assert pack_health.list_all_faults() == ()


def test_a_wrong_line_is_named_and_leaves_every_other_pack(packs: Path) -> None:
    spoil_pack(packs, LINES, 'role = "day"', 'rule = "day"')
    pack_health.check_base_pack()
    assert [(one.file, one.key) for one in pack_health.list_all_faults()] == [
        (LINES, "contacts.spoc.rule")
    ]
    assert OWN not in dict(pack_loader.list_pack_choices())
    assert "hull" in [pack.name for pack in pack_loader.list_usable_packs()]


def test_a_stored_pack_with_a_costly_number_stops_no_other(packs: Path) -> None:
    spoil_pack(packs, LINES, "01724 296500", "0844 557 1234")
    pack_health.check_base_pack()
    (fault,) = pack_health.list_all_faults()
    assert (fault.file, fault.key) == (LINES, "contacts.spoc.number")
    assert "Enter a number that costs nothing extra to call" in str(fault)
    assert "hull" in [pack.name for pack in pack_loader.list_usable_packs()]


def test_the_area_of_a_wrong_pack_has_its_name_and_no_lines(packs: Path) -> None:
    spoil_pack(packs, LINES, 'role = "day"', 'rule = "day"')
    area = pack_loader.find_area(OWN)
    assert (area.name, area.pack) == ("North Lincolnshire", "")
    spoil_pack(packs, f"{OWN}/pack.toml", 'title = "', "title = ")
    assert pack_loader.find_area(OWN) == pack_loader.ELSEWHERE


def test_two_packs_of_one_title_are_named_and_told_apart(packs: Path) -> None:
    old = 'title = "Example Authority (made up, for practice)"'
    spoil_pack(packs, "example_authority/pack.toml", old, 'title = "North Lincolnshire"')
    assert {(one.file, one.key) for one in pack_health.list_all_faults()} == {
        ("example_authority/pack.toml", "pack.title"),
        (f"{OWN}/pack.toml", "pack.title"),
    }
    assert dict(pack_loader.list_pack_choices()) == {
        "example_authority": "North Lincolnshire (made up)",
        OWN: "North Lincolnshire",
    }
    spoil_pack(packs, "example_authority/pack.toml", "fictional = true", "")
    assert dict(pack_loader.list_pack_choices()) == {
        "example_authority": "North Lincolnshire (example_authority)",
        OWN: f"North Lincolnshire ({OWN})",
    }


def test_two_packs_of_one_council_area_are_named(packs: Path) -> None:
    spoil_pack(packs, "hull/pack.toml", 'council = "Hull"', 'council = "Lincolnshire"')
    assert {(one.file, one.key) for one in pack_health.list_all_faults()} == {
        ("hull/pack.toml", "pack.council"),
        ("lincolnshire/pack.toml", "pack.council"),
    }


def test_wrong_links_take_the_links_only(packs: Path) -> None:
    spoil_pack(packs, f"{OWN}/workbook/links.toml", "[links.", "[links.not_")
    fault = pack_health.find_optional_part_fault(OWN)
    assert fault is not None
    assert fault.file == f"{OWN}/workbook/links.toml"
    assert pack_health.find_pack_fault(OWN) is None
    england = workbook_loader.load_workbook("england")
    assert workbook_loader.load_workbook(OWN).links == england.links


def test_a_scenario_of_its_own_takes_no_number(packs: Path) -> None:
    folder = packs / OWN / "scenarios"
    folder.mkdir()
    (folder / "ours.toml").write_text("", encoding="utf-8")
    fault = pack_health.find_optional_part_fault(OWN)
    assert fault is not None
    assert fault.file == f"{OWN}/scenarios/ours.toml"
    assert scenario_files.load_scenarios(OWN) == scenario_files.load_scenarios("england")


@pytest.mark.parametrize("file", ["contacts.toml", "workbook/law.toml"])
def test_a_wrong_base_pack_stops_the_start(packs: Path, file: str) -> None:
    spoil_pack(packs, f"england/{file}", "\n[", "\n[not_")
    with pytest.raises(ContentError):
        pack_health.check_base_pack()
