"""A test's own copy of the club: its database, data folder, app, units of work and browsers.

`world` has a confirmed senior; `world_without_senior` has only unconfirmed ones. Both run on
SQLite and on PostgreSQL.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, Executable, make_url, select
from sqlalchemy.orm import Session

from app.database import make_engine
from app.models.member import Lock
from app.services.audit_log.verified_log import VerifiedLog
from app.services.auth import sessions, sign_ins
from app.services.auth.sign_ins import PASSPHRASE
from app.services.unit_of_work import UnitOfWork
from tests.support.club.club_setup import Made, make, uow_on
from tests.support.machine.databases import BOTH
from tests.support.machine.server_settings import settings
from tests.support.web.checking_client import CheckingClient

COOKIE = "heard-sign-in-80"
MARK_COOKIE = "heard-step-up-80"


class World:
    """One copy. Use `client("sam")` for a browser, `uow("sam")` for the services below it."""

    def __init__(self, made: Made, data: Path, url: str) -> None:
        self.org, self.people, self.recovery_seed = made.org, made.people, made.recovery_seed
        self.data, self.url = data, url
        self.now = lambda: datetime.now(UTC)
        self.step_required = False
        """Whether leads, seniors and administrators open nothing without a second step."""
        self.marks: dict[str, str] = {}
        """By the token of a sign-in, what its browser holds since the passphrase was typed."""
        self._sessions: list[Session] = []
        self._apps: list[Flask] = []

    @cached_property
    def engine(self) -> Engine:
        """An engine beside the app's, for looking at rows and for damage."""
        return make_engine(self.url)

    @cached_property
    def app(self):
        """The application on this database."""
        return self.make_app()

    def make_app(self, **changes: object):
        """Another server on this database, with other settings; closed with this copy."""
        from app import create_app

        settled = {"second_step_required": self.step_required, **changes}
        self._apps.append(create_app(settings(self.data, self.url, **settled)))
        return self._apps[-1]

    def stop_page_clock(self, at: datetime) -> None:
        """Show every page as at this time."""
        state = self.app.extensions["heard"]
        self.app.extensions["heard"] = replace(state, clock=lambda: at)

    def stop_clocks(self, at: datetime) -> World:
        """Stop the clock of the pages and of units of work at this time."""
        self.stop_page_clock(at)
        self.now = lambda: at
        return self

    def session(self) -> Session:
        """A session of the test's own; closed at the end."""
        self._sessions.append(Session(self.engine, expire_on_commit=False))
        return self._sessions[-1]

    def uow(self, who: str | None = None) -> UnitOfWork:
        """A unit of work with `who` at it, verified as a real sign-in is."""
        uow = self._make_uow()
        if who is not None:
            token = self.start_session(self._make_uow(uow.key_log), who)
            sessions.open_session(uow, token)
            uow.step_up_mark = self.marks[token]
        return uow

    def _make_uow(self, key_log: VerifiedLog | None = None) -> UnitOfWork:
        """Make one with a log that read nothing yet, or with one that goes on from there."""
        place = self.session(), self.org, self.data
        required = self.step_required
        return uow_on(*place, lambda: self.now(), key_log, step_required=required)

    def token(self, who: str, *, by_passphrase: bool = True) -> str:
        """A fresh sign-in's token: by the passphrase, which counts as a step-up, or by a card."""
        return self.start_session(self._make_uow(), who, by_passphrase=by_passphrase)

    def start_session(self, uow: UnitOfWork, who: str, *, by_passphrase: bool = True) -> str:
        """Sign someone in with this unit of work, and return the token."""
        person, opened = self.people[who], None
        if by_passphrase:
            lock = select(Lock.blob).where(Lock.user_id == person.id, Lock.kind == PASSPHRASE)
            opened = (PASSPHRASE, uow.session.scalars(lock).one())
        token = sign_ins.verify_and_start_session(
            uow, person.id, person.seed, person.pins, opened=opened
        )
        self.marks[token] = uow.step_up_mark
        return token

    def change(self, *statements: Executable) -> None:
        """What somebody does who writes the database, past every service."""
        with self.session() as session:
            for statement in statements:
                session.execute(statement)
            session.commit()

    def client(self, who: str | None = None, *, by_passphrase: bool = True) -> CheckingClient:
        """A browser, signed in as `who`; it checks every answer it gets."""
        client = CheckingClient(self.app)
        if who is not None:
            token = self.token(who, by_passphrase=by_passphrase)
            client.set_cookie(COOKIE, token, domain="localhost")
            client.set_cookie(MARK_COOKIE, self.marks[token], domain="localhost")
        return client

    def close_sessions(self) -> None:
        """Give back the connections of the test's own sessions: each may hold one until then.

        One that is used again afterwards takes another, so all are still known at the end.
        """
        for session in self._sessions:
            session.close()

    def close(self) -> None:
        """Give back every connection."""
        self.close_sessions()
        self.engine.dispose()
        from app.extensions import db

        for app in self._apps:
            with app.app_context():
                db.engine.dispose()


class _Template:
    """The club as made on one kind of database, ready to copy."""

    def __init__(self, folder: Path, url: str, senior: bool) -> None:
        self.data = folder / "data"
        self.data.mkdir(mode=0o700)
        self.url = url
        self.made = make(url, self.data, senior=senior)


@pytest.fixture(scope="session")
def templates(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """A function that gives the template for a kind of database, made at the first call."""
    made: dict[tuple[str, bool], _Template] = {}

    def template(kind: str, senior: bool) -> _Template:
        if (kind, senior) not in made:
            folder = tmp_path_factory.mktemp(f"club-{kind}-{senior}")
            made[kind, senior] = _Template(folder, _fresh(request, kind, folder), senior)
        return made[kind, senior]

    return template


def _fresh(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    if kind == "sqlite":
        migrated = request.getfixturevalue("migrated_file")
        return f"sqlite:///{shutil.copy(migrated, folder / 'heard.sqlite3')}"
    cluster = request.getfixturevalue("cluster")
    return cluster.url(cluster.create(request.getfixturevalue("migrated_database")))


def _copy(request, kind: str, tmp_path: Path, templates, senior: bool) -> Iterator[World]:
    template = templates(kind, senior)
    data = tmp_path / "club"
    shutil.copytree(template.data, data)
    if kind == "sqlite":
        shutil.copy(template.url.removeprefix("sqlite:///"), tmp_path / "club.sqlite3")
        world = World(template.made, data, f"sqlite:///{tmp_path / 'club.sqlite3'}")
        yield world
        world.close()
        return
    cluster = request.getfixturevalue("cluster")
    name = cluster.create(make_url(template.url).database)
    world = World(template.made, data, cluster.url(name))
    yield world
    world.close()
    cluster.drop(name)


@pytest.fixture(params=BOTH)
def world(request, tmp_path: Path, templates) -> Iterator[World]:
    """The club with one confirmed senior."""
    yield from _copy(request, request.param, tmp_path, templates, True)


@pytest.fixture(params=BOTH)
def world_without_senior(request, tmp_path: Path, templates) -> Iterator[World]:
    """The club whose seniors joined and were never confirmed."""
    yield from _copy(request, request.param, tmp_path, templates, False)
