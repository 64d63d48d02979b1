"""A council's pack cannot take 999 away, and its numbers are whole ones."""

import shutil
from pathlib import Path

import pytest

from content.content_error import ContentError
from content.pack_files import PACKS
from content.pack_loader import load_pack_from
from tests.unit.content.spoiled_pack import assert_said, spoil

LOCAL = "north_lincolnshire/contacts.toml"
NATIONAL = "england/contacts.toml"
SPOC = 'number = "01724 296500"'


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    for name in ("england", "north_lincolnshire"):
        shutil.copytree(PACKS / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("key", ["emergency", "police", "textphone", "nspcc", "childline"])
def test_no_council_replaces_a_line_of_all_england(packs: Path, key: str) -> None:
    error = spoil(load_pack_from, packs, LOCAL, "[contacts.freephone]", f"[contacts.{key}]")
    assert_said(error, f"contacts.{key}")
    assert error.file == LOCAL
    assert "is a line of england/contacts.toml" in error.problem


@pytest.mark.parametrize("role", ["emergency", "police", "access"])
def test_no_line_of_a_council_has_the_role_of_999_or_101(packs: Path, role: str) -> None:
    error = spoil(load_pack_from, packs, LOCAL, 'role = "freephone"', f'role = "{role}"')
    assert_said(error, "contacts.freephone.role")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("[contacts.emergency]", "[contacts.ambulance]", "contacts.emergency"),
        ("[contacts.police]", "[contacts.station]", "contacts.police"),
        ('role = "emergency"', 'role = "advice"', ""),
        ('number = "999"', 'number = "998"', "contacts.emergency.number"),
        ('number = "101"', 'number = "105"', "contacts.police.number"),
        ('number = "999"', "", "contacts.emergency.number"),
    ],
)
def test_every_pack_has_999_and_101(packs: Path, old: str, new: str, key: str) -> None:
    assert_said(spoil(load_pack_from, packs, NATIONAL, old, new), key)


def test_a_pack_on_its_own_has_999_too(packs: Path) -> None:
    for path in (packs / "england").glob("*.toml"):
        if path.name not in ("pack.toml", "contacts.toml"):
            shutil.copy(path, packs / "north_lincolnshire")
    with pytest.raises(ContentError, match=r"contacts\.emergency: 999 is missing"):
        spoil_head(packs)


def spoil_head(packs: Path) -> None:
    path = packs / "north_lincolnshire" / "pack.toml"
    settings = (packs / "england" / "settings.toml").read_text(encoding="utf-8")
    head = path.read_text(encoding="utf-8").partition("# `written")[0]
    path.write_text(head.replace('extends = "england"', ""), encoding="utf-8")
    (packs / "north_lincolnshire" / "settings.toml").write_text(settings, encoding="utf-8")
    load_pack_from(packs, "north_lincolnshire")


SHORT = ["999", "101", "112", "111", "18000", "116 123", "01724 29650"]
COSTLY = ["0843 557 1234", "0844 557 1234", "0870 123 4567", "0906 123 4567", "118 118"]


@pytest.mark.parametrize("number", [*SHORT, *COSTLY])
def test_no_council_has_a_short_or_costly_number(packs: Path, number: str) -> None:
    error = spoil(load_pack_from, packs, LOCAL, SPOC, f'number = "{number}"')
    assert_said(error, "contacts.spoc.number")
    assert f"'{number}'" in error.problem


@pytest.mark.parametrize(
    ("old", "key"), [("01724 296555", "out_of_hours"), ("01724 298293", "lado")]
)
def test_no_other_line_of_a_council_is_999(packs: Path, old: str, key: str) -> None:
    assert_said(spoil(load_pack_from, packs, LOCAL, old, "999"), f"contacts.{key}.number")


@pytest.mark.parametrize("number", ["", "01724-296500", "01724 296500 ext 2"])
def test_a_number_is_digits_and_spaces_or_left_out(packs: Path, number: str) -> None:
    error = spoil(load_pack_from, packs, LOCAL, SPOC, f'number = "{number}"')
    assert_said(error, "contacts.spoc.number")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('hours = ["Mon-Thu 09:00-17:00", "Fri 09:00-16:30"]', "hours = []", "spoc.hours"),
        ('email = "lado@northlincs.gov.uk"', 'email = "lado.northlincs.gov.uk"', "lado.email"),
        ('role = "lado"', 'role = "lado"\nweb = "www.example.org"', "lado.web"),
    ],
)
def test_no_hours_no_address_and_no_link_is_named(
    packs: Path, old: str, new: str, key: str
) -> None:
    assert_said(spoil(load_pack_from, packs, LOCAL, old, new), f"contacts.{key}")
