"""Attack a database with write access and the server secret from before a change.

What falls all the same is here too, because docs/threat-model.md says it: a passphrase whose owner
has not signed in since can still be guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.errors import InvalidError, KeyChangedError, LogBrokenError, SealedError
from app.models.audit_log import LogHead
from app.models.member import Invite, Lock, MemberKey, SignIn
from app.services.audit_log.session_index import session_log_id
from app.services.audit_log.verified_log import VerifiedLog
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.session_state import read_verified_session_state, reseal_session
from app.services.integrity.integrity_check import find_all_differences
from app.services.members import invites, joining
from app.services.members.key_trust import KeyTrust
from app.services.unit_of_work import Action
from app.vault import certificates, contexts, locks, session_tokens
from app.vault.principals import Secret
from app.vault.server_secret import ServerSecret
from tests.support.club.changed_secret import reopen, rotate
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.office import Office
from tests.support.machine.server_settings import SECRET

pytestmark = pytest.mark.both_databases
OLD = ServerSecret(SECRET)


@pytest.fixture
def club(office: Office) -> Iterator[Office]:
    """The club under a new server secret. Sam has signed in since, and Pat has not."""
    office.signed("sam")
    office.session.rollback()
    said = rotate(office.world)
    assert said.exit_code == 0, said.output
    changed = reopen(office)
    sign_in(changed, "sam")
    yield changed
    changed.world.close()


def sign_in(club: Office, who: str) -> str:
    slots, email = KdfSlots(club.world.data), f"{who}@example.org"
    return sign_ins.sign_in(club.world.uow(), slots, email, PASSPHRASE, "")


def lock_of(club: Office, who: str) -> bytes:
    return club.session.scalars(
        select(Lock.blob).where(Lock.user_id == club.id(who), Lock.kind == "passphrase")
    ).one()


def as_thief(club: Office):
    """A unit of work of someone who runs Heard's own code with the old secret."""
    uow = club.world.uow()
    uow.server = OLD
    uow.key_log = VerifiedLog(uow.files, OLD)
    return uow


def retag_head(club: Office) -> None:
    """The head as the old secret would have tagged it."""
    size, chain = club.session.execute(select(LogHead.size, LogHead.chain)).one()
    tag = OLD.head_tag(str(club.org.id), size, chain)
    club.world.change(update(LogHead).values(mac=tag))


def test_no_line_is_added_to_the_log(club: Office):
    with pytest.raises(LogBrokenError):
        as_thief(club).look(Action.SIGNED_IN, session_log_id(club.id("sam"), "0" * 16))
    retag_head(club)
    as_thief(club).look(Action.SIGNED_IN, session_log_id(club.id("sam"), "0" * 16))
    with pytest.raises(LogBrokenError):
        sign_in(club, "jo")
    ready = club.world.make_app().test_client().get("/readyz").json
    assert ready == {"ok": False, "problem": "log does not match"}
    # And the command that changes the secret believes none of it.
    said = rotate(club.world)
    assert (said.exit_code, "log fsck" in said.output) == (1, True), said.output


def test_no_session_is_made_up(club: Office):
    uow = club.world.uow()
    token = club.world.token("sam")
    sessions.open_session(uow, token)
    row = uow.session.scalars(
        select(SignIn).where(SignIn.id == session_tokens.hash_token(token))
    ).one()
    state = read_verified_session_state(uow.server, row, token)
    reseal_session(row, token, state.tagged(OLD, row))
    uow.session.commit()
    assert sessions.open_session(club.world.uow(), token) is None
    assert club.events()[-1].act is Action.KEY_REFUSED


def test_an_old_lock_that_is_put_back_opens_and_lets_no_one_in(office: Office):
    before = lock_of(office, "sam")
    office.session.rollback()
    rotate(office.world)
    club = reopen(office)
    sign_in(club, "sam")
    club.world.change(update(Lock).where(Lock.user_id == club.id("sam")).values(blob=before))
    with pytest.raises(KeyChangedError):
        sign_in(club, "sam")
    assert f"lock/{club.id('sam')}/passphrase" in str(find_all_differences(club.world.uow()))
    club.world.close()


def guess(club: Office, who: str, passphrase: str) -> bytes:
    """A guess with the old secret and a copy of the database: the seed, if it is right."""
    context = contexts.lock(str(club.org.id), str(club.id(who)), "passphrase")
    blob = lock_of(club, who)
    return locks.unlock_with_passphrase(blob, passphrase, pepper=OLD.pepper, context=context)[0]


def test_a_passphrase_is_not_guessed_once_its_owner_has_signed_in(club: Office):
    with pytest.raises(SealedError):
        guess(club, "sam", PASSPHRASE)
    # The stated limit: until Pat signs in, the old secret is enough to try guesses.
    assert guess(club, "pat", PASSPHRASE) == club.world.people["pat"].seed
    with pytest.raises(SealedError):
        guess(club, "pat", "these are not the words at all")


def test_a_certificate_under_the_old_log_key_counts_for_no_one(club: Office):
    """Jo's own key signs it: the thief is a lead, and has the old secret."""
    org, pat = str(club.org.id), club.id("pat")
    row = club.session.scalars(select(MemberKey).where(MemberKey.user_id == pat)).one()
    message = contexts.member(org, str(pat), row.fpr, ("lead",), row.serial)
    cert = certificates.make_certificate(
        message, Secret(club.world.people["jo"].seed), OLD.log_seed(org)
    )
    change = update(MemberKey).where(MemberKey.user_id == pat)
    club.world.change(change.values(cert=cert, roles=["lead"]))
    uow = club.world.uow()
    judge = KeyTrust(uow.session, uow.org, uow.key_log)
    with pytest.raises(KeyChangedError):
        judge.roles(judge.key_of(pat))
    named = f"The key or certificate of member {pat} is not what the log saw."
    assert named in find_all_differences(club.world.uow())


def test_an_invite_under_the_old_secret_is_no_way_in(club: Office):
    invites.invite_member(club.at("jo"), "new@example.org", ())
    forged = "abcd-efgh-jkmn"
    tag = invites.hash_invite_code(OLD, club.org.id, forged)
    ends = club.now + timedelta(days=7)
    club.world.change(
        update(Invite).where(Invite.used_at.is_(None)).values(code_hash=tag, expires_at=ends)
    )
    new = joining.NewMember(forged, "A Thief", "", "", "nine violet otters hum quietly")
    with pytest.raises(InvalidError):
        joining.join_organisation(club.world.uow(), KdfSlots(club.world.data), new, "")
