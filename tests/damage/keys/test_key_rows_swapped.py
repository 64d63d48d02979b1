"""Whoever can write the database cannot make anybody sign in to other keys, roles or teams.

Every swap is made on a real row; then the member signs in with the right passphrase. Refused means:
no sign-in, a page that still shows whom to ring, and a line in the log.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from app.domain.routing.actors import Role, Team
from app.models.audit_log import Leaf
from app.models.member import Lock, Member, MemberKey
from app.models.team import TeamGrant, TeamKey
from app.services.auth.kdf_slots import KdfSlots
from app.services.integrity import integrity_check
from app.services.members import own_account
from app.services.members.key_trust import certificate_log_id, hash_row_bytes
from app.services.unit_of_work import Action, UnitOfWork
from app.vault import certificates, contexts, grants
from app.vault.principals import Public, Secret
from tests.support.club.club_setup import PASSPHRASE
from tests.support.web.checking_client import Page

NEW = "velvet tractor sunday lemon"
OTHER = Secret(bytes(range(32)))


def sign_in(world, who: str, passphrase: str = PASSPHRASE):
    email = world.people[who].email
    return world.client().send("/sign-in", {"email": email, "passphrase": passphrase})


def refusals(world) -> int:
    lines = world.session().scalars(select(Leaf.line))
    return sum(b'"act":"key.refused"' in line for line in lines)


def demand_refused(world, who: str, passphrase: str = PASSPHRASE) -> None:
    before = refusals(world)
    answer = sign_in(world, who, passphrase)
    page = Page(answer.get_data(as_text=True))
    assert answer.status_code == 500, page.text
    assert "a key it does not know" in page.text
    assert "tel:999" in page.links
    assert any(link.startswith("tel:01") for link in page.links)
    assert not answer.headers.getlist("Set-Cookie") or "sign-in" not in str(answer.headers)
    assert refusals(world) == before + 1


def key(world, who: str) -> MemberKey:
    rows = world.session().scalars(
        select(MemberKey).where(MemberKey.user_id == world.people[who].id)
    )
    return rows.one()


def change(world, table: type, *where: object, **values: object) -> None:
    session = world.session()
    assert session.execute(update(table).where(*where).values(**values)).rowcount
    session.commit()


def test_untouched_rows_let_everybody_in(world):
    for who in ("jo", "senior", "sam", "kit"):
        assert sign_in(world, who).status_code == 303


def test_a_second_key_under_someones_id_keeps_nobody_out_and_is_named(world):
    """The row may say that it was certified: the log knows whose key is whose."""
    lead = world.client("jo")
    listed = {path: lead.page(path).text for path in ("/members", "/organisation")}
    for who in ("jo", "sam"):
        real = key(world, who)
        seed = Secret(bytes([len(who)] * 32)).public
        session = world.session()
        session.add(
            MemberKey(
                org_id=real.org_id, user_id=real.user_id, fpr=seed.fingerprint, public=seed.raw,
                cert=real.cert, roles=real.roles, serial=1, since=real.since,
            )
        )  # fmt: skip
        session.commit()
    assert {path: lead.page(path).text for path in listed} == listed
    for who in ("jo", "sam"):
        assert sign_in(world, who).status_code == 303
        for path in ("/", "/account", "/numbers", "/record/new"):
            assert world.client(who).get(path).status_code == 200, path
    named = " ".join(integrity_check.find_all_differences(world.uow()))
    for who in ("jo", "sam"):
        assert f"The key or certificate of member {world.people[who].id} is not" in named


@pytest.mark.parametrize("who", ["sam", "jo"])
def test_an_old_lock_put_back_is_refused_even_with_the_old_passphrase(world, who):
    user = world.people[who].id
    row = Lock.user_id == user
    old = world.session().scalars(select(Lock.blob).where(row)).one()
    uow = world.uow(who)
    own_account.change_passphrase(uow, KdfSlots(world.data), PASSPHRASE, NEW, world.token(who), "")
    assert sign_in(world, who, NEW).status_code == 303
    change(world, Lock, row, blob=old)
    demand_refused(world, who)


def test_a_lock_of_somebody_else_opens_nothing(world):
    blob = (
        world.session().scalars(select(Lock.blob).where(Lock.user_id == world.people["sam"].id))
    ).one()
    change(world, Lock, Lock.user_id == world.people["pat"].id, blob=blob)
    assert sign_in(world, "pat").status_code == 422


def _public(world, who):
    """The attacker's own key in the row."""
    change(
        world, MemberKey, MemberKey.user_id == world.people[who].id,
        public=OTHER.public.raw, fpr=OTHER.public.fingerprint,
    )  # fmt: skip


def _promoted(world, who):
    """More in the roles column than was certified."""
    change(
        world, MemberKey, MemberKey.user_id == world.people[who].id,
        roles=[Role.LEAD.value, *key(world, who).roles],
    )  # fmt: skip


def _serial(world, who):
    """Another serial."""
    change(world, MemberKey, MemberKey.user_id == world.people[who].id, serial=9)


def _other_cert(world, who):
    """The certificate, roles and serial of a lead."""
    lead = key(world, "deputy")
    change(
        world, MemberKey, MemberKey.user_id == world.people[who].id,
        cert=lead.cert, roles=lead.roles, serial=lead.serial,
    )  # fmt: skip


def _no_cert(world, who):
    """No certificate at all: a lead would quietly be none."""
    change(world, MemberKey, MemberKey.user_id == world.people[who].id, cert=None)


def _bent_cert(world, who):
    """One byte of the certificate."""
    cert = bytearray(key(world, who).cert)
    cert[40] ^= 1
    change(world, MemberKey, MemberKey.user_id == world.people[who].id, cert=bytes(cert))


def _retired(world, who):
    """A key marked as retired."""
    change(world, MemberKey, MemberKey.user_id == world.people[who].id, retired_at=world.now())


def _team_public(world, _who):
    """The attacker's own key as the leads' key."""
    change(
        world, TeamKey, TeamKey.team == Team.LEADS.value,
        public=OTHER.public.raw, fpr=OTHER.public.fingerprint,
    )  # fmt: skip


def _team_recovery(world, _who):
    """The attacker's own recovery key, to which a later epoch would be sealed."""
    change(
        world, TeamKey, TeamKey.team == Team.SENIORS.value,
        recovery_public=OTHER.public.raw, recovery_fpr=OTHER.public.fingerprint,
    )  # fmt: skip


def _team_other_cert(world, _who):
    """The other team's certificate."""
    session = world.session()
    cert = session.scalars(select(TeamKey.cert).where(TeamKey.team == Team.SENIORS.value)).one()
    change(world, TeamKey, TeamKey.team == Team.LEADS.value, cert=cert)


def _team_swapped(world, _who):
    """The seniors' whole row under the leads' name."""
    session = world.session()
    row = session.scalars(select(TeamKey).where(TeamKey.team == Team.SENIORS.value)).one()
    change(
        world, TeamKey, TeamKey.team == Team.LEADS.value,
        public=row.public, fpr=row.fpr, cert=row.cert,
    )  # fmt: skip


def _team_epoch(world, _who):
    """A newer epoch that nobody certified."""
    session = world.session()
    old = session.scalars(select(TeamKey).where(TeamKey.team == Team.LEADS.value)).one()
    session.add(
        TeamKey(
            org_id=old.org_id, team=old.team, epoch=2, fpr=OTHER.public.fingerprint,
            public=OTHER.public.raw, recovery_fpr=old.recovery_fpr,
            recovery_public=old.recovery_public, cert=old.cert, since=old.since,
        )
    )  # fmt: skip
    session.commit()


def _team_gone(world, _who):
    """No key of the seniors' team."""
    session = world.session()
    session.execute(delete(TeamKey).where(TeamKey.team == Team.SENIORS.value))
    session.commit()


ANYBODY = [_team_public, _team_recovery, _team_other_cert, _team_swapped, _team_epoch, _team_gone]
MEMBER = [_public, _promoted, _serial, _other_cert, _no_cert, _bent_cert, _retired]


@pytest.mark.parametrize("damage", MEMBER + ANYBODY, ids=lambda one: one.__name__.strip("_"))
@pytest.mark.parametrize("who", ["sam", "senior"])
def test_a_changed_key_row_lets_nobody_in(world, damage, who):
    damage(world, who)
    demand_refused(world, who)


@pytest.mark.parametrize("kind", ["other", "forged", "gone"])
@pytest.mark.parametrize(("who", "team"), [("deputy", Team.LEADS), ("senior", Team.SENIORS)])
def test_a_grant_that_was_swapped_forged_or_taken_lets_nobody_in(world, kind, who, team):
    session, own = world.session(), Public(key(world, who).public)
    mine = (TeamGrant.team == team.value, TeamGrant.member_fpr == own.fingerprint)
    if kind == "gone":
        session.execute(delete(TeamGrant).where(*mine))
        session.commit()
    elif kind == "other":
        others = TeamGrant.member_fpr != own.fingerprint
        blob = session.scalars(select(TeamGrant.blob).where(others).limit(1)).one()
        change(world, TeamGrant, *mine, blob=blob)
    else:  # anybody can seal to a public key: only the log tells this grant from the real one
        blob = grants.make_grant(
            OTHER.seed, org=str(world.org.id), team=team.value, epoch=1,
            team_fpr=OTHER.public.fingerprint, member=own,
        )  # fmt: skip
        change(world, TeamGrant, *mine, blob=blob)
    demand_refused(world, who)


def test_a_role_column_alone_gives_nobody_a_role(world):
    for who in ("sam", "kit"):
        roles = [Role.LEAD.value]
        change(world, Member, Member.id == world.people[who].id, roles=roles)
        browser = world.client(who)
        assert browser.get("/members").status_code == 403
    change(world, Member, Member.id == world.people["kit"].id, confirmed_at=world.now())
    assert world.client("kit").get("/members").status_code == 403


def certify_again(uow: UnitOfWork, user: UUID, roles: tuple[str, ...]) -> None:
    """What changing somebody's roles will do: a newer certificate, in the row and in the log."""
    seed = uow.server.log_seed(str(uow.org.id))
    with uow.act() as act:
        row = act.session.scalars(select(MemberKey).where(MemberKey.user_id == user)).one()
        row.roles, row.serial = list(roles), row.serial + 1
        message = contexts.member(str(uow.org.id), str(user), row.fpr, roles, row.serial)
        row.cert = certificates.make_certificate(message, uow.keys.own, seed)
        act.log(Action.MEMBER_CERTIFIED, certificate_log_id(user), h=hash_row_bytes(row.cert))
        act.checkpoint()


def test_a_certificate_from_before_a_newer_one_is_refused(world):
    sam = world.people["sam"].id
    old = key(world, "sam")
    certify_again(world.uow("jo"), sam, (Role.TRAINEE.value, Role.PRACTITIONER.value))
    assert key(world, "sam").serial == old.serial + 1
    assert sign_in(world, "sam").status_code == 303
    change(
        world, MemberKey, MemberKey.user_id == sam,
        cert=old.cert, roles=old.roles, serial=old.serial,
    )  # fmt: skip
    demand_refused(world, "sam")
