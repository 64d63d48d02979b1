"""Say why a child of a concern may be the child of a file, in words. Never a score or a rank.

Files are compared by what their own concerns say of who the child is: a name in anybody's words
is never looked at. What speaks against it is said too. That the same people are named is a reason
for a lead to weigh, and never one to offer a file. Nothing here links anything.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import Enum

from app.domain.children.child_card import ChildCard, ChildFacts, LinkedChild
from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_name
from app.domain.search.name_match import NameMatch, match_name
from app.domain.search.search_query import parse_query, split_search_words

DAYS_A_MONTH, MOST_DAYS = 30.44, 27
_AGE = re.compile(
    r"(?:(?:aged|about|around|approx\.?|roughly|nearly|almost|just|~) ?)?"
    r"(?P<number>[0-9]{1,2})(?: ?½|\.5)?(?:"
    r"(?:[ -]?(?:years?|yrs?\.?|y))?(?:[ -]?(?:old|o|/o))?|ish"
    r"|[ -]?(?P<unit>month|week)s?(?:[ -]old)?)[.?]?"
)
"""One age as it is typed. Anything else is not guessed at: "Year 9" is a class, "9 or 10" two."""
SAME_AGE_WITHIN = 1
"""Years: an age is often a guess, and a birthday may lie between two records."""


class Likeness(Enum):
    """One reason or difference between two children. The value is shown."""

    SAME_NAME = "Same name"
    PART_OF_NAME = "One name is part of the other"
    LIKE_NAME = "Names are nearly the same: check the spelling"
    START_OF_NAME = "One name starts like the other"
    OTHER_FORM = "A name may be a short form, or another spelling, of the other"
    SAME_INITIALS = "Same initials"
    SAME_BIRTHDAY = "Born on the same day"
    SAME_GROUP = "Same class or group"
    SAME_AGE = "About the same age"
    OTHER_BIRTHDAY = "Born on another day"
    OTHER_GROUP = "Another class or group"
    OLDER = "{} older"
    YOUNGER = "{} younger"


_NAMES = (
    Likeness.SAME_NAME, Likeness.PART_OF_NAME, Likeness.LIKE_NAME, Likeness.OTHER_FORM,
    Likeness.START_OF_NAME, Likeness.SAME_INITIALS,
)  # fmt: skip
_AGAINST = (Likeness.OTHER_BIRTHDAY, Likeness.OTHER_GROUP, Likeness.OLDER, Likeness.YOUNGER)
_BY_MATCH = {
    NameMatch.SAME: Likeness.PART_OF_NAME,
    NameMatch.STARTS: Likeness.START_OF_NAME,
    NameMatch.OTHER_FORM: Likeness.OTHER_FORM,
    NameMatch.CLOSE: Likeness.LIKE_NAME,
    NameMatch.INITIALS: Likeness.SAME_INITIALS,
}


class ChildMatch(PrivateStruct, frozen=True):
    """Why a file may be about the same child. `years`: how far the ages are apart.

    `days`: how far the nearest days of birth are; `people`: who is named in both, in words.
    """

    found: frozenset[Likeness]
    years: int = 0
    days: int = 0
    people: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Reasons why it may be the same child, in words."""
        found = [one.value for one in Likeness if one in self.found and one not in _AGAINST]
        return (*found, *((f"Both name {_join_words(self.people)}",) if self.people else ()))

    @property
    def differences(self) -> tuple[str, ...]:
        """Differences, in words."""
        years = f"{self.years} {'year' if self.years == 1 else 'years'}"
        found = [one.value.format(years) for one in _AGAINST if one in self.found]
        if Likeness.OTHER_BIRTHDAY in self.found and not self.years:
            found[0] = _word_days_apart(self.days)
        return tuple(found)

    @property
    def reasons_sentence(self) -> str:
        """All reasons in one sentence, or ""."""
        text = _join_reasons(self.reasons)
        return f"{text[:1].upper()}{text[1:]}." if text else ""

    @property
    def differences_sentence(self) -> str:
        """All differences in one sentence that starts with "But", or ""."""
        text = _join_reasons(self.differences)
        return f"But {text}." if text else ""

    @property
    def tokens(self) -> tuple[str, ...]:
        """The names of all of them, as the signed link keeps what was shown."""
        return tuple(one.name.lower() for one in Likeness if one in self.found)

    @property
    def place(self) -> int:
        """Place in the list: by how the name fits, as in a search."""
        return next((at for at, one in enumerate(_NAMES) if one in self.found), len(_NAMES))


def is_likely_match(facts: ChildFacts, match: ChildMatch) -> bool:
    """Whether a page may name the file as likely this child's. A lead still decides.

    The same name and day of birth, or the same whole name and the same class or age, and nothing
    that speaks against it. A first name with a class or an age is never enough.
    """
    found = match.found
    if match.differences or Likeness.SAME_NAME not in found:
        return False
    is_whole = len(split_search_words(facts.name)) > 1
    in_class = is_whole and bool(found & {Likeness.SAME_GROUP, Likeness.SAME_AGE})
    return in_class or Likeness.SAME_BIRTHDAY in found


def _join_reasons(reasons: Iterable[str]) -> str:
    """Return reasons as a part of one sentence."""
    words = [
        one[:1].lower() + one[1:].replace(": check the spelling", " (check the spelling)")
        for one in reasons
    ]
    return _join_words(words)


def _join_words(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _word_days_apart(days: int) -> str:
    """Return how far two days of birth are apart: a slip of a day is told from another year."""
    months = round(days / DAYS_A_MONTH)
    if days <= MOST_DAYS:
        return f"Born {days} {'day' if days == 1 else 'days'} apart"
    if months in {0, 1}:
        return "Born about a month apart"
    return "Born about a year apart" if months == 12 else f"Born about {months} months apart"


def match_child(facts: ChildFacts, card: ChildCard) -> ChildMatch | None:
    """Return why this file may be the child's, or None where nothing says so.

    A name says so, and so does the same day of birth with the same class or group.
    """
    if not card.links:
        return None
    found = {one for one in (_match_names(facts, card.links),) if one}
    found |= _match_birthdays(facts, card) | _match_groups(facts, card)
    named = found & set(_NAMES)
    if not named and not {Likeness.SAME_BIRTHDAY, Likeness.SAME_GROUP} <= found:
        return None
    if named == {Likeness.SAME_INITIALS} and not _is_supported(found):
        return None
    ages, years = _match_ages(facts, card, found)
    return ChildMatch(frozenset(found | ages), years, _count_days_apart(facts, card))


def _is_supported(found: set[Likeness]) -> bool:
    return bool(found & {Likeness.SAME_BIRTHDAY, Likeness.SAME_GROUP})


def _match_names(facts: ChildFacts, links: Iterable[LinkedChild]) -> Likeness | None:
    names = dict.fromkeys(one.facts.name for one in links)
    found = [why for name in names if (why := _match_name(facts.name, name))]
    return min(found, key=_NAMES.index, default=None)


def _match_name(name: str, other: str) -> Likeness | None:
    if not name or not other:
        return None
    if sorted(split_search_words(name)) == sorted(split_search_words(other)):
        return Likeness.SAME_NAME
    both = (match_name(parse_query(name), other), match_name(parse_query(other), name))
    found = [_BY_MATCH[one] for one in both if one]
    return min(found, key=_NAMES.index, default=None)


def _match_birthdays(facts: ChildFacts, card: ChildCard) -> set[Likeness]:
    if facts.birthday is None or not card.birthdays:
        return set()
    same = facts.birthday in card.birthdays
    return {Likeness.SAME_BIRTHDAY if same else Likeness.OTHER_BIRTHDAY}


def _count_days_apart(facts: ChildFacts, card: ChildCard) -> int:
    """Return how far the nearest day of birth is; 0 where one of both is not known."""
    if (mine := facts.birthday) is None:
        return 0
    return min((abs((mine - other).days) for other in card.birthdays), default=0)


def _match_groups(facts: ChildFacts, card: ChildCard) -> set[Likeness]:
    if not facts.group or not card.groups:
        return set()
    same = fold_group(facts.group) in map(fold_group, card.groups)
    return {Likeness.SAME_GROUP if same else Likeness.OTHER_GROUP}


def fold_group(group: str) -> str:
    """Return a class as it is compared: "Class 9 R" and "9R" are one."""
    return "".join(split_group(group))


def split_group(group: str) -> tuple[str, ...]:
    """Return the words of a class that tell it from another: "9" and "r" of "Year 9 R"."""
    words = split_search_words(fold_name(group))
    return tuple(word for word in words if word not in {"class", "year", "yr"})


def _match_ages(
    facts: ChildFacts, card: ChildCard, found: set[Likeness]
) -> tuple[set[Likeness], int]:
    """Compare years of birth as far as they can be known; a day of birth says it better."""
    if found & {Likeness.SAME_BIRTHDAY}:
        return set(), 0
    years = [year for one in card.links if (year := _guess_birth_year(one.facts)) is not None]
    mine = _guess_birth_year(facts)
    if mine is None or not years:
        return set(), 0
    apart = min((mine - year for year in years), key=abs)
    if abs(apart) <= SAME_AGE_WITHIN:
        return {Likeness.SAME_AGE}, 0
    return {Likeness.OLDER if apart > 0 else Likeness.YOUNGER}, abs(apart)


def _guess_birth_year(facts: ChildFacts) -> int | None:
    """Return about which year a child was born in, by their birthday or by the age written."""
    if facts.birthday is not None:
        return facts.birthday.year
    found = _AGE.fullmatch(facts.age.strip().casefold())
    if found is None or (as_of := facts.signed_on) is None:
        return None
    if found["unit"]:
        days = int(found["number"]) * (7 if found["unit"] == "week" else DAYS_A_MONTH)
        return (as_of - timedelta(days=days)).year
    return as_of.year - int(found["number"])
