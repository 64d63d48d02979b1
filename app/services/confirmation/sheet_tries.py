"""Open a team's key with the recovery sheet, and count wrong sheets.

To check the sheet or to replace it, one person has eight tries in 15 minutes, as with passphrases.
Each wrong one is in the log. Nothing that was typed is kept.

This module does not count the wrong sheets of anyone who uses the sheet for something else: to make
a head or chair, to appoint an acting lead, to turn off a second step, or to remove or replace an
account. They open it by `open_team_with_sheet`, which counts nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.routing.actors import Team
from app.errors import InvalidError, KeyChangedError, SealedError, ThrottledError
from app.services.auth.throttle import TryCounter, TryKind
from app.services.confirmation.certification import open_team_with_sheet
from app.services.members.member_lookup import load_key_trust
from app.services.unit_of_work import Action, UnitOfWork
from app.vault.principals import Secret

DOES_NOT_OPEN = (
    "This is the right sheet, but it does not open the key that is stored. Keep the sheet. Tell "
    "the person who runs this server now. “flask log fsck” tells them what is wrong."
)
_WRONG_SHEET_LOG_ID = "recovery_sheet/wrong"


def open_typed_sheet(uow: UnitOfWork, sheet: str) -> dict[Team, Secret]:
    """Return the keys that the present sheet opens: of both teams, or of leads alone for now.

    A chain of keys that is not right is a KeyChangedError. Raises InvalidError for another sheet,
    and for one that opens nothing because a row is gone; ThrottledError after too many.
    """
    judge = load_key_trust(uow)
    judge.pins()
    teams = {team: judge.team(team) for team in (Team.LEADS, Team.SENIORS)}
    if teams[Team.SENIORS].recovery_fpr != teams[Team.LEADS].recovery_fpr:
        del teams[Team.SENIORS]
    try:
        with count_wrong_sheet_try(uow):
            return {
                team: open_team_with_sheet(uow, judge, key, sheet)[1] for team, key in teams.items()
            }
    except (KeyChangedError, SealedError):
        raise InvalidError({"sheet": DOES_NOT_OPEN}) from None


@contextmanager
def count_wrong_sheet_try(uow: UnitOfWork) -> Iterator[None]:
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
