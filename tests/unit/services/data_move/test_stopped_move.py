"""A move that was stopped says where the records are, and one killed twice arrives the same."""

from __future__ import annotations

import os
import signal

import pytest
from sqlalchemy import select

from app.models.audit_log import Leaf
from app.services.backup import row_inserts
from app.services.data_move import database_move
from app.services.integrity.integrity_check import find_all_differences
from app.upkeep_cli import move_commands
from audit import merkle
from tests.support.club.backups import open_restored
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.web.checking_client import Page
from tests.unit.services.data_move.test_database_move import (
    CROSSWISE,
    ON_SQLITE,
    count_rows,
    die,
    move,
    run_and_kill,
    why_not,
)

pytestmark = pytest.mark.both_databases


def stop(monkeypatch, owner: object, name: str, signal_number: int) -> None:
    def ask(*_args: object, **_named: object) -> None:
        os.kill(os.getpid(), signal_number)

    monkeypatch.setattr(owner, name, ask)


@ON_SQLITE
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "term"])
def test_a_move_stopped_on_its_way_says_where_the_records_are(
    office: Office, empty_sqlite_url, monkeypatch, number
):
    office.signed("sam")
    with monkeypatch.context() as patch:
        stop(patch, database_move, "_demand_same", number)
        said = move(office, empty_sqlite_url)
    last = said.output.strip().splitlines()[-1]
    assert said.exit_code == 1
    assert last.startswith("Error: Stopped. The records are in ")
    assert "Heard can be started on it as before" in last
    assert "Give the same command again: it starts with the first row." in last
    assert "Aborted" not in said.output
    assert why_not(office, office.world.url) == ""
    with monkeypatch.context() as patch:
        stop(patch, move_commands, "_report_move", number)
        said = move(office, empty_sqlite_url)
    assert said.exit_code == 1
    assert "is closed. Give the same command again: it does what is left" in said.output
    said = move(office, empty_sqlite_url)
    assert (said.exit_code, "nothing is left to do" in said.output) == (0, True), said.output


def compute_root(world: World) -> bytes:
    """The root over the lines of the log, as a checkpoint names it."""
    with world.session() as session:
        lines = session.scalars(select(Leaf.line).order_by(Leaf.i)).all()
    return merkle.root(lines)


def read_pages(world: World, paths: list[str]) -> dict[str, str]:
    """The words of these pages for a lead, without who opened what: that is a line more."""
    client = world.client("jo")
    found = {path: client.get(path) for path in paths}
    assert {answer.status_code for answer in found.values()} == {200}
    return {path: Page(answer.text).text for path, answer in found.items()}


@CROSSWISE
def test_a_move_killed_twice_arrives_with_the_same_logs_and_pages(
    now: Office, empty_database_url, monkeypatch
):
    world = now.world
    concerns = [now.signed(who, danger="yes") for who in ("sam", "pat")]
    paths = [f"/concerns/{concern}" for concern in concerns]
    world.stop_clocks(now.now)  # a page says how long ago something was
    before = read_pages(world, paths)
    now.session.rollback()
    world.close()
    kills = ((row_inserts.RowInserter, "flush"), (database_move, "_close_source"))
    for where in kills:
        with monkeypatch.context() as patch:
            patch.setattr(*where, die)
            assert run_and_kill(lambda: move(now, empty_database_url)) == -signal.SIGKILL
    lines = count_rows(world.url)
    said = move(now, empty_database_url)
    assert said.exit_code == 0, said.output
    assert count_rows(world.url) == count_rows(empty_database_url) == lines + 1
    there = open_restored(world, empty_database_url, world.data)
    there.stop_clocks(now.now)
    try:
        assert compute_root(there) == compute_root(world)
        assert find_all_differences(there.uow()) == ()
        assert read_pages(there, paths) == before
    finally:
        there.close()
