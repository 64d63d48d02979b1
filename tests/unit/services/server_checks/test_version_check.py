"""Doctor names another version that serves the database, and one without its version lock."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.database import make_engine
from app.database_guard.version_lock import SharedLock
from tests.support.club.world import World


def doctor(world: World) -> str:
    return world.app.test_cli_runner().invoke(args=["doctor"]).output


def test_another_version_that_serves_is_named(world: World):
    assert "version of Heard" not in doctor(world)
    world.change(text("UPDATE alembic_version SET version_num = '0012'"))
    assert "is serving or changing this database" not in doctor(world)
    running = SharedLock(world.url, "0012")
    assert running.take()
    assert "Another version of Heard is serving or changing this database" in doctor(world)
    running.release()


def test_a_secret_next_to_the_database_and_no_contact_are_noted(world: World):
    state, folder = world.app.extensions["heard"], world.data.parent
    world.app.extensions["heard"] = replace(
        state, config=replace(state.config, secret_file=folder / "server-secret")
    )
    note = f"Note: the server secret and the database lie in one folder, {folder}."
    said = doctor(world)
    assert (note in said) is world.url.startswith("sqlite")
    assert "Set SECURITY_CONTACT" in said


def test_a_server_on_which_leads_need_no_second_step_is_noted(world: World):
    assert "Note: SECOND_STEP is offered, so leads" in doctor(world)
    strict = world.make_app(second_step_required=True)
    said = strict.test_cli_runner().invoke(args=["doctor"]).output
    assert "SECOND_STEP" not in said


@pytest.mark.parametrize(
    "world", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
def test_a_heard_without_its_version_lock_is_named(world: World):
    world.close()
    assert "without its version lock" not in doctor(world)
    older = make_engine(world.url)
    with older.connect() as connection:
        connection.execute(text("SELECT 1"))
        assert "without its version lock" in doctor(world)
    older.dispose()
