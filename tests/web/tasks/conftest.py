"""The club by today's clock, and a concern that a lead has read."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.services.concerns.acknowledgements import acknowledge_concern
from tests.support.club.office import Office
from tests.support.club.office_today import office

__all__ = ["office"]


@pytest.fixture
def concern_id(office: Office) -> UUID:
    """A concern of Sam's that Jo has read."""
    found = office.signed("sam")
    acknowledge_concern(office.at("jo"), found)
    return found
