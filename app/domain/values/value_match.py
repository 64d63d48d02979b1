"""Say whether a value is the one looked for, and why, in words. Never a score."""

import re
from enum import Enum
from functools import cache

from app.domain.search.name_match import LONG_WORD, NameMatch, is_close, match_name
from app.domain.search.search_query import SearchQuery, read_alike, split_words
from app.domain.values.entry_values import Value
from app.domain.values.normalised import (
    AT_END,
    AT_START,
    LONGEST_PLATE,
    SHORTEST_ONLINE_NAME,
    SHORTEST_PLATE_PART,
    ValueKind,
    does_plate_fit,
)

SHORTEST_BEGINNING = 4
SHORTEST_DIGITS = 4


class ValueMatch(Enum):
    """Why a value was found. The closest first."""

    PLATE = "The plate is the same"
    PHONE = "The phone number is the same"
    ONLINE = "The user name is the same"
    PLATE_PART = "Part of the plate fits"
    DIGITS = "Part of the phone number is the same"
    ONLINE_PART = "Part of the user name is the same"
    ONLINE_CLOSE = "Close to the user name: check the spelling"
    WORDS = "The words are in the answer"


def match_value(query: SearchQuery, value: Value) -> ValueMatch | NameMatch | None:
    """Return why a value was found; None where it was not."""
    if value.kind is ValueKind.PERSON:
        if not _may_be_name(query, value.text):
            return None
        return match_name(query, value.text) or match_name(query, value.key)
    if value.kind is ValueKind.PHONE:
        return _match_phone(query, value.key)
    if value.kind is ValueKind.ONLINE:
        return _match_online_name(query, value.key)
    if value.kind is ValueKind.PLATE and (found := _match_plate(query, value.key)):
        return found
    return _match_words(query, value.text) or _match_words(query, value.key)


def _may_be_name(query: SearchQuery, text: str) -> bool:
    """Whether it is worth comparing a name: only a long word is found without its first letter."""
    first = query.words[0]
    if not text.isascii() or len(first) >= LONG_WORD - 2:
        return True
    return _begin_word(first[0]).search(text) is not None


@cache
def _begin_word(letter: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\W_]){re.escape(letter)}", re.I)


def _match_plate(query: SearchQuery, key: str) -> ValueMatch | None:
    plain = key.strip(AT_START + AT_END)
    whole = "".join(query.words)
    for typed in dict.fromkeys(map(read_alike, (whole, *query.codes))):
        if not SHORTEST_PLATE_PART <= len(typed) <= LONGEST_PLATE:
            continue
        if typed == (read := read_alike(plain)):
            return ValueMatch.PLATE if plain == key else ValueMatch.PLATE_PART
        marked = key.replace(plain, read)
        if typed in read or does_plate_fit(marked, typed):
            return ValueMatch.PLATE_PART
    return None


def _match_phone(query: SearchQuery, key: str) -> ValueMatch | None:
    digits = "".join(letter for letter in "".join(query.words) if letter.isdigit())
    if digits == key:
        return ValueMatch.PHONE
    return ValueMatch.DIGITS if len(digits) >= SHORTEST_DIGITS and digits in key else None


def _match_online_name(query: SearchQuery, key: str) -> ValueMatch | None:
    typed, name = read_alike("".join(query.words)), read_alike(key)
    if typed == name:
        return ValueMatch.ONLINE
    if len(typed) >= SHORTEST_ONLINE_NAME and typed in name:
        return ValueMatch.ONLINE_PART
    return ValueMatch.ONLINE_CLOSE if is_close(typed, name) else None


def _match_words(query: SearchQuery, text: str) -> ValueMatch | None:
    if text.isascii() and query.words[0] not in text.lower():
        return None  # most of them, at a tenth of the cost
    words = split_words(text)
    fits = all(
        any(
            other.startswith(word) if len(word) >= SHORTEST_BEGINNING else other == word
            for other in words
        )
        for word in query.words
    )
    return ValueMatch.WORDS if fits else None
