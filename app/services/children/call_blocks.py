"""Find the phone numbers that other children's files say not to call.

A father's number that is not safe to call in one file is as unsafe in his daughter's. Cards have
these numbers, so no other file is opened. The look is logged first. Where facts stand in so many
files that a page would be slow, none is opened, and the page says so.
"""

from collections.abc import Iterable
from uuid import UUID

from msgspec import UNSET

from app.domain.children.blocked_numbers import BlockedElsewhere, CallBlocks, list_blocked_numbers
from app.domain.children.file_facts import StandingFact
from app.services.children.due_reviews import MOST_FILES
from app.services.children.file_cards import FileCard, log_refused_file_cards, open_file_cards
from app.services.unit_of_work import Action, UnitOfWork


def log_and_load_blocked_numbers(
    uow: UnitOfWork, file_id: UUID, facts: Iterable[StandingFact]
) -> CallBlocks:
    """Return the numbers that no one should call by the facts of a file, and by all other files.

    The caller has opened the file, so this person is a lead and may read every other.
    """
    own = list_blocked_numbers(facts)
    uow.key_log.refresh(uow.session, uow.org)
    ids = uow.key_log.children(uow.org).list_with_facts() - {file_id}
    if not ids:
        return CallBlocks(own)
    if len(ids) > MOST_FILES:
        return CallBlocks(own, is_complete=False)
    uow.look(Action.LIST_VIEWED, "children/numbers")
    cards = open_file_cards(uow, ids)
    log_refused_file_cards(uow, cards)
    others = _list_others(cards)
    return CallBlocks(own, others, is_complete=all(map(_has_listed_numbers, cards)))


def _has_listed_numbers(one: FileCard) -> bool:
    """Whether a card can be trusted, and is from after cards had numbers: silence is no answer."""
    return one.card is not None and one.card.blocked is not UNSET


def _list_others(cards: Iterable[FileCard]) -> dict[str, BlockedElsewhere]:
    found: dict[str, BlockedElsewhere] = {}
    for card in filter(None, (one.card for one in cards)):
        for number in card.blocked or ():
            known = found.get(number.digits)
            names = (*known.names, card.name) if known else (card.name,)
            found[number.digits] = BlockedElsewhere(number.written, names)
    return found
