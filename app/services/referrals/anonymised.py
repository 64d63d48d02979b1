"""Answers for a paper that names no child: which may stand on it, and which name one.

Nobody's words are altered: an answer in which a child's name stands is left out whole, and its
sender is told. When in doubt it is left out: what is missing from a paper can be written again,
what left with it cannot be taken back. It finds names that the file holds, and no others.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from app.domain.pages.details_record import HOUSEHOLD
from app.domain.record.entry_schema import Details, Part, Record
from app.domain.record.name_comparison import fold_name
from app.services.concerns.entry_decryption import OpenEntry
from referral_forms.filled_form import LEFT_OUT, Answer

NAME_FIELDS = {"child": ("name",), "about_child": ("also_known_as",)}
FREE_TEXT_NAME_FIELDS = {"exploitation": ("other_children_named",)}
"""Names that stand in a text: only words that begin with a capital letter are taken."""
ADULT_AGE = 18
NOT_NAMES = frozenset({
    "about", "age", "aged", "an", "and", "approx", "baby", "boy", "boys", "brother", "carer",
    "child", "children", "dad", "father", "from", "girl", "girls", "has", "have", "he", "her",
    "him", "his", "in", "is", "it", "kid", "kids", "known", "lad", "like", "me", "mother",
    "mum", "my", "name", "named", "names", "no", "not", "of", "old", "on", "or", "person",
    "said", "school", "she", "sister", "some", "teen", "teenager", "that", "the", "their",
    "them", "there", "they", "this", "two", "unknown", "unsure", "was", "we", "were", "with",
    "year", "years", "yet", "young",
})  # fmt: skip
"""Words of descriptions, which stand where no name is known: "Girl in year 9"."""
WHOLE_WORD_LENGTH = 3
"""A word this short is found only as a whole word; a longer one also inside a user name."""
_WORD = re.compile(r"[^\W\d_]+")
_AGE = re.compile(r"\b\d{1,2}\b")
_SIBLING = re.compile(r"brother|sister|sibling", re.I)


def collect_child_name_words(entries: Iterable[OpenEntry]) -> frozenset[str]:
    """Return every word of a child's name in a concern, folded to compare."""
    said = (one.entry for one in entries)
    parts = [part for one in said if isinstance(one, Record | Details) for part in one.parts]
    return frozenset(word for part in parts for word in _words(part))


def separate_answers_naming_child(
    answers: Sequence[Answer], names: frozenset[str]
) -> tuple[list[Answer], list[Answer]]:
    """Split answers that say of no child whose they are from those of them that name one.

    Among the first, what names a child is known and left out: it is never "not known".
    """
    named = [one for one in answers if has_child_name(one.text, names)]
    here = [
        Answer(one.key, unknown=LEFT_OUT, item=one.item) if one in named else one for one in answers
    ]
    return [structs.replace(one, child="", item_label=_label(one, names)) for one in here], named


def _label(one: Answer, names: frozenset[str]) -> str:
    return "" if has_child_name(one.item_label, names) else one.item_label


def has_child_name(text: str, names: frozenset[str]) -> bool:
    """Whether one of these names stands in a text, however it is spelt large or small."""
    plain = fold_name(text)
    whole = set(_WORD.findall(plain))
    return any(name in whole or (_is_long(name) and name in plain) for name in names)


def _is_long(name: str) -> bool:
    return len(name) > WHOLE_WORD_LENGTH or not name.isascii()


def _words(part: Part) -> Iterator[str]:
    fields = ("name",) if _is_child_at_home(part) else NAME_FIELDS.get(part.page, ())
    for field in fields:
        yield from _usable(fold_name(_text(part, field)))
    for field in FREE_TEXT_NAME_FIELDS.get(part.page, ()):
        for word in _WORD.findall(_text(part, field)):
            if word[0].isupper() or not word.isascii():
                yield from _usable(fold_name(word))


def _is_child_at_home(part: Part) -> bool:
    """Whether someone at home is, or may be, a child: by their age, or else as a sibling."""
    if part.page != HOUSEHOLD.part_name:
        return False
    age = _AGE.search(_text(part, "age"))
    if age is not None:
        return int(age.group()) < ADULT_AGE
    return _SIBLING.search(_text(part, "relationship")) is not None


def _text(part: Part, field: str) -> str:
    value = part.values.get(field)
    return value if isinstance(value, str) else ""


def _usable(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        if (len(word) > 1 or not word.isascii()) and word not in NOT_NAMES:
            yield word
