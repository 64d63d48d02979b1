"""`flask log fsck` names each key, lock, certificate, grant and draft that somebody wrote into."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from app.models.draft import Draft
from app.models.member import Lock, Member, MemberKey
from app.models.team import TeamGrant, TeamKey
from app.services.concerns import additions
from app.services.drafts import draft_store
from app.services.integrity import integrity_check
from app.vault.principals import Secret
from tests.support.club.office import Office

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SAM = select(Member.id).where(Member.name == "Sam Lee").scalar_subquery()
JO = select(Member.id).where(Member.name == "Jo Smith").scalar_subquery()
LEADS = TeamGrant.team == "leads"
CHANGES = {
    "a lock altered": update(Lock).where(Lock.user_id == SAM).values(blob=b"P1" + bytes(120)),
    "a lock deleted": delete(Lock).where(Lock.user_id == SAM),
    "a grant altered": update(TeamGrant).where(LEADS, TeamGrant.user_id == JO).values(blob=b"x"),
    "grants deleted": delete(TeamGrant).where(LEADS),
    "a certificate emptied": update(MemberKey).where(MemberKey.user_id == SAM).values(cert=None),
    "a certificate altered": update(MemberKey).where(MemberKey.user_id == SAM).values(cert=b"x"),
    "a key deleted": delete(MemberKey).where(MemberKey.user_id == SAM),
    "a key altered": update(MemberKey).where(MemberKey.user_id == SAM).values(public=bytes(1216)),
    "a role written": update(MemberKey).where(MemberKey.user_id == SAM).values(roles=["lead"]),
    "somebody suspended": update(Member).where(Member.id == SAM).values(suspended_at=NOW),
    "a team's key altered": update(TeamKey).where(TeamKey.team == "leads").values(cert=b"x"),
    "a recovery key altered": update(TeamKey).values(recovery_fpr=bytes(32)),
}
NAMED = {
    "a lock altered": "The stored copy of lock/{sam}/passphrase is not what the log saw.",
    "a lock deleted": "lock/{sam}/passphrase is in the log, but is no longer stored.",
    "a grant altered": "The stored copy of grant/leads/1/{jo_key} is not what the log saw.",
    "grants deleted": "grant/leads/1/{jo_key} is in the log, but is no longer stored.",
    "a certificate emptied": "The certificate of member {sam} is in the log, but not stored.",
    "a certificate altered": "The key or certificate of member {sam} is not what the log saw.",
    "a key deleted": "key/{sam} is in the log, but is no longer stored.",
    "a key altered": "The key or certificate of member {sam} is not what the log saw.",
    "a role written": "The key or certificate of member {sam} is not what the log saw.",
    "somebody suspended": "Member {sam} is suspended, but the log does not say so.",
    "a team's key altered": "The key of the leads is not the one that was certified.",
    "a recovery key altered": "The key of the seniors is not the one that was certified.",
}
"""The sentence that names each: others may stand next to it."""


@pytest.fixture
def office(world) -> Office:
    return Office(world)


def change(world, statement) -> None:
    with world.session() as session:
        assert session.execute(statement).rowcount
        session.commit()


def test_what_nobody_changed_is_not_named(office, world):
    concern_id = office.signed("sam")
    more = office.draft("sam", concern_id)
    additions.add_words(
        office.at("sam"), concern_id, additions.NewAddition(more, "One thing more.")
    )
    assert integrity_check.find_all_differences(world.uow()) == ()


@pytest.mark.parametrize("how", CHANGES)
def test_each_change_is_named(world, how):
    change(world, CHANGES[how])
    people = world.people
    jo_key = Secret(people["jo"].seed).public.fingerprint.hex()
    sentence = NAMED[how].format(sam=people["sam"].id, jo_key=jo_key)
    assert sentence in integrity_check.find_all_differences(world.uow())


def test_two_locks_that_changed_places_are_both_named(world):
    sam, pat = world.people["sam"].id, world.people["pat"].id
    blobs = {
        user: world.session().scalars(select(Lock.blob).where(Lock.user_id == user)).one()
        for user in (sam, pat)
    }
    change(world, update(Lock).where(Lock.user_id == sam).values(blob=blobs[pat]))
    change(world, update(Lock).where(Lock.user_id == pat).values(blob=blobs[sam]))
    named = "\n".join(integrity_check.find_all_differences(world.uow()))
    assert str(sam) in named
    assert str(pat) in named


@pytest.mark.parametrize("of_a_file", [False, True])
def test_a_draft_called_signed_of_which_nothing_was_made_is_named(office, world, of_a_file):
    more_of: UUID | None = office.signed("sam") if of_a_file else None
    draft = draft_store.start_draft(office.at("sam"), more_of)
    change(world, update(Draft).where(Draft.id == draft).values(signed_at=func.now()))
    (line,) = integrity_check.find_all_differences(world.uow())
    assert str(draft) in line
