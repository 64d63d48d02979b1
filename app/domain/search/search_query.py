"""Take apart what somebody looks for, once: words, and codes with a digit in them.

Capitals, accents and signs never count. Words like "the" and "with" count only alone.
"""

import re
from collections.abc import Iterator

from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_letters

MAX_CHARACTERS = 100
MAX_WORDS = 8
SHORTEST_CODE = 3
"""Letters and digits of a part of a plate, a user name or a phone number that is looked for."""
WORDS_IN_A_CODE = 4
"""A code can be written in so many pieces: a phone number in three, "maya.e_09" in two."""
COMMON_WORDS = frozenset({
    "a", "about", "an", "and", "at", "by", "for", "from", "has", "he", "her", "him", "his", "in",
    "is", "it", "of", "on", "or", "she", "that", "the", "their", "they", "to", "was", "who", "with",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_ABROAD = re.compile(r"(?:\+44|\b0044|\b44(?=\s?(?:\(0\)\s?)?(?:\d\s?){9}\d\b))\s*(?:\(0\))?\s*")
_IN_A_NAME = re.compile(r"(?<=[^\W\d_])['’ʼ‘`](?!s\b)(?=[^\W\d_])", re.I)
"""The sign in "O'Brien", which many leave out; not the one in "Jo's"."""
_READ_ALIKE = str.maketrans("oil", "011")
"""Letters that a plate or a user name has in place of a digit, or the other way round."""


class SearchQuery(PrivateStruct, frozen=True):
    """A search, taken apart. `words` in lower case; `codes`: those with a digit, and all in one."""

    text: str
    words: tuple[str, ...]
    codes: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words)


def parse_query(text: str) -> SearchQuery:
    """Take apart what was typed; a query without a letter or digit is false."""
    shown = " ".join(text.split())[:MAX_CHARACTERS]
    words = tuple(dict.fromkeys(split_search_words(shown)))
    telling = words
    if any(len(word) > 1 for word in words):  # in initials each letter counts
        telling = tuple(word for word in words if word not in COMMON_WORDS) or words
    codes = dict.fromkeys(
        filter(_is_code, ("".join(split_search_words(shown)), *telling[:MAX_WORDS]))
    )
    return SearchQuery(shown, telling[:MAX_WORDS], tuple(map(replace_lookalike_letters, codes)))


def split_search_words(text: str) -> list[str]:
    """Return the words of a text as they are compared; a UK number from abroad begins with 0."""
    plain = _ABROAD.sub("0", text) if "44" in text else text
    # ASCII has no accents and nothing unseen, and most answers are nothing else.
    if plain.isascii():
        return _WORD.findall((_IN_A_NAME.sub("", plain) if "'" in plain else plain).lower())
    return _WORD.findall(fold_letters(_IN_A_NAME.sub("", plain)))


def replace_lookalike_letters(word: str) -> str:
    """Return a word with the letters that pass for digits as digits."""
    return word.translate(_READ_ALIKE)


def find_codes_in_words(query: SearchQuery, words: list[str]) -> frozenset[str]:
    """Return the codes of a query that these words hold, in one piece or several."""
    if not query.codes:
        return frozenset()
    runs = list(_join_codes(words))
    return frozenset(code for code in query.codes if any(code in run for run in runs))


def _is_code(word: str) -> bool:
    return len(word) >= SHORTEST_CODE and any(letter.isdigit() for letter in word)


def _join_codes(words: list[str]) -> Iterator[str]:
    """Yield every run of up to four words as one code; one run holds all shorter ones in it."""
    for start in range(max(1, len(words) - WORDS_IN_A_CODE + 1)):
        run = "".join(words[start : start + WORDS_IN_A_CODE])
        yield replace_lookalike_letters(run)
