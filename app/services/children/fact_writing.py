"""Write a fact into a child's file: family, home, a plan, someone who works with the child.

Each is signed and logged; nothing is replaced. Its review day goes onto the card of the file, for
Today, and so does a number that no one should call, for other files. If another lead wrote a fact
since the form was drawn, nothing is signed: the second lead sees it first. Pressing twice signs
once.
"""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

import msgspec

from app.domain.children.blocked_numbers import list_blocked_numbers
from app.domain.children.child_card import BlockedNumber, ChildCard, list_fact_reviews
from app.domain.children.fact_fields import find_fact_problems, list_fact_rows
from app.domain.children.file_facts import (
    AnyFact,
    StandingFact,
    Topic,
    list_newest_facts,
    make_fact,
)
from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_name
from app.domain.routing.actors import Team
from app.domain.search.search_query import split_search_words
from app.errors import InvalidError, NotFoundError, SealedError, StaleError
from app.services.children.file_cards import (
    demand_card_unchanged,
    demand_lead,
    find_file_card_hash,
    log_refused_file_cards,
    open_file_card,
    open_file_cards,
    write_card,
)
from app.services.children.file_entries import (
    OpenFileEntry,
    count_entries_without_gap,
    demand_no_newer_entry,
    find_next_entry_number,
    open_file_entries,
    store_child_file_entry,
)
from app.services.concerns.entry_encryption import build_signer
from app.services.unit_of_work import Action, UnitOfWork

NO_FILE, NOT_A_CHILD = "none", "adult"
FIXED_CHOICES = {NOT_A_CHILD: "No, they are an adult", NO_FILE: "No file here"}


class NewFact(PrivateStruct, frozen=True):
    """A fact as it was typed. `about`: the first entry of the thing; 0 for a new one.

    `mark`: the number of the newest entry when the form was drawn; `once`: the form's own id.
    """

    topic: Topic
    values: Mapping[str, str]
    about: int
    mark: int
    once: UUID


class FactSheet(PrivateStruct, frozen=True):
    """The contents of a form about a fact. `standing`: what it changes; None for a new one.

    `files`: choices of a child's file; `mark`: the number of the newest entry.
    """

    card: ChildCard
    standing: StandingFact | None
    facts: tuple[StandingFact, ...]
    files: Mapping[str, str]
    mark: int


def list_current_facts(entries: Iterable[OpenFileEntry]) -> tuple[StandingFact, ...]:
    """Return the facts of a file that stand, of its opened entries."""
    return list_newest_facts((one.number, one.said) for one in entries)


def list_shown_rows(said: AnyFact) -> Iterator[tuple[str, str]]:
    """Yield label and words of each answer of a fact, with no id of a child's file."""
    for name, label, words in list_fact_rows(said):
        if name == "child_file":
            words = FIXED_CHOICES.get(words, "Has a file here")
        yield label, words


def list_facts_left_behind(uow: UnitOfWork, file_id: UUID, number: int) -> tuple[StandingFact, ...]:
    """Return the facts of a file in which no concern is left once entry `number` is taken out.

    Nothing where another concern stays. The look was logged.
    """
    card = open_file_card(uow, file_id).card
    if card is None or any(one.number != number for one in card.links):
        return ()
    return list_current_facts(open_file_entries(uow, file_id))


def open_fact_form(uow: UnitOfWork, file_id: UUID, topic: Topic, about: int = 0) -> FactSheet:
    """Open what a form needs. Logged first. Raises NotFoundError for what the file does not hold.

    The child has one home: a new one is always about the one that is known.
    """
    card, entries = _open(uow, file_id)
    facts = list_current_facts(entries)
    if topic is Topic.HOME and not about:
        about = next((one.root for one in facts if one.topic is topic), 0)
    standing = _find(facts, topic, about)
    files = _list_files(uow, file_id, card, standing) if topic is Topic.FAMILY else {}
    return FactSheet(card, standing, facts, files, count_entries_without_gap(entries))


def list_facts_since(sheet: FactSheet, mark: int) -> tuple[StandingFact, ...]:
    """Return what was written after a form was drawn."""
    return tuple(one for one in sheet.facts if one.number > mark)


def sign_fact(uow: UnitOfWork, file_id: UUID, new: NewFact) -> int:
    """Sign a fact, and return the number of its entry.

    Raises InvalidError by field; StaleError when another fact was written since the form was drawn;
    NotFoundError.
    """
    card_mark = find_file_card_hash(uow, file_id)
    card, entries = _open(uow, file_id)
    if (number := _find_signed(uow, entries, new.once)) is not None:
        return number
    facts = list_current_facts(entries)
    standing = _find(facts, new.topic, new.about)
    files = _list_files(uow, file_id, card, standing) if new.topic is Topic.FAMILY else {}
    if problems := find_fact_problems(new.topic, new.values, files):
        raise InvalidError(problems)
    if any(one.number > new.mark for one in facts):
        raise StaleError(f"facts of child {file_id}")
    return _sign(uow, file_id, new, entries, (card, card_mark))


def _sign(
    uow: UnitOfWork,
    file_id: UUID,
    new: NewFact,
    entries: tuple[OpenFileEntry, ...],
    known: tuple[ChildCard, str],
) -> int:
    """Sign a fact. `known`: the card of the file, which has what other pages need of it without
    opening the file, and the card's mark."""
    signer, (card, card_mark) = build_signer(uow), known
    with uow.act() as act:
        demand_no_newer_entry(uow, act, file_id, entries)
        demand_card_unchanged(uow, act, file_id, card_mark)
        number = find_next_entry_number(uow, act, file_id)
        _, team = uow.keys.team_public(act.session, Team.LEADS)
        base = {"by": signer, "signed_at": act.now, "about": new.about, "once": str(new.once)}
        said = _make(new, base)
        facts = list_current_facts((*entries, OpenFileEntry(number, said)))
        # always, so that the log does not tell which fact has a day of review, or a number
        write_card(uow, act, file_id, _update_card(card, facts), number)
        store_child_file_entry(uow, act, (file_id, number), said, team)
    return number


def _update_card(card: ChildCard, facts: tuple[StandingFact, ...]) -> ChildCard:
    blocked = (BlockedNumber(*pair) for pair in list_blocked_numbers(facts).items())
    return msgspec.structs.replace(card, reviews=list_fact_reviews(facts), blocked=tuple(blocked))


def _make(new: NewFact, base: Mapping[str, object]) -> AnyFact:
    stripped = {name: text.strip() for name, text in new.values.items()}
    return make_fact(new.topic, stripped, base)


def _open(uow: UnitOfWork, file_id: UUID) -> tuple[ChildCard, tuple[OpenFileEntry, ...]]:
    demand_lead(uow, str(file_id))
    uow.look(Action.CHILD_OPENED, str(file_id))
    found = open_file_card(uow, file_id)
    if found.card is None:
        log_refused_file_cards(uow, (found,))
        raise SealedError("child-card")
    return found.card, open_file_entries(uow, file_id)


def _find_signed(uow: UnitOfWork, entries: Iterable[OpenFileEntry], once: UUID) -> int | None:
    """Return what this form signed already, where it was pressed twice."""
    me, wanted = str(uow.me.id), str(once)
    for one in entries:
        if isinstance(one.said, AnyFact) and (one.said.once, one.said.by.id) == (wanted, me):
            return one.number
    return None


def _find(facts: Iterable[StandingFact], topic: Topic, about: int) -> StandingFact | None:
    if not about:
        return None
    found = next((one for one in facts if (one.topic, one.root) == (topic, about)), None)
    if found is None:
        raise NotFoundError(f"fact {about} of a child's file")
    return found


def _list_files(
    uow: UnitOfWork, file_id: UUID, card: ChildCard, standing: StandingFact | None
) -> dict[str, str]:
    """Return the files that may be a brother's or sister's: of the same family name, or chosen."""
    uow.look(Action.LIST_VIEWED, "children/which")
    chosen = getattr(standing.said, "child_file", "") if standing else ""
    family = {fold_name(words[-1]) for one in (card.name,) if (words := split_search_words(one))}
    found = {
        str(one.id): one.card.name
        for one in open_file_cards(uow)
        if one.card is not None
        and one.id != file_id
        and (
            str(one.id) == chosen or family & set(map(fold_name, split_search_words(one.card.name)))
        )
    }
    return {**FIXED_CHOICES, **found}
