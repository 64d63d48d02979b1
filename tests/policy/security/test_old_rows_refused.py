"""An old row is no row: what the newest line of the log does not vouch for opens nothing.

Somebody who can write to the database, and does not hold the server secret, puts back what was once
genuine, cuts the log, or moves its index. Each time signing in stops.
"""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, delete, select, update

from app.domain.routing.actors import Role, Team
from app.errors import HeardError, KeyChangedError, LogBrokenError
from app.models.audit_log import Leaf, LogHead, Node
from app.models.member import Lock, Member, MemberKey, SignIn
from app.models.team import TeamGrant, TeamKey
from app.services.auth import sessions
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.passphrases import PassphraseChoice
from app.services.members import own_account
from app.vault import session_tokens
from audit import merkle
from tests.support.club.world import World

CHOSEN = PassphraseChoice("violet harbour pencil eleven", (), "sam@example.org", "192.0.2.1")


def stopped(world: World, who: str) -> type[HeardError] | None:
    """What stops somebody who opens their own lock, or None. A new process each time."""
    try:
        world.token(who)
    except HeardError as error:
        return type(error)
    return None


def rows(world: World) -> Connection:
    return world.engine.begin()


def lock_of(connection: Connection, user) -> bytes:
    return connection.scalars(select(Lock.blob).where(Lock.user_id == user)).one()


def test_everybody_gets_in_when_nothing_was_touched(world: World):
    assert [stopped(world, who) for who in ("jo", "deputy", "senior", "sam", "kit")] == [None] * 5


def test_a_lock_from_before_a_new_passphrase_no_longer_opens(world: World):
    sam = world.people["sam"].id
    with rows(world) as connection:
        old = lock_of(connection, sam)
    uow = world.uow("sam")
    keys = uow.keys
    own_account.set_passphrase(uow, KdfSlots(world.data), sam, keys.own, keys.pins, CHOSEN)
    assert stopped(world, "sam") is None
    with rows(world) as connection:
        connection.execute(update(Lock).where(Lock.user_id == sam).values(blob=old))
    assert stopped(world, "sam") is KeyChangedError


def test_the_index_of_the_log_is_not_what_vouches(world: World):
    sam = world.people["sam"].id
    with rows(world) as connection:
        old = lock_of(connection, sam)
    uow = world.uow("sam")
    own_account.set_passphrase(uow, KdfSlots(world.data), sam, uow.keys.own, uow.keys.pins, CHOSEN)
    with rows(world) as connection:
        connection.execute(update(Lock).where(Lock.user_id == sam).values(blob=old))
        newest = select(Leaf.i).where(Leaf.obj == f"lock/{sam}/passphrase").order_by(Leaf.i.desc())
        index = connection.scalars(newest).first()
        connection.execute(update(Leaf).where(Leaf.i == index).values(obj="lock/nobody"))
    assert stopped(world, "sam") is KeyChangedError


def test_roles_written_into_a_row_are_not_held(world: World):
    sam = world.people["sam"].id
    with rows(world) as connection:
        connection.execute(update(Member).where(Member.id == sam).values(roles=["lead"]))
    assert not world.uow("sam").me.is_a(Role.LEAD)
    with rows(world) as connection:
        roles = ["lead", "practitioner"]
        connection.execute(update(MemberKey).where(MemberKey.user_id == sam).values(roles=roles))
    assert stopped(world, "sam") is KeyChangedError


def test_another_members_certificate_is_no_certificate(world: World):
    jo, sam = world.people["jo"].id, world.people["sam"].id
    with rows(world) as connection:
        lent = connection.execute(
            select(MemberKey.cert, MemberKey.roles).where(MemberKey.user_id == jo)
        ).one()
        values = {"cert": lent.cert, "roles": lent.roles}
        connection.execute(update(MemberKey).where(MemberKey.user_id == sam).values(values))
    assert stopped(world, "sam") is KeyChangedError


@pytest.mark.parametrize("column", ["public", "fpr", "recovery_public", "recovery_fpr", "cert"])
def test_a_team_key_with_anything_of_another_stops_everybody(world: World, column: str):
    with rows(world) as connection:
        leads, seniors = (
            connection.scalars(
                select(getattr(TeamKey, column)).where(TeamKey.team == team.value)
            ).one()
            for team in Team
        )
        other = seniors if seniors != leads else bytes(len(leads))
        put = update(TeamKey).where(TeamKey.team == Team.LEADS.value).values({column: other})
        connection.execute(put)
    assert stopped(world, "jo") is KeyChangedError
    assert stopped(world, "sam") is KeyChangedError


def test_a_grant_that_was_swapped_is_refused(world: World):
    jo, deputy = world.people["jo"].id, world.people["deputy"].id
    with rows(world) as connection:
        lent = connection.scalars(select(TeamGrant.blob).where(TeamGrant.user_id == deputy)).one()
        connection.execute(update(TeamGrant).where(TeamGrant.user_id == jo).values(blob=lent))
    assert stopped(world, "jo") is KeyChangedError
    assert stopped(world, "sam") is None


def test_a_log_that_was_cut_stops_everybody(world: World):
    held = world.uow().files.held(world.org.id)
    assert held is not None
    size = held[0] - 3
    with rows(world) as connection:
        connection.execute(delete(Leaf).where(Leaf.i >= size))
        connection.execute(update(LogHead).values(size=size))
    assert stopped(world, "sam") is LogBrokenError


def test_a_line_rewritten_with_its_hash_and_nodes_stops_everybody(world: World):
    with rows(world) as connection:
        line = connection.scalars(select(Leaf.line).where(Leaf.i == 2)).one()
        forged = line.replace(b'"as":"', b'"as":"x')
        digest = merkle.leaf_hash(forged)
        connection.execute(update(Leaf).where(Leaf.i == 2).values(line=forged, hash=digest))
        connection.execute(update(Node).where(Node.level == 0, Node.idx == 2).values(hash=digest))
    assert stopped(world, "sam") is LogBrokenError


def test_a_line_that_does_not_fit_its_hash_stops_everybody(world: World):
    with rows(world) as connection:
        line = connection.scalars(select(Leaf.line).where(Leaf.i == 2)).one()
        connection.execute(update(Leaf).where(Leaf.i == 2).values(line=line + b" "))
    assert stopped(world, "sam") is LogBrokenError


def test_a_checkpoint_file_that_somebody_else_wrote_stops_everybody(world: World):
    path = world.data / "checkpoints" / f"{world.org.id}.note"
    text = path.read_text(encoding="utf-8")
    size = text.split("\n")[1]
    path.write_text(text.replace(f"\n{size}\n", "\n1\n", 1), encoding="utf-8")
    assert stopped(world, "sam") is LogBrokenError


def test_a_sign_in_opens_for_nobody_else(world: World):
    token, jo = world.token("sam"), world.people["jo"].id
    mine = SignIn.id == session_tokens.hash_token(token)
    with rows(world) as connection:
        connection.execute(update(SignIn).where(mine).values(user_id=jo))
    uow = world.uow()
    assert sessions.open_session(uow, token) is None
    assert uow.actor is None
    with rows(world) as connection:
        lines = connection.execute(select(Leaf.line).order_by(Leaf.i)).scalars().all()
    assert b'"act":"key.refused"' in lines[-1]
