"""How hard the pages of the workbook are to read: `python -m tests.support.readability` tells.

Flesch-Kincaid gives a US school year; a child in year 6 there is 11. It counts syllables and words
and knows nothing of meaning: it finds long sentences and long words, and no more. Paragraphs are
measured by themselves too, since lists of short lines would hide heavy ones.
"""

from __future__ import annotations

from typing import NamedTuple

import textstat

from content import pack_loader
from content.workbook import workbook_loader
from content.workbook.chapters import Chapter

NAME = "north_lincolnshire"
PACK, BOOK = pack_loader.load_pack(NAME), workbook_loader.load_workbook(NAME)
PAGES = {one.key: one for one in BOOK.chapters} | {f"roles/{one.key}": one for one in BOOK.roles}


class Figures(NamedTuple):
    """School years of the whole page and of its paragraphs, and minutes to read it."""

    whole: float
    alone: float
    minutes: int


def filled(page: Chapter) -> Chapter:
    return workbook_loader.fill_edition(page, PACK, "safeguarding lead")


def year(text: str) -> float:
    return float(textstat.flesch_kincaid_grade(text))


def measured(page: Chapter) -> Figures:
    page = filled(page)
    alone = "\n".join(words for part in page.parts for words in (*part.body, *part.after))
    return Figures(year(page.text), year(alone), page.minutes)


def main() -> None:
    for name, page in PAGES.items():
        found = measured(page)
        print(f"{name:24}{found.whole:5.1f}{found.alone:5.1f}{found.minutes:4} min")  # noqa: T201 # a report


if __name__ == "__main__":
    main()
