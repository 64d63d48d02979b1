"""A concern that was closed, and one that its author no longer reads."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import pytest

from tests.support.club.closed_concerns import close_and_end, close_counted
from tests.support.club.office import Office
from tests.support.machine.prepared_clubs import PreparedClubs


@pytest.fixture
def closed(office: Office, prepared_clubs: PreparedClubs) -> UUID:
    """A record of Sam's that was closed, once housekeeping has counted from then."""
    return prepared_clubs.prepare(office.world, "closed", partial(close_counted, office))


@pytest.fixture
def ended(office: Office, prepared_clubs: PreparedClubs) -> UUID:
    """A record of Sam's after the days for which he read it, and with his keys deleted."""

    def make() -> tuple[UUID, datetime]:
        return close_and_end(office), office.now

    concern_id, office.now = prepared_clubs.prepare(office.world, "ended", make)
    return concern_id
