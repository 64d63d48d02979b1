"""After set-up no byte of the row that held the recovery seed's box is left in any file."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.database import make_engine
from app.models.organisation import Organisation, SetUpDraft
from tests.support.machine.server_settings import settings
from tests.support.web.checking_client import CheckingClient
from tests.support.web.setup_client import SHEET, groups, put_code, typed

PIECE = 48


@pytest.fixture
def place(data: Path, sqlite_url: str):
    """A browser at a server that nobody has set up, and a session beside it."""
    put_code(data)
    app, engine = create_app(settings(data, sqlite_url)), make_engine(sqlite_url)
    with Session(engine) as rows:
        yield CheckingClient(app), rows, Path(sqlite_url.removeprefix("sqlite:///"))
    engine.dispose()
    from app.extensions import db

    with app.app_context():
        db.engine.dispose()


def on_disk(file: Path) -> bytes:
    """Every byte of the database: the file, and the write-ahead and shared files beside it."""
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


def test_when_set_up_is_done_no_byte_of_the_seeds_box_is_left(place):
    visitor, rows, file = place
    typed(visitor)
    box = rows.scalars(select(SetUpDraft.box)).one()
    rows.rollback()
    pieces = [box[start : start + PIECE] for start in range(0, len(box) - PIECE, PIECE)]
    assert len(pieces) > 8
    before = on_disk(file)
    assert sum(piece in before for piece in pieces) > 8  # so the search can find
    answer = groups(visitor)[1]
    assert visitor.send(SHEET, answer).location == "/set-up/done"
    after = on_disk(file)
    assert not [piece for piece in pieces if piece in after]
    assert rows.scalars(select(SetUpDraft)).all() == []
    assert len(rows.scalars(select(Organisation)).all()) == 1
