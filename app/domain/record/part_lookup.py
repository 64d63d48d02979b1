"""Find one answer among the parts of an entry. Never words of it: only what a rule asks for.

The first pages ask where the child is before anyone is named. With several children each is asked
about: such an answer is a part of `now` about that child alone, and takes the place of the first
answer, which may have been about another one. Records without such parts read as they did.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from msgspec import structs

from app.domain.pages.core import NOW
from app.domain.pages.details_record import WHERE_FIELDS
from app.domain.record.entry_schema import Part
from app.domain.record.form_data import FIRST_CHILD


def find_value(parts: Iterable[Part], name: str) -> Any:
    """Return the first answer of this name, as it is stored; None where there is none."""
    return next((part.values[name] for part in parts if name in part.values), None)


def find_first_child(parts: Iterable[Part]) -> str:
    """Return the id of the first child that parts are about; the first id where none says one.

    It is not always "c1": that child may have been removed before signing.
    """
    return next((part.children[0] for part in parts if part.children), FIRST_CHILD)


def is_account_of_other(parts: Iterable[Part]) -> bool:
    """Whether the worker wrote down another person's account, and saw and heard none of it."""
    return bool(find_value(parts, "account_by") == "somebody_else")


NOT_NAMED_TEXT = "Not named"
SOURCE_NAME_FIELDS = ("source", "told_by_others_source")


def agrees_to_be_named(part: Part) -> bool:
    """Whether a part is the account of somebody whose name need not be private, as was said."""
    return part.page == "others" and part.values.get("protect_identity") == "no"


def find_private_sources(parts: Iterable[Part]) -> dict[str, str]:
    """Return who gave information and did not agree to be named, by name as it is compared.

    Who was not asked counts as one who did not agree: a name that went out cannot be taken back.
    The older question asked nobody, so its name is private unless the same name agreed elsewhere.
    """
    known = tuple(parts)
    agreed = {
        fold_case_and_spaces(_name(one, "source")) for one in known if agrees_to_be_named(one)
    }
    found: dict[str, str] = {}
    for part in known:
        older = _name(part, "told_by_others_source")
        if older and fold_case_and_spaces(older) not in agreed:
            found.setdefault(fold_case_and_spaces(older), older)
        told = {"source", "source_role"} & part.values.keys()
        if part.page == "others" and told and not agrees_to_be_named(part):
            name = _name(part, "source") or NOT_NAMED_TEXT
            found[fold_case_and_spaces(name)] = name
    return found


def _name(part: Part, field: str) -> str:
    name = part.values.get(field)
    return name if isinstance(name, str) else ""


def fold_case_and_spaces(name: str) -> str:
    """Return a name without capitals and with single spaces, to compare with another."""
    return " ".join(name.casefold().split())


def find_day(parts: Iterable[Part], name: str) -> date | None:
    """Return a day that was answered and could be read."""
    value = find_value(parts, name)
    day = value.get("date") if isinstance(value, dict) else None
    return date.fromisoformat(day) if day else None


def find_child_locations(parts: Iterable[Part]) -> dict[str, Part]:
    """Return the part that says where a child is, for each of several children that has one."""
    known = tuple(parts)
    if len({child for part in known for child in part.children}) < 2:
        return {}
    return {part.children[0]: part for part in known if is_one_child_location(part)}


def is_one_child_location(part: Part) -> bool:
    """Whether a part says where one child is, and nothing else."""
    alone = part.page == NOW.name and len(part.children) == 1 and not part.item
    return alone and bool(part.values) and part.values.keys() <= set(WHERE_FIELDS)


def split_off_location(part: Part) -> tuple[Part, Part]:
    """Return a part without where the child is, and with that alone."""
    where = {name: value for name, value in part.values.items() if name in WHERE_FIELDS}
    rest = {name: value for name, value in part.values.items() if name not in WHERE_FIELDS}
    return structs.replace(part, values=rest), structs.replace(part, values=where)


def is_shared_location(part: Part) -> bool:
    """Whether a part says where the child is, as it was answered once for several children."""
    return (
        part.page == NOW.name
        and len(part.children) > 1
        and not part.values.keys().isdisjoint(WHERE_FIELDS)
    )


def list_parts_of_child(parts: Iterable[Part], child: str) -> Iterator[tuple[Part, bool]]:
    """Yield the parts of a record as they stand for one child, and whether one may be another's.

    Where this child was asked about, the first answer is left out. Where only others were, it stays
    and is marked: nobody said whom it is about.
    """
    known = tuple(parts)
    own = find_child_locations(known)
    for part in known:
        if not own or not is_shared_location(part):
            yield part, False
            continue
        rest, where = split_off_location(part)
        yield rest, False
        if child not in own:
            yield where, True


def list_replaced_locations(parts: Iterable[Part], child: str) -> tuple[Part, ...]:
    """Return what of a record is left out for this child, because it was asked about later."""
    known = tuple(parts)
    if child not in find_child_locations(known):
        return ()
    return tuple(split_off_location(part)[1] for part in known if is_shared_location(part))
