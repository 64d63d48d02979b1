"""A row of `invite` is believed only as far as the log: it never gives anybody's place away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from app.errors import InvalidError
from app.models.audit_log import Leaf
from app.models.member import Invite, Member, MemberKey
from app.services.auth.kdf_slots import KdfSlots
from app.services.concerns import concern_reading, record_signing
from app.services.confirmation import member_confirmation
from app.services.integrity.integrity_check import find_all_differences
from app.services.members import invites, joining, member_lookup
from app.services.members.joining import NewMember
from tests.support.club.club_setup import PASSPHRASE

NEW = "velvet tractor sunday lemon"


def keys(world, member: UUID) -> list[bytes]:
    rows = world.session().scalars(select(MemberKey.public).where(MemberKey.user_id == member))
    return list(rows)


def refused(world) -> bool:
    return any(
        b'"act":"key.refused"' in line for line in world.session().scalars(select(Leaf.line))
    )


def tries(world, code: str):
    new = NewMember(code, "Jo Smith", "Manager", "07700 900123", NEW)
    return joining.join_organisation(world.uow(), KdfSlots(world.data), new, "192.0.2.7")


@pytest.mark.parametrize("who", ["jo", "sam"])
def test_nobody_joins_a_second_time_in_anothers_place(office, world, who):
    concern_id, member = office.signed(who), world.people[who].id
    _, code = invites.invite_member(office.at("jo"), "new@example.org", ())
    held = keys(world, member)
    moved = update(Invite).where(Invite.used_at.is_(None)).values(member_id=member)
    world.change(moved, update(Member).where(Member.id == member).values(joined_at=None))
    with pytest.raises(InvalidError):
        tries(world, code)
    assert refused(world)
    sentence = f"The row of member {member} denies that they have joined."
    assert find_all_differences(world.uow()) == (sentence,)
    assert keys(world, member) == held
    assert (
        world.client()
        .send("/sign-in", {"email": world.people[who].email, "passphrase": PASSPHRASE})
        .status_code
        == 303
    )
    assert not any(
        one.refused for one in concern_reading.open_concern(world.uow(who), concern_id).entries
    )


def test_a_code_for_one_is_no_code_for_another_who_has_not_joined(office, world):
    _, code = invites.invite_member(office.at("jo"), "new@example.org", ())
    other, _ = invites.invite_member(office.at("jo"), "other@example.org", ())
    world.change(
        delete(Invite).where(Invite.member_id == other),
        update(Invite).where(Invite.used_at.is_(None)).values(member_id=other),
    )
    with pytest.raises(InvalidError):
        tries(world, code)
    assert keys(world, other) == []
    assert refused(world)


@pytest.mark.parametrize("how", ["later", "taken back", "used"])
def test_a_code_that_is_over_stays_over(office, world, how):
    member, code = invites.invite_member(office.at("jo"), "new@example.org", ())
    row = world.session().scalars(select(Invite).where(Invite.member_id == member)).one()
    values = {c.name: getattr(row, c.name) for c in Invite.__table__.columns}
    if how == "later":
        world.change(update(Invite).values(expires_at=datetime.now(UTC) + timedelta(days=99)))
    if how == "taken back":
        invites.withdraw_invite(office.at("jo"), member)
        world.change(insert(Invite).values(values))
    if how == "used":
        tries(world, code)
        world.change(update(Invite).values(used_at=None))
    held = keys(world, member)
    with pytest.raises(InvalidError):
        tries(world, code)
    assert keys(world, member) == held


def test_a_confirmed_member_is_not_confirmed_again_by_a_lost_column(office, world):
    sam = world.people["sam"].id
    cert = world.session().scalars(select(MemberKey.cert).where(MemberKey.user_id == sam)).one()
    world.change(update(Member).where(Member.id == sam).values(confirmed_at=None))
    sentence = f"The row of member {sam} denies that they were confirmed."
    assert find_all_differences(world.uow()) == (sentence,)
    member_confirmation.confirm_staff(office.at("jo"), (sam,))
    assert find_all_differences(world.uow()) == ()
    assert (
        world.session().scalars(select(MemberKey.cert).where(MemberKey.user_id == sam)).one()
        == cert
    )
    assert member_lookup.load_member_without_name(world.uow("jo"), sam).confirmed
    assert record_signing.sign_record(office.at("sam"), office.to_sign("sam"))


def test_an_untouched_code_lets_in_once(office, world):
    member, code = invites.invite_member(office.at("jo"), "new@example.org", ())
    assert tries(world, code)
    assert len(keys(world, member)) == 1
