"""Estimate how soon a guesser tries a text, by zxcvbn.

Only the start is judged, short enough that no text costs more than a moment: what starts strong
is strong. This module never keeps or logs a passphrase.
"""

from collections import Counter
from collections.abc import Sequence
from math import prod

from zxcvbn import zxcvbn
from zxcvbn.matching import L33T_TABLE

_JUDGED = 32  # zxcvbn slows down with length; a passphrase is strong well before that
_ALWAYS_JUDGED = 14  # whatever it is made of: at random, this much is strong by far
_READINGS = 32
_GOOD = 3  # "safely unguessable: moderate protection from offline slow-hash scenario"
_PATTERNS = {"repeat", "sequence", "spatial"}


def judge_guessability(text: str, known: Sequence[str]) -> bool | None:
    """Return None for a text that is guessed late; else whether it is a repeat or keys in a row.

    `known`: words that a guesser tries first. Takes a core for some hundredths of a second.
    """
    result = zxcvbn(_beginning(text), user_inputs=known)
    if result["score"] >= _GOOD:
        return None
    return any(match["pattern"] in _PATTERNS for match in result["sequence"])


def _beginning(passphrase: str) -> str:
    """Return as much of a text as can be judged in a moment.

    zxcvbn looks up each piece of the text under every reading of its signs as letters ("4" and
    "@" are an "a", "1" is an "i" or an "l"), and the readings multiply: a text made of such signs
    took it more than a second, with everybody else waiting for the interpreter.
    """
    end = min(len(passphrase), _JUDGED)
    while end > _ALWAYS_JUDGED and _readings(passphrase[:end]) > _READINGS:
        end -= 1
    return passphrase[:end]


def _readings(text: str) -> int:
    """Return how often the signs of a text multiply its readings.

    Signs that share a letter multiply them, and so do letters that share a sign.
    """
    there = {letter: [sign for sign in signs if sign in text] for letter, signs in _SIGNS.items()}
    letters = Counter(sign for signs in there.values() for sign in signs)
    return prod(max(1, len(signs)) for signs in there.values()) * prod(letters.values())


_SIGNS: dict[str, list[str]] = L33T_TABLE
