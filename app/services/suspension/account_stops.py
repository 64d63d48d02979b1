"""Say whether an account is stopped, since when and by whom: by the log, never by its row.

The column `suspended_at` only helps lists. Where it differs from the log, the log holds and the
difference is named. This module writes nothing.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.times.unreadable_times import has_happened
from app.services.audit_log.session_index import Suspension
from app.services.members.shown_names import load_name_texts
from app.services.unit_of_work import UnitOfWork


class StopDifference(StrEnum):
    """How a row differs from the log."""

    NONE = ""
    CLEARED = "cleared"  # the log says that the account is stopped, and the row does not
    MADE_UP = "made_up"  # the row says that it is stopped, and the log does not
    MOVED = "moved"  # both say so, and the row names another time


class AccountStop(PrivateStruct, frozen=True):
    """The time an account was stopped, and who did it, by name. `removed`: for good."""

    at: datetime
    by: str
    removed: bool = False


def find_suspension(uow: UnitOfWork, member_id: UUID) -> Suspension | None:
    """Return how an account was stopped, by the log as far as it was read; None if it is not."""
    return uow.key_log.recall_sessions(uow.org).suspensions.find(member_id)


def load_account_stops(uow: UnitOfWork, member_ids: Collection[UUID]) -> Mapping[UUID, AccountStop]:
    """Return the stop of each of these members whose account is stopped."""
    stops = {one: stop for one in member_ids if (stop := find_suspension(uow, one)) is not None}
    names = load_name_texts(uow, {UUID(stop.who) for stop in stops.values()})
    return {
        member_id: AccountStop(stop.at, names.get(UUID(stop.who), ""), stop.removed)
        for member_id, stop in stops.items()
    }


def compare_stop_with_log(stored: Any, logged: Suspension | None) -> StopDifference:
    """Return how the column `suspended_at` of a row differs from what the log says."""
    if logged is None:
        return StopDifference.MADE_UP if has_happened(stored) else StopDifference.NONE
    if not has_happened(stored):
        return StopDifference.CLEARED
    same = abs(stored - logged.at) < timedelta(seconds=1)  # the log has milliseconds
    return StopDifference.NONE if same else StopDifference.MOVED
