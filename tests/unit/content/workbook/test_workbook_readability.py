"""The workbook can be read by somebody of about 11: measured, with a ceiling for each page."""

import re
from collections.abc import Iterator

import pytest

from content.patterns import list_folded_words
from tests.support.readability import BOOK, PAGES, filled, measured, year
from tests.support.sweeping import each

AGE_11 = 6.0
HARDER = {
    "parents": 6.6,
    "roles/police": 7.0,
    "roles/voluntary": 7.0,
    "roles/education": 7.0,
    "roles/health": 7.0,
}
"""Paragraphs that must name things whose words are long, as "Crown Prosecution Service"."""
MOST_WORDS = 30
AMERICAN = re.compile(r"\b(?!size\b)\w+(ize|izes|ized|izing|ization|avior|olor)\b", re.IGNORECASE)


def everything() -> Iterator[tuple[str, str]]:
    for name, page in PAGES.items():
        yield name, filled(page).text
        yield from (
            (f"{name}/{check.key}", words)
            for check in filled(page).checks
            for one in check.answers
            for words in (check.question, one.feedback)
        )
    yield from ((f"law/{one.key}", "\n".join(one.text)) for one in BOOK.law.values())
    yield from ((f"glossary/{one.key}", one.meaning) for one in BOOK.glossary)
    yield from ((f"questions/{one.key}", "\n".join(one.feedback)) for one in BOOK.questions)
    yield from (
        (f"changes/{one.key}", f"{one.paper}\n{one.now}\n{one.why}") for one in BOOK.changes
    )


EVERYTHING = list(everything())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_at_eleven(name: str) -> None:
    found = measured(PAGES[name])
    assert found.whole <= AGE_11, found
    assert found.alone <= HARDER.get(name, AGE_11), found


def test_the_law_and_the_glossary_stay_near_it() -> None:
    law = "\n".join(words for one in BOOK.law.values() for words in one.text)
    words = "\n".join(one.meaning for one in BOOK.glossary)
    assert year(law) <= 7.0
    assert year(words) <= 7.0


@each(EVERYTHING)
def test_sentences_are_short_and_british(name: str, words: str) -> None:
    assert not AMERICAN.search(words)
    assert "!" not in words
    for sentence in re.split(r"(?<=[.?:])\s", words):
        assert len(list_folded_words(sentence)) <= MOST_WORDS, sentence


def test_the_whole_is_read_in_one_sitting_or_in_several() -> None:
    assert 20 <= BOOK.minutes <= 60
    assert all(1 <= one.minutes <= 7 for one in BOOK.chapters)


def test_hard_words_in_long_sentences_would_be_noticed() -> None:
    heavy = (
        "Multidisciplinary organisations undertaking comprehensive assessments of familial "
        "circumstances necessitate proportionate collaborative intervention methodologies."
    )
    assert year(heavy) > AGE_11 * 2
