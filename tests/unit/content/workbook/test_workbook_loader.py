"""The workbook edition as it is read: joined with the pack, filled, and proved before use."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from content import pack_loader
from content.content_error import ContentError
from content.pack_files import PACKS
from content.workbook import workbook_loader
from content.workbook.reading_time import count_words
from tests.support import edition_texts
from tests.unit.content.spoiled_pack import assert_said, spoil

NORTH = "north_lincolnshire"
GUIDE = Path(__file__).resolve().parents[4] / "docs" / "scenarios.md"
FIRST = "england/workbook/chapters/01-what-cse-is.toml"
SECOND = "england/workbook/chapters/02-how-it-happens.toml"


@pytest.mark.parametrize("name", [name for name, _ in pack_loader.list_pack_choices()])
def test_each_authority_has_the_edition_and_it_is_kept(name: str) -> None:
    book = workbook_loader.load_workbook(name)
    assert book is workbook_loader.load_workbook(name)
    assert [one.number for one in book.chapters] == list(range(1, len(book.chapters) + 1))
    assert all(one.title and one.summary and one.parts for one in book.chapters)


def test_a_chapter_says_how_long_it_takes_and_shows_when_its_words_change() -> None:
    book = workbook_loader.load_workbook(NORTH)
    first = book.chapters[0]
    pack = pack_loader.load_pack(NORTH)
    words = [count_words(one, book, pack) for one in book.chapters]
    exact = [max(1, round(one / 200)) for one in words]
    assert [one.minutes for one in book.chapters] == exact
    assert exact != [max(1, round(one / 190)) for one in words], "another speed would be seen"
    for one, counted in zip(book.chapters, words, strict=True):
        prose = len(one.text.split()) + len(one.content_note.split())
        checks = [text for c in one.checks for a in c.answers for text in (a.text, a.feedback)]
        assert counted >= prose + sum(len(text.split()) for text in checks), one.key
    assert book.minutes == sum(one.minutes for one in book.chapters)
    assert len({one.mark for one in book.chapters}) == len(book.chapters)
    moved = replace(first, parts=tuple(replace(p, review_by=date(2030, 1, 1)) for p in first.parts))
    assert moved.mark == first.mark
    reworded = replace(first.parts[0], body=("Other words.",))
    assert replace(first, parts=(reworded, *first.parts[1:])).mark != first.mark


def test_the_guide_says_how_many_words_the_chapters_have() -> None:
    book, pack = workbook_loader.load_workbook(NORTH), pack_loader.load_pack(NORTH)
    words = sum(count_words(one, book, pack) for one in book.chapters)
    assert f"| {words:,} words, {book.minutes} minutes |" in GUIDE.read_text("utf-8")


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    for name in ("england", NORTH):
        shutil.copytree(PACKS / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        (FIRST, 'title = "What', 'titel = "What', "what_cse_is"),
        (FIRST, "number = 1", 'number = "1"', "what_cse_is"),
        (FIRST, "number = 1", "number = 3", ".number"),
        (FIRST, "number = 1", "parts = []\nnumber = 1", "chapter"),
        (FIRST, "[chapter]", "[chaptre]", "chaptre"),
        (FIRST, "[parts.aims]", "[parts.about]", "this line"),
        (FIRST, '"definition/1"', '"definition/9"', "definition.workbook"),
        (FIRST, '"aims/3"', '"goals/3"', "aims.workbook"),
        (FIRST, 'source = "cse_definition"', 'source = "gone"', "definition.source"),
        (FIRST, "since = 2026-11-24", "", ".since"),
        (FIRST, "review_by = 2027-11-24", "review_by = 2025-11-24", ".review_by"),
        (FIRST, 'owner = "Content owner"', 'owner = ""', ".owner"),
        (FIRST, 'status = "in force"', 'status = "to confirm"', ".status"),
        (FIRST, 'law = ["words"]', 'law = ["wards"]', "words_before.law"),
        (FIRST, '"what_cse_is/used_to_control"', '"what_cse_is/used"', "gift.see"),
        (FIRST, "right = true", "right = false", "gift.answers"),
        (FIRST, "[checks.gift]", "[checks.aims]", "aims.key"),
        (FIRST, "Take your time", "{lead_titel}, take your time", "about.text"),
        (FIRST, 'workbook = ["purpose/1"', 'changes = []\nworkbook = ["purpose/1"', ".changes"),
        (SECOND, 'figure = "models"', 'figure = "model"', "four.figure"),
        (SECOND, 'figure = "models"', 'draws = "police"', "four.draws"),
        (SECOND, 'figure = "models"', 'lines = ["nspc"]', "four.lines"),
        (SECOND, 'figure = "models"', 'links = ["nspc"]', "four.links"),
        ("england/workbook/law.toml", 'act = "Not known"', "", "law.rape_under_16"),
        ("england/workbook/law.toml", "[law.rape]", "[laws.rape]", "laws"),
        ("england/workbook/pictures/pictures.toml", "models.svg", "modls.svg", "models.file"),
        ("england/workbook/pictures/models.svg", "viewBox", "box", "models.file"),
        ("england/workbook/pictures/models.svg", "</svg>", "", "models.file"),
        ("england/workbook/pictures/models.svg", "<title", "<desc", "models.file"),
        ("england/workbook/pictures/models.svg", "<path ", '<path onload="x()" ', "models.file"),
        ("england/workbook/edition.toml", "[edition]", "[about]", "about"),
    ],
)
def test_a_wrong_edition_does_not_load_and_says_where(
    packs: Path, file: str, old: str, new: str, key: str
) -> None:
    error = spoil(workbook_loader.load_workbook_from, packs, file, old, new)
    assert_said(error, key)
    assert error.file.startswith("england/workbook/")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x()</script>",
        '<image href="x.png"/>',
        '<a href="/x"/>',
        "<!-- x -->",
        '<g style="x"/>',
    ],
)
def test_a_drawing_can_neither_run_nor_fetch_nor_hide_words(packs: Path, inside: str) -> None:
    file = "england/workbook/pictures/models.svg"
    error = spoil(workbook_loader.load_workbook_from, packs, file, "</svg>", f"{inside}</svg>")
    assert error.problem == "could run or fetch"


def test_a_key_given_in_two_files_is_refused(packs: Path) -> None:
    folder = packs / "england" / "workbook"
    shutil.copy(folder / "law.toml", folder / "law-more.toml")
    with pytest.raises(ContentError, match="also in england/workbook/law-more.toml"):
        workbook_loader.load_workbook_from(packs, NORTH)


def test_so_is_a_link_that_an_authority_gives_twice(packs: Path) -> None:
    folder = packs / NORTH / "workbook"
    shutil.copy(folder / "links.toml", folder / "more.toml")
    with pytest.raises(ContentError, match=f"also in {NORTH}/workbook/links.toml"):
        workbook_loader.load_workbook_from(packs, NORTH)


def test_a_pack_without_an_edition_beneath_says_so(packs: Path) -> None:
    shutil.rmtree(packs / "england" / "workbook")
    with pytest.raises(ContentError, match="Extend a pack that has one"):
        workbook_loader.load_workbook_from(packs, NORTH)


@pytest.mark.parametrize(
    ("text", "key", "cure"),
    [
        ('[law.rape]\nheading = "x"\n', "law", "Use one of provenance, links"),
        ('[links.toolkit]\nlabel = "x"\n', "links.toolkit", "Write source"),
        ("[links]\nlanguage_toolkit = 1\n", "links.language_toolkit", "Write [links."),
        ("[links.language_toolkit\n", "this line", "Write it alone on its line"),
    ],
)
def test_an_authority_lays_links_over_the_edition_and_nothing_else(
    packs: Path, text: str, key: str, cure: str
) -> None:
    (packs / NORTH / "workbook" / "links.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        workbook_loader.load_workbook_from(packs, NORTH)
    assert caught.value.file == f"{NORTH}/workbook/links.toml"
    assert caught.value.key == key
    assert caught.value.cure.startswith(cure)


def test_words_do_not_change_while_the_version_of_the_edition_stays() -> None:
    """Else two people completed "the same" edition, and read other words."""
    version, marks = edition_texts.mark_edition()
    frozen = edition_texts.read_marks().get(version, {})
    places = sorted(marks.keys() | frozen.keys())
    changed = [place for place in places if marks.get(place) != frozen.get(place)]
    assert not changed, f"{changed}: move version in edition.toml, see docs/content.md"
