"""Whether a check code is right, for somebody outside: they type it, and see what it stands for.

Tries, right ones too, are counted by address as those to sign in are, and a code that nobody has,
one that cannot be a code and one whose record cannot be trusted are one answer. A right one is
logged before it is answered, and so are the first wrong ones of a quarter of an hour. The code
itself is in no log and in no address.
"""

from app.domain.training.statement_schema import Completion
from app.errors import InvalidError
from app.services.audit_log import refusals
from app.services.audit_log.training_index import note_obj
from app.services.auth import throttle
from app.services.auth.throttle import Door, Tries
from app.services.training import statements
from app.services.unit_of_work import Action, Desk

UNKNOWN = "training_note/unknown"
MISSING = "Type the code that stands on the completion record."
WRONG = "Heard knows no completion record with this code. Check each letter and digit."


def check(desk: Desk, typed: str, address: str) -> Completion:
    """What the record with this code says. Raises InvalidError, ThrottledError, LogBrokenError."""
    tries = Tries(desk.server, str(desk.org.id), "", address, Door.CHECK)
    throttle.demand_few(desk, tries)
    if not typed.strip():
        raise InvalidError({"code": MISSING})
    with desk.keep() as session:  # a right one too: each writes a line that is kept for ever
        tries.failed(session, desk.clock())
    found = statements.by_code(desk, typed)
    if found is None or found.said is None:
        refusals.refuse(desk, refusals.CHECK, UNKNOWN)
        raise InvalidError({"code": WRONG})
    desk.look(Action.TRAINING_READ, note_obj(found.id))
    return found.said
