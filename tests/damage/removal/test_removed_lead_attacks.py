"""A lead who was removed, or who writes to the database, opens nothing new and makes no new key.

They have their passphrase and so their seed, the database from before and after, and the key of
their team as it was. They do not have the server secret, so not the log key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from app.domain.routing.actors import Role, Team
from app.errors import AccountStoppedError, KeyChangedError, SealedError
from app.models.child_file import ChildEntry, ChildFile, ChildWrap
from app.models.concern import Card, Entry, Wrap
from app.models.member import Member
from app.models.sealed_index import IndexBook, IndexSlip
from app.models.team import EpochLink, TeamGrant, TeamKey
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.children.file_entries import FILEKIND as CHILD
from app.services.concerns import acknowledgements, record_signing
from app.services.concerns.concern_access import FILEKIND
from app.services.concerns.concern_reading import open_concern
from app.services.integrity import integrity_check
from app.services.members.team_chain import FIRST_OLD_FPR
from app.services.sealed_index.index_building import index_missing_entries
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from app.vault import certificates, contexts, grants
from app.vault.principals import Secret
from app.vault.recovery import encode_recovery_sheet
from app.vault.sealed_cards import open_card
from app.vault.sealed_entries import open_entry
from tests.damage.keys.test_sessions_restored import read_row, write_row
from tests.support.club.child_links import link, sign_about
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.office import Office

pytestmark = pytest.mark.both_databases
Attempt = tuple[str, object, Callable[[Secret], object]]
"""Table and bytes of a sealed thing, and how to try to open it."""
FAKE = Secret(bytes(range(32)))


def rows_of(office: Office, table: type) -> list[dict[str, Any]]:
    """Return a table as a copy of the database has it."""
    return [dict(row._mapping) for row in office.session.execute(select(table.__table__))]


def remove(office: Office, who: str = "deputy", sheet: str = "") -> None:
    suspend_member(office.at("jo"), office.id(who))
    remove_member(office.at("jo"), office.id(who), sheet)


def take_key(office: Office, who: str, team: Team = Team.LEADS) -> Secret:
    uow = office.at(who)
    return uow.keys.team_secret(uow.session, team)[1]


def write_everything(
    office: Office, unread: UUID, file_id: UUID | None = None
) -> tuple[UUID, UUID]:
    """Mark a record as read, link it to a child's file, and fold its slips into a book.

    Return another record, whose slips wait, and the child's file.
    """
    acknowledgements.acknowledge_concern(office.at("jo"), unread)
    file_id = link(office, unread, file_id)
    index_missing_entries(office.at("jo"))
    return sign_about(office, {"name": "Maya Ellis"}), file_id


def find_opened(office: Office, keys: tuple[Secret, ...]) -> set[tuple[str, object]]:
    """Return all sealed bytes that any of these keys opens, tried wherever they could belong."""
    return {
        (name, sealed)
        for name, sealed, open_with in (
            *list_wraps(office, Entry, Wrap, (FILEKIND, "concern_id")),
            *list_wraps(office, ChildEntry, ChildWrap, (CHILD, "file_id")),
            *list_cards(office),
            *list_seeds(office),
        )
        if any(opens(open_with, key) for key in keys)
    }


def opens(open_with: Callable[[Secret], object], key: Secret) -> bool:
    try:
        open_with(key)
    except SealedError:
        return False
    return True


def list_wraps(
    office: Office, entries: type, wraps: type, kind: tuple[str, str]
) -> Iterator[Attempt]:
    of_entry = {row["id"]: row for row in rows_of(office, entries)}
    for wrap in rows_of(office, wraps):
        entry = of_entry[wrap["entry_id"]]
        at = {"org": str(office.org.id), "filekind": kind[0], "file": str(entry[kind[1]])}
        at["number"] = entry["number"]
        attempt = partial(open_as, entry["ciphertext"], wrap["blob"], at)
        yield wraps.__tablename__, wrap["blob"], attempt


def open_as(ciphertext: bytes, blob: bytes, at: dict[str, Any], key: Secret) -> bytes:
    return open_entry(ciphertext, blob, recipient=key, **at)


def open_card_as(blob: bytes, at: dict[str, Any], key: Secret) -> bytes:
    return open_card(blob, holder=key, **at)


def open_book_as(blob: bytes, at: dict[str, Any], key: Secret) -> bytes:
    return open_card(blob, holder=Secret(key.key("index")), **at)


def open_seed_as(blob: bytes, context: bytes, key: Secret) -> bytes:
    return key.open(blob, context)


def open_grant_as(blob: bytes, place: tuple[Any, ...], key: Secret) -> bytes:
    return key.open(blob, contexts.grant(*place, key.public.fingerprint))


def list_cards(office: Office) -> Iterator[Attempt]:
    org = str(office.org.id)
    for epoch in (1, 2):
        at = {"org": org, "team": "leads", "epoch": epoch}
        for row in rows_of(office, Card):
            place = {"filekind": FILEKIND, "file": str(row["concern_id"])}
            more = {**at, **place, "revision": row["revision"]}
            yield "card", row["blob"], partial(open_card_as, row["blob"], more)
        for row in rows_of(office, ChildFile):
            more = {**at, "filekind": CHILD, "file": str(row["id"]), "revision": row["revision"]}
            yield "child_file", row["card"], partial(open_card_as, row["card"], more)
        for row in rows_of(office, IndexBook):
            place = {"filekind": "index", "file": str(row["part"])}
            more = {**at, **place, "revision": row["generation"]}
            yield "index_book", row["blob"], partial(open_book_as, row["blob"], more)
    for row in rows_of(office, IndexSlip):
        place = {"filekind": "slip", "file": f"{row['concern_id']}/{row['number']}"}
        more = {"org": org, "team": "slip", "epoch": row["version"], "revision": 0, **place}
        yield "index_slip", row["blob"], partial(open_card_as, row["blob"], more)


def list_seeds(office: Office) -> Iterator[Attempt]:
    org = str(office.org.id)
    for row in rows_of(office, EpochLink):
        context = contexts.epoch_link(org, row["team"], row["epoch"])
        yield "epoch_link", row["blob"], partial(open_seed_as, row["blob"], context)
    fingerprints = [row["fpr"] for row in rows_of(office, TeamKey)]
    for row in rows_of(office, TeamGrant):
        for fpr in fingerprints:
            place = (org, row["team"], row["epoch"], fpr)
            yield "team_grant", row["blob"], partial(open_grant_as, row["blob"], place)


def test_a_removed_lead_with_both_copies_opens_nothing_that_came_after(office: Office):
    later, file_id = write_everything(office, sign_about(office, {"name": "Maya Ellis"}))
    keys = (office.at("deputy").keys.own, take_key(office, "deputy"))
    before = find_opened(office, keys)
    opened = {name for name, _ in before}
    assert opened == {
        "wrap", "card", "child_wrap", "child_file", "index_book", "index_slip", "team_grant",
    }, "the attack opens each kind while they are a lead"  # fmt: skip
    remove(office)
    newest, _ = write_everything(office, later, file_id)  # an older record, in an older file
    write_everything(office, newest)
    assert find_opened(office, keys) - before == set()
    jo = (office.at("jo").keys.own, take_key(office, "jo"))
    assert {name for name, _ in find_opened(office, jo)} == opened | {"epoch_link"}


def test_their_session_grant_and_column_put_back_let_them_in_nowhere(office: Office):
    token = office.world.token("deputy")
    row, member = read_row(office, token), office.id("deputy")
    (grant,) = [one for one in rows_of(office, TeamGrant) if one["user_id"] == member]
    remove(office)
    write_row(office, row)
    cleared = update(Member).where(Member.id == member).values(suspended_at=None)
    office.world.change(insert(TeamGrant).values(grant), cleared)
    visit = sessions.open_session(office.world.uow(), token)
    assert visit is not None
    assert visit.actor is None
    slots = KdfSlots(office.world.data)
    with pytest.raises(AccountStoppedError) as refused:
        sign_ins.sign_in(office.world.uow(), slots, "deputy@example.org", PASSPHRASE, "")
    assert "removed your account" in refused.value.problems["passphrase"]
    named = "\n".join(integrity_check.find_all_differences(office.world.uow()))
    fingerprint = grant["member_fpr"].hex()
    assert f"The stored copy of grant/leads/1/{fingerprint} is not what the log saw." in named
    assert f"Member {member} is not suspended, but the log says so." in named


def forge_key(office: Office, epoch: int, old: Secret, old_fpr: bytes) -> dict[str, Any]:
    """Return a key row that a former lead makes: signed by the old key, and by no log key."""
    row = next(one for one in rows_of(office, TeamKey) if one["team"] == "leads")
    message = contexts.keycert(
        str(office.org.id), "leads", epoch, FAKE.public.fingerprint, old_fpr, row["recovery_fpr"]
    )
    cert = certificates.make_certificate(message, old, bytes(32))
    more = {"epoch": epoch, "fpr": FAKE.public.fingerprint, "public": FAKE.public.raw}
    return {**row, **more, "cert": cert, "id": office.org.id}


def _successor(office: Office, old: Secret) -> None:
    """Their own key as the next epoch."""
    first = old.public.fingerprint
    office.world.change(insert(TeamKey).values(forge_key(office, 3, old, first)))


def _sibling(office: Office, old: Secret) -> None:
    """Their own key in the place of the new one."""
    forged = forge_key(office, 2, old, old.public.fingerprint)
    office.world.change(delete(TeamKey).where(TeamKey.epoch == 2), insert(TeamKey).values(forged))


def _other_first(office: Office, old: Secret) -> None:
    """A first key that they made, that leads nowhere."""
    forged = forge_key(office, 1, FAKE, FIRST_OLD_FPR)
    first = (TeamKey.epoch == 1, TeamKey.team == "leads")
    office.world.change(delete(TeamKey).where(*first), insert(TeamKey).values(forged))


def _newest_gone(office: Office, _old: Secret) -> None:
    """The database as before: the newest key is not there."""
    office.world.change(delete(TeamKey).where(TeamKey.epoch == 2))


def _old_again(office: Office, _old: Secret) -> None:
    """The old key as the newest."""
    rows = rows_of(office, TeamKey)
    (first,) = [one for one in rows if (one["team"], one["epoch"]) == ("leads", 1)]
    office.world.change(
        delete(TeamKey).where(TeamKey.epoch == 2),
        insert(TeamKey).values({**first, "id": office.org.id, "epoch": 2}),
    )


def _places_changed(office: Office, _old: Secret) -> None:
    """The new key as the first, and the first as the new one."""
    leads = TeamKey.team == "leads"
    office.world.change(
        *(
            update(TeamKey).where(leads, TeamKey.epoch == epoch).values(epoch=to)
            for epoch, to in ((1, 9), (2, 1), (9, 2))
        )
    )


KEYS = [_successor, _sibling, _other_first, _newest_gone, _old_again, _places_changed]


@pytest.mark.parametrize("damage", KEYS, ids=lambda one: one.__name__.strip("_"))
def test_a_key_row_of_theirs_is_sealed_to_by_no_one_and_named(office: Office, damage):
    old = take_key(office, "deputy")
    remove(office)
    running, waiting = office.at("sam"), office.to_sign("sam")
    damage(office, old)
    count = office.count(Entry)
    with pytest.raises(KeyChangedError):
        record_signing.sign_record(running, waiting)
    assert office.count(Entry) == count
    for who in ("sam", "jo"):
        with pytest.raises(KeyChangedError):
            office.world.token(who)
    named = integrity_check.find_all_differences(office.world.uow())
    assert "The key of the leads is not the one that was certified." in named


def _link_gone(office: Office) -> None:
    """No link: the old key opens for no one."""
    office.world.change(delete(EpochLink).where(EpochLink.team == "leads"))


def _link_of_other_team(office: Office) -> None:
    """The links of both teams, swapped."""
    blobs = {row["team"]: row["blob"] for row in rows_of(office, EpochLink)}
    office.world.change(
        *(
            update(EpochLink).where(EpochLink.team == team).values(blob=blobs[other])
            for team, other in (("leads", "seniors"), ("seniors", "leads"))
        )
    )


def _link_forged(office: Office) -> None:
    """A seed of theirs, sealed to the new key: anyone can seal to a public key."""
    uow = office.at("jo")
    newest = uow.keys.team_public(uow.session, Team.LEADS)[1]
    place = {"org": str(office.org.id), "team": "leads", "epoch": 1}
    forged = grants.make_epoch_link(FAKE.seed, newer=newest, **place)
    office.world.change(update(EpochLink).where(EpochLink.team == "leads").values(blob=forged))


LINKS = [_link_gone, _link_of_other_team, _link_forged]


@pytest.mark.parametrize("damage", LINKS, ids=lambda one: one.__name__.strip("_"))
def test_a_link_that_is_gone_or_other_opens_nothing_and_is_named(office: Office, damage):
    office.confirm_second_senior()
    before = office.signed("sam")
    remove(office)
    remove(office, "senior", encode_recovery_sheet(office.world.recovery_seed))
    damage(office)
    jo = office.world.uow("jo")
    with pytest.raises(KeyChangedError):
        open_concern(jo, before)
    named = "\n".join(integrity_check.find_all_differences(office.world.uow()))
    assert "epoch/leads/1" in named
    assert office.signed("sam"), "who records goes on: the newest key is as it was"


def test_another_process_that_read_the_log_before_seals_to_the_new_key(office: Office):
    sam, what = office.world.uow("sam"), office.to_sign("sam")
    sam.session.rollback()
    before = office.signed("sam")
    jo = office.world.uow("jo")
    open_concern(jo, before)
    remove(office)
    concern_id = record_signing.sign_record(sam, what)
    newest = take_key(office, "jo").public.fingerprint
    readers = office.session.scalars(
        select(Wrap.recipient_fpr)
        .join(Entry, Entry.id == Wrap.entry_id)
        .where(Entry.concern_id == concern_id)
    )
    assert newest in set(readers)
    jo.session.rollback()
    assert not open_concern(jo, concern_id).entries[0].refused
    assert jo.me.is_a(Role.LEAD)
