"""Judge a new passphrase: long enough, and not one that a guesser tries early.

The judge is `passphrase_judge.py`, which knows the person's own name, job, email and organisation,
and what most people choose. Judging takes a core for a moment and holds the interpreter meanwhile.
So a stranger must not be able to ask for it, and a member only so often: `demand_good_passphrase`
counts the tries. Choosing again costs nothing else: no card and no code is spent, and nobody is
shut out of signing in. This module never keeps or logs a passphrase.
"""

from collections.abc import Sequence

from app.domain.private_struct import PrivateStruct
from app.errors import InvalidError
from app.services.auth import throttle
from app.services.auth.throttle import TryKind
from app.services.unit_of_work import UnitOfWork

SHORTEST_PASSPHRASE = 12
LONGEST_PASSPHRASE = 200
USE_INSTEAD = "Use four words that have nothing to do with you or with each other."


def find_passphrase_problem(passphrase: str, about: Sequence[str]) -> str:
    """Return what is wrong with it, as a sentence that says how to fix it; empty when it will do.

    Takes a core for some hundredths of a second: only for somebody who proved who they are.
    """
    if wrong := find_passphrase_length_problem(passphrase):
        return wrong
    # Imported here: its word lists take 16 MB in each worker, and few choose a passphrase.
    from app.services.passphrase_rules import passphrase_judge

    weakness = passphrase_judge.find_passphrase_weakness(passphrase, about)
    return f"This is easy to guess, because {weakness.value}. {USE_INSTEAD}" if weakness else ""


def find_passphrase_length_problem(passphrase: str) -> str:
    """Return what is wrong with its length; empty when it will do. Costs nothing."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return (
            f"Use at least {SHORTEST_PASSPHRASE} characters. "
            "Four or five unrelated words work well."
        )
    if len(passphrase) > LONGEST_PASSPHRASE:
        return f"Use {LONGEST_PASSPHRASE} characters or fewer."
    return ""


class PassphraseChoice(PrivateStruct, frozen=True):
    """A new passphrase, what a guesser knows about its owner, and who chose it from where."""

    passphrase: str
    about: tuple[str, ...]
    account: str
    address: str


def demand_good_passphrase(uow: UnitOfWork, choice: PassphraseChoice) -> None:
    """Raise InvalidError for a passphrase that is short or easy to guess; ThrottledError.

    Call it only after a card, a code or the present passphrase was right, and holding a slot.
    """
    tries = throttle.start_try(uow, choice.account, choice.address, TryKind.CHOOSING)
    uow.session.rollback()  # no read transaction while judging
    if wrong := find_passphrase_problem(choice.passphrase, choice.about):
        throttle.count_failed_try(uow, tries)
        raise InvalidError({"passphrase": wrong})
