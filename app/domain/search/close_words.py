"""Find the words of many that are close to one, or another form of it. Pure."""

from collections.abc import Callable, Collection
from functools import cache

from app.domain.search.name_match import is_close_word

MOST_APART = 2
"""Letters by which two words that `is_close_word` finds can differ."""


def find_close_words(word: str, words: Collection[str]) -> list[str]:
    """Return the words that `is_close_word` takes for this one, without the word itself."""
    near = _find_extract()(word, words)
    return [one for one in near if one != word and is_close_word(word, one)]


@cache
def _find_extract() -> Callable[[str, Collection[str]], list[str]]:
    from rapidfuzz.distance import OSA  # five megabytes that no other page needs
    from rapidfuzz.process import extract

    def extract_near(word: str, words: Collection[str]) -> list[str]:
        near = extract(word, words, scorer=OSA.distance, score_cutoff=MOST_APART, limit=None)
        return [name for name, _, _ in near]

    return extract_near
