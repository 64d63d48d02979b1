"""Find names that are to be kept private in the other answers of a record. Pure.

A source who did not agree to be named is left out of documents by name. The same name inside
another answer is not: nobody's words are altered. So the writer is shown where it is, before they
sign. When in doubt it is shown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from app.domain.pages import PAGES, find_field
from app.domain.pages.page_model import AnswerKind, Page
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Part
from app.domain.record.name_comparison import fold_name
from app.domain.record.part_lookup import NOT_NAMED_TEXT, SOURCE_NAME_FIELDS, find_private_sources

NOT_NAMES = frozenset({
    "and", "aunt", "auntie", "boy", "brother", "carer", "child", "coach", "cousin", "dad", "doctor",
    "door", "family", "father", "for", "friend", "from", "girl", "gran", "grandad", "grandma",
    "her", "his", "lives", "man", "mother", "mrs", "mum", "nan", "neighbour", "next", "nurse",
    "old", "other", "parent", "partner", "school", "she", "sister", "someone", "stepdad", "stepmum",
    "teacher", "the", "their", "them", "they", "uncle", "who", "with", "woman", "worker", "youth",
})  # fmt: skip
"""Words that say who somebody is to the child, and no name."""
SHORTEST_NAME = 3
SHORTEST_WITHIN = 4
"""Letters of a word that is looked for inside a user name. A shorter one is in too many."""
_WORD = re.compile(r"[^\W\d_]+")
_OF_SOMEONE = re.compile(r"([^\W\d_]+)['’](?:s\b)?(?=\s+([^\W\d_]+))")
"""A name of whose relative or friend it is, and the word after it: "Casey’s mum"."""
_TOLD_APART = frozenset({*SOURCE_NAME_FIELDS, "source_role"})
"""Fields in which a private name is kept back already."""
_TEXTS = frozenset({AnswerKind.LINE, AnswerKind.TEXT, AnswerKind.WORDS})


class PrivateMention(PrivateStruct, frozen=True):
    """A private name in one answer. `name`: as it was typed for the source; `key`: of the answer.

    `page`, `control`: where it was typed, by stored names; `quote`: they are somebody's words.
    """

    key: str
    name: str
    page: str
    control: str
    label: str
    quote: bool


def find_private_mentions(parts: Iterable[Part]) -> tuple[PrivateMention, ...]:
    """Return each answer that holds a name which is to be kept private, in the order of parts."""
    known = tuple(parts)
    names = list_private_names(known)
    return tuple(_list_mentions(known, names)) if names else ()


def list_private_names(parts: Iterable[Part]) -> dict[str, frozenset[str]]:
    """Return the words of each name that is to be kept private.

    In "Casey’s mum" the name is that of the child, and no source's.
    """
    known = tuple(parts)
    children = frozenset(_list_children_words(known))
    return {
        name: words
        for name in find_private_sources(known).values()
        if name != NOT_NAMED_TEXT and (words := _list_name_words(name, children))
    }


def _list_children_words(parts: Iterable[Part]) -> Iterator[str]:
    """Yield each word of the names of the children."""
    for part in parts:
        name = part.values.get("name")
        if part.page == "child" and isinstance(name, str):
            yield from map(fold_name, _WORD.findall(name))


def find_private_name(text: str, names: Mapping[str, frozenset[str]]) -> str:
    """Return the first of these names that may be in a text; "" where none is."""
    written = set(_WORD.findall(fold_name(text)))
    return next((who for who, words in names.items() if words & written), "")


def find_private_user_name(text: str, names: Mapping[str, frozenset[str]]) -> str:
    """Return the first of these names that may be in a user name, as in "sarahhill99"; or "".

    A long word of it is enough, or all of a name of short ones.
    """
    packed = "".join(_WORD.findall(fold_name(text)))
    for who, words in names.items():
        within = [word for word in words if word in packed]
        if len(within) == len(words) or any(len(word) >= SHORTEST_WITHIN for word in within):
            return who
    return find_private_name(text, names)


def make_answer_key(part: Part, name: str) -> str:
    """Return the key of one answer: its part and field, and whose or which item it is."""
    page = _find_page(part.page)
    whose = part.children[:1] if page and page.per_child else ()
    return "/".join([f"{part.page}.{name}", *whose, *([part.item] if part.item else ())])


def _list_mentions(
    parts: tuple[Part, ...], names: dict[str, frozenset[str]]
) -> Iterator[PrivateMention]:
    for part in parts:
        page = _find_page(part.page)
        for name, value in part.values.items():
            field = find_field(part.page, name)
            if field is None or field.kind not in _TEXTS or name in _TOLD_APART:
                continue
            if not isinstance(value, str) or (part.page, name) == ("child", "name"):
                continue
            if private := find_private_name(value, names):
                start = f"{part.children[0]}." if page and page.per_child and part.children else ""
                yield PrivateMention(
                    key=make_answer_key(part, name),
                    name=private,
                    page=page.name if page else part.page,
                    control="" if part.item else f"{start}{name}",
                    label=field.label,
                    quote=field.verbatim,
                )


def _find_page(part: str) -> Page | None:
    return next((page for page in PAGES if page.part_name == part), None)


def _is_of_child(found: re.Match[str], children: frozenset[str]) -> bool:
    """Whether it is a child's name, before a word that says who someone is to the child."""
    return fold_name(found[1]) in children and fold_name(found[2]) in NOT_NAMES


def _list_name_words(source: str, children: frozenset[str]) -> frozenset[str]:
    """Return the words of a name: of what is written before who they are to the child."""
    name = re.split(r"[,;:(\n–—]| - ", source, maxsplit=1)[0]
    name = _OF_SOMEONE.sub(lambda one: "" if _is_of_child(one, children) else one[0], name)
    words = (fold_name(word) for word in _WORD.findall(name))
    return frozenset(word for word in words if len(word) >= SHORTEST_NAME and word not in NOT_NAMES)
