"""The words and phrases that a guesser tries first, from the files in `lists`.

Only the judging of a passphrase loads them: they take some megabytes in each worker. Where each
list comes from, and its licence: lists/README.md. This module never sees a passphrase.
"""

import gzip
from enum import Enum
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS
from zxcvbn.matching import RANKED_DICTIONARIES

from app.services.passphrase_rules.word_files import (
    LISTS,
    load_generated_words,
    read_list_lines,
    read_list_words,
)

_ORDINARY = ("english_wikipedia", "us_tv_and_film")


class Weakness(Enum):
    """Why a passphrase is easy to guess, as the end of a sentence."""

    PHRASE = "it is a phrase that many people know"
    ABOUT = "it is mostly your name, job, email or organisation"
    PLACE = "it is mostly a place, a club or a name"
    WORK = "it is mostly words about your work, or words that many people use in passwords"
    COMMON = "many people use it"
    PATTERN = "it repeats itself, or follows the keys on a keyboard"
    FEW = "it has too few unusual words"


@cache
def load_guessable_words() -> dict[str, Weakness]:
    """Return each word that makes a passphrase no harder to guess, and of which kind it is.

    First names that are ordinary words too are left out: four words at random may hold one.
    """
    names = {*FREQUENCY_LISTS["female_names"], *FREQUENCY_LISTS["male_names"]} - _load_offered()
    words = dict.fromkeys((name for name in names if len(name) > 2), Weakness.PLACE)
    for file in ("places", "clubs", "first_names"):
        words |= dict.fromkeys(read_list_words(file), Weakness.PLACE)
    words |= dict.fromkeys(read_list_words("small_words"), Weakness.FEW)
    words |= dict.fromkeys(read_list_words("keys"), Weakness.PATTERN)
    return words | dict.fromkeys(read_list_words("work_words"), Weakness.WORK)


def is_ordinary_word(text: str) -> bool:
    """Whether it is a word of its own, of which no piece is taken for a name."""
    listed = any(text in RANKED_DICTIONARIES[name] for name in _ORDINARY)
    return listed or text in _load_offered()


@cache
def load_known_phrases() -> tuple[str, ...]:
    """Return the well-known phrases without their spaces, the longest first."""
    phrases = ("".join(line.split()) for line in read_list_lines("phrases"))
    return tuple(sorted(phrases, key=len, reverse=True))


@cache
def _load_offered() -> frozenset[str]:
    return frozenset(load_generated_words())


def is_common_password(text: str) -> bool:
    """Whether it is one of the 100,000 most common passwords, in small letters."""
    return "\n" not in text and f"\n{text}\n" in _load_common()


@cache
def _load_common() -> str:
    # One text and not a set: a set of its lines takes ten times the memory, and few ask.
    return gzip.decompress((LISTS / "common_passwords.txt.gz").read_bytes()).decode()
