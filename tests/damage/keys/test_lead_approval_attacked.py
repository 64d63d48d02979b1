"""A lead's live session, or the database, makes nobody a lead alone: refused, named or announced.

The attacker owns an account that was invited as a lead, so they know its six words. What is left is
the second person, or a day in which everyone concerned has mail.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, update

from app.domain.notices.notice_model import APPOINTED_MAIL
from app.domain.routing.actors import Role, Team
from app.errors import (
    HeardError,
    InvalidError,
    KeyChangedError,
    LogBrokenError,
    RoleChangedError,
)
from app.models.audit_log import Leaf
from app.models.member import Invite, LeadProposal, Member, MemberKey
from app.models.outbox import Outbox
from app.models.team import TeamGrant
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.verified_log import VerifiedLog
from app.services.confirmation import (
    acting_lead,
    lead_approvals,
    lead_proposals,
    member_confirmation,
)
from app.services.integrity import integrity_check
from app.services.members import invites, member_lookup
from app.vault import certificates, contexts, grants
from app.vault.principals import Public
from app.vault.recovery import encode_recovery_sheet
from audit.events import Action
from tests.support.club.club_setup import type_words, words_of
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office
from tests.support.web.word_confirmation import confirm_by_words, read_places

ALONE = timedelta(hours=24)


def is_lead(office: Office, key: str = "planted") -> bool:
    person = office.world.people[key].id
    return any(
        view.id == person and view.is_a(Role.LEAD)
        for view in member_lookup.list_leads_and_seniors(office.at("jo"))
    )


def plant(office: Office) -> str:
    """The attacker's account, confirmed from the lead's screen; returns what approving needs."""
    planted = join_as(office.world, "planted", (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("jo"), planted, type_words(office.at("jo"), planted))
    (waiting,) = lead_proposals.list_pending_proposals(office.at("jo"))
    assert list_keys_of(office, "planted") == []
    return waiting.seen


def list_keys_of(office: Office, key: str) -> list[str]:
    """Return what lets someone read as a lead: grants of any team, and a certificate."""
    person = office.id(key)
    grants_of = select(TeamGrant.team).where(TeamGrant.user_id == person)
    signed = select(MemberKey.cert).where(MemberKey.user_id == person, MemberKey.cert.is_not(None))
    found = [f"grant of {team}" for team in office.session.scalars(grants_of)]
    return found + ["certificate" for _ in office.session.scalars(signed)]


def list_mails(office: Office, template: str) -> list[str]:
    """Return who has an email of this kind, in order."""
    ids = {person.id: key for key, person in office.world.people.items()}
    rows = office.session.scalars(select(Outbox).where(Outbox.template == template))
    return sorted(ids[row.member_id] for row in rows)


def attack(office: Office, seen: str) -> None:
    """Everything that the lead's session can press for the planted account."""
    planted = office.id("planted")
    for press in (
        lambda: lead_approvals.approve_lead(office.at("jo"), planted, seen),
        lambda: lead_approvals.grant_lead_access(office.at("jo"), planted, seen),
        lambda: lead_approvals.confirm_lead(
            office.at("jo"), planted, type_words(office.at("jo"), planted)
        ),
        lambda: member_confirmation.confirm_staff(office.at("jo"), (planted,)),
        lambda: member_confirmation.confirm_administrator(
            office.at("jo"), planted, type_words(office.at("jo"), planted)
        ),
        lambda: acting_lead.appoint_acting_lead(
            office.at("jo"),
            office.world.people["planted"].email,
            encode_recovery_sheet(bytes(32)),
            type_words(office.at("jo"), planted),
        ),
    ):
        try:
            assert press() is not True
        except HeardError:
            office.at("jo").session.rollback()
    assert not is_lead(office)
    assert list_keys_of(office, "planted") == [], "nothing exists before the second approval"


def forge_certificate(office: Office, own: Public) -> bytes:
    """Sign with a lead's live session and the log key, past every service."""
    jo, roles = office.at("jo"), ("lead", "practitioner")
    message = contexts.member(
        str(office.org.id), str(office.id("planted")), own.fingerprint, roles, 1
    )
    log_seed = jo.server.log_seed(str(office.org.id))
    return certificates.make_certificate(message, jo.keys.own, log_seed)


def test_a_leads_session_alone_makes_nobody_a_lead(office: Office):
    seen = plant(office)
    attack(office, seen)
    office.now += timedelta(days=30)
    attack(office, seen)


def test_the_right_sheet_makes_a_lead_at_once_and_everyone_is_told(office: Office):
    """What is not prevented: the paper is enough, with the session of anyone."""
    plant(office)
    sheet, planted = encode_recovery_sheet(office.world.recovery_seed), office.id("planted")
    words, address = type_words(office.at("jo"), planted), office.world.people["planted"].email
    acting_lead.appoint_acting_lead(office.at("jo"), address, sheet, words)
    assert is_lead(office)
    assert list_mails(office, APPOINTED_MAIL) == ["deputy", "jo", "planted", "senior"]
    assert list_mails(office, "lead_made_own") == ["planted"]


def test_another_lead_or_senior_is_never_hidden_by_a_row(office: Office):
    seen = plant(office)
    others = [office.id("deputy"), office.id("senior")]
    office.world.change(
        update(Member).where(Member.id.in_(others)).values(suspended_at=office.now, roles=[]),
        update(MemberKey).where(MemberKey.user_id.in_(others)).values(retired_at=office.now),
    )
    office.now += ALONE
    attack(office, seen)


def test_a_sole_leads_session_has_to_wait_and_is_announced(sole_lead: Office):
    seen = plant(sole_lead)
    readers = ["jo"]
    assert list_mails(sole_lead, "lead_proposed") == readers, "the owner of the screen too"
    assert list_mails(sole_lead, "lead_proposed_own") == ["planted"]
    sole_lead.now += ALONE - timedelta(minutes=1)
    attack(sole_lead, seen)
    lead_approvals.stop_proposal(sole_lead.at("jo"), sole_lead.id("planted"))
    assert list_mails(sole_lead, "lead_stopped") == readers
    assert list_mails(sole_lead, "lead_stopped_own") == ["planted"]
    sole_lead.now += ALONE
    attack(sole_lead, seen)


@pytest.mark.parametrize("how", ["another's key", "other roles", "gone"])
def test_a_row_of_the_wait_that_the_log_did_not_see_is_refused_and_named(office: Office, how: str):
    seen, planted = plant(office), office.id("planted")
    mine = LeadProposal.member_id == planted
    told = office.session.scalar(select(LeadProposal.statement).where(mine))
    row = update(LeadProposal).where(mine)
    sam = office.at("sam").keys.own.public.fingerprint.hex()
    own = office.at("planted").keys.own.public.fingerprint.hex()
    change = {
        "another's key": row.values(statement=told.replace(own, sam)),
        "other roles": row.values(statement=told.replace('"lead",', '"lead","senior",')),
        "gone": delete(LeadProposal).where(mine),
    }[how]
    office.world.change(change)
    with pytest.raises(KeyChangedError):
        lead_approvals.approve_lead(office.at("deputy"), planted, seen)
    (waiting,) = lead_proposals.list_pending_proposals(office.at("deputy"))
    assert not waiting.trusted
    (found,) = integrity_check.find_all_differences(office.world.uow())
    assert f"proposal/{planted}" in found
    lead_approvals.stop_proposal(office.at("deputy"), planted)
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_a_stopped_wait_that_is_put_back_stays_stopped_and_is_named(office: Office):
    seen, planted = plant(office), office.id("planted")
    mine = LeadProposal.member_id == planted
    told = office.session.scalar(select(LeadProposal.statement).where(mine))
    lead_approvals.stop_proposal(office.at("senior"), planted)
    values = {"id": uuid4(), "org_id": office.org.id, "member_id": planted, "statement": told}
    office.world.change(insert(LeadProposal).values(values))
    for press in (lead_approvals.approve_lead, lead_approvals.grant_lead_access):
        with pytest.raises(InvalidError):
            press(office.at("deputy"), planted, seen)
    (found,) = integrity_check.find_all_differences(office.world.uow())
    assert f"proposal/{planted}" in found


def test_the_line_that_stopped_it_cannot_be_taken_out(office: Office):
    seen, planted = plant(office), office.id("planted")
    lead_approvals.stop_proposal(office.at("senior"), planted)
    (index,) = (event.i for event in office.events() if event.act is Action.LEAD_STOPPED)
    deputy, stopped = office.world.uow("deputy"), Leaf.i == index
    for change in (update(Leaf).where(stopped).values(line=None), delete(Leaf).where(stopped)):
        office.world.change(change)
        fresh = VerifiedLog(CheckpointFiles(office.world.data), deputy.server)
        deputy.key_log = fresh  # a process that has just started
        deputy.session.rollback()
        with pytest.raises(LogBrokenError):
            lead_approvals.approve_lead(deputy, planted, seen)


def test_no_column_has_a_say_in_when_a_wait_ends(sole_lead: Office):
    seen, planted = plant(sole_lead), sole_lead.id("planted")
    past = datetime(2020, 1, 1, tzinfo=UTC)
    times = {"invited_at": past, "joined_at": past}
    sole_lead.world.change(
        update(Member).where(Member.id == planted).values(times),
        update(MemberKey).where(MemberKey.user_id == planted).values(since=past),
        update(Invite).values(used_at=past),
    )
    with pytest.raises(InvalidError):
        lead_approvals.grant_lead_access(sole_lead.at("jo"), planted, seen)


def test_a_grant_and_a_certificate_without_their_lines_let_nobody_in(office: Office):
    plant(office)
    planted, jo = office.world.people["planted"], office.at("jo")
    epoch, secret = jo.keys.team_secret(jo.session, Team.LEADS)
    own = office.at("planted").keys.own.public
    blob = grants.make_grant(
        secret.seed, org=str(office.org.id), team="leads", epoch=epoch,
        team_fpr=secret.public.fingerprint, member=own,
    )  # fmt: skip
    cert, roles = forge_certificate(office, own), ["lead", "practitioner"]
    office.world.change(
        insert(TeamGrant).values(
            id=uuid4(), org_id=office.org.id, team="leads", epoch=epoch, user_id=planted.id,
            member_fpr=own.fingerprint, blob=blob, since=office.now,
        ),
        update(MemberKey)
        .where(MemberKey.user_id == planted.id)
        .values(cert=cert, roles=roles, serial=1),
        update(Member).where(Member.id == planted.id).values(confirmed_at=office.now),
    )  # fmt: skip
    with pytest.raises(KeyChangedError):
        office.world.uow("planted")
    assert not is_lead(office)
    named = " ".join(integrity_check.find_all_differences(office.world.uow()))
    assert f"certificate of member {planted.id}" in named
    assert f"grant/leads/{epoch}/{own.fingerprint.hex()}" in named


@pytest.mark.parametrize("when", ["before joining", "before confirming", "for a new code"])
def test_a_role_that_a_row_gives_is_refused_and_named(now: Office, when: str):
    office = now
    if when == "before confirming":
        planted = join_as(office.world, "planted", (Role.PRACTITIONER,)).id
    else:
        planted, code = invites.invite_member(
            office.at("jo"), "planted@example.org", (Role.PRACTITIONER,)
        )
    office.world.change(update(Member).where(Member.id == planted).values(roles=["lead"]))
    found = f"The row of member {planted} does not have the roles they were invited for."
    assert integrity_check.find_all_differences(office.world.uow()) == (found,)
    if when == "for a new code":
        with pytest.raises(RoleChangedError):
            invites.renew_invite_code(office.at("jo"), planted)
        return
    if when == "before joining":
        answer = office.world.client().send("/join", {"code": code, **JOINING})
        assert answer.status_code == 422
        return
    jo = office.at("jo")
    with pytest.raises(RoleChangedError):
        lead_approvals.confirm_lead(jo, planted, type_words(jo, planted))
    browser = office.world.client("jo")
    for path, words in (("", "A role was changed"), (f"/{planted}", "Do not confirm this person")):
        page = browser.page(f"/members{path}")
        assert words in page.text
        assert f"/members/{planted}/confirm" not in page.links
    assert "Do not confirm this person" in browser.page(f"/members/{planted}/confirm").text
    answer = browser.send("/members/confirm", {"member": str(planted)}, via="/help")
    assert answer.status_code == 409


JOINING = {
    "name": "Bo Reed",
    "job_title": "Coach",
    "phone": "07700 900777",
    "passphrase": "velvet tractor sunday lemon",
    "again": "velvet tractor sunday lemon",
}


def read_words(page: str) -> set[str]:
    """Return every word in a page's source. Pages of two members have the same, but for theirs."""
    return set(re.findall(r"\b[a-z]+\b", page))


def test_the_page_holds_no_word_and_the_poster_chooses_none(now: Office):
    planted, like = (join_as(now.world, key, (Role.LEAD,)).id for key in ("planted", "like"))
    words = words_of(now.at("jo"), planted)
    browser, path = now.world.client("jo"), f"/members/{planted}/confirm"
    pages = [browser.get(path).get_data(as_text=True) for _ in range(12)]
    other = read_words(browser.get(f"/members/{like}/confirm").get_data(as_text=True))
    assert set().union(*map(read_words, pages)) & set(words) <= other
    assert len({read_places(page) for page in pages}) > 2
    low, high = next(pair for pair in ((1, 2), (3, 4)) if pair != read_places(pages[-1]))
    chosen = {"asked": f"{low}-{high}", "first": words[low - 1], "second": words[high - 1]}
    answer = browser.send(path, {**chosen, "called": "Bo Reed"}, via="/help")
    assert answer.status_code == 422, "places that the poster chose"
    for _ in range(3):
        wrong = [f"{word}x" for word in words]
        assert confirm_by_words(browser, planted, wrong, same_name="y").status_code == 422
    answer = confirm_by_words(now.world.client("deputy"), planted, words, same_name="y")
    assert answer.status_code == 429, "whoever tries, and from wherever"
    assert "Three wrong attempts" in answer.get_data(as_text=True)


def test_two_who_approve_at_once_make_one_lead(office: Office):
    seen, planted = plant(office), office.id("planted")
    lead_approvals.approve_lead(office.at("senior"), planted, seen)
    uows = {who: office.world.uow(who) for who in ("jo", "deputy")}
    at_once = Barrier(2)
    for uow in uows.values():
        uow.session.rollback()
        uow.act = after(at_once, uow.act)
    with ThreadPoolExecutor(2) as pool:
        given = pool.submit(lead_approvals.grant_lead_access, uows["jo"], planted, seen)
        approved = pool.submit(lead_approvals.approve_lead, uows["deputy"], planted, seen)
        given.result()
        assert approved.result()
    acts = [event.act for event in office.events() if event.obj == f"member/{planted}"]
    assert acts.count(Action.MEMBER_CERTIFIED) == 1
    assert is_lead(office)
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def after(at_once: Barrier, act):
    """A unit of work's `act` that waits for the other before it asks for the lock."""

    def waiting():
        at_once.wait(30)
        return act()

    return waiting
