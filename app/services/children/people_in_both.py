"""Find who is named both in a concern and in children's files that may be its child's.

Only from the answers about who lives with a child and which children a record is about, as the
sealed index has them: never from anyone's words, and never a name that someone gave in private.
Only concerns that this lead can open are compared. The caller has logged the look. Nothing here
offers a file or links one.
"""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from app.domain.children.child_card import ChildCard
from app.domain.record.entry_schema import Record
from app.domain.record.text_limits import shorten_text
from app.domain.values import normalised
from app.domain.values.entry_values import Slip
from app.services.children.concerns_without_file import filter_concerns_sealed_to_leads
from app.services.sealed_index.open_index import open_index
from app.services.unit_of_work import UnitOfWork

MOST_COMPARED = 300
"""Concerns of the likely files that are compared. With more, no one is named."""
MOST_NAMED = 3
MAX_RELATION = 40
HOME, CHILD = ("household", "name"), ("child", "name")


def find_people_also_in_files(
    uow: UnitOfWork, record: Record, place: tuple[UUID, str], cards: Mapping[UUID, ChildCard]
) -> dict[UUID, tuple[str, ...]]:
    """Return who is named in a concern and in each of these files, as this concern writes it.

    `place`: the concern, and the child in it. A file that names none of them is left out.
    """
    concern_id, child = place
    if not can_compare_people(cards.values()):
        return {}
    linked = _list_linked(cards.values())
    ids = filter_concerns_sealed_to_leads(uow, {*linked, concern_id})
    slips = open_index(uow, [one.bytes for one in ids]).slips
    mine = dict(_list_people(slips.get(concern_id, ()), child))
    relations = _read_relations(record, child)
    found = {}
    for file_id, card in cards.items():
        theirs = {
            key
            for link in card.links
            for key, _ in _list_people(slips.get(UUID(link.concern), ()), link.child)
        }
        own = {key for link in card.links for key in normalised.find_people(link.facts.name)}
        both = [key for key in mine if key in theirs - own][:MOST_NAMED]
        if both:
            found[file_id] = tuple(_word_person(mine[key], relations.get(key, "")) for key in both)
    return found


def can_compare_people(cards: Iterable[ChildCard]) -> bool:
    """Whether people are compared with these files: some concerns are in them, and not too many."""
    return 0 < len(_list_linked(cards)) <= MOST_COMPARED


def _list_linked(cards: Iterable[ChildCard]) -> set[UUID]:
    return {UUID(link.concern) for card in cards for link in card.links}


def _list_people(slips: Iterable[Slip], child: str) -> Iterator[tuple[str, str]]:
    """Yield who is named around a child of a concern: as it is compared, and as it was written."""
    own = {
        value.key
        for slip in slips
        for value in slip.values
        if (value.page, value.field) == CHILD and child in value.children
    }
    for slip in slips:
        for value in slip.values:
            field = value.page, value.field
            at_home = field == HOME and (not value.children or child in value.children)
            beside = field == CHILD and child not in value.children
            if (at_home or beside) and value.key not in own:
                yield value.key, value.text


def _read_relations(record: Record, child: str) -> dict[str, str]:
    """Return who each person at home is to the child, by the name as it is compared."""
    found = {}
    for part in record.parts:
        name, relation = part.values.get("name"), part.values.get("relationship")
        if part.page != HOME[0] or (part.children and child not in part.children):
            continue
        if isinstance(name, str) and isinstance(relation, str) and relation.strip():
            for key in normalised.find_people(name):
                found[key] = shorten_text(" ".join(relation.split()), MAX_RELATION)
    return found


def _word_person(name: str, relation: str) -> str:
    return f"{name} ({relation})" if relation else name
