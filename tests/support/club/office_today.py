"""The club as a browser meets it: by the true clock, by which every sign-in runs.

A file of tests that imports `office` from here has this one in place of that of `uows`.
"""

from __future__ import annotations

import pytest

from tests.support.club.office import Office
from tests.support.club.world import World


@pytest.fixture
def office(world: World) -> Office:
    """The club by today's clock."""
    return Office.today(world)
