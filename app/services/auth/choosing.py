"""Choose a new passphrase: judged for somebody who proved who they are, in a slot, and counted.

Judging takes a core for a moment and holds the interpreter meanwhile. A stranger must not be able
to ask for it, and a member only so often. Choosing again costs nothing else: no card and no code
is spent, and nobody is shut out of signing in.
"""

import msgspec

from app.errors import InvalidError
from app.services.auth import passphrases, throttle
from app.services.auth.throttle import Door, Tries
from app.services.unit_of_work import Desk


class Choice(msgspec.Struct, frozen=True):
    """A new passphrase, what a guesser knows about its owner, and who chose it from where."""

    passphrase: str
    about: tuple[str, ...]
    account: str
    address: str

    def __repr__(self) -> str:
        return "<Choice>"


def demand_good(desk: Desk, choice: Choice) -> None:
    """Only after a card, a code or the present passphrase was right, and while holding a slot.

    Raises InvalidError for a passphrase that is short or easy to guess, ThrottledError.
    """
    tries = Tries(desk.server, str(desk.org.id), choice.account, choice.address, Door.CHOOSING)
    throttle.demand_few(desk, tries)
    desk.session.rollback()  # no read transaction while judging
    if wrong := passphrases.problem(choice.passphrase, choice.about):
        with desk.keep() as session:
            tries.failed(session, desk.clock())
        raise InvalidError({"passphrase": wrong})
