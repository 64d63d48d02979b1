"""Judge a new passphrase: long enough, and not one that a guesser tries early.

The estimate comes from zxcvbn, with the person's own name, e-mail and organisation as the first
guesses. Only a beginning of the passphrase is judged, short enough that no text costs more than a
moment: what begins strong is strong. This module never keeps or logs a passphrase.
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import prod

from zxcvbn import zxcvbn
from zxcvbn.matching import L33T_TABLE

SHORTEST = 12
LONGEST = 200
_JUDGED = 32  # zxcvbn slows down with length; a passphrase is strong well before that
_ALWAYS_JUDGED = 14  # whatever it is made of: at random, this much is strong by far
_READINGS = 32
_ABOUT = 254  # an e-mail address; what is longer is nobody's name
_A_WORD = 3  # what is shorter stands inside of other words
_GOOD = 3  # "safely unguessable: moderate protection from offline slow-hash scenario"


def problem(passphrase: str, about: Sequence[str]) -> str:
    """What is wrong with it, as a sentence that says how to fix it; empty when it will do.

    Takes a core for some hundredths of a second: only for somebody who proved who they are.
    """
    if wrong := length_problem(passphrase):
        return wrong
    known = [word for text in about for word in _words(text[:_ABOUT])]
    rest = _without(passphrase, known)
    if not rest or zxcvbn(_beginning(rest), user_inputs=known)["score"] < _GOOD:
        return "This one is easy to guess. Four or five unrelated words work well."
    return ""


def length_problem(passphrase: str) -> str:
    """What is wrong with its length; empty when it will do. Costs nothing."""
    if len(passphrase) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Four or five unrelated words work well."
    if len(passphrase) > LONGEST:
        return f"Use {LONGEST} characters or fewer."
    return ""


def _words(text: str) -> list[str]:
    return [word for word in (text, *re.split(r"[\W_]+", text)) if word]


def _without(passphrase: str, known: list[str]) -> str:
    """The passphrase less what a guesser knows of its owner, which makes it no harder to guess.

    zxcvbn counts each such word as a choice of its own: a name and a club in a row looked strong.
    """
    words = sorted({word for word in known if len(word) >= _A_WORD}, key=len, reverse=True)
    if not words:
        return passphrase
    return re.sub("|".join(map(re.escape, words)), "", passphrase, flags=re.I).strip()


def _beginning(passphrase: str) -> str:
    """As much as can be judged in a moment.

    zxcvbn looks up each piece of the text under every reading of its signs as letters ("4" and
    "@" are an "a", "1" is an "i" or an "l"), and the readings multiply: a text made of such signs
    took it more than a second, with everybody else waiting for the interpreter.
    """
    end = min(len(passphrase), _JUDGED)
    while end > _ALWAYS_JUDGED and _readings(passphrase[:end]) > _READINGS:
        end -= 1
    return passphrase[:end]


def _readings(text: str) -> int:
    """How often the signs of a text multiply its readings: by those that share a letter, and by
    the letters that share a sign.
    """
    there = {letter: [sign for sign in signs if sign in text] for letter, signs in _SIGNS.items()}
    letters = Counter(sign for signs in there.values() for sign in signs)
    return prod(max(1, len(signs)) for signs in there.values()) * prod(letters.values())


_SIGNS: dict[str, list[str]] = L33T_TABLE
