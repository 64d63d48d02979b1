"""Put a child of a concern into a child's file, and take it out again, each signed and logged.

Only a lead does it, and only with a concern that was sealed to the leads' team: one about a lead,
or one that a lead was left out of, is sealed to others, and no file ever holds or counts it. One
transaction writes the entry, the card and the log lines together. If somebody else linked anything
since the page was drawn, nothing is written: they look again.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

import msgspec

from app.domain.children.card_finder import find_cards_by_facts
from app.domain.children.child_card import (
    ChildCard,
    ChildFacts,
    Link,
    LinkedChild,
    Unlink,
    list_record_children,
    read_child_facts,
    read_child_involvement,
)
from app.domain.children.child_match import ChildMatch, match_child
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Person, Record
from app.domain.routing.actors import Team
from app.errors import InvalidError, NotFoundError, SealedError, StaleError
from app.services.audit_log import refusals
from app.services.children.file_cards import (
    FileCard,
    demand_card_unchanged,
    demand_lead,
    find_file_card_hash,
    log_refused_file_cards,
    open_file_card,
    open_file_cards,
    open_fitting_file_cards,
    write_card,
)
from app.services.children.file_entries import (
    demand_no_newer_entry,
    find_next_entry_number,
    open_file_entries,
    store_child_file_entry,
)
from app.services.children.people_in_both import can_compare_people, find_people_also_in_files
from app.services.children.printed_copies import ListedPrint, list_prints_of_link
from app.services.children.removed_links import RemovedLink, list_removed_links
from app.services.concerns.concern_access import find_team_unless_step_due
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_append import open_for_append
from app.services.concerns.entry_encryption import build_signer
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork

MAX_REASON_CHARACTERS = 2_000
NO_REASON = "Enter why this concern is not about this child"
NO_COPIES = "Enter what was done about the printed copies, or who does it and when"
LONG = {
    "why": "Say why this concern is not about this child",
    "copies": "Say what was done about the printed copies",
}
NO_CARD = ChildCard(links=())


class ConcernChild(PrivateStruct, frozen=True):
    """A child of a concern. `file`: the child's file that it is in; None while it is in none."""

    child: str
    facts: ChildFacts
    part: str
    file: FileCard | None

    @property
    def is_linked(self) -> bool:
        """Whether it is in a file."""
        return self.file is not None


class Candidate(PrivateStruct, frozen=True):
    """A file that may be the child's, and why.

    `removed`: each time that a lead took this very child of the concern out of it.
    """

    id: UUID
    card: ChildCard
    match: ChildMatch
    removed: tuple[RemovedLink, ...] = ()


class LinkQuestion(PrivateStruct, frozen=True):
    """The question which child this is. `mark`: how all files stood when it was drawn.

    `is_compared`: whether it was looked at who is named both in the concern and in these files.
    """

    record: Record
    child: ConcernChild
    candidates: tuple[Candidate, ...]
    mark: int
    is_compared: bool


class LinkChoice(PrivateStruct, frozen=True):
    """A lead's answer. `file_id`: None opens a new file."""

    concern_id: UUID
    child: str
    file_id: UUID | None
    part: str
    mark: int


class ReadyLink(PrivateStruct, frozen=True):
    """A link that is ready to be written. `card`: of the file as it is; `card_mark`: its mark.

    `is_linked`: the child is in this file already, and nothing is to be written.
    """

    choice: LinkChoice
    file_id: UUID
    card: ChildCard = NO_CARD
    card_mark: str = ""
    facts: ChildFacts | None = None
    signer: Person | None = None
    is_linked: bool = False


def can_link_children(uow: UnitOfWork, record: Record | None) -> bool:
    """Whether the children of a record can be put into files, by the person signed in."""
    if record is None or Team.LEADS.value not in record.recipients:
        return False
    return find_team_unless_step_due(uow) is Team.LEADS


def list_children_with_files(uow: UnitOfWork, file: OpenConcern) -> tuple[ConcernChild, ...]:
    """Return the children of an opened concern with their files; none where none can be linked."""
    record = file.record
    if record is None or not can_link_children(uow, record):
        return ()
    return _list_children(uow, file.id, record)


def open_child_link_question(uow: UnitOfWork, concern_id: UUID, child: str) -> LinkQuestion:
    """Open the record and every file's card, and return which files may be this child's.

    Raises NotFoundError, logged, for a concern that is not the leads', or no child of it.
    """
    record = open_linkable_record(uow, concern_id)
    found = next(
        (one for one in _list_children(uow, concern_id, record) if one.child == child), None
    )
    if found is None:
        raise NotFoundError(f"child {child} of concern {concern_id}")
    uow.look(Action.LIST_VIEWED, "children/which")
    cards = open_fitting_file_cards(uow, partial(find_cards_by_facts, found.facts))
    mark = uow.key_log.children(uow.org).changes
    log_refused_file_cards(uow, cards)
    candidates = _list_candidates(uow, record, (concern_id, child), found.facts, cards)
    compared = can_compare_people(one.card for one in candidates)
    return LinkQuestion(record, found, candidates, mark, compared)


def _list_candidates(
    uow: UnitOfWork,
    record: Record,
    place: tuple[UUID, str],
    facts: ChildFacts,
    cards: Iterable[FileCard],
) -> tuple[Candidate, ...]:
    """Return the files that may be this child's, by how the name fits, then by name."""
    matches = {
        one.id: (one.card, match)
        for one in cards
        if one.card is not None and (match := match_child(facts, one.card))
    }
    known = {file_id: card for file_id, (card, _) in matches.items()}
    people = find_people_also_in_files(uow, record, place, known)
    removed = _find_removals(uow, place, known)
    candidates = [
        Candidate(
            one,
            card,
            msgspec.structs.replace(match, people=people.get(one, ())),
            removed.get(one, ()),
        )
        for one, (card, match) in matches.items()
    ]
    return tuple(sorted(candidates, key=lambda one: (one.match.place, one.card.name)))


def _find_removals(
    uow: UnitOfWork, place: tuple[UUID, str], files: Iterable[UUID]
) -> dict[UUID, tuple[RemovedLink, ...]]:
    """Return when and why a child of a concern was taken out of these files, by file."""
    before = set(uow.key_log.children(uow.org).list_files_of(place[0]))
    return {
        one: tuple(
            removed
            for removed in list_removed_links(open_file_entries(uow, one))
            if (removed.concern, removed.child) == place
        )
        for one in before.intersection(files)
    }


def put_child_in_file(uow: UnitOfWork, choice: LinkChoice) -> UUID:
    """Put a child of a concern into a file, or into a new one, and return the file's id.

    One that is in a file already stays there, and that file's id is returned. Raises StaleError
    when anything was linked since the page was drawn; NotFoundError as `open_child_link_question`.
    """
    return sign_child_link(uow, prepare_link(uow, choice))


def prepare_link(uow: UnitOfWork, choice: LinkChoice) -> ReadyLink:
    """Open what a link is made of. Raises NotFoundError, logged, as `open_child_link_question`."""
    record = open_linkable_record(uow, choice.concern_id)
    if choice.child not in list_record_children(record):
        raise NotFoundError(f"child {choice.child} of concern {choice.concern_id}")
    if (before := _find_file(uow, choice.concern_id, choice.child)) is not None:
        return ReadyLink(choice, before.id, is_linked=True)
    card, mark = _read_card(uow, choice.file_id) if choice.file_id else (NO_CARD, "")
    facts = read_child_facts(record, choice.child)
    return ReadyLink(choice, choice.file_id or uuid4(), card, mark, facts, build_signer(uow))


def sign_child_link(uow: UnitOfWork, ready: ReadyLink) -> UUID:
    """Sign a link in its own transaction; returns the file's id. Raises StaleError."""
    if not ready.is_linked:
        with uow.act() as act:
            sign_child_link_in_act(uow, act, ready)
    return ready.file_id


def sign_child_link_in_act(uow: UnitOfWork, act: LoggedTransaction, ready: ReadyLink) -> None:
    """Sign a link in this transaction, before anything is logged in it. Raises StaleError."""
    if ready.is_linked or ready.facts is None or ready.signer is None:
        return
    choice, file_id = ready.choice, ready.file_id
    match, concern = match_child(ready.facts, ready.card), str(choice.concern_id)
    demand_files_unchanged(uow, act, choice.mark)
    demand_card_unchanged(uow, act, file_id, ready.card_mark)
    _, team = uow.keys.team_public(act.session, Team.LEADS)
    number = find_next_entry_number(uow, act, file_id)
    said = Link(
        by=ready.signer,
        signed_at=act.now,
        concern=concern,
        child=choice.child,
        part=choice.part,
        reasons=match.tokens if match else (),
    )
    linked = LinkedChild(concern, choice.child, number, choice.part, ready.facts)
    after = msgspec.structs.replace(ready.card, links=(*ready.card.links, linked))
    write_card(uow, act, file_id, after, number)
    store_child_file_entry(uow, act, (file_id, number), said, team)


def unlink_child(uow: UnitOfWork, file_id: UUID, number: int, why: str, copies: str = "") -> None:
    """Take out what entry `number` put into a file. Both entries stay, and nothing on the card.

    `copies`: what was done about copies that were printed with it. Pressing twice does it once.
    Raises InvalidError without a reason, or without words about copies that there are.
    """
    card, card_mark = _read_card(uow, file_id)
    link = next((one for one in card.links if one.number == number), None)
    if link is None:
        return
    entries = open_file_entries(uow, file_id)
    is_printed = bool(list_prints_of_link(entries, number))
    if problems := _find_problems(why, copies, is_printed=is_printed):
        raise InvalidError(problems)
    open_linkable_record(uow, UUID(link.concern))
    signer, mark = build_signer(uow), uow.key_log.children(uow.org).changes
    with uow.act() as act:
        demand_files_unchanged(uow, act, mark)
        demand_no_newer_entry(uow, act, file_id, entries)
        demand_card_unchanged(uow, act, file_id, card_mark)
        _, team = uow.keys.team_public(act.session, Team.LEADS)
        place = (file_id, find_next_entry_number(uow, act, file_id))
        said = _make_unlink(signer, act.now, link, why)
        if is_printed:
            said = msgspec.structs.replace(said, copies=copies.strip())
        left = tuple(one for one in card.links if one.number != number)
        write_card(uow, act, file_id, msgspec.structs.replace(card, links=left), place[1])
        store_child_file_entry(uow, act, place, said, team)


def _make_unlink(signer: Person, at: datetime, link: LinkedChild, why: str) -> Unlink:
    return Unlink(
        by=signer,
        signed_at=at,
        link=link.number,
        concern=link.concern,
        child=link.child,
        why=why.strip(),
    )


def load_prints_with_entry(uow: UnitOfWork, file_id: UUID, number: int) -> tuple[ListedPrint, ...]:
    """Return the copies that were printed with what entry `number` put in. The look was logged."""
    demand_lead(uow, str(file_id))
    return list_prints_of_link(open_file_entries(uow, file_id), number)


def _find_problems(why: str, copies: str, *, is_printed: bool) -> dict[str, str]:
    texts = {"why": (why, NO_REASON)} | ({"copies": (copies, NO_COPIES)} if is_printed else {})
    found = {}
    for name, (text, missing) in texts.items():
        if not text.strip():
            found[name] = missing
        elif len(text) > MAX_REASON_CHARACTERS:
            found[name] = f"{LONG[name]} in {MAX_REASON_CHARACTERS:,} characters or fewer"
    return found


def _list_children(uow: UnitOfWork, concern_id: UUID, record: Record) -> tuple[ConcernChild, ...]:
    cards = _load_cards_of(uow, concern_id)
    return tuple(
        ConcernChild(
            child,
            read_child_facts(record, child),
            read_child_involvement(record, child),
            _find_card(cards, str(concern_id), child),
        )
        for child in list_record_children(record)
    )


def _load_cards_of(uow: UnitOfWork, concern_id: UUID) -> tuple[FileCard, ...]:
    """Open the cards of the files that a concern is or was in, by the log; none is no look."""
    uow.key_log.refresh(uow.session, uow.org)
    ids = uow.key_log.children(uow.org).list_files_of(concern_id)
    if not ids:
        return ()
    uow.look(Action.LIST_VIEWED, "children/concern")
    return open_file_cards(uow, ids)


def _find_file(uow: UnitOfWork, concern_id: UUID, child: str) -> FileCard | None:
    return _find_card(_load_cards_of(uow, concern_id), str(concern_id), child)


def _find_card(cards: tuple[FileCard, ...], concern: str, child: str) -> FileCard | None:
    return next((one for one in cards if one.card and one.card.find(concern, child)), None)


def open_linkable_record(uow: UnitOfWork, concern_id: UUID) -> Record:
    """Open a record that can be linked. Absent, not mine and not the leads' are one answer."""
    demand_lead(uow, str(concern_id))
    record = open_for_append(uow, concern_id).record
    if not can_link_children(uow, record):
        refusals.log_or_count_refusal(uow, refusals.FILE, str(concern_id))
        raise NotFoundError(f"concern {concern_id}")
    return record


def _read_card(uow: UnitOfWork, file_id: UUID) -> tuple[ChildCard, str]:
    """Return a card and its mark. Raises SealedError for one that cannot be trusted."""
    mark = find_file_card_hash(uow, file_id)
    found = open_file_card(uow, file_id)
    if found.card is None:
        log_refused_file_cards(uow, (found,))
        raise SealedError("child-card")
    return found.card, mark


def demand_files_unchanged(uow: UnitOfWork, act: LoggedTransaction, mark: int) -> None:
    """Raise StaleError when any file changed since: no one else can write from here on."""
    uow.key_log.refresh(act.session, uow.org)
    if uow.key_log.children(uow.org).changes != mark:
        raise StaleError("children's files")
