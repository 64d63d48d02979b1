"""A server that nobody has set up."""

from __future__ import annotations

import pytest

from app.extensions import db
from tests.support.web.checking_client import CheckingClient
from tests.support.web.setup_client import put_code


@pytest.fixture
def visitor(app, data):
    """A browser at a server that nobody has set up."""
    put_code(data)
    yield CheckingClient(app)
    with app.app_context():
        db.engine.dispose()
