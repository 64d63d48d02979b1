"""List children's files and open one: every concern in it that this lead may open, newest first.

The card says which concerns are in it, and the signed entries must say the same. Of a concern that
this lead cannot open nothing is counted. Opening a file is logged first, in one line that names the
file and each entry of a concern that the page shows, so that "read by" stays true.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from uuid import UUID

from app.domain.children.card_finder import find_cards_by_name
from app.domain.children.child_card import (
    ChildCard,
    Link,
    LinkedChild,
    Unlink,
    list_record_children,
)
from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_name
from app.domain.routing.actors import Team
from app.domain.search.name_match import NameMatch, match_name
from app.domain.search.search_query import SearchQuery
from app.services.children.concerns_without_file import (
    MOST_COUNTED,
    filter_concerns_sealed_to_leads,
    find_concerns_without_file,
)
from app.services.children.file_cards import (
    FileCard,
    demand_lead,
    log_refused_file_cards,
    open_file_card,
    open_file_cards,
    open_fitting_file_cards,
)
from app.services.children.file_entries import OpenFileEntry, open_file_entries
from app.services.concern_lists.inbox import InboxItem, open_inbox_items
from app.services.concerns.concern_reading import (
    ConcernSummary,
    OpenConcern,
    load_concern_summary,
    log_and_open_concerns,
)
from app.services.unit_of_work import Action, UnitOfWork

PAGE_SIZE = 25
MOST_FOUND = 10
"""Files that a search of concerns shows; the list of children has all."""


class ListedChild(PrivateStruct, frozen=True):
    """A child's file in the list. `concerns`: how many of them this lead can open."""

    id: UUID
    card: ChildCard
    concerns: int


class ChildList(PrivateStruct, frozen=True):
    """One page of the list. `untrusted`: files whose card cannot be trusted, or is gone."""

    page: int
    total: int
    children: tuple[ListedChild, ...]
    untrusted: int

    @property
    def has_more(self) -> bool:
        """Whether there is another page."""
        return self.total > self.page * PAGE_SIZE


class FoundFiles(PrivateStruct, frozen=True):
    """Files that a search of concerns shows, and how many fit.

    `untrusted`: files whose card cannot be trusted, so no one knows whether they fit.
    """

    files: tuple[FileCard, ...] = ()
    total: int = 0
    untrusted: int = 0


class ConcernInFile(PrivateStruct, frozen=True):
    """A concern of a child's file, opened: which child of it this is, and the concern."""

    link: LinkedChild
    concern: OpenConcern

    @property
    def has_one_child(self) -> bool:
        """Whether the record can be read, and is about this child alone."""
        record = self.concern.record
        return record is not None and len(list_record_children(record)) == 1


class OpenChildFile(PrivateStruct, frozen=True):
    """A child's file as this lead may see it.

    `concerns`: those of this page, newest first; `total`: how many there are on all pages.
    `ids`: of the concerns on all pages, newest first. `entries`: what put each in and took it out;
    `is_whole`: whether they agree with the card, and nothing that the log knows is missing.
    `lost`: concerns that the log knows, and no row shows.
    """

    id: UUID
    card: ChildCard
    concerns: tuple[ConcernInFile, ...]
    page: int
    total: int
    ids: tuple[UUID, ...]
    entries: tuple[OpenFileEntry, ...]
    is_whole: bool
    lost: tuple[UUID, ...] = ()

    @property
    def has_more(self) -> bool:
        """Whether there are older concerns on another page."""
        return self.total > self.page * PAGE_SIZE

    @property
    def opened_by(self) -> Link | None:
        """The first link, which opened the file."""
        first = self.entries[0].said if self.entries else None
        return first if isinstance(first, Link) else None


def open_child_file_list(uow: UnitOfWork, query: SearchQuery, page: int = 1) -> ChildList:
    """Return one page of the children's files by name, those that fit the query. Logged first."""
    demand_lead(uow, "children")
    uow.look(Action.LIST_VIEWED, f"children/{page}")
    cards = open_file_cards(uow)
    log_refused_file_cards(uow, cards)
    fitting = [one for one in cards if one.card is not None and _fits(query, one.card)]
    fitting.sort(key=_make_sort_key)
    shown = fitting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    mine = filter_concerns_sealed_to_leads(
        uow, {UUID(link.concern) for one in shown for link in _links(one)}
    )
    children = tuple(
        ListedChild(one.id, card, len(_keep_links(card.links, mine)))
        for one in shown
        if (card := one.card)
    )
    bad = sum(one.card is None for one in cards)
    return ChildList(page, len(fitting), children, bad)


def open_child_file(
    uow: UnitOfWork, file_id: UUID, page: int = 1, size: int = PAGE_SIZE
) -> OpenChildFile:
    """Open a file and the concerns of one page of it. Raises NotFoundError, logged, for no lead.

    `size`: how many concerns are on a page; with 0 none is opened.
    """
    demand_lead(uow, str(file_id))
    found = open_file_card(uow, file_id)
    card = found.card or ChildCard(links=())
    links = {UUID(one.concern): one for one in card.links}
    ordered = filter_concerns_sealed_to_leads(uow, links.keys())
    shown = ordered[(page - 1) * size : page * size]
    concerns = open_file_concerns(uow, file_id, shown)
    entries = open_file_entries(uow, file_id)
    log_refused_file_cards(uow, (found,))
    lost = _find_lost(uow, links.keys() - set(ordered))
    return OpenChildFile(
        id=file_id,
        card=card,
        concerns=tuple(_pair_links(concerns, card)),
        page=page,
        total=len(ordered),
        ids=tuple(ordered),
        entries=entries,
        is_whole=found.card is not None and not lost and _agrees(entries, card),
        lost=lost,
    )


def _pair_links(concerns: Iterable[OpenConcern], card: ChildCard) -> Iterator[ConcernInFile]:
    """Yield each concern once for each of its children that is in the file."""
    for one in concerns:
        name = str(one.id)
        yield from (ConcernInFile(link, one) for link in card.links if link.concern == name)


def search_child_files(uow: UnitOfWork, query: SearchQuery) -> FoundFiles:
    """Return the files that fit a search best, then by name; none for whoever is no lead.

    The caller has logged the search.
    """
    if uow.me.team is not Team.LEADS:
        return FoundFiles()
    cards = open_fitting_file_cards(uow, partial(find_cards_by_name, query))
    fitting = [
        (match, one)
        for one in cards
        if one.card is not None and (match := _find_best_match(query, one.card)) is not None
    ]
    fitting.sort(key=lambda found: (list(NameMatch).index(found[0]), _make_sort_key(found[1])))
    return FoundFiles(
        files=tuple(one for _, one in fitting[:MOST_FOUND]),
        total=len(fitting),
        untrusted=sum(one.card is None for one in cards),
    )


def open_concerns_without_file(uow: UnitOfWork, page: int = 1) -> tuple[tuple[InboxItem, ...], int]:
    """Return one page of the concerns of which no child is in a file, and how many there are.

    They are counted up to one more than MOST_COUNTED, or than the page shows. Logged first.
    """
    demand_lead(uow, "children")
    uow.look(Action.LIST_VIEWED, f"children/{page}")
    ids = find_concerns_without_file(uow, max(MOST_COUNTED, page * PAGE_SIZE) + 1)
    shown = ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return tuple(open_inbox_items(uow, shown)), len(ids)


def log_and_find_linked_concern(
    uow: UnitOfWork, file_id: UUID, number: int
) -> tuple[LinkedChild | None, ConcernSummary | None]:
    """Return what entry `number` put into a file, while it is there, and which concern that is.

    Raises NotFoundError, logged, when the concern is not one that this lead can open.
    """
    demand_lead(uow, str(file_id))
    uow.look(Action.CHILD_OPENED, str(file_id))
    found = open_file_card(uow, file_id)
    link = next((one for one in _links(found) if one.number == number), None)
    if link is None:
        return None, None
    return link, load_concern_summary(uow, UUID(link.concern))


def open_file_concerns(
    uow: UnitOfWork, file_id: UUID, ids: list[UUID], action: Action = Action.CHILD_OPENED
) -> tuple[OpenConcern, ...]:
    """Open these concerns in this order, but for one whose own seal says it is not the leads'.

    Logged first as `action`, with none of them too.
    """
    found = log_and_open_concerns(uow, ids, file_id, action)
    return tuple(
        one for one in found if one.record is None or Team.LEADS.value in one.record.recipients
    )


def _find_lost(uow: UnitOfWork, ids: Iterable[UUID]) -> tuple[UUID, ...]:
    """Return those of these concerns that the log says are the leads', and no row shows."""
    files = uow.key_log.files(uow.org)
    team = uow.keys.team_fingerprints(uow.session, Team.LEADS)
    return tuple(
        one for one in ids if (said := files.known(one)) and said.card_of(one, team) is not None
    )


def _agrees(entries: Iterable[OpenFileEntry], card: ChildCard) -> bool:
    """Whether the signed entries, all there, put in what the card shows and nothing else."""
    standing: dict[int, tuple[str, str]] = {}
    for one in entries:
        if isinstance(one.said, Link):
            standing[one.number] = (one.said.concern, one.said.child)
        elif isinstance(one.said, Unlink):
            standing.pop(one.said.link, None)
        elif one.said is None:
            return False
    return standing == {one.number: (one.concern, one.child) for one in card.links}


def _fits(query: SearchQuery, card: ChildCard) -> bool:
    return not query or _find_best_match(query, card) is not None


def _find_best_match(query: SearchQuery, card: ChildCard) -> NameMatch | None:
    names = {one.facts.name for one in card.links}
    found = {match for name in names if (match := match_name(query, name))}
    return next((one for one in NameMatch if one in found), None)


def _make_sort_key(one: FileCard) -> tuple[bool, str, str]:
    card = one.card or ChildCard(links=())
    return (not card.is_named, fold_name(card.name), str(one.id))


def _links(one: FileCard) -> tuple[LinkedChild, ...]:
    return one.card.links if one.card else ()


def _keep_links(links: Iterable[LinkedChild], mine: Iterable[UUID]) -> set[str]:
    return {one.concern for one in links} & set(map(str, mine))
