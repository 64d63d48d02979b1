"""Judge a new passphrase: long enough, and not one that a guesser tries early.

The estimate is `guessing.py`'s, with the person's own name, e-mail and organisation as the first
guesses. This module never keeps or logs a passphrase.
"""

import re
from collections.abc import Sequence

SHORTEST = 12
LONGEST = 200
_ABOUT = 254  # an e-mail address; what is longer is nobody's name
_A_WORD = 3  # what is shorter stands inside of other words


def problem(passphrase: str, about: Sequence[str]) -> str:
    """What is wrong with it, as a sentence that says how to fix it; empty when it will do.

    Takes a core for some hundredths of a second: only for somebody who proved who they are.
    """
    if wrong := length_problem(passphrase):
        return wrong
    from app.services.auth import passphrase_strength

    known = [word for text in about for word in _words(text[:_ABOUT])]
    rest = _without(passphrase, known)
    if not rest or passphrase_strength.is_guessed_early(rest, known):
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
