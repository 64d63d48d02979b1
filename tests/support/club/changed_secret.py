"""Change the server secret of a club by the command, and go on under the new one."""

from __future__ import annotations

from pathlib import Path

from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.verified_log import VerifiedLog
from app.services.unit_of_work import UnitOfWork
from app.vault.server_secret import ServerSecret
from config import SECRET_NAME
from tests.support.club.club_setup import Made
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.machine.server_settings import settings


class ChangedWorld(World):
    """A club as a server sees it that reads the secret in its file."""

    def _make_uow(self, key_log: VerifiedLog | None = None) -> UnitOfWork:
        server = ServerSecret(read_secret(self))
        uow = super()._make_uow(key_log or VerifiedLog(CheckpointFiles(self.data), server))
        uow.server = server
        return uow

    def make_app(self, **changes: object):
        """Another server on this database, under the secret that lies there."""
        return super().make_app(**{"secret": read_secret(self), **changes})


def read_secret(world: World) -> bytes:
    """The server secret in the club's file."""
    return find_secret_file(world).read_bytes()


def find_secret_file(world: World) -> Path:
    """The file of the club's server secret."""
    settings(world.data, world.url)
    return world.data / SECRET_NAME


def rotate(world: World, *more: str):
    """Give the command with no server at work; return what it said."""
    world.close()
    app = world.make_app(secret=read_secret(world))
    said = app.test_cli_runner().invoke(args=["secret", "rotate", *more])
    world.close()
    return said


def reopen(office: Office) -> Office:
    """Return the club under the secret that lies there now, at its own time."""
    world = office.world
    made = Made(world.org, world.people, world.recovery_seed)
    again = Office(ChangedWorld(made, world.data, world.url))
    again.now, close = office.now, world.close

    def close_both() -> None:
        again.world.close()
        close()

    world.close = close_both  # before its database is dropped
    return again
