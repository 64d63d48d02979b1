"""Open all that a reader may search in: their team's books, and the slips that are in none yet.

The caller has logged the look. Slips of a concern for which this reader has no card are dropped
before anything is compared or counted. Nothing that was opened is kept.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.values.entry_values import Slip
from app.services.concerns.concern_access import load_held_keys
from app.services.sealed_index.books import load_team_keys, open_books
from app.services.sealed_index.slips import load_slip_rows, open_slips
from app.services.unit_of_work import UnitOfWork

SlipsByConcern = Mapping[UUID, tuple[Slip, ...]]


class OpenIndex(PrivateStruct, frozen=True):
    """The slips that were opened, by concern.

    `whole`: concerns of which no entry is missing, and of whose values nothing was cut.
    """

    slips: SlipsByConcern
    whole: frozenset[UUID]


def open_index(uow: UnitOfWork, concerns: Collection[UUID]) -> OpenIndex:
    """Open the slips of these concerns. Raises KeyChangedError and LogBrokenError."""
    wanted = {str(one): one for one in concerns}
    found: dict[UUID, dict[int, Slip]] = {}
    for slip in _open_all(uow):
        if (concern_id := wanted.get(slip.concern)) is not None:
            found.setdefault(concern_id, {})[slip.number] = slip
    files = uow.key_log.files(uow.org)
    whole = frozenset(
        concern_id
        for concern_id, slips in found.items()
        if len(slips) >= files.count_written(concern_id)
        and not any(slip.cut for slip in slips.values())
    )
    ordered = {one: tuple(slips[n] for n in sorted(slips)) for one, slips in found.items()}
    return OpenIndex(ordered, whole)


def _open_all(uow: UnitOfWork) -> list[Slip]:
    books = (book for key in load_team_keys(uow) for book in open_books(uow, key))
    found = [slip for book in books for slip in book.slips]
    for fingerprint, held in load_held_keys(uow).items():
        rows = load_slip_rows(uow, fingerprint)
        found += [slip for _, slip in open_slips(uow, rows, held.secret)]
    return found
