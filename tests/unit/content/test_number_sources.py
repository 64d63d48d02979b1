"""Every number that a pack can print is in this table, read from facts with a source."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from content import pack_loader
from content.pack_files import PACKS

NATIONAL = {"999", "101", "18000", "18001 101"}
# number: what must stand in the link or title of its source
PUBLISHED = {
    "01724 296500": "northlincs.gov.uk/people-health-and-care/keeping-children-safe",
    "08081 689667": "northlincs.gov.uk/people-health-and-care/keeping-children-safe",
    "01724 296555": "northlincs.gov.uk/people-health-and-care/keeping-children-safe",
    "01724 298293": "northlincscmars.co.uk/lado",
    "01522 782111": "lincolnshire.gov.uk",
    "01522 782333": "lincolnshire.gov.uk",
    "01482 448879": "hullcc.gov.uk",
    "01482 300304": "hullcc.gov.uk",
    "01482 393939": "eastriding.gov.uk",
    "0300 500 80 90": "nottinghamshire.gov.uk",
    "0300 500 80 80": "nottinghamshire.gov.uk",
    "0300 456 4546": "nottinghamshire.gov.uk",
    "01302 737777": "doncasterchildrenstrust.co.uk",
    "0808 800 5000": "nspcc.org.uk",
    "0800 028 0285": "nspcc.org.uk",
    "0800 1111": "nspcc.org.uk",
    "08000 121 700": "modernslaveryhelpline.org",
}
DRAMA = re.compile(r"01632 960\d{3}|07700 900\d{3}")
DIGITS = re.compile(r"\d[\d ]*\d|\d")
YEAR = re.compile(r"(19|20)\d\d")
NOT_PRINTED_AS_NUMBERS = {"link", "hours", "patterns", "unless", "portal", "address", "sha256"}
FILES = sorted(PACKS.rglob("*.toml"))


def strings(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in NOT_PRINTED_AS_NUMBERS:
                yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKS)))
def test_no_digits_stand_in_a_pack_without_a_source(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for text in strings(table):
        for digits in DIGITS.findall(text):
            short = len(digits.replace(" ", "")) < 3 or YEAR.fullmatch(digits)
            assert short or digits in NATIONAL | PUBLISHED.keys() or DRAMA.fullmatch(digits), text


@pytest.mark.parametrize("name", pack_loader.list_pack_names())
def test_each_number_names_the_page_on_which_it_stands(name: str) -> None:
    pack = pack_loader.load_pack(name)
    for line in pack.contacts.values():
        page = pack.source(line).link
        if line.number in PUBLISHED:
            assert PUBLISHED[line.number] in page
        elif line.number and line.number not in NATIONAL:
            assert pack.area.fictional
            assert DRAMA.fullmatch(line.number)
        assert page or not line.number


def test_no_published_number_was_lost() -> None:
    printed = {
        line.number
        for name in pack_loader.list_pack_names()
        for line in pack_loader.load_pack(name).contacts.values()
    }
    assert PUBLISHED.keys() | NATIONAL <= printed


@pytest.mark.parametrize("name", pack_loader.list_pack_names())
def test_every_line_waits_until_a_person_has_rung_it(name: str) -> None:
    cure = (
        "a pack that is shared claims no check. Whoever rang it says so in the app, or in the pack "
        "on their own server: docs/going-live.md"
    )
    for line in pack_loader.load_pack(name).contacts.values():
        assert line.status == "to confirm", cure
        assert line.checked_on is None, cure


def test_only_published_hours_are_hours() -> None:
    known = {
        line.number: line.hours
        for name in pack_loader.list_pack_names()
        for line in pack_loader.load_pack(name).contacts.values()
        if line.hours != "not known" and not DRAMA.fullmatch(line.number)
    }
    assert known.keys() == {
        "999",
        "101",
        "01724 296500",
        "01724 296555",
        "01522 782333",
        "01482 393939",
        "0300 500 80 90",
        "0300 500 80 80",
    }


def test_the_boards_address_is_the_workbooks_and_never_for_case_data() -> None:
    board = pack_loader.load_pack("north_lincolnshire").contacts["board"]
    assert board.address == "Church Square House, 30-40 High Street, Scunthorpe DN15 6NL"
    assert board.email == "mars@northlincs.gov.uk"
    assert not board.case_data
    assert board.number == ""
