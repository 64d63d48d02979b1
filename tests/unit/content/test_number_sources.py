"""Every number that a pack can print is in this table, read from facts with a source."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from content import pack_loader
from content.pack_files import PACKS
from content.pack_findings import is_site_front_page, list_pack_findings
from content.workbook import workbook_loader

FIRST_PAGES = {
    "england": {
        "childline": "the address of the page about Childline was not written down",
        "modern_slavery": "the first page of the helpline prints its number",
        "pace": "the workbook names the website, and no number of it",
    },
    "hull": {"hull": "only a page of the council's old site was found"},
    "north_east_lincolnshire": {"north_east_lincolnshire": "no number was taken from it"},
}
"""Sources that link to the first page of a site, with the reason. Each other one is the page."""
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


@pytest.mark.parametrize("name", pack_loader.list_pack_names())
def test_what_was_read_is_linked_and_not_the_first_page_of_its_site(name: str) -> None:
    pack = pack_loader.load_pack(name)
    base = pack_loader.load_pack(pack.extends).sources if pack.extends else {}
    own = {key: one.link for key, one in pack.sources.items() if base.get(key) != one}
    first = {key for key, link in own.items() if is_site_front_page(link)}
    assert first == FIRST_PAGES.get(name, {}).keys()
    book = None if pack.kind == "contacts" else workbook_loader.load_workbook(name)
    links = book.links.values() if book else ()
    assert [one.web for one in links if is_site_front_page(one.web)] == []


def test_a_text_that_names_a_helpline_cites_the_page_about_it() -> None:
    pack = pack_loader.load_pack("england")
    lines = [line for line in pack.contacts.values() if line.role == "advice"]
    named = {
        (passage.heading, line.label): (passage.source, line.source)
        for passage in (*pack.texts.values(), *pack.companion)
        for line in lines
        if line.label in msgspec.json.encode(passage).decode()
    }
    assert named.keys() >= {
        ("If you do not agree", "NSPCC whistleblowing advice line"),
        ("Before they leave you", "Childline"),
    }
    assert {who: cited for who, cited in named.items() if cited[0] != cited[1]} == {}


def test_a_first_page_of_a_site_is_left_for_a_person_to_replace() -> None:
    found = list_pack_findings(pack_loader.load_pack("hull"), date(2026, 11, 24))
    (hull,) = [one for one in found if one.key == "sources.hull.link"]
    assert "it is the first page of a site" in hull.words
    assert is_site_front_page("https://www.example.org")
    assert not is_site_front_page("https://www.example.org/page")
    assert not is_site_front_page("https://www.example.org/?page=2")
    assert not is_site_front_page("")


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
