"""The five details of many completions at once: for whom they wait, the table, and that it went.

Workbook, name and e-mail, job title, agency, date: never anything else, and never from a note that
does not prove. Nothing is sent from here: a person sends the table, and says on which day they did.
"""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from datetime import date
from uuid import UUID

from app.domain.times.typed_dates import NOT_YET
from app.domain.training.statement_schema import SentToBoard
from app.errors import InvalidError
from app.services.training import board_details, statements, team_standing
from app.services.training.completion_records import me_named
from app.services.training.team_standing import Person
from app.services.training.training_csv import table
from app.services.unit_of_work import Action, Desk

AT_ONCE = 100
"""People in one table: who is left waits for the next one."""
OBJ = "trained/board"
BEFORE = "Somebody in this table completed the workbook after this day. Check the day."
NOBODY = "Nobody in that table waits any more. What stands below is as it is now."


class _SentAlreadyError(Exception):
    """Somebody noted it meanwhile: nothing is signed."""


def waiting(desk: Desk) -> tuple[tuple[Person, ...], bool]:
    """Whose details have not gone to the board, by name, and whether there are more.

    Logs LIST_VIEWED first. Raises LogBrokenError.
    """
    desk.look(Action.LIST_VIEWED, OBJ)
    found = _waiting(desk)
    return tuple(found[:AT_ONCE]), len(found) > AT_ONCE


def for_board(desk: Desk, about: Collection[UUID]) -> bytes:
    """The table of those among these completions that still wait. Logged with its hash first.

    Raises InvalidError when nobody waits, LogBrokenError.
    """
    chosen = [one.stands.completion for one in _chosen(desk, about)]
    details = [board_details.five(said).rows for said in chosen if said]
    if not details:
        raise InvalidError({"": NOBODY})
    labels = [label for label, _ in details[0]]
    data = table(labels, ([value for _, value in row] for row in details))
    desk.look(Action.EXPORTED, OBJ, h=hashlib.sha256(data).digest())
    return data


def went(desk: Desk, about: Collection[UUID], on: date) -> None:
    """Note of each of these that still waits that its details went to the board on this day.

    Each is signed by itself: what is noted stays noted, and a second press notes nothing twice.
    Raises InvalidError for a day that cannot be.
    """
    chosen = _chosen(desk, about)
    if problem := _problem(desk, chosen, on):
        raise InvalidError({"on": problem})
    for one in chosen:
        with suppress(_SentAlreadyError):
            _note(desk, UUID(one.stands.about), on)


def day_problem(desk: Desk, about: Collection[UUID], on: date) -> str:
    """Why this day cannot be noted for these, or an empty string."""
    return _problem(desk, _chosen(desk, about), on)


def _problem(desk: Desk, chosen: Collection[Person], on: date) -> str:
    if on > desk.today:
        return NOT_YET
    found = (one.stands.completion for one in chosen)
    return BEFORE if any(said and said.on > on for said in found) else ""


def _note(desk: Desk, about: UUID, on: date) -> None:
    with desk.act() as act:
        found = statements.one(desk, about)  # under the lock: nobody notes it meanwhile
        if found.said is None or found.sent_on is not None:
            raise _SentAlreadyError
        later = SentToBoard(
            learner=found.said.learner,
            by=me_named(desk),
            made_at=act.now,
            about=str(about),
            on=on,
        )
        statements.note(desk, act, later)


def _chosen(desk: Desk, about: Collection[UUID]) -> list[Person]:
    wanted = {str(one) for one in about}
    return [one for one in _waiting(desk) if one.stands.about in wanted][:AT_ONCE]


def _waiting(desk: Desk) -> list[Person]:
    everybody, _ = team_standing.people(desk)
    return [one for one in everybody if one.stands.completion and not _told(one)]


def _told(one: Person) -> bool:
    """Whether the board has the details: a certificate that came shows it too."""
    return bool(one.stands.sent_on or one.stands.certificate_on)
