"""List who works with the children of a concern, and their plans, from their files.

For a lead on a screen alone: what a child's file holds can come from other concerns, so no document
and no entry of a concern ever takes it from here. Each file that is opened is logged first.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from app.domain.children.blocked_numbers import find_blocked_numbers, list_blocked_numbers
from app.domain.children.fact_fields import name_fact, name_role
from app.domain.children.file_facts import PlanFact, StandingFact, WorkerFact
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.services.children.fact_writing import list_facts
from app.services.children.file_cards import load_cards, log_refused_files
from app.services.children.file_entries import open_file_entries
from app.services.unit_of_work import Action, UnitOfWork

NO_PLAN = "none"
SOCIAL_WORKER = "social_worker"


class FileContact(PrivateStruct, frozen=True):
    """Someone who works with a child, or a plan: its name, what it is, and who wrote it when.

    `is_blocked`: no one should call the number.
    """

    name: str
    role: str
    phone: str
    is_blocked: bool
    who: str
    at: datetime


class FileContacts(PrivateStruct, frozen=True):
    """People and plans in one child's file. `is_whole`: whether each entry can be trusted."""

    file_id: UUID
    name: str
    people: tuple[FileContact, ...]
    plans: tuple[FileContact, ...]
    is_whole: bool


def list_file_contacts(uow: UnitOfWork, concern_id: UUID) -> tuple[FileContacts, ...]:
    """Return them for each child's file that a concern is in now; none for whoever is no lead.

    The caller has opened the concern, so that this person may read it.
    """
    if uow.me.team is not Team.LEADS:
        return ()
    uow.key_log.refresh(uow.session, uow.org)
    ids = uow.key_log.children(uow.org).list_files_of(concern_id)
    if not ids:
        return ()
    uow.look(Action.LIST_VIEWED, "children/concern")
    cards = load_cards(uow, ids)
    log_refused_files(uow, cards)
    return tuple(
        _open(uow, one.id, card.name)
        for one in cards
        if (card := one.card) and any(link.concern == str(concern_id) for link in card.links)
    )


def _open(uow: UnitOfWork, file_id: UUID, name: str) -> FileContacts:
    uow.look(Action.CHILD_OPENED, str(file_id))
    entries = open_file_entries(uow, file_id)
    facts = list_facts(entries)
    standing = [one for one in facts if not one.is_over]
    people = [one for one in standing if isinstance(one.said, WorkerFact)]
    people.sort(key=lambda one: getattr(one.said, "role", "") != SOCIAL_WORKER)
    plans = [one for one in standing if isinstance(one.said, PlanFact) and one.said.plan != NO_PLAN]
    whole = all(one.said is not None for one in entries)
    return FileContacts(
        file_id, name, tuple(_describe(people, facts)), tuple(_describe(plans, facts)), whole
    )


def _describe(
    chosen: Iterable[StandingFact], facts: Iterable[StandingFact]
) -> Iterator[FileContact]:
    blocked = list_blocked_numbers(facts)
    for one in chosen:
        said = one.said
        phone = said.phone if isinstance(said, WorkerFact) else ""
        yield FileContact(
            name_fact(said),
            name_role(said),
            phone,
            bool(find_blocked_numbers(phone, blocked)),
            said.by.marked_name,
            said.signed_at,
        )
