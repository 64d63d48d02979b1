"""Open a team's key with the recovery sheet, and count who types another one.

Eight wrong sheets of one person in 15 minutes are all there are, as with passphrases. Each is in
the log. Nothing of what was typed is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.routing.actors import Team
from app.errors import InvalidError, ThrottledError
from app.services.auth.throttle import TryCounter, TryKind
from app.services.confirmation.certification import open_team_with_sheet
from app.services.members.member_lookup import load_key_trust
from app.services.unit_of_work import Action, UnitOfWork
from app.vault.principals import Secret

_WRONG_SHEET_LOG_ID = "recovery_sheet/wrong"


def open_typed_sheet(uow: UnitOfWork, team: Team, sheet: str) -> Secret:
    """Return the keys of a team, opened by the present sheet.

    Raises InvalidError for another sheet, ThrottledError after too many.
    """
    judge = load_key_trust(uow)
    with count_wrong_sheets(uow):
        return open_team_with_sheet(uow, judge, judge.team(team), sheet)[1]


@contextmanager
def count_wrong_sheets(uow: UnitOfWork) -> Iterator[None]:
    """Count and log an InvalidError inside as one wrong try. Raises ThrottledError after eight."""
    tries = TryCounter(uow.server, str(uow.org.id), str(uow.me.id), "", TryKind.SHEET)
    if tries.has_too_many(uow.session, uow.clock()):
        raise ThrottledError("recovery sheet")
    try:
        yield
    except InvalidError:
        with uow.act() as act:
            tries.count_failed(act.session, act.now)
            act.log(Action.REFUSED, _WRONG_SHEET_LOG_ID)
        raise
