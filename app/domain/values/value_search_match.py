"""Say whether a value is the one looked for, and why, in words. Never a score."""

import re
from enum import Enum

from app.domain.search.name_forms import list_other_forms
from app.domain.search.name_match import LONG_WORD, NameMatch, is_close_word, match_name
from app.domain.search.search_query import (
    SearchQuery,
    replace_lookalike_letters,
    split_search_words,
)
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


class ValueMatcher:
    """One search. What it asks of each kind of value is made once: there may be a million."""

    def __init__(self, query: SearchQuery) -> None:
        self._query, self._first = query, query.words[0]
        whole = "".join(query.words)
        self._online = replace_lookalike_letters(whole)
        self._digits = "".join(letter for letter in whole if letter.isdigit())
        plates = dict.fromkeys(map(replace_lookalike_letters, (whole, *query.codes)))
        self._plates = tuple(
            one for one in plates if SHORTEST_PLATE_PART <= len(one) <= LONGEST_PLATE
        )
        letters = "".join({one[0] for one in (self._first, *list_other_forms(self._first))})
        begins = re.compile(rf"(?:^|[\W_])[{re.escape(letters)}]", re.I)
        # Only a long word is found without its first letter.
        self._begins = begins.search if len(self._first) < LONG_WORD - 2 else None

    def match(self, value: Value) -> ValueMatch | NameMatch | None:
        """Return why a value was found; None where it was not."""
        kind, key = value.kind, value.key
        if kind is ValueKind.PERSON:
            return self._match_person(value.text, key)
        if kind is ValueKind.PHONE:
            return self._match_phone(key)
        if kind is ValueKind.ONLINE:
            return self._match_online_name(key)
        if kind is ValueKind.PLATE and self._plates and (found := self._match_plate(key)):
            return found
        return _match_words(self._query, value.text) or _match_words(self._query, key)

    def _match_person(self, text: str, key: str) -> NameMatch | None:
        if self._begins and text.isascii() and self._begins(text) is None:
            return None
        found = match_name(self._query, text)
        # Words are compared in small letters, so a key that is just that says nothing more.
        return found if found or key == text.lower() else match_name(self._query, key)

    def _match_plate(self, key: str) -> ValueMatch | None:
        plain = key.strip(AT_START + AT_END)
        read = replace_lookalike_letters(plain)
        for typed in self._plates:
            if typed == read:
                return ValueMatch.PLATE if plain == key else ValueMatch.PLATE_PART
            if typed in read or does_plate_fit(key.replace(plain, read), typed):
                return ValueMatch.PLATE_PART
        return None

    def _match_phone(self, key: str) -> ValueMatch | None:
        digits = self._digits
        if digits == key:
            return ValueMatch.PHONE
        return ValueMatch.DIGITS if len(digits) >= SHORTEST_DIGITS and digits in key else None

    def _match_online_name(self, key: str) -> ValueMatch | None:
        typed, name = self._online, replace_lookalike_letters(key)
        if typed == name:
            return ValueMatch.ONLINE
        if len(typed) >= SHORTEST_ONLINE_NAME and typed in name:
            return ValueMatch.ONLINE_PART
        return ValueMatch.ONLINE_CLOSE if is_close_word(typed, name) else None


def _match_words(query: SearchQuery, text: str) -> ValueMatch | None:
    if text.isascii() and query.words[0] not in text.lower():
        return None  # most of them, at a tenth of the cost
    words = split_search_words(text)
    fits = all(
        any(
            other.startswith(word) if len(word) >= SHORTEST_BEGINNING else other == word
            for other in words
        )
        for word in query.words
    )
    return ValueMatch.WORDS if fits else None
