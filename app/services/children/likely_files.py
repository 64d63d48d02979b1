"""Name the one child's file that a concern most likely belongs to, with reasons in words.

Only files and concerns of the leads' team are compared, so a concern that a lead was left out of is
never named, compared or counted for them. A file is named if reasons are strong, nothing speaks
against it and no other file has the same name. Nothing here links anything. The look is logged
first.
"""

from collections.abc import Iterable
from uuid import UUID

from app.domain.children.child_card import ChildCard, ChildFacts
from app.domain.children.child_match import (
    ChildMatch,
    is_likely_match,
    match_child,
)
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.domain.search.search_query import split_search_words
from app.services.children.child_linking import ConcernChild
from app.services.children.concerns_without_file import filter_concerns_sealed_to_leads
from app.services.children.file_cards import FileCard, log_refused_file_cards, open_file_cards
from app.services.concern_lists.inbox import InboxItem
from app.services.unit_of_work import Action, UnitOfWork
from content.london_time import get_london_day

MOST_FILES = 1000
"""Files of which a page opens the cards, at about 50 µs each. With more, no file is named."""
NameKey = tuple[str, ...]


class FilesByName(PrivateStruct, frozen=True):
    """Files by each name that is written in them. `mark`: how all files stood."""

    mark: int
    files: dict[NameKey, tuple[FileCard, ...]]


NO_FILES = FilesByName(0, {})


class LikelyFile(PrivateStruct, frozen=True):
    """A child's file that is likely the child's, and why.

    `name`: as this concern has it. `mark`: how all files stood when they were compared.
    """

    id: UUID
    name: str
    card: ChildCard
    match: ChildMatch
    mark: int


def find_likely_files(
    uow: UnitOfWork, items: Iterable[InboxItem]
) -> dict[UUID, tuple[LikelyFile, ...]]:
    """Return the likely files of listed concerns that were never in one, by concern.

    A list knows names and ages. So a file is named here only for a whole name and an age that fit.
    """
    asked = {one.id: found for one in items if (found := _list_listed_children(one))}
    if uow.me.team is not Team.LEADS or not asked:
        return {}
    children = uow.key_log.children(uow.org)
    loose = {
        one
        for one in filter_concerns_sealed_to_leads(uow, asked)
        if not children.list_files_of(one)
    }
    files = _load_files_by_name(uow) if loose else NO_FILES
    picked = {
        concern_id: [_pick_file(child, files) for child in asked[concern_id]]
        for concern_id in loose
    }
    return {one: named for one, found in picked.items() if (named := tuple(filter(None, found)))}


def find_likely_file_by_child(
    uow: UnitOfWork, concern_id: UUID, children: Iterable[ConcernChild]
) -> dict[str, LikelyFile]:
    """Return the likely file of each child of an opened concern that is in none, by child.

    Never a file that the concern was in: a lead took it out, or it is that of another child.
    `children`: those that this person can link, as `list_children_with_files` returns them.
    """
    loose = [one for one in children if not one.is_linked and one.facts.name]
    files = _load_files_by_name(uow) if loose else NO_FILES
    before = frozenset(uow.key_log.children(uow.org).list_files_of(concern_id))
    picked = {one.child: _pick_file(one.facts, files) for one in loose}
    return {child: one for child, one in picked.items() if one and one.id not in before}


def _list_listed_children(item: InboxItem) -> tuple[ChildFacts, ...]:
    """Return the children of a listed concern that have a whole name and an age."""
    if item.card is None:
        return ()
    day = get_london_day(item.signed_at).isoformat()
    return tuple(
        ChildFacts(name=name, age=age, born_on="", group="", as_of=day)
        for name, age in zip(item.card.children, item.card.ages, strict=False)
        if age and len(split_search_words(name)) > 1
    )


def _load_files_by_name(uow: UnitOfWork) -> FilesByName:
    """Return the files by each name that is written in them; none where there are too many."""
    uow.key_log.refresh(uow.session, uow.org)
    known = uow.key_log.children(uow.org)
    if not 0 < known.count_files() <= MOST_FILES:
        return NO_FILES
    uow.look(Action.LIST_VIEWED, "children/which")
    cards = open_file_cards(uow, known.list_files())
    log_refused_file_cards(uow, cards)
    found: dict[NameKey, tuple[FileCard, ...]] = {}
    for one in cards:
        names = {link.facts.name for link in one.card.links} if one.card else ()
        for key in set(map(_make_key, names)):
            found[key] = (*found.get(key, ()), one)
    return FilesByName(uow.key_log.children(uow.org).changes, found)


def _pick_file(facts: ChildFacts, files: FilesByName) -> LikelyFile | None:
    """Return the file with strong reasons, if it is the only one with this name."""
    same = files.files.get(_make_key(facts.name), ())
    if len(same) != 1 or (card := same[0].card) is None:
        return None
    match = match_child(facts, card)
    if match is None or not is_likely_match(facts, match):
        return None
    return LikelyFile(same[0].id, facts.name, card, match, files.mark)


def _make_key(name: str) -> NameKey:
    return tuple(sorted(split_search_words(name)))
