"""Find what several children's files name: a car, a user name, a phone number, a person, a place.

Made in the request from the sealed index, and of concerns that are in a file now and sealed to the
leads' team. Nothing of it is stored, so that nothing stays once a concern is taken out. The look is
logged first, and each concern that is shown before the page is. What people said is no proof: a
lead can say that two things are not the same. That is a signed entry, and they link no more.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from app.database import split_into_chunks
from app.domain.children.child_card import ChildCard, NotSame
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.domain.values.entry_values import Value
from app.domain.values.normalised import ValueKind
from app.domain.values.values_in_several_files import Mention, ValueGroup, group_values
from app.errors import InvalidError, StaleError
from app.services.children.child_linking import MAX_REASON_CHARACTERS, demand_files_unchanged
from app.services.children.concerns_without_file import filter_concerns_sealed_to_leads
from app.services.children.file_cards import demand_lead, open_file_cards
from app.services.children.file_entries import (
    find_next_entry_number,
    open_file_entries,
    store_child_file_entry,
)
from app.services.children.removed_links import load_references
from app.services.concerns.entry_encryption import build_signer
from app.services.sealed_index.open_index import OpenIndex, open_index
from app.services.unit_of_work import Action, UnitOfWork

NO_REASON = "Enter why these are not the same"
CHANGED = "These links changed while you looked. Check them again. Your reason is below"
MOST_COMPARED = 300
"""So many concerns in files are compared for the page of one child. The links page takes all."""
MOST_EVER_PLACED = 2 * MOST_COMPARED
"""With more by the log, no one asks which of them are still there: each page would be slower."""
Files = dict[str, ChildCard]
PlacedConcerns = dict[UUID, tuple[UUID, ...]]
"""Concerns, each with the children's files that it is or was in."""


class ChildLinks(PrivateStruct, frozen=True):
    """Links between files. `files`: the card of each; `references`: of each concern.

    `told_apart`: what leads said is not the same; `mark`: how all files stood. `indexed` of `held`
    concerns in children's files were looked in whole.
    """

    groups: tuple[ValueGroup, ...]
    files: Files
    references: dict[str, str]
    told_apart: tuple[NotSame, ...]
    mark: int
    indexed: int
    held: int

    def find(self, kind: str, key: str) -> ValueGroup | None:
        """Return the group of this value."""
        return next((one for one in self.groups if (one.kind, one.key) == (kind, key)), None)


class NotSameChoice(PrivateStruct, frozen=True):
    """A lead's answer: which group is not one thing, as the page showed it, and why."""

    kind: str
    key: str
    files: tuple[str, ...]
    mark: int
    why: str


def open_all_file_links(uow: UnitOfWork) -> ChildLinks:
    """Return everything that several files name. Raises NotFoundError, logged, for no lead."""
    links = _find_links(uow)
    shown = sorted({concern for group in links.groups for concern in group.concerns})
    if shown:
        with uow.act() as act:
            act.log_shown(Action.LINKS_SHOWN, "links", shown)
    return links


def find_file_links(
    uow: UnitOfWork, file_id: UUID, ids: Collection[UUID] = ()
) -> tuple[ValueGroup, ...] | None:
    """Return what a file has in common with others. Only their number may be shown.

    `ids`: its concerns that this lead can open, as an opened file has them. None where more than
    MOST_COMPARED concerns are in files: then the page only leads to the links.
    """
    if (placed := _list_few_placed(uow, ids)) is None:
        return None
    name = str(file_id)
    return tuple(one for one in _find_links(uow, file_id, placed).groups if name in one.files)


def find_concern_links(
    uow: UnitOfWork, concern_id: UUID, values: Iterable[Value]
) -> tuple[ValueGroup, ...] | None:
    """Return what a concern, of which these are the values, has in common with other files.

    Looks only where it is in a file and names something that can link. Nothing for someone who is
    not a lead, and None as `find_file_links` says.
    """
    if uow.me.team is not Team.LEADS or not any(one.can_link for one in values):
        return ()
    uow.key_log.refresh(uow.session, uow.org)
    if not uow.key_log.children(uow.org).list_files_of(concern_id):
        return ()
    if (placed := _list_few_placed(uow)) is None:
        return None
    name = str(concern_id)
    return tuple(one for one in _find_links(uow, concern_id, placed).groups if name in one.concerns)


def _list_mentions(placed: PlacedConcerns, index: OpenIndex) -> list[Mention]:
    """Return each value of these concerns, with the files that they are or were in."""
    return [
        Mention(value, slip.concern, slip.number, slip.at, slip.by, tuple(map(str, files)))
        for concern_id, files in placed.items()
        for slip in index.slips.get(concern_id, ())
        for value in slip.values
    ]


def _list_few_placed(uow: UnitOfWork, known: Collection[UUID] = ()) -> PlacedConcerns | None:
    """Return the concerns in files; None if comparing them all would make each page slow.

    `known`: some of which this page has found out that this lead can open them.
    """
    demand_lead(uow, "links")
    uow.key_log.refresh(uow.session, uow.org)
    children = uow.key_log.children(uow.org)
    if len(children.list_placed()) > MOST_EVER_PLACED:
        return None
    placed = {one: files for one in known if (files := children.list_files_of(one))}
    for some in _place_in_turn(uow, frozenset(map(str, placed))):
        placed |= some
        if len(placed) > MOST_COMPARED:
            return None
    return placed


def sign_not_same_entry(uow: UnitOfWork, choice: NotSameChoice) -> None:
    """Sign that a group is not one thing. Pressing twice does it once.

    Raises InvalidError without a reason, StaleError where the group is other than was shown.
    """
    demand_lead(uow, "links")
    if not choice.why.strip():
        raise InvalidError({"why": NO_REASON})
    if len(choice.why) > MAX_REASON_CHARACTERS:
        raise InvalidError({"why": f"Say why in {MAX_REASON_CHARACTERS:,} characters or fewer"})
    links = _find_links(uow)
    group = links.find(choice.kind, choice.key)
    if _is_signed_already(links, group, choice):
        return
    if group is None or group.files != choice.files or links.mark != choice.mark:
        raise StaleError("links between children's files")
    _sign_not_same(uow, group, choice)


def _is_signed_already(links: ChildLinks, group: ValueGroup | None, choice: NotSameChoice) -> bool:
    """Whether it was said before: nothing is linked any more, or this lead pressed twice."""
    said = [
        one
        for one in links.told_apart
        if one.value == choice.kind
        and choice.key in one.keys
        and set(choice.files) <= set(one.files)
    ]
    if group is None:
        return bool(said)
    mine = any((one.files, one.why) == (choice.files, choice.why.strip()) for one in said)
    return mine and links.mark != choice.mark


def _sign_not_same(uow: UnitOfWork, group: ValueGroup, choice: NotSameChoice) -> None:
    file_id, signer = UUID(group.files[0]), build_signer(uow)
    with uow.act() as act:
        demand_files_unchanged(uow, act, choice.mark)
        _, team = uow.keys.team_public(act.session, Team.LEADS)
        place = (file_id, find_next_entry_number(uow, act, file_id))
        said = NotSame(
            by=signer,
            signed_at=act.now,
            value=group.kind.value,
            keys=tuple(sorted(group.keys)),
            written=tuple(dict(group.written)),
            files=group.files,
            why=choice.why.strip(),
        )
        store_child_file_entry(uow, act, place, said, team)


def _find_links(
    uow: UnitOfWork, opened: UUID | None = None, placed: PlacedConcerns | None = None
) -> ChildLinks:
    """Return all links. The log says first what was opened: the links page, a file or a concern.

    `placed`: the concerns in files, if they were listed already.
    """
    demand_lead(uow, "links")
    if opened is None:
        uow.look(Action.LIST_VIEWED, "children/links")
    else:
        uow.look(Action.LIST_VIEWED, f"children/{opened}")
    uow.key_log.refresh(uow.session, uow.org)
    children = uow.key_log.children(uow.org)
    mark, told_apart = children.changes, _load_told_apart(uow)
    placed = _list_placed(uow) if placed is None else placed
    index = open_index(uow, [one.bytes for one in placed])
    possible = _list_mentions(placed, index)
    # By the log a concern was in a file once. Only the cards of files that matter are opened.
    mentions = [one for group in group_values(possible) for one in group.mentions]
    cards = _load_files(uow, {UUID(file) for one in mentions for file in one.files})
    found = group_values(_place_in_files(dict.fromkeys(mentions), cards))
    groups = _list_groups_not_apart(found, told_apart)
    shown = {one for group in groups for one in group.concerns}
    references, indexed = load_references(uow, tuple(map(UUID, shown))), index.whole
    return ChildLinks(groups, cards, references, told_apart, mark, indexed, len(placed))


def _list_groups_not_apart(
    groups: Collection[ValueGroup], told_apart: Collection[NotSame]
) -> tuple[ValueGroup, ...]:
    """Return the groups that are not told apart; of one that is, each value that is the very same.

    Such a value is left out where all of it stands in a group that is shown.
    """
    shown: list[ValueGroup] = []
    apart: list[ValueGroup] = []
    for one in groups:
        is_apart = _is_told_apart(told_apart, one.kind, one.keys, one.files)
        (apart if is_apart else shown).append(one)
    same = {(one.kind, one.key): one for group in apart for one in _split_by_key(group)}
    kept = [
        one
        for one in same.values()
        if not _is_told_apart(told_apart, one.kind, one.keys, one.files)
        and not any(set(one.mentions) <= set(group.mentions) for group in shown)
    ]
    return tuple(sorted((*shown, *kept), key=_make_place))


def _make_place(group: ValueGroup) -> tuple[int, datetime, str]:
    """Return a group's place in the list, as `group_values` puts them in order."""
    return list(ValueKind).index(group.kind), group.mentions[0].at, group.key


def _split_by_key(group: ValueGroup) -> Iterator[ValueGroup]:
    for key in sorted(group.keys):
        yield from group_values(one for one in group.mentions if one.value.key == key)


def _list_placed(uow: UnitOfWork) -> PlacedConcerns:
    """Return the leads' concerns that are or were in a file, by the log, with these files."""
    return {one: files for some in _place_in_turn(uow) for one, files in some.items()}


def _place_in_turn(
    uow: UnitOfWork, known: Collection[str] = frozenset()
) -> Iterator[PlacedConcerns]:
    """Yield those that are not known, as many at once as one statement asks for.

    A page may need no more than the first to know that there are too many.
    """
    children = uow.key_log.children(uow.org)
    for some in split_into_chunks(tuple(one for one in children.list_placed() if one not in known)):
        yield {
            one: children.list_files_of(one)
            for one in filter_concerns_sealed_to_leads(uow, map(UUID, some))
        }


def _load_files(uow: UnitOfWork, ids: Collection[UUID]) -> Files:
    return {str(one.id): one.card for one in open_file_cards(uow, ids) if one.card is not None}


def _place_in_files(mentions: Iterable[Mention], cards: Files) -> Iterator[Mention]:
    """Yield each mention with the files that its children are in now."""
    linked: dict[str, list[tuple[str, str]]] = {}
    for file_id, card in cards.items():
        for link in card.links:
            linked.setdefault(link.concern, []).append((link.child, file_id))
    for one in mentions:
        whose = set(one.value.children)
        files = {file for child, file in linked.get(one.concern, ()) if not whose or child in whose}
        if files:
            yield Mention(one.value, one.concern, one.number, one.at, one.by, tuple(sorted(files)))


def _load_told_apart(uow: UnitOfWork) -> tuple[NotSame, ...]:
    """Return what leads said is not the same, the newest first; what cannot be trusted is none."""
    files = uow.key_log.children(uow.org).list_told_apart()
    found = [
        entry.said
        for file_id in sorted(files, key=str)
        for entry in open_file_entries(uow, file_id)
        if isinstance(entry.said, NotSame)
    ]
    return tuple(sorted(found, key=lambda one: one.signed_at, reverse=True))


def _is_told_apart(
    entries: Iterable[NotSame], kind: str, keys: Collection[str], files: Collection[str]
) -> bool:
    """Whether a lead said of just this, in all of these files, that it is not one thing.

    Who told several values apart said nothing of one of them alone.
    """
    return any(
        one.value == kind
        and set(keys) <= set(one.keys)
        and set(files) <= set(one.files)
        and (len(keys) > 1 or len(one.keys) == 1)
        for one in entries
    )
