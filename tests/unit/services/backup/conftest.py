"""A backup of a club with one record, and an empty place to restore it to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.club.backups import BackupKit, open_restored
from tests.support.club.office import Office
from tests.support.club.world import World


@pytest.fixture
def kit(office: Office, tmp_path: Path) -> Iterator[BackupKit]:
    kit = BackupKit(office, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def backed_up(kit: BackupKit) -> BackupKit:
    """A backup of a club with one record, and the file of its secret key."""
    kit.office.signed("sam")
    kit.back_up()
    kit.key_file.write_text(f"{kit.key}\n", encoding="utf-8")
    return kit


@pytest.fixture
def there(backed_up: BackupKit) -> Iterator[World]:
    """An empty place with the server secret."""
    data = backed_up.folder / "there"
    data.mkdir(mode=0o700)
    world = open_restored(backed_up.office.world, backed_up.nowhere, data)
    yield world
    world.close()
