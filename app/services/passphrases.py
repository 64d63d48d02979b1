"""Judge a new passphrase: long enough, and not one that a guesser tries early.

The estimate comes from zxcvbn, with the person's own name, e-mail and organisation as the first
guesses. This module never keeps or logs a passphrase.
"""

from collections.abc import Sequence

from zxcvbn import zxcvbn

SHORTEST = 12
LONGEST = 200
_JUDGED = 32  # zxcvbn slows down with length; a passphrase is strong well before that
_GOOD = 3  # "safely unguessable: moderate protection from offline slow-hash scenario"


def problem(passphrase: str, about: Sequence[str]) -> str:
    """What is wrong with it, as a sentence that says how to fix it; empty when it will do."""
    if len(passphrase) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Four or five unrelated words work well."
    if len(passphrase) > LONGEST:
        return f"Use {LONGEST} characters or fewer."
    judged = zxcvbn(
        passphrase[:_JUDGED],
        user_inputs=[word for text in about for word in (text, *text.split()) if word],
    )
    if judged["score"] < _GOOD:
        return "This one is easy to guess. Four or five unrelated words work well."
    return ""
