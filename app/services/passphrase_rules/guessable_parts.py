"""Take away from a passphrase what makes it no harder to guess, and say what kind of thing it was.

Names, places, clubs, words of this work, well-known phrases, years, and what people put at the
ends of a word count for nothing: only what is left is judged. A sign that stands for a letter is
read as that letter too. The time grows with the length of the text and no faster: a text has at
most LONGEST_READ characters. This module never keeps or logs a passphrase.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from string import digits
from typing import NamedTuple

from app.services.passphrase_rules import guessable_words
from app.services.passphrase_rules.guessable_words import Weakness

LONGEST_READ = 250
_GONE = "\0"  # stands where something was taken away
_LONGEST_WORD = 24
_INSIDE = 6  # letters of a word that is found inside of another
_SOLID = 3  # letters in a row: more of a word than a piece of a random text
_SHORT = 4
_PIECE = 3  # letters that the pieces of a run have, one with another
_MANY = 2  # groups of signs inside of a text
_MOST_SIGNS = 4
_RUN = re.compile(r"[^\W\d_]+")
_OTHER = re.compile(rf"(?:(?!{_GONE})[\W\d_])+")
_POSTCODE = re.compile(r"(?<![^\W_])[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}(?![^\W_])")
_APART = re.compile(r"(?<=(?<![^\W_])[^\W_])[\W_](?=[^\W_](?![^\W_]))")  # s-a-f-e
_JOINING = re.compile(r"[\s\-_.,'’&+/]+")
_DIGITS = re.compile(r"[0-9]+")
_SIGNS = "013457@$!|+(890"
_AS_LETTERS = ("oieastasiltcbgo", "oleastasiltcbgo")
_READ_AS = tuple(str.maketrans(_SIGNS, letters) for letters in _AS_LETTERS)
_YEARS = range(1800, 2040)
_ROWS = (digits * 2, digits[::-1] * 2)


class Remainder(NamedTuple):
    """The rest of one reading of a passphrase, and the parts taken away."""

    text: str
    taken: Counter[Weakness]


def list_passphrase_variants(passphrase: str) -> tuple[str, ...]:
    """Return the text in small letters without accents, and with its signs read as letters.

    Also backwards, and with letters that stand apart put together: guessers try that too.
    """
    plain = unicodedata.normalize("NFKD", passphrase.replace(_GONE, " ")).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))[:LONGEST_READ]
    head, core, tail = split_ends(plain)
    inner = (head + core.translate(table) + tail for table in _READ_AS)
    whole = (plain.translate(table) for table in _READ_AS)
    return tuple(dict.fromkeys((*inner, plain, *whole, plain[::-1], _APART.sub("", plain))))


def split_ends(text: str) -> tuple[str, str, str]:
    """Return the text in three: what stands before its first letter, and after its last."""
    letters = [at for at, sign in enumerate(text) if sign.isalpha()] or [0, len(text) - 1]
    first, after = letters[0], letters[-1] + 1
    return text[:first], text[first:after], text[after:]


def remove_guessable_parts(reading: str, about: Sequence[str]) -> Remainder:
    """Return what is left. `about`: texts about its owner, in small letters without accents."""
    taken: Counter[Weakness] = Counter()
    signs = list(reading)
    _take(signs, ((*found.span(), Weakness.PLACE) for found in _POSTCODE.finditer(reading)), taken)
    for phrase in guessable_words.load_known_phrases():
        _take_joined(signs, phrase, Weakness.PHRASE, taken)
    for text in about:
        _take_joined(signs, text, Weakness.ABOUT, taken)
        _take(signs, _find_all("".join(signs), text, Weakness.ABOUT), taken)
    words = guessable_words.load_guessable_words() | dict.fromkeys(about, Weakness.ABOUT)
    found = list(_find_words("".join(signs), words))
    _take(signs, found if _is_wordy(reading) else [*filter(_is_certain, found)], taken)
    _take(signs, list(_find_inside("".join(signs), words)), taken)
    _take(signs, list(_find_common_signs("".join(signs))), taken)
    return Remainder("".join(signs).replace(_GONE, ""), taken)


_Found = tuple[int, int, Weakness | None]


def _take(
    signs: list[str], found: Iterator[_Found] | list[_Found], taken: Counter[Weakness]
) -> None:
    for start, end, kind in found:
        signs[start:end] = _GONE * (end - start)
        if kind is not None:
            taken[kind] += end - start


def _find_all(text: str, word: str, kind: Weakness) -> Iterator[_Found]:
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word), kind
        at = text.find(word, at + len(word))


def _take_joined(signs: list[str], word: str, kind: Weakness, taken: Counter[Weakness]) -> None:
    """Take a text away wherever it stands, whatever stands between its letters."""
    places = [at for at, sign in enumerate(signs) if sign.isalnum()]
    joined = "".join(signs[at] for at in places)
    compact = "".join(filter(str.isalnum, word))
    if len(compact) < _INSIDE:
        return
    found = _find_all(joined, compact, kind)
    _take(signs, [(places[at], places[end - 1] + 1, kind) for at, end, kind in found], taken)


def _find_words(text: str, words: Mapping[str, Weakness]) -> Iterator[_Found]:
    """Yield runs of letters made of such words only, several that are one name, and repeats."""
    runs, seen, at = list(_RUN.finditer(text)), set(), 0
    while at < len(runs):
        for end in range(min(len(runs), at + 4), at, -1):
            joined = "".join(run.group() for run in runs[at:end])
            kind = words.get(joined) if end > at + 1 else _covering(joined, words)
            if kind is None and joined in seen:
                kind = Weakness.PATTERN
            if kind is not None:
                yield runs[at].start(), runs[end - 1].end(), kind
                break
        seen.add(runs[at].group())
        at = end if kind is not None else at + 1


def _is_wordy(reading: str) -> bool:
    """Whether short words in it are words: a text made at random has signs all over."""
    inside = _OTHER.findall(split_ends(reading)[1])
    return sum(not _JOINING.fullmatch(signs) for signs in inside) < _MANY


def _is_certain(found: "_Found") -> bool:
    start, end, kind = found
    return end - start > _SHORT or kind in (Weakness.PATTERN, Weakness.ABOUT)


def _covering(run: str, words: Mapping[str, Weakness]) -> Weakness | None:
    """Return the kind of the longest of the words that a run is made of; None for other runs."""
    if run in words or guessable_words.is_ordinary_word(run):
        return words.get(run)
    best: list[tuple[int, int, Weakness] | None] = [(0, 0, Weakness.FEW)] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before, kind = best[start], words.get(run[start:end])
            if before is None or kind is None:
                continue
            pieces, longest, first = before
            longer = (end - start, kind) if end - start > longest else (longest, first)
            fewest = best[end]
            if fewest is None or pieces + 1 < fewest[0]:
                best[end] = (pieces + 1, *longer)
    found = best[-1]
    return None if found is None or found[0] * _PIECE > len(run) else found[2]


def _find_inside(text: str, words: Mapping[str, Weakness]) -> Iterator[_Found]:
    """Yield long words inside of a run of letters, from the left, the longest first."""
    for run in _RUN.finditer(text):
        if guessable_words.is_ordinary_word(run.group()):
            continue
        at = run.start()
        while at <= run.end() - _INSIDE:
            for end in range(min(run.end(), at + _LONGEST_WORD), at + _INSIDE - 1, -1):
                if (kind := words.get(text[at:end])) is not None:
                    yield at, end, kind
                    at = end - 1
                    break
            at += 1


def _find_common_signs(text: str) -> Iterator[_Found]:
    """Yield years, short numbers and signs at the end of a word or between two."""
    for group in _OTHER.finditer(text):
        before, signs, after = text[: group.start()], group.group(), text[group.end() :]
        if not (before or after):  # nothing but digits and signs: they are what is judged
            common = _is_common_number("".join(_DIGITS.findall(signs)))
        else:
            between = _ends_solid(before[::-1]) and _ends_solid(after)
            common = signs.isspace() or (between and is_common_ending(signs))
        if common:
            yield *group.span(), None


def _ends_solid(text: str) -> bool:
    run = text[:_SOLID]
    return not text or text[0] == _GONE or (len(run) == _SOLID and run.isalpha())


def is_common_ending(signs: str) -> bool:
    """Whether people put these digits and signs at an end: a year, 123, a phone number, !!!"""
    numbers, others = _DIGITS.findall(signs), _DIGITS.sub("", signs)
    few = len(others) <= _MOST_SIGNS or len(set(others)) <= 2
    if len(numbers) > 1 and (len(set(others)) > 1 or _is_common_number("".join(numbers))):
        return len(set(others)) <= 1
    return few and all(_is_common_number(number) for number in numbers)


def _is_common_number(number: str) -> bool:
    if len(number) <= 3 or len(set(number)) <= 2 or any(number in row for row in _ROWS):
        return True
    if len(number) == 4:
        return int(number) in _YEARS
    if len(number) in (6, 8):
        day, month, year = int(number[:2]), int(number[2:4]), number[4:]
        return 1 <= day <= 31 and 1 <= month <= 12 and (len(year) == 2 or int(year) in _YEARS)
    return len(number) in (10, 11) and number[0] == "0"
