"""Each attack of someone who has write access and the server secret: what falls, what holds.

docs/threat-model.md repeats these words, so that neither promises more than the other.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import delete, select, update

from app.domain.record.name_comparison import make_name_key
from app.domain.routing.actors import Role
from app.errors import HeardError, InvalidError, KeyChangedError, NotFoundError, SealedError
from app.models.concern import Card, Entry
from app.models.member import Lock, Member, SecondFactor, SignIn
from app.models.team import TeamGrant, TeamKey
from app.services.audit_log.member_index import lead_proposal_log_id
from app.services.audit_log.number_index import contact_log_id
from app.services.audit_log.session_index import suspension_log_id
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.passphrases import PassphraseChoice
from app.services.auth.second_step.step_rows import second_step_log_id
from app.services.auth.session_state import SessionState
from app.services.concerns import record_signing
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.record_signing import SigningRequest
from app.services.confirmation import senior_approvals
from app.services.contact_trust import vouched_contacts
from app.services.drafts import draft_store
from app.services.members import own_account
from app.services.members.confirmed_names import confirmed_name_log_id
from app.services.members.key_trust import (
    hash_row_bytes,
    lock_log_id,
    team_grant_log_id,
    team_key_log_id,
)
from app.services.members.member_lists import TeamSearch, load_team_page
from app.services.members.team_chain import FIRST_OLD_FPR
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from app.services.unit_of_work import Action
from app.vault import certificates, contexts, grants, locks, session_tokens
from app.vault.principals import Secret
from app.vault.recovery import encode_recovery_sheet
from tests.damage.stolen_secret.thief import (
    STOLEN,
    THIEF,
    are_roles_believed,
    certify,
    find_pin_of_newcomer,
    is_quiet,
    lock_of,
    plant,
    sit_as,
    tell_log,
)
from tests.support.club.club_setup import PASSPHRASE, read_seen, type_words
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office, record_parts
from tests.support.club.second_steps import set_up_step, start_sign_in

THEIRS = "07700 900666"
NEW = PassphraseChoice("violet harbour pencil eleven", (), "sam@example.org", "192.0.2.1")


@dataclass(frozen=True)
class Attack:
    """One attack: what is tried, what falls, what holds, and the function that shows both."""

    tries: str
    falls: str
    holds: str
    show: Callable[[Office], None]

    def __str__(self) -> str:
        return self.show.__name__.strip("_")


def _guess(office: Office) -> None:
    context = contexts.lock(str(office.org.id), str(office.id("sam")), "passphrase")
    place = {"pepper": STOLEN.pepper, "context": context}
    blob = lock_of(office, "sam")
    seed, _ = locks.unlock_with_passphrase(blob, PASSPHRASE, **place)
    assert seed == office.world.people["sam"].seed
    with pytest.raises(SealedError):
        locks.unlock_with_passphrase(blob, "a wrong guess at it", **place)


def _old_lock(office: Office) -> None:
    before, sam = lock_of(office, "sam"), office.at("sam")
    keys, slots = sam.keys, KdfSlots(office.world.data)
    own_account.set_passphrase(sam, slots, office.id("sam"), keys.own, keys.pins, NEW)
    office.world.change(update(Lock).where(Lock.user_id == office.id("sam")).values(blob=before))
    named = lock_log_id(office.id("sam"), "passphrase")
    tell_log(office, (Action.LOCK_SET, named, hash_row_bytes(before)))
    uow = office.world.uow()
    assert sign_ins.sign_in(uow, slots, "sam@example.org", PASSPHRASE, "")
    assert is_quiet(office)


def _session(office: Office) -> None:
    concern = office.signed("sam")
    jo, token = office.world.people["jo"], session_tokens.new_token()
    row = SignIn(
        id=session_tokens.hash_token(token), org_id=office.org.id, user_id=jo.id,
        since=office.now, last_seen=office.now, opened_drafts=[],
    )  # fmt: skip
    state = SessionState(os.urandom(32), jo.pins.leads, jo.pins.seniors, (Role.LEAD,), True, 1)
    sealed = msgspec.json.encode(state.tagged(STOLEN, row))
    row.box = session_tokens.box_session_state(token, str(jo.id), sealed)
    with office.world.session() as session:
        session.add(row)
        session.commit()
    uow = office.world.uow()
    visit = sessions.open_session(uow, token)
    assert visit is not None
    assert visit.actor is not None
    assert visit.actor.is_a(Role.LEAD)
    with pytest.raises(HeardError):
        open_concern(uow, concern)
    pat = office.id("pat")
    assert pat in {one.id for one in load_team_page(uow, TeamSearch()).members}
    suspend_member(uow, pat)
    with pytest.raises(HeardError):
        office.world.token("pat")


def _stopped(office: Office) -> None:
    deputy = office.id("deputy")
    suspend_member(office.at("jo"), deputy)
    office.world.change(update(Member).where(Member.id == deputy).values(suspended_at=None))
    tell_log(office, (Action.MEMBER_RESTORED, suspension_log_id(deputy), None))
    assert office.world.token("deputy")
    assert is_quiet(office)


def _removed(office: Office) -> None:
    deputy = office.id("deputy")
    suspend_member(office.at("jo"), deputy)
    remove_member(office.at("jo"), deputy)
    concern = office.signed("sam")
    tell_log(office, (Action.MEMBER_RESTORED, suspension_log_id(deputy), None))
    with pytest.raises(HeardError):
        office.world.token("deputy")
    newest = office.session.scalars(
        select(TeamGrant.user_id).where(TeamGrant.team == "leads", TeamGrant.epoch == 2)
    )
    assert deputy not in set(newest)
    assert not open_concern(office.at("jo"), concern).entries[0].refused


def _second_step(office: Office) -> None:
    set_up_step(office, "sam")
    assert start_sign_in(office, "sam") is not None
    office.world.change(delete(SecondFactor))
    tell_log(office, (Action.FACTOR_REMOVED, second_step_log_id(office.id("sam")), None))
    assert start_sign_in(office, "sam") is None, "no code is asked for"
    assert is_quiet(office)


def _number(office: Office) -> None:
    jo = office.session.get_one(Member, office.id("jo"))
    told = json.dumps({"names": ["Robin Vale"], "salt": "00" * 16}, separators=(",", ":"))
    changed = {"phone": THEIRS, "name": "Robin Vale", "confirmed_as": told}
    more = {"called": None, "called_salt": None, "name_key": make_name_key("Robin Vale")}
    office.world.change(update(Member).where(Member.id == jo.id).values(**changed, **more))
    h = vouched_contacts._hash_contact(jo.id, "phone", THEIRS, jo.contact_salt)
    tell_log(
        office,
        (Action.CONTACT_SET, contact_log_id(jo.id, "phone"), h),
        (Action.MEMBER_NAMED, confirmed_name_log_id(jo.id), hash_row_bytes(told.encode())),
    )
    uow = office.world.uow("sam")
    row = uow.session.get_one(Member, jo.id)
    assert vouched_contacts.read_vouched_phone(uow.key_log, uow.org, jo.id, row).number == THEIRS
    assert is_quiet(office)


def _planted(office: Office) -> None:
    seen = office.signed("sam")
    uow = sit_as(office, plant(office, Role.PRACTITIONER), THIEF)
    draft = draft_store.start_draft(uow)
    signing = SigningRequest(draft, record_parts(), frozenset())
    forged = open_concern(office.at("jo"), record_signing.sign_record(uow, signing)).entries[0]
    assert not forged.refused
    assert not forged.certified, "shown as someone who is not confirmed"
    with pytest.raises(NotFoundError):
        open_concern(uow, seen)


def _promoted(office: Office) -> None:
    planted = plant(office, Role.LEAD)
    for signer in (THIEF, Secret(office.world.people["pat"].seed)):
        certify(office, planted, ("lead",), signer)
        assert not are_roles_believed(office, planted)
    # With the seed of someone who leads it is another matter: then they are a lead already.
    certify(office, planted, ("lead",), Secret(office.world.people["jo"].seed))
    assert are_roles_believed(office, planted)


def _team_key(office: Office) -> None:
    old = office.signed("sam")
    row = office.session.scalars(select(TeamKey).where(TeamKey.team == "leads")).one()
    org, fpr = str(office.org.id), THIEF.public.fingerprint
    message = contexts.keycert(org, "leads", 1, fpr, FIRST_OLD_FPR, row.recovery_fpr)
    cert = certificates.make_certificate(message, THIEF, STOLEN.log_seed(org))
    theirs = {"fpr": fpr, "public": THIEF.public.raw, "cert": cert}
    office.world.change(update(TeamKey).where(TeamKey.team == "leads").values(**theirs))
    tell_log(office, (Action.TEAM_CERTIFIED, team_key_log_id("leads", 1), hash_row_bytes(cert)))
    for who in ("jo", "sam"):
        with pytest.raises(KeyChangedError):
            office.world.token(who)
    assert not office.session.scalars(select(Card).where(Card.recipient_fpr == fpr)).all()
    # Whoever joins now never saw another key.
    assert find_pin_of_newcomer(office) == fpr
    assert old


def _swapped(office: Office) -> None:
    concerns = [office.signed("sam"), office.signed("sam")]
    rows = office.session.scalars(select(Entry).order_by(Entry.leaf_index)).all()
    for row, other in zip(rows, reversed(rows), strict=True):
        blobs = {"ciphertext": other.ciphertext, "signature": other.signature}
        office.world.change(update(Entry).where(Entry.id == row.id).values(**blobs))
        digest = hashlib.sha256(other.ciphertext).digest()
        tell_log(office, (Action.ENTRY_READ, f"{row.concern_id}/1", digest))
    for concern in concerns:
        assert [one.refused for one in open_concern(office.at("jo"), concern).entries] == [True]


def _approved_head(office: Office) -> None:
    """A line in the name of a head or chair: the log key alone signs it."""
    planted, jo = join_as(office.world, "planted", (Role.SENIOR,)).id, office.at("jo")
    senior_approvals.confirm_senior(jo, planted, type_words(jo, planted))
    seen = read_seen(office.at("jo"), planted)
    with office.at("senior").act() as act:
        act.log(Action.SENIOR_APPROVED, lead_proposal_log_id(planted), h=bytes.fromhex(seen))
    finish = senior_approvals.grant_senior_access
    with pytest.raises(InvalidError):
        finish(office.at("jo"), planted, seen, encode_recovery_sheet(bytes(32)))
    finish(office.at("jo"), planted, seen, encode_recovery_sheet(office.world.recovery_seed))
    assert is_quiet(office)


def _granted(office: Office) -> None:
    """The key of the leads, sealed to a thief: no one but its holder can make that."""
    planted, fpr = plant(office, Role.LEAD), THIEF.public.fingerprint
    team = office.session.scalars(select(TeamKey).where(TeamKey.team == "leads")).one()
    place = {"org": str(office.org.id), "team": "leads", "epoch": 1, "team_fpr": team.fpr}
    held = office.session.scalars(select(TeamGrant).where(TeamGrant.team == "leads")).all()
    for grant in held:
        blob = {"blob": grant.blob, "member_fpr": fpr, "user_id": planted}
        office.world.change(update(TeamGrant).where(TeamGrant.id == grant.id).values(**blob))
        named = team_grant_log_id("leads", 1, fpr), hash_row_bytes(grant.blob)
        tell_log(office, (Action.GRANT_MADE, *named))
        with pytest.raises(SealedError):
            grants.open_grant(grant.blob, member=THIEF, **place)
        office.world.change(delete(TeamGrant).where(TeamGrant.id == grant.id))


def _changed_entry(office: Office) -> None:
    concern = office.signed("sam")
    add_words(office.at("sam"), concern, NewAddition(once=uuid4(), words="More."))
    rows = office.session.scalars(select(Entry).order_by(Entry.number)).all()
    office.world.change(update(Entry).where(Entry.id == rows[0].id).values(number=9))
    tell_log(office, (Action.ENTRY_READ, f"{concern}/9", hash_row_bytes(rows[0].ciphertext)))
    opened = open_concern(office.at("jo"), concern).entries
    assert [one.number for one in opened if not one.refused] == [2]


ATTACKS = (
    Attack(
        "to read a record, card or draft",
        "each passphrase can be guessed, at 64 MiB and three passes a try",
        "without a passphrase nothing opens",
        _guess,
    ),
    Attack(
        "to swap two entries, and say so in the log",
        "nothing",
        "both are refused: place and author are in seal and signature",
        _swapped,
    ),
    Attack(
        "to give an entry another number",
        "nothing",
        "it is refused, and the others open",
        _changed_entry,
    ),
    Attack(
        "to bring back an old lock",
        "the passphrase from before signs in again, and `log fsck` names nothing",
        "no one learns the new passphrase",
        _old_lock,
    ),
    Attack(
        "to make up a session of a lead",
        "they see each page that opens nothing sealed, and can stop someone’s account",
        "no record opens, and nothing is signed",
        _session,
    ),
    Attack(
        "to let someone in whose account was stopped",
        "they are in again, and `log fsck` names nothing",
        "they need their own passphrase",
        _stopped,
    ),
    Attack(
        "to let a lead in who was removed",
        "nothing, as long as the log is not rewritten from the beginning",
        "no later line ends a removal, and the new key of the team was never sealed to them",
        _removed,
    ),
    Attack(
        "to switch off someone’s second step",
        "no code is asked for, and `log fsck` names nothing",
        "their passphrase is needed",
        _second_step,
    ),
    Attack(
        "to change a lead’s phone or name",
        "pages show it and call it, and `log fsck` names nothing",
        "999 and the lines of the content pack come from files",
        _number,
    ),
    Attack(
        "to plant a member, and write as them",
        "a record of theirs reaches the leads",
        "it says that its author is not confirmed, and they read no one else’s",
        _planted,
    ),
    Attack(
        "to promote someone to a lead",
        "nothing. With the seed of a lead too, they make leads as that lead could",
        "a certificate without a lead’s signature is refused",
        _promoted,
    ),
    Attack(
        "to forge the approval of a new head or chair",
        "the page says that it was approved, and `log fsck` names nothing",
        "no one has access until a lead types the recovery sheet",
        _approved_head,
    ),
    Attack(
        "to seal the key of the leads to themself",
        "nothing",
        "a grant of someone else opens with no other seed",
        _granted,
    ),
    Attack(
        "to replace the key of a team",
        "everyone who joins after that pins it, and what they write is sealed to the thief",
        "everyone who joined before is stopped at sign-in, so it is noticed at once",
        _team_key,
    ),
)
