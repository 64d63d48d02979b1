"""Back a club up, and restore it elsewhere, as the commands do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyrage
from click.testing import Result
from sqlalchemy import Engine

from app.database import make_engine
from app.migrate import upgrade_database
from app.services.backup import backup_making, restoring
from app.services.backup.backup_check import BackupVerdict
from app.services.backup.backup_lines import BackupLines
from app.services.backup.table_rows import open_database_snapshot
from app.vault.server_secret import ServerSecret
from audit import notes
from tests.support.club.club_setup import Made
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.machine.server_settings import SECRET, settings


def ignore_progress(_done: int, _whole: int) -> None:
    """Tell no one how far it is."""


class BackupKit:
    """A club, a pair of keys, and places to restore to."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.folder = office, folder
        self.key = pyrage.x25519.Identity.generate()
        self.path = folder / "club.age"
        self.key_file = folder / "key.txt"
        self._places: list[restoring.RestorePlace] = []
        self.nowhere = f"sqlite:///{folder / 'nowhere.sqlite3'}"

    @property
    def secrets(self) -> list[str]:
        """The secret key, as its file holds it."""
        return [str(self.key)]

    def back_up(self, note: Callable[[int, int], None] = ignore_progress):
        """Write a backup to `path`."""
        uows = [self.office.world.uow()]
        return backup_making.make_backup(
            self.office.world.engine, uows, self.path, [str(self.key.to_public())],
            self.office.now, note,
        )  # fmt: skip

    def place(self, url: str, data: Path, secret: bytes = SECRET) -> restoring.RestorePlace:
        """A place that may be empty."""
        data.mkdir(mode=0o700, exist_ok=True)
        place = restoring.RestorePlace(
            make_engine(url), data, ServerSecret(secret), partial(upgrade_database, url),
            lambda: self.office.now,
        )  # fmt: skip
        self._places.append(place)
        return place

    def close(self) -> None:
        """Give back every connection."""
        for place in self._places:
            place.engine.dispose()

    def run_restore(self, world: World, *words: str) -> Result:
        """Run the command that restores `path` at a place. `words`: more of its options."""
        given = ["restore", str(self.path), "--identity", str(self.key_file), *words]
        return world.app.test_cli_runner().invoke(args=given)

    def forge_checkpoint(self, data: Path, size: int) -> Path:
        """Put a rightly signed checkpoint of another log into a folder; return its file."""
        org = self.office.org
        seed = ServerSecret(SECRET).log_seed(str(org.id))
        text = notes.format_checkpoint_text(org.origin, size, bytes(32))
        path = data / "checkpoints" / f"{org.id}.note"
        path.write_text(notes.sign_note(text, org.origin, seed), encoding="utf-8")
        return path

    def check(self, place: restoring.RestorePlace, *given: Path) -> BackupVerdict:
        """Read `path` whole, with the checkpoints of the place and these."""
        held = restoring.list_held_checkpoints(place.data, given)
        return restoring.check_backup(self.path, self.secrets, place.server, held, ignore_progress)

    def restore(self, url: str, data: Path) -> World:
        """Restore `path`, and return the club there."""
        place = self.place(url, data)
        verdict = self.check(place)
        restoring.restore_rows(self.path, self.secrets, verdict, place, ignore_progress)
        restoring.upgrade_and_log_restore(verdict, place, ())
        return open_restored(self.office.world, url, data)


def open_restored(world: World, url: str, data: Path) -> World:
    """Return the same club at another place."""
    settings(data, url)
    return World(Made(world.org, world.people, world.recovery_seed), data, url)


def list_lines(engine: Engine, office: Office) -> list[bytes]:
    """Every line that a backup of this database would have now."""
    with open_database_snapshot(engine) as connection:
        return list(BackupLines(connection, office.now))
