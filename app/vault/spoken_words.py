"""Turn fingerprints and chance into words that two people can read to each other.

Words come from the English BIP 39 list (package `mnemonic`, MIT): 2048 short common words, no two
alike in their first four letters, kept stable for over a decade. Words nobody should have to say
in a safeguarding room are left out. This module never judges a passphrase a person chose.
"""

import hashlib
import secrets
from functools import cache

from mnemonic import Mnemonic

from app.vault.contexts import ctx

# Changing this set changes the words of every fingerprint: it belongs to format 1.
_LEFT_OUT = """abuse alcohol attack bitter blood body bomb boy bullet child crime cruel cry damage
danger destroy evil fatal father girl gun horror hurt injury inmate kid kiss knife love mad misery
mother nasty orphan panic pistol poverty prison punch riot sad scare secret shoot sick skin suffer
suspect swear tragic trap ugly uncle vicious victim weapon whip"""


def derive_six_words(member_fpr: bytes, leads_fpr: bytes, seniors_fpr: bytes) -> tuple[str, ...]:
    """Return six words for a member and both team keys: about 66 bits, compared by two people.

    One comparison proves the member's key to the lead and the team keys to the member.
    """
    left = int.from_bytes(hashlib.sha256(ctx("words", member_fpr, leads_fpr, seniors_fpr)).digest())
    chosen = []
    for _ in range(6):
        left, at = divmod(left, len(_words()))
        chosen.append(_words()[at])
    return tuple(chosen)


def pick_spoken_passphrase(count: int = 5) -> str:
    """Pick `count` random words, about 11 bits each, joined by single spaces."""
    return " ".join(secrets.choice(_words()) for _ in range(count))


@cache
def _words() -> tuple[str, ...]:
    return tuple(word for word in Mnemonic("english").wordlist if word not in _LEFT_OUT.split())
