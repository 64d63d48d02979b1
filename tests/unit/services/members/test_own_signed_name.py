"""The own name of who signs: read with their session, and judged by the log like any other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event, update

from app.models.member import Member
from app.services.auth import sessions
from app.services.members.shown_names import (
    CHANGED,
    NameColumns,
    keep_own_name,
    load_own_signed_name,
)
from app.services.unit_of_work import UnitOfWork
from tests.support.club.office import Office


@contextmanager
def _counting() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def _open(office: Office) -> UnitOfWork:
    uow = office.at("sam")
    visit = sessions.open_session(uow, office.world.token("sam"))
    assert visit is not None
    assert visit.actor is not None
    load_own_signed_name(uow)  # reads the log on
    return uow


def _change(office: Office, **columns: str) -> None:
    with office.world.engine.begin() as connection:
        connection.execute(update(Member).where(Member.id == office.id("sam")).values(**columns))


def test_the_own_name_is_not_asked_for_again_in_its_transaction(office: Office):
    uow = _open(office)
    with _counting() as asked:
        assert load_own_signed_name(uow) == "Sam Lee"
    assert asked == []


def test_the_next_transaction_reads_the_own_name_again(office: Office):
    uow = _open(office)
    uow.session.rollback()
    with _counting() as asked:
        load_own_signed_name(uow)
    assert any("confirmed_as" in one for one in asked)


def test_an_own_name_that_outlived_its_transaction_is_read_again(office: Office):
    uow = _open(office)
    uow.session.rollback()  # a commit in the request leaves none either
    keep_own_name(uow, NameColumns(office.id("sam"), "Someone Else", None, None, None))
    assert load_own_signed_name(uow) == "Sam Lee"


def test_the_own_name_is_not_that_of_someone_who_signs_in_after(office: Office):
    uow = _open(office)
    uow.sit(office.at("pat").me, office.at("pat").keys)
    assert load_own_signed_name(uow) == "Pat Jones"


@pytest.mark.parametrize(
    "columns", [{"confirmed_as": '{"names": ["Jo Reed"], "salt": "00"}'}, {"name": "Jo Reed"}]
)
def test_a_changed_row_gives_no_other_own_name(office: Office, columns: dict[str, str]):
    before = load_own_signed_name(office.at("sam"))
    _change(office, **columns)
    uow = _open(office)
    with _counting() as asked:
        name = load_own_signed_name(uow)
    assert asked == []
    uow.session.rollback()
    assert name == load_own_signed_name(uow), "as it is read from the table"
    assert name == before or name.endswith(f"({CHANGED})")
    assert "Jo Reed" not in name or name.endswith(f"({CHANGED})")
