"""List who works with the children of a concern, and their plans, from their files.

For a lead on a screen alone: what a child's file holds can come from other concerns, so no document
and no entry of a concern ever takes it from here. Each file that is opened is logged first.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from app.domain.children.blocked_numbers import CallBlocks
from app.domain.children.fact_fields import name_fact, name_person_role
from app.domain.children.file_facts import PlanFact, StandingFact, WorkerFact
from app.domain.deadlines.position_of_trust import PEOPLE_PAGE, has_position_of_trust
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import EntryWithParts, Part
from app.domain.record.name_comparison import do_names_share_word, fold_name
from app.domain.routing.actors import Team
from app.services.children.call_blocks import log_and_load_blocked_numbers
from app.services.children.fact_writing import list_current_facts
from app.services.children.file_cards import log_refused_file_cards, open_file_cards
from app.services.children.file_entries import open_file_entries
from app.services.concerns.concern_access import find_team_unless_step_due
from app.services.concerns.entry_decryption import OpenEntry
from app.services.unit_of_work import Action, UnitOfWork

NO_PLAN = "none"
SOCIAL_WORKER = "social_worker"
MOST_TO_CALL = 3
"""People whom a concern's page names next to who recorded it; the child's file has all."""


class FileContact(PrivateStruct, frozen=True):
    """Someone who works with a child, or a plan: its name, what it is, and who wrote it when.

    `is_blocked`: no one should call the number; `blocked_by`: the children whose files say so,
    where this one does not.
    """

    name: str
    role: str
    phone: str
    is_blocked: bool
    who: str
    at: datetime
    blocked_by: tuple[str, ...] = ()


class FileContacts(PrivateStruct, frozen=True):
    """People and plans in one child's file.

    `is_whole`: whether each entry can be trusted; `all_numbers_known`: whether every other file
    could be asked which numbers no one should call.
    """

    file_id: UUID
    name: str
    people: tuple[FileContact, ...]
    plans: tuple[FileContact, ...]
    is_whole: bool
    all_numbers_known: bool = True


class PersonToCall(PrivateStruct, frozen=True):
    """Someone who works with a child and can be called. `child`: whose file says so.

    `who` and `at`: who wrote that, and when.
    """

    child: str
    name: str
    role: str
    phone: str
    who: str
    at: datetime


class PeopleToCall(PrivateStruct, frozen=True):
    """The people a concern's page names, social workers first, and notes on who is left out.

    `more`: how many there are beyond the first; `untrusted`: whose files name no one here, because
    part of them cannot be trusted; `alike`: someone is left out, because their name is like that of
    a person the concern is about; `all_numbers_known`: whether every other file could be checked
    for numbers that no one should call.
    """

    people: tuple[PersonToCall, ...] = ()
    more: int = 0
    untrusted: tuple[str, ...] = ()
    alike: bool = False
    all_numbers_known: bool = True


def find_professionals_to_call(
    uow: UnitOfWork, concern_id: UUID, entries: Iterable[OpenEntry]
) -> PeopleToCall:
    """Return who works with the children of a concern and has a number.

    No one where it is or may be about someone who works with children, here or elsewhere: the call
    could reach them. No one from a file that is not whole: what is lost can say not to call. Files
    are opened only where a lead wrote facts into one of them, and then all of the concern's are.
    The caller has opened the concern, and these are its entries.
    """
    said = (one.entry for one in entries)
    parts = [part for one in said if isinstance(one, EntryWithParts) for part in one.parts]
    if find_team_unless_step_due(uow) is not Team.LEADS or _may_be_about_staff(parts):
        return PeopleToCall()
    uow.key_log.refresh(uow.session, uow.org)
    children = uow.key_log.children(uow.org)
    if children.list_with_facts().isdisjoint(children.list_files_of(concern_id)):
        return PeopleToCall()
    return _choose_people(list_file_contacts(uow, concern_id), tuple(_list_feared(parts)))


def _may_be_about_staff(parts: Iterable[Part]) -> bool:
    known = tuple(parts)
    return has_position_of_trust(known) or any(
        part.page == "now" and part.values.get("about_our_team") in ("yes", "unsure")
        for part in known
    )


def _list_feared(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        name = part.values.get("name_or_nickname") if part.page == PEOPLE_PAGE else None
        if isinstance(name, str) and fold_name(name):
            yield name


def _choose_people(files: Iterable[FileContacts], feared: tuple[str, ...]) -> PeopleToCall:
    known = tuple(files)
    found = [
        PersonToCall(file.name, one.name, one.role, one.phone, one.who, one.at)
        for file in known
        for one in file.people
        if file.is_whole and one.phone.strip() and not one.is_blocked
    ]
    safe = [one for one in found if not any(_is_alike(one.name, name) for name in feared)]
    return PeopleToCall(
        tuple(safe[:MOST_TO_CALL]),
        more=len(safe[MOST_TO_CALL:]),
        untrusted=tuple(file.name for file in known if not file.is_whole),
        alike=len(safe) < len(found),
        all_numbers_known=all(file.all_numbers_known for file in known),
    )


def _is_alike(name: str, feared: str) -> bool:
    return fold_name(name) == fold_name(feared) or do_names_share_word(name, feared)


def list_file_contacts(uow: UnitOfWork, concern_id: UUID) -> tuple[FileContacts, ...]:
    """Return the people and plans of each child's file that a concern is in; nothing for others.

    Only a lead gets any. The caller has opened the concern, so that this person may read it.
    """
    if uow.me.team is not Team.LEADS:
        return ()
    uow.key_log.refresh(uow.session, uow.org)
    ids = uow.key_log.children(uow.org).list_files_of(concern_id)
    if not ids:
        return ()
    uow.look(Action.LIST_VIEWED, "children/concern")
    cards = open_file_cards(uow, ids)
    log_refused_file_cards(uow, cards)
    return tuple(
        _open(uow, one.id, card.name)
        for one in cards
        if (card := one.card) and any(link.concern == str(concern_id) for link in card.links)
    )


def _open(uow: UnitOfWork, file_id: UUID, name: str) -> FileContacts:
    uow.look(Action.CHILD_OPENED, str(file_id))
    entries = open_file_entries(uow, file_id)
    facts = list_current_facts(entries)
    standing = [one for one in facts if not one.is_over]
    people = [one for one in standing if isinstance(one.said, WorkerFact)]
    people.sort(key=lambda one: getattr(one.said, "role", "") != SOCIAL_WORKER)
    plans = [one for one in standing if isinstance(one.said, PlanFact) and one.said.plan != NO_PLAN]
    whole = all(one.said is not None for one in entries)
    blocks = log_and_load_blocked_numbers(uow, file_id, facts)
    return FileContacts(
        file_id,
        name,
        tuple(_describe(people, blocks)),
        tuple(_describe(plans, blocks)),
        whole,
        blocks.is_complete,
    )


def _describe(chosen: Iterable[StandingFact], blocks: CallBlocks) -> Iterator[FileContact]:
    for one in chosen:
        said = one.said
        phone = said.phone if isinstance(said, WorkerFact) else ""
        yield FileContact(
            name_fact(said),
            name_person_role(said),
            phone,
            blocks.has_blocked(phone),
            said.by.marked_name,
            said.signed_at,
            blocks.list_other_files(phone),
        )
