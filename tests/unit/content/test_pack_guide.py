"""Who follows docs/content.md has a pack that loads: the page's own blocks are written and read."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from content import pack_loader
from content.content_error import ContentError
from content.pack_files import PACKS
from content.pack_findings import list_pack_findings, list_workbook_findings
from content.pack_settings import TimeLimit
from content.workbook import workbook_loader
from tests.unit.content.guide_pack import BLOCKS, NAME, TEXT, write_guide_pack

SAYS = re.compile(r"^```text\n(exampleton/.*?)\n```$", re.MULTILINE | re.DOTALL)
ERRORS = SAYS.findall(TEXT)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The folder of packs of somebody who followed the page to its end."""
    shutil.copytree(PACKS / "england", tmp_path / "england")
    write_guide_pack(tmp_path)
    return tmp_path


def test_the_page_gives_every_file_that_a_pack_needs() -> None:
    assert list(BLOCKS) == [
        f"{NAME}/{file}" for file in ("pack.toml", "contacts.toml", "workbook/links.toml")
    ]
    assert len(ERRORS) == 4


def test_what_the_page_says_makes_a_pack_that_loads(packs: Path) -> None:
    pack = pack_loader.load_pack_from(packs, NAME)
    assert pack.kind == "authority"
    assert pack.settings.spoc == "Exampleton Children's Front Door"
    assert pack.settings.clocks.written_confirmation == TimeLimit(working_days=2)
    assert pack.contacts["spoc"].area == NAME
    assert pack.indicators == pack_loader.load_pack("england").indicators
    assert pack.contacts["out_of_hours"].hours  # the hours in which the front door is closed


def test_the_workbook_of_that_pack_names_its_lines_and_its_board(packs: Path) -> None:
    pack, book = (
        pack_loader.load_pack_from(packs, NAME),
        workbook_loader.load_workbook_from(packs, NAME),
    )
    assert book.links["language_toolkit"].web == "https://example.org/words"
    last = workbook_loader.fill_edition(book.chapters[-1], pack, "lead")
    assert "Exampleton Safeguarding Board" in last.text
    asked = book.chapter("making_a_referral")
    assert asked is not None
    assert [part.contacts for part in asked.parts if part.key == "who_to_ring"] == [
        ("spoc", "out_of_hours")
    ]


def test_what_still_waits_for_a_person_is_listed(packs: Path) -> None:
    pack, book = (
        pack_loader.load_pack_from(packs, NAME),
        workbook_loader.load_workbook_from(packs, NAME),
    )
    today = date(2026, 11, 26)
    found = (*list_pack_findings(pack, today), *list_workbook_findings(book, pack, today))
    listed = {(one.key, one.problem) for one in found}
    assert {("contacts.spoc", "to confirm"), ("settings.csa_duty", "not known")} <= listed
    assert ("settings.clocks.written_confirmation", "missing") not in listed
    assert ("settings.training.renew_after_months", "missing") not in listed
    assert not [key for key, _ in listed if key.startswith("workbook.")]  # its link has an address


def test_a_second_file_with_settings_is_refused_as_the_page_says(packs: Path) -> None:
    clocks = "[settings.clocks]\nwritten_confirmation = { working_days = 2 }\n"
    (packs / NAME / "more.toml").write_text(clocks, encoding="utf-8")
    with pytest.raises(ContentError, match=r"settings: also in exampleton/more\.toml"):
        pack_loader.load_pack_from(packs, NAME)


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("contacts.toml", "role =", "rule =", 0),
        ("pack.toml", "{ working_days = 2 }", "{ minutes = 1440 }", 1),
        ("workbook/links.toml", "[links.language_toolkit]", "[links.toolkit]", 2),
        (
            "contacts.toml",
            'volunteer"\nsource = "exampleton_council"',
            'volunteer"\nsource = "exampleton"',
            3,
        ),
    ],
)
def test_an_error_reads_as_the_page_says(
    packs: Path, file: str, old: str, new: str, error: int
) -> None:
    path = packs / NAME / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        workbook_loader.load_workbook_from(packs, NAME)
    assert str(caught.value) == ERRORS[error]
