"""Move rows between files, replace authors and team keys: nothing opens in a place it was not made.

Each attack is by somebody who can write the database and holds a member's own keys, no more.
"""

from __future__ import annotations

from itertools import combinations
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from app.domain.record.entry_schema import Addition, encode_canonical
from app.errors import KeyChangedError, NotFoundError
from app.models.concern import Card, Concern, Entry, Wrap
from app.models.member import MemberKey
from app.models.team import TeamKey
from app.services.concern_lists.inbox import load_inbox
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.concern_access import FILEKIND
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.entry_encryption import build_signer
from app.services.integrity.integrity_check import find_all_differences
from app.vault.principals import Secret
from app.vault.sealed_entries import seal_entry
from tests.support.club.office import Office

COLUMNS = ("ciphertext", "signature", "author_fpr")


@pytest.fixture
def files(office: Office) -> tuple[UUID, UUID]:
    """Two files of two entries each, by the same author to the same readers."""
    found = []
    for words in ("First.", "Second."):
        found.append(office.signed("sam"))
        add_words(office.at("sam"), found[-1], NewAddition(once=uuid4(), words=words))
    return found[0], found[1]


def states(office: Office, files) -> list[bool]:
    uow = office.at("deputy")
    return [not one.refused for file in files for one in open_concern(uow, file).entries]


def list_named(office: Office) -> str:
    """Return all that `log fsck` says."""
    return "\n".join(find_all_differences(office.world.uow()))


def write(office: Office, *statements) -> None:
    with office.world.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


def test_each_pair_of_entries_swapped_is_refused_in_both_places(office: Office, files):
    rows = office.session.scalars(select(Entry).order_by(Entry.leaf_index)).all()
    kept = {row.id: {c: getattr(row, c) for c in (*COLUMNS, "leaf_index")} for row in rows}
    wraps = {
        row.id: office.session.execute(
            select(Wrap.recipient_fpr, Wrap.blob).where(Wrap.entry_id == row.id)
        ).all()
        for row in rows
    }
    for one, other in combinations(rows, 2):
        for to, source in ((one, other), (other, one)):
            write(office, update(Entry).where(Entry.id == to.id).values(kept[source.id]))
            write(office, *_wraps(to.id, wraps[source.id]))
        assert states(office, files) == [row not in (one, other) for row in rows]
        named = list_named(office)
        for row in (one, other):
            assert f"Entry {row.concern_id}/{row.number} is not what the log saw." in named
        for row in (one, other):
            write(office, update(Entry).where(Entry.id == row.id).values(kept[row.id]))
            write(office, *_wraps(row.id, wraps[row.id]))
    assert all(states(office, files))


def _wraps(entry_id: UUID, found):
    return [
        update(Wrap)
        .where(Wrap.entry_id == entry_id, Wrap.recipient_fpr == fingerprint)
        .values(blob=blob)
        for fingerprint, blob in found
    ]


def test_a_wrap_moved_to_another_entry_opens_nothing(office: Office, files):
    leads = office.at("jo").keys.pins.leads
    ids = office.session.scalars(select(Entry.id).order_by(Entry.leaf_index)).all()
    blobs = {
        one: office.session.scalars(
            select(Wrap.blob).where(Wrap.entry_id == one, Wrap.recipient_fpr == leads)
        ).one()
        for one in ids
    }
    for at, other in ((0, 1), (1, 2), (2, 3)):
        write(office, *_wraps(ids[at], [(leads, blobs[ids[other]])]))
        assert states(office, files) == [place != at for place in range(4)]
        write(office, *_wraps(ids[at], [(leads, blobs[ids[at]])]))


def test_a_wrap_given_to_a_stranger_opens_nothing_for_them(office: Office, files):
    pat = office.at("pat").keys.own.public.fingerprint
    entry_id = office.session.scalars(
        select(Entry.id).where(Entry.concern_id == files[0], Entry.number == 1)
    ).one()
    leads = office.at("jo").keys.pins.leads
    where = (Wrap.entry_id == entry_id) & (Wrap.recipient_fpr == leads)
    write(office, update(Wrap).where(where).values(recipient_fpr=pat))
    file = open_concern(office.at("pat"), files[0])
    assert all(one.refused for one in file.entries)
    assert file.record is None


def test_a_thief_who_becomes_author_of_a_row_reads_nothing(office: Office, files):
    with pytest.raises(NotFoundError):
        open_concern(office.at("pat"), files[0])
    changed = {"author_id": office.id("pat")}
    write(office, update(Concern).where(Concern.id == files[0]).values(changed))
    assert all(one.refused for one in open_concern(office.at("pat"), files[0]).entries)


def test_cards_swapped_between_files_show_neither_childs_name(office: Office, files):
    blobs = [
        office.session.scalars(select(Card.blob).where(Card.concern_id == file)).one()
        for file in files
    ]
    for file, blob in zip(files, reversed(blobs), strict=True):
        write(office, update(Card).where(Card.concern_id == file).values(blob=blob))
    assert [one.card for one in load_inbox(office.at("jo")).unread] == [None, None]


def forged(office: Office, concern_id: UUID, author: Secret, claims: str):
    """A third entry with a thief's words, signed with `author`'s key and sealed to the leads."""
    uow = office.at("sam")
    _, leads = uow.keys.team_public(uow.session, office.at("jo").me.team)
    said = Addition(
        by=build_signer(office.at(claims)), signed_at=office.now, words="x", children=()
    )
    sealed = seal_entry(
        encode_canonical(said), org=str(office.org.id), filekind=FILEKIND, file=str(concern_id),
        number=3, author=author, recipients=[leads],
    )  # fmt: skip
    entry_id = uuid4()
    row = {
        "id": entry_id, "org_id": office.org.id, "concern_id": concern_id, "number": 3,
        "author_id": office.id(claims), "author_fpr": sealed.author_fpr, "signed_at": office.now,
        "ciphertext": sealed.ciphertext, "signature": sealed.signature, "leaf_index": 1,
    }  # fmt: skip
    wrap = {"org_id": office.org.id, "entry_id": entry_id, "recipient_fpr": sealed.wraps[0][0]}
    write(office, insert(Entry).values(row))
    write(office, insert(Wrap).values(wrap | {"blob": sealed.wraps[0][1]}))
    write(office, update(Concern).where(Concern.id == concern_id).values(entries=3))


def test_an_entry_forged_under_a_key_of_the_thiefs_own_is_refused(office: Office, files):
    forged(office, files[0], Secret.new(), "sam")
    assert states(office, files[:1]) == [True, True, False]
    assert f"Entry {files[0]}/3 is stored, but the log never saw it." in list_named(office)


def test_an_entry_by_a_member_that_the_log_never_saw_is_refused(office: Office, files):
    forged(office, files[0], office.at("sam").keys.own, "sam")
    assert states(office, files[:1]) == [True, True, False]
    assert f"Entry {files[0]}/3 is stored, but the log never saw it." in list_named(office)


def test_a_members_key_replaced_in_its_row_makes_their_entries_refused(office: Office, files):
    thief = Secret.new()
    swapped = {"public": thief.public.raw, "fpr": thief.public.fingerprint}
    write(office, update(MemberKey).where(MemberKey.user_id == office.id("sam")).values(swapped))
    forged(office, files[0], thief, "sam")
    assert states(office, files[:1]) == [False, False, False]
    sentence = f"The key or certificate of member {office.id('sam')} is not what the log saw."
    assert sentence in list_named(office)


@pytest.mark.parametrize("keep_fpr", [True, False])
def test_a_team_key_swapped_mid_session_opens_no_old_or_new_concern(
    office: Office, files, keep_fpr: bool
):
    thief = Secret.new().public
    swapped = {"public": thief.raw} | ({} if keep_fpr else {"fpr": thief.fingerprint})
    sam, before = office.at("sam"), office.count(Wrap)
    write(office, update(TeamKey).where(TeamKey.team == "leads").values(swapped))
    with pytest.raises(KeyChangedError):
        add_words(sam, files[0], NewAddition(once=uuid4(), words="More."))
    with pytest.raises(KeyChangedError):
        open_concern(office._uow("jo"), files[0])
    assert office.count(Wrap) == before
    assert "The key of the leads is not the one that was certified." in list_named(office)
