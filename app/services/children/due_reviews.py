"""Find the facts of children's files that were to be looked at again by today, for a lead's Today.

Only cards are opened, never a file: a card has the day of each review, and not what is known. A
lead who writes the fact anew gives it another day, or none. The look is logged first. Where
facts stand in so many files that Today would be slow, it says so, and nothing is opened.
"""

from datetime import date
from uuid import UUID

from app.domain.children.child_card import ChildCard
from app.domain.children.file_facts import Topic
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.services.children.file_cards import log_refused_file_cards, open_file_cards
from app.services.unit_of_work import Action, UnitOfWork

MOST_FILES = 1000
"""Files with facts of which the cards are opened, at about 50 µs each."""


class DueReview(PrivateStruct, frozen=True):
    """A fact to look at again. `root`: the entry that first wrote of it; `on`: its day.

    `is_late`: that day is over.
    """

    file_id: UUID
    card: ChildCard
    topic: Topic
    root: int
    on: date
    is_late: bool


class DueReviews(PrivateStruct, frozen=True):
    """The reviews whose day has come, the earliest first.

    `untrusted`: files whose card cannot be trusted; `is_complete`: false where there are too many
    files to look in.
    """

    found: tuple[DueReview, ...] = ()
    untrusted: int = 0
    is_complete: bool = True


def open_due_fact_reviews(uow: UnitOfWork) -> DueReviews:
    """Return the reviews whose day has come; none where facts stand in more than MOST_FILES files.

    Call it after `load_waiting_work`, which read the log: reading it again costs each Home a query.
    Logs LIST_VIEWED first where anything is to be opened.
    """
    ids = _find_files_with_facts(uow)
    if not ids or len(ids) > MOST_FILES:
        return DueReviews(is_complete=not ids)
    uow.look(Action.LIST_VIEWED, "children/reviews")
    cards = open_file_cards(uow, ids)
    log_refused_file_cards(uow, cards)
    found = [
        DueReview(one.id, one.card, due.topic, due.root, due.on, due.on < uow.today)
        for one in cards
        if one.card is not None
        for due in one.card.reviews
        if due.on <= uow.today
    ]
    found.sort(key=lambda one: (one.on, str(one.file_id), one.root))
    return DueReviews(tuple(found), sum(one.card is None for one in cards))


def _find_files_with_facts(uow: UnitOfWork) -> frozenset[UUID]:
    """Return the files that have facts, by the log; none for whoever is no lead. Opens nothing."""
    if uow.me.team is not Team.LEADS:
        return frozenset()
    return uow.key_log.children(uow.org).list_with_facts()
