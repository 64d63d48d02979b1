"""The club by today's clock, and a concern of Sam's that Jo, who is about to leave, has in hand."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.services.concerns.acknowledgements import acknowledge_concern
from tests.support.club.office import Office
from tests.support.club.office_today import office

__all__ = ["office"]


@pytest.fixture
def concern_id(office: Office) -> UUID:
    found = office.signed("sam")
    acknowledge_concern(office.at("jo"), found)
    return found
