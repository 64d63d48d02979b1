"""Every frozen paper is made again as it was: the words on each page, and where ink stands."""

from __future__ import annotations

import shutil
from difflib import unified_diff
from functools import cache
from itertools import islice

import pytest

from app.domain.record.entry_schema import Record
from app.services.referrals.summary_answers import find_child_names, find_protected_sources
from referral_forms import summary_layout, summary_pdf
from referral_forms.composing.tag_tree import TagTree
from referral_forms.sheets import Sheets, TextMark
from tests.support import golden_pages, golden_papers
from tests.support.golden_papers import FOLDER, Golden, cases, drawn, every, paper

HOW = "make frozen"
CHANGED = f"not as frozen. On purpose? Then run `{HOW}`, and look at each difference"
NAMED = [one.name for one in every()]
COUNCILS = {"summary", "example"}
WANTED = {
    "arabic_and_chinese_names": {*COUNCILS, "lado", "police"},
    "forty_pages": COUNCILS,
    "full": {*COUNCILS, "police"},
    "protected_source": {*COUNCILS, "lado", "police"},
    "single_sentence": COUNCILS,
    "staff_concern": {*COUNCILS, "lado", "police"},
    "two_children": COUNCILS,
}
DIFFERENT_AT_MOST = 40
"""Lines of a difference that a failure shows: forty pages move when one line is added."""
LINES = range(24, 38)
"""A block of the first page: some lines of it, by their order."""


def frozen(golden: Golden, ending: str) -> str:
    return (FOLDER / golden.name).with_suffix(ending).read_text(encoding="utf-8")


@cache
def ink(golden: Golden) -> list[str]:
    return golden_pages.ink(drawn(golden))


def differences(pages: list[str], before: list[str]) -> list[str]:
    found = [
        f"page {number}: {what}"
        for number, (one, other) in enumerate(zip(pages, before, strict=False), 1)
        for what in golden_pages.moved(one, other)
    ]
    count = [f"{len(pages)} pages, not {len(before)}"] if len(pages) != len(before) else []
    return count + found


def test_each_file_is_frozen_on_every_form_that_fits_it():
    made: dict[str, set[str]] = {}
    for one in every():
        made.setdefault(one.case, set()).add(one.form)
    assert made == WANTED
    assert {one.child for one in every() if one.case == "two_children"} == {"c1", "c2"}


def test_nothing_is_frozen_that_is_not_made():
    files = {path.relative_to(FOLDER) for path in FOLDER.glob("*/*") if path.suffix != ".toml"}
    assert {path.as_posix() for path in files} == {
        f"{n}.{e}" for n in NAMED for e in ("txt", "ink")
    }


@pytest.mark.parametrize("golden", every(), ids=NAMED)
def test_it_reads_as_it_was_frozen(golden):
    now, before = golden_pages.text(drawn(golden)), frozen(golden, ".txt")
    lines = unified_diff(before.split("\n"), now.split("\n"), "frozen", "now", n=0, lineterm="")
    assert list(islice(lines, DIFFERENT_AT_MOST)) == [], CHANGED
    assert now == before, CHANGED


@pytest.mark.parametrize("golden", every(), ids=NAMED)
def test_it_looks_as_it_was_frozen(golden):
    assert differences(ink(golden), frozen(golden, ".ink").split("\f")) == [], CHANGED


def test_forty_pages_are_forty():
    assert [len(ink(one)) >= 40 for one in every() if one.case == "forty_pages"] == [True, True]


def shifted(monkeypatch: pytest.MonkeyPatch, golden: Golden, x: float, y: float) -> list[str]:
    """What is seen of a paper, some lines of whose first page were moved by points."""

    def lay(filled) -> tuple[Sheets, TagTree]:
        sheets, tags = summary_layout.lay_out_tagged_paper(filled)
        texts = [n for n, mark in enumerate(sheets.pages[0]) if isinstance(mark, TextMark)]
        for n in texts[LINES.start : LINES.stop]:
            mark = sheets.pages[0][n]
            sheets.pages[0][n] = mark._replace(x=mark.x + x, y=mark.y + y)
        return sheets, tags

    monkeypatch.setattr(summary_pdf, "lay_out_tagged_paper", lay)
    moved = golden_pages.ink(summary_pdf.render_paper_pdf(paper(golden)))
    return differences(moved, frozen(golden, ".ink").split("\f"))


FULL = Golden("full", "summary", "c1")


@pytest.mark.parametrize(("x", "y"), [(0, 3), (0, -3), (5, 0), (-5, 0), (0, 6), (12, 12)])
def test_a_block_that_moved_is_seen(monkeypatch, x, y):
    (found,) = shifted(monkeypatch, FULL, x, y)
    assert found.startswith("page 1: ")


@pytest.mark.parametrize(("x", "y"), [(0, 0), (0.3, 0), (-0.3, 0), (0, 0.3), (0, -0.3)])
def test_a_third_of_a_point_is_rounding(monkeypatch, x, y):
    assert shifted(monkeypatch, FULL, x, y) == []


def test_a_sheet_more_or_less_is_seen():
    pages = frozen(FULL, ".ink").split("\f")
    assert differences(pages[:-1], pages) == [f"{len(pages) - 1} pages, not {len(pages)}"]
    blank = "\n".join(["0ff 0ff 0ff"] * len(pages[1].split("\n")))
    assert differences([pages[0], blank, *pages[2:]], pages)[0].startswith("page 2: ")


def test_who_is_protected_stands_on_none_of_the_frozen_papers():
    (name,) = find_protected_sources(cases()["protected_source"])
    texts = [frozen(one, ".txt") for one in every() if one.case == "protected_source"]
    assert len(texts) == 4
    assert all(name.split()[-1].casefold() not in text.casefold() for text in texts)
    assert sum("Name kept private. Ask the referrer." in text for text in texts) == 3


def test_no_frozen_paper_for_police_names_a_child():
    for one in (one for one in every() if one.form == "police"):
        record = cases()[one.case][0].entry
        assert isinstance(record, Record)
        for name in find_child_names(record).values():
            assert not [word for word in name.split() if word in frozen(one, ".txt")]


def test_the_way_to_make_them_anew_is_written_and_makes_the_same(tmp_path, monkeypatch, capsys):
    assert HOW in (FOLDER / "README.md").read_text(encoding="utf-8")
    shutil.copytree(FOLDER / "cases", tmp_path / "cases")
    (tmp_path / "gone").mkdir()
    (tmp_path / "gone" / "summary-c1.txt").write_text("no longer made", encoding="utf-8")
    some = every()[:1]
    monkeypatch.setattr(golden_papers, "FOLDER", tmp_path)
    monkeypatch.setattr(golden_papers, "every", lambda: some)
    golden_papers.freeze()
    assert "2 changed in tests/data/golden" in capsys.readouterr().out
    golden_papers.freeze()
    assert capsys.readouterr().out == "papers: no paper changed\n"
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("*/*")}
    wanted = {f"{some[0].name}.txt", f"{some[0].name}.ink"}
    assert {name for name in made if not name.startswith("cases/")} == wanted
    for ending in (".txt", ".ink"):
        written = (tmp_path / some[0].name).with_suffix(ending).read_text(encoding="utf-8")
        assert written == frozen(some[0], ending)
