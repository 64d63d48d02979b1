"""Alter any byte of any column of a stored entry: that entry is refused, the others still open.

The fault is written past the app, as somebody with the database would. Each refusal is logged.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import delete, select, update

from app.domain.record.entry_schema import encode_canonical
from app.domain.routing.actors import Team
from app.errors import SealedError
from app.models.audit_log import Leaf
from app.models.concern import Concern, Entry, Wrap
from app.services.audit_log.access_history import list_access_history
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.concern_access import FILEKIND
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.entry_decryption import EntryOpener, load_entry_rows
from app.services.integrity.integrity_check import find_all_differences
from app.vault.sealed_entries import SealedEntry, seal_entry
from audit.events import Action, encode_event, parse_event_cached
from audit.merkle import leaf_hash
from tests.support.club.office import Office

SEALED = ("ciphertext", "signature", "author_fpr")
HIT = 2  # the entry that is damaged; 1 is the record, 3 an acknowledgement


@pytest.fixture
def file(office: Office) -> UUID:
    """A file of three entries: record, addition, acknowledgement."""
    concern_id = office.signed("sam")
    add_words(office.at("sam"), concern_id, NewAddition(once=uuid4(), words="She was back."))
    acknowledge_concern(office.at("jo"), concern_id)
    return concern_id


def opened(office: Office, concern_id: UUID, who: str = "deputy") -> dict[int, bool]:
    """Whether each entry opens for a reader, and that what was refused is logged."""
    uow, since = office.at(who), len(office.events())
    found = {one.number: not one.refused for one in open_concern(uow, concern_id).entries}
    refused = {e.obj for e in office.events()[since:] if e.act is Action.ENTRY_REFUSED}
    assert refused == {f"{concern_id}/{number}" for number, fine in found.items() if not fine}
    return found


def list_named(office: Office) -> tuple[str, ...]:
    """Return all that `log fsck` says."""
    return find_all_differences(office.world.uow())


def damage(office: Office, table, where, **values) -> None:
    with office.world.engine.begin() as connection:
        assert connection.execute(update(table).where(where).values(values)).rowcount == 1


def value(office: Office, column, where):
    return office.session.scalars(select(column).where(where)).one()


def test_an_untouched_file_opens_whole(office: Office, file: UUID):
    for who in ("sam", "jo", "deputy"):
        assert opened(office, file, who) == {1: True, 2: True, 3: True}


@pytest.mark.parametrize("column", SEALED)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_any_flipped_byte_of_a_sealed_column_refuses_that_entry_alone(
    office: Office, file: UUID, column: str, number: int
):
    where = (Entry.concern_id == file) & (Entry.number == number)
    blob = value(office, getattr(Entry, column), where)
    for at in (0, len(blob) // 2, len(blob) - 1):
        altered = blob[:at] + bytes([blob[at] ^ 0x41]) + blob[at + 1 :]
        damage(office, Entry, where, **{column: altered})
        found = opened(office, file)
        assert found == {one: one != number for one in (1, 2, 3)}, (column, at)
    if column == "ciphertext":  # a signature and its key are checked by who can open it
        assert f"Entry {file}/{number} is not what the log saw." in list_named(office)
    damage(office, Entry, where, **{column: blob})
    assert all(opened(office, file).values())


def test_every_single_byte_of_a_stored_record_counts(office: Office, file: UUID):
    uow = office.at("deputy")
    row = load_entry_rows(uow, file)[0]
    opener = EntryOpener(uow, [row])
    kept = {column: getattr(row, column) for column in SEALED}
    uow.session.expunge(row)  # changed in memory only: a row is read back two thousand times
    assert not opener.open(row).refused
    for column, blob in kept.items():
        for at in range(len(blob)):
            setattr(row, column, blob[:at] + bytes([blob[at] ^ 1 << at % 8]) + blob[at + 1 :])
            assert opener.open(row).refused, (column, at)
        setattr(row, column, blob)
    assert not opener.open(row).refused


@pytest.mark.parametrize("who", ["sam", "deputy"])
def test_any_flipped_byte_of_a_wrap_refuses_the_entry_for_its_holder(
    office: Office, file: UUID, who: str
):
    keys = office.at(who).keys
    mine = keys.own.public.fingerprint if who == "sam" else keys.pins.leads
    entry_id = value(office, Entry.id, (Entry.concern_id == file) & (Entry.number == HIT))
    where = (Wrap.entry_id == entry_id) & (Wrap.recipient_fpr == mine)
    blob = value(office, Wrap.blob, where)
    for at in {*range(0, len(blob), len(blob) // 8), len(blob) - 1}:
        altered = blob[:at] + bytes([blob[at] ^ 0x41]) + blob[at + 1 :]
        damage(office, Wrap, where, blob=altered)
        assert opened(office, file, who) == {1: True, 2: False, 3: True}, at


def test_a_flipped_fingerprint_of_a_wrap_leaves_the_entry_refused(office: Office, file: UUID):
    entry_id = value(office, Entry.id, (Entry.concern_id == file) & (Entry.number == HIT))
    leads = office.at("jo").keys.pins.leads
    where = (Wrap.entry_id == entry_id) & (Wrap.recipient_fpr == leads)
    damage(office, Wrap, where, recipient_fpr=leads[:-1] + bytes([leads[-1] ^ 1]))
    assert opened(office, file) == {1: True, 2: False, 3: True}


@pytest.mark.parametrize("cut", [0, 1, 31, 32, 64, -1, -16])
@pytest.mark.parametrize("column", SEALED)
def test_a_cut_column_refuses_the_entry(office: Office, file: UUID, column: str, cut: int):
    where = (Entry.concern_id == file) & (Entry.number == HIT)
    blob = value(office, getattr(Entry, column), where)
    if blob[:cut] != blob:
        damage(office, Entry, where, **{column: blob[:cut]})
        assert opened(office, file)[HIT] is False


@pytest.mark.parametrize("column", ["author_id", "signed_at", "leaf_index", "format"])
def test_a_changed_plain_column_refuses_the_entry(office: Office, file: UUID, column: str):
    where = (Entry.concern_id == file) & (Entry.number == HIT)
    changed = {
        "author_id": office.id("pat"),
        "signed_at": office.now + timedelta(seconds=1),
        "leaf_index": value(office, Entry.leaf_index, where) - 1,
        "format": 2,
    }
    damage(office, Entry, where, **{column: changed[column]})
    assert opened(office, file) == {1: True, 2: False, 3: True}
    named = f"Entry {file}/{HIT} is not what the log saw." in list_named(office)
    assert named is (column != "format"), "the log does not say the format: its reader finds it"


def test_an_entry_given_another_number_leaves_its_place_refused(office: Office, file: UUID):
    damage(office, Entry, (Entry.concern_id == file) & (Entry.number == HIT), number=9)
    found = opened(office, file)
    # 4 to 8 were never written: one refusal stands for all of them.
    assert found == {1: True, 2: False, 3: True, 4: False, 9: False}


def test_a_removed_entry_is_refused_and_not_passed_over(office: Office, file: UUID):
    entry_id = value(office, Entry.id, (Entry.concern_id == file) & (Entry.number == 3))
    with office.world.engine.begin() as connection:
        connection.execute(delete(Wrap).where(Wrap.entry_id == entry_id))
        connection.execute(delete(Entry).where(Entry.id == entry_id))
    assert opened(office, file) == {1: True, 2: True, 3: False}
    assert f"Entry {file}/3 is in the log, but is no longer stored." in list_named(office)


def test_a_log_line_rewritten_after_it_was_read_vouches_for_nothing(office: Office, file: UUID):
    assert all(opened(office, file).values())  # this process has read the log by now
    index = value(office, Entry.leaf_index, (Entry.concern_id == file) & (Entry.number == HIT))
    line = value(office, Leaf.line, Leaf.i == index)
    damage(office, Leaf, Leaf.i == index, line=line.replace(b"entry.added", b"entry.read"))
    found = open_concern(office.at("deputy"), file).entries
    assert [one.refused for one in found] == [False, True, False]


def test_a_log_line_rewritten_with_its_hash_stops_no_other_entry(office: Office, file: UUID):
    assert all(opened(office, file).values())
    index = value(office, Entry.leaf_index, (Entry.concern_id == file) & (Entry.number == HIT))
    damage(office, Leaf, Leaf.i == index, line=b"{}", hash=leaf_hash(b"{}"))
    found = open_concern(office.at("deputy"), file).entries
    assert [one.refused for one in found] == [False, True, False]
    looks = list_access_history(office.at("deputy"), file)
    assert "this line of the log was changed" in [look.words for look in looks]


def seal_again(office: Office, file: UUID, words: str) -> SealedEntry:
    """Seal an addition of Sam's with other words, by Sam's keys, as it was sealed."""
    sam = office.at("sam")
    row = load_entry_rows(sam, file)[HIT - 1]
    said, _ = EntryOpener(sam, [row]).verify_and_read(row)
    leads = sam.keys.team_public(sam.session, Team.LEADS)[1]
    return seal_entry(
        encode_canonical(msgspec.structs.replace(said, words=words)),
        author=sam.keys.own,
        recipients=[leads, sam.keys.own.public],
        org=str(office.org.id),
        filekind=FILEKIND,
        file=str(file),
        number=HIT,
    )


@pytest.mark.parametrize("emptied", [False, True], ids=["line rewritten", "line emptied"])
def test_an_author_who_writes_the_database_changes_no_entry_that_was_read(
    office: Office, file: UUID, emptied: bool
):
    assert all(opened(office, file).values())  # this process has read the log by now
    sealed = seal_again(office, file, "Nothing happened.")
    where = (Entry.concern_id == file) & (Entry.number == HIT)
    index, entry_id = value(office, Entry.leaf_index, where), value(office, Entry.id, where)
    event = parse_event_cached(value(office, Leaf.line, Leaf.i == index))
    line = encode_event(replace(event, h=sha256(sealed.ciphertext).hexdigest()))
    damage(office, Entry, where, ciphertext=sealed.ciphertext, signature=sealed.signature)
    for fingerprint, blob in sealed.wraps:
        whose = (Wrap.entry_id == entry_id) & (Wrap.recipient_fpr == fingerprint)
        damage(office, Wrap, whose, blob=blob)
    changed = {"line": None} if emptied else {"line": line, "hash": leaf_hash(line)}
    damage(office, Leaf, Leaf.i == index, **changed)
    assert opened(office, file) == {1: True, 2: False, 3: True}


def test_nothing_can_be_added_to_a_file_whose_record_is_damaged(office: Office, file: UUID):
    where = (Entry.concern_id == file) & (Entry.number == 1)
    blob = value(office, Entry.ciphertext, where)
    damage(office, Entry, where, ciphertext=blob[:-1] + bytes([blob[-1] ^ 1]))
    for act in (
        lambda: add_words(office.at("sam"), file, NewAddition(once=uuid4(), words="x")),
        lambda: acknowledge_concern(office.at("jo"), file),
    ):
        with pytest.raises(SealedError):
            act()
    last = office.events()[-1]
    assert (last.act, last.obj) == (Action.ENTRY_REFUSED, f"{file}/1")
    assert value(office, Concern.entries, Concern.id == file) == 3
