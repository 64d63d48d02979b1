"""The commands that look at a server name a checkpoint that Heard cannot read."""

from __future__ import annotations

from tests.support.club.world import World
from tests.unit.test_cli import one_sentence, run


def test_doctor_and_fsck_tell_of_a_checkpoint_that_cannot_be_read(world: World):
    note = world.data / "checkpoints" / f"{world.org.id}.note"
    note.unlink()
    note.mkdir()
    told = run(world, "doctor")
    assert told.exit_code == 1
    assert f"The checkpoint {note} cannot be read (IsADirectoryError)" in told.output
    assert "That checkpoint cannot be read." in one_sentence(run(world, "log", "fsck"))
