"""A prepared club is made once, and each test has a copy that no other test has changed."""

from __future__ import annotations

from tests.support.club.many_members import add_confirmed_staff, count_members
from tests.support.club.world import World
from tests.support.machine.prepared_clubs import PreparedClubs


def test_a_copy_has_what_was_prepared_and_nothing_of_another(
    world: World, prepared_clubs: PreparedClubs
):
    made = []

    def make() -> None:
        made.append(world)
        add_confirmed_staff(world, 1)
        (world.data / "made").touch()

    prepared_clubs.prepare(world, "one more", make)
    prepared = count_members(world)
    add_confirmed_staff(world, 1)
    (world.data / "changed").touch()
    world.close()
    prepared_clubs.prepare(world, "one more", make)
    assert made == [world]
    assert count_members(world) == prepared
    assert (world.data / "made").exists()
    assert not (world.data / "changed").exists()
    add_confirmed_staff(world, 1)  # its keys and its log go on from there
