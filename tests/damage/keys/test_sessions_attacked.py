"""A thief who can write every row, and lacks the server secret and every passphrase: the people.

People stay signed in while roles, keys, invites and sign-ins are changed under them. Nobody gains
a page, and nothing is sealed to a key that was not certified. Each test says where it shows.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from app.domain.routing.actors import Role, Team
from app.errors import HeardError, InvalidError, KeyChangedError
from app.models.audit_log import Leaf
from app.models.draft import Draft, DraftPage, LateDraftPage
from app.models.member import Invite, Member, MemberKey, SignIn
from app.models.team import TeamGrant, TeamKey
from app.services.auth.kdf_slots import KdfSlots
from app.services.concerns import record_signing
from app.services.confirmation import lead_proposals, senior_approvals
from app.services.drafts import draft_store, late_page_store
from app.services.members import invites, joining, member_lookup
from app.services.members.joining import NewMember
from app.services.unit_of_work import Action
from app.vault import session_tokens
from app.vault.principals import Secret
from app.vault.recovery import encode_recovery_sheet
from audit import events
from tests.support.club.club_setup import PASSPHRASE, read_seen, type_words

THIEF = Secret(bytes(range(32)))
THIEFS_KEY = {"public": THIEF.public.raw, "fpr": THIEF.public.fingerprint}


def logged(world) -> list[Action]:
    """Every action in the log."""
    with world.session() as session:
        return [events.parse_event(line).act for line in session.scalars(select(Leaf.line))]


def test_a_role_written_into_every_column_opens_no_page_of_a_lead(world):
    sam, roles = world.client("sam"), ["lead", "practitioner"]
    assert sam.get("/members").status_code == 403
    me = world.people["sam"].id
    world.change(
        update(Member).where(Member.id == me).values(roles=roles),
        update(MemberKey).where(MemberKey.user_id == me).values(roles=roles, serial=99),
    )
    assert sam.get("/members").status_code == 403
    assert Action.REFUSED in logged(world)


def test_confirmed_written_into_a_column_confirms_nobody(world):
    kit = world.client("kit")
    me = world.people["kit"].id
    world.change(
        update(Member)
        .where(Member.id == me)
        .values(confirmed_at=datetime.now(UTC), roles=["lead", "practitioner"]),
    )
    assert kit.get("/members").status_code == 403
    uow = world.uow("kit")
    assert (uow.me.roles, uow.me.confirmed) == ((Role.PRACTITIONER,), False)
    assert me not in {one.id for one in member_lookup.list_leads_and_seniors(uow)}


def test_a_certificate_copied_from_a_lead_is_refused_and_logged(world):
    me, jo = world.people["kit"].id, world.people["jo"].id
    kit = world.client("kit")
    with world.session() as session:
        cert = session.scalars(select(MemberKey.cert).where(MemberKey.user_id == jo)).one()
    world.change(
        update(Member).where(Member.id == me).values(confirmed_at=datetime.now(UTC)),
        update(MemberKey).where(MemberKey.user_id == me).values(cert=cert, roles=["lead"]),
    )
    assert kit.get("/account").status_code == 500
    assert Action.KEY_REFUSED in logged(world)


def test_a_leads_grant_copied_to_somebody_else_opens_nothing(world):
    sam, jo = world.people["sam"], world.people["jo"]
    mine = Secret(sam.seed).public.fingerprint
    with world.session() as session:
        grant = session.scalars(
            select(TeamGrant).where(TeamGrant.user_id == jo.id, TeamGrant.team == "leads")
        ).one()
        copied = {name: getattr(grant, name) for name in ("org_id", "team", "epoch", "blob")}
        session.add(TeamGrant(**copied, member_fpr=mine, user_id=sam.id, since=grant.since))
        session.commit()
    uow = world.uow("sam")
    with pytest.raises(KeyChangedError):
        uow.keys.team_secret(uow.session, Team.LEADS)


def forge_an_invite(world, code: str) -> UUID:
    """A row for a lead who was never invited, and a code that the thief knows."""
    member, now = uuid4(), datetime.now(UTC)
    ends, here = now + timedelta(days=1), {"org_id": world.org.id}
    lead = {"name": "", "email": "thief@example.org", "roles": ["lead", "practitioner"]}
    tag = invites.hash_invite_code(world.uow().server, world.org.id, code)  # no thief could make it
    invite = {"member_id": member, "code_hash": tag, "expires_at": ends}
    world.change(
        insert(Member).values(id=member, invited_at=now, **here, **lead),
        insert(Invite).values(**here, **invite),
    )
    return member


def test_an_invite_of_the_thiefs_own_makes_no_lead(world):
    code = invites.CODE_LETTERS[:10]
    member, uow = forge_an_invite(world, code), world.uow()
    new = NewMember(code, "A Thief", "None", "07700 900000", PASSPHRASE)
    with pytest.raises(InvalidError, match="code"):
        joining.join_organisation(uow, KdfSlots(world.data), new, "127.0.0.1")
    assert Action.KEY_REFUSED in logged(world)
    assert Action.MEMBER_JOINED not in logged(world)[-3:]
    assert member not in {one.id for one in member_lookup.list_leads_and_seniors(world.uow("sam"))}


def test_a_recovery_key_swapped_mid_session_confirms_no_senior(world_without_senior):
    world = world_without_senior
    lead, senior = world.uow("jo"), world.people["senior"].id
    senior_approvals.confirm_senior(lead, senior, type_words(lead, senior))
    seen = read_seen(lead, senior)
    clock = lead.clock
    lead.clock = lambda: clock() + lead_proposals.WAITING_TIME
    swapped = {
        "recovery_public": THIEF.public.raw,
        "recovery_fpr": THIEF.public.fingerprint,
    }
    world.change(update(TeamKey).values(swapped))
    for seed in (THIEF.seed, world.recovery_seed):
        lead.session.rollback()  # the next request
        with pytest.raises((KeyChangedError, InvalidError)):
            senior_approvals.grant_senior_access(lead, senior, seen, encode_recovery_sheet(seed))
    assert not any(one.is_a(Role.SENIOR) for one in member_lookup.list_leads_and_seniors(lead))
    answer = world.client().send("/sign-in", {"email": "sam@example.org", "passphrase": PASSPHRASE})
    assert answer.status_code == 500  # and nobody else is let in


def test_a_named_readers_key_replaced_mid_session_gets_nothing(office):
    office.confirm_second_senior()
    what = office.to_sign("sam", about="yes", not_for=("senior",))
    reader = office.id("second_senior")
    office.world.change(update(MemberKey).where(MemberKey.user_id == reader).values(THIEFS_KEY))
    with pytest.raises(HeardError):
        record_signing.sign_record(office.at("sam"), what)
    assert not any(act is Action.RECORD_SIGNED for act in logged(office.world))


def test_boxes_of_two_pages_swapped_open_neither(world):
    sam = world.uow("sam")
    draft = draft_store.start_draft(sam)
    for page in ("account", "told"):
        draft_store.save_page(sam, draft, page, {"worry": [page]}, 0)
    with world.session() as session:
        first, second = session.scalars(select(DraftPage)).all()
        first.box, second.box = second.box, first.box
        session.commit()
    sam.session.rollback()
    pages = draft_store.load_own_draft(sam, draft).pages
    for page in ("account", "told"):
        assert pages[page] == {}
    assert pages.spoiled == ("account", "told")
    page = world.client("sam").page(f"/record/{draft}/account")
    assert "changed outside Heard and cannot be opened" in page.text


def test_a_draft_given_to_somebody_else_opens_for_neither(world):
    sam, pat = world.uow("sam"), world.uow("pat")
    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "account", {"worry": ["Quiet."]}, 0)

    world.change(update(Draft).values(user_id=pat.me.id))
    with pytest.raises(HeardError):
        draft_store.load_own_draft(sam, draft)
    pat.session.rollback()
    pages = draft_store.load_own_draft(pat, draft).pages
    assert (pages["account"], pages.spoiled) == ({}, ("account",))


def test_two_kept_pages_swapped_open_neither(world):
    sam, draft = world.uow("sam"), uuid4()
    for page in ("account", "told"):
        late_page_store.store_late_page(world.uow(), sam.me.id, draft, page, {"worry": [page]})
    with world.session() as session:
        first, second = session.scalars(select(LateDraftPage)).all()
        first.sealed, second.sealed = second.sealed, first.sealed
        session.commit()
    for kept in late_page_store.list_late_record_pages(sam):
        with pytest.raises(HeardError):
            late_page_store.read_late_page(sam, kept.id)


def test_a_sign_in_moved_to_another_person_opens_for_neither(world):
    token = world.token("sam")
    row = SignIn.id == session_tokens.hash_token(token)
    world.change(update(SignIn).where(row).values(user_id=world.people["jo"].id))
    client = world.client()
    client.set_cookie("heard-sign-in-80", token, domain="localhost")
    answer = client.get("/members")  # a sign-in that is not ours is no sign-in: to the door
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in?next=/members")


def test_an_ended_sign_in_brought_back_opens_nothing_without_its_cookie(world):
    token = world.token("jo")
    with world.session() as session:
        row = session.get(SignIn, session_tokens.hash_token(token))
        session.add(
            SignIn(
                id=session_tokens.hash_token(session_tokens.new_token()),
                org_id=row.org_id,
                user_id=row.user_id,
                box=row.box,
                since=row.since,
                last_seen=row.last_seen,
            )
        )
        session.commit()
    other = world.client()
    other.set_cookie("heard-sign-in-80", session_tokens.new_token(), domain="localhost")
    assert other.get("/members").status_code == 302
