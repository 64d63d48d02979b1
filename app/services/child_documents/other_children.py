"""Find the other children who are named in a child's file: in its concerns, and in its family."""

import re
from collections.abc import Iterable

from app.domain.children.file_facts import FamilyFact
from app.domain.record.entry_schema import Details, Part, Record
from app.domain.record.name_comparison import fold_name
from app.services.children.child_files import ConcernInFile, OpenChildFile
from app.services.children.fact_writing import NOT_A_CHILD, list_current_facts

_WORD = re.compile(r"\b[^\W\d_]{2,}")


def list_other_names_in_file(file: OpenChildFile) -> tuple[str, ...]:
    """Return each name once, as it was written first, in the order of the alphabet."""
    found = {fold_name(name): name for name in _list_names(file)}
    own = {fold_name(name) for name in list_spellings_of_own_name(file)}
    return tuple(name for key, name in sorted(found.items()) if key not in own)


def list_spellings_of_own_name(file: OpenChildFile) -> tuple[str, ...]:
    """Return every way in which the child's own name was written."""
    return tuple(filter(None, (one.facts.name for one in file.card.links)))


def _list_names(file: OpenChildFile) -> Iterable[str]:
    for one in reversed(file.concerns):
        yield from list_other_names_in_concern(one)
    for fact in reversed(list_current_facts(file.entries)):
        said = fact.said
        if isinstance(said, FamilyFact) and said.child_file not in {"", NOT_A_CHILD}:
            yield said.name


def list_other_names_in_concern(one: ConcernInFile) -> Iterable[str]:
    """Yield the names of the other children of a concern."""
    record = one.concern.record
    for part in record.parts if record else ():
        name = part.values.get("name")
        if part.page == "child" and _is_of_other(part, one) and isinstance(name, str):
            yield from filter(str.strip, (name,))


def list_possible_other_names(file: OpenChildFile) -> Iterable[str]:
    """Yield what else may name another child: other names they use, and those named in a text."""
    for one in file.concerns:
        for opened in one.concern.entries:
            said = opened.entry
            for part in said.parts if isinstance(said, Record | Details) else ():
                if part.page == "about_child" and _is_of_other(part, one):
                    yield str(part.values.get("also_known_as", ""))
                text = part.values.get("other_children_named")
                yield from _list_name_like_words(text) if isinstance(text, str) else ()


def _list_name_like_words(text: str) -> list[str]:
    """Return the words that may be names. Not every script has capitals."""
    return [word for word in _WORD.findall(text) if word[0].isupper() or not word.isascii()]


def _is_of_other(part: Part, one: ConcernInFile) -> bool:
    return bool(part.children) and one.link.child not in part.children
