"""A sentence about a wrong value of a pack leads to one that says what was meant."""

import shutil
from pathlib import Path

import pytest

from content.contacts.hours_advice import HOW_TO_WRITE
from content.pack_files import PACKS
from content.pack_loader import load_pack_from
from tests.unit.content.spoiled_pack import spoil

LINES = "north_lincolnshire/contacts.toml"
SETTINGS = "north_lincolnshire/pack.toml"
HOURS = 'hours = ["Mon-Thu 09:00-17:00", "Fri 09:00-16:30"]'


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    for name in ("england", "north_lincolnshire", "example_authority"):
        shutil.copytree(PACKS / name, tmp_path / name)
    return tmp_path


def test_hours_that_are_no_list_are_shown_as_one(packs: Path) -> None:
    error = spoil(load_pack_from, packs, LINES, HOURS, 'hours = "Mon-Thu 09:00-17:00"')
    assert error.key == "contacts.spoc.hours"
    assert error.cure == (
        'Write it as a list, in square brackets: ["Mon-Thu 09:00-17:00"]. '
        'Only where that is true, use one of: "not known", "always"'
    )


def test_hours_that_cannot_be_read_are_shown_as_a_list(packs: Path) -> None:
    error = spoil(load_pack_from, packs, LINES, HOURS, 'hours = ["9 to 5"]')
    assert error.cure == HOW_TO_WRITE


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'role = "day"',
            'role = "police"',
            "'police' is for the lines of all England. "
            "Use day, freephone, out_of_hours, lado, board or advice",
        ),
        (
            'role = "day"',
            'role = "local police"',
            'Use one of: "advice", "board", "day", "freephone", "lado", "out_of_hours".',
        ),
        (
            'status = "to confirm"',
            'status = "unknown"',
            'Use one of: "confirmed", "to confirm".',
        ),
        (
            'status = "to confirm"',
            'status = "in force"',
            'does not fit here. Use one of: "confirmed", "to confirm".',
        ),
        ('role = "day"', "", 'role is missing. Write role. Use one of: "advice", "board"'),
        (
            'number = "01724 296500"',
            'number = "(01724) 296500"',
            "'(01724) 296500' is not digits and spaces. "
            "Write it in digits and spaces, for example 01632 960202.",
        ),
    ],
)
def test_only_what_a_council_can_write_is_offered(
    packs: Path, old: str, new: str, said: str
) -> None:
    assert said in str(spoil(load_pack_from, packs, LINES, old, new))


def test_settings_in_two_files_name_both(packs: Path) -> None:
    error = spoil(load_pack_from, packs, LINES, "[provenance]", "[settings]\nx = 1\n[provenance]")
    assert str(error).endswith(
        ": settings: also in north_lincolnshire/contacts.toml. "
        "Put all of [settings] and its tables into one file."
    )


def test_settings_twice_in_one_file_say_to_keep_one(packs: Path) -> None:
    error = spoil(load_pack_from, packs, SETTINGS, "[settings]", "[settings]\n[settings]")
    assert error.problem == "[settings] is there twice"
    assert error.cure == "Keep one of the two, with all its lines"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("your_name = { label =", "your_name = { lable =", "boxes.your_name.lable"),
        ('"Child.name" = { label =', '"Child.name" = { lable =', 'boxes."Child.name".lable'),
        ('office = "The Front Door writes here"', "office = 3", "by_hand.office"),
    ],
)
def test_a_wrong_box_is_named(packs: Path, old: str, new: str, place: str) -> None:
    path = packs / "example_authority" / "forms.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    fault = load_pack_from(packs, "example_authority").wrong_forms["front_door"].fault
    assert fault.key == f"council_forms.front_door.{place}"
