"""Give a concern a short name, by which leads tell it apart in their lists.

It is on the sealed card of the team that reads the concern, and nowhere else. Its author, and
anyone it was kept from, has no key to that. A concern for people by name has no name. An unread one
has none either: until then its card must be the one that was signed. A concern from before the
team's key was changed keeps the name that it has: nothing is sealed under an older key. The record
never changes.
"""

from uuid import UUID

from app.domain.routing.actors import Team
from app.errors import InvalidError, NotFoundError, StaleError
from app.services.concern_tasks.task_entries import open_concern_as_reader
from app.services.concerns.concern_access import find_team_unless_step_due
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_append import open_for_append
from app.services.concerns.stored_cards import find_short_name, is_card_stored, write_card_revision
from app.services.members.contact_details import find_one_line_problem
from app.services.unit_of_work import UnitOfWork

LONGEST_NAME = 60
READ_FIRST = "Mark this concern as read, then name it"
OLDER_KEY = "Your team’s key has changed since this was signed, so its name cannot change"


def can_name_concern(uow: UnitOfWork, file: OpenConcern) -> bool:
    """Whether this person can name the concern: it was sealed to their team's key, and is read."""
    team = _find_team(uow, file)
    return team is not None and not _find_obstacle(uow, file, team)


def load_concern_name(uow: UnitOfWork, file: OpenConcern) -> str:
    """Return what the team of an opened concern calls it; "" for others, and without a name."""
    team = _find_team(uow, file)
    if team is None or file.acknowledged_at is None:
        return ""
    return find_short_name(uow, file.id, team)


def open_concern_to_name(uow: UnitOfWork, concern_id: UUID) -> OpenConcern:
    """Open a concern that was sealed to this person's team. Raises NotFoundError for any other."""
    file = open_concern_as_reader(uow, concern_id)
    if _find_team(uow, file) is None:
        raise NotFoundError(f"concern {concern_id}")
    return file


def name_concern(uow: UnitOfWork, file: OpenConcern, text: str, before: str | None = None) -> None:
    """Write a short name on the team's card; "" takes it away. Raises InvalidError for `name`.

    `before`: the name that this person saw, if known. Raises StaleError where someone else has
    given it another since, unless that is the one that is asked for.
    """
    team, name = _find_team(uow, file), " ".join(text.split())
    if team is None:
        raise NotFoundError(f"concern {file.id}")
    if problem := _find_problem(name) or _find_obstacle(uow, file, team):
        raise InvalidError({"name": problem})
    now = load_concern_name(uow, file)
    if name == now:
        return
    if before is not None and now != before:
        raise StaleError(f"name of concern {file.id}")
    ready = open_for_append(uow, file.id)
    with uow.act() as act:
        fingerprint = uow.keys.team_public(act.session, team)[1].fingerprint
        if not is_card_stored(act.session, file.id, fingerprint):
            raise InvalidError({"name": OLDER_KEY})
        if find_short_name(uow, file.id, team) != now:
            raise StaleError(f"name of concern {file.id}")
        write_card_revision(ready, act, fingerprint, name)


def _find_obstacle(uow: UnitOfWork, file: OpenConcern, team: Team) -> str:
    """Return why a concern cannot get a name now; "" if it can."""
    if file.acknowledged_at is None:
        return READ_FIRST
    newest = uow.keys.team_fingerprints(uow.session, team)[-1]
    return "" if is_card_stored(uow.session, file.id, newest) else OLDER_KEY


def _find_team(uow: UnitOfWork, file: OpenConcern) -> Team | None:
    team = find_team_unless_step_due(uow)
    recipients = file.record.recipients if file.record else ()
    return team if team is not None and team.value in recipients else None


def _find_problem(name: str) -> str:
    if len(name) > LONGEST_NAME:
        return f"Enter a name of {LONGEST_NAME} characters or fewer"
    return find_one_line_problem(name)
