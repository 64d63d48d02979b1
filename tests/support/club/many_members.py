"""Confirmed staff by the thousand, with real keys, certificates and names in the log.

Nobody of them can sign in: there is no lock, because making one takes a seventh of a second.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import func, select

from app.domain.routing.actors import Role
from app.models.member import Member, MemberKey
from app.services.confirmation import member_confirmation
from app.services.members.key_trust import hash_row_bytes, member_key_log_id
from app.services.unit_of_work import Action, UnitOfWork
from app.vault.principals import Secret
from tests.support.club.world import World

BATCH = 250
FIRST_NAMES = ("Ada", "Ben", "Cleo", "Dev", "Esme", "Finn", "Gus", "Hana", "Ivo", "June")
LAST_NAMES = ("Abbott", "Brook", "Castle", "Dane", "Ember", "Frost", "Glen", "Hale", "Irwin")


def count_members(world: World) -> int:
    """Return how many members there are, whatever their state."""
    return world.session().scalar(select(func.count()).select_from(Member)) or 0


def add_confirmed_staff(world: World, count: int) -> None:
    """Add so many staff, joined and confirmed by Jo."""
    start = count_members(world)
    for first in range(start, start + count, BATCH):
        places = range(first, min(first + BATCH, start + count))
        uow = world.uow("jo")
        ids = join_staff(uow, places)
        member_confirmation.confirm_staff(uow, ids)
        uow.session.close()


def join_staff(uow: UnitOfWork, places: Iterable[int]) -> tuple[UUID, ...]:
    """Add one member who has joined for each place in the list, and log their keys."""
    ids = []
    with uow.act() as act:
        for place in places:
            member = make_member(uow, place)
            member.joined_at = act.now
            own, member_id = Secret.new().public, member.id
            act.session.add(member)
            act.session.flush()
            act.session.add(
                MemberKey(
                    org_id=uow.org.id, user_id=member_id, fpr=own.fingerprint, public=own.raw,
                    cert=None, roles=[], serial=0, since=act.now,
                )
            )  # fmt: skip
            act.log(Action.MEMBER_JOINED, member_key_log_id(member_id), h=hash_row_bytes(own.raw))
            ids.append(member_id)
        act.checkpoint()
    return tuple(ids)


def make_member(uow: UnitOfWork, place: int) -> Member:
    """Return a made-up member for a place in the list, invited and no more."""
    first = FIRST_NAMES[place % len(FIRST_NAMES)]
    last = LAST_NAMES[place // len(FIRST_NAMES) % len(LAST_NAMES)]
    return Member(
        id=uuid4(),
        org_id=uow.org.id,
        name=f"{first} {last} {number_in_letters(place)}",
        email=f"staff{place}@example.org",
        phone="07700 900999",
        job_title="Youth worker",
        roles=[Role.PRACTITIONER.value],
        position=place,
        invited_at=uow.clock(),
    )


def number_in_letters(number: int) -> str:
    """Return a number as letters, so that names differ."""
    text = ""
    while True:
        number, digit = divmod(number, 26)
        text = chr(ord("A") + digit) + text
        if not number:
            return text.capitalize()
