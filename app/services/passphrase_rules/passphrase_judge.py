"""Say why a passphrase is easy to guess, for somebody who knows its owner and where they work.

A module of its own, which only the choosing of a passphrase loads: its lists take 16 MB. It never
keeps or logs a passphrase.
"""

import re
import unicodedata
from collections.abc import Sequence

from app.services.passphrase_rules import guessable_parts, guessable_words, passphrase_strength
from app.services.passphrase_rules.guessable_parts import Remainder
from app.services.passphrase_rules.guessable_words import Weakness

_ABOUT = 254  # an email address; what is longer is nobody's name
_MOST_ABOUT = 60
_A_WORD = 3  # what is shorter stands inside of other words
_SHORTEST_REST = 5


def find_passphrase_weakness(passphrase: str, about: Sequence[str]) -> Weakness | None:
    """Return why it is easy to guess; None when it will do.

    Takes a core for some hundredths of a second.
    """
    known = _list_known(about)
    for reading in guessable_parts.list_passphrase_variants(passphrase):
        left = guessable_parts.remove_guessable_parts(reading, known)
        if weakness := _judge(left, known):
            return weakness
        if _is_common(reading):
            return Weakness.COMMON
    return None


def _judge(left: Remainder, known: Sequence[str]) -> Weakness | None:
    if len(left.text) >= _SHORTEST_REST:
        pattern = passphrase_strength.judge_guessability(left.text, known)
        if pattern is None:
            return None
    elif left.taken:
        pattern = False
    else:
        pattern = True
    kinds = [kind for kind, _ in left.taken.most_common() if kind is not Weakness.FEW]
    for first in (Weakness.PHRASE, Weakness.ABOUT, *kinds):
        if first in kinds:
            return first
    return Weakness.PATTERN if pattern else Weakness.FEW


def _is_common(reading: str) -> bool:
    _, core, _ = guessable_parts.split_ends(reading)
    texts = {reading, core, "".join(reading.split()), "".join(core.split())}
    return any(guessable_words.is_common_password(text) for text in texts)


def _list_known(about: Sequence[str]) -> list[str]:
    """Return the texts about its owner and their words, the longest first."""
    plain = []
    for text in about:
        folded = unicodedata.normalize("NFKD", text[:_ABOUT]).casefold()
        plain.append("".join(sign for sign in folded if not unicodedata.combining(sign)))
    words = {word for text in plain for word in (text, *re.split(r"[\W_]+", text))}
    return sorted((w for w in words if len(w) >= _A_WORD), key=len, reverse=True)[:_MOST_ABOUT]
