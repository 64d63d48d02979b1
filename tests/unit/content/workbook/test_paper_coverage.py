"""Nothing of the paper workbook was lost: each item, with its facts, is where the table says."""

import re
import tomllib
from pathlib import Path

import pytest

from content.pack_files import PACKS, TomlEntry
from content.workbook import paper_coverage, workbook_loader
from content.workbook.chapters import ChapterPart
from content.workbook.edition import Workbook
from tests.support.sweeping import each

FACTS = tomllib.loads((Path(__file__).parent / "workbook_items.toml").read_text(encoding="utf-8"))
ITEMS = {f"{name}/{n}": words for name, found in FACTS.items() for n, words in found.items()}
FILE = PACKS / "england" / "workbook" / "coverage.toml"
BOOK = workbook_loader.load_workbook("north_lincolnshire")


def rows() -> dict[str, paper_coverage.CoverageRow]:
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))["coverage"]
    return dict(paper_coverage.read_coverage(TomlEntry(FILE.name, "coverage", table)))


ROWS = rows()


def part_at(book: Workbook, address: str) -> ChapterPart | None:
    front, _, key = address.rpartition("/")
    page = book.chapter(front)
    return page.part(key) if page else None


def said(book: Workbook, ref: str, row: paper_coverage.CoverageRow) -> str:
    """What stands for one item: its lines of a list where they name it, else the whole place."""
    texts = []
    for address in row.at:
        part = part_at(book, address)
        own = [one for one in part.items if ref in one.workbook] if part else []
        for one in own:
            texts.append(f"{one.text}. {one.more}")
        if not own:
            texts.append(book.places[address])
    return "\n".join(texts)


def lost(text: str, words: list[str]) -> list[str]:
    plain = " ".join(text.replace("’", "'").split())
    return [word for word in words if not re.search(rf"(?<!\w){word}", plain, re.IGNORECASE)]


def test_the_items_were_counted_as_in_the_paper_and_none_is_added() -> None:
    assert list(ITEMS) == list(paper_coverage.iter_paper_items())
    assert len(ITEMS) == 178
    assert all(words and all(words) for words in ITEMS.values())


@each(ITEMS)
def test_an_item_of_the_paper_keeps_its_facts_where_the_table_says(ref: str) -> None:
    assert not lost(said(BOOK, ref, ROWS[ref]), ITEMS[ref])


@each(ITEMS)
def test_where_an_item_lives_says_that_it_is_this_item(ref: str) -> None:
    traced = [part.refs for at in ROWS[ref].at if (part := part_at(BOOK, at))]
    asked = [one.workbook for one in BOOK.questions if f"questions/{one.key}" in ROWS[ref].at]
    assert traced or asked
    assert all(ref in refs for refs in (*traced, *asked))


def test_every_part_that_claims_an_item_is_in_the_table() -> None:
    claimed = {
        (ref, f"{page.key}/{part.key}")
        for page in BOOK.chapters
        for part in page.parts
        for ref in part.refs
        if not part.draws or ref.startswith(f"{part.draws}/") or ref in part.workbook
    }
    assert {(ref, at) for ref, at in claimed if at not in ROWS[ref].at} == set()


def test_what_was_replaced_has_a_note_that_stands_there() -> None:
    by_number = {one.number: one for one in BOOK.changes}
    silent = {
        ref
        for ref, row in ROWS.items()
        if row.replaced and not set(by_number[row.replaced].at) & set(row.at)
    }
    assert silent == set()


def test_every_correction_is_made_and_says_what_was_and_why() -> None:
    assert [one.number for one in BOOK.changes] == list(range(1, 27))
    for one in BOOK.changes:
        assert all((one.heading, one.paper, one.now, one.why, one.at)), one.key
        assert one.source != "workbook", one.key
    shown = {note.key for page in BOOK.chapters for part in page.parts for note in part.changes}
    asked = {note.key for one in BOOK.questions for note in one.changes}
    assert shown | asked == {one.key for one in BOOK.changes}


def test_a_lost_fact_a_gap_and_a_dead_target_would_be_noticed() -> None:
    ref = "referral/5"
    assert lost(said(BOOK, ref, paper_coverage.CoverageRow(at=("contacts/day",))), ITEMS[ref])
    assert lost("An imagery of anger", ["age"]) == ["age"]
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))["coverage"]
    del table["signs"]["7"]
    with pytest.raises(Exception, match="coverage.signs/7: is missing"):
        paper_coverage.read_coverage(TomlEntry(FILE.name, "coverage", table))
