"""Each mistake in a pack is named: the file, the line, what is wrong, how it is written."""

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.content_error import ContentError
from content.pack_faults.fault_lines import find_fault_line
from content.pack_files import PACKS
from content.workbook import workbook_loader
from tests.unit.content.guide_pack import NAME, write_guide_pack

TABLE = Path(__file__).with_name("pack_mistakes.toml")
MISTAKES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["mistake"]
PLACE = re.compile(rf"{NAME}/[a-z_/]+\.toml, line [1-9]\d*: ")
OF_THE_LIBRARIES = ("Object ", "Expected", "Invalid", "`", "RFC", "TOML", "null", "Unterminated")
"""Words that the reader of TOML and the reader of values have for developers."""


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    shutil.copytree(PACKS / "england", folder / "england")
    return folder


@pytest.fixture
def guide(packs: Path) -> Iterator[Path]:
    """A folder of packs with the page's own pack as it was written."""
    write_guide_pack(packs)
    yield packs
    shutil.rmtree(packs / NAME)


def make_mistake(packs: Path, mistake: dict[str, str]) -> ContentError:
    path = packs / NAME / mistake["file"]
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert mistake["old"] in text
    path.write_text(text.replace(mistake["old"], mistake["new"], 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        workbook_loader.load_workbook_from(packs, NAME)
    return caught.value


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one["new"].split("\n")[0][:40])
def test_a_mistake_is_named_with_its_line_and_how_to_mend_it(
    guide: Path, mistake: dict[str, str]
) -> None:
    assert str(make_mistake(guide, mistake)) == mistake["says"]


def test_no_mistake_is_told_in_the_words_of_a_library_or_without_its_line() -> None:
    said = [one["says"] for one in MISTAKES]
    assert [one for one in said if not PLACE.match(one)] == []
    assert [one for one in said if any(word in one for word in OF_THE_LIBRARIES)] == []


def test_the_line_that_is_named_is_the_one_that_was_changed(packs: Path) -> None:
    path = packs / "lines.toml"
    path.write_text(
        '# a note\n[provenance]\nowner = "x"\n\n[a.b]\nlong = """\n[a.c]\nkey = 1\n"""\n'
        'key = 2\n"c d" = 3\n\n[[rows]]\nkey = 4\n[links.one]\nweb = "x"\n',
        encoding="utf-8",
    )
    found = {
        key: find_fault_line(path, key)
        for key in ("a.b.key", 'a.b."c d".x', "a.b.gone", "a.b.owner", "a", "a.c", "rows.key")
    }
    assert found == {
        "a.b.key": 10,
        'a.b."c d".x': 11,
        "a.b.gone": 5,  # the table where it should be
        "a.b.owner": 3,  # given for all of the file
        "a": 5,
        "a.c": 5,
        "rows.key": 0,  # many rows: none is named for another
    }
    assert find_fault_line(path, "one.web") == 16  # a workbook names no section
    assert find_fault_line(packs / "gone.toml", "a") == 0
