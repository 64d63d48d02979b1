"""Compare each concern's row, cards, wraps, PDFs and signed drafts with what the log says.

A row that another name was written into, a card that was taken away, a key that no longer reaches
a reader: each would keep a record from being read, and each is named by the concern's id. The log
holds the hash of each kept PDF's sealed bytes; of one from before there were such lines, only that
it is there is known. A draft that its row calls signed, and of which nothing was made, is named
too: that would take it off its writer's page and off the leads' list of unsigned drafts.
Nothing is opened and nothing is mended.
"""

import hashlib
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from app.models.columns import is_unset
from app.models.concern import Card, Concern, Document, Entry, Wrap
from app.models.draft import Draft
from app.models.member import MemberKey
from app.models.team import TeamKey
from app.services.audit_log.concern_commitment import hash_card, hash_concern_row, make_reader_tag
from app.services.concerns.entry_append import derive_entry_id
from app.services.concerns.stored_status import hash_concern_holder
from app.services.integrity.expected_state import ExpectedState, LoggedReaders
from app.services.unit_of_work import UnitOfWork
from audit.events import truncate_to_millisecond

BATCH = 200
ReaderKeys = dict[int, set[bytes]]
"""Fingerprints that an entry was sealed to, by its number."""


def find_concern_differences(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    """Yield what differs, concern by concern."""
    concerns = select(Concern).where(Concern.org_id == uow.org.id).order_by(Concern.id)
    newest: dict[str, int] = {}
    for obj in said.entries:
        concern, number = obj.split("/")
        newest[concern] = max(newest.get(concern, 0), int(number))
    reach = _Reach(uow, said)
    for batch in uow.session.scalars(concerns).partitions(BATCH):
        ids = [one.id for one in batch]
        cards, keys, authors = _cards(uow, ids), *_keys(uow, ids)
        for one in batch:
            yield from _row(one, said, newest.get(str(one.id)))
            sealed = said.sealed.get(str(one.id))
            if sealed is not None:
                yield from _card_by_card(one.id, sealed, said, cards.get(one.id, []))
                held = keys.get(one.id, {})
                known = {
                    n: reach.extend(held[n], logged.index)
                    for n in sorted(held)
                    if (logged := said.entries.get(f"{one.id}/{n}")) is not None
                }
                yield from _key_by_key(one.id, sealed, known)
                author = authors.get(one.id)
                if author is not None and str(one.id) in said.ended:
                    yield from _ended_author(one.id, held, author)
                elif author is not None and not _is_given_up(one.id, said, reach, author):
                    yield from _author(one.id, said, known, author)


class _Reach:
    """The keys that open what is sealed to others, and those that nothing is sealed to any more."""

    def __init__(self, uow: UnitOfWork, said: ExpectedState) -> None:
        """Read the epochs of each team's key, and the keys of members who were removed."""
        self._older: dict[bytes, set[bytes]] = {}
        teams: dict[str, set[bytes]] = {}
        rows = select(TeamKey.team, TeamKey.fpr).where(TeamKey.org_id == uow.org.id)
        for team, fpr in uow.session.execute(rows.order_by(TeamKey.epoch)):
            self._older[fpr] = set(teams.setdefault(team, set()))
            teams[team].add(fpr)
        keys = select(MemberKey.fpr, MemberKey.user_id).where(
            MemberKey.org_id == uow.org.id, MemberKey.user_id.in_(map(UUID, said.removed))
        )
        rows_of_removed = uow.session.execute(keys) if said.removed else ()
        self._gone = {fpr: said.removed[str(user)] for fpr, user in rows_of_removed}

    def is_gone(self, fingerprint: bytes) -> bool:
        """Whether the holder of this key was removed: nothing is sealed to them again."""
        return fingerprint in self._gone

    def extend(self, held: set[bytes], index: int) -> set[bytes]:
        """Return these keys, and those whose holders need none of an entry at this line.

        Who holds a team's newer key opens what is sealed to the older ones, by their links. Nothing
        is sealed to someone after they were removed.
        """
        gone = (fpr for fpr, removed_at in self._gone.items() if removed_at < index)
        return held.union(gone, *(self._older.get(fpr, set()) for fpr in held))


def _row(concern: Concern, said: ExpectedState, newest: int | None) -> Iterator[str]:
    """Yield how a concern's row differs from the log.

    The row names its first acknowledgement, or a later one: older versions of Heard wrote the
    newest, and one that follows an acknowledgement that cannot be trusted is written too.
    """
    name = str(concern.id)
    sealed, first = said.sealed.get(name), said.entries.get(f"{name}/1")
    who = (str(concern.author_id), truncate_to_millisecond(concern.signed_at))
    if (sealed is not None and sealed.row != hash_concern_row(concern).hex()) or (
        first is not None and (first.who, first.at) != who
    ):
        yield f"The row of concern {name} is not the one that was signed."
    if sealed is None and first is not None and not said.erased:
        yield f"Concern {name} is in the log, but not who it is for."
    if newest is not None and newest != concern.entries and not said.erased:
        yield f"Concern {name} counts {concern.entries} entries, but the log says {newest}."
    holder = hash_concern_holder(concern.id, concern.lead_id).hex() if concern.lead_id else None
    if holder != said.holders.get(name) and not said.erased:
        yield f"Who has concern {name} is not what the log says."
    read = {(one.who, one.at) for one in said.acknowledged.get(name, ())}
    at = concern.acknowledged_at
    stored = (str(concern.acknowledged_by), truncate_to_millisecond(at)) if at else None
    if stored not in read if read else stored is not None and not said.erased:
        yield f"Who acknowledged concern {name}, or when, is not what the log says."


def _card_by_card(
    concern_id: UUID, sealed: LoggedReaders, said: ExpectedState, cards: list[Card]
) -> Iterator[str]:
    stored = {make_reader_tag(concern_id, card.recipient_fpr): card for card in cards}
    renewed = said.renewed.get(str(concern_id), set())
    for reader, h in sealed.cards.items():
        card = stored.get(reader)
        if card is None:
            yield f"Concern {concern_id} is missing from the list of a reader it was signed for."
        elif card.revision == 0 and hash_card(card.blob) != h:
            yield f"A card of concern {concern_id} is not the one that was signed."
        elif card.revision and hashlib.sha256(card.blob).hexdigest() not in renewed:
            yield f"A card of concern {concern_id} is not one that the log saw."
    if stored.keys() - sealed.cards.keys():
        yield f"Concern {concern_id} is in the list of someone it was not signed for."


def _key_by_key(concern_id: UUID, sealed: LoggedReaders, keys: ReaderKeys) -> Iterator[str]:
    for number, held in keys.items():
        tags = {make_reader_tag(concern_id, fingerprint) for fingerprint in held}
        if sealed.cards.keys() - tags:
            yield f"Entry {concern_id}/{number} cannot be opened by a reader of its file."


def _is_given_up(concern_id: UUID, said: ExpectedState, reach: _Reach, author: bytes) -> bool:
    """Whether an author whose time to read ended was removed: they are given nothing again."""
    return str(concern_id) in said.was_ended and reach.is_gone(author)


def _author(
    concern_id: UUID, said: ExpectedState, keys: ReaderKeys, author: bytes
) -> Iterator[str]:
    for number, held in keys.items():
        if author not in held and f"{concern_id}/{number}" not in said.withheld:
            yield f"Entry {concern_id}/{number} cannot be opened by its file's author."


def _ended_author(concern_id: UUID, keys: ReaderKeys, author: bytes) -> Iterator[str]:
    """Yield entries with a key of an author whose time to read was over: someone put it back."""
    for number, held in sorted(keys.items()):
        if author in held:
            yield f"Entry {concern_id}/{number} has a key of its author, who no longer reads it."


def _cards(uow: UnitOfWork, ids: list[UUID]) -> dict[UUID, list[Card]]:
    found: dict[UUID, list[Card]] = {}
    query = select(Card).where(Card.org_id == uow.org.id, Card.concern_id.in_(ids))
    for card in uow.session.scalars(query):
        found.setdefault(card.concern_id, []).append(card)
    return found


def _keys(uow: UnitOfWork, ids: list[UUID]) -> tuple[dict[UUID, ReaderKeys], dict[UUID, bytes]]:
    """Return whom each stored entry of these concerns is sealed to, and the key of each author."""
    query = (
        select(Entry.concern_id, Entry.number, Entry.author_fpr, Wrap.recipient_fpr)
        .outerjoin(Wrap, Wrap.entry_id == Entry.id)
        .where(Entry.org_id == uow.org.id, Entry.concern_id.in_(ids))
    )
    found: dict[UUID, ReaderKeys] = {}
    authors: dict[UUID, bytes] = {}
    for concern_id, number, author, held in uow.session.execute(query):
        keys = found.setdefault(concern_id, {}).setdefault(number, set())
        if held is not None:
            keys.add(held)
        if number == 1:
            authors[concern_id] = author
    return found, authors


ROWS_AT_ONCE = 8
"""Rows of a mebibyte in memory."""


def find_pdf_differences(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    """Yield documents that are missing, altered or were put there, by `<concern>/<number>`."""
    stored = dict(_stored(uow))
    for paper in sorted(stored.keys() | said.papers.keys()):
        kept, found = said.papers.get(paper), stored.get(paper)
        if found is None:
            yield f"Paper {paper} is in the log, but is no longer stored."
        elif kept is None:
            if not said.erased:
                yield f"Paper {paper} is stored, but the log never saw it."
        elif kept not in {"", found}:
            yield f"Paper {paper} is not the one that was saved."


def _stored(uow: UnitOfWork) -> Iterator[tuple[str, str]]:
    """Yield each document, and the hash of its rows in order; of rows with a gap it is nobody's."""
    rows = uow.session.execute(
        select(Entry.concern_id, Entry.number, Document.part, Document.blob)
        .join(Entry, Entry.id == Document.entry_id)
        .where(Entry.org_id == uow.org.id)
        .order_by(Entry.concern_id, Entry.number, Document.part)
    ).yield_per(ROWS_AT_ONCE)
    paper, digest, parts = "", hashlib.sha256(), 0
    for concern_id, number, part, blob in rows:
        if paper != (name := f"{concern_id}/{number}"):
            if paper:
                yield paper, digest.hexdigest()
            paper, digest, parts = name, hashlib.sha256(), 0
        if part != parts:
            digest.update(b"a row of it is missing")
        digest.update(blob)
        parts = part + 1
    if paper:
        yield paper, digest.hexdigest()


def find_falsely_signed_drafts(uow: UnitOfWork) -> Iterator[str]:
    """Yield the ids of drafts that are marked as signed and whose signed entry is not there."""
    rows = uow.session.execute(
        select(Draft.id, Draft.user_id, Draft.concern_id, Concern.id)
        .outerjoin(Concern, (Concern.draft_id == Draft.id) & (Concern.author_id == Draft.user_id))
        .where(Draft.org_id == uow.org.id, ~is_unset(Draft.signed_at))
        .order_by(Draft.id)
    ).all()
    for draft, user, more_of, made in rows:
        if more_of is None:
            found = made is not None
        else:
            entry = derive_entry_id(uow.server, more_of, user, draft)
            found = uow.session.get(Entry, entry) is not None
        if not found:
            yield f"Draft {draft} is called signed, but nothing was made of it."
